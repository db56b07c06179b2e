//! `LibreOffice` and xmllint judge what is written.

use std::{fs, io::ErrorKind, path::Path, process::Command};

use registre::{Fiche, cnil_pages, docx, plat_page};
use tableur::{write_ods, write_xlsx};

use super::{dicos, echantillon, fiches, proprietes};

fn run(tool: &str, package: &str, args: &[&str]) -> String {
    match Command::new(tool).args(args).output() {
        Ok(output) => {
            assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8_lossy(&output.stdout).into_owned()
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("`{tool}` is missing, and this test means nothing without it: apt-get install {package}")
        }
        Err(error) => panic!("{tool}: {error}"),
    }
}

/// What `LibreOffice` makes of a file, in another format.
fn converted(dossier: &Path, nom: &str, octets: &[u8], vers: &str) -> Vec<u8> {
    let from = dossier.join(nom);
    fs::write(&from, octets).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", dossier.join("profil").display());
    let out = dossier.join("sortie");
    let args =
        [&profile, "--headless", "--convert-to", vers, "--outdir", out.to_str().unwrap(), from.to_str().unwrap()];
    let said = run("soffice", "libreoffice", &args);
    let extension = vers.split(':').next().unwrap();
    fs::read(out.join(Path::new(nom).with_extension(extension)))
        .unwrap_or_else(|_| panic!("{nom} was not opened (a DOCX needs libreoffice-writer-nogui): {said}"))
}

fn register() -> Vec<Fiche> {
    vec![echantillon::pleine(), Fiche { nom: "Vide".into(), ..Fiche::default() }]
}

#[test]
fn libreoffice_opens_what_is_written_and_gives_back_the_same_fiches() {
    let dossier = tempfile::tempdir().unwrap();
    let before = register();
    let cnil = cnil_pages(&before, dicos());
    for (nom, octets, vers) in [
        ("cnil.ods", write_ods(&cnil, &proprietes()).unwrap(), "xlsx"),
        ("cnil2.xlsx", write_xlsx(&cnil, &proprietes()).unwrap(), "ods"),
        ("plat.xlsx", write_xlsx(&[plat_page(&before)], &proprietes()).unwrap(), "ods"),
    ] {
        let after = fiches(&converted(dossier.path(), nom, &octets, vers));
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(registre::difference(before, after), [], "{nom}");
        }
        assert_eq!(after.len(), 2, "{nom}");
    }
}

#[test]
fn libreoffice_reads_the_whole_docx() {
    let dossier = tempfile::tempdir().unwrap();
    let octets = docx(&register(), &proprietes()).unwrap();
    let texte = String::from_utf8(converted(dossier.path(), "r.docx", &octets, "txt:Text (encoded):UTF8")).unwrap();
    for said in [
        "Registre",
        "Commune de Montaigut – 25 novembre 2026",
        "Table des matières",
        "2. Vide",
        "Santé",
        "5 ans",
        "Andorre",
    ] {
        assert!(texte.contains(said), "{said} is absent from\n{texte}");
    }
    // Whole names and items, twice: in the contents and as a heading.
    assert!(texte.matches("1. Nom du traitement").count() >= 2);
}

#[test]
fn every_part_of_the_docx_is_well_formed_and_accessible() {
    let dossier = tempfile::tempdir().unwrap();
    let octets = docx(&register(), &proprietes()).unwrap();
    assert!(octets == docx(&register(), &proprietes()).unwrap());
    fs::write(dossier.path().join("r.docx"), &octets).unwrap();
    run(
        "unzip",
        "unzip",
        &["-q", dossier.path().join("r.docx").to_str().unwrap(), "-d", dossier.path().to_str().unwrap()],
    );
    for part in [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/footer1.xml",
    ] {
        run("xmllint", "libxml2-utils", &["--noout", dossier.path().join(part).to_str().unwrap()]);
    }
    let body = fs::read_to_string(dossier.path().join("word/document.xml")).unwrap();
    // Each table has a header that is told, the contents are a field, levels of headings do not jump.
    assert_eq!(body.matches("<w:tblHeader").count(), body.matches("<w:tbl>").count());
    assert!(body.contains("TOC \\o") && body.contains("Heading1") && body.contains("Heading2"));
    let styles = fs::read_to_string(dossier.path().join("word/styles.xml")).unwrap();
    assert!(styles.contains("w:lang w:val=\"fr-FR\""));
}
