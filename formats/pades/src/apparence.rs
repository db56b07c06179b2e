//! What is seen of a signature on its page: a few lines and an image, drawn inside what is signed.

use std::fmt::Write;

use pdf::{
    Cadre, Data, Dict, Document, Object, Page, Ref, Revision, Stream, deflate,
    encre::{self, PLUME},
};

use crate::{balises, error::PadesError, image::Image};

/// Sizes of letters that are tried, from the largest, in points.
const TAILLES: [f64; 11] = [10.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5];
/// From a line to the next, as a share of the size of its letters.
const PAS: f64 = 1.25;
/// Between the border and what it holds.
const BORD: f64 = 4.0;
/// The share of the width that the image may take beside lines.
const IMAGE: f64 = 0.4;
/// Lines of one signature.
const LIGNES: usize = 12;

/// What is drawn, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Visuel {
    pub place: Place,
    /// In bold, above the lines: who signs.
    pub titre: String,
    /// The quality, the date, the absence of another…
    pub lignes: Vec<String>,
    /// PNG or JPEG.
    pub image: Option<Vec<u8>>,
    pub bordure: bool,
}

/// Where it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A box on a page: from 1, or from −1 backwards from the last. Points, from the top left corner of the page as it
    /// is seen.
    Cadre { page: i32, cadre: Cadre },
    /// The same, `bas` being the distance from the bottom of the page to that of the box.
    DepuisLeBas { page: i32, gauche: f64, bas: f64, largeur: f64, hauteur: f64 },
    /// Centred on a text of the document, such as `#signature#`: the first place where it is written.
    Balise { texte: String, largeur: f64, hauteur: f64 },
}

impl Visuel {
    /// What it says, for those who hear the page.
    pub(crate) fn texte(&self) -> String {
        let lignes: Vec<&str> = lines(self).into_iter().map(|(ligne, _)| ligne).collect();
        format!("Signature : {}", lignes.join(", "))
    }
}

impl Place {
    pub(crate) fn find<'p>(&self, document: &Document<'_>, pages: &'p [Page]) -> Result<(&'p Page, Cadre), PadesError> {
        let (page, cadre) = match self {
            Self::Cadre { page, cadre } => (page_of(pages, *page)?, *cadre),
            Self::DepuisLeBas { page, gauche, bas, largeur, hauteur } => {
                let page = page_of(pages, *page)?;
                let haut = page.size().1 - bas - hauteur;
                (page, Cadre { gauche: *gauche, haut, largeur: *largeur, hauteur: *hauteur })
            }
            Self::Balise { texte, largeur, hauteur } => {
                let (rank, autour) = balises::find(document, pages, texte)?;
                let page = &pages[rank];
                (page, centre(page, autour, (*largeur, *hauteur)))
            }
        };
        let (width, height) = page.size();
        let inside = cadre.gauche >= -0.5
            && cadre.haut >= -0.5
            && cadre.gauche + cadre.largeur <= width + 0.5
            && cadre.haut + cadre.hauteur <= height + 0.5;
        if inside { Ok((page, cadre)) } else { Err(PadesError::CadreTropPetit) }
    }
}

fn page_of(pages: &[Page], rank: i32) -> Result<&Page, PadesError> {
    let wanted = usize::try_from(rank.unsigned_abs()).unwrap_or(usize::MAX);
    let rank_from_start = if rank > 0 { wanted.checked_sub(1) } else { pages.len().checked_sub(wanted) };
    let found = rank_from_start.and_then(|rank| pages.get(rank)).filter(|_| rank != 0);
    found.ok_or(PadesError::PageInconnue { page: rank })
}

/// A box centred on another, whole inside the page.
fn centre(page: &Page, autour: Cadre, (largeur, hauteur): (f64, f64)) -> Cadre {
    let (width, height) = page.size();
    let gauche = autour.gauche + (autour.largeur - largeur) / 2.0;
    let haut = autour.haut + (autour.hauteur - hauteur) / 2.0;
    Cadre { gauche: gauche.min(width - largeur).max(0.0), haut: haut.min(height - hauteur).max(0.0), largeur, hauteur }
}

