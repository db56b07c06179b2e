//! The number formats of an XLSX workbook: which cells show a day, a postal code, a number with its unit.

use std::collections::HashMap;

use crate::{TableurError, dates::shows_a_day, paquet::Paquet, sax::Trait};

/// Excel stops at 65 490.
const MAX_STYLES: usize = 70_000;

/// By the rank of the style of a cell.
#[derive(Default)]
pub(super) struct Styles(Vec<Montre>);

/// What a cell shows of its number.
#[derive(Clone, Default)]
pub(super) enum Montre {
    #[default]
    Nombre,
    Jour,
    /// At least so many digits before the comma (`00000` shows a postal code), and words after (`0" ans"`).
    Habille {
        chiffres: usize,
        apres: String,
    },
}

impl Styles {
    pub(super) fn get(&self, rang: Option<&str>) -> Montre {
        let rang = rang.and_then(|rang| rang.parse::<usize>().ok()).unwrap_or(0);
        self.0.get(rang).cloned().unwrap_or_default()
    }
}

pub(super) fn read(paquet: &mut Paquet<'_>, nom: &str) -> Result<Styles, TableurError> {
    let mut sax = paquet.sax(nom)?;
    let (mut formats, mut styles, mut inside) = (HashMap::new(), Vec::new(), false);
    loop {
        if formats.len() + styles.len() > MAX_STYLES {
            return Err(TableurError::TropGrand { quoi: "styles", max: MAX_STYLES as u64 });
        }
        match sax.next()? {
            Trait::Start(balise) if balise.is("numFmt") => {
                let code = balise.attribut("formatCode")?.unwrap_or_default();
                formats.insert(balise.attribut("numFmtId")?.unwrap_or_default(), code);
            }
            Trait::Start(balise) if balise.is("cellXfs") => inside = true,
            Trait::End(nom) if nom == "cellXfs" => inside = false,
            Trait::Start(balise) if inside && balise.is("xf") => {
                let id = balise.attribut("numFmtId")?.unwrap_or_default();
                styles.push(formats.get(&id).map_or_else(|| builtin(&id), |code| shown(code)));
            }
            Trait::Fin => return Ok(Styles(styles)),
            _ => {}
        }
    }
}

/// ECMA-376 §18.8.30: 14 to 17 and 22 are days everywhere, 27 to 36 and 50 to 58 in some languages.
fn builtin(id: &str) -> Montre {
    match id.parse::<u32>() {
        Ok(14..=17 | 22 | 27..=36 | 50..=58) => Montre::Jour,
        _ => Montre::Nombre,
    }
}

fn shown(code: &str) -> Montre {
    if shows_a_day(code) {
        return Montre::Jour;
    }
    let positive = code.split(';').next().unwrap_or_default();
    let (digits, words) = positive.split_once('"').unwrap_or((positive, ""));
    let Some(apres) = words.strip_suffix('"').or(words.is_empty().then_some("")) else { return Montre::Nombre };
    let digits = digits.replace(['\\', ' ', '_'], "");
    let gap = positive.contains(" \"") || positive.contains("\\ \"");
    match digits.chars().all(|c| c == '0' || c == '#') && !apres.contains('"') {
        true if apres.is_empty() && digits.len() < 2 => Montre::Nombre,
        true => Montre::Habille {
            chiffres: digits.chars().filter(|c| *c == '0').count(),
            apres: if gap { format!(" {apres}") } else { apres.to_owned() },
        },
        false => Montre::Nombre,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_keeps_its_zero_and_a_number_its_unit() {
        let told = |code| match shown(code) {
            Montre::Nombre => "nombre".to_owned(),
            Montre::Jour => "jour".to_owned(),
            Montre::Habille { chiffres, apres } => format!("{chiffres}{apres}"),
        };
        assert_eq!(
            ["00000", "0\" ans\"", "#\\ \"mois\"", "General", "0.00", "dd/mm/yyyy", "#,##0", "0", "\"a\"0"].map(told),
            ["5", "1 ans", "0 mois", "nombre", "nombre", "jour", "nombre", "nombre", "nombre"]
        );
    }
}
