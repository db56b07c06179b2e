//! The values of a fiche: how each is written in a cell, and read from one.

use serde::Serialize;
use time::Date;

use crate::{Dictionnaires, Duree};

/// A word of a dictionary, or the text that stands in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Terme {
    /// The words of the file, or the label of the code.
    pub texte: String,
    /// What they name, when it is certain.
    pub code: Option<String>,
}

/// What became of the words of a cell.
pub(crate) enum Lu<V> {
    Valeur(V),
    /// Kept, but the dictionary does not know it.
    Inconnu(V),
    /// Not a value of this kind; says what was expected.
    Refuse(&'static str),
}

pub(crate) trait Valeur: Sized + Clone + PartialEq {
    fn write(&self) -> String;
    /// `nom` is that of the dictionary, for terms.
    fn read(texte: &str, nom: &str, dictionnaires: &Dictionnaires) -> Lu<Self>;
}

impl Terme {
    /// A code with its label; a code that the dictionary does not know stays a text.
    pub fn of_code(code: &str, nom: &str, dictionnaires: &Dictionnaires) -> Self {
        match dictionnaires.get(nom, code) {
            Some(entree) => Self { texte: entree.libelle.clone(), code: Some(entree.code.clone()) },
            None => Self { texte: code.to_owned(), code: None },
        }
    }

    pub fn of_texte(texte: &str, nom: &str, dictionnaires: &Dictionnaires) -> Self {
        let texte = clean(texte);
        let code = dictionnaires.find(nom, &texte).map(|entree| entree.code.clone());
        Self { texte, code }
    }
}

/// The text that every file can carry: without control characters, nor spaces at its ends.
pub(crate) fn clean(texte: &str) -> String {
    let texte = tableur::texte::xml_text(texte).replace('\r', "\n").replace('\t', " ");
    texte.trim().to_owned()
}

impl Valeur for String {
    fn write(&self) -> String {
        self.clone()
    }

    fn read(texte: &str, _: &str, _: &Dictionnaires) -> Lu<Self> {
        Lu::Valeur(clean(texte))
    }
}

impl Valeur for Terme {
    fn write(&self) -> String {
        self.texte.clone()
    }

    fn read(texte: &str, nom: &str, dictionnaires: &Dictionnaires) -> Lu<Self> {
        let terme = Self::of_texte(texte, nom, dictionnaires);
        if terme.code.is_none() && !terme.texte.is_empty() { Lu::Inconnu(terme) } else { Lu::Valeur(terme) }
    }
}

impl Valeur for bool {
    fn write(&self) -> String {
        if *self { "oui".to_owned() } else { String::new() }
    }

    fn read(texte: &str, _: &str, _: &Dictionnaires) -> Lu<Self> {
        match kernel::fold(texte).as_str() {
            "oui" | "o" | "x" | "vrai" | "true" | "1" | "yes" => Lu::Valeur(true),
            "" | "non" | "n" | "faux" | "false" | "0" | "no" => Lu::Valeur(false),
            _ => Lu::Refuse("« oui » ou « non »"),
        }
    }
}

impl Valeur for Option<u32> {
    fn write(&self) -> String {
        self.map(|number| number.to_string()).unwrap_or_default()
    }

    fn read(texte: &str, _: &str, _: &Dictionnaires) -> Lu<Self> {
        let digits: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.is_empty() {
            return Lu::Valeur(None);
        }
        digits.parse().map_or(Lu::Refuse("un nombre entier"), |number| Lu::Valeur(Some(number)))
    }
}

impl Valeur for Option<Date> {
    fn write(&self) -> String {
        self.map(kernel::date_courte).unwrap_or_default()
    }

    fn read(texte: &str, _: &str, _: &Dictionnaires) -> Lu<Self> {
        if texte.trim().is_empty() {
            return Lu::Valeur(None);
        }
        tableur::parse_date(texte).map_or(Lu::Refuse("une date comme 22/11/2026"), |date| Lu::Valeur(Some(date)))
    }
}

impl Valeur for Option<Duree> {
    fn write(&self) -> String {
        self.map(|duree| duree.to_string()).unwrap_or_default()
    }

    fn read(texte: &str, _: &str, _: &Dictionnaires) -> Lu<Self> {
        if texte.trim().is_empty() {
            return Lu::Valeur(None);
        }
        texte.parse().map_or(Lu::Refuse("une durée comme « 5 ans »"), |duree| Lu::Valeur(Some(duree)))
    }
}
