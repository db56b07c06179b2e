//! Any file of ACTES is explained in French; anything else is left to other formats.

use norme_actes::{Contexte, Fichier, Inspection, Schema, TAILLE_MAX, inspect};

use super::{
    echantillon::{LE, classification, enveloppe, enveloppes_recues, messages, transmission},
    fixture,
};

fn text(vue: &Inspection) -> String {
    let faits = vue.faits.iter().map(|fait| format!("  {} : {}", fait.libelle, fait.valeur));
    let remarques = vue.remarques.iter().map(|remarque| format!("  ! {remarque}"));
    let fautes = vue.fautes.iter().map(|faute| format!("  ✗ {faute}"));
    let head = [vue.nom.clone(), format!("  {}", vue.quoi)];
    let contenu = vue.contenu.iter().map(text);
    head.into_iter().chain(faits).chain(remarques).chain(fautes).chain(contenu).collect::<Vec<_>>().join("\n")
}

fn archive(textes: [&str; 2]) -> Vec<u8> {
    let paquet = transmission().prepare(&Contexte::new(LE, Some(&classification()))).unwrap();
    let fichiers = textes.map(|texte| Fichier { taille: texte.len() as u64, source: texte.as_bytes() });
    paquet.write(Vec::new(), fichiers, TAILLE_MAX).unwrap()
}

#[test]
fn every_message_and_envelope_is_explained() {
    let mut told = Vec::new();
    for message in messages() {
        told.push(text(&inspect(&message.to_xml(Schema::default()).unwrap(), "message.xml").unwrap()));
    }
    told.push(text(&inspect(&enveloppe().to_xml().unwrap(), "enveloppe.xml").unwrap()));
    for recue in enveloppes_recues() {
        told.push(text(&inspect(&recue.to_xml().unwrap(), "enveloppe.xml").unwrap()));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn an_archive_is_explained_with_what_it_holds() {
    let octets = archive(["%PDF-1.4", "%PDF-1.5"]);
    insta::assert_snapshot!(text(&inspect(&octets, "dossier/BEF-EACT--218200020--20261120-1.tar.gz").unwrap()));
    let vue = inspect(&octets, "sans-nom.bin").unwrap();
    assert!(!vue.has_faute() && vue.remarques[0].contains("n’est pas celui d’une archive"), "{vue:?}");
}

#[test]
fn a_budget_is_explained() {
    let told = text(&inspect(&fixture("budget.xml"), "budget.xml").unwrap());
    insta::assert_snapshot!(told.replace(['\u{a0}', '\u{202f}'], " "));
}

#[test]
fn what_is_announced_and_absent_is_a_fault() {
    let mut tar = norme_actes::ArchiveWriter::new(Vec::new(), TAILLE_MAX);
    let octets = enveloppe().to_xml().unwrap();
    tar.add("EACT--218200020--20261120-1.xml", octets.len() as u64, octets.as_slice()).unwrap();
    tar.add("note.txt", 1, &b"x"[..]).unwrap();
    let vue = inspect(&tar.finish().unwrap(), "x.tar.gz").unwrap();
    assert!(vue.fautes[0].contains("082-218200020-20261117-2026_112-DE-1-1_0.xml") && vue.has_faute());
    assert!(vue.remarques.iter().any(|one| one.contains("« note.txt » est dans l’archive sans être annoncé")));
}

#[test]
fn names_that_say_something_else_are_told() {
    let octets = fixture("ar-acte.xml");
    let vue = inspect(&octets, "082-218200020-20261117-2026_113-DE-1-3_1.xml").unwrap();
    assert_eq!(vue.remarques.len(), 2, "{vue:?}");
    let vue = inspect(&enveloppe().to_xml().unwrap(), "EACT--214400152--20261120-1.xml").unwrap();
    assert!(vue.remarques[0].contains("214400152"), "{vue:?}");
    assert!(inspect(&octets, "082-218200020-20261117-2026_112-DE-1-2_7.xml").unwrap().remarques.is_empty());
}

#[test]
fn a_damaged_file_of_actes_is_recognised_and_refused() {
    let octets = fixture("ar-acte.xml");
    let cut = &octets[..octets.len() / 2];
    let vue = inspect(cut, "082-218200020-20261117-2026_112-DE-1-2_7.xml").unwrap();
    assert!(vue.fautes[0].contains("bien formé") && vue.quoi.contains("1-2"), "{vue:?}");
    let missing = String::from_utf8_lossy(&octets).replace("actes:IDActe", "actes:Autre");
    assert!(inspect(missing.as_bytes(), "x.xml").unwrap().fautes[0].contains("« IDActe » manque"));
    let archive = archive(["%PDF", "%PDF"]);
    assert!(inspect(&archive[..200], "BEF-EACT--218200020--20261120-1.tar.gz").unwrap().has_faute());
    let octets =
        [("EACT--218200020--20261120-1.xml", &b"<oups"[..]), ("01_01-082-218200020----1-1_2.xml", b"<autre/>")];
    let mut tar = norme_actes::ArchiveWriter::new(Vec::new(), TAILLE_MAX);
    for (nom, octets) in octets {
        tar.add(nom, octets.len() as u64, octets).unwrap();
    }
    let vue = inspect(&tar.finish().unwrap(), "BEF-EACT--218200020--20261120-1.tar.gz").unwrap();
    assert!(vue.contenu[0].has_faute() && !vue.contenu[1].has_faute(), "an annexe may be any XML: {vue:?}");
    let pdf = inspect(b"%PDF-1.7", "99_DE-082-218200020-20261117-2026_112-DE-1-1_1.pdf").unwrap();
    assert!(pdf.quoi.contains("1-1") && !pdf.has_faute(), "{pdf:?}");
}

/// The shape that the README promises to programs.
#[test]
fn an_inspection_is_json_of_a_known_shape() {
    let vue = inspect(&fixture("anomalie-enveloppe.xml"), "ANO_EACT--218200020--20261120-1.xml").unwrap();
    let json = serde_json::to_value(&vue).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["nom", "quoi", "faits", "remarques", "fautes", "contenu"]);
    assert_eq!(json["faits"][0]["libelle"], "Anomalie");
    assert!(json["faits"][0]["valeur"].as_str().unwrap().starts_with("999 : "));
    assert_eq!(json["remarques"][0], "Dans « Nature » : « 999 » n’est pas dans le schéma.");
}

#[test]
fn what_is_not_of_actes_is_left_to_others() {
    for (octets, nom) in [
        (&b"%PDF-1.7"[..], "delib.pdf"),
        (b"", "vide"),
        (b"<a/>", "a.xml"),
        (b"PK\x03\x04", "a.ods"),
        (b"\x1f\x8b\x08\x00", "a.gz"),
        (b"nom;prenom", "a.csv"),
    ] {
        assert_eq!(inspect(octets, nom), None, "{nom}");
    }
}
