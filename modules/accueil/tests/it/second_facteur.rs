//! The second factor, from the first picture to the lost telephone.

use annuaire::second_facteur::code_at;
use axum::http::StatusCode;

use crate::{
    browser::{Answer, Browser},
    world::{SECRET, World},
};

const BASE: &str = "/compte/double-authentification";

/// Sets the second factor up; gives the secret and the recovery codes.
async fn set_up(world: &World, browser: &mut Browser<'_>) -> (String, Vec<String>) {
    let shown = browser.post(&format!("{BASE}/preparation"), &[]).await;
    shown.shows(r#"<img src="data:image/png;base64,"#);
    let secret = between(&shown, r#"data-copie=""#, "\"");
    let code = code_at(&secret, world.clock.now()).unwrap();
    let done = browser.post(&format!("{BASE}/confirmation"), &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    done.shows("data-imprimer");
    let codes = done.body.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    (secret, codes)
}

fn between(answer: &Answer, before: &str, after: &str) -> String {
    let (_, rest) = answer.body.split_once(before).unwrap();
    rest.split(after).next().unwrap().to_owned()
}

/// Gives the right password; gives the token by which the code is awaited.
async fn password(browser: &mut Browser<'_>) -> String {
    let fields = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", SECRET), ("suite", "/compte")];
    let asked = browser.post("/connexion", &fields).await;
    asked.shows("Code à six chiffres");
    assert_eq!(browser.cookie, None, "the password alone opens nothing");
    between(&asked, r#"name="attente" value=""#, "\"")
}

#[tokio::test]
async fn code_of_the_telephone_is_asked_after_the_password() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let (secret, codes) = set_up(&world, &mut browser).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(world.mails("claire.vidal@exemple.fr").await[0].0, "La double authentification est active");
    let mut other = world.browser();
    let attente = password(&mut other).await;
    other
        .post("/connexion/code", &[("attente", &attente), ("code", "000000")])
        .await
        .is_refused("Ce code n’est pas le bon");
    world.clock.advance_seconds(30);
    let code = code_at(&secret, world.clock.now()).unwrap();
    let fields = [("attente", attente.as_str()), ("code", code.as_str()), ("suite", "/compte")];
    other.post("/connexion/code", &fields).await.leads_to("/compte");
    other.get("/connexion/code").await.leads_to("/connexion");
}

#[tokio::test]
async fn recovery_code_serves_once() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let (_, codes) = set_up(&world, &mut browser).await;
    let mut other = world.browser();
    let attente = password(&mut other).await;
    other.post("/connexion/code", &[("attente", &attente), ("code", &codes[0])]).await.leads_to("/");
    let mut again = world.browser();
    let attente = password(&mut again).await;
    again.post("/connexion/code", &[("attente", &attente), ("code", &codes[0])]).await.is_refused("a déjà servi");
    browser.get(BASE).await.shows("9 inutilisés sur 10");
}

#[tokio::test]
async fn wait_for_the_code_ends_after_ten_minutes() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let (secret, _) = set_up(&world, &mut browser).await;
    let mut other = world.browser();
    let attente = password(&mut other).await;
    world.clock.advance_seconds(601);
    let code = code_at(&secret, world.clock.now()).unwrap();
    let late = other.post("/connexion/code", &[("attente", &attente), ("code", &code)]).await;
    late.is_refused("a trop attendu");
}

#[tokio::test]
async fn wrong_first_code_changes_nothing() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    browser.post(&format!("{BASE}/preparation"), &[]).await;
    let wrong = browser.post(&format!("{BASE}/confirmation"), &[("code", "000000")]).await;
    wrong.is_refused("Ce code n’est pas le bon");
    wrong.shows("En afficher un nouveau");
    assert!(!world.reload(&world.claire).await.a_un_second_facteur);
}

#[tokio::test]
async fn it_is_removed_with_a_code_and_the_owner_is_told() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let (_, codes) = set_up(&world, &mut browser).await;
    browser.post(&format!("{BASE}/retrait"), &[("code", "000000")]).await.is_refused("Ce code n’est pas le bon");
    let renewed = browser.post(&format!("{BASE}/codes"), &[]).await;
    renewed.hides(&codes[0]);
    browser.post(&format!("{BASE}/retrait"), &[("code", &codes[0])]).await.is_refused("Ce code n’est pas le bon");
    let fresh = between(&renewed, "<li><code>", "<");
    let removed = browser.post(&format!("{BASE}/retrait"), &[("code", &fresh)]).await;
    removed.leads_to(&format!("{BASE}?fait=double-authentification-retiree"));
    assert!(!world.reload(&world.claire).await.a_un_second_facteur);
    assert_eq!(world.mails("claire.vidal@exemple.fr").await[0].0, "La double authentification est retirée");
}

#[tokio::test]
async fn administrator_removes_that_of_a_lost_telephone() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    set_up(&world, &mut claire).await;
    let path = format!("/centre/personnes/{}/double-authentification/retrait", world.claire.id);
    let mut anne = world.browser_of(&world.anne).await;
    anne.get(&path).await.shows("de vive voix");
    anne.post(&path, &[])
        .await
        .leads_to(&format!("/centre/personnes/{}?fait=double-authentification-otee", world.claire.id));
    assert!(!world.reload(&world.claire).await.a_un_second_facteur);
    assert_eq!(claire.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
}
