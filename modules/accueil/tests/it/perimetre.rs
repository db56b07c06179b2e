//! For whom one works.

use annuaire::Role;

use crate::world::World;

#[tokio::test]
async fn who_works_for_two_chooses() {
    let world = World::new().await;
    let mut browser = world.browser_of(&world.claire).await;
    let page = browser.get("/perimetre").await;
    page.shows("Commune d’Albias");
    page.hides("Commune de Montauban");
    page.hides("Les collectivités de votre portefeuille");
    let lea = world.add("Léa", "Roques", &world.albias, Role::Agent).await;
    let mut browser = world.browser_of(&world.anne).await;
    let fields = [("pour", "218201218"), ("role", "agent"), ("depuis", "2026-03-02")];
    let here = format!("/centre/personnes/{}", lea.id);
    browser.post(&format!("{here}/appartenances"), &fields).await.leads_to(&format!("{here}?fait=personne-rattachee"));
    let mut browser = world.browser_of(&lea).await;
    browser.get("/").await.leads_to("/perimetre");
    let page = browser.get("/perimetre").await;
    page.shows(r#"href="/c/218200020""#);
    page.shows(r#"href="/c/218201218""#);
}

#[tokio::test]
async fn people_of_the_centre_search_their_portefeuille_only() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    anne.get("/perimetre").await.shows("Commune de Montauban");
    let found = anne.get("/perimetre?q=albi").await;
    found.shows(r#"href="/c/218200020""#);
    found.hides(r#"href="/c/218201218""#);
    let mut denis = world.browser_of(&world.denis).await;
    let page = denis.get("/perimetre").await;
    page.shows(r#"href="/c/218200020""#);
    page.hides("Commune de Montauban");
}
