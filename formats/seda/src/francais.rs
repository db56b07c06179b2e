//! What the libraries underneath complain of, in French: it ends in a sentence that people read.

use std::io;

use quick_xml::errors::{Error, IllFormedError, SyntaxError};

use crate::{SedaError, error::abrege};

/// What is wrong with a manifest.
pub(crate) fn xml(error: &Error) -> SedaError {
    let detail = match error {
        // What the archive under the manifest refuses of itself.
        Error::Io(error) => return inside(error).unwrap_or_else(|| SedaError::abime(flux(error))),
        Error::Syntax(SyntaxError::UnclosedTag) => "une balise n’est pas fermée par «\u{a0}>\u{a0}»".to_owned(),
        Error::Syntax(_) => "un commentaire, une section ou une valeur ne se termine pas".to_owned(),
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            format!("«\u{a0}</{}>\u{a0}» ferme une balise «\u{a0}<{}>\u{a0}»", abrege(found), abrege(expected))
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(nom)) => {
            format!("«\u{a0}</{}>\u{a0}» ferme une balise qui n’est pas ouverte", abrege(nom))
        }
        Error::IllFormed(IllFormedError::MissingEndTag(nom)) => {
            format!("«\u{a0}<{}>\u{a0}» n’est pas fermée", abrege(nom))
        }
        Error::IllFormed(_) => "sa déclaration ou un commentaire est mal écrit".to_owned(),
        Error::InvalidAttr(_) => "un attribut est mal écrit".to_owned(),
        Error::Escape(_) => "une référence de caractère est mal écrite".to_owned(),
        Error::Encoding(_) => "ses caractères ne sont pas de l’UTF-8".to_owned(),
        Error::Namespace(_) => "ses espaces de noms sont mal déclarés".to_owned(),
    };
    SedaError::MalForme { detail }
}

/// The refusal that one of our own readers gave through `io`.
pub(crate) fn inside(error: &io::Error) -> Option<SedaError> {
    error.get_ref().and_then(|inner| inner.downcast_ref::<SedaError>()).cloned()
}

/// Why reading or writing stopped; the system's own words when they are not among the usual ones.
pub(crate) fn flux(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "il n’y a plus de place".to_owned(),
        io::ErrorKind::PermissionDenied => "l’accès est refusé".to_owned(),
        io::ErrorKind::NotFound => "le fichier n’existe plus".to_owned(),
        io::ErrorKind::UnexpectedEof => "il s’arrête au milieu".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "ses données compressées sont abîmées".to_owned(),
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => "l’autre côté a raccroché".to_owned(),
        _ => abrege(&error.to_string()),
    }
}
