//! Who sees what: services, and the walls between collectivités.

use axum::http::StatusCode;

use crate::site::{BASE, Site};

#[tokio::test]
async fn an_agent_sees_the_traitements_of_their_services_and_no_others() {
    let site = Site::new().await;
    let (claire, thomas) = (site.secretaire().await, site.agent().await);
    let id = site.added().await;
    let there = format!("{BASE}/traitements/{id}");
    thomas.get(BASE).await.hides("Restauration scolaire");
    assert_eq!(thomas.get(&there).await.status, StatusCode::NOT_FOUND);
    let alone = thomas.post(&format!("{BASE}/traitements"), &[("nom", "Badges"), ("role", "responsable")]).await;
    alone.says(StatusCode::UNPROCESSABLE_ENTITY, &["Choisissez votre service"]);
    claire.post(&format!("{BASE}/services"), &[("nom", "Service scolaire")]).await.location();
    let page = claire.get(&format!("{BASE}/services")).await;
    page.says(StatusCode::OK, &["Service scolaire", "Thomas Escudier"]);
    let service = page.hidden("services");
    let personne = site.personne("thomas").await;
    claire.post(&format!("{BASE}/services/personnes/{personne}"), &[("services", service.as_str())]).await.location();
    let made = thomas
        .post(
            &format!("{BASE}/traitements"),
            &[("nom", "Badges"), ("role", "responsable"), ("service", service.as_str())],
        )
        .await;
    let mine = made.location().split("/etapes").next().unwrap().to_owned();
    thomas.get(BASE).await.says(StatusCode::OK, &["Badges"]);
    thomas.get(&mine).await.says(StatusCode::OK, &["Service scolaire"]);
    assert_eq!(thomas.get(&there).await.status, StatusCode::NOT_FOUND, "still not the others");
    assert_eq!(thomas.post(&format!("{there}/soumission"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(thomas.get(&format!("{BASE}/services")).await.status, StatusCode::FORBIDDEN);
    let used = claire.post(&format!("{BASE}/services/{service}/retrait"), &[]).await;
    used.says(StatusCode::UNPROCESSABLE_ENTITY, &["Des traitements sont rattachés à ce service"]);
}

#[tokio::test]
async fn two_services_of_one_name_are_refused() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    claire.post(&format!("{BASE}/services"), &[("nom", "Accueil")]).await.location();
    claire
        .post(&format!("{BASE}/services"), &[("nom", "ACCUEIL ")])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Un service porte déjà ce nom"]);
    claire
        .post(&format!("{BASE}/services"), &[("nom", " ")])
        .await
        .says(StatusCode::UNPROCESSABLE_ENTITY, &["Donnez un nom au service"]);
}

#[tokio::test]
async fn the_register_of_another_collectivite_does_not_exist() {
    let site = Site::new().await;
    let id = site.added().await;
    let lucie = site.voisine().await;
    for path in
        [BASE.to_owned(), format!("{BASE}/traitements/{id}"), format!("{BASE}/registre"), format!("{BASE}/services")]
    {
        assert_eq!(lucie.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Its own address with the id of a foreigner: nothing either.
    let own = format!("/c/{}/rgpd/traitements/{id}", site.montauban.fiche.siren);
    assert_eq!(lucie.get(&own).await.status, StatusCode::NOT_FOUND);
    assert_eq!(lucie.post(&format!("{own}/soumission"), &[]).await.status, StatusCode::NOT_FOUND);
}
