//! A name that has the shape of ACTES and is not one: what is wrong in it.

use super::{ARCHIVE, ENVELOPPE, FICHIER, is_application, is_trigramme};
use crate::{ActesError, NomArchive, NomEnveloppe, NomFichier, valeurs::digits};

const SIREN_FICHIER: &str =
    "son SIREN n’a pas neuf chiffres\u{a0}; il s’écrit comme 99_DE-044-214400152-20181012-123456-DE-1-1_1.pdf";
const SIREN_ENVELOPPE: &str =
    "son SIREN n’a pas neuf chiffres\u{a0}; une enveloppe s’appelle comme EACT--214400152--20181012-1.xml";

/// What is wrong in a name whose shape wants to be one of ACTES; none when it is one, and when it wants nothing of the kind.
pub(crate) fn fault(nom: &str) -> Option<ActesError> {
    if has_shape_of_fichier(nom) {
        nom.parse::<NomFichier>().err()
    } else if application(nom.strip_prefix("ANO_").unwrap_or(nom)) && nom.strip_suffix(".xml").is_some() {
        nom.parse::<NomEnveloppe>().err()
    } else {
        let (trigramme, reste) = nom.strip_suffix(".tar.gz")?.split_once('-')?;
        (is_trigramme(trigramme) && application(reste)).then(|| nom.parse::<NomArchive>().err()).flatten()
    }
}

/// Why this is no name of a file.
pub(super) fn fichier(nom: &str) -> ActesError {
    let wrong = has_shape_of_fichier(nom) && siren_of(nom).is_some_and(|siren| !is_siren(siren));
    ActesError::nom(nom, if wrong { SIREN_FICHIER } else { FICHIER })
}

/// Why this is no name of an envelope.
pub(super) fn enveloppe(nom: &str) -> ActesError {
    let reste = nom.split_once("--").map_or("", |(_, reste)| reste);
    let siren = reste.split('-').find(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    ActesError::nom(nom, if siren.is_some_and(|siren| !is_siren(siren)) { SIREN_ENVELOPPE } else { ENVELOPPE })
}

/// Why this is no name of an archive.
pub(super) fn archive(nom: &str) -> ActesError {
    ActesError::nom(nom, ARCHIVE)
}

/// A number in the place of the SIREN, five parts more, and a message at the end: `…-1-1_0.xml`.
fn has_shape_of_fichier(nom: &str) -> bool {
    let Some((base, rang)) = nom.rsplit_once('.').and_then(|(base, _)| base.rsplit_once('_')) else { return false };
    let mut fin = base.rsplit('-');
    let one = |part: Option<&str>| part.is_some_and(|part| part.len() == 1 && digits(part));
    let message = one(fin.next()) && one(fin.next());
    let siren = siren_of(nom).is_some_and(|siren| (7..=14).contains(&siren.len()) && digits(siren));
    message && siren && digits(rang) && fin.count() >= 5
}

/// What stands where the SIREN does: after the département, that a type of document may precede.
fn siren_of(nom: &str) -> Option<&str> {
    let typed = nom.split('-').next().is_some_and(|tete| tete.len() == 5);
    nom.split('-').nth(if typed { 2 } else { 1 })
}

fn application(nom: &str) -> bool {
    nom.split_once("--").is_some_and(|(application, _)| is_application(application))
}

fn is_siren(texte: &str) -> bool {
    texte.len() == 9 && digits(texte)
}
