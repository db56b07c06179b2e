//! One-time links: the invitation and the forgotten password.

use axum::http::StatusCode;

use crate::world::{SECRET, World};

const NEW: &str = "cheval agrafe correct pile";

fn chosen(password: &'static str, again: &'static str) -> [(&'static str, &'static str); 2] {
    [("nouveau", password), ("confirmation", again)]
}

#[tokio::test]
async fn forgotten_password_is_chosen_anew_by_the_link_of_the_mail() {
    let world = World::new().await;
    let mut browser = world.browser();
    let asked = browser.post("/mot-de-passe-oublie", &[("courriel", " Claire.Vidal@exemple.fr ")]).await;
    assert_eq!(asked.status, StatusCode::OK);
    let link = world.link("claire.vidal@exemple.fr").await;
    let page = browser.get(&link).await;
    page.shows("Choisissez un nouveau mot de passe");
    page.shows("claire.vidal@exemple.fr");
    browser.post(&link, &chosen(NEW, NEW)).await.leads_to("/connexion?fait=mot-de-passe-choisi");
    browser.get("/connexion?fait=mot-de-passe-choisi").await.shows("Votre mot de passe est enregistré");
    let old = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", SECRET)];
    browser.post("/connexion", &old).await.is_refused("n’est pas le bon");
    browser.sign_in("claire.vidal@exemple.fr", NEW).await;
    assert_eq!(world.mails("claire.vidal@exemple.fr").await[0].0, "Votre mot de passe a été changé");
}

#[tokio::test]
async fn page_tells_nobody_who_has_an_account() {
    let world = World::new().await;
    let mut browser = world.browser();
    let known = browser.post("/mot-de-passe-oublie", &[("courriel", "claire.vidal@exemple.fr")]).await;
    let unknown = browser.post("/mot-de-passe-oublie", &[("courriel", "personne@exemple.fr")]).await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    assert!(world.mails("personne@exemple.fr").await.is_empty());
    browser
        .post("/mot-de-passe-oublie", &[("courriel", "pas une adresse")])
        .await
        .is_refused("Cette adresse ne se lit pas");
}

#[tokio::test]
async fn used_link_serves_no_more() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.post("/mot-de-passe-oublie", &[("courriel", "claire.vidal@exemple.fr")]).await;
    let link = world.link("claire.vidal@exemple.fr").await;
    browser.post(&link, &chosen(NEW, NEW)).await.leads_to("/connexion?fait=mot-de-passe-choisi");
    for answer in [browser.get(&link).await, browser.post(&link, &chosen(SECRET, SECRET)).await] {
        assert_eq!(answer.status, StatusCode::GONE);
        answer.shows("Ce lien n’est plus valable");
    }
    browser.sign_in("claire.vidal@exemple.fr", NEW).await;
}

#[tokio::test]
async fn expired_or_invented_link_says_what_to_do() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.post("/mot-de-passe-oublie", &[("courriel", "claire.vidal@exemple.fr")]).await;
    let link = world.link("claire.vidal@exemple.fr").await;
    world.clock.advance_seconds(3_601);
    for path in [link.as_str(), "/lien/0123456789"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::GONE);
        answer.shows("Recevoir un nouveau lien");
    }
}

#[tokio::test]
async fn weak_password_is_refused_by_its_field_and_never_sent_back() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.post("/mot-de-passe-oublie", &[("courriel", "claire.vidal@exemple.fr")]).await;
    let link = world.link("claire.vidal@exemple.fr").await;
    browser.post(&link, &chosen("court", "court")).await.is_refused("12 caractères au moins");
    let guessed = browser.post(&link, &chosen("ClaireVidal82!!", "ClaireVidal82!!")).await;
    guessed.is_refused(r#"id="champ-nouveau-erreur""#);
    guessed.hides("ClaireVidal82!!");
    browser.post(&link, &chosen(NEW, SECRET)).await.is_refused("ne sont pas les mêmes");
    browser.post(&link, &chosen("", "")).await.is_refused("Choisissez un mot de passe");
    browser.post(&link, &chosen(NEW, NEW)).await.leads_to("/connexion?fait=mot-de-passe-choisi");
}
