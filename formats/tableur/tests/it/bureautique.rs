//! `LibreOffice` and xmllint judge what is written; big honest files are read in time.

use std::{
    fs,
    io::ErrorKind,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use tableur::{Case, Limites, Page, Style, read, write_ods, write_xlsx};

use super::ecriture::{pages, proprietes};

fn run(tool: &str, package: &str, args: &[&str]) {
    match Command::new(tool).args(args).output() {
        Ok(output) => assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr)),
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
    run("soffice", "libreoffice-calc", &args);
    fs::read(out.join(Path::new(nom).with_extension(vers))).unwrap()
}

#[test]
fn libreoffice_opens_both_and_gives_back_the_same_cells() {
    let dossier = tempfile::tempdir().unwrap();
    let limites = Limites::default();
    for (nom, octets, vers) in [
        ("a.ods", write_ods(&pages(), &proprietes()).unwrap(), "xlsx"),
        ("b.xlsx", write_xlsx(&pages(), &proprietes()).unwrap(), "ods"),
    ] {
        let before = read(&octets, &limites).unwrap();
        let after = read(&converted(dossier.path(), nom, &octets, vers), &limites).unwrap();
        for (before, after) in before.feuilles.iter().zip(&after.feuilles) {
            assert_eq!((&before.nom, &before.lignes), (&after.nom, &after.lignes), "{nom}");
        }
    }
}

#[test]
fn every_part_of_the_ods_is_well_formed() {
    let dossier = tempfile::tempdir().unwrap();
    let octets = write_ods(&pages(), &proprietes()).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(octets)).unwrap();
    archive.extract(dossier.path()).unwrap();
    for part in ["content.xml", "meta.xml", "META-INF/manifest.xml"] {
        run("xmllint", "libxml2-utils", &["--noout", dossier.path().join(part).to_str().unwrap()]);
    }
}

/// A debug build only reads a fifth of it: the bound of two seconds is that of a release build.
#[test]
fn five_thousand_rows_of_sixty_columns_are_read_in_time() {
    let rows = if cfg!(debug_assertions) { 1_000 } else { 5_000 };
    let rangee =
        |n: usize| (0..60).map(|c| Case::texte(format!("Valeur {n} de la colonne {c}")).style(Style::Texte)).collect();
    let page = Page { nom: "Registre".into(), rangees: (0..rows).map(rangee).collect(), ..Page::default() };
    for octets in
        [write_xlsx(std::slice::from_ref(&page), &proprietes()).unwrap(), write_ods(&[page], &proprietes()).unwrap()]
    {
        let start = Instant::now();
        let classeur = read(&octets, &Limites::default()).unwrap();
        let took = start.elapsed();
        println!("{} bytes read in {took:?}", octets.len());
        assert_eq!(classeur.feuilles[0].lignes.len(), rows);
        assert_eq!(classeur.feuilles[0].texte(999, 59), "Valeur 999 de la colonne 59");
        assert!(took < Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 }), "{took:?}");
    }
}
