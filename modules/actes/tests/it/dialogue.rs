//! The whole dialogue with the préfecture, at the school: each message, its effect, its proof; each message twice.

use actes::{
    domain::{ActeId, EtatActe, EtatEchange, EtatEnvoi, GenreEchange, GenreEvenement, prefecture::Initiative},
    gestes::{Contexte, suites},
    transport::ecole::Ecole,
};
use axum::http::StatusCode;
use db::Perimetre;
use norme_actes::IdActe;

use crate::site::{BASE, PDF, Site};

/// The préfecture writes, and the house reads.
async fn writes(site: &Site, id: ActeId, what: Initiative) {
    let identity: IdActe = site.acte(id).await.id_acte.unwrap().parse().unwrap();
    let mut tx = site.db().begin(Perimetre::Collectivite(site.albias.id)).await.unwrap();
    let school = Ecole::new(site.services.clone());
    school.write(&mut tx, site.albias.id, &identity, (&what, PDF)).await.unwrap();
    tx.commit().await.unwrap();
    site.fetch().await;
}

async fn answer(site: &Site, id: ActeId, reponse: &str, files: &[(&str, &str, &[u8])]) -> web::testing::Reponse {
    let letter = site.letters(id).await.last().unwrap().id;
    let claire = site.secretaire().await;
    let answered = claire.upload_all(&format!("{BASE}/{id}/courriers/{letter}"), &[("reponse", reponse)], files).await;
    site.drain().await;
    site.fetch().await;
    answered
}

