//! The official samples: into a value, and back where we write such files.

use norme_actes::{Contenu, Encodage, Lecture, Message, RetourClassification, Schema, read, read_archive, translitere};

use super::{exemple, official, schemas::refusal};

#[test]
fn the_official_anomaly_is_read_and_written_again() {
    let Some(octets) = exemple("044-214400152----1-3_1.xml") else { return };
    let lecture = read(&octets).unwrap();
    insta::assert_snapshot!(told(&lecture));
    again(&lecture);
}

#[test]
fn the_official_envelope_is_read_and_written_again() {
    let Some(octets) = exemple("EACT--SPREF0441-214400152-20181012-9.xml") else { return };
    let lecture = read(&octets).unwrap();
    insta::assert_snapshot!(told(&lecture));
    let Contenu::EnveloppeMisillCl(enveloppe) = &lecture.contenu else { panic!() };
    let written = enveloppe.to_xml().unwrap();
    assert_eq!(read(&written).unwrap().contenu, lecture.contenu);
    if let Some(schema) = official("actes/xsd/actesv1_1.xsd") {
        assert_eq!(refusal(&schema, &written), None);
    }
}

#[test]
fn the_official_classification_is_read_and_written_again() {
    let Some(octets) = exemple("exemple_codes_matieres.xml") else { return };
    let lecture = read(&octets).unwrap();
    assert_eq!((lecture.encodage, lecture.ecarts.len()), (Encodage::Utf8, 0));
    let Contenu::Message(message) = &lecture.contenu else { panic!() };
    let Message::RetourClassification(retour) = &**message else { panic!() };
    let all = retour.all_matieres();
    let par_niveau: Vec<usize> = (1..=5).map(|n| all.iter().filter(|(c, _)| c.niveaux().len() == n).count()).collect();
    assert_eq!(par_niveau[..3], [9, 57, 225]);
    assert_eq!(retour.matiere("7.10".parse().unwrap()).unwrap().libelle, "Divers");
    assert_eq!(retour.nature(1).unwrap().types_pj.len(), 19);
    // Back: the ministry writes « œ » as a reference, which becomes « oe » in plain Latin-1.
    let written = message.to_xml(Schema::Typologie).unwrap();
    assert_eq!(
        read(&written).unwrap().contenu,
        Contenu::Message(Box::new(Message::RetourClassification(plain(retour))))
    );
    if let Some(schema) = official("actes/xsd/actesv1_1.xsd") {
        assert_eq!(refusal(&schema, &written), None);
    }
}

/// The tables of this crate are those of the official sample.
#[test]
fn the_tables_are_those_of_the_official_classification() {
    let Some(octets) = exemple("exemple_codes_matieres.xml") else { return };
    let Contenu::Message(message) = read(&octets).unwrap().contenu else { panic!() };
    let Message::RetourClassification(retour) = *message else { panic!() };
    let all = retour.all_matieres();
    let mut told: Vec<(String, &str)> =
        all.iter().filter(|(c, _)| c.niveaux().len() <= 2).map(|(c, m)| (c.to_string(), m.libelle.as_str())).collect();
    let mut known: Vec<(String, &str)> = norme_actes::matieres_nationales().map(|(c, l)| (c.to_owned(), l)).collect();
    told.sort();
    known.sort();
    assert_eq!(told, known);
    for (code, abrege, _) in norme_actes::natures() {
        let nature = retour.nature(code).unwrap();
        assert_eq!(nature.type_abrege.as_str(), abrege);
        let known: Vec<&str> =
            norme_actes::typologie().filter(|(of, ..)| *of == code).map(|(_, type_pj, _)| type_pj).collect();
        let mut told: Vec<&str> = nature.types_pj.iter().map(|piece| piece.code_type_pj.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, known);
    }
}

#[test]
fn the_official_archive_is_read_whole() {
    let Some(octets) = exemple("SIC-EACT--210600730--20180115-1.tar.gz") else { return };
    let entrees = read_archive(octets.as_slice(), &norme_actes::Limites::default()).unwrap();
    let noms: Vec<(&str, usize)> = entrees.iter().map(|entree| (entree.nom.as_str(), entree.octets.len())).collect();
    insta::assert_debug_snapshot!(noms);
    let lectures: Vec<Lecture> = entrees[..2].iter().map(|entree| read(&entree.octets).unwrap()).collect();
    insta::assert_snapshot!(told(&lectures));
    again(&lectures[1]);
    let Contenu::EnveloppeClMisill(enveloppe) = &lectures[0].contenu else { panic!() };
    assert_eq!(read(&enveloppe.to_xml().unwrap()).unwrap().contenu, lectures[0].contenu);
}

/// What was read, without the addresses of people: they are not ours to publish.
fn told(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:#?}");
    text.lines()
        .map(|line| if line.contains('@') { "        (une adresse)" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every sample of the folder is known, the two PDF of people excepted.
#[test]
fn every_official_sample_is_recognised() {
    let Some(folder) = official("actes/exemples") else { return };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let nom = path.file_name().unwrap().to_str().unwrap().to_owned();
        let vue = norme_actes::inspect(&std::fs::read(&path).unwrap(), &nom);
        let pdf = path.extension().is_some_and(|extension| extension == "pdf");
        assert_eq!(vue.is_none(), pdf, "{nom}");
        assert!(vue.is_none_or(|vue| !vue.has_faute()), "{nom}");
    }
}

/// Written as it was read, and taken by the schema.
fn again(lecture: &Lecture) {
    let Contenu::Message(message) = &lecture.contenu else { panic!() };
    let written = message.to_xml(Schema::Typologie).unwrap();
    assert_eq!(read(&written).unwrap().contenu, lecture.contenu);
    if let Some(schema) = official("actes/xsd/actesv1_1.xsd") {
        assert_eq!(refusal(&schema, &written), None);
    }
}

fn plain(retour: &RetourClassification) -> RetourClassification {
    let told = |texte: &str| translitere(texte).unwrap().into_owned();
    let mut retour = retour.clone();
    for nature in &mut retour.natures {
        nature.libelle = told(&nature.libelle);
        nature.types_pj.iter_mut().for_each(|piece| piece.libelle = told(&piece.libelle));
    }
    let mut left: Vec<&mut norme_actes::Matiere> = retour.matieres.iter_mut().collect();
    while let Some(matiere) = left.pop() {
        matiere.libelle = told(&matiere.libelle);
        left.extend(&mut matiere.sous_matieres);
    }
    retour
}
