//! The directory: its list, its exports, a new member, one that leaves.

use axum::http::{StatusCode, header};

use crate::monde::{ALBIAS, MONTAUBAN, Monde};

const LIST: &str = "/centre/collectivites";

#[tokio::test]
async fn the_list_tells_counts_filters_and_sorts() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(LIST).await.says(
        StatusCode::OK,
        &["2 collectivités suivies, dont 2 communes", "Albias", "Montauban", "Ajouter une collectivité"],
    );
    let found =
        admin.get(&format!("{LIST}?q=ALB%C3%8FAS")).await.says(StatusCode::OK, &["Albias", "1\u{a0}collectivité"]);
    assert!(!found.contains(">Montauban</a>"), "{found}");
    admin.get(&format!("{LIST}?genre=cc")).await.says(StatusCode::OK, &["Rien ne correspond à cette recherche"]);
    let sorted =
        admin.get(&format!("{LIST}?tri=nom&ordre=desc")).await.says(StatusCode::OK, &["aria-sort=\"descending\""]);
    assert!(sorted.find(">Montauban</a>") < sorted.find(">Albias</a>"));
    let arrondissements = admin.get(LIST).await.text();
    assert!(arrondissements.contains(r#"<option value="822">Montauban"#), "{arrondissements}");
}

#[tokio::test]
async fn one_sees_only_those_that_one_follows() {
    let monde = Monde::new().await;
    let dpd = monde.dpd().await;
    let page = dpd.get(LIST).await.says(StatusCode::OK, &["Albias", "1 collectivité suivie, dont 1 commune"]);
    assert!(!page.contains("Montauban</a>") && !page.contains("Ajouter une collectivité"), "{page}");
    assert_eq!(dpd.get(&format!("{LIST}/{MONTAUBAN}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(dpd.get(&format!("{LIST}/nouvelle")).await.status, StatusCode::FORBIDDEN);
    let csv = dpd.get(&format!("{LIST}/export")).await.text();
    assert!(csv.contains("Albias") && !csv.contains("Montauban"), "{csv}");
}

#[tokio::test]
async fn the_centres_directory_is_not_for_members() {
    let monde = Monde::new().await;
    for who in [monde.secretaire().await, monde.agent().await] {
        assert_eq!(who.get(LIST).await.status, StatusCode::NOT_FOUND);
        assert_eq!(who.get(&format!("{LIST}/{ALBIAS}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(who.post(LIST, &[("nom", "x")]).await.status, StatusCode::NOT_FOUND);
    }
    let sent_away = monde.passer_by().get(LIST).await;
    assert_eq!(sent_away.status, StatusCode::SEE_OTHER);
    assert!(sent_away.header(header::LOCATION).starts_with("/connexion"));
}

#[tokio::test]
async fn each_export_opens() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let csv = admin.get(&format!("{LIST}/export?q=albias&format=csv")).await;
    assert_eq!(csv.header(header::CONTENT_DISPOSITION), "attachment; filename=\"collectivites-2026-03-02.csv\"");
    let text = csv.says(StatusCode::OK, &["\u{feff}siren;nom;genre", "218200020;Albias;Commune;82002;82"]);
    assert_eq!(text.lines().count(), 2);
    for format in ["xlsx", "ods"] {
        let file = admin.get(&format!("{LIST}/export?format={format}")).await;
        assert_eq!((file.status, &file.bytes[..4]), (StatusCode::OK, &b"PK\x03\x04"[..]), "{format}");
    }
    assert_eq!(admin.get(&format!("{LIST}/export?format=exe")).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_asks_a_constant_number_of_statements() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let mut asked = Vec::new();
    for more in [0..3, 3..198] {
        monde.more_communes(more).await;
        let before = monde.db().statements();
        admin.get(&format!("{LIST}?par=200")).await.says(StatusCode::OK, &["collectivités"]);
        asked.push(monde.db().statements() - before);
    }
    assert_eq!(asked[0], asked[1]);
    assert!(asked[0] <= 8, "{asked:?}");
}

const NEW: [(&str, &str); 4] =
    [("genre", "commune"), ("nom", "Caussade"), ("siren", "218200376"), ("code_insee", "82037")];

#[tokio::test]
async fn a_new_member_is_added_once_however_many_clicks() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    admin.get(&format!("{LIST}/nouvelle")).await.says(StatusCode::OK, &["Ajouter une collectivité", "SIREN"]);
    for _ in 0..2 {
        assert_eq!(admin.post(LIST, &NEW).await.location(), format!("{LIST}/218200376"));
    }
    admin
        .get(&format!("{LIST}/218200376?fait=collectivite-creee"))
        .await
        .says(StatusCode::OK, &["Commune de Caussade", "La collectivité est ajoutée"]);
    admin.get(LIST).await.says(StatusCode::OK, &["3 collectivités suivies"]);
}

#[tokio::test]
async fn a_refused_form_comes_back_as_typed_with_a_message_by_each_field() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let typed = [("genre", "commune"), ("nom", "Ailleurs <b>"), ("siren", "218200021"), ("courriel", "mairie")];
    let page = admin.post(LIST, &typed).await;
    page.says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["Ce SIREN n’existe pas", "Une commune a un code INSEE", "Ailleurs &lt;b&gt;", "réponses sont à corriger"],
    );
    assert_eq!(page.value_of("siren"), "218200021");
    let double =
        admin.post(LIST, &[("genre", "commune"), ("nom", "Autre"), ("siren", ALBIAS), ("code_insee", "82002")]).await;
    double.says(StatusCode::UNPROCESSABLE_ENTITY, &["déjà celui de « Commune d’Albias »"]);
    let forged = admin.post_raw(LIST, "_csrf=faux&nom=x").await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn one_that_leaves_is_no_longer_counted_and_may_come_back() {
    let monde = Monde::new().await;
    let admin = monde.admin().await;
    let base = format!("{LIST}/{ALBIAS}");
    admin.get(&format!("{base}/desactivation")).await.says(StatusCode::OK, &["Désactiver « Commune d’Albias » ?"]);
    for _ in 0..2 {
        assert_eq!(admin.post(&format!("{base}/desactivation"), &[]).await.location(), base);
    }
    admin.get(&base).await.says(StatusCode::OK, &["Cette collectivité est désactivée", "Réactiver"]);
    admin.get(LIST).await.says(StatusCode::OK, &["1 collectivité suivie, dont 1 commune, et votre centre de gestion."]);
    admin.get(&format!("{LIST}?actif=non")).await.says(StatusCode::OK, &["Albias", "1\u{a0}collectivité"]);
    assert_eq!(admin.post(&format!("{base}/reactivation"), &[]).await.location(), base);
    admin.get(LIST).await.says(StatusCode::OK, &["2 collectivités suivies"]);
    let centre = admin.post(&format!("{LIST}/999000003/desactivation"), &[]).await;
    centre.says(StatusCode::UNPROCESSABLE_ENTITY, &["Le centre de gestion ne peut pas être désactivé"]);
}
