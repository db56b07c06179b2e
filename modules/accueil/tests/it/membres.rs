//! The people of one collectivité, by its secretary.

use annuaire::{AppartenanceActive, Role};
use axum::http::StatusCode;
use kernel::Id;

use crate::world::World;

const HERE: &str = "/c/218200020/personnes";

fn newcomer<'a>(courriel: &'a str, role: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("prenom", "Léa"),
        ("nom", "Roques"),
        ("courriel", courriel),
        ("genre", "elu"),
        ("role", role),
        ("depuis", "2026-03-02"),
    ]
}

fn of(id: Id<AppartenanceActive>, what: &str) -> String {
    format!("{HERE}/{id}/{what}")
}

#[tokio::test]
async fn secretary_invites_an_elu_changes_the_role_and_removes() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    claire.get(HERE).await.shows("Une personne y travaille dans Beffroi.");
    claire.post(HERE, &newcomer("lea@exemple.fr", "elu")).await.leads_to(&format!("{HERE}?fait=personne-invitee"));
    assert_eq!(world.mails("lea@exemple.fr").await[0].0, "Votre invitation à Beffroi");
    let page = claire.get(&format!("{HERE}?q=roques")).await;
    page.shows("Léa Roques");
    let mut tx = world.db.read(db::Perimetre::Commun).await.unwrap();
    let all = annuaire::appartenances::in_collectivite(&mut tx, world.albias.id).await.unwrap();
    drop(tx);
    let lea = all.iter().find(|a| a.personne_nom == "Léa Roques").unwrap();
    let fields = [("role", "executif"), ("depuis", "2026-03-02"), ("fonction", "Maire")];
    claire.post(&of(lea.id, "modification"), &fields).await.leads_to(&format!("{HERE}?fait=role-change"));
    claire.get(HERE).await.shows("Maire ou président");
    claire.get(&of(lea.id, "retrait")).await.shows("Retirer Léa Roques\u{a0}?");
    claire.post(&of(lea.id, "retrait"), &[]).await.leads_to(&format!("{HERE}?fait=personne-retiree"));
    claire.get(HERE).await.hides("Léa Roques");
    claire.get(&format!("{HERE}?passe=oui")).await.shows("Terminé");
}

#[tokio::test]
async fn secretary_grants_no_role_of_the_centre() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    claire.get(&format!("{HERE}/nouvelle")).await.hides(r#"value="administrateur""#);
    for role in ["administrateur", "dpd", "technicien", "comptable", "empereur"] {
        claire.post(HERE, &newcomer("lea@exemple.fr", role)).await.is_refused("Choisissez l’un des rôles proposés.");
    }
    let lea = world.add("Léa", "Roques", &world.albias, Role::Agent).await;
    let id = world.membership(&lea).await.id;
    let fields = [("role", "administrateur"), ("depuis", "2026-03-02")];
    claire.post(&of(id, "modification"), &fields).await.is_refused("Choisissez l’un des rôles proposés.");
    assert_eq!(world.membership(&lea).await.fiche.role, Role::Agent);
}

#[tokio::test]
async fn foreign_collectivite_and_its_people_are_not_found() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    for path in [
        "/c/218201218/personnes",
        "/c/218201218/personnes/nouvelle",
        "/c/999000003/personnes",
        "/c/pas-un-siren/personnes",
    ] {
        assert_eq!(claire.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let foreign = claire.post("/c/218201218/personnes", &newcomer("lea@exemple.fr", "elu")).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let marc = world.membership(&world.marc).await.id;
    let anne = world.membership(&world.anne).await.id;
    for id in [marc, anne] {
        for what in ["modification", "retrait"] {
            assert_eq!(claire.get(&of(id, what)).await.status, StatusCode::NOT_FOUND);
            let fields = [("role", "elu"), ("depuis", "2026-03-02")];
            assert_eq!(claire.post(&of(id, what), &fields).await.status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(world.membership(&world.marc).await.fiche.jusqu_a, None);
}

#[tokio::test]
async fn secretary_does_not_remove_oneself() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    let own = world.membership(&world.claire).await.id;
    claire.post(&of(own, "retrait"), &[]).await.is_refused("Vous ne pouvez pas vous retirer vous-même");
    claire.post(&of(own, "modification"), &[("role", "elu"), ("depuis", "2026-03-02")]).await.is_refused("vous-même");
}

#[tokio::test]
async fn known_person_is_attached_and_keeps_their_own_fiche() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    let attached = claire.post(HERE, &newcomer("marc.delmas@exemple.fr", "elu")).await;
    attached.leads_to(&format!("{HERE}?fait=personne-rattachee"));
    assert_eq!(world.reload(&world.marc).await.fiche.nom, "Delmas");
    assert_eq!(world.mails("marc.delmas@exemple.fr").await[0].0, "Un nouvel espace s’ouvre à vous");
    claire.post(HERE, &newcomer("marc.delmas@exemple.fr", "elu")).await.is_refused("a déjà ce rôle");
}

#[tokio::test]
async fn closed_account_is_not_attached() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    anne.post(&format!("/centre/personnes/{}/desactivation", world.marc.id), &[]).await;
    let mut claire = world.browser_of(&world.claire).await;
    claire.post(HERE, &newcomer("marc.delmas@exemple.fr", "elu")).await.is_refused("Ce compte est désactivé");
}

#[tokio::test]
async fn elu_or_agent_keeps_nobody() {
    let world = World::new().await;
    let lea = world.add("Léa", "Roques", &world.albias, Role::Elu).await;
    let mut browser = world.browser_of(&lea).await;
    assert_eq!(browser.get(HERE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.post(HERE, &newcomer("x@exemple.fr", "elu")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn centre_keeps_its_own_people_on_its_own_pages() {
    let world = World::new().await;
    let lea = world.add("Léa", "Roques", &world.centre, Role::Secretaire).await;
    let mut browser = world.browser_of(&lea).await;
    browser.get("/c/999000003/personnes").await.leads_to("/centre/personnes");
    let anne = world.membership(&world.anne).await.id;
    let path = format!("/c/999000003/personnes/{anne}/retrait");
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
    let invited = browser.post("/c/999000003/personnes", &newcomer("x@exemple.fr", "elu")).await;
    assert_eq!(invited.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn list_asks_a_constant_number_of_statements() {
    let world = World::new().await;
    let mut claire = world.browser_of(&world.claire).await;
    let mut count = async || {
        let before = world.db.statements();
        claire.get(HERE).await;
        world.db.statements() - before
    };
    let few = count().await;
    for number in 0..5 {
        world.add("Léa", &format!("Roques{number}"), &world.albias, Role::Agent).await;
    }
    assert_eq!(count().await, few);
}
