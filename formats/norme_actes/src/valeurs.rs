//! The small texts of the schema, each with its rule: strict to emit (`parse`), lenient to receive (`recu`).

use time::{Date, Month, format_description::BorrowedFormatItem, macros::format_description};

use crate::ActesError;

const ISO: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");
const COMPACT: &[BorrowedFormatItem<'static>] = format_description!("[year][month][day]");
/// What is received is kept as given up to here; nothing in the schema is longer.
const RECU_MAX: usize = 64;

/// A text of the schema: `parse` takes what one may send, `recu` keeps what somebody else sent.
macro_rules! valeur {
    ($(#[$doc:meta])* $nom:ident, $champ:literal, $conforme:path, $regle:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub struct $nom(String);

        impl $nom {
            /// What the schema says, in French.
            pub const REGLE: &'static str = $regle;

            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A value that somebody else sent, as it is.
            ///
            /// # Errors
            /// When it is empty, endless, or could not stand in a file name.
            pub fn recu(valeur: &str) -> Result<Self, ActesError> {
                let wrong = |c: char| c.is_control() || matches!(c, '/' | '\\');
                if valeur.is_empty() || valeur.chars().count() > RECU_MAX || valeur.contains(wrong) {
                    return Err(ActesError::illisible($champ, valeur, $regle));
                }
                Ok(Self(valeur.to_owned()))
            }

            /// Whether the schema takes it.
            pub fn is_conforme(&self) -> bool {
                $conforme(&self.0)
            }

            /// # Errors
            /// When the schema would refuse it.
            pub(crate) fn check(&self) -> Result<&str, ActesError> {
                if self.is_conforme() { Ok(&self.0) } else { Err(ActesError::valeur($champ, &self.0, $regle)) }
            }
        }

        impl std::str::FromStr for $nom {
            type Err = ActesError;
            fn from_str(valeur: &str) -> Result<Self, ActesError> {
                if $conforme(valeur) { Ok(Self(valeur.to_owned())) } else { Err(ActesError::valeur($champ, valeur, $regle)) }
            }
        }

        impl std::fmt::Display for $nom {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

valeur!(
    /// The number that the collectivité gives: `([a-zA-Z0-9][a-zA-Z0-9\-_ ]{0,13})?[a-zA-Z0-9]`, the wider of the two published
    /// schemas (`actesv1_1.xsd`). Hyphens and spaces are refused by the other one in an `IDActe`.
    NumeroInterne, "NumeroInterne", numero_interne,
    "quinze caractères au plus, des lettres sans accent, des chiffres, «\u{a0}-\u{a0}», «\u{a0}_\u{a0}» et l’espace, une lettre ou un chiffre au début et à la fin"
);
valeur!(
    /// `[0|9]{1}[0-9]{1}[A|B|0-9]{1}` (`actesv1_1.xsd`): `082`, `02A`, `971`. The bars of the pattern are a slip of its author.
    Departement, "Departement", departement,
    "trois caractères, comme 082, 02A ou 971"
);
valeur!(
    /// Nine digits (`siret.xsd`). The key is not asked: test platforms use invented numbers.
    NumeroSiren, "SIREN", numero_siren,
    "neuf chiffres"
);
valeur!(
    /// The two letters of a nature, as in `IDActe` (`\p{Lu}{2}`) and `TypeAbrege` (length 2).
    TypeAbrege, "TypeAbrege", type_abrege,
    "deux lettres majuscules sans accent, comme DE ou AR"
);
valeur!(
    /// The type of a document in the typology: `99_DE`. Five characters in file names (`^[A-Z0-9_]{5}$`).
    CodeTypePj, "CodeTypePJ", code_type_pj,
    "cinq caractères, des majuscules sans accent, des chiffres et «\u{a0}_\u{a0}», comme 99_DE"
);

impl NumeroInterne {
    /// Whether both published schemas take it in an `IDActe`: neither hyphen nor space.
    pub(crate) fn is_universel(&self) -> bool {
        self.is_conforme() && !self.0.contains(['-', ' '])
    }
}

fn numero_interne(valeur: &str) -> bool {
    let (octets, bord) = (valeur.as_bytes(), u8::is_ascii_alphanumeric);
    let inside = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b' ');
    octets.len() <= 15
        && octets.iter().all(inside)
        && octets.first().is_some_and(bord)
        && octets.last().is_some_and(bord)
}

fn departement(valeur: &str) -> bool {
    matches!(valeur.as_bytes(), [b'0' | b'9', second, third]
        if second.is_ascii_digit() && (third.is_ascii_digit() || matches!(third, b'A' | b'B')))
}

fn numero_siren(valeur: &str) -> bool {
    valeur.len() == 9 && digits(valeur)
}

fn type_abrege(valeur: &str) -> bool {
    valeur.len() == 2 && valeur.bytes().all(|octet| octet.is_ascii_uppercase())
}

fn code_type_pj(valeur: &str) -> bool {
    let legal = |octet: u8| octet.is_ascii_uppercase() || octet.is_ascii_digit() || octet == b'_';
    valeur.len() == 5 && valeur.bytes().all(legal)
}

pub(crate) fn digits(valeur: &str) -> bool {
    !valeur.is_empty() && valeur.bytes().all(|octet| octet.is_ascii_digit())
}

/// `[_a-zA-Z0-9\-]+(\.[_a-zA-Z0-9\-]+)*@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*\.[a-zA-Z]{2,6}` (`actesv1_1.xsd`, type `Email`).
pub(crate) fn courriel(valeur: &str) -> bool {
    let Some((local, domaine)) = valeur.split_once('@') else { return false };
    let Some((hote, premier)) = domaine.rsplit_once('.') else { return false };
    let label = |part: &str| !part.is_empty() && part.bytes().all(|o| o.is_ascii_alphanumeric() || o == b'-');
    local.split('.').all(|part| label(&part.replace('_', "-")))
        && hote.split('.').all(label)
        && (2..=6).contains(&premier.len())
        && premier.bytes().all(|octet| octet.is_ascii_alphabetic())
}

pub(crate) const REGLE_COURRIEL: &str =
    "une adresse sans «\u{a0}+\u{a0}» ni accent, dont la fin (.fr) a de deux à six lettres, comme mairie@exemple.fr";

/// An `xs:date`, whatever its time zone.
pub(crate) fn date(ou: &str, valeur: &str) -> Result<Date, ActesError> {
    let wrong = || ActesError::illisible(ou, valeur, "une date s’écrit 2026-11-25");
    let texte = valeur.trim();
    let jour = texte.get(..10).ok_or_else(wrong)?;
    let zone = texte.get(10..).unwrap_or_default();
    if !(zone.is_empty() || zone == "Z" || (zone.len() == 6 && zone.starts_with(['+', '-']))) {
        return Err(wrong());
    }
    Date::parse(jour, ISO).map_err(|_| wrong())
}

/// `20181012`, as in names.
pub(crate) fn compacte(valeur: &str) -> Option<Date> {
    (valeur.len() == 8 && digits(valeur)).then(|| Date::parse(valeur, COMPACT).ok()).flatten()
}

pub(crate) fn en_compacte(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), month(date), date.day())
}

/// `2018-10-12`: an `xs:date` of the schema has a year of four digits.
pub(crate) fn en_iso(champ: &'static str, date: Date) -> Result<String, ActesError> {
    check_annee(champ, date)?;
    Ok(format!("{:04}-{:02}-{:02}", date.year(), month(date), date.day()))
}

/// # Errors
/// When the year has not four digits, that names and `xs:date` need.
pub(crate) fn check_annee(champ: &'static str, date: Date) -> Result<(), ActesError> {
    if (1..=9999).contains(&date.year()) {
        Ok(())
    } else {
        Err(ActesError::valeur(champ, &date.to_string(), "une année a quatre chiffres"))
    }
}

fn month(date: Date) -> u8 {
    Month::into(date.month())
}

/// An `xs:integer` that is not negative: `1`, `01`, `+1`.
pub(crate) fn entier(ou: &str, valeur: &str) -> Result<u32, ActesError> {
    let wrong = || ActesError::illisible(ou, valeur, "un nombre entier est attendu");
    valeur.trim().parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_follows_the_wider_schema() {
        for good in ["1", "D201717", "2018-12_b", "a b", &"9".repeat(15)] {
            assert!(good.parse::<NumeroInterne>().is_ok(), "{good}");
        }
        for wrong in ["", "-1", "1-", " 1", "1_", "é", "a/b", "a.b", &"9".repeat(16)] {
            assert!(wrong.parse::<NumeroInterne>().is_err(), "{wrong}");
        }
        assert!(NumeroInterne::recu("_7_").is_ok() && NumeroInterne::recu("../x").is_err());
        assert!(!"a-b".parse::<NumeroInterne>().unwrap().is_universel());
    }

    #[test]
    fn the_other_texts_follow_their_pattern() {
        for (good, wrong) in [("082", "82"), ("02A", "2A0"), ("971", "0AB"), ("974", "0|1")] {
            assert!(good.parse::<Departement>().is_ok() && wrong.parse::<Departement>().is_err(), "{good} {wrong}");
        }
        assert!("99_DE".parse::<CodeTypePj>().is_ok() && "99-DE".parse::<CodeTypePj>().is_err());
        assert!("DE".parse::<TypeAbrege>().is_ok() && "dé".parse::<TypeAbrege>().is_err());
    }

    #[test]
    fn addresses_follow_the_pattern_of_the_schema() {
        for good in ["a@b.fr", "jean_paul.le-gall@mairie-x.cdg82.museum", "_@-.aa"] {
            assert!(courriel(good), "{good}");
        }
        for wrong in
            ["a+b@c.fr", "a@b", "a@b.f", "a@b.voyages", ".a@b.fr", "a..b@c.fr", "a@b@c.fr", "é@b.fr", "a@b_c.fr"]
        {
            assert!(!courriel(wrong), "{wrong}");
        }
    }

    #[test]
    fn dates_are_read_with_or_without_their_zone() {
        for good in ["2018-10-12", " 2018-10-12Z\n", "2018-10-12+02:00"] {
            assert_eq!(en_compacte(date("Date", good).unwrap()), "20181012");
        }
        for wrong in ["", "12/10/2018", "2018-13-01", "2018-10-12T00:00", "é018-10-12", "2018-10-1é"] {
            assert!(date("Date", wrong).is_err(), "{wrong}");
        }
    }
}
