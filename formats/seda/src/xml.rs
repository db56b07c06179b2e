//! `Xml`: a manifest that is written, well-formed and indented, each value checked where it is written.

use std::fmt::Write as _;

use crate::SedaError;

/// Namespace of the messages (`targetNamespace` of `seda-2.1-main.xsd`).
pub(crate) const ESPACE: &str = "fr:gouv:culture:archivesdefrance:seda:v2.1";

pub(crate) struct Xml {
    sortie: String,
    profondeur: usize,
}

/// A whole file under one root of the namespace.
pub(crate) fn document(
    racine: &str,
    inside: impl FnOnce(&mut Xml) -> Result<(), SedaError>,
) -> Result<String, SedaError> {
    let sortie = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{racine} xmlns=\"{ESPACE}\">\n");
    let mut xml = Xml { sortie, profondeur: 1 };
    inside(&mut xml)?;
    let _ = writeln!(xml.sortie, "</{racine}>");
    Ok(xml.sortie)
}

impl Xml {
    /// An element and what it holds; without content, a tag that closes itself.
    pub(crate) fn within(
        &mut self,
        nom: &str,
        id: Option<&str>,
        inside: impl FnOnce(&mut Self) -> Result<(), SedaError>,
    ) -> Result<(), SedaError> {
        self.open(nom, id.map(|id| ("id", id)))?;
        let vide = self.sortie.len() - 1;
        self.sortie.push('\n');
        let plein = self.sortie.len();
        self.profondeur += 1;
        inside(self)?;
        self.profondeur -= 1;
        if self.sortie.len() == plein {
            self.sortie.truncate(vide);
            self.sortie.push_str("/>\n");
        } else {
            self.indent();
            let _ = writeln!(self.sortie, "</{nom}>");
        }
        Ok(())
    }

    /// An element that holds a text, with at most one attribute.
    pub(crate) fn leaf(&mut self, nom: &str, attribut: Option<(&str, &str)>, texte: &str) -> Result<(), SedaError> {
        self.open(nom, attribut)?;
        self.push_escaped(nom, texte)?;
        let _ = writeln!(self.sortie, "</{nom}>");
        Ok(())
    }

    fn open(&mut self, nom: &str, attribut: Option<(&str, &str)>) -> Result<(), SedaError> {
        self.indent();
        let _ = write!(self.sortie, "<{nom}");
        if let Some((cle, valeur)) = attribut {
            let _ = write!(self.sortie, " {cle}=\"");
            self.push_escaped(cle, valeur)?;
            self.sortie.push('"');
        }
        self.sortie.push('>');
        Ok(())
    }

    fn indent(&mut self) {
        for _ in 0..self.profondeur {
            self.sortie.push_str("  ");
        }
    }

    fn push_escaped(&mut self, champ: &str, texte: &str) -> Result<(), SedaError> {
        for c in texte.chars() {
            match c {
                '<' => self.sortie.push_str("&lt;"),
                '>' => self.sortie.push_str("&gt;"),
                '&' => self.sortie.push_str("&amp;"),
                '"' => self.sortie.push_str("&quot;"),
                // A parser would make a plain end of line of it.
                '\r' => self.sortie.push_str("&#13;"),
                c if is_legal(c) => self.sortie.push(c),
                _ => {
                    return Err(SedaError::valeur(champ, texte, "il contient un caractère que XML ne transporte pas"));
                }
            }
        }
        Ok(())
    }
}

/// `Char` of XML 1.0.
pub(crate) fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !(c.is_ascii_control() && c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}'))
}
