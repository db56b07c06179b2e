//! Marks written in a document that say where to sign: `#signature#`, `#signature1#`, `#cachet#`…

use pdf::{Cadre, Document, Page, TextePage};

use crate::error::PadesError;

/// Letters of one mark.
const LETTRES: usize = 40;

/// A mark, and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Balise {
    /// With its two `#`.
    pub texte: String,
    /// From 1.
    pub page: usize,
    /// On the page as it is seen: points, from the top left corner.
    pub cadre: Cadre,
}

/// The marks of a PDF, in the order in which they are drawn: what is between two `#` and has neither blank nor mark in it.
pub fn balises(octets: &[u8]) -> Result<Vec<Balise>, PadesError> {
    let document = Document::open(octets)?;
    let mut all = Vec::new();
    for (rank, page) in pdf::pages(&document)?.iter().enumerate() {
        all.extend(of_page(&document, page, rank)?);
    }
    Ok(all)
}

/// The first mark that is this text; its page, counted from 0, and its box.
pub(crate) fn find(document: &Document<'_>, pages: &[Page], texte: &str) -> Result<(usize, Cadre), PadesError> {
    for (rank, page) in pages.iter().enumerate() {
        if let Some(found) = of_page(document, page, rank)?.into_iter().find(|balise| balise.texte == texte) {
            return Ok((rank, found.cadre));
        }
    }
    Err(PadesError::BaliseInconnue { balise: texte.to_owned() })
}

fn of_page(document: &Document<'_>, page: &Page, rank: usize) -> Result<Vec<Balise>, PadesError> {
    let drawn = TextePage::read(document, page)?;
    let texte = drawn.texte();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = texte[at..].find('#').map(|start| at + start) {
        let inside = texte[start + 1..].find(|letter: char| !(letter.is_alphanumeric() || "_%-".contains(letter)));
        let end = inside.map(|length| start + 1 + length).filter(|end| texte[*end..].starts_with('#'));
        at = start + 1;
        let Some(end) = end.filter(|end| (1..=LETTRES).contains(&(end - start - 1))) else { continue };
        if let Some(cadre) = drawn.cadre(&(start..end + 1)) {
            found.push(Balise { texte: texte[start..=end].to_owned(), page: rank + 1, cadre });
            at = end + 1;
        }
    }
    Ok(found)
}
