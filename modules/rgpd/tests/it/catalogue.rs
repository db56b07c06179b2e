//! The shared catalogue: written once by the centre, reached by the names that members type.

use axum::http::StatusCode;
use rgpd::store::{catalogue, usages};

use crate::site::{BASE, Site, whole};

const PATH: &str = "/centre/rgpd/catalogue";

#[tokio::test]
async fn a_name_that_members_type_leads_to_the_record_whatever_came_first() {
    let site = Site::new().await;
    let id = site.added().await;
    let processor = whole().sous_traitants[0].nom.clone();
    let hugo = site.dpd().await;
    hugo.get(PATH)
        .await
        .says(StatusCode::OK, &["Le catalogue est vide", "Écrits par les adhérents, sans fiche", &processor]);
    let made = hugo
        .post(
            PATH,
            &[("genre", "organisme"), ("nom", processor.as_str()), ("pays", "France"), ("clause.objet", "presente")],
        )
        .await;
    let there = made.location().split('?').next().unwrap().to_owned();
    hugo.get(&there)
        .await
        .says(StatusCode::OK, &["employé par 1 adhérent", "Albias", "Présente", "n’a pas été lu en entier"]);
    let used = usages::of_traitement(&mut site.read().await, site.albias.id, id).await.unwrap();
    assert!(used.iter().any(|u| u.nom == processor), "{used:?}");
    let claire = site.secretaire().await;
    claire.get(&format!("{BASE}/traitements/{id}")).await.says(StatusCode::OK, &["Au catalogue du centre de gestion"]);
    let record = there.rsplit('/').next().unwrap();
    let seen = claire.get(&format!("{BASE}/catalogue/{record}")).await;
    seen.says(StatusCode::OK, &[&processor, "France", "Son contrat, article 28"]);
    assert_eq!(claire.get(&there).await.status, StatusCode::NOT_FOUND, "the centre's page is the centre's");
    // Suggested where one types it.
    let page = claire.get(&format!("{BASE}/traitements/{id}/etapes/circulation")).await.text();
    assert!(page.contains("<datalist id=\"organismes\"><option value=\""), "{page}");
}

#[tokio::test]
async fn another_name_is_brought_together_and_stays_so() {
    let site = Site::new().await;
    site.added().await;
    let hugo = site.dpd().await;
    let made = hugo.post(PATH, &[("genre", "logiciel"), ("nom", "Portail famille Azur"), ("notes", "Secret")]).await;
    let there = made.location().split('?').next().unwrap().to_owned();
    let id = there.rsplit('/').next().unwrap().to_owned();
    let typed = whole().outils[0].nom.clone();
    let asked = web::ui::FormState::default().with("genre", "logiciel").with("nom", &typed).query();
    hugo.get(&format!("{PATH}/rapprochement?{asked}")).await.says(StatusCode::OK, &["Portail famille Azur"]);
    let none = hugo.post(&format!("{PATH}/rapprochement"), &[("genre", "logiciel"), ("nom", &typed)]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = [("genre", "logiciel"), ("nom", typed.as_str()), ("fiche", id.as_str())];
    hugo.post(&format!("{PATH}/rapprochement"), &sent).await.location();
    hugo.get(&there).await.says(StatusCode::OK, &["employé par 1 adhérent"]);
    // Who types it tomorrow is there too.
    let claire = site.secretaire().await;
    let again = format!("Nom du traitement;Logiciel;Finalité\nGarderie;{typed};Garder\n");
    let done =
        rgpd::cli::import(&site.services, crate::site::ALBIAS, ("g.csv", again.as_bytes()), false).await.unwrap();
    assert_eq!(done.bilan.crees, 1);
    let users = usages::users(&mut site.read().await, id.parse().unwrap()).await.unwrap();
    assert_eq!(users.len(), 2, "{users:?}");
    claire.get(&format!("{BASE}/catalogue/{id}")).await.hides("Secret");
    // Renamed: the former name still leads to it.
    let revision = hugo.get(&format!("{there}/fiche")).await.hidden("revision");
    let renamed = [("genre", "logiciel"), ("nom", "Azur"), ("revision", revision.as_str())];
    hugo.post(&format!("{there}/fiche"), &renamed).await.location();
    let names = ["portail famille azur".to_owned(), "azur".to_owned()];
    assert_eq!(catalogue::called(&mut site.read().await, &names).await.unwrap().len(), 2);
    let stale = hugo.post(&format!("{there}/fiche"), &renamed).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "somebody changed it meanwhile");
}

#[tokio::test]
async fn wrong_records_are_refused_by_their_field() {
    let site = Site::new().await;
    let hugo = site.dpd().await;
    for (fields, why) in [
        (vec![("genre", "organisme"), ("nom", " ")], "Donnez un nom"),
        (vec![("genre", "organisme"), ("nom", "A"), ("siren", "123456789")], "Ce numéro SIREN est faux"),
        (vec![("genre", "organisme"), ("nom", "A"), ("contrat_lu_le", "hier")], "ne se lit pas"),
        (
            vec![("genre", "logiciel"), ("nom", "A"), ("editeur", "018f0000-0000-7000-8000-000000000000")],
            "n’est pas au catalogue",
        ),
    ] {
        hugo.post(PATH, &fields).await.says(StatusCode::UNPROCESSABLE_ENTITY, &[why]);
    }
    hugo.post(PATH, &[("genre", "organisme"), ("nom", "Éditeur")]).await.location();
    let twice = hugo.post(PATH, &[("genre", "organisme"), ("nom", "EDITEUR")]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["porte déjà ce nom"]);
    hugo.get(&format!("{PATH}/export?format=csv")).await.says(StatusCode::OK, &["Éditeur"]);
}

#[tokio::test]
async fn the_documents_of_a_record_are_read_by_every_member_and_written_by_the_centre() {
    let site = Site::new().await;
    let hugo = site.dpd().await;
    let made = hugo.post(PATH, &[("genre", "organisme"), ("nom", "Éditeur")]).await;
    let there = made.location().split('?').next().unwrap().to_owned();
    let fields = [("libelle", "Contrat cadre"), ("valable_jusqu_au", "2027-12-31")];
    let added = hugo.upload(&format!("{there}/pieces"), &fields, ("fichier", "contrat.pdf", b"%PDF-1.7\n%abc")).await;
    added.location();
    hugo.get(&there).await.says(StatusCode::OK, &["Contrat cadre", "valable jusqu’au 31/12/2027"]);
    let id = there.rsplit('/').next().unwrap().parse().unwrap();
    let piece = catalogue::pieces(&mut site.read().await, id).await.unwrap().remove(0).id;
    let read = site.voisine().await.get(&format!("/c/218201218/rgpd/catalogue/{id}/pieces/{piece}")).await;
    assert_eq!((read.status, read.bytes.starts_with(b"%PDF")), (StatusCode::OK, true));
    let none = hugo.send_form(&format!("{there}/pieces"), &[]).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez le document"]);
    hugo.post(&format!("{there}/pieces/{piece}/retrait"), &[]).await.location();
    assert_eq!(hugo.get(&format!("{there}/pieces/{piece}")).await.status, StatusCode::NOT_FOUND);
}
