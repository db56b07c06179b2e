//! Acting in somebody else's name: both names are kept, and the account stays one's own.

use axum::http::StatusCode;

use crate::world::World;

#[tokio::test]
async fn administrator_acts_for_a_secretary_under_both_names() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let path = format!("/centre/personnes/{}/agir-pour", world.claire.id);
    anne.get(&path).await.shows("Agir pour Claire Vidal");
    anne.post(&path, &[]).await.leads_to("/compte");
    let page = anne.get("/compte").await;
    page.shows("Cesser d’agir pour Claire Vidal");
    page.hides("champ-telephone");
    assert_eq!(anne.get("/centre/personnes").await.status, StatusCode::NOT_FOUND, "the rights are those of Claire");
    let fields = [
        ("prenom", "Léa"),
        ("nom", "Roques"),
        ("courriel", "lea@exemple.fr"),
        ("genre", "elu"),
        ("role", "elu"),
        ("depuis", "2026-03-02"),
    ];
    anne.post("/c/218200020/personnes", &fields).await.leads_to("/c/218200020/personnes?fait=personne-invitee");
    let line = world.journal(&world.albias).await.swap_remove(0);
    assert_eq!((line.nom.as_str(), line.au_nom_de_nom.as_deref()), ("Anne Martin", Some("Claire Vidal")));
    anne.post("/agir-pour/fin", &[]).await.leads_to("/compte?fait=retour-a-son-compte");
    assert_eq!(anne.get("/centre/personnes").await.status, StatusCode::OK);
    let actions: Vec<String> = world.journal(&world.centre).await.into_iter().map(|l| l.action).collect();
    assert!(
        actions.contains(&"personne.agir_pour".to_owned()) && actions.contains(&"personne.agir_pour_fin".to_owned())
    );
}

#[tokio::test]
async fn account_of_the_other_is_never_touched() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    anne.post(&format!("/centre/personnes/{}/agir-pour", world.claire.id), &[]).await;
    for path in [
        "/compte/mot-de-passe",
        "/compte/double-authentification",
        "/compte/sessions",
        "/compte/jetons",
        "/compte/jetons/nouveau",
    ] {
        anne.get(path).await.is_refused("revenez d’abord à votre compte");
    }
    for path in [
        "/compte",
        "/compte/mot-de-passe",
        "/compte/double-authentification/preparation",
        "/compte/jetons",
        "/compte/sessions/autres/revocation",
    ] {
        let fields =
            [("nom", "x"), ("nouveau", "cheval agrafe correct pile"), ("confirmation", "cheval agrafe correct pile")];
        anne.post(path, &fields).await.is_refused("revenez d’abord à votre compte");
    }
}

#[tokio::test]
async fn nobody_acts_for_an_equal_nor_without_the_permission() {
    let world = World::new().await;
    let other = world.add("Luc", "Faure", &world.centre, annuaire::Role::Administrateur).await;
    let mut anne = world.browser_of(&world.anne).await;
    let for_other = format!("/centre/personnes/{}/agir-pour", other.id);
    anne.post(&for_other, &[]).await.is_refused("des droits que vous n’avez pas");
    let for_self = format!("/centre/personnes/{}/agir-pour", world.anne.id);
    anne.post(&for_self, &[]).await.is_refused("pour soi-même");
    let mut denis = world.browser_of(&world.denis).await;
    let for_claire = format!("/centre/personnes/{}/agir-pour", world.claire.id);
    assert_eq!(denis.post(&for_claire, &[]).await.status, StatusCode::FORBIDDEN);
}
