//! `Tampon`: what a stamp says, how large it is and where it stands, the same for the page that previews it.

use crate::{
    PdfError,
    lettres::{encode, largeur},
};

pub(crate) const MARGE: f32 = 6.0;
pub(crate) const CORPS_TITRE: f32 = 9.0;
pub(crate) const CORPS: f32 = 8.0;
pub(crate) const INTERLIGNE: f32 = 11.0;

/// The words of a stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tampon {
    pub titre: String,
    pub lignes: Vec<String>,
}

/// Where the top left corner of the stamp stands, in fractions of the page as it is seen, from its top left. The stamp is kept
/// within the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub x: f32,
    pub y: f32,
}

/// The size of a stamp, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boite {
    pub largeur: f32,
    pub hauteur: f32,
}

/// The words, as the font writes them.
#[derive(Debug)]
pub(crate) struct Texte {
    pub titre: Vec<u8>,
    pub lignes: Vec<Vec<u8>>,
    pub boite: Boite,
}

impl Tampon {
    /// The size of the stamp, fit to its words.
    ///
    /// # Errors
    /// When it has no word, or a letter that the font has not.
    pub fn boite(&self) -> Result<Boite, PdfError> {
        self.texte().map(|texte| texte.boite)
    }

    pub(crate) fn texte(&self) -> Result<Texte, PdfError> {
        let titre = encode(&self.titre)?;
        let lignes = self.lignes.iter().map(|ligne| encode(ligne)).collect::<Result<Vec<_>, _>>()?;
        if titre.is_empty() && lignes.iter().all(Vec::is_empty) {
            return Err(PdfError::TamponVide);
        }
        let widest =
            lignes.iter().map(|ligne| largeur(ligne, CORPS, false)).fold(largeur(&titre, CORPS_TITRE, true), f32::max);
        let rows = f32::from(u16::try_from(lignes.len()).unwrap_or(u16::MAX)) + 1.0;
        let boite = Boite { largeur: widest + 2.0 * MARGE, hauteur: rows * INTERLIGNE + 2.0 * MARGE };
        Ok(Texte { titre, lignes, boite })
    }
}
