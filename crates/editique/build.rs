//! Tells the crate where npm has put the letters, and says what to do when they are not there.

use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/@expo-google-fonts/source-sans-3");
    println!("cargo::rerun-if-changed={}", root.join("package.json").display());
    if root.join("package.json").is_file() {
        println!("cargo::rustc-env=EDITIQUE_FONTS={}", root.display());
    } else {
        println!("cargo::error=the fonts of the PDF are missing: run `npm ci` at the root of the project");
    }
}
