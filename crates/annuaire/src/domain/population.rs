//! `Population` by millésime, and the size class it gives.

use kernel::nombre;
use time::{Date, Month};

/// The populations of a collectivité for one millésime, which is INSEE's year of reference.
/// Either may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Population {
    pub millesime: i32,
    /// Population totale: that of the tariffs.
    pub totale: Option<u32>,
    pub municipale: Option<u32>,
}
db::row!(Population { millesime, totale, municipale });

impl Population {
    /// The day from which a millésime is in force: 1 January, three years on (2023 from 1 January 2026).
    pub fn en_vigueur(&self) -> Option<Date> {
        Date::from_calendar_date(self.millesime + 3, Month::January, 1).ok()
    }
}

/// The size classes of the lists and charts, by population totale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Taille {
    Moins500,
    Moins1000,
    Moins2000,
    Moins3500,
    Moins10000,
    Moins20000,
    Moins50000,
    Plus50000,
    Inconnue,
}

/// Class, stored text, first population above the class.
const TAILLES: [(Taille, &str, u32); 8] = [
    (Taille::Moins500, "moins_500", 500),
    (Taille::Moins1000, "moins_1000", 1_000),
    (Taille::Moins2000, "moins_2000", 2_000),
    (Taille::Moins3500, "moins_3500", 3_500),
    (Taille::Moins10000, "moins_10000", 10_000),
    (Taille::Moins20000, "moins_20000", 20_000),
    (Taille::Moins50000, "moins_50000", 50_000),
    (Taille::Plus50000, "plus_50000", u32::MAX),
];

impl Taille {
    pub fn of(totale: Option<u32>) -> Self {
        let Some(totale) = totale else { return Self::Inconnue };
        TAILLES.iter().find(|(_, _, above)| totale < *above).map_or(Self::Plus50000, |(taille, ..)| *taille)
    }

    /// Every class, from the smallest; the unknown one last.
    pub fn all() -> impl Iterator<Item = Self> {
        TAILLES.iter().map(|(taille, ..)| *taille).chain([Self::Inconnue])
    }

    pub fn code(&self) -> &'static str {
        TAILLES.iter().find(|(taille, ..)| taille == self).map_or("inconnue", |(_, code, _)| code)
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|taille| taille.code() == code)
    }

    /// `500 à 999 habitants`.
    pub fn libelle(&self) -> String {
        let Some(rank) = TAILLES.iter().position(|(taille, ..)| taille == self) else {
            return "Population inconnue".to_owned();
        };
        let above = |rank: usize| i64::from(TAILLES[rank].2);
        match rank {
            0 => format!("Moins de {} habitants", nombre(above(0))),
            7 => format!("{} habitants et plus", nombre(above(6))),
            _ => format!("{} à {} habitants", nombre(above(rank - 1)), nombre(above(rank) - 1)),
        }
    }
}
db::text_column!(Taille, code, from_code);

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn each_bound_belongs_to_the_class_above() {
        assert_eq!(Taille::of(Some(499)), Taille::Moins500);
        assert_eq!(Taille::of(Some(500)), Taille::Moins1000);
        assert_eq!(Taille::of(Some(49_999)), Taille::Moins50000);
        assert_eq!(Taille::of(Some(50_000)), Taille::Plus50000);
        assert_eq!(Taille::of(None), Taille::Inconnue);
        assert_eq!(Taille::Moins1000.libelle(), "500 à 999 habitants");
        assert_eq!(Taille::Plus50000.libelle(), "50\u{202f}000 habitants et plus");
        for taille in Taille::all() {
            assert_eq!(Taille::from_code(taille.code()), Some(taille));
        }
    }

    #[test]
    fn a_millesime_is_in_force_three_years_on() {
        let population = Population { millesime: 2023, totale: None, municipale: Some(1) };
        assert_eq!(population.en_vigueur(), Some(date!(2026 - 01 - 01)));
    }
}