/// Another objet: at the school, its words ask for an answer.
async fn rewrite(site: &Site, id: ActeId, objet: &str) {
    let acte = site.acte(id).await;
    let mut tx = site.begin().await;
    let ctx = Contexte::new(&site.clock, &site.acteur, &site.albias);
    let fiche = actes::domain::FicheActe { objet: objet.into(), ..acte.fiche };
    actes::gestes::actes::edit(&mut tx, ctx, (id, acte.revision), fiche).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_refused_envelope_is_understood_by_its_name_and_silence_is_waited_for() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let refused = site.prepared("2026_001").await;
    rewrite(&site, refused, "Tarifs #enveloppe").await;
    claire.post(&format!("{BASE}/{refused}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    let acte = site.acte(refused).await;
    assert_eq!(acte.etat, EtatActe::Refuse);
    assert!(acte.motif.starts_with("Anomalie 100"), "{}", acte.motif);
    let silent = site.prepared("2026_002").await;
    rewrite(&site, silent, "Tarifs #silence").await;
    claire.post(&format!("{BASE}/{silent}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    assert_eq!(site.acte(silent).await.etat, EtatActe::Transmis);
    claire.get(&format!("{BASE}/{silent}")).await.says(StatusCode::OK, &["n’a pas encore répondu"]);
    writes(&site, silent, Initiative::AccuseReception).await;
    assert_eq!(site.acte(silent).await.etat, EtatActe::Recu);
}

fn messages(sendings: &[actes::domain::Envoi]) -> Vec<&str> {
    sendings.iter().map(|envoi| envoi.message.as_str()).collect()
}

#[tokio::test]
async fn a_demand_of_documents_is_acknowledged_at_once_then_answered() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    writes(&site, id, Initiative::DemandePieceComplementaire { description: "Le plan".into() }).await;
    let letter = site.letters(id).await.remove(0);
    assert_eq!((letter.genre, letter.texte.as_str()), (GenreEchange::DemandePieceComplementaire, "Le plan"));
    assert_eq!(messages(&site.sendings(id).await), ["1-1", "3-2"], "the receipt that is owed left by itself");
    assert!(site.sendings(id).await.iter().all(|envoi| envoi.etat == EtatEnvoi::Depose));
    assert_eq!(site.acte(id).await.a_repondre, 1);
    let claire = site.secretaire().await;
    claire.get(BASE).await.says(StatusCode::OK, &["Un courrier de la préfecture attend"]);
    let page = claire.get(&format!("{BASE}/{id}/courriers/{}", letter.id)).await;
    page.says(StatusCode::OK, &["Le plan", "Envoyer les pièces demandées", "Refuser d’envoyer les pièces"]);
    let none = answer(&site, id, "3-4", &[]).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Joignez au moins un document"]);
    let two: [(&str, &str, &[u8]); 2] = [("documents", "plan.pdf", PDF), ("documents", "coupe.pdf", PDF)];
    answer(&site, id, "3-3", &two).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["un seul document"]);
    assert_eq!(answer(&site, id, "3-4", &two).await.status, StatusCode::SEE_OTHER);
    let letter = site.letters(id).await.remove(0);
    assert_eq!((letter.etat, letter.ar_reponse_le.is_some()), (EtatEchange::Clos, true));
    assert_eq!(site.acte(id).await.a_repondre, 0);
    assert_eq!(messages(&site.sendings(id).await), ["1-1", "3-2", "3-4"]);
    let again = answer(&site, id, "3-4", &two[..1]).await;
    again.says(StatusCode::UNPROCESSABLE_ENTITY, &["a déjà sa réponse"]);
}

#[tokio::test]
async fn observations_are_rejected_or_answered_and_a_simple_letter_too() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    writes(&site, id, Initiative::LettreObservations { motif: "Illégal".into() }).await;
    let one: [(&str, &str, &[u8]); 1] = [("documents", "lettre.pdf", PDF)];
    assert_eq!(answer(&site, id, "4-3", &one).await.status, StatusCode::SEE_OTHER);
    assert_eq!(messages(&site.sendings(id).await), ["1-1", "4-2", "4-3"]);
    assert!(site.letters(id).await[0].ar_reponse_le.is_some());
    writes(&site, id, Initiative::CourrierSimple).await;
    assert_eq!(answer(&site, id, "2-2", &one).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        messages(&site.sendings(id).await),
        ["1-1", "4-2", "4-3", "2-2"],
        "no receipt is owed to a simple letter"
    );
    writes(&site, id, Initiative::DefereTa { motif: "Incompétence".into() }).await;
    let letters = site.letters(id).await;
    assert_eq!((letters.len(), letters[2].genre), (3, GenreEchange::DefereTa));
    assert_eq!(site.acte(id).await.a_repondre, 0, "a déféré is answered to the tribunal");
    site.secretaire()
        .await
        .get(&format!("{BASE}/{id}"))
        .await
        .says(StatusCode::OK, &["Déféré au tribunal", "Incompétence"]);
}

#[tokio::test]
async fn an_acte_is_cancelled_once_and_leaves_the_public_page() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let claire = site.secretaire().await;
    claire.post(&format!("{BASE}/{id}/publication"), &[]).await;
    assert!(site.acte(id).await.is_en_ligne());
    claire.get(&format!("{BASE}/{id}/annulation")).await.says(StatusCode::OK, &["Demander l’annulation"]);
    for _ in 0..2 {
        assert_eq!(claire.post(&format!("{BASE}/{id}/annulation"), &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(messages(&site.sendings(id).await), ["1-1", "6-1"]);
    site.drain().await;
    site.fetch().await;
    let acte = site.acte(id).await;
    assert!(acte.etat == EtatActe::Annule && !acte.is_en_ligne());
    claire
        .post(&format!("{BASE}/{id}/annulation"), &[])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["ne s’annule pas"]);
}

#[tokio::test]
async fn an_anomaly_lets_the_acte_be_mended_and_sent_again() {
    let site = Site::new().await;
    let id = site.prepared("2026_001").await;
    let claire = site.secretaire().await;
    rewrite(&site, id, "Tarifs #anomalie").await;
    claire.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    let acte = site.acte(id).await;
    assert_eq!(acte.etat, EtatActe::Refuse);
    assert!(acte.motif.contains("EXERCICE"), "{}", acte.motif);
    let there = format!("{BASE}/{id}/preparation");
    claire.get(BASE).await.says(StatusCode::OK, &["Un acte est refusé"]);
    claire.get(&there).await.says(StatusCode::OK, &["EXERCICE", "Transmettre à la préfecture"]);
    rewrite(&site, id, "Tarifs").await;
    claire.post(&format!("{BASE}/{id}/envoi"), &[]).await;
    site.drain().await;
    site.fetch().await;
    assert_eq!(site.acte(id).await.etat, EtatActe::Recu);
    let names: Vec<String> = site.sendings(id).await.into_iter().map(|envoi| envoi.archive).collect();
    assert!(names.len() == 2 && names[0] != names[1], "another envelope, another number: {names:?}");
}

#[tokio::test]
async fn the_same_message_twice_changes_nothing_and_a_stranger_is_kept() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let before = site.events(id).await.len();
    writes(&site, id, Initiative::AccuseReception).await;
    assert_eq!(site.events(id).await.len(), before, "a second receipt is kept and changes nothing");
    let pieces = vec![("lettre.pdf".to_owned(), PDF.to_vec())];
    let arrivee = actes::transport::Arrivee { pieces, texte: String::new() };
    for _ in 0..2 {
        actes::gestes::retours::receive(&site.services, actes::domain::Canal::Ecole, arrivee.clone()).await.unwrap();
    }
    let orphans = actes::store::retours::list_orphans(&mut site.read().await).await.unwrap();
    assert_eq!((orphans.len(), orphans[0].collectivite_id), (1, site.centre.id));
    assert!(orphans[0].resume.contains("aucun message d’ACTES"));
}

#[tokio::test]
async fn each_step_is_told_in_order() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let kinds: Vec<GenreEvenement> = site.events(id).await.into_iter().map(|event| event.genre).collect();
    let expected =
        [GenreEvenement::Cree, GenreEvenement::TransmissionDemandee, GenreEvenement::Depose, GenreEvenement::Recu];
    assert_eq!(kinds, expected);
    let envoi = site.sendings(id).await.remove(0);
    assert_eq!(envoi.fichiers.len(), 3, "{:?}", envoi.fichiers);
    assert_eq!(envoi.fichiers[1], "082-218200020-20261124-2026_001-DE-1-1_0.xml");
    assert_eq!(envoi.empreinte.len(), 64);
    let mut tx = site.begin().await;
    let ctx = Contexte::new(&site.clock, &site.acteur, &site.albias);
    suites::cancel(&mut tx, &site.services, ctx, id).await.unwrap();
}

