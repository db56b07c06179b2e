//! The pages of a document, in their order, with what they inherit from their tree.

use std::{collections::HashSet, rc::Rc};

use crate::{
    document::Document,
    error::PdfError,
    object::{Dict, Object, Ref},
    tampon::Cadre,
};

/// Pages of one file.
const PAGES: usize = 50_000;
/// What readers show when no size is given: a letter of eight inches and a half by eleven.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// A page: where it is, what it says, and what of it is seen.
#[derive(Debug, Clone)]
pub struct Page {
    pub id: Ref,
    pub dict: Dict,
    /// Left, bottom, right, top of what is seen, in the units of the page.
    pub vue: [f64; 4],
    /// Quarters of turn, clockwise, by which readers turn it.
    pub quarts: u8,
    /// Points in one unit.
    pub unite: f64,
    /// What its tree gives it, as written; what it says itself prevails.
    pub heritage: Rc<Dict>,
}

/// What pages inherit (ISO 32000-1, table 30).
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

#[derive(Clone, Default)]
struct Inherited {
    media: Option<[f64; 4]>,
    crop: Option<[f64; 4]>,
    rotate: f64,
    heritage: Rc<Dict>,
}

impl Page {
    /// Width and height of what is seen, in points, as it is seen.
    pub fn size(&self) -> (f64, f64) {
        let [left, bottom, right, top] = self.vue;
        let (width, height) = ((right - left) * self.unite, (top - bottom) * self.unite);
        if self.quarts.is_multiple_of(2) { (width, height) } else { (height, width) }
    }

    /// From the page as it is seen to its own axes: left, bottom, right, top.
    pub fn rect(&self, cadre: Cadre) -> [f64; 4] {
        let [left, bottom, right, top] = self.vue;
        let [x, y, width, height] =
            [cadre.gauche, cadre.haut, cadre.largeur, cadre.hauteur].map(|points| points / self.unite);
        match self.quarts {
            1 => [left + y, bottom + x, left + y + height, bottom + x + width],
            2 => [right - x - width, bottom + y, right - x, bottom + y + height],
            3 => [right - y - height, top - x - width, right - y, top - x],
            _ => [left + x, top - y - height, left + x + width, top - y],
        }
    }

    /// From the axes of the page to the page as it is seen: the inverse of `rect`, of a point.
    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [left, bottom, right, top] = self.vue;
        let (x, y) = match self.quarts {
            1 => (y - bottom, x - left),
            2 => (right - x, y - bottom),
            3 => (top - y, right - x),
            _ => (x - left, top - y),
        };
        (x * self.unite, y * self.unite)
    }

    /// What it says of a key, or else what its tree says.
    pub fn attribute(&self, key: &str) -> Option<&Object> {
        self.dict.get(key).or_else(|| self.heritage.get(key))
    }

    /// By which a drawing is turned to be upright on a page that readers turn.
    pub fn matrix(&self) -> [i64; 6] {
        match self.quarts {
            1 => [0, 1, -1, 0, 0, 0],
            2 => [-1, 0, 0, -1, 0, 0],
            3 => [0, -1, 1, 0, 0, 0],
            _ => [1, 0, 0, 1, 0, 0],
        }
    }
}

/// How many pages the tree says that it has.
pub(crate) fn announced(document: &Document<'_>) -> Result<i64, PdfError> {
    let tree = document.get(root(document)?)?;
    let count = tree.as_dict().map(|dict| document.find(dict, "Count")).transpose()?;
    let count = count.and_then(|count| count.as_integer()).filter(|count| *count > 0);
    count.ok_or_else(|| PdfError::abime("la liste de ses pages est mal formée"))
}

fn root(document: &Document<'_>) -> Result<Ref, PdfError> {
    let root = document.catalogue()?.get("Pages").and_then(Object::as_ref);
    root.ok_or_else(|| PdfError::abime("on n’y trouve pas la liste de ses pages"))
}

