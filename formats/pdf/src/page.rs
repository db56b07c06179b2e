//! A page as it is seen: its visible box, its rotation, and where a point of it lies in its own coordinates.

use lopdf::{Document, Object, ObjectId};

use crate::{Boite, Position};

/// More levels of page tree than any file has.
const NIVEAUX: usize = 64;
/// A4, when nothing is said.
const A4: [f32; 4] = [0.0, 0.0, 595.0, 842.0];

/// What is seen of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Vue {
    /// Lower left and upper right, in the coordinates of the page.
    cadre: [f32; 4],
    pub rotation: Rotation,
}

/// Clockwise, when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rotation {
    Aucune,
    Quart,
    Demi,
    TroisQuarts,
}

impl Vue {
    pub fn of(document: &Document, page: ObjectId) -> Self {
        let media = rectangle(document, page, b"MediaBox").unwrap_or(A4);
        let crop = rectangle(document, page, b"CropBox").unwrap_or(media);
        let seen = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
        let cadre = if seen[2] > seen[0] && seen[3] > seen[1] { seen } else { media };
        let turned = inherited(document, page, b"Rotate").and_then(|value| value.as_i64().ok()).unwrap_or(0);
        let rotation = match turned.rem_euclid(360) {
            90 => Rotation::Quart,
            180 => Rotation::Demi,
            270 => Rotation::TroisQuarts,
            _ => Rotation::Aucune,
        };
        Self { cadre, rotation }
    }

    /// Where a box placed on the page as it is seen lies in its coordinates: lower left, upper right.
    pub fn place(&self, boite: Boite, position: Position) -> [f32; 4] {
        let [left, bottom, right, top] = self.cadre;
        let (wide, high) = match self.rotation {
            Rotation::Aucune | Rotation::Demi => (right - left, top - bottom),
            Rotation::Quart | Rotation::TroisQuarts => (top - bottom, right - left),
        };
        // A page smaller than the stamp has a smaller stamp.
        let scale = (wide / boite.largeur).min(high / boite.hauteur).min(1.0);
        let (w, h) = (boite.largeur * scale, boite.hauteur * scale);
        let x = (position.x * wide).clamp(0.0, wide - w);
        let y = (position.y * high).clamp(0.0, high - h);
        match self.rotation {
            Rotation::Aucune => [left + x, top - y - h, left + x + w, top - y],
            Rotation::Quart => [left + y, bottom + x, left + y + h, bottom + x + w],
            Rotation::Demi => [right - x - w, bottom + y, right - x, bottom + y + h],
            Rotation::TroisQuarts => [right - y - h, top - x - w, right - y, top - x],
        }
    }
}

impl Rotation {
    /// The matrix that keeps what is drawn upright once the page is turned.
    pub const fn matrice(self) -> [i64; 6] {
        match self {
            Self::Aucune => [1, 0, 0, 1, 0, 0],
            Self::Quart => [0, 1, -1, 0, 0, 0],
            Self::Demi => [-1, 0, 0, -1, 0, 0],
            Self::TroisQuarts => [0, -1, 1, 0, 0, 0],
        }
    }
}

/// An attribute of a page, or of those above it.
fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..NIVEAUX {
        if let Ok(value) = node.get(key) {
            return document.dereference(value).ok().map(|(_, value)| value);
        }
        let parent = node.get(b"Parent").and_then(Object::as_reference).ok()?;
        node = document.get_dictionary(parent).ok()?;
    }
    None
}

fn rectangle(document: &Document, page: ObjectId, key: &[u8]) -> Option<[f32; 4]> {
    let sides = inherited(document, page, key)?.as_array().ok()?;
    let mut read = [0.0; 4];
    for (side, place) in sides.iter().zip(&mut read) {
        let (_, value) = document.dereference(side).ok()?;
        *place = value.as_float().ok().filter(|value| value.is_finite())?;
    }
    let [a, b, c, d] = read;
    let sorted = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (sides.len() == 4 && sorted[2] > sorted[0] && sorted[3] > sorted[1]).then_some(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_left_of_what_is_seen_is_found_whatever_the_rotation() {
        let boite = Boite { largeur: 100.0, hauteur: 20.0 };
        let corner = Position { x: 0.0, y: 0.0 };
        let cadre = [10.0, 20.0, 610.0, 820.0];
        let told = |sides: [f32; 4]| sides.map(|side| format!("{side}")).join(" ");
        let place = |rotation| told(Vue { cadre, rotation }.place(boite, corner));
        assert_eq!(place(Rotation::Aucune), "10 800 110 820");
        assert_eq!(place(Rotation::Quart), "10 20 30 120");
        assert_eq!(place(Rotation::Demi), "510 20 610 40");
        assert_eq!(place(Rotation::TroisQuarts), "590 720 610 820");
        let beyond = Vue { cadre, rotation: Rotation::Aucune }.place(boite, Position { x: 1.0, y: 1.0 });
        assert_eq!(told(beyond), "510 20 610 40", "kept within the page");
        let small = Vue { cadre: [0.0, 0.0, 50.0, 50.0], rotation: Rotation::Aucune }.place(boite, corner);
        assert_eq!(told(small), "0 40 50 50");
    }
}
