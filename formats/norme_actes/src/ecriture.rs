//! `Xml`: a message as the schema wants it, in ISO-8859-1, each value checked where it is written.

use std::fmt::Write as _;

use time::Date;

use crate::{
    ActesError,
    encodage::{hors_latin1, latin1, translitere},
    valeurs::en_iso,
};

/// Namespace of the messages (`targetNamespace` of `actesv1_1.xsd`).
pub(crate) const ESPACE: &str = "http://www.interieur.gouv.fr/ACTES#v1.1-20040216";
const ENTETE: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";
const DECLARATIONS: &str = concat!(
    " xmlns:actes=\"http://www.interieur.gouv.fr/ACTES#v1.1-20040216\"",
    " xmlns:insee=\"http://xml.insee.fr/schema\"",
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
    " xsi:schemaLocation=\"http://www.interieur.gouv.fr/ACTES#v1.1-20040216 actesv1_1.xsd\"",
);

/// The two schemas that circulate under one namespace and one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Schema {
    /// With `DocumentPapier` and the typology: what the ministry itself sends since 2018.
    #[default]
    Typologie,
    /// Without either, and with the wider pattern of `IDActe`.
    Large,
}

pub(crate) type Attributs<'a> = &'a [(&'static str, String)];

/// A writer of well-formed, indented XML.
pub(crate) struct Xml {
    sortie: String,
    profondeur: usize,
    pub(crate) schema: Schema,
}

/// A whole file under one root of the namespace `actes`.
pub(crate) fn document(
    racine: &'static str,
    schema: Schema,
    attributs: Attributs,
    inside: impl FnOnce(&mut Xml) -> Result<(), ActesError>,
) -> Result<Vec<u8>, ActesError> {
    let mut xml = Xml { sortie: String::new(), profondeur: 1, schema };
    inside(&mut xml)?;
    let mut sortie = format!("{ENTETE}<actes:{racine}{DECLARATIONS}");
    push_attributs(&mut sortie, attributs)?;
    match xml.sortie.as_str() {
        "" => sortie.push_str("/>\n"),
        inside => {
            let _ = write!(sortie, ">\n{inside}</actes:{racine}>\n");
        }
    }
    latin1(racine, &sortie)
}

impl Xml {
    /// An element and what it holds; without content, a tag that closes itself.
    pub(crate) fn within(
        &mut self,
        nom: &'static str,
        attributs: Attributs,
        inside: impl FnOnce(&mut Self) -> Result<(), ActesError>,
    ) -> Result<(), ActesError> {
        self.indent();
        let _ = write!(self.sortie, "<actes:{nom}");
        push_attributs(&mut self.sortie, attributs)?;
        let vide = self.sortie.len();
        self.sortie.push_str(">\n");
        let plein = self.sortie.len();
        self.profondeur += 1;
        inside(self)?;
        self.profondeur -= 1;
        if self.sortie.len() == plein {
            self.sortie.truncate(vide);
            self.sortie.push_str("/>\n");
        } else {
            self.indent();
            let _ = writeln!(self.sortie, "</actes:{nom}>");
        }
        Ok(())
    }

    pub(crate) fn empty(&mut self, nom: &'static str, attributs: Attributs) -> Result<(), ActesError> {
        self.within(nom, attributs, |_| Ok(()))
    }

    /// A text that people wrote: transliterated, or refused with the characters that do not fit.
    pub(crate) fn leaf(&mut self, nom: &'static str, texte: &str) -> Result<(), ActesError> {
        let plain = translitere(texte).map_err(|refuses| hors_latin1(nom, &refuses))?;
        self.indent();
        let _ = write!(self.sortie, "<actes:{nom}>");
        push_escaped(&mut self.sortie, &plain);
        let _ = writeln!(self.sortie, "</actes:{nom}>");
        Ok(())
    }

    pub(crate) fn date(&mut self, nom: &'static str, date: Date) -> Result<(), ActesError> {
        self.leaf(nom, &en_iso(nom, date)?)
    }

    fn indent(&mut self) {
        for _ in 0..self.profondeur {
            self.sortie.push_str("  ");
        }
    }
}

/// What the schema requires although a message that was received may lack it.
pub(crate) fn required<'a, T>(
    ou: &'static str,
    quoi: &'static str,
    valeur: Option<&'a T>,
) -> Result<&'a T, ActesError> {
    valeur.ok_or_else(|| ActesError::manquant(ou, quoi))
}

fn push_attributs(sortie: &mut String, attributs: Attributs) -> Result<(), ActesError> {
    for (nom, valeur) in attributs {
        let plain = translitere(valeur).map_err(|refuses| hors_latin1(nom, &refuses))?;
        let _ = write!(sortie, " {nom}=\"");
        // A parser makes spaces of them anyway.
        push_escaped(sortie, &plain.replace(['\n', '\t'], " "));
        sortie.push('"');
    }
    Ok(())
}

fn push_escaped(sortie: &mut String, texte: &str) {
    for c in texte.chars() {
        match c {
            '<' => sortie.push_str("&lt;"),
            '>' => sortie.push_str("&gt;"),
            '&' => sortie.push_str("&amp;"),
            '"' => sortie.push_str("&quot;"),
            c => sortie.push(c),
        }
    }
}
