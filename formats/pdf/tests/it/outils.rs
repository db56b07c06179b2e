//! The tools of Debian that judge: qpdf, poppler, openssl.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn write(folder: &TempDir, nom: &str, octets: &[u8]) -> PathBuf {
    let path = folder.path().join(nom);
    std::fs::write(&path, octets).unwrap();
    path
}

pub fn run(tool: &str, args: &[&str]) -> Output {
    Command::new(tool)
        .args(args)
        .output()
        .unwrap_or_else(|e| panic!("{tool} is missing: `make test` installs it ({e})"))
}

/// What a tool prints; it must succeed.
pub fn told(tool: &str, args: &[&str]) -> String {
    let output = run(tool, args);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{tool} {args:?}: {text}");
    text
}

/// qpdf finds nothing to say.
pub fn is_sound(octets: &[u8]) {
    let folder = folder();
    let path = write(&folder, "a.pdf", octets);
    let text = told("qpdf", &["--check", path.to_str().unwrap()]);
    assert!(!text.contains("WARNING"), "{text}");
}

/// The text of a page, from 1.
pub fn text(octets: &[u8], page: u32) -> String {
    let folder = folder();
    let path = write(&folder, "a.pdf", octets);
    let page = page.to_string();
    told("pdftotext", &["-f", &page, "-l", &page, path.to_str().unwrap(), "-"])
}

/// A file passed through qpdf.
pub fn qpdf(octets: &[u8], args: &[&str]) -> Vec<u8> {
    let folder = folder();
    let (from, to) = (write(&folder, "a.pdf", octets), folder.path().join("b.pdf"));
    let mut all = args.to_vec();
    all.extend([from.to_str().unwrap(), to.to_str().unwrap()]);
    told("qpdf", &all);
    std::fs::read(to).unwrap()
}

/// A page as pixels: width, height, grey levels, at 36 dots an inch (half a point).
pub fn pixels(octets: &[u8], page: u32) -> (usize, usize, Vec<u8>) {
    let folder = folder();
    let path = write(&folder, "a.pdf", octets);
    let page = page.to_string();
    let root = folder.path().join("page");
    told(
        "pdftoppm",
        &[
            "-gray",
            "-r",
            "36",
            "-cropbox",
            "-f",
            &page,
            "-l",
            &page,
            "-singlefile",
            path.to_str().unwrap(),
            root.to_str().unwrap(),
        ],
    );
    let bytes = std::fs::read(root.with_extension("pgm")).unwrap();
    read_pgm(&bytes)
}

fn read_pgm(bytes: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < 4 {
        let end = at + bytes[at..].iter().position(u8::is_ascii_whitespace).unwrap();
        words.push(std::str::from_utf8(&bytes[at..end]).unwrap().to_owned());
        at = end + 1;
    }
    (words[1].parse().unwrap(), words[2].parse().unwrap(), bytes[at..].to_vec())
}

/// Real files, that are not redistributed; none when they are not there, and it is said.
#[expect(clippy::print_stdout, reason = "a test that skips says so")]
pub fn samples(under: &str) -> Vec<PathBuf> {
    let asked = std::env::var_os("BEFFROI_SCHEMAS").map(PathBuf::from);
    let root = asked.clone().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let Ok(entries) = std::fs::read_dir(root.join(under)) else {
        assert!(asked.is_none(), "BEFFROI_SCHEMAS has no folder {under}");
        println!("skipped: no samples of {under}");
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "pdf")).collect()
}
