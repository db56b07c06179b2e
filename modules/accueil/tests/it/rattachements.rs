//! Where people work and what they may do there: memberships, single permissions, portefeuilles.

use annuaire::{Personne, Role};
use axum::http::StatusCode;

use crate::world::World;

async fn path(world: &World, personne: &Personne, what: &str) -> String {
    format!("/centre/personnes/{}/appartenances/{}/{what}", personne.id, world.membership(personne).await.id)
}

#[tokio::test]
async fn person_is_attached_to_one_more_collectivite_and_told() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let here = format!("/centre/personnes/{}", world.claire.id);
    anne.get(&format!("{here}/appartenances/nouvelle")).await.shows("/appartenances/nouvelle?pour=218201218");
    let fields = [
        ("pour", "218201218"),
        ("role", "secretaire"),
        ("fonction", "Mi-temps"),
        ("depuis", "2026-03-02"),
        ("jusqu_a", "2026-12-31"),
    ];
    let added = anne.post(&format!("{here}/appartenances"), &fields).await;
    added.leads_to(&format!("{here}?fait=personne-rattachee"));
    anne.get(&here).await.shows("du 02/03/2026 au 31/12/2026");
    let (subject, text) = world.mails("claire.vidal@exemple.fr").await.swap_remove(0);
    assert_eq!(subject, "Un nouvel espace s’ouvre à vous");
    assert!(text.contains("Commune de Montauban"), "{text}");
    anne.post(&format!("{here}/appartenances"), &fields).await.is_refused("a déjà ce rôle");
    let lines = world.journal(&world.montauban).await;
    assert_eq!((lines[0].action.as_str(), lines[0].nom.as_str()), ("appartenance.ajoutee", "Anne Martin"));
}

