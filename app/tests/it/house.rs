//! The laws of the house (ARCHITECTURE.md), each one a test on the sources themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The floors, from the ground up. A crate may only depend on those before its own line; crates of one line do not see each other.
const FLOORS: &[&[&str]] = &[
    &["kernel"],
    &["ubl", "tableur", "norme_actes", "pdf", "seda", "c14n", "certificats"],
    &["registre", "cades"],
    &["pades", "xades"],
    &["db"],
    &["journal", "documents", "jobs", "editique", "liaison"],
    &["mail", "webhooks"],
    &["annuaire"],
    &["contracts"],
    &["web"],
    &["accueil", "plateforme", "conventions", "rgpd", "dpd", "actes", "parapheur"],
    &["beffroi"],
];

/// The tables that a crate may name in its SQL, besides those that begin with its own name.
const GROUND_TABLES: &[&str] = &["beffroi_migration", "beffroi_probe", "pg_class", "pg_attribute", "pg_policy"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every crate of the workspace: its name and its folder.
fn crates() -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for place in ["crates", "formats", "modules"] {
        for entry in fs::read_dir(root().join(place)).unwrap() {
            let folder = entry.unwrap().path();
            found.insert(folder.file_name().unwrap().to_str().unwrap().to_owned(), folder);
        }
    }
    found.insert("beffroi".to_owned(), root().join("app"));
    found
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

fn all_files() -> Vec<PathBuf> {
    let folders = crates().into_values();
    let places = folders.flat_map(|folder| ["src", "tests", "examples", "build.rs"].map(|part| folder.join(part)));
    places.flat_map(|place| if place.is_file() { vec![place] } else { rust_files(&place) }).collect()
}

fn told(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

#[test]
fn every_crate_stands_on_a_floor() {
    let known: BTreeSet<&str> = FLOORS.iter().flat_map(|floor| floor.iter().copied()).collect();
    let found: BTreeSet<String> = crates().into_keys().collect();
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), known);
}

#[test]
fn a_crate_only_depends_on_lower_floors() {
    let floor_of: BTreeMap<&str, usize> =
        FLOORS.iter().enumerate().flat_map(|(n, floor)| floor.iter().map(move |name| (*name, n))).collect();
    for (name, folder) in crates() {
        let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
        let Some(dependencies) = manifest.get("dependencies").and_then(|d| d.as_table()) else { continue };
        for used in dependencies.keys() {
            if let Some(floor) = floor_of.get(used.as_str()) {
                assert!(*floor < floor_of[name.as_str()], "{name} depends on {used}, which is not on a lower floor");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_holds_and_stays_readable() {
    for path in all_files() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with a sentence", told(&path));
        assert!(text.lines().count() <= 400, "{} is longer than 400 lines", told(&path));
    }
}

#[test]
fn nothing_is_left_for_later_nor_silenced() {
    for path in all_files() {
        if path.ends_with("it/house.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for word in ["todo!(", "unimplemented!(", "TODO", "FIXME", "#[allow(", "#![allow(", "#[ignore]"] {
            assert!(!text.contains(word), "{} holds {word}", told(&path));
        }
    }
}

/// The statements of the house: `const NAME: Sql = sql("…")`, each with the file it stands in.
pub fn statements() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    // Where `sql` is defined and documented, it declares nothing.
    let definition = |path: &Path| path.ends_with("crates/db/src/sql.rs");
    for path in all_files().into_iter().filter(|p| told(p).contains("/src/") && !definition(p)) {
        let text = fs::read_to_string(&path).unwrap();
        let mut rest = text.as_str();
        while let Some((_, declared)) = rest.split_once(": Sql =") {
            let Some((_, opened)) = declared.trim_start().strip_prefix("sql(").and_then(|d| d.split_once('"')) else {
                break;
            };
            // SQL quotes with apostrophes only: the next double quote is the end.
            let Some((statement, next)) = opened.split_once('"') else { break };
            found.push((path.clone(), statement.replace("\\\n", "\n")));
            rest = next;
        }
        let calls = text.split("sql(").skip(1).filter(|call| call.trim_start().starts_with('"')).count();
        let here = found.iter().filter(|(p, _)| *p == path).count();
        assert!(calls == here, "{}: {calls} statements, {here} of them constants", told(&path));
    }
    found
}

#[test]
fn sql_stands_in_stores_and_names_only_its_own_tables() {
    for (path, statement) in statements() {
        let place = told(&path);
        let owner = crates().into_iter().find(|(_, folder)| path.starts_with(folder)).unwrap().0;
        assert!(owner == "db" || place.contains("/store"), "{place} holds SQL and is not a store");
        let words = statement.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect::<Vec<_>>();
        for pair in words.windows(2).filter(|w| matches!(w[0], "FROM" | "JOIN" | "INTO" | "UPDATE" | "TABLE")) {
            let table = pair[1];
            let own = table.starts_with(&format!("{owner}_")) || GROUND_TABLES.contains(&table);
            let named_here = statement.contains(&format!("{table} AS (")) || table == "SET" || table.is_empty();
            assert!(own || named_here || owner == "db", "{place} reads or writes {table}, which is not of {owner}");
        }
    }
}

#[test]
fn nobody_reads_the_time_but_the_clock() {
    for path in all_files().into_iter().filter(|p| told(p).contains("/src/")) {
        if path.ends_with("kernel/src/clock.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for call in ["SystemTime::now", "OffsetDateTime::now", "Instant::now()", "UtcDateTime::now"] {
            assert!(!text.contains(call), "{} calls {call}", told(&path));
        }
    }
}

#[test]
fn only_db_knows_the_engines() {
    for (name, folder) in crates() {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(name == "db" || !manifest.contains("sqlx"), "{name} names sqlx");
    }
}

#[test]
fn every_crate_and_room_has_its_readme() {
    for (name, folder) in crates().into_iter().filter(|(name, _)| name != "beffroi") {
        let readme = fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        assert!(readme.len() > 200, "{name} has no README.md that says anything");
    }
}

#[test]
fn words_that_the_glossary_forbids_are_absent() {
    let glossary = fs::read_to_string(root().join("GLOSSAIRE.md")).unwrap();
    let forbidden: BTreeSet<String> = glossary
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| terme") && !line.starts_with("|--"))
        .filter_map(|line| line.trim_end_matches(" |").rsplit(" | ").next().map(str::to_owned))
        .flat_map(|cell| cell.split(", ").map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|word| Some(word.strip_prefix('`')?.strip_suffix('`')?.to_owned()))
        .collect();
    assert!(forbidden.len() > 10, "the glossary forbids too little to be true");
    for path in all_files().into_iter().filter(|p| told(p).contains("/src/")) {
        let text = fs::read_to_string(&path).unwrap();
        let names = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect::<BTreeSet<_>>();
        for word in &forbidden {
            assert!(!names.contains(word.as_str()), "{} uses {word}, which the glossary forbids", told(&path));
        }
    }
}
