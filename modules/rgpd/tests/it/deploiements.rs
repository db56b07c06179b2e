//! Models given to several collectivités: one job, never twice, undone as they came.

use axum::http::StatusCode;
use rgpd::store::{deploiements, traitements};

use crate::site::Site;

const PATH: &str = "/centre/rgpd/modeles/deploiements";

fn sirens(site: &Site) -> String {
    format!("{} {}", site.albias.fiche.siren, site.montauban.fiche.siren)
}

/// The page of the last deployment.
async fn latest(site: &Site) -> String {
    let all = deploiements::list(&mut site.read().await).await.unwrap();
    format!("{PATH}/{}", all[0].id)
}

#[tokio::test]
async fn models_go_to_several_collectivites_and_a_second_time_changes_nothing() {
    let site = Site::new().await;
    let hugo = site.dpd().await;
    hugo.get(&format!("{PATH}/nouveau?modeles=paie")).await.says(StatusCode::OK, &["Déployer des modèles", "À qui"]);
    let to = sirens(&site);
    let asked = [("modeles", "paie"), ("modeles", "etat-civil"), ("sirens", to.as_str())];
    let told = hugo.post(PATH, &asked).await;
    told.says(StatusCode::OK, &["4 fiches à créer chez 2 collectivités"]);
    assert_eq!(traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap().len(), 0);
    let confirmed: Vec<_> = asked.iter().copied().chain([("confirme", "oui")]).collect();
    assert!(hugo.post(PATH, &confirmed).await.location().starts_with("/travaux/"));
    let there = latest(&site).await;
    hugo.get(&there).await.says(StatusCode::OK, &["en cours"]);
    site.drain().await;
    hugo.get(&there).await.says(StatusCode::OK, &["terminé", "Albias", "Montauban"]);
    for c in [&site.albias, &site.montauban] {
        let kept = traitements::list_all(&mut site.read().await, c.id).await.unwrap();
        assert_eq!(kept.len(), 2, "{}", c.fiche.nom);
        assert!(kept.iter().all(|t| t.modele.as_ref().is_some_and(|m| m.version == 1)));
    }
    hugo.post(PATH, &asked).await.says(StatusCode::OK, &["0 fiche à créer", "Déjà là, laissées telles quelles : 4"]);
    hugo.post(PATH, &confirmed).await.location();
    site.drain().await;
    assert_eq!(traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap().len(), 2, "never twice");
    let lines = site.journal(site.albias.id).await;
    assert_eq!(lines.matches("rgpd.traitement.cree").count(), 2, "{lines}");
    // Undone: what somebody submitted stays.
    let claire = site.secretaire().await;
    let paie = traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap();
    let paie = paie.iter().find(|t| t.modele.as_ref().unwrap().code == "paie").unwrap().id;
    claire.post(&format!("/c/218200020/rgpd/traitements/{paie}/soumission"), &[]).await.location();
    hugo.post(&format!("{there}/annulation"), &[]).await.location();
    site.drain().await;
    assert_eq!(traitements::list_all(&mut site.read().await, site.albias.id).await.unwrap().len(), 1);
    assert_eq!(traitements::list_all(&mut site.read().await, site.montauban.id).await.unwrap().len(), 0);
    let twice = hugo.post(&format!("{there}/annulation"), &[]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["déjà annulé"]);
    hugo.get(PATH).await.says(StatusCode::OK, &["annulé"]);
}

#[tokio::test]
async fn a_wrong_choice_is_told_by_its_field_and_a_member_may_not_deploy() {
    let site = Site::new().await;
    let hugo = site.dpd().await;
    let none = hugo.post(PATH, &[("sirens", "218200020")]).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Cochez au moins un modèle"]);
    let nobody = hugo.post(PATH, &[("modeles", "paie")]).await;
    nobody.says(StatusCode::UNPROCESSABLE_ENTITY, &["Aucune collectivité ne correspond"]);
    let wrong = hugo.post(PATH, &[("modeles", "paie"), ("sirens", "123")]).await;
    wrong.says(StatusCode::UNPROCESSABLE_ENTITY, &["« 123 » n’est pas le SIREN d’un adhérent"]);
    let all = hugo.post(PATH, &[("modeles", "paie"), ("genres", "commune")]).await;
    all.says(StatusCode::OK, &["2 fiches à créer chez 2 collectivités"]);
    let other = hugo.post(PATH, &[("modeles", "ase"), ("genres", "commune")]).await;
    assert_ne!(other.status, StatusCode::SEE_OTHER);
    for path in [PATH.to_owned(), format!("{PATH}/nouveau"), "/centre/rgpd/modeles".to_owned()] {
        assert_eq!(site.secretaire().await.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_registers_of_every_member_are_one_list() {
    let site = Site::new().await;
    let hugo = site.dpd().await;
    let to = sirens(&site);
    let asked = [("modeles", "paie"), ("sirens", to.as_str()), ("confirme", "oui")];
    hugo.post(PATH, &asked).await.location();
    site.drain().await;
    let all = hugo.get("/centre/rgpd/traitements").await;
    all.says(StatusCode::OK, &["2 traitements dans les registres", "Albias", "Montauban"]);
    hugo.get("/centre/rgpd/traitements?etat=soumis").await.says(StatusCode::OK, &["À contrôler", "Rien ne correspond"]);
    let csv = hugo.get("/centre/rgpd/traitements/export?format=csv").await.text();
    assert!(csv.contains("218200020") && csv.contains("Montauban"), "{csv}");
    assert_eq!(site.secretaire().await.get("/centre/rgpd/traitements").await.status, StatusCode::NOT_FOUND);
    let start = site.db().statements();
    hugo.get("/centre/rgpd/traitements").await.says(StatusCode::OK, &[]);
    let one = site.db().statements() - start;
    let more = [("modeles", "etat-civil"), ("modeles", "cimetiere"), ("genres", "commune"), ("confirme", "oui")];
    hugo.post(PATH, &more).await.location();
    site.drain().await;
    let start = site.db().statements();
    hugo.get("/centre/rgpd/traitements").await.says(StatusCode::OK, &["6 traitements"]);
    assert_eq!(site.db().statements() - start, one, "whatever the number of rows");
}
