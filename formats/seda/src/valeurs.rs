//! How the plain values of SEDA are written and read: texts, tokens, numbers, dates, codes.

use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    DateType, SedaError,
    element::Format,
    sax::{Sax, Tag},
    xml::Xml,
};

/// `xsd:string`: as people wrote it.
pub(crate) enum Text {}
/// `xsd:token`: one line, without spaces to waste.
pub(crate) enum Token {}
/// `xsd:ID` and `xsd:IDREF`.
pub(crate) enum Ident {}
/// `xsd:date`, `xsd:dateTime`, and the union of them that descriptions have.
pub(crate) enum Iso {}
/// `xsd:boolean`.
pub(crate) enum Logique {}
/// `xsd:positiveInteger`.
pub(crate) enum Entier {}
/// One word of a closed list.
pub(crate) enum Code {}

impl Format<String> for Text {
    fn read(sax: &mut Sax<'_>, _: &Tag) -> Result<String, SedaError> {
        sax.text()
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &String) -> Result<(), SedaError> {
        if valeur.trim().is_empty() {
            return Err(SedaError::valeur(nom, "", "donnez-lui un texte, ou retirez-le"));
        }
        xml.leaf(nom, None, valeur)
    }
}

impl Format<String> for Token {
    fn read(sax: &mut Sax<'_>, _: &Tag) -> Result<String, SedaError> {
        Ok(collapse(&sax.text()?))
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &String) -> Result<(), SedaError> {
        check_token(nom, valeur)?;
        xml.leaf(nom, None, valeur)
    }
}

impl Format<String> for Ident {
    fn read(sax: &mut Sax<'_>, _: &Tag) -> Result<String, SedaError> {
        Ok(collapse(&sax.text()?))
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &String) -> Result<(), SedaError> {
        // Whether something bears it, and how it is made, the whole transfer is checked for.
        xml.leaf(nom, None, valeur)
    }
}

impl Format<Date> for Iso {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Date, SedaError> {
        let texte = read_date(sax, tag)?;
        date(&texte).ok_or_else(|| SedaError::illisible(&tag.nom, &texte, "une date y est attendue (2026-11-20)"))
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &Date) -> Result<(), SedaError> {
        xml.leaf(nom, None, &en_date(nom, *valeur)?)
    }
}

impl Format<OffsetDateTime> for Iso {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<OffsetDateTime, SedaError> {
        let texte = read_date(sax, tag)?;
        instant(&texte).ok_or_else(|| {
            SedaError::illisible(&tag.nom, &texte, "une date et une heure y sont attendues (2026-11-20T09:30:00Z)")
        })
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &OffsetDateTime) -> Result<(), SedaError> {
        xml.leaf(nom, None, &en_instant(nom, *valeur)?)
    }
}

impl Format<DateType> for Iso {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<DateType, SedaError> {
        let texte = read_date(sax, tag)?;
        DateType::parse(&texte).ok_or_else(|| {
            SedaError::illisible(&tag.nom, &texte, "une date y est attendue (2026, 2026-11, 2026-11-20)")
        })
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &DateType) -> Result<(), SedaError> {
        xml.leaf(nom, None, &valeur.told(nom)?)
    }
}

impl Format<bool> for Logique {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<bool, SedaError> {
        let texte = collapse(&sax.text()?);
        match texte.as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(SedaError::illisible(&tag.nom, &texte, "true ou false y est attendu")),
        }
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &bool) -> Result<(), SedaError> {
        xml.leaf(nom, None, if *valeur { "true" } else { "false" })
    }
}

impl Format<u64> for Entier {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<u64, SedaError> {
        let texte = collapse(&sax.text()?);
        let lu = texte.parse().ok().filter(|lu| *lu > 0);
        lu.ok_or_else(|| SedaError::illisible(&tag.nom, &texte, "un nombre entier au-dessus de zéro y est attendu"))
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &u64) -> Result<(), SedaError> {
        if *valeur == 0 {
            return Err(SedaError::valeur(nom, "0", "il doit dépasser zéro"));
        }
        xml.leaf(nom, None, &valeur.to_string())
    }
}

/// A closed list of the schema.
pub(crate) trait Coded: Copy + Sized {
    fn as_code(self) -> &'static str;
    fn of_code(code: &str) -> Option<Self>;
}

