//! Any file of ACTES is explained in French; anything else is left to other formats.

use norme_actes::{ArchiveWriter, Contexte, DonneesActe, Fichier, Inspection, Message, Schema, TAILLE_MAX, inspect};

use super::{
    echantillon::{LE, classification, donnees, enveloppe, enveloppes_recues, messages, transmission},
    fixture, plain,
};

fn text(vue: &Inspection) -> String {
    let faits = vue.faits.iter().map(|fait| format!("  {}\u{a0}: {}", fait.libelle, fait.valeur));
    let remarques = vue.remarques.iter().map(|remarque| format!("  ! {remarque}"));
    let fautes = vue.fautes.iter().map(|faute| format!("  ✗ {faute}"));
    let head = [vue.nom.clone(), format!("  {}", vue.quoi)];
    let contenu = vue.contenu.iter().map(text);
    plain(&head.into_iter().chain(faits).chain(remarques).chain(fautes).chain(contenu).collect::<Vec<_>>().join("\n"))
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
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_announced_and_absent_is_a_fault() {
    let octets = enveloppe().to_xml().unwrap();
    let archive = tar_gz(&[("EACT--218200020--20261120-1.xml", &octets), ("note.txt", b"x")]);
    let vue = inspect(&archive, "x.tar.gz").unwrap();
    assert!(vue.fautes[0].contains("082-218200020-20261117-2026_112-DE-1-1_0.xml") && vue.has_faute());
    assert!(
        vue.remarques.iter().any(|one| one.contains("«\u{a0}note.txt\u{a0}» est dans l’archive sans être annoncé"))
    );
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
    assert!(inspect(missing.as_bytes(), "x.xml").unwrap().fautes[0].contains("«\u{a0}IDActe\u{a0}» manque"));
    let archive = archive(["%PDF", "%PDF"]);
    assert!(inspect(&archive[..200], "BEF-EACT--218200020--20261120-1.tar.gz").unwrap().has_faute());
    let octets =
        tar_gz(&[("EACT--218200020--20261120-1.xml", b"<oups"), ("01_01-082-218200020----1-1_2.xml", b"<autre/>")]);
    let vue = inspect(&octets, "BEF-EACT--218200020--20261120-1.tar.gz").unwrap();
    assert!(vue.contenu[0].has_faute() && !vue.contenu[1].has_faute(), "an annexe may be any XML: {vue:?}");
    let pdf = inspect(b"%PDF-1.7", "99_DE-082-218200020-20261117-2026_112-DE-1-1_1.pdf").unwrap();
    assert!(pdf.quoi.contains("1-1") && !pdf.has_faute(), "{pdf:?}");
}

fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = ArchiveWriter::new(Vec::new(), TAILLE_MAX);
    for (nom, octets) in files {
        tar.add(nom, octets.len() as u64, *octets).unwrap();
    }
    tar.finish().unwrap()
}

/// A word in the bytes of a file does not make a budget of it: a budget is an XML.
#[test]
fn an_archive_or_a_pdf_that_names_a_budget_is_none() {
    let octets = tar_gz(&[("note.txt", b"<DocumentBudgetaire/>")]);
    let vue = inspect(&octets, "BEF-EACT--218200020--20261120-1.tar.gz").unwrap();
    assert_eq!((vue.quoi.as_str(), vue.contenu.len()), ("Archive ACTES", 1));
    assert_eq!(inspect(b"%PDF-1.7 <DocumentBudgetaire xmlns=\"x\">", "budget.pdf"), None);
    let named = tar_gz(&[("a", &fixture("budget.xml"))]);
    assert!(inspect(&named, "BEF-EACT--218200020--20261120-1.tar.gz").unwrap().quoi.contains("Archive"));
}

#[test]
fn an_archive_of_something_else_is_left_to_others() {
    let octets = tar_gz(&[("main.rs", b"fn main() {}"), ("a.xml", b"<a/>")]);
    assert_eq!(inspect(&octets, "sources.tar.gz"), None);
    assert_eq!(inspect(&octets[..octets.len() - 9], "sources.tar.gz"), None, "even damaged");
    let ours = tar_gz(&[("x.xml", &enveloppe().to_xml().unwrap())]);
    let vue = inspect(&ours[..ours.len() - 4], "sources.tar.gz").unwrap();
    assert!(vue.quoi == "Archive ACTES" && vue.fautes[0].contains("s’arrête au milieu"), "{vue:?}");
}

