//! Golden files: what each format writes for one small fiche, to the letter.

use std::io::Read as _;

use registre::{Fiche, Terme, cnil_pages, csv, docx, jsonld};
use tableur::write_ods;

use super::{dicos, fiches, proprietes};

/// A fiche as a town hall writes it in a table.
fn small() -> Fiche {
    let octets = "Nom du traitement;Référence;Finalités;Base légale;Données;Durée de conservation;Personnes concernées;Destinataires;\
                  Mesures de sécurité;Pays de transfert;Garanties;Logiciels;Observations\n\
                  Gestion de la paie;T-1;\"Payer les agents\nDéclarer les cotisations\";Obligation légale;\"État civil\nSanté : arrêts de travail\";\
                  5 ans à compter du versement de la paie, puis archivage 10 ans, puis destruction;Salariés;\"Service interne : RH ; URSSAF\";\
                  Sauvegarde;Andorre;CCT;Logiciel de paie;À revoir | avec « = »\n";
    fiches(octets.as_bytes()).remove(0)
}

/// One part of an archive.
fn part(octets: Vec<u8>, nom: &str) -> String {
    let dossier = tempfile::tempdir().unwrap();
    let path = dossier.path().join("archive");
    std::fs::write(&path, octets).unwrap();
    let output = std::process::Command::new("unzip").args(["-p", path.to_str().unwrap(), nom]).output().unwrap();
    let mut text = String::new();
    output.stdout.as_slice().read_to_string(&mut text).unwrap();
    text.replace("><", ">\n<")
}

#[test]
fn the_csv_is_the_golden_one() {
    insta::assert_snapshot!(String::from_utf8(csv(&[small()]).unwrap()).unwrap().replace('\r', ""));
}

#[test]
fn the_content_is_the_golden_one() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&small().contenu()).unwrap());
}

#[test]
fn the_json_ld_is_the_golden_one() {
    let document = jsonld(&[small()], "https://exemple.fr/registre", "Registre", dicos());
    insta::assert_snapshot!(serde_json::to_string_pretty(&document["traitements"]).unwrap());
}

#[test]
fn the_sheets_of_the_cnil_are_the_golden_ones() {
    let octets = write_ods(&cnil_pages(&[small()], dicos()), &proprietes()).unwrap();
    insta::assert_snapshot!(part(octets, "content.xml"));
}

#[test]
fn the_docx_is_the_golden_one() {
    insta::assert_snapshot!(part(docx(&[small()], &proprietes()).unwrap(), "word/document.xml"));
}

#[test]
fn a_code_without_its_label_is_never_lost() {
    let terme = Terme::of_code("inconnu", "bases", dicos());
    assert_eq!((terme.texte.as_str(), terme.code), ("inconnu", None));
}
