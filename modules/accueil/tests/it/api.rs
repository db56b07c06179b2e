//! The people, for programs.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    browser::{Answer, program},
    jetons::make,
    world::World,
};

async fn administrator(world: &World) -> String {
    make(&mut world.browser_of(&world.anne).await, &["personnes.gerer", "personnes.gerer_collectivite"]).await
}

async fn post(world: &World, token: &str, path: &str, body: &Value) -> Answer {
    program(world, Method::POST, path, token, Some(&body.to_string())).await
}

fn lea() -> Value {
    json!({"siren": "218200020", "prenom": "Léa", "nom": "Roques", "courriel": "lea@exemple.fr", "genre": "elu", "role": "elu"})
}

#[tokio::test]
async fn person_is_invited_listed_attached_and_detached() {
    let world = World::new().await;
    let token = administrator(&world).await;
    let made = post(&world, &token, "/api/v1/personnes", &lea()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let id = made.json()["personne"]["id"].as_str().unwrap().to_owned();
    assert_eq!(made.json()["appartenance"]["depuis"], "2026-03-02");
    assert_eq!(world.mails("lea@exemple.fr").await[0].0, "Votre invitation à Beffroi");
    let found = program(&world, Method::GET, "/api/v1/personnes?q=roques", &token, None).await.json();
    assert_eq!(found["elements"][0]["id"], id.as_str());
    let path = format!("/api/v1/personnes/{id}/appartenances");
    let added = post(&world, &token, &path, &json!({"siren": "218201218", "role": "agent"})).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let membership = added.json()["id"].as_str().unwrap().to_owned();
    let ended = program(&world, Method::DELETE, &format!("{path}/{membership}"), &token, None).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let all = program(&world, Method::GET, &path, &token, None).await.json();
    let ends: Vec<&Value> = all["elements"].as_array().unwrap().iter().map(|a| &a["jusqu_a"]).collect();
    assert_eq!(ends, [&json!(null), &json!("2026-03-01")]);
}

#[tokio::test]
async fn list_is_read_page_after_page() {
    let world = World::new().await;
    let token = administrator(&world).await;
    let mut names = Vec::new();
    let mut path = "/api/v1/personnes?par_page=3".to_owned();
    loop {
        let page = program(&world, Method::GET, &path, &token, None).await.json();
        names.extend(page["elements"].as_array().unwrap().iter().map(|p| p["nom"].as_str().unwrap().to_owned()));
        let Some(suite) = page["suite"].as_str() else { break };
        path = format!("/api/v1/personnes?par_page=3&apres={suite}");
    }
    assert_eq!(names, ["Delmas", "Martin", "Petit", "Vidal"]);
}

#[tokio::test]
async fn refusals_are_problems_with_their_fields() {
    let world = World::new().await;
    let token = administrator(&world).await;
    let mut wrong = lea();
    wrong["courriel"] = json!("pas une adresse");
    let refused = post(&world, &token, "/api/v1/personnes", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    assert_eq!(refused.json()["errors"][0]["field"], "courriel");
    let mut role = lea();
    role["role"] = json!("dpd");
    assert_eq!(post(&world, &token, "/api/v1/personnes", &role).await.json()["errors"][0]["field"], "role");
    let mut nowhere = lea();
    nowhere["siren"] = json!("999999999");
    assert_eq!(post(&world, &token, "/api/v1/personnes", &nowhere).await.status, StatusCode::NOT_FOUND);
    let last = world.membership(&world.anne).await;
    let path = format!("/api/v1/personnes/{}/appartenances/{}", world.anne.id, last.id);
    let kept = program(&world, Method::DELETE, &path, &token, None).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(kept.json()["detail"].as_str().unwrap().contains("dernier administrateur"));
}

#[tokio::test]
async fn collectivite_invites_its_own() {
    let world = World::new().await;
    let token = make(&mut world.browser_of(&world.claire).await, &["personnes.gerer_collectivite"]).await;
    let path = "/api/v1/collectivites/218200020/personnes";
    let made = post(&world, &token, path, &lea()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let all = program(&world, Method::GET, path, &token, None).await.json();
    assert_eq!(all["elements"].as_array().unwrap().len(), 2);
    let mut boss = lea();
    boss["courriel"] = json!("autre@exemple.fr");
    boss["role"] = json!("administrateur");
    assert_eq!(post(&world, &token, path, &boss).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = post(&world, &token, "/api/v1/collectivites/218201218/personnes", &lea()).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_one_is_needs_a_token_or_a_session() {
    let world = World::new().await;
    let nobody = program(&world, Method::GET, "/api/v1/moi", "bft_faux", None).await;
    assert_eq!((nobody.status, nobody.json()["status"].as_u64()), (StatusCode::UNAUTHORIZED, Some(401)));
    let me = world.browser_of(&world.claire).await.get("/api/v1/moi").await.json();
    assert_eq!((me["nom"].as_str(), me["places"][0]["siren"].as_str()), (Some("Vidal"), Some("218200020")));
}
