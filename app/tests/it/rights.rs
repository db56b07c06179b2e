//! Every route × every rôle × the ids of a foreign collectivité: nobody gets what is not theirs, and nothing breaks.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use web::{Acces, Permission, RouteEntry};

use crate::{routes, world::World};

/// One account of the demo for each rôle, and whether it is the centre's.
const ACCOUNTS: &[(&str, annuaire::Role)] = &[
    ("claire.arnaud@cdg82.example", annuaire::Role::Administrateur),
    ("paul.roques@cdg82.example", annuaire::Role::Comptable),
    ("hugo.marty@cdg82.example", annuaire::Role::Dpd),
    ("ines.delmas@cdg82.example", annuaire::Role::Technicien),
    ("sylvie.cassagne@cdg82.example", annuaire::Role::Secretaire),
    ("jean.pujol@cdg82.example", annuaire::Role::Executif),
    ("nadia.ferrand@cdg82.example", annuaire::Role::Elu),
    ("thomas.escudier@cdg82.example", annuaire::Role::Agent),
    ("lucie.vidal@cdg82.example", annuaire::Role::Partenaire),
];

/// A commune where no member of the demo works: Lafrançaise.
const FOREIGN: &str = "82087";

async fn siren_of(world: &World, code_insee: &str) -> String {
    let mut tx = world.opened.services.db().read(db::Perimetre::Centre).await.unwrap();
    let filters = vec![("code_insee".to_owned(), code_insee.to_owned())];
    let request = db::ListRequest { filters, per_page: 1, ..db::ListRequest::default() };
    let clock = world.opened.services.clock();
    let found = annuaire::collectivites::list(&mut tx, clock, annuaire::Visibles::Toutes, &request).await.unwrap();
    found.rows[0].siren.to_string()
}

/// The address with the foreign collectivité's SIREN, and ids that nobody has.
fn aimed(path: &str, siren: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        Some("siren") => siren.to_owned(),
        Some("annee") => "2020".to_owned(),
        Some("format") => "csv".to_owned(),
        Some("mois") => "2019-11".to_owned(),
        Some(_) => "01a20244-e800-7723-982a-81be0bb0babc".to_owned(),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn permissions() -> BTreeMap<&'static str, Permission> {
    beffroi::rooms::ROOMS.iter().flat_map(|room| room.permissions).map(|p| (p.code, *p)).collect()
}

/// What this rôle must get there.
fn expected(route: &RouteEntry, role: annuaire::Role, known: &BTreeMap<&str, Permission>) -> &'static str {
    let Acces::Permission(code) = route.acces else { return "answered" };
    if !role.is_du_centre() {
        // A foreign collectivité, or the centre: neither exists for them.
        return "hidden";
    }
    if known[code].roles.contains(&role) { "answered" } else { "forbidden" }
}

fn check(route: &RouteEntry, role: annuaire::Role, status: StatusCode, wanted: &str) {
    let what = format!("{} {} as {role:?}: {status}", route.method, route.path);
    assert!(!status.is_server_error(), "{what} breaks");
    match wanted {
        "hidden" => assert_eq!(status, StatusCode::NOT_FOUND, "{what}"),
        "forbidden" => assert_eq!(status, StatusCode::FORBIDDEN, "{what}"),
        _ => assert_ne!(status, StatusCode::UNAUTHORIZED, "{what}"),
    }
}

async fn walk(world: World) {
    let (known, foreign) = (permissions(), siren_of(&world, FOREIGN).await);
    let mut anonymous = 0;
    for route in routes::all().entries() {
        let path = aimed(route.path, &foreign);
        let answer = world.send(route.method, &path, None, "{}").await;
        let status = answer.status();
        if route.acces != Acces::Public {
            anonymous += 1;
            let sent_away = status == StatusCode::UNAUTHORIZED || status == StatusCode::SEE_OTHER;
            assert!(sent_away, "{} {path} answers {status} to a passer-by", route.method);
        }
    }
    assert!(anonymous > 20, "too few routes to be true");
    for (courriel, role) in ACCOUNTS {
        let cookie = world.sign_in(courriel).await;
        for route in routes::all().entries() {
            // Signing out would end the walk.
            if route.path == "/deconnexion" {
                continue;
            }
            let path = aimed(route.path, &foreign);
            let answer = world.send(route.method, &path, Some(&cookie), "{}").await;
            check(route, *role, answer.status(), expected(route, *role, &known));
        }
    }
}

#[tokio::test]
async fn nobody_gets_what_is_not_theirs_on_sqlite() {
    walk(World::sqlite().await).await;
}

#[tokio::test]
async fn nobody_gets_what_is_not_theirs_on_postgres() {
    walk(World::postgres().await).await;
}
