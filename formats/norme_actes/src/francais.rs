//! What the libraries underneath complain of, in French: it ends in a sentence that people read.

use std::io;

use quick_xml::errors::{Error, IllFormedError, SyntaxError};

use crate::error::abrege;

/// What is wrong with an XML.
pub(crate) fn xml(error: &Error) -> String {
    match error {
        Error::Syntax(SyntaxError::UnclosedTag) => "une balise n’est pas fermée par «\u{a0}>\u{a0}»".to_owned(),
        Error::Syntax(SyntaxError::InvalidBangMarkup) => "«\u{a0}<!\u{a0}» n’est suivi de rien de connu".to_owned(),
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
        Error::Io(_) | Error::Encoding(_) | Error::Namespace(_) => "ses caractères ne se lisent pas".to_owned(),
    }
}

/// What is wrong with an archive that is read.
pub(crate) fn archive(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "elle s’arrête au milieu".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "ses données compressées sont abîmées".to_owned(),
        // What `tar` says of a header: its words are for those who wrote the archive.
        _ => "l’en-tête d’un fichier ne se lit pas".to_owned(),
    }
}

/// Why reading or writing stopped; the system's own words when they are not among the usual ones.
pub(crate) fn flux(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "il n’y a plus de place".to_owned(),
        io::ErrorKind::PermissionDenied => "l’accès est refusé".to_owned(),
        io::ErrorKind::NotFound => "le fichier n’existe plus".to_owned(),
        io::ErrorKind::UnexpectedEof => "le fichier s’arrête au milieu".to_owned(),
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => "l’autre côté a raccroché".to_owned(),
        _ => abrege(&error.to_string()),
    }
}
