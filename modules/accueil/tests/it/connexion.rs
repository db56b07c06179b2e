//! Signing in and out, with all that can go wrong.

use axum::http::{StatusCode, header};

use crate::world::{SECRET, World};

#[tokio::test]
async fn each_person_is_led_to_their_own_place() {
    let world = World::new().await;
    assert_eq!(world.browser().get("/").await.location, "/connexion");
    world.browser_of(&world.anne).await.get("/").await.leads_to("/centre");
    world.browser_of(&world.claire).await.get("/").await.leads_to("/c/218200020");
}

#[tokio::test]
async fn cookie_is_bound_to_this_host_and_hidden_from_scripts() {
    let world = World::new().await;
    let fields = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", SECRET)];
    let answer = world.browser().post("/connexion", &fields).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-beffroi="), "{cookie}");
    for flag in ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
}

#[tokio::test]
async fn wrong_password_is_refused_like_an_unknown_account() {
    let world = World::new().await;
    let mut browser = world.browser();
    let wrong = browser.post("/connexion", &[("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", "faux")]).await;
    wrong.is_refused("Cette adresse ou ce mot de passe n’est pas le bon");
    wrong.shows(r#"value="claire.vidal@exemple.fr""#);
    wrong.hides("faux");
    let unknown = browser.post("/connexion", &[("courriel", "personne@exemple.fr"), ("mot_de_passe", "faux")]).await;
    unknown.is_refused("Cette adresse ou ce mot de passe n’est pas le bon");
    assert_eq!(browser.cookie, None);
}

#[tokio::test]
async fn repeated_failures_slow_down_then_lock_and_warn_the_owner() {
    let world = World::new().await;
    let mut browser = world.browser();
    let fields = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", "faux")];
    for _ in 0..2 {
        assert_eq!(browser.post("/connexion", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let slowed = browser.post("/connexion", &fields).await;
    assert_eq!(
        (slowed.status, slowed.headers[header::RETRY_AFTER].to_str().unwrap()),
        (StatusCode::TOO_MANY_REQUESTS, "5")
    );
    for _ in 3..10 {
        world.clock.advance_seconds(61);
        browser.post("/connexion", &fields).await;
    }
    let right = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", SECRET)];
    let locked = browser.post("/connexion", &right).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    locked.shows("la connexion est verrouillée");
    locked.shows("Il sera alors 9\u{a0}h\u{a0}22.");
    let mails = world.mails("claire.vidal@exemple.fr").await;
    assert_eq!(mails.iter().filter(|(subject, _)| subject.contains("verrouillé")).count(), 1);
    world.clock.advance_seconds(15 * 60);
    browser.post("/connexion", &right).await.leads_to("/");
}

#[tokio::test]
async fn person_goes_on_to_the_page_first_asked() {
    let world = World::new().await;
    let mut browser = world.browser();
    let sent = browser.get("/compte/sessions?x=1").await;
    sent.leads_to("/connexion?suite=%2Fcompte%2Fsessions%3Fx%3D1");
    browser.get(&sent.location).await.shows(r#"name="suite" value="/compte/sessions?x=1""#);
    let fields = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", SECRET), ("suite", "/compte/sessions?x=1")];
    browser.post("/connexion", &fields).await.leads_to("/compte/sessions?x=1");
    browser.get("/connexion?suite=%2Fcompte").await.leads_to("/compte");
}

#[tokio::test]
async fn another_site_is_never_where_one_goes_on() {
    let world = World::new().await;
    for elsewhere in ["https://exemple.org/", "//exemple.org", "/\\exemple.org", "javascript:alert(1)"] {
        let mut browser = world.browser();
        let asked = serde_urlencoded::to_string([("suite", elsewhere)]).unwrap();
        browser.get(&format!("/connexion?{asked}")).await.hides("exemple.org");
        let fields = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", SECRET), ("suite", elsewhere)];
        browser.post("/connexion", &fields).await.leads_to("/");
        browser.get(&format!("/connexion?{asked}")).await.leads_to("/");
    }
}

#[tokio::test]
async fn form_of_another_site_is_refused() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let bare = browser.post_bare("/deconnexion", &[]).await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN);
    bare.shows("Ce formulaire n’est plus valable");
    let forged = browser.post_bare("/compte", &[("_csrf", "0123456789abcdef"), ("nom", "Autre")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(world.reload(&world.claire).await.fiche.nom, "Vidal");
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let stolen = browser.cookie.clone();
    browser.post("/deconnexion", &[]).await.leads_to("/connexion?fait=deconnecte");
    assert_eq!(browser.cookie, None);
    browser.get("/connexion?fait=deconnecte").await.shows("Vous êtes déconnecté");
    browser.cookie = stolen;
    browser.get("/compte").await.leads_to("/connexion?suite=%2Fcompte");
}

#[tokio::test]
async fn expired_cookie_does_not_block_the_sign_in() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    world.clock.advance_seconds(9 * 3_600);
    browser.get("/connexion").await.shows("Connectez-vous");
    assert_eq!(browser.cookie, None, "the cookie is taken back");
    browser.sign_in("claire.vidal@exemple.fr", SECRET).await;
}

#[tokio::test]
async fn demo_accounts_are_one_click_away_and_only_in_the_demo() {
    let demo = World::demo().await;
    let page = demo.browser().get("/connexion").await;
    page.shows("Claire Vidal");
    page.shows("Commune d’Albias");
    page.shows("Administrateur");
    page.shows(accueil::DEMO_MOT_DE_PASSE);
    let real = World::new().await;
    let page = real.browser().get("/connexion").await;
    page.hides("Claire Vidal");
    page.hides(accueil::DEMO_MOT_DE_PASSE);
}

#[tokio::test]
async fn password_of_the_demo_is_one_that_the_annuaire_accepts() {
    assert_eq!(
        annuaire::mots_de_passe::check(accueil::DEMO_MOT_DE_PASSE, &["Claire Vidal", "Commune d’Albias"]),
        Ok(())
    );
}

/// As SQLite answers on a full disk.
const FULL: db::Sql = db::sql(
    "CREATE TRIGGER plein BEFORE UPDATE ON annuaire_session
    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
);

#[tokio::test]
async fn pages_are_still_read_when_the_session_cannot_be_written() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let mut tx = world.db.begin(db::Perimetre::Commun).await.unwrap();
    tx.run(FULL, Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
    world.clock.advance_seconds(600);
    browser.get("/compte").await.shows("Claire");
    browser.post("/deconnexion", &[]).await.leads_to("/connexion?fait=deconnecte");
}
