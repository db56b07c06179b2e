//! Imports: rehearsed, told line by line, done whole or not at all.

use axum::http::{StatusCode, header};

use crate::monde::{ALBIAS, Monde};

const IMPORT: &str = "/centre/collectivites/import";
const GOOD: &str = "siren;nom;genre;code_insee;population_totale\n218200376;Caussade;commune;82037;6 900\n218200020;Albias;commune;82002;3 412\n";
const BAD: &str = "siren;nom;genre;code_insee\n218200376;Caussade;commune;82037\n123;Bruniquel;commune;82026\n218201218;;commune;82121\n";
const FIELDS: [(&str, &str); 3] = [("source", "csv"), ("departement", "82"), ("millesime", "2023")];

#[tokio::test]
async fn a_good_file_is_rehearsed_then_imported_by_a_job() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(IMPORT).await.says(StatusCode::OK, &["Importer des collectivités", "multipart/form-data", "Vérifier"]);
    let checked = admin
        .upload(IMPORT, &admin.csrf, &FIELDS, Some(("fichier", "collectivites.csv", GOOD.as_bytes())))
        .await
        .location();
    let report = admin.get(&checked).await;
    report.says(
        StatusCode::OK,
        &["Voici ce qui va changer", "Une collectivité sera créée, 1 modifiée, 0 inchangée.", "Aucune erreur"],
    );
    assert!(!admin.get("/centre/collectivites").await.text().contains("Caussade"), "nothing is kept by a rehearsal");
    let names = ["source", "departement", "millesime", "document"];
    let sent: Vec<(&str, String)> = names.map(|name| (name, report.value_of(name))).to_vec();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let job = admin.post(&format!("{IMPORT}/execution"), &sent).await.location();
    assert_eq!(
        admin.post(&format!("{IMPORT}/execution"), &sent).await.location(),
        job,
        "twice the same click is one job"
    );
    admin
        .get(&job)
        .await
        .says(StatusCode::OK, &["Import de collectivités : bientôt", "http-equiv=\"refresh\"", "hx-get"]);
    assert!(monde.work().await >= 1);
    admin
        .get(&job)
        .await
        .says(StatusCode::OK, &["c’est fait", "Une collectivité a été créée, 1 modifiée", "Voir les collectivités"]);
    admin.get("/centre/collectivites/218200376").await.says(StatusCode::OK, &["Commune de Caussade", "6\u{202f}900"]);
}

#[tokio::test]
async fn each_fault_is_told_by_line_and_column_and_nothing_is_imported() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let checked =
        admin.upload(IMPORT, &admin.csrf, &FIELDS, Some(("fichier", "faux.csv", BAD.as_bytes()))).await.location();
    let page = admin.get(&checked).await.says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["2 erreurs à corriger", "Rien n’a été importé", "Un SIREN a neuf chiffres", "Écrivez le nom"],
    );
    assert!(
        page.contains(">3</th>")
            && page.contains("<code>siren</code>")
            && page.contains(">4</th>")
            && page.contains("<code>nom</code>"),
        "{page}"
    );
    assert!(!page.contains("/execution"), "a file with faults cannot be imported");
    let faults = checked.replace("verification", "erreurs");
    let csv = admin.get(&faults).await;
    assert!(csv.header(header::CONTENT_DISPOSITION).contains("erreurs-import"));
    csv.says(StatusCode::OK, &["ligne;colonne;erreur", "3;siren;", "4;nom;"]);
    // Somebody who skips the check still imports nothing.
    let sent: Vec<(&str, &str)> =
        checked.split_once('?').unwrap().1.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let job = admin.post(&format!("{IMPORT}/execution"), &sent).await.location();
    monde.work().await;
    admin.get(&job).await.says(StatusCode::OK, &["cela n’a pas marché", "Ce fichier a des erreurs"]);
    assert!(!admin.get("/centre/collectivites").await.text().contains("Caussade"));
}

#[tokio::test]
async fn what_is_missing_or_forged_is_refused() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let without = admin.upload(IMPORT, &admin.csrf, &FIELDS, None).await;
    without.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez le fichier à importer."]);
    let nowhere = [("source", "csv"), ("departement", "99"), ("millesime", "deux mille")];
    let refused = admin.upload(IMPORT, &admin.csrf, &nowhere, Some(("fichier", "a.csv", GOOD.as_bytes()))).await;
    refused.says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["Ce département n’existe pas", "Écrivez un nombre entier entre 2006 et 2026.", "value=\"99\""],
    );
    let program =
        admin.upload(IMPORT, &admin.csrf, &FIELDS, Some(("fichier", "a.csv", b"MZ\x90\0\x03\0\0\0\x04"))).await;
    program.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce fichier est un programme"]);
    let large = vec![b'a'; 300_000];
    let large = admin.upload(IMPORT, &admin.csrf, &FIELDS, Some(("fichier", "a.csv", &large))).await;
    large.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce fichier dépasse 200\u{a0}ko"]);
    let forged = admin.upload(IMPORT, "faux", &FIELDS, Some(("fichier", "a.csv", GOOD.as_bytes()))).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let dpd = monde.dpd().await;
    let stranger = dpd.upload(IMPORT, &dpd.csrf, &FIELDS, Some(("fichier", "a.csv", GOOD.as_bytes()))).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    let no_such = format!(
        "{IMPORT}/verification?source=csv&departement=82&millesime=2023&document=019a0000-0000-7000-8000-000000000000"
    );
    assert_eq!(admin.get(&no_such).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_files_of_the_national_data_are_taken() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let communes = br#"{"82":[{"code":"82037","nom":"Caussade","siren":"218200376","codesPostaux":["82300"],"arrondissement":"822","populationMunicipale":6800,"populationTotale":6900}]}"#;
    let fields = [("source", "communes"), ("departement", "82"), ("millesime", "2023")];
    let checked =
        admin.upload(IMPORT, &admin.csrf, &fields, Some(("fichier", "communes.json", communes))).await.location();
    admin.get(&checked).await.says(StatusCode::OK, &["Une collectivité sera créée"]);
    let broken = admin
        .upload(IMPORT, &admin.csrf, &fields, Some(("fichier", "communes.json", b"{\"82\": [\n{]")))
        .await
        .location();
    admin.get(&broken).await.says(StatusCode::UNPROCESSABLE_ENTITY, &["Ce fichier JSON ne se lit pas, ligne 2"]);
}

#[tokio::test]
async fn a_whole_departement_comes_without_a_file() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let fields = [("source", "departement"), ("departement", "82"), ("millesime", "2023")];
    let checked = admin.upload(IMPORT, &admin.csrf, &fields, None).await.location();
    admin.get(&checked).await.says(StatusCode::OK, &["collectivités seront créées"]);
    let job = admin.post(&format!("{IMPORT}/execution"), &fields).await.location();
    monde.work().await;
    admin.get(&job).await.says(StatusCode::OK, &["collectivités ont été créées"]);
    admin.get("/centre/collectivites").await.says(StatusCode::OK, &["dont 195 communes"]);
    // What people typed stays: Albias was there.
    admin.get(&format!("/centre/collectivites/{ALBIAS}")).await.says(StatusCode::OK, &["Membre de"]);
}