#[tokio::test]
async fn who_deposited_is_told_by_mail_and_the_centre_each_morning() {
    let site = Site::new().await;
    let id = site.received("2026_001").await;
    let told = async || {
        let request = db::ListRequest { page: 1, per_page: 50, ..db::ListRequest::default() };
        let sent = mail::list(&mut site.read().await, &request).await.unwrap().rows;
        sent.into_iter().map(|one| one.sujet).collect::<Vec<_>>()
    };
    let subject = "[Exercice] Reçu en préfecture\u{a0}: Tarifs de la cantine pour 2027";
    assert_eq!(told().await.iter().filter(|one| *one == subject).count(), 1);
    writes(&site, id, Initiative::LettreObservations { motif: "Motif".into() }).await;
    assert!(told().await.iter().any(|one| one.contains("La préfecture vous écrit")));
    let silent = site.prepared("2026_002").await;
    rewrite(&site, silent, "Tarifs #silence").await;
    site.secretaire().await.post(&format!("{BASE}/{silent}/envoi"), &[]).await;
    site.drain().await;
    assert!(!told().await.iter().any(|one| one.contains("à regarder")), "nothing is late yet");
    // The watch of the next morning is due.
    site.clock.advance_seconds(25 * 3_600);
    site.drain().await;
    assert_eq!(
        told().await.iter().filter(|one| one.contains("à regarder")).count(),
        2,
        "the administrator and the technician"
    );
}
