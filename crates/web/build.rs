//! Runs `style/build.mjs`, which makes the embedded assets (styles, script, fonts, icons) in `OUT_DIR`.

use std::{env, error::Error, fs, path::Path, process::Command};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=style");
    println!("cargo::rerun-if-changed=../../package-lock.json");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let modules = root.join("node_modules/bootstrap");
    if !modules.exists() {
        // Watched while it is missing, so that the build starts again as soon as it is there.
        println!("cargo::rerun-if-changed={}", modules.display());
        return Err("the look of Beffroi comes from npm packages that are not installed: run `make prepare`".into());
    }
    let out = env::var("OUT_DIR")?;
    let status = Command::new("node")
        .arg("style/build.mjs")
        .arg(&out)
        .status()
        .map_err(|e| format!("node (20 or later) is needed to build the assets, run `make prepare`: {e}"))?;
    if !status.success() {
        return Err("style/build.mjs failed: its message is above".into());
    }
    if fs::metadata(Path::new(&out).join("assets.rs"))?.len() == 0 {
        return Err("style/build.mjs wrote an empty list of assets".into());
    }
    Ok(())
}
