//! Everybody's accounts, for the centre's administrators.

use axum::http::{StatusCode, header};

use crate::world::{SECRET, World};

const NEW: &str = "cheval agrafe correct pile";

fn newcomer<'a>(courriel: &'a str, pour: &'a str, role: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("pour", pour),
        ("prenom", "Léa"),
        ("nom", "Roques"),
        ("courriel", courriel),
        ("genre", "agent"),
        ("role", role),
        ("depuis", "2026-03-02"),
    ]
}

#[tokio::test]
async fn invited_person_chooses_a_password_and_comes_in() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    anne.get("/centre/personnes/nouvelle").await.shows("/centre/personnes/nouvelle?pour=218200020");
    let form = anne.get("/centre/personnes/nouvelle?pour=218200020").await;
    form.shows("Commune d’Albias");
    form.hides(r#"value="administrateur""#);
    let made = anne.post("/centre/personnes", &newcomer("lea.roques@exemple.fr", "218200020", "elu")).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let shown = anne.get(&made.location).await;
    shown.shows("Invitation en attente");
    shown.shows("La personne est invitée");
    let (subject, text) = world.mails("lea.roques@exemple.fr").await.swap_remove(0);
    assert_eq!(subject, "Votre invitation à Beffroi");
    assert!(text.contains("Anne Martin vous invite") && text.contains("https://beffroi.exemple.fr/lien/"), "{text}");
    let link = world.link("lea.roques@exemple.fr").await;
    let mut lea = world.browser();
    lea.get(&link).await.shows("Bienvenue, Léa");
    lea.post(&link, &[("nouveau", NEW), ("confirmation", NEW)]).await.leads_to("/connexion?fait=mot-de-passe-choisi");
    lea.sign_in("lea.roques@exemple.fr", NEW).await;
    lea.get("/").await.leads_to("/c/218200020");
}

