//! One's own account: profile, password, devices, appearance.

use axum::http::StatusCode;

use crate::world::{SECRET, World};

const NEW: &str = "cheval agrafe correct pile";

#[tokio::test]
async fn profile_is_changed_and_the_mail_is_not() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    browser.get("/compte").await.shows(r#"value="Vidal""#);
    let version = world.reload(&world.claire).await.version.to_string();
    let fields = [
        ("prenom", "Claire"),
        ("nom", "Vidal-Roux"),
        ("telephone", "0563920000"),
        ("version", &version),
        ("courriel", "autre@exemple.fr"),
    ];
    browser.post("/compte", &fields).await.leads_to("/compte?fait=profil-enregistre");
    browser.get("/compte?fait=profil-enregistre").await.shows("Votre profil est enregistré.");
    let kept = world.reload(&world.claire).await.fiche;
    assert_eq!((kept.nom.as_str(), kept.telephone.as_deref()), ("Vidal-Roux", Some("05 63 92 00 00")));
    assert_eq!(kept.courriel.as_str(), "claire.vidal@exemple.fr");
    browser.post("/compte", &fields).await.is_refused("rechargez-la");
}

#[tokio::test]
async fn unreadable_telephone_comes_back_with_its_error() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let answer = browser.post("/compte", &[("prenom", "Claire"), ("nom", ""), ("telephone", "douze")]).await;
    answer.is_refused("Ce numéro ne se lit pas");
    answer.shows("Écrivez le nom.");
    answer.shows(r#"value="douze""#);
}

#[tokio::test]
async fn password_change_asks_the_present_one_and_closes_the_other_devices() {
    let world = World::new().await;
    let mut other = world.browser_of(&world.claire).await;
    let mut browser = world.browser_of(&world.claire).await;
    let change = |current, new| [("actuel", current), ("nouveau", new), ("confirmation", new)];
    browser
        .post("/compte/mot-de-passe", &change("faux", NEW))
        .await
        .is_refused("Le mot de passe actuel n’est pas le bon");
    browser.post("/compte/mot-de-passe", &change(SECRET, "court")).await.is_refused("12 caractères");
    browser
        .post("/compte/mot-de-passe", &change(SECRET, NEW))
        .await
        .leads_to("/compte/mot-de-passe?fait=mot-de-passe-change");
    assert_eq!(browser.get("/compte").await.status, StatusCode::OK);
    other.get("/compte").await.leads_to("/connexion?suite=%2Fcompte");
    assert_eq!(world.mails("claire.vidal@exemple.fr").await[0].0, "Votre mot de passe a été changé");
    world.browser().sign_in("claire.vidal@exemple.fr", NEW).await;
}

#[tokio::test]
async fn device_is_signed_out_from_another() {
    let world = World::new().await;
    let mut lost = world.browser_of(&world.claire).await;
    world.clock.advance_seconds(60);
    let mut browser = world.browser_of(&world.claire).await;
    let page = browser.get("/compte/sessions").await;
    page.shows("Vous êtes connecté sur cet appareil et sur un autre.");
    let (before, _) = page.body.split_once("/revocation\" class=").unwrap_or_else(|| {
        let at = page.body.rfind("/revocation\"").unwrap();
        page.body.split_at(at)
    });
    let path = format!("{}/revocation", &before[before.rfind("/compte/sessions/").unwrap()..]);
    browser.post(&path, &[]).await.leads_to("/compte/sessions?fait=session-fermee");
    lost.get("/compte").await.leads_to("/connexion?suite=%2Fcompte");
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
    browser.get("/compte/sessions").await.shows("Vous n’êtes connecté que sur cet appareil.");
}

#[tokio::test]
async fn all_other_devices_are_signed_out_at_once_and_never_somebody_elses() {
    let world = World::new().await;
    let mut lost = world.browser_of(&world.claire).await;
    let mut stranger = world.browser_of(&world.marc).await;
    let mut browser = world.browser_of(&world.claire).await;
    browser
        .post("/compte/sessions/autres/revocation", &[])
        .await
        .leads_to("/compte/sessions?fait=autres-sessions-fermees");
    assert_eq!(lost.get("/compte").await.status, StatusCode::SEE_OTHER);
    assert_eq!(stranger.get("/compte").await.status, StatusCode::OK);
}

#[tokio::test]
async fn theme_is_kept_and_one_stays_where_one_was() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    browser.post("/apparence", &[("theme", "sombre")]).await.leads_to("/");
    browser.get("/compte").await.shows(r#"data-bs-theme="dark""#);
    let from = "https://beffroi.exemple.fr/compte/sessions?tri=vu";
    browser.post_from(from, "/apparence", &[("theme", "systeme")]).await.leads_to("/compte/sessions?tri=vu");
    browser.post_from("https://exemple.org//exemple.org", "/apparence", &[("theme", "clair")]).await.leads_to("/");
    browser.post("/apparence", &[("theme", "systeme")]).await;
    browser.get("/compte").await.hides("data-bs-theme=\"dark\"");
    assert_eq!(world.browser().post("/apparence", &[("theme", "sombre")]).await.location, "/connexion?suite=%2F");
}