impl<C: Coded> Format<C> for Code {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<C, SedaError> {
        let texte = collapse(&sax.text()?);
        C::of_code(&texte)
            .ok_or_else(|| SedaError::illisible(&tag.nom, &texte, "ce n’est pas une valeur que le schéma connaît"))
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &C) -> Result<(), SedaError> {
        xml.leaf(nom, None, valeur.as_code())
    }
}

/// An enumeration of the schema, each value beside its official word.
macro_rules! codes {
    ($(#[$doc:meta])* $type:ident { $($(#[$why:meta])* $value:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type {
            $($(#[$why])* $value,)*
        }

        impl $type {
            /// Every value, in the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];
        }

        impl $crate::valeurs::Coded for $type {
            fn as_code(self) -> &'static str {
                match self {
                    $(Self::$value => $code,)*
                }
            }

            fn of_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$value),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use codes;

/// What `xsd:token` makes of a text.
pub(crate) fn collapse(texte: &str) -> String {
    let words = texte.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

pub(crate) fn check_token(champ: &str, valeur: &str) -> Result<(), SedaError> {
    if valeur.is_empty() {
        return Err(SedaError::valeur(champ, valeur, "une valeur est obligatoire"));
    }
    if collapse(valeur) != valeur {
        let regle = "il tient sur une ligne, sans espaces au bord ni espaces doubles";
        return Err(SedaError::valeur(champ, valeur, regle));
    }
    Ok(())
}

const ANNEES: &str = "l’année va de 1 à 9999";

pub(crate) fn en_date(champ: &str, date: Date) -> Result<String, SedaError> {
    check_year(champ, date.year())?;
    Ok(date.to_string())
}

pub(crate) fn en_instant(champ: &str, instant: OffsetDateTime) -> Result<String, SedaError> {
    check_year(champ, instant.year())?;
    let hours = instant.offset().whole_hours().unsigned_abs();
    if hours > 14 || hours == 14 && instant.offset().minutes_past_hour() != 0 {
        return Err(SedaError::valeur(champ, &instant.to_string(), "le décalage horaire va jusqu’à quatorze heures"));
    }
    instant.format(&Rfc3339).map_err(|_| {
        SedaError::valeur(champ, &instant.to_string(), "le décalage horaire se compte en minutes entières")
    })
}

pub(crate) fn check_year(champ: &str, year: i32) -> Result<(), SedaError> {
    if (1..=9999).contains(&year) { Ok(()) } else { Err(SedaError::valeur(champ, &year.to_string(), ANNEES)) }
}

/// The text of a date; a day that has a time zone and an hour that has none are told.
fn read_date(sax: &mut Sax<'_>, tag: &Tag) -> Result<String, SedaError> {
    let texte = collapse(&sax.text()?);
    let has_zone = |hour: &str| hour.ends_with('Z') || hour.contains(['+', '-']);
    match (texte.split_once('T'), texte.get(10..)) {
        (Some((_, hour)), _) if !has_zone(hour) => sax.tell(&format!("/{} (sans fuseau horaire, lu en UTC)", tag.nom)),
        (None, Some(zone)) if !zone.is_empty() => sax.tell(&format!("/{} (fuseau horaire d’un jour)", tag.nom)),
        _ => {}
    }
    Ok(texte)
}

/// A date, with the time zone that XML allows it, which says nothing of a day.
pub(crate) fn date(texte: &str) -> Option<Date> {
    let day = texte.get(..10)?;
    let zone = texte.get(10..)?;
    let [year, month, day] = day.split('-').collect::<Vec<_>>().try_into().ok()?;
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2) && is_zone(zone)) {
        return None;
    }
    let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// A time, in UTC when its zone is not told.
pub(crate) fn instant(texte: &str) -> Option<OffsetDateTime> {
    let told = OffsetDateTime::parse(texte, &Rfc3339).ok();
    told.or_else(|| OffsetDateTime::parse(&format!("{texte}Z"), &Rfc3339).ok())
        .filter(|_| texte.as_bytes().get(10) == Some(&b'T'))
}

fn is_zone(zone: &str) -> bool {
    let signed = zone.strip_prefix(['+', '-']).and_then(|zone| zone.split_once(':'));
    let two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    zone.is_empty() || zone == "Z" || signed.is_some_and(|(hours, minutes)| two(hours) && two(minutes))
}
