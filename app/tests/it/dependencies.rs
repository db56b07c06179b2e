//! What enters the house: no banned crate, no licence that `deny.toml` does not allow.

use std::{fs, path::Path, process::Command};

fn deny() -> toml::Table {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../deny.toml")).unwrap().parse().unwrap()
}

fn packages() -> Vec<serde_json::Value> {
    let out = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

#[test]
fn no_banned_crate_is_used() {
    let banned = deny()["bans"]["deny"].clone();
    let banned: Vec<&str> = banned.as_array().unwrap().iter().map(|b| b["crate"].as_str().unwrap()).collect();
    assert!(!banned.is_empty());
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        assert!(!banned.contains(&name), "{name} is banned by deny.toml");
    }
}

/// An expression of SPDX is allowed when one of its `OR` parts has only allowed `AND` parts.
#[test]
fn every_licence_is_allowed() {
    let allow = deny()["licenses"]["allow"].clone();
    let allow: Vec<&str> = allow.as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let told = package["license"].as_str().unwrap_or_else(|| panic!("{name} tells no licence"));
        let plain = told.replace(['(', ')'], "").replace('/', " OR ");
        let allowed = plain.split(" OR ").any(|choice| choice.split(" AND ").all(|part| allow.contains(&part.trim())));
        assert!(allowed, "{name}: {told} is not allowed by deny.toml");
    }
}
