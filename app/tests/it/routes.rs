//! The golden list of the routes: every address, its method, and the right that its handler asks.

use beffroi::rooms::ROOMS;
use web::{Acces, Routes};

use crate::world::{World, text};

pub fn all() -> Routes {
    ROOMS.iter().fold(Routes::new(), |all, room| all.merge((room.routes)()))
}

/// To accept a change: `BEFFROI_GOLDEN=1 cargo nextest run -p beffroi the_list_of_the_routes`.
#[test]
fn the_list_of_the_routes_is_the_one_agreed() {
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden/routes.txt");
    let mut lines: Vec<String> = all()
        .entries()
        .iter()
        .map(|route| {
            let acces = match route.acces {
                Acces::Public => "public",
                Acces::Connecte => "connecté",
                Acces::Permission(code) => code,
            };
            format!("{:<6} {} [{acces}]", route.method, route.path)
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let found = lines.join("\n") + "\n";
    if std::env::var_os("BEFFROI_GOLDEN").is_some() {
        std::fs::write(&golden, &found).unwrap();
    }
    let agreed = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(found, agreed, "the routes changed: look at the difference, then accept it with BEFFROI_GOLDEN=1");
}

#[test]
fn every_permission_of_a_route_is_declared_by_its_room() {
    let declared: Vec<&str> = ROOMS.iter().flat_map(|room| room.permissions).map(|p| p.code).collect();
    for route in all().entries() {
        if let Acces::Permission(code) = route.acces {
            assert!(declared.contains(&code), "{} asks {code}, which no room declares", route.path);
        }
    }
}

#[test]
fn two_rooms_never_give_one_name_to_two_things() {
    let mut permissions: Vec<&str> = ROOMS.iter().flat_map(|room| room.permissions).map(|p| p.code).collect();
    let mut faits: Vec<&str> = ROOMS.iter().flat_map(|room| room.faits).map(|f| f.code).collect();
    for names in [&mut permissions, &mut faits] {
        let before = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), before, "a code is declared twice");
    }
}

#[tokio::test]
async fn the_api_describes_every_one_of_its_operations() {
    let world = World::sqlite().await;
    let described: serde_json::Value =
        serde_json::from_str(&text(world.get("/api/v1/openapi.json", None).await).await).unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    for route in all().entries().iter().filter(|r| r.path.starts_with("/api/v1/") && !r.path.ends_with("openapi.json"))
    {
        let operation = &described["paths"][route.path][route.method.to_lowercase()];
        assert!(operation["operationId"].is_string(), "{} {} is not described", route.method, route.path);
    }
    let ids = described.to_string();
    let refs = ids.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for name in refs {
        assert!(described["components"]["schemas"][name].is_object(), "schema {name} is named and not given");
    }
}
