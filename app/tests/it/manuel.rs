//! The manual's tables of rights say what the rooms declare.

use annuaire::Role;
use beffroi::rooms::ROOMS;

/// What opens each of the two tables: the centre's rôles, then a collectivité's.
const HEADER: &str = "| Ce que l’on peut faire |";

/// A row for each permission that one of these rôles has.
fn rows(roles: &[Role]) -> String {
    let permissions = ROOMS.iter().flat_map(|room| room.permissions);
    let told = permissions.filter(|permission| roles.iter().any(|role| permission.roles.contains(role)));
    let lines = told.map(|permission| {
        let cells: Vec<&str> =
            roles.iter().map(|role| if permission.roles.contains(role) { "oui" } else { "–" }).collect();
        format!("| {}<br>`{}` | {} |\n", permission.libelle, permission.code, cells.join(" | "))
    });
    lines.collect::<Vec<_>>().concat()
}

/// To accept a change: `BEFFROI_GOLDEN=1 cargo nextest run -p beffroi the_manual_tells`.
#[test]
fn the_manual_tells_every_right_of_every_role() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/manuel/src/centre/roles.md");
    let (centre, collectivite): (Vec<Role>, Vec<Role>) = Role::all().partition(|role| role.is_du_centre());
    let text = std::fs::read_to_string(&page).unwrap();
    let parts: Vec<&str> = text.split_inclusive(HEADER).collect();
    let [before, first, second] = parts[..] else { panic!("the page has its two tables of rights") };
    let table = |part: &str, roles: &[Role]| {
        let after_rule = part.match_indices('\n').nth(1).unwrap().0 + 1;
        let end = part.find("|\n\n").unwrap() + 2;
        format!("{}{}{}", &part[..after_rule], rows(roles), &part[end..])
    };
    let found = [before.to_owned(), table(first, &centre), table(second, &collectivite)].concat();
    if std::env::var_os("BEFFROI_GOLDEN").is_some() {
        std::fs::write(&page, &found).unwrap();
    }
    assert!(
        found == text,
        "the manual's tables of rights are not what the rooms declare: BEFFROI_GOLDEN=1 writes them"
    );
}