#[tokio::test]
async fn invitation_lives_seven_days_and_is_sent_again() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let made = anne.post("/centre/personnes", &newcomer("lea.roques@exemple.fr", "218200020", "agent")).await;
    let here = made.location.split('?').next().unwrap().to_owned();
    let first = world.link("lea.roques@exemple.fr").await;
    world.clock.advance_seconds(1);
    anne.post(&format!("{here}/invitation"), &[]).await.leads_to(&format!("{here}?fait=invitation-renvoyee"));
    let second = world.link("lea.roques@exemple.fr").await;
    assert_eq!(world.browser().get(&first).await.status, StatusCode::GONE, "a new invitation ends the former");
    assert_eq!(world.browser().get(&second).await.status, StatusCode::OK);
    world.clock.advance_seconds(7 * 86_400);
    assert_eq!(world.browser().get(&second).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn refused_invitation_comes_back_as_typed_and_keeps_nothing() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let mut fields = newcomer("pas une adresse", "218200020", "administrateur");
    fields[6].1 = "32/13/2026";
    let refused = anne.post("/centre/personnes", &fields).await;
    refused.is_refused("Cette adresse ne se lit pas");
    refused.shows("Choisissez l’un des rôles proposés.");
    refused.shows("Cette date");
    refused.shows(r#"value="Roques""#);
    let twice = anne.post("/centre/personnes", &newcomer("claire.vidal@exemple.fr", "218200020", "agent")).await;
    twice.is_refused("Cette adresse est déjà celle de Claire Vidal");
    let accents = anne.post("/centre/personnes", &newcomer("léa@exemple.fr", "218200020", "agent")).await;
    accents.is_refused("sans espace ni accent");
    anne.get("/centre/personnes?q=roques").await.shows("Rien ne correspond");
    assert_eq!(anne.get("/centre/personnes/nouvelle?pour=999999999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn list_is_filtered_sorted_and_exported() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    anne.get("/centre/personnes").await.shows("4 comptes.");
    let found = anne.get("/centre/personnes?role=secretaire").await;
    found.shows("Claire Vidal");
    found.hides("Marc Delmas");
    anne.get("/centre/personnes/par-collectivite").await.shows("/centre/personnes?collectivite=218201218");
    let there = anne.get("/centre/personnes?collectivite=218201218").await;
    there.shows("Marc Delmas");
    there.hides("Claire Vidal");
    let csv = anne.get("/centre/personnes/export?format=csv&q=vidal").await;
    assert!(csv.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("personnes-2026-03-02.csv"));
    csv.shows("Vidal;Claire;claire.vidal@exemple.fr");
    csv.hides("Delmas");
    let xlsx = anne.get("/centre/personnes/export?format=xlsx").await;
    assert!(xlsx.body.starts_with("PK"));
}

#[tokio::test]
async fn list_asks_a_constant_number_of_statements() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let mut count = async || {
        let before = world.db.statements();
        anne.get("/centre/personnes").await;
        world.db.statements() - before
    };
    let few = count().await;
    for number in 0..5 {
        world.add("Léa", &format!("Roques{number}"), &world.albias, annuaire::Role::Agent).await;
    }
    assert_eq!(count().await, few);
}

#[tokio::test]
async fn only_administrators_enter() {
    let world = World::new().await;
    let path = format!("/centre/personnes/{}", world.claire.id);
    for page in ["/centre/personnes", "/centre/personnes/nouvelle", "/centre/personnes/export", path.as_str()] {
        assert_eq!(world.browser_of(&world.denis).await.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
        assert_eq!(world.browser_of(&world.claire).await.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(world.browser().get(page).await.status, StatusCode::SEE_OTHER, "{page}");
    }
}

#[tokio::test]
async fn fiche_is_changed_unless_somebody_was_first() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let path = format!("/centre/personnes/{}/modification", world.claire.id);
    anne.get(&path).await.shows(r#"value="Vidal""#);
    let version = world.reload(&world.claire).await.version.to_string();
    let fields = [
        ("prenom", "Claire"),
        ("nom", "Roux"),
        ("courriel", "claire.roux@exemple.fr"),
        ("genre", "agent"),
        ("version", &version),
    ];
    anne.post(&path, &fields)
        .await
        .leads_to(&format!("/centre/personnes/{}?fait=personne-enregistree", world.claire.id));
    assert_eq!(world.reload(&world.claire).await.fiche.courriel.as_str(), "claire.roux@exemple.fr");
    anne.post(&path, &fields).await.is_refused("rechargez-la");
}

#[tokio::test]
async fn deactivated_account_is_out_at_once_and_comes_back() {
    let world = World::new().await;
    let (mut anne, mut claire) = (world.browser_of(&world.anne).await, world.browser_of(&world.claire).await);
    let here = format!("/centre/personnes/{}", world.claire.id);
    anne.get(&format!("{here}/desactivation")).await.shows("Désactiver le compte de Claire Vidal");
    anne.post(&format!("{here}/desactivation"), &[]).await.leads_to(&format!("{here}?fait=compte-desactive"));
    claire.get("/compte").await.leads_to("/connexion?suite=%2Fcompte");
    let fields = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", SECRET)];
    world.browser().post("/connexion", &fields).await.is_refused("n’est pas le bon");
    anne.post(&format!("{here}/invitation"), &[]).await.is_refused("désactivé");
    anne.post(&format!("{here}/reactivation"), &[]).await.leads_to(&format!("{here}?fait=compte-reactive"));
    world.browser().sign_in("claire.vidal@exemple.fr", SECRET).await;
}

#[tokio::test]
async fn nobody_deactivates_oneself_nor_the_last_administrator() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let here = format!("/centre/personnes/{}", world.anne.id);
    anne.post(&format!("{here}/desactivation"), &[]).await.is_refused("sur son propre compte");
    let membership = world.membership(&world.anne).await.id;
    let end = anne.post(&format!("{here}/appartenances/{membership}/retrait"), &[]).await;
    end.is_refused("C’est le dernier administrateur");
    let edit = format!("{here}/appartenances/{membership}/modification");
    anne.post(&edit, &[("role", "agent"), ("depuis", "2026-03-02")])
        .await
        .is_refused("C’est le dernier administrateur");
    assert!(world.reload(&world.anne).await.actif);
}

#[tokio::test]
async fn locked_account_is_unlocked() {
    let world = World::new().await;
    let mut stranger = world.browser();
    for _ in 0..10 {
        let fields = [("courriel", "claire.vidal@exemple.fr"), ("mot_de_passe", "faux")];
        stranger.post("/connexion", &fields).await;
        world.clock.advance_seconds(61);
    }
    let mut anne = world.browser_of(&world.anne).await;
    let here = format!("/centre/personnes/{}", world.claire.id);
    anne.get(&here).await.shows("Verrouillé jusqu’au");
    anne.post(&format!("{here}/deverrouillage"), &[]).await.leads_to(&format!("{here}?fait=compte-deverrouille"));
    anne.get(&here).await.hides("Verrouillé jusqu’au");
    world.browser().sign_in("claire.vidal@exemple.fr", SECRET).await;
}

#[tokio::test]
async fn link_for_a_new_password_is_sent_to_who_had_one() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let path = format!("/centre/personnes/{}/invitation", world.claire.id);
    for _ in 0..3 {
        assert_eq!(anne.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(world.mails("claire.vidal@exemple.fr").await[0].0, "Choisissez un nouveau mot de passe");
    anne.post(&path, &[]).await.is_refused("Trois liens sont déjà partis");
}