/// The drawing, as an object of the revision.
pub(crate) fn draw(
    revision: &mut Revision<'_, '_>,
    visuel: &Visuel,
    (largeur, hauteur): (f64, f64),
    page: &Page,
) -> Result<Ref, PadesError> {
    if !(largeur > 2.0 * BORD && hauteur > 2.0 * BORD) {
        return Err(PadesError::CadreTropPetit);
    }
    let image = visuel.image.as_deref().map(Image::read).transpose()?;
    let mut resources = encre::resources(revision);
    let mut dessin = format!("q\n{PLUME}");
    if visuel.bordure {
        // A string takes all that is written to it.
        let _ = writeln!(dessin, "0.8 w\n0.8 0.8 {:.2} {:.2} re S", largeur - 1.6, hauteur - 1.6);
    }
    let lignes = lines(visuel);
    let (inner, height) = (largeur - 2.0 * BORD, hauteur - 2.0 * BORD);
    let mut left = BORD;
    if let Some(image) = image {
        let room = if lignes.is_empty() { inner } else { inner * IMAGE };
        let (width, tall) = image.fit(room, height);
        let (x, y) = (BORD + (room - width) / 2.0, BORD + (height - tall) / 2.0);
        let _ = writeln!(dessin, "q {width:.3} 0 0 {tall:.3} {x:.3} {y:.3} cm /I Do Q");
        resources.set("XObject", Dict::default().with("I", image.embed(revision)));
        left += room + BORD;
    }
    dessin += &write_lines(&lignes, (left, largeur - BORD - left), hauteur, height)?;
    dessin.push_str("Q\n");
    let dict = Dict::default()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("BBox", Object::array([0.0, 0.0, largeur, hauteur]))
        .with("Matrix", Object::array(page.matrix()))
        .with("Resources", resources)
        .with("Filter", Object::name("FlateDecode"));
    Ok(revision.add(Stream { dict, data: Data::New(deflate(dessin.as_bytes())) }))
}

/// The lines that are not empty; the first is in bold.
fn lines(visuel: &Visuel) -> Vec<(&str, bool)> {
    let all =
        [(visuel.titre.as_str(), true)].into_iter().chain(visuel.lignes.iter().map(|ligne| (ligne.as_str(), false)));
    all.map(|(ligne, gras)| (ligne.trim(), gras)).filter(|(ligne, _)| !ligne.is_empty()).take(LIGNES + 1).collect()
}

/// The lines at the largest size that holds in their room, centred in height.
fn write_lines(
    lignes: &[(&str, bool)],
    (left, width): (f64, f64),
    hauteur: f64,
    height: f64,
) -> Result<String, PadesError> {
    if lignes.is_empty() {
        return Ok(String::new());
    }
    if lignes.len() > LIGNES {
        return Err(PadesError::CadreTropPetit);
    }
    let mut needed = 0.0_f64;
    for (ligne, gras) in lignes {
        needed = needed.max(encre::width(ligne, *gras, 1.0)?);
    }
    #[expect(clippy::cast_precision_loss, reason = "a dozen lines")]
    let count = lignes.len() as f64;
    let fits = |taille: &&f64| needed * **taille <= width && count * PAS * **taille <= height;
    let taille = *TAILLES.iter().find(fits).ok_or(PadesError::CadreTropPetit)?;
    let mut y = hauteur - (hauteur - count * PAS * taille) / 2.0 - taille;
    let mut dessin = "BT\n".to_owned();
    for (ligne, gras) in lignes {
        dessin += &encre::show(ligne, *gras, taille, (left, y))?;
        y -= PAS * taille;
    }
    Ok(dessin + "ET\n")
}
