//! `Tampon`: what is printed on the pages, the box that it makes, and where the box stands on a page.

use crate::{
    error::PdfError,
    police::{encode, police},
};

/// Lines after the title.
const LIGNES: usize = 8;
/// Width of the widest box: half an A4 page.
const LARGEUR_MAX: f64 = 300.0;
/// Sizes of letters, in points, and the height that each line takes.
const TITRE: (f64, f64) = (9.0, 12.0);
const LIGNE: (f64, f64) = (8.0, 10.5);
/// Between the border and the text.
const BORD: f64 = 5.0;
/// Kept free along the edges of the page: printers do not print there.
const MARGE: f64 = 12.0;
/// The short side of an A3: on larger pages the stamp grows with them, to stay legible once reduced.
const GRAND: f64 = 842.0;
/// The stamp is never printed smaller than this share of its size.
const REDUCTION: f64 = 0.6;

/// What the stamp says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tampon {
    pub titre: String,
    pub lignes: Vec<String>,
}

/// Where the stamp goes: the top left corner of the box, as fractions of the page as it is seen.
/// Whatever they are, the box stays whole inside the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub x: f64,
    pub y: f64,
    pub pages: Pages,
}

/// Which pages are stamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pages {
    #[default]
    Toutes,
    Premiere,
}

/// The box at its plain size, in points, and each text in it: all that a preview needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Boite {
    pub largeur: f64,
    pub hauteur: f64,
    pub textes: Vec<Texte>,
}

/// A line of the stamp; `x` and `y` are those of its baseline, from the top left corner of the box.
#[derive(Debug, Clone, PartialEq)]
pub struct Texte {
    pub texte: String,
    pub x: f64,
    pub y: f64,
    pub taille: f64,
    pub gras: bool,
}

/// The box laid on a page as it is seen: points, from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cadre {
    pub gauche: f64,
    pub haut: f64,
    pub largeur: f64,
    pub hauteur: f64,
}

impl Tampon {
    /// The box that this text makes, or why it makes none.
    pub fn boite(&self) -> Result<Boite, PdfError> {
        let lignes = self.lignes.iter().map(|ligne| (ligne, false));
        let parts: Vec<(&String, bool)> =
            [(&self.titre, true)].into_iter().chain(lignes).filter(|(texte, _)| !texte.trim().is_empty()).collect();
        if parts.is_empty() {
            return Err(PdfError::TamponVide);
        }
        if parts.iter().filter(|(_, gras)| !gras).count() > LIGNES {
            return Err(PdfError::TropDeLignes { max: LIGNES });
        }
        let mut boite = Boite { largeur: 0.0, hauteur: BORD, textes: Vec::new() };
        for (texte, gras) in parts {
            let ((taille, pas), texte) = (if gras { TITRE } else { LIGNE }, texte.trim());
            let largeur = police(gras).width(&encode(texte)?, taille) + 2.0 * BORD;
            if largeur > LARGEUR_MAX {
                return Err(PdfError::TropLarge { ligne: texte.chars().take(80).collect() });
            }
            boite.largeur = boite.largeur.max(largeur);
            // Capitals and accents above the line, three tenths of the letter below it.
            let y = boite.hauteur + pas - 0.3 * taille;
            boite.textes.push(Texte { texte: texte.to_owned(), x: BORD, y, taille, gras });
            boite.hauteur += pas;
        }
        boite.hauteur += BORD;
        Ok(boite)
    }
}

impl Boite {
    /// Where the box stands on a page of this size (in points, as it is seen), or none if it would not be legible there.
    pub fn place(&self, (largeur, hauteur): (f64, f64), position: &Position) -> Option<Cadre> {
        let grandi = (largeur.min(hauteur) / GRAND).max(1.0);
        let tient = |page: f64, boite: f64| (page - 2.0 * MARGE).max(0.0) / boite;
        let echelle = grandi.min(tient(largeur, self.largeur)).min(tient(hauteur, self.hauteur));
        if !echelle.is_finite() || echelle < REDUCTION {
            return None;
        }
        let (large, haute) = (self.largeur * echelle, self.hauteur * echelle);
        let inside = |wanted: f64, page: f64, boite: f64| wanted.min(page - MARGE - boite).max(MARGE);
        Some(Cadre {
            gauche: inside(position.x * largeur, largeur, large),
            haut: inside(position.y * hauteur, hauteur, haute),
            largeur: large,
            hauteur: haute,
        })
    }
}
