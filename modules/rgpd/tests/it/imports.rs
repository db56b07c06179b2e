//! A file received on screen: what it would change, its columns corrected and remembered, taken, and undone.

use axum::http::{StatusCode, header};
use rgpd::gestes::exports::{FormatExport, Voulu};

use crate::{
    fichiers::TABLE,
    site::{BASE, Site, whole},
};

/// Sends a file and gives the address where it waits.
async fn sent(site: &Site, nom: &str, octets: &[u8]) -> String {
    let claire = site.secretaire().await;
    let answer = claire.upload(&format!("{BASE}/imports"), &[], ("fichier", nom, octets)).await;
    answer.location().to_owned()
}

#[tokio::test]
async fn an_offline_change_is_shown_field_by_field_then_taken_once() {
    let site = Site::new().await;
    let id = site.added().await;
    let voulu = Voulu { format: FormatExport::Csv, au: None, communicable: false };
    let csv = String::from_utf8(site.file(voulu).await).unwrap();
    let purpose = whole().finalites[0].libelle.clone();
    let edited = csv.replace(&purpose, "Nourrir les enfants des écoles");
    let there = sent(&site, "registre.csv", edited.as_bytes()).await;
    let claire = site.secretaire().await;
    let told = claire.get(&there).await;
    told.says(StatusCode::OK, &["1 modifié", "1 champ change", "Finalités", "Nourrir les enfants des écoles"]);
    assert_eq!(site.traitement(id).await.contenu, whole(), "nothing is kept before one says so");
    let stale = claire.post(&format!("{there}/prise"), &[("vu", "autre")]).await;
    stale.says(StatusCode::CONFLICT, &["Le registre a changé depuis que vous l’avez vu", "1 modifié"]);
    assert_eq!(site.traitement(id).await.contenu, whole(), "what was not seen is not kept");
    let vu = told.hidden("vu");
    let taken = claire.post(&format!("{there}/prise"), &[("vu", &vu)]).await;
    let lot = taken.location().split('?').next().unwrap().to_owned();
    assert!(lot.starts_with(&format!("{BASE}/lots/")), "{lot}");
    assert_eq!(site.traitement(id).await.contenu.finalites[0].libelle, "Nourrir les enfants des écoles");
    let twice = claire.post(&format!("{there}/prise"), &[("vu", &vu)]).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND, "the file was taken: twice the same click does nothing more");
    assert_eq!(site.kept().await.len(), 1);
    claire.get(&lot).await.says(StatusCode::OK, &["registre.csv", "1 modifié", "Restauration scolaire"]);
    claire.post(&format!("{lot}/annulation"), &[]).await.location();
    assert_eq!(site.traitement(id).await.contenu, whole(), "as it was");
    claire.get(&format!("{BASE}/lots")).await.says(StatusCode::OK, &["annulé", "registre.csv"]);
    let again = claire.post(&format!("{lot}/annulation"), &[]).await;
    again.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce lot est déjà annulé"]);
}

#[tokio::test]
async fn undoing_a_file_takes_its_drafts_away_and_keeps_what_somebody_worked_on() {
    let site = Site::new().await;
    let there = sent(&site, "registre.csv", TABLE.as_bytes()).await;
    let claire = site.secretaire().await;
    let vu = claire.get(&there).await.hidden("vu");
    let taken = claire.post(&format!("{there}/prise"), &[("vu", &vu)]).await;
    let lot = taken.location().split('?').next().unwrap().to_owned();
    let kept = site.kept().await;
    assert_eq!(kept.len(), 2);
    let worked = kept.iter().find(|t| t.contenu.nom == "Cantine").unwrap();
    claire.post(&format!("{BASE}/traitements/{}/soumission", worked.id), &[]).await.location();
    claire.post(&format!("{lot}/annulation"), &[]).await.location();
    let left = site.kept().await;
    assert_eq!((left.len(), left[0].contenu.nom.as_str()), (1, "Cantine"));
    claire.get(&lot).await.says(StatusCode::OK, &["Ce lot a été annulé", "1 traitement est resté,"]);
    let lines = site.journal(site.albias.id).await;
    assert!(lines.contains("rgpd.traitement.retire") && lines.contains("rgpd.lot.annule"), "{lines}");
    let again = sent(&site, "registre.csv", TABLE.as_bytes()).await;
    claire.get(&again).await.says(StatusCode::OK, &["1 nouveau traitement", "1 déjà à jour"]);
}