#[test]
fn a_file_of_actes_under_a_free_name_says_what_is_wrong() {
    let whole = fixture("ar-acte.xml");
    for (octets, told) in [
        (&whole[..whole.len() / 2], "n’est pas un XML bien formé"),
        (&whole[..whole.len() - 5], "n’est pas un XML bien formé"),
    ] {
        let vue = inspect(octets, "réponse de la préfecture.xml").unwrap();
        assert!(vue.quoi == "Fichier ACTES illisible" && vue.fautes[0].contains(told), "{vue:?}");
    }
    let siren = String::from_utf8(enveloppe().to_xml().unwrap().into_iter().filter(u8::is_ascii).collect()).unwrap();
    let vue = inspect(siren.replace("\"218200020\"", "\"21820\"").as_bytes(), "enveloppe.xml").unwrap();
    assert_eq!(vue.fautes, ["«\u{a0}21820\u{a0}» ne se lit pas dans «\u{a0}SIREN\u{a0}»\u{a0}: neuf chiffres."]);
    let schema = "<s:schema xmlns:s=\"urn:s\" targetNamespace=\"http://www.interieur.gouv.fr/ACTES#v1.1-20040216\">";
    assert_eq!(inspect(schema.as_bytes(), "actes.xsd"), None, "a schema that is cut is no message");
}

#[test]
fn a_wrong_siren_in_a_name_is_told() {
    let told = |octets: &[u8], nom: &str| inspect(octets, nom).unwrap().fautes.join(" ");
    let octets = fixture("ar-acte.xml");
    for nom in ["082-21820002-20261117-2026_112-DE-1-2_7.xml", "99_DE-082-2182000200-20261117-1-DE-1-1_1.xml"] {
        assert!(told(&octets, nom).contains("son SIREN n’a pas neuf chiffres"), "{nom}");
        assert!(told(b"%PDF-1.7", &nom.replace(".xml", ".pdf")).contains("son SIREN n’a pas neuf chiffres"), "{nom}");
    }
    let envelope = enveloppe().to_xml().unwrap();
    assert!(told(&envelope, "EACT--21820002--20261120-1.xml").contains("son SIREN n’a pas neuf chiffres"));
    assert!(told(&envelope, "EACT--218200020--20261320-1.xml").contains("EACT--214400152--20181012-1.xml"));
    assert!(told(&octets, "082-218200020-20261317-2026_112-DE-1-2_7.xml").contains("il s’écrit comme"));
    let archive = archive(["%PDF", "%PDF"]);
    assert!(told(&archive, "BEF-EACT--21820002--20261120-1.tar.gz").contains("une archive s’appelle comme"));
    assert_eq!(inspect(b"x", "backup-db-prod-2024-05-12-1-3_1.sql"), None, "hyphens and numbers do not make a name");
}

/// Message 1-1 has no identifier: its date, its number and its nature are those that its name must tell.
#[test]
fn a_name_that_tells_another_acte_is_told() {
    let octets = Message::Acte(donnees()).to_xml(Schema::default()).unwrap();
    let remarques = |nom: &str| inspect(&octets, nom).unwrap().remarques;
    assert!(remarques("082-218200020-20261117-2026_112-DE-1-1_0.xml").is_empty());
    for nom in [
        "082-218200020-20261118-2026_112-DE-1-1_0.xml",
        "082-218200020-20261117-2026_113-DE-1-1_0.xml",
        "082-218200020-20261117-2026_112-AR-1-1_0.xml",
    ] {
        assert!(remarques(nom)[0].contains("son contenu 20261117-2026_112-DE"), "{nom}");
    }
}

#[test]
fn an_objet_is_shown_whole() {
    let objet = "é".repeat(500);
    let octets = Message::Acte(DonneesActe { objet: objet.clone(), ..donnees() }).to_xml(Schema::default()).unwrap();
    let vue = inspect(&octets, "x.xml").unwrap();
    assert!(vue.faits.iter().any(|fait| fait.libelle == "Objet" && fait.valeur == objet));
}

/// The shape that the README promises to programs.
#[test]
fn an_inspection_is_json_of_a_known_shape() {
    let vue = inspect(&fixture("anomalie-enveloppe.xml"), "ANO_EACT--218200020--20261120-1.xml").unwrap();
    let json = serde_json::to_value(&vue).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["nom", "quoi", "faits", "remarques", "fautes", "contenu"]);
    assert_eq!(json["faits"][0]["libelle"], "Anomalie");
    assert!(json["faits"][0]["valeur"].as_str().unwrap().starts_with("999\u{a0}: "));
    assert_eq!(json["remarques"][0], "Dans «\u{a0}Nature\u{a0}»\u{a0}: «\u{a0}999\u{a0}» n’est pas dans le schéma.");
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
