//! Any value: what is built is read again, the same; any text: refused or read, never a fall.

use norme_actes::{
    CleActe, Contenu, DonneesActe, FichierSigne, IdActe, Message, NomArchive, NomEnveloppe, NomFichier, NumeroInterne,
    Schema, TypeMessage, read, translitere,
};
use proptest::prelude::*;
use time::Date;

use super::echantillon::donnees;

fn date() -> impl Strategy<Value = Date> {
    (1_i32..=9999, 1_u16..=365).prop_map(|(year, day)| Date::from_ordinal_date(year, day).unwrap())
}

/// The pattern of a number in the wider schema.
const LARGE: &str = "([a-zA-Z0-9][a-zA-Z0-9_ -]{0,13})?[a-zA-Z0-9]";

prop_compose! {
    fn id(numero: &'static str)(
        departement in "[09][0-9][AB0-9]",
        siren in "[0-9]{9}",
        date in date(),
        numero in numero,
        nature in "[A-Z]{2}",
    ) -> IdActe {
        IdActe {
            departement: departement.parse().unwrap(),
            siren: siren.parse().unwrap(),
            cle: CleActe { date, numero: numero.parse().unwrap(), nature: nature.parse().unwrap() },
        }
    }
}

prop_compose! {
    fn fichier()(
        id in id(LARGE),
        type_pj in proptest::option::of("[A-Z0-9_]{5}"),
        acte in any::<bool>(),
        (transaction, flux, rang) in any::<(u8, u8, u32)>(),
        extension in "[a-zA-Z0-9]{1,8}",
    ) -> NomFichier {
        NomFichier {
            type_pj: type_pj.map(|code| code.parse().unwrap()),
            departement: id.departement,
            siren: id.siren,
            acte: acte.then_some(id.cle),
            message: TypeMessage::new(transaction, flux),
            rang,
            extension,
        }
    }
}

prop_compose! {
    fn enveloppe()(
        anomalie in any::<bool>(),
        application in "[A-Z]{4}",
        emetteur in proptest::option::of("[A-Z0-9]{1,16}"),
        siren in "[0-9]{9}",
        date in date(),
        serie in any::<u32>(),
    ) -> NomEnveloppe {
        NomEnveloppe { anomalie, application, emetteur, siren: siren.parse().unwrap(), date, serie }
    }
}

proptest! {
    #[test]
    fn every_identifier_comes_back_the_same(id in id(LARGE)) {
        prop_assert_eq!(id.to_string().parse::<IdActe>().unwrap(), id);
    }

    #[test]
    fn every_file_name_comes_back_the_same(nom in fichier()) {
        prop_assert_eq!(nom.to_string().parse::<NomFichier>().unwrap(), nom);
    }

    #[test]
    fn every_envelope_and_archive_name_comes_back_the_same(enveloppe in enveloppe(), trigramme in "[A-Z0-9]{3}") {
        prop_assert_eq!(&enveloppe.to_string().parse::<NomEnveloppe>().unwrap(), &enveloppe);
        let archive = NomArchive { trigramme, enveloppe };
        prop_assert_eq!(archive.to_string().parse::<NomArchive>().unwrap(), archive);
    }

    #[test]
    fn a_text_that_is_no_name_is_refused_in_one_sentence(texte in "\\PC{0,60}") {
        if let Err(error) = texte.parse::<NomFichier>() {
            prop_assert!(error.to_string().ends_with('.'));
        }
        let _ = (texte.parse::<NomEnveloppe>(), texte.parse::<NomArchive>(), texte.parse::<IdActe>());
        let _ = IdActe::recu(&texte);
    }

    #[test]
    fn a_number_is_taken_or_refused_as_the_pattern_says(texte in "[a-zA-Z0-9_ é-]{0,17}") {
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ');
        let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let (first, last) = (texte.chars().next(), texte.chars().last());
        let expected = texte.chars().all(inside) && texte.len() <= 15 && ends(first) && ends(last);
        prop_assert_eq!(texte.parse::<NumeroInterne>().is_ok(), expected);
    }

    #[test]
    fn every_acte_comes_back_the_same(
        id in id("([a-zA-Z0-9][a-zA-Z0-9_]{0,13})?[a-zA-Z0-9]"),
        objet in "[ -~\u{a0}-\u{ff}\n\t]{0,80}[a-zé][ -~\u{a0}-\u{ff}\n\t]{0,80}",
        matieres in (1_u32..99, 1_u32..99, proptest::option::of(1_u32..99)),
        nature in any::<u32>(),
        annexes in proptest::collection::vec(fichier(), 0..4),
        papier in proptest::option::of(any::<bool>()),
        version in date(),
    ) {
        let mut acte = DonneesActe {
            date: id.cle.date,
            numero_interne: id.cle.numero.clone(),
            code_nature_acte: nature,
            objet,
            precedent_identifiant_acte: Some(id),
            classification_date_version: version,
            annexes: annexes.iter().map(|nom| FichierSigne::new(nom.to_string())).collect(),
            document_papier: papier,
            ..donnees()
        };
        acte.codes_matieres.0 = [Some(matieres.0), Some(matieres.1), matieres.2, None, None];
        let message = Message::Acte(acte);
        let lecture = read(&message.to_xml(Schema::Typologie).unwrap()).unwrap();
        prop_assert_eq!(lecture.contenu, Contenu::Message(Box::new(message)));
        prop_assert!(lecture.ecarts.is_empty());
    }

    #[test]
    fn any_text_is_transliterated_to_latin_1_or_its_characters_named(texte in "\\PC{0,60}") {
        match translitere(&texte) {
            Ok(plain) => prop_assert!(plain.chars().all(|c| u32::from(c) < 256)),
            Err(refuses) => prop_assert!(!refuses.is_empty() && refuses.iter().all(|c| texte.contains(*c))),
        }
    }
}