#[tokio::test]
async fn a_column_that_was_not_understood_is_corrected_and_remembered() {
    let site = Site::new().await;
    let file = "Nom du traitement;Finalité;Machin\nCantine;Servir les repas;Allergies des enfants\n";
    let there = sent(&site, "a.csv", file.as_bytes()).await;
    let claire = site.secretaire().await;
    claire
        .get(&there)
        .await
        .says(StatusCode::OK, &["Comment les colonnes sont comprises", "Une colonne est à vérifier", "Machin"]);
    let corrected = claire.post(&format!("{there}/colonnes"), &[("colonne.0.3", "description|")]).await;
    assert!(corrected.location().starts_with(&there));
    let vu = claire.get(&there).await.hidden("vu");
    claire.post(&format!("{there}/prise"), &[("vu", &vu)]).await.location();
    assert_eq!(site.kept().await[0].contenu.description, "Allergies des enfants");
    // The next file of the same headers is read so at once, on screen and from the command line.
    let next = "Nom du traitement;Finalité;MACHIN\nPaie;Payer;Les bulletins\n";
    let done = rgpd::cli::import(&site.services, crate::site::ALBIAS, ("b.csv", next.as_bytes()), false).await.unwrap();
    assert_eq!(done.bilan.crees, 1);
    let paie = site.kept().await.into_iter().find(|t| t.contenu.nom == "Paie").unwrap();
    assert_eq!(paie.contenu.description, "Les bulletins");
    // Nobody else's memory.
    let lucie = site.voisine().await;
    let other = lucie.upload("/c/218201218/rgpd/imports", &[], ("fichier", "c.csv", next.as_bytes())).await;
    lucie.get(other.location()).await.says(StatusCode::OK, &["Une colonne est à vérifier"]);
}

#[tokio::test]
async fn the_problems_of_a_file_come_back_in_colour() {
    let site = Site::new().await;
    let file = "Nom du traitement;Finalité;Base légale\nCantine;Servir;Parce que\n;Rien;Consentement\n";
    let there = sent(&site, "a.csv", file.as_bytes()).await;
    let claire = site.secretaire().await;
    claire.get(&there).await.says(StatusCode::OK, &["À relire dans le fichier", "en couleur"]);
    let report = claire.get(&format!("{there}/rapport")).await;
    assert!(report.bytes.starts_with(b"PK") && report.header(header::CONTENT_DISPOSITION).contains(".xlsx"));
    let read = tableur::read(&report.bytes, &tableur::Limites::default()).unwrap();
    assert_eq!(read.feuilles[0].nom, "Problèmes");
}

#[tokio::test]
async fn what_is_not_a_register_is_refused_in_a_sentence_and_forgotten() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let there = format!("{BASE}/imports");
    for (name, octets, why) in [
        ("registre.ods", b"%PDF-1.7\n1 0 obj".as_slice(), "PDF"),
        ("registre.xlsx", b"PK\x03\x04tronque".as_slice(), "fichier"),
        ("registre.csv", b"".as_slice(), "vide"),
        ("a.csv", b"foo;bar\n1;2\n", "Aucun traitement n’a été trouvé"),
    ] {
        let refused = claire.upload(&there, &[], ("fichier", name, octets)).await;
        refused.says(StatusCode::UNPROCESSABLE_ENTITY, &[why]);
    }
    claire.send_form(&there, &[]).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez le fichier"]);
    let nameless = "Nom du traitement;Référence;Finalité\n;X-1;Sans nom\n";
    let waiting = claire.upload(&there, &[], ("fichier", "b.csv", nameless)).await;
    let refused = claire.get(waiting.location()).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Rien de ce fichier ne peut être importé", "Refusé"]);
    refused.hides("déjà dans le registre");
    claire.post(&format!("{}/abandon", waiting.location()), &[]).await.location();
    assert_eq!(claire.get(waiting.location()).await.status, StatusCode::NOT_FOUND);
    let mut tx = site.read().await;
    assert_eq!(rgpd::store::imports::list_old(&mut tx, site.clock.now()).await.unwrap().len(), 0, "nothing lies there");
    assert_eq!(site.kept().await.len(), 0);
}

#[tokio::test]
async fn a_file_that_waits_is_seen_by_its_collectivite_only_and_for_a_week() {
    let site = Site::new().await;
    let there = sent(&site, "a.csv", TABLE.as_bytes()).await;
    assert_eq!(site.agent().await.get(&there).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.voisine().await.get(&there).await.status, StatusCode::NOT_FOUND);
    let moved = there.replace(crate::site::ALBIAS, site.montauban.fiche.siren.as_str());
    assert_eq!(site.voisine().await.get(&moved).await.status, StatusCode::NOT_FOUND, "not an id of theirs");
    let agent = site.agent().await;
    assert_eq!(agent.get(&format!("{BASE}/import")).await.status, StatusCode::FORBIDDEN);
    site.clock.advance_seconds(8 * 24 * 3_600);
    let sweep = jobs::Kind::new("rgpd.import_menage", "Fichiers de registre abandonnés");
    let mut tx = site.begin().await;
    jobs::enqueue(&mut tx, &site.clock, jobs::NewJob::new(sweep, serde_json::json!({}))).await.unwrap();
    tx.commit().await.unwrap();
    site.drain().await;
    let claire = site.secretaire().await;
    assert_eq!(claire.get(&there).await.status, StatusCode::NOT_FOUND, "swept");
}
