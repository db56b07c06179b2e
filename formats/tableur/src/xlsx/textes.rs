//! The shared strings of an XLSX workbook: each text once, cells hold its rank.

use std::{io::Read, sync::Arc};

use crate::{
    TableurError,
    budget::Budget,
    paquet::Paquet,
    sax::{Sax, Trait},
};

#[derive(Default)]
pub(super) struct Textes(Vec<Arc<str>>);

impl Textes {
    pub(super) fn get(&self, rang: &str) -> Option<Arc<str>> {
        self.0.get(rang.trim().parse::<usize>().ok()?).cloned()
    }
}

pub(super) fn read(paquet: &mut Paquet<'_>, nom: &str, budget: &Budget) -> Result<Textes, TableurError> {
    let mut sax = paquet.sax(nom)?;
    let mut textes = Vec::new();
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("si") => {
                let texte = rich(&mut sax, "si")?;
                // Counted as cells: what is shared by none costs as much.
                budget.spend_cell(texte.len())?;
                textes.push(texte.into());
            }
            Trait::Fin => return Ok(Textes(textes)),
            _ => {}
        }
    }
}

/// The text of an element that was just opened, all its runs together, without the phonetic ones.
pub(super) fn rich(sax: &mut Sax<'_, impl Read>, end: &str) -> Result<String, TableurError> {
    let (mut texte, mut inside) = (String::new(), false);
    loop {
        match sax.next()? {
            Trait::Start(balise) if balise.is("rPh") => sax.skip()?,
            Trait::Start(balise) if balise.is("t") => inside = true,
            Trait::End(nom) if nom == "t" => inside = false,
            Trait::End(nom) if nom == end => return Ok(unescape(&texte)),
            Trait::Text(part) if inside => {
                texte.push_str(&part);
                sax.check_len(texte.len())?;
            }
            Trait::Fin => return Err(TableurError::abime("un texte s’arrête au milieu")),
            _ => {}
        }
    }
}

/// `_x000D_` is how Excel writes the characters that XML refuses. Carriage returns are line breaks here.
pub(super) fn unescape(texte: &str) -> String {
    let mut out = String::with_capacity(texte.len());
    let mut rest = texte;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let code = escape.get(2..6).filter(|_| escape.as_bytes().get(6) == Some(&b'_'));
        if let Some(c) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            out.push(c);
            rest = &escape[7..];
        } else {
            out.push_str("_x");
            rest = &escape[2..];
        }
    }
    out.push_str(rest);
    if out.contains('\r') { out.replace("\r\n", "\n").replace('\r', "\n") } else { out }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn what_excel_escapes_is_read_back() {
        assert_eq!(unescape("a_x000D_\nb_x005F_x000D__x00zz__xé"), "a\nb_x000D__x00zz__xé");
    }
}
