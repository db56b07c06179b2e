//! The text that a cell of an ODS workbook shows: its paragraphs, without its comment nor its drawings.

use std::io::Read;

use crate::{
    TableurError,
    sax::{Sax, Trait},
};

/// The longest run of spaces that is believed.
const MAX_SPACES: u32 = 1_000;

/// The text of a cell whose element was just opened, up to its end.
pub(super) fn read(sax: &mut Sax<'_, impl Read>, cell: &str) -> Result<String, TableurError> {
    let mut texte = String::new();
    let (mut paragraphs, mut inside) = (0_u32, 0_u32);
    loop {
        sax.check_len(texte.len())?;
        match sax.next()? {
            Trait::Start(balise) if balise.is("annotation") || balise.is("frame") || balise.is("custom-shape") => {
                sax.skip()?;
            }
            Trait::Start(balise) if balise.is("p") || balise.is("h") => {
                if inside == 0 && paragraphs > 0 {
                    texte.push('\n');
                }
                paragraphs += 1;
                inside += 1;
            }
            Trait::End(nom) if nom == "p" || nom == "h" => inside = inside.saturating_sub(1),
            Trait::Start(balise) if inside > 0 && balise.is("s") => {
                let spaces = balise.nombre("c")?.min(MAX_SPACES);
                texte.extend((0..spaces).map(|_| ' '));
            }
            Trait::Start(balise) if inside > 0 && balise.is("tab") => texte.push('\t'),
            Trait::Start(balise) if inside > 0 && balise.is("line-break") => texte.push('\n'),
            Trait::Text(part) if inside > 0 => push_collapsed(&mut texte, &part),
            Trait::End(nom) if nom == cell => return Ok(texte),
            Trait::Fin => return Err(TableurError::abime("une cellule s’arrête au milieu")),
            _ => {}
        }
    }
}

/// A line break of the XML itself, with its indentation, is one space. Other spaces stay: `LibreOffice` writes them as they are.
fn push_collapsed(texte: &mut String, part: &str) {
    if !part.contains(['\n', '\r', '\t']) {
        texte.push_str(part);
        return;
    }
    for word in part.split_inclusive([' ', '\n', '\r', '\t']) {
        let bare = word.trim_end_matches([' ', '\n', '\r', '\t']);
        texte.push_str(bare);
        if bare.len() < word.len() && !texte.is_empty() && !texte.ends_with([' ', '\n']) {
            texte.push(' ');
        }
    }
}