#[tokio::test]
async fn role_changes_and_ends() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let (edit, end) = (path(&world, &world.claire, "modification").await, path(&world, &world.claire, "retrait").await);
    anne.get(&edit).await.shows(r#"value="secretaire" checked"#);
    anne.post(&edit, &[("role", "elu"), ("depuis", "2026-03-02"), ("jusqu_a", "2026-03-01")])
        .await
        .is_refused("Cette date précède le début");
    anne.post(&edit, &[("role", "dpd"), ("depuis", "2026-03-02")])
        .await
        .is_refused("Choisissez l’un des rôles proposés.");
    anne.post(&edit, &[("role", "elu"), ("depuis", "2026-03-02")])
        .await
        .leads_to(&format!("/centre/personnes/{}?fait=role-change", world.claire.id));
    assert_eq!(world.membership(&world.claire).await.fiche.role, Role::Elu);
    let mut claire = world.browser_of(&world.claire).await;
    assert_eq!(claire.get("/c/218200020/personnes").await.status, StatusCode::FORBIDDEN);
    anne.get(&end).await.shows("Retirer à Claire Vidal le rôle");
    anne.post(&end, &[]).await.leads_to(&format!("/centre/personnes/{}?fait=personne-retiree", world.claire.id));
    assert_eq!(claire.get("/c/218200020/personnes").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn membership_of_somebody_else_is_not_found() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let other = world.membership(&world.marc).await.id;
    for what in ["modification", "retrait", "permissions", "portefeuille"] {
        let path = format!("/centre/personnes/{}/appartenances/{other}/{what}", world.claire.id);
        assert_eq!(anne.get(&path).await.status, StatusCode::NOT_FOUND, "{what}");
        let fields = [("role", "elu"), ("depuis", "2026-03-02"), ("geste", "toutes")];
        assert_eq!(anne.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{what}");
    }
}

#[tokio::test]
async fn single_permission_is_taken_away_then_given_back() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let mut claire = world.browser_of(&world.claire).await;
    let path = path(&world, &world.claire, "permissions").await;
    anne.get(&path).await.shows("Inviter et retirer les personnes de sa collectivité");
    assert_eq!(claire.get("/c/218200020/personnes").await.status, StatusCode::OK);
    let done = format!("/centre/personnes/{}?fait=permissions-enregistrees", world.claire.id);
    anne.post(&path, &[("personnes.gerer_collectivite", "non")]).await.leads_to(&done);
    assert_eq!(claire.get("/c/218200020/personnes").await.status, StatusCode::FORBIDDEN);
    anne.get(&path).await.shows("Une permission corrige ce que donne le rôle.");
    anne.post(&path, &[("personnes.gerer_collectivite", "role")]).await.leads_to(&done);
    assert_eq!(claire.get("/c/218200020/personnes").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_was_lent_the_permission_makes_no_administrator_and_gives_no_more_than_they_have() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let of_denis = path(&world, &world.denis, "permissions").await;
    anne.post(&of_denis, &[("personnes.gerer", "oui")]).await;
    let mut denis = world.browser_of(&world.denis).await;
    let own = path(&world, &world.denis, "modification").await;
    denis
        .post(&own, &[("role", "administrateur"), ("depuis", "2026-03-02")])
        .await
        .is_refused("Seul un administrateur");
    let centre = world.centre.fiche.siren.to_string();
    let fields = [
        ("pour", centre.as_str()),
        ("prenom", "Léa"),
        ("nom", "Roques"),
        ("courriel", "lea@exemple.fr"),
        ("genre", "agent"),
        ("role", "administrateur"),
        ("depuis", "2026-03-02"),
    ];
    denis.post("/centre/personnes", &fields).await.is_refused("Seul un administrateur");
    denis.post(&of_denis, &[("personnes.agir_pour", "oui")]).await;
    let mut tx = world.db.read(db::Perimetre::Commun).await.unwrap();
    let id = world.membership(&world.denis).await.id;
    let given = annuaire::appartenances::permissions(&mut tx, id).await.unwrap();
    assert_eq!(given.iter().map(|p| p.permission.as_str()).collect::<Vec<_>>(), ["personnes.gerer"]);
    drop(tx);
    let of_anne = format!("/centre/personnes/{}", world.anne.id);
    denis.post(&format!("{of_anne}/desactivation"), &[]).await.is_refused("Seul un administrateur");
    let taken = [("prenom", "Anne"), ("nom", "Martin"), ("courriel", "denis@exemple.org"), ("genre", "agent")];
    denis.post(&format!("{of_anne}/modification"), &taken).await.is_refused("Seul un administrateur");
    assert_eq!(world.reload(&world.anne).await.fiche.courriel.as_str(), "anne.martin@exemple.fr");
}

#[tokio::test]
async fn portefeuille_is_widened_and_narrowed() {
    let world = World::new().await;
    let mut anne = world.browser_of(&world.anne).await;
    let mut denis = world.browser_of(&world.denis).await;
    let path = path(&world, &world.denis, "portefeuille").await;
    let page = anne.get(&path).await;
    page.shows("Technicien. Une collectivité.");
    page.shows("Hors du portefeuille");
    let montauban = world.montauban.id.to_string();
    let done = format!("{path}?fait=portefeuille-enregistre");
    anne.post(&path, &[("geste", "ajouter"), ("choix", &montauban)]).await.leads_to(&done);
    denis.get("/perimetre").await.shows("Commune de Montauban");
    anne.post(&path, &[("geste", "retirer"), ("choix", &montauban)]).await.leads_to(&done);
    denis.get("/perimetre").await.hides("Commune de Montauban");
    anne.post(&path, &[("geste", "toutes")]).await.leads_to(&done);
    denis.get("/perimetre").await.shows("Commune de Montauban");
    assert_eq!(anne.post(&path, &[("geste", "brûler")]).await.status, StatusCode::BAD_REQUEST);
    let of_claire = self::path(&world, &world.claire, "portefeuille").await;
    assert_eq!(anne.get(&of_claire).await.status, StatusCode::NOT_FOUND);
    anne.post(&of_claire, &[("geste", "toutes")]).await.is_refused("qu’à un rôle du centre de gestion");
}
