//! A document on paper, read back as people see it.

use std::{fs, io::ErrorKind, process::Command, sync::LazyLock};

use editique::{Document, Presse};

static PRESSE: LazyLock<Presse> = LazyLock::new(|| Presse::new().unwrap());

/// Words with plain spaces, as [`visible_text`] gives them: readers of PDF do not all keep the no-break ones.
pub fn plain(words: &impl ToString) -> String {
    words.to_string().replace(['\u{a0}', '\u{202f}'], " ")
}

/// The visible text of the PDF as it is laid out, with plain spaces. With `BEFFROI_PAPIERS`, the PDF is also left in that folder, to look at.
pub fn visible_text(nom: &str, document: &Document) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{nom}.pdf"));
    fs::write(&path, PRESSE.pdf(document).unwrap()).unwrap();
    if let Some(kept) = std::env::var_os("BEFFROI_PAPIERS") {
        fs::copy(&path, std::path::Path::new(&kept).join(format!("{nom}.pdf"))).unwrap();
    }
    let output = match Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("pdftotext is missing: apt-get install poppler-utils")
        }
        Err(error) => panic!("pdftotext: {error}"),
    };
    assert!(output.status.success());
    let text = plain(&String::from_utf8(output.stdout).unwrap());
    assert!(!text.contains(['{', '}']) && !text.contains("**"), "a placeholder is left:\n{text}");
    text
}