/// Gives each page to `each`; a tree that is broken or turns in round is refused.
pub(crate) fn visit(
    document: &Document<'_>,
    mut each: impl FnMut(Page) -> Result<(), PdfError>,
) -> Result<usize, PdfError> {
    let root = root(document)?;
    let (mut stack, mut seen, mut count) = (vec![(root, Inherited::default())], HashSet::new(), 0);
    while let Some((id, inherited)) = stack.pop() {
        let object = document.get(id)?;
        let Object::Dict(dict) = &object else {
            return Err(PdfError::abime(format!("la page {} manque", count + 1)));
        };
        let inherited = inherited.with(document, dict)?;
        let kids = document.find(dict, "Kids")?;
        let Some(kids) = kids.as_array() else {
            if dict.is("Type", "Pages") || id == root {
                return Err(PdfError::abime("la liste de ses pages est mal formée"));
            }
            count += 1;
            if count > PAGES {
                return Err(PdfError::TropGrand { quoi: "pages", max: PAGES });
            }
            each(inherited.page(document, id, dict)?)?;
            continue;
        };
        if !seen.insert(id) {
            return Err(PdfError::abime("la liste de ses pages tourne en rond"));
        }
        let inherited = inherited.bequeath(document, dict)?;
        for kid in kids.iter().rev() {
            let id = kid.as_ref().ok_or_else(|| PdfError::abime("la liste de ses pages est mal formée"))?;
            stack.push((id, inherited.clone()));
        }
        if stack.len() > 2 * PAGES {
            return Err(PdfError::TropGrand { quoi: "pages", max: PAGES });
        }
    }
    if count == 0 { Err(PdfError::SansPage) } else { Ok(count) }
}

/// The pages in their order, each with what its tree gives it.
pub fn list(document: &Document<'_>) -> Result<Vec<Page>, PdfError> {
    let mut pages = Vec::new();
    visit(document, |page| {
        document.keep(page.dict.count())?;
        pages.push(page);
        Ok(())
    })?;
    Ok(pages)
}

impl Inherited {
    fn with(mut self, document: &Document<'_>, dict: &Dict) -> Result<Self, PdfError> {
        self.media = rectangle(document, dict, "MediaBox")?.or(self.media);
        self.crop = rectangle(document, dict, "CropBox")?.or(self.crop);
        self.rotate = document.find(dict, "Rotate")?.as_f64().unwrap_or(self.rotate);
        Ok(self)
    }

    /// What this node of the tree adds for the pages below it.
    fn bequeath(mut self, document: &Document<'_>, dict: &Dict) -> Result<Self, PdfError> {
        for key in INHERITED {
            if let Some(value) = dict.get(key) {
                document.keep(value.count())?;
                let heritage = Dict::clone(&self.heritage).with(key, value.clone());
                self.heritage = Rc::new(heritage);
            }
        }
        Ok(self)
    }

    fn page(&self, document: &Document<'_>, id: Ref, dict: &Dict) -> Result<Page, PdfError> {
        let media = self.media.unwrap_or(LETTER);
        let vue = self.crop.and_then(|crop| intersect(crop, media)).unwrap_or(media);
        let unite =
            document.find(dict, "UserUnit")?.as_f64().filter(|unit| (0.01..=1000.0).contains(unit)).unwrap_or(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 3")]
        let quarts = if self.rotate.is_finite() { (self.rotate / 90.0).trunc().rem_euclid(4.0) as u8 } else { 0 };
        Ok(Page { id, dict: dict.clone(), vue, quarts, unite, heritage: Rc::clone(&self.heritage) })
    }
}

/// Two corners, whichever they are; none when they make no rectangle.
fn rectangle(document: &Document<'_>, dict: &Dict, key: &str) -> Result<Option<[f64; 4]>, PdfError> {
    let found = document.find(dict, key)?;
    let Some([a, b, c, d]) = found.as_array().and_then(|items| items.first_chunk::<4>()) else { return Ok(None) };
    let mut corners = [0.0; 4];
    for (corner, value) in corners.iter_mut().zip([a, b, c, d]) {
        let Some(value) = document.resolve(value)?.as_f64().filter(|value| value.abs() < 1e7) else { return Ok(None) };
        *corner = value;
    }
    let [a, b, c, d] = corners;
    Ok(Some([a.min(c), b.min(d), a.max(c), b.max(d)]).filter(|[left, bottom, right, top]| left < right && bottom < top))
}

fn intersect(one: [f64; 4], other: [f64; 4]) -> Option<[f64; 4]> {
    let both = [one[0].max(other[0]), one[1].max(other[1]), one[2].min(other[2]), one[3].min(other[3])];
    (both[0] < both[2] && both[1] < both[3]).then_some(both)
}
