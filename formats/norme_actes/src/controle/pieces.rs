//! The control of the files: type in the typology, extension, content, size, number.

use kernel::nombre;

use super::{Constat, Contexte, code_type_pj};
use crate::{CodesMatieres, Piece, Transmission, encodage::begins_as_xml, typologie};

/// Nature 5: documents budgétaires et financiers.
const BUDGET: u32 = 5;
/// What the XML files of an envelope, the headers of a tar and its end may add.
const ENVELOPPE: u64 = 64 << 10;
const PAR_FICHIER: u64 = 1 << 10;

pub(super) fn controle(transmission: &Transmission, contexte: &Contexte, constats: &mut Vec<Constat>) {
    let acte = &transmission.acte;
    let xml = transmission.document.extension_emise() == "xml";
    document(transmission, constats);
    piece("Document", &transmission.document, transmission, contexte, constats);
    for (rang, annexe) in transmission.annexes.iter().enumerate() {
        let champ = format!("Annexe {}", rang + 1);
        match annexe.extension_emise().as_str() {
            "xml" if xml => {
                let phrase = "Un budget en XML n’a pas d’autre fichier XML en annexe\u{a0}: joignez un PDF.";
                constats.push(Constat::refus(&champ, phrase));
            }
            "jpg" | "png" if xml => {
                let phrase =
                    "Joignez plutôt un PDF\u{a0}: tous les opérateurs n’acceptent pas une image auprès d’un budget.";
                constats.push(Constat::alerte(&champ, phrase));
            }
            "pdf" | "jpg" | "png" | "xml" => {}
            autre => constats.push(Constat::refus(&champ, refusee(autre, "PDF, JPG, PNG ou XML"))),
        }
        piece(&champ, annexe, transmission, contexte, constats);
    }
    if acte.code_nature_acte == BUDGET && xml && transmission.annexes.is_empty() {
        let phrase = "Joignez la délibération qui approuve ce budget.";
        constats.push(Constat::alerte("Annexes", phrase));
    }
    poids(transmission, contexte, constats);
}

/// The acte itself: a PDF; a budget may be an XML that was sealed.
fn document(transmission: &Transmission, constats: &mut Vec<Constat>) {
    let (acte, document) = (&transmission.acte, &transmission.document);
    match (document.extension_emise().as_str(), acte.code_nature_acte) {
        ("pdf", _) => {}
        ("xml", BUDGET) => {
            if !matches!(acte.codes_matieres.0, [Some(7), Some(1), ..]) {
                let phrase = "Un budget en XML se classe en 7.1 (décisions budgétaires).";
                constats.push(Constat::refus("CodeMatiere", phrase));
            }
            if document.scelle == Some(false) {
                let phrase =
                    "Ce budget n’est pas scellé\u{a0}: scellez-le dans TotEM ou votre logiciel, puis recommencez.";
                constats.push(Constat::refus("Document", phrase));
            }
        }
        ("xml", _) => {
            let phrase = "Un fichier XML ne se transmet que pour un document budgétaire (nature 5).";
            constats.push(Constat::refus("Document", phrase));
        }
        ("jpg" | "png", nature) if nature != BUDGET => {
            let phrase = "Transmettez plutôt un PDF\u{a0}: tous les opérateurs n’acceptent pas un acte en image.";
            constats.push(Constat::alerte("Document", phrase));
        }
        (autre, BUDGET) => constats.push(Constat::refus("Document", refusee(autre, "PDF ou XML scellé"))),
        (autre, _) => constats.push(Constat::refus("Document", refusee(autre, "PDF"))),
    }
}

fn refusee(extension: &str, admises: &str) -> String {
    let extension = crate::error::abrege(extension);
    format!("Un fichier «\u{a0}.{extension}\u{a0}» n’est pas accepté\u{a0}: convertissez-le en {admises}.")
}

