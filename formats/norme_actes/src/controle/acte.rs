//! The control of what is said of the acte: number, date, nature, matière, objet, classification.

use kernel::date_longue;
use time::macros::date;

use super::{Constat, Contexte, numero};
use crate::{Acte, IdActe, acte::check_objet, matieres_nationales, natures, valeurs::check_annee};

pub(super) fn controle(acte: &Acte, contexte: &Contexte, constats: &mut Vec<Constat>) {
    numero(&acte.numero_interne, constats);
    jour(acte, contexte, constats);
    nature(acte, contexte, constats);
    matiere(acte, contexte, constats);
    if let Err(error) = check_objet(&acte.objet) {
        let phrase =
            if acte.objet.trim().is_empty() { "Donnez un objet à l’acte.".to_owned() } else { error.to_string() };
        constats.push(Constat::refus("Objet", phrase));
    }
    classification(acte, contexte, constats);
    if let Some(precedent) = &acte.precedent_identifiant_acte
        && let Err(error) = precedent.parse::<IdActe>().and_then(|id| id.check(contexte.schema))
    {
        constats.push(Constat::refus("PrecedentIdentifiantActe", error.to_string()));
    }
}

/// A decision is not of tomorrow; ACTES exists since the decree of 7 April 2005.
fn jour(acte: &Acte, contexte: &Contexte, constats: &mut Vec<Constat>) {
    if acte.date > contexte.aujourdhui {
        let phrase =
            format!("La décision est datée du {}, dans le futur\u{a0}: corrigez sa date.", date_longue(acte.date));
        constats.push(Constat::refus("Date", phrase));
    } else if acte.date < date!(2005 - 04 - 07) {
        let phrase =
            format!("La décision est datée du {}\u{a0}: est-ce bien cette année-là\u{a0}?", date_longue(acte.date));
        constats.push(Constat::alerte("Date", phrase));
        if let Err(error) = check_annee("Date", acte.date) {
            constats.push(Constat::refus("Date", error.to_string()));
        }
    }
}

fn nature(acte: &Acte, contexte: &Contexte, constats: &mut Vec<Constat>) {
    let code = acte.code_nature_acte;
    if !natures().any(|(known, ..)| known == code) {
        let phrase = format!("La nature {code} n’existe pas\u{a0}: choisissez-en une de 1 à 6.");
        constats.push(Constat::refus("CodeNatureActe", phrase));
    } else if contexte.classification.is_some_and(|c| c.nature(code).is_none()) {
        let phrase = format!("La classification de la préfecture ne connaît pas la nature {code}.");
        constats.push(Constat::refus("CodeNatureActe", phrase));
    }
}

fn matiere(acte: &Acte, contexte: &Contexte, constats: &mut Vec<Constat>) {
    let codes = acte.codes_matieres;
    let [Some(premier), Some(second), ..] = codes.0 else {
        let phrase = "Choisissez une matière\u{a0}: les deux premiers niveaux sont obligatoires.";
        return constats.push(Constat::refus("CodeMatiere", phrase));
    };
    if codes.0.contains(&Some(0)) {
        let phrase = "Un niveau de la matière vaut zéro\u{a0}: un niveau sans valeur ne se transmet pas.";
        return constats.push(Constat::refus("CodeMatiere", phrase));
    }
    if codes.has_hole() {
        let phrase = format!("La matière {codes} saute un niveau\u{a0}: complétez-la.");
        return constats.push(Constat::refus("CodeMatiere", phrase));
    }
    match contexte.classification {
        Some(classification) if classification.matiere(codes).is_none() => {
            let phrase = format!("La matière {codes} n’est pas dans la classification de la préfecture.");
            constats.push(Constat::refus("CodeMatiere", phrase));
        }
        Some(_) => {}
        None => {
            let court = format!("{premier}.{second}");
            if !matieres_nationales().any(|(code, _)| code == court) {
                let phrase = format!("La matière {court} n’est pas dans la nomenclature nationale.");
                constats.push(Constat::refus("CodeMatiere", phrase));
            }
        }
    }
}

/// The anomaly most often seen (002, « ODT-VERIF-01 »).
fn classification(acte: &Acte, contexte: &Contexte, constats: &mut Vec<Constat>) {
    match contexte.classification {
        Some(en_cours) if en_cours.date_classification != acte.classification_date_version => {
            let phrase = format!(
                "La classification utilisée est du {}, celle de la préfecture du {}\u{a0}: reprenez la matière et le type des \
                 documents dans la nouvelle.",
                date_longue(acte.classification_date_version),
                date_longue(en_cours.date_classification)
            );
            constats.push(Constat::refus("ClassificationDateVersion", phrase));
        }
        Some(_) => {}
        None => {
            let phrase =
                "Aucune classification n’a été reçue pour cette collectivité\u{a0}: demandez-la avant d’envoyer.";
            constats.push(Constat::alerte("ClassificationDateVersion", phrase));
        }
    }
}
