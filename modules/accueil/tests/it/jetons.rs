//! API tokens: made by their owner, shown once, cut to their scopes, revoked.

use axum::http::{Method, StatusCode};

use crate::{
    browser::{Browser, program},
    world::World,
};

/// Makes a token; gives it.
pub async fn make(browser: &mut Browser<'_>, portees: &[&str]) -> String {
    let mut fields = vec![("nom", "Comptabilité"), ("expire_le", "2026-06-01")];
    fields.extend(portees.iter().map(|portee| ("portees", *portee)));
    let made = browser.post("/compte/jetons", &fields).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let (_, rest) = made.body.split_once(r#"data-copie=""#).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn token_is_shown_once_and_serves_until_it_is_revoked() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    anne.get("/compte/jetons").await.shows("Aucun jeton pour l’instant");
    let token = make(&mut anne, &["personnes.gerer"]).await;
    let list = anne.get("/compte/jetons").await;
    list.shows("Comptabilité");
    list.hides(&token);
    list.shows("jamais");
    assert_eq!(program(&world, Method::GET, "/api/v1/personnes", &token, None).await.status, StatusCode::OK);
    anne.get("/compte/jetons").await.hides("jamais");
    let (_, rest) = list.body.split_once(r#"href="/compte/jetons/"#).unwrap();
    let rest = rest
        .split_once(r#"href="/compte/jetons/"#)
        .map_or(rest, |(_, next)| if rest.starts_with("nouveau") { next } else { rest });
    let path = format!("/compte/jetons/{}", rest.split('"').next().unwrap());
    anne.get(&path).await.shows("Révoquer le jeton");
    anne.post(&path, &[]).await.leads_to("/compte/jetons?fait=jeton-revoque");
    assert_eq!(program(&world, Method::GET, "/api/v1/personnes", &token, None).await.status, StatusCode::UNAUTHORIZED);
    let mut claire = world.browser_of(&world.claire).await;
    assert_eq!(claire.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn token_does_only_what_its_scopes_say() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let token = make(&mut anne, &["personnes.agir_pour"]).await;
    assert_eq!(program(&world, Method::GET, "/api/v1/personnes", &token, None).await.status, StatusCode::FORBIDDEN);
    let me = program(&world, Method::GET, "/api/v1/moi", &token, None).await.json();
    assert_eq!(me["places"][0]["permissions"], serde_json::json!(["personnes.agir_pour"]));
}

#[tokio::test]
async fn token_has_never_more_than_its_person() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    let form = claire.get("/compte/jetons/nouveau").await;
    form.shows("personnes.gerer_collectivite");
    form.hides(r#"value="personnes.gerer""#);
    let fields = [("nom", "x"), ("expire_le", "2026-06-01"), ("portees", "personnes.gerer")];
    claire.post("/compte/jetons", &fields).await.is_refused("au moins une permission");
    let token = make(&mut claire, &["personnes.gerer_collectivite"]).await;
    assert_eq!(program(&world, Method::GET, "/api/v1/personnes", &token, None).await.status, StatusCode::NOT_FOUND);
    let own = program(&world, Method::GET, "/api/v1/collectivites/218200020/personnes", &token, None).await;
    assert_eq!(own.status, StatusCode::OK);
    let foreign = program(&world, Method::GET, "/api/v1/collectivites/218201218/personnes", &token, None).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn token_that_lasts_too_long_or_has_no_name_is_refused() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let fields = |nom, date| [("nom", nom), ("expire_le", date), ("portees", "personnes.gerer")];
    anne.post("/compte/jetons", &fields("x", "2028-01-01")).await.is_refused("dans un an au plus");
    anne.post("/compte/jetons", &fields("x", "2026-03-02")).await.is_refused("dans un an au plus");
    anne.post("/compte/jetons", &fields("x", "bientôt")).await.is_refused("Cette date ne se lit pas");
    anne.post("/compte/jetons", &fields("", "2026-06-01")).await.is_refused("Donnez un nom");
}

#[tokio::test]
async fn token_expires() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let token = make(&mut anne, &["personnes.gerer"]).await;
    world.clock.set("2026-06-01T22:00:00Z".parse().unwrap());
    assert_eq!(program(&world, Method::GET, "/api/v1/moi", &token, None).await.status, StatusCode::UNAUTHORIZED);
}
