//! The pages of the tariffs and of the index.

use axum::http::{StatusCode, header};

use crate::{
    site::Site,
    support::{CDG62, CDG82},
};

#[tokio::test]
async fn a_grid_is_imported_by_its_page_and_refused_with_the_place_of_the_fault() {
    let site = Site::empty().await;
    let admin = site.admin().await;
    admin.get("/centre/tarifs").await.says(StatusCode::OK, &["Aucune grille de tarifs", "Importer une grille"]);
    let path = "/centre/tarifs/import";
    let document = [("document", "Convention 2020")];
    let broken = CDG82.replace("126.40", "cent");
    let refused = admin.upload(path, &document, ("fichier", "grille.toml", &broken)).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce fichier de tarifs ne se lit pas", "montant"]);
    assert!(refused.text().contains("value=\"Convention 2020\""), "what was typed stays");
    admin.post(path, &[]).await.says(StatusCode::BAD_REQUEST, &["ne se lit pas"]);
    let none = admin.upload(path, &document, ("fichier", "", "")).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez le fichier"]);
    let done = admin.upload(path, &document, ("fichier", "grille.toml", CDG82)).await;
    assert_eq!(done.location(), "/centre/tarifs?annee=2020&fait=tarifs-importes");
    let shown = admin.get("/centre/tarifs?annee=2020").await;
    shown.says(
        StatusCode::OK,
        &["Les tarifs 2020 restent à réviser", "126,40 €", "Convention 2020", "de 301 à 500", "560,00 €"],
    );
    let other = admin.upload(path, &document, ("fichier", "autre.toml", CDG62)).await;
    other.says(StatusCode::UNPROCESSABLE_ENTITY, &["tarifs du CDG 62"]);
    let mut tx = site.read().await;
    let lines = journal::LIST
        .all::<journal::LigneEcrite>(&mut tx, db::params![site.centre.id], &db::ListRequest::default(), 100)
        .await
        .unwrap();
    assert!(lines.iter().any(|l| l.action == "tarif.importe" && l.nom == "Anne Martin"));
}

#[tokio::test]
async fn a_form_of_another_page_imports_nothing() {
    let site = Site::empty().await;
    let mut admin = site.admin().await;
    admin.csrf = "autre".to_owned();
    let sent = admin.upload("/centre/tarifs/import", &[("document", "x")], ("fichier", "grille.toml", CDG82)).await;
    sent.says(StatusCode::FORBIDDEN, &["Ce formulaire n’est plus valable"]);
    admin.get("/centre/tarifs").await.says(StatusCode::OK, &["Aucune grille"]);
}

#[tokio::test]
async fn a_revision_is_previewed_line_by_line_then_validated_once() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let preview = admin.get("/centre/tarifs/revision/2020").await;
    preview.says(StatusCode::OK, &["126,40 € × 274,5 ÷ 270,1 = 128,46 €", "Rien n’est encore enregistré", "+ 1,6 %"]);
    admin.get("/centre/tarifs").await.says(StatusCode::OK, &["restent à réviser", "Valeur 2019"]);
    let confirm = admin.get("/centre/tarifs/revision/2020/validation").await;
    confirm.says(StatusCode::OK, &["Valider les tarifs 2020 ?", "ne changeront plus"]);
    let done = admin.post("/centre/tarifs/revision/2020/validation", &[]).await;
    assert_eq!(done.location(), "/centre/tarifs?annee=2020&fait=tarifs-valides");
    admin.get("/centre/tarifs?annee=2020").await.says(StatusCode::OK, &["Les tarifs 2020 sont validés", "128,46 €"]);
    admin.get("/centre/tarifs/revision/2020").await.says(StatusCode::OK, &["Les tarifs 2020 sont déjà validés"]);
    let twice = admin.post("/centre/tarifs/revision/2020/validation", &[]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["La grille 2020 est validée"]);
}

#[tokio::test]
async fn a_missing_index_is_explained_and_recording_it_leads_back() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let page = admin.get("/centre/tarifs/revision/2021").await;
    page.says(StatusCode::OK, &["Il manque l’indice de novembre 2020"]);
    assert!(page.text().contains("/centre/syntec?mois=2020-11&amp;retour=2021"), "{}", page.text());
    let form = admin.get("/centre/syntec?mois=2020-11&retour=2021").await.text();
    assert!(form.contains("value=\"2020-11\"") && form.contains("value=\"2021\""));
    let wrong = admin.post("/centre/syntec", &[("mois", "novembre"), ("indice", "zéro")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["écrivez par exemple 2019-11", "2 réponses sont à corriger"]);
    let done = admin.post("/centre/syntec", &[("mois", "2020-11"), ("indice", "274,7"), ("retour", "2021")]).await;
    assert_eq!(done.location(), "/centre/tarifs/revision/2021?fait=indice-enregistre");
    let preview = admin.get("/centre/tarifs/revision/2021").await;
    preview.says(StatusCode::OK, &["Vérifiez les tarifs 2021", "128,46 € × 274,7 ÷ 274,5 = 128,55 €"]);
}

#[tokio::test]
async fn an_index_is_corrected_only_on_purpose() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let careless = admin.post("/centre/syntec", &[("mois", "2019-11"), ("indice", "275")]).await;
    careless.says(StatusCode::UNPROCESSABLE_ENTITY, &["déjà enregistré, 274,5", "Corriger"]);
    let same = admin.post("/centre/syntec", &[("mois", "2019-11"), ("indice", "274,5")]).await;
    assert_eq!(same.location(), "/centre/syntec?fait=indice-enregistre");
    let done = admin.post("/centre/syntec", &[("mois", "2019-11"), ("indice", "275"), ("corriger", "oui")]).await;
    assert_eq!(done.location(), "/centre/syntec?fait=indice-enregistre");
    admin.get("/centre/syntec").await.says(StatusCode::OK, &["Novembre 2019 275"]);
}

#[tokio::test]
async fn a_grid_leaves_as_it_came_and_as_a_workbook() {
    let site = Site::new().await;
    let admin = site.admin().await;
    let file = admin.get("/centre/tarifs/export?annee=2020&format=toml").await;
    assert!(file.header(header::CONTENT_DISPOSITION).contains("tarifs-2020.toml"));
    let read = conventions::domain::import(&file.text(), "Convention 2020").unwrap();
    let known = conventions::domain::import(CDG82, "Convention 2020").unwrap();
    assert_eq!(read, known);
    admin.post("/centre/tarifs/revision/2020/validation", &[]).await.location();
    let revised = admin.get("/centre/tarifs/export?annee=2020&format=toml").await.text();
    assert!(revised.contains("128.46") && revised.contains("126.40"), "{revised}");
    assert!(conventions::domain::import(&revised, "Convention 2020").is_ok(), "what was revised is read with its base");
    let workbook = admin.get("/centre/tarifs/export?annee=2020&format=xlsx").await;
    assert_eq!((workbook.status, &workbook.bytes[..2]), (StatusCode::OK, &b"PK"[..]));
}

#[tokio::test]
async fn tariffs_are_for_those_who_keep_the_accounts() {
    let site = Site::new().await;
    for path in ["/centre/tarifs", "/centre/tarifs/import", "/centre/tarifs/revision/2020", "/centre/syntec"] {
        assert_eq!(site.technicien().await.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(site.secretaire().await.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert!(site.passer_by().get(path).await.location().starts_with("/connexion"), "{path}");
    }
    assert_eq!(site.admin().await.get("/centre/tarifs/revision/20").await.status, StatusCode::NOT_FOUND);
}
