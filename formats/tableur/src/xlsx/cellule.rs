//! The text that a cell of an XLSX workbook shows.

use std::sync::Arc;

use time::Date;

use super::{Contexte, styles::Montre, textes::unescape};
use crate::{dates::from_serial, nombres};

/// `genre` is the attribute `t`, `style` the attribute `s`.
pub(super) fn shown(
    contexte: &Contexte,
    genre: Option<&str>,
    style: Option<&str>,
    valeur: &str,
) -> (Arc<str>, Option<Date>) {
    match genre {
        Some("s") => (contexte.textes.get(valeur).unwrap_or_default(), None),
        Some("b") => (if valeur == "1" { "VRAI" } else { "FAUX" }.into(), None),
        Some("d") => match crate::dates::parse(valeur) {
            Some(jour) => (kernel::date_courte(jour).into(), Some(jour)),
            None => (valeur.into(), None),
        },
        Some("str" | "inlineStr" | "e") => (unescape(valeur).into(), None),
        _ => number(contexte, style, valeur),
    }
}

fn number(contexte: &Contexte, style: Option<&str>, valeur: &str) -> (Arc<str>, Option<Date>) {
    let Ok(number) = valeur.trim().parse::<f64>() else { return (valeur.into(), None) };
    match contexte.styles.get(style) {
        Montre::Jour => match from_serial(number, contexte.since_1904) {
            Some((jour, shown)) => (shown.into(), Some(jour)),
            None => (nombres::shown(number).into(), None),
        },
        Montre::Habille { chiffres, apres } => {
            let shown = nombres::shown(number);
            (format!("{shown:0>chiffres$}{apres}").into(), None)
        }
        Montre::Nombre => (nombres::shown(number).into(), None),
    }
}
