//! What the check of an archive needs of it: the bytes of its XML, the names and sizes of the rest.

use std::io::Read;

use super::{Limites, visit_archive};
use crate::ActesError;

/// The XML that is kept to be read; the files of people are only counted.
const XML_MAX: u64 = 64 << 20;

/// A file of an archive.
#[derive(Debug)]
pub(crate) struct FichierLu {
    pub(crate) nom: String,
    pub(crate) taille: u64,
    /// Its bytes, when it is an XML and there is room for it.
    pub(crate) xml: Vec<u8>,
}

/// The files of an archive, and why they are not all: what came before a fault is given too.
pub(crate) fn read_files(source: impl Read) -> (Vec<FichierLu>, Result<(), ActesError>) {
    let mut fichiers = Vec::new();
    let mut reste = XML_MAX;
    let read = visit_archive(source, &Limites::default(), |nom, taille, contenu| {
        let mut xml = Vec::new();
        if is_xml(nom) && taille <= reste {
            contenu.take(taille).read_to_end(&mut xml)?;
            reste -= taille;
        }
        fichiers.push(FichierLu { nom: nom.to_owned(), taille, xml });
        Ok(())
    });
    (fichiers, read)
}

fn is_xml(nom: &str) -> bool {
    nom.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
}
