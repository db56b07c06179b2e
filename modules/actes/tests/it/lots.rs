//! Several actes at once: their files, an archive, a table; corrected on one page, sent by one button.

use std::io::{Cursor, Write};

use actes::{
    domain::{Acte, EtatActe, LotId, Regard, lot::MODELE},
    store::{actes as rows, pieces},
};
use axum::http::StatusCode;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    groupes::{only_claire, reserve},
    site::{BASE, PDF, Site},
};

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (nom, octets) in files {
        writer.start_file(*nom, SimpleFileOptions::default()).unwrap();
        writer.write_all(octets).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Deposits an archive; gives the lot, or the sentences of the refusal.
async fn deposit(site: &Site, octets: &[u8]) -> Result<LotId, String> {
    let claire = site.secretaire().await;
    let id = claire.get(&format!("{BASE}/lots/nouveau")).await.hidden("id");
    let typed = [("id", id.as_str()), ("nature", "1"), ("decision_le", "2026-11-24")];
    let sent = claire.upload(&format!("{BASE}/lots"), &typed, ("fichiers", "conseil.zip", octets)).await;
    match sent.status {
        StatusCode::SEE_OTHER => Ok(id.parse().unwrap()),
        StatusCode::UNPROCESSABLE_ENTITY => Err(sent.plain()),
        other => panic!("{other}: {}", sent.text()),
    }
}

async fn of(site: &Site, lot: LotId) -> Vec<Acte> {
    rows::list_of_lot(&mut site.read().await, (site.albias.id, Regard::Tout), lot).await.unwrap()
}

#[tokio::test]
async fn each_file_of_an_archive_is_an_acte_that_its_name_tells() {
    let site = Site::new().await;
    let files = [
        ("Conseil/2026-041 Tarifs.pdf", PDF),
        ("Conseil/2026-042 Motion pour la poste.pdf", PDF),
        ("__MACOSX/._x.pdf", b"x"),
    ];
    let lot = deposit(&site, &zip(&files)).await.unwrap();
    let told: Vec<_> = of(&site, lot).await.into_iter().map(|acte| (acte.fiche.numero, acte.fiche.objet)).collect();
    let expected = [("2026_041", "Tarifs"), ("2026_042", "Motion pour la poste")];
    assert_eq!(told, expected.map(|(numero, objet)| (numero.to_owned(), objet.to_owned())));
    site.secretaire().await.get(BASE).await.says(StatusCode::OK, &["Un lot déposé le", "2 actes à transmettre"]);
}

#[tokio::test]
async fn a_lot_is_corrected_on_one_page_and_what_is_ready_leaves_at_once() {
    let site = Site::new().await;
    let lot = deposit(&site, &zip(&[("2026-041 Tarifs.pdf", PDF), ("2026-042 Motion.pdf", PDF)])).await.unwrap();
    site.drain().await;
    site.fetch().await;
    let claire = site.secretaire().await;
    let there = format!("{BASE}/lots/{lot}");
    let page = claire.get(&there).await;
    page.says(StatusCode::OK, &["2 actes à compléter", "2026-041 Tarifs.pdf"]);
    let [first, second] = of(&site, lot).await.try_into().unwrap();
    let name = |field: &str, acte: &Acte| format!("{field}_{}", acte.id);
    let typed = |objet: &str| {
        let mut typed = Vec::new();
        for (acte, matiere) in [(&first, "7.10 Finances locales / Divers"), (&second, "")] {
            typed.push((name("revision", acte), acte.revision.to_string()));
            typed.push((name("numero", acte), acte.fiche.numero.clone()));
            typed.push((name("objet", acte), objet.to_owned()));
            typed.push((name("decision_le", acte), "2026-11-24".to_owned()));
            typed.push((name("matiere", acte), matiere.to_owned()));
        }
        typed
    };
    let post = async |typed: Vec<(String, String)>| {
        let typed: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        claire.post(&there, &typed).await
    };
    post(typed("Tarifs ∞")).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["Remplacez-les"]);
    assert_eq!(of(&site, lot).await[0], first, "all or nothing");
    assert_eq!(post(typed("Tarifs")).await.status, StatusCode::SEE_OTHER);
    claire.get(&there).await.says(StatusCode::OK, &["1 acte à compléter", "Transmettre 1 acte"]);
    for _ in 0..2 {
        assert_eq!(claire.post(&format!("{there}/envoi"), &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(site.sendings(first.id).await.len(), 1, "twice the same click is one sending");
    site.drain().await;
    site.fetch().await;
    let states = [site.acte(first.id).await.etat, site.acte(second.id).await.etat];
    assert_eq!(states, [EtatActe::Recu, EtatActe::Brouillon]);
    claire.get(&there).await.says(StatusCode::OK, &["Partis", "Reçu en préfecture", "1 acte à compléter"]);
}

#[tokio::test]
async fn a_table_says_what_each_acte_is_and_names_its_annexes() {
    let site = Site::new().await;
    let table = MODELE.replace("plan.pdf", "Plan Général.PDF");
    let files = [
        ("actes.csv", table.as_bytes()),
        ("cantine.pdf", PDF),
        ("tarifs.pdf", PDF),
        ("plan général.pdf", PDF),
        ("marche.pdf", PDF),
    ];
    let lot = deposit(&site, &zip(&files)).await.unwrap();
    let [first, second] = of(&site, lot).await.try_into().unwrap();
    assert_eq!(
        (first.fiche.matiere.as_str(), first.fiche.decision_le.unwrap().to_string().as_str()),
        ("7.10", "2026-01-15")
    );
    let files = pieces::list_of(&mut site.read().await, site.albias.id, first.id).await.unwrap();
    let roles: Vec<_> = files.iter().map(|file| format!("{} {}", file.role(), file.nom)).collect();
    assert_eq!(roles, ["L’acte cantine.pdf", "Annexe 1 tarifs.pdf", "Annexe 2 plan général.pdf"]);
    assert_eq!(second.fiche.nature.libelle(), "Arrêté réglementaire");
    let model = site.secretaire().await.get(&format!("{BASE}/lots/modele.csv")).await;
    assert!(model.text().contains("Fichier;Nature"));
}

#[tokio::test]
async fn what_does_not_hold_is_said_at_once_and_nothing_is_kept() {
    let site = Site::new().await;
    let table = b"Fichier;Date\na.pdf;31/02/2026\nabsent.pdf;\n";
    let cases: [(Vec<u8>, &str); 6] = [
        (b"PK\x03\x04 rien".to_vec(), "ne s’ouvre pas"),
        (zip(&[]), "est vide"),
        (zip(&[("a.pdf", &PDF[..300])]), "PDF est incomplet"),
        (zip(&[("a.pdf", PDF), ("actes.csv", table)]), "Ligne 2"),
        (zip(&[("a.pdf", PDF), ("actes.csv", b"Fichier\nabsent.pdf\n")]), "il n’est pas joint"),
        (zip(&[("photo.gif", b"GIF89a\x01\0\x01\0"), ("a.pdf", PDF)]), "photo.gif » : Un fichier .gif"),
    ];
    for (octets, sentence) in cases {
        let told = deposit(&site, &octets).await.unwrap_err();
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    assert!(site.secretaire().await.get(BASE).await.text().contains("Aucun acte"));
}

#[tokio::test]
async fn the_lot_of_another_does_not_exist() {
    let site = Site::new().await;
    let lot = deposit(&site, &zip(&[("2026-041 Tarifs.pdf", PDF)])).await.unwrap();
    let lucie = site.voisine().await;
    lucie.get(&format!("{BASE}/lots/{lot}")).await.says(StatusCode::NOT_FOUND, &[]);
    lucie.get(&format!("/c/218201218/actes/lots/{lot}")).await.says(StatusCode::NOT_FOUND, &[]);
    let thomas = site.agent().await;
    thomas.post(&format!("{BASE}/lots/{lot}/envoi"), &[]).await.says(StatusCode::FORBIDDEN, &[]);
}

#[tokio::test]
async fn a_lot_shows_each_person_what_their_groups_see() {
    let site = Site::new().await;
    let lot = deposit(&site, &zip(&[("2026-041 Tarifs.pdf", PDF), ("2026-042 Motion.pdf", PDF)])).await.unwrap();
    let [tarifs, motion] = of(&site, lot).await.try_into().unwrap();
    let there = format!("{BASE}/lots/{lot}");
    let thomas = site.agent().await;
    let groupe = only_claire(&site).await;
    reserve(&site, tarifs.id, &groupe).await;
    let page = thomas.get(&there).await;
    page.says(StatusCode::OK, &["1 acte à compléter", "Motion"]);
    assert!(!page.text().contains("Tarifs"));
    thomas.get(BASE).await.says(StatusCode::OK, &["1 acte à transmettre"]);
    site.secretaire().await.get(BASE).await.says(StatusCode::OK, &["2 actes à transmettre"]);
    let name = |field: &str| format!("{field}_{}", tarifs.id);
    let typed = [(name("revision"), "2".to_owned()), (name("objet"), "Prix".to_owned())];
    let typed: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    thomas.post(&there, &typed).await;
    assert_eq!(site.acte(tarifs.id).await.fiche.objet, "Tarifs", "what he does not see he does not write");
    reserve(&site, motion.id, &groupe).await;
    thomas.get(&there).await.says(StatusCode::NOT_FOUND, &[]);
}