/// What counts for every file.
fn piece(champ: &str, piece: &Piece, transmission: &Transmission, contexte: &Contexte, constats: &mut Vec<Constat>) {
    if code_type_pj(champ, &piece.code_type_pj, constats) {
        typologie_de(champ, piece, transmission, contexte, constats);
    }
    if piece.taille == 0 {
        constats.push(Constat::refus(champ, "Ce fichier est vide."));
    }
    if !piece.debut.is_empty() && !begins_as(&piece.extension_emise(), &piece.debut) {
        let phrase =
            format!("Ce fichier n’est pas un {}\u{a0}: son contenu dit autre chose.", piece.extension.to_uppercase());
        constats.push(Constat::refus(champ, phrase));
    }
    if let Some(signature) = &piece.signature
        && let Err(refuses) = crate::translitere(signature)
    {
        let error = crate::encodage::hors_latin1("Signature", &refuses);
        constats.push(Constat::refus(champ, error.to_string()));
    }
}

/// Whether the typology has this type for this nature, and whether the type is of another matière.
fn typologie_de(champ: &str, piece: &Piece, envoi: &Transmission, contexte: &Contexte, constats: &mut Vec<Constat>) {
    let (code, nature) = (piece.code_type_pj.as_str(), envoi.acte.code_nature_acte);
    let recue = contexte.classification.and_then(|c| c.nature(nature)).filter(|n| !n.types_pj.is_empty());
    let known = match recue {
        Some(recue) => recue.types_pj.iter().any(|known| known.code_type_pj == code),
        None => typologie().any(|(of, known, _)| of == nature && known == code),
    };
    if !known && recue.is_some() {
        let phrase = format!("Le type {code} n’est pas dans la typologie de la préfecture pour la nature {nature}.");
        constats.push(Constat::refus(champ, phrase));
    } else if !known {
        let phrase = format!("Le type {code} n’est pas dans la typologie connue de la nature {nature}.");
        constats.push(Constat::alerte(champ, phrase));
    } else if !is_of_matiere(code, envoi.acte.codes_matieres) {
        let matiere = envoi.acte.codes_matieres;
        let phrase = format!("Le type {code} est d’une autre matière que {matiere}\u{a0}: vérifiez-le.");
        constats.push(Constat::alerte(champ, phrase));
    }
}

/// The first two characters of a type name levels 1 and 2 of its matière; 99 is for all, 0 for all of a level.
fn is_of_matiere(code: &str, codes: CodesMatieres) -> bool {
    let mut chars = code.chars();
    let mut level = |niveau: Option<u32>| {
        let digit = chars.next().and_then(|c| c.to_digit(10));
        digit == Some(0) || (digit.is_some() && digit == niveau)
    };
    code.starts_with("99") || (level(codes.0[0]) && level(codes.0[1]))
}

/// The first bytes of each kind of file.
fn begins_as(extension: &str, debut: &[u8]) -> bool {
    match extension {
        "pdf" => debut.starts_with(b"%PDF-"),
        "jpg" => debut.starts_with(b"\xff\xd8\xff"),
        "png" => debut.starts_with(b"\x89PNG"),
        "xml" => begins_as_xml(debut),
        _ => true,
    }
}

/// The archive, at worst: PDF and images do not compress.
fn poids(transmission: &Transmission, contexte: &Contexte, constats: &mut Vec<Constat>) {
    let fichiers = std::iter::once(&transmission.document).chain(&transmission.annexes);
    let poids = fichiers.fold(ENVELOPPE, |total, piece| total.saturating_add(piece.taille).saturating_add(PAR_FICHIER));
    if poids > contexte.taille_max {
        let mo = |octets: u64| nombre(i64::try_from(octets >> 20).unwrap_or(i64::MAX));
        let phrase = format!(
            "Les fichiers pèsent {}\u{a0}Mo, plus que les {}\u{a0}Mo d’une archive\u{a0}: retirez une annexe, ou numérisez en plus basse \
             résolution.",
            mo(poids.saturating_add((1 << 20) - 1)),
            mo(contexte.taille_max)
        );
        constats.push(Constat::refus("Annexes", phrase));
    }
}
