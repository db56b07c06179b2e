//! Other people's tools: run, or the test says which Debian package to install.

use std::{
    ffi::OsStr,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
};

/// Runs a tool to its end and returns what it said; it must succeed.
pub fn run<S: AsRef<OsStr>>(tool: &str, package: &str, args: impl IntoIterator<Item = S>) -> String {
    let output = match Command::new(tool).args(args).output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("`{tool}` is missing, and this test means nothing without it: apt-get install {package}")
        }
        Err(error) => panic!("{tool}: {error}"),
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{tool} refused:\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A folder of its own, and files in it.
pub struct Dossier(tempfile::TempDir);

impl Dossier {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, nom: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(nom);
        fs::write(&path, bytes).unwrap();
        path
    }
}

pub fn pdfinfo(pdf: &Path) -> String {
    run("pdfinfo", "poppler-utils", [pdf.as_os_str()])
}

pub fn pdfinfo_with(option: &str, pdf: &Path) -> String {
    run("pdfinfo", "poppler-utils", [OsStr::new(option), pdf.as_os_str()])
}

/// The visible text, in reading order.
pub fn pdftotext(pdf: &Path) -> String {
    run("pdftotext", "poppler-utils", [pdf.as_os_str(), OsStr::new("-")])
}

/// A word on a page, in millimetres from its top left corner.
#[derive(Debug)]
pub struct Mot {
    pub texte: String,
    pub gauche: f64,
    pub haut: f64,
    pub droite: f64,
    pub bas: f64,
}

/// Every word and where it stands, page after page.
pub fn mots(pdf: &Path) -> Vec<Mot> {
    let html = run("pdftotext", "poppler-utils", [OsStr::new("-bbox"), pdf.as_os_str(), OsStr::new("-")]);
    html.lines().filter_map(|line| line.trim().strip_prefix("<word ")).map(mot).collect()
}

fn mot(line: &str) -> Mot {
    let (attributes, texte) = line.split_once('>').unwrap();
    let millimetres = |name: &str| {
        let value = attributes.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap();
        value.parse::<f64>().unwrap() * 25.4 / 72.0
    };
    Mot {
        texte: texte.trim_end_matches("</word>").to_owned(),
        gauche: millimetres("xMin"),
        haut: millimetres("yMin"),
        droite: millimetres("xMax"),
        bas: millimetres("yMax"),
    }
}
