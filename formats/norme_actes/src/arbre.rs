//! `Element`: a hostile XML as a small tree, within bounds: no entity of its own, no abyss, no endless tag.

use std::ops::Range;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};
use time::Date;

use crate::{ActesError, error::abrege, francais, valeurs};

/// The largest classification seen weighs 44 KB; no message comes near.
pub(crate) const OCTETS_MAX: usize = 16 << 20;
const ELEMENTS_MAX: usize = 100_000;
const PROFONDEUR_MAX: usize = 64;
const ATTRIBUTS_MAX: usize = 64;
/// In the whole file: each costs more memory than the few bytes that it takes in the text. Their values cannot outgrow the
/// text, since no entity is expanded.
const ATTRIBUTS_TOTAL_MAX: usize = 200_000;

/// An element: names are local, senders choose their prefixes as they please.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) nom: String,
    pub(crate) espace: String,
    attributs: Vec<(String, String)>,
    pub(crate) enfants: Vec<Element>,
    /// The texts that stand directly in it.
    pub(crate) texte: String,
    /// Where its content stands in the text that was read.
    pub(crate) interieur: Range<usize>,
}

impl Element {
    /// The root of a whole document.
    pub(crate) fn parse(texte: &str) -> Result<Self, ActesError> {
        if texte.len() > OCTETS_MAX {
            return Err(ActesError::TropLourd { mo: OCTETS_MAX >> 20 });
        }
        Pousse::default().run(texte)
    }

    /// Whether the first tag stands in this namespace: what is cut or damaged further on still says what it was.
    pub(crate) fn begins_in(texte: &str, espace: &str) -> bool {
        let mut reader = Reader::from_str(texte);
        let mut pousse = Pousse::default();
        loop {
            match reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    return pousse.open(&start, 0).is_ok() && pousse.ouverts.iter().all(|one| one.espace == espace);
                }
                Ok(Event::Text(morceau)) if morceau.xml10_content().trim().is_empty() => {}
                Ok(Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => {}
                _ => return false,
            }
        }
    }

    pub(crate) fn enfant(&self, nom: &str) -> Option<&Self> {
        self.enfants.iter().find(|enfant| enfant.nom == nom)
    }

    pub(crate) fn nommes<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a Self> {
        self.enfants.iter().filter(move |enfant| enfant.nom == nom)
    }

    pub(crate) fn attribut(&self, nom: &str) -> Option<&str> {
        self.attributs.iter().find(|(cle, _)| cle == nom).map(|(_, valeur)| valeur.as_str())
    }

    /// The text of a child, without the blanks around it.
    pub(crate) fn texte_de(&self, nom: &str) -> Option<&str> {
        self.enfant(nom).map(|enfant| enfant.texte.trim()).filter(|texte| !texte.is_empty())
    }

    pub(crate) fn require(&self, nom: &str) -> Result<&Self, ActesError> {
        self.enfant(nom).ok_or_else(|| ActesError::manquant(&self.nom, nom))
    }

    pub(crate) fn require_attribut(&self, nom: &str) -> Result<&str, ActesError> {
        self.attribut(nom).ok_or_else(|| ActesError::manquant(&self.nom, nom))
    }

    /// A date in a child.
    pub(crate) fn date_de(&self, nom: &str) -> Result<Date, ActesError> {
        valeurs::date(nom, &self.require(nom)?.texte)
    }

    /// A date in an attribute.
    pub(crate) fn date_attribut(&self, nom: &str) -> Result<Date, ActesError> {
        valeurs::date(nom, self.require_attribut(nom)?)
    }
}

/// A tree that grows.
#[derive(Default)]
struct Pousse {
    ouverts: Vec<Element>,
    racine: Option<Element>,
    elements: usize,
    attributs: usize,
}

impl Pousse {
    fn run(mut self, texte: &str) -> Result<Element, ActesError> {
        let mut reader = Reader::from_str(texte);
        reader.config_mut().expand_empty_elements = true;
        loop {
            let avant = position(&reader);
            let event = reader.read_event().map_err(|error| mal_forme(francais::xml(&error)))?;
            match event {
                Event::Start(start) | Event::Empty(start) => self.open(&start, position(&reader))?,
                Event::End(_) => self.close(avant)?,
                Event::Text(morceau) => self.text(&morceau.xml10_content())?,
                Event::CData(morceau) => self.text(&morceau.xml10_content())?,
                Event::GeneralRef(reference) => self.text(&resolve(&reference)?)?,
                Event::DocType(_) => return Err(ActesError::Entites),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        if !self.ouverts.is_empty() {
            return Err(mal_forme("le texte s’arrête au milieu"));
        }
        self.racine.ok_or_else(|| mal_forme("il n’y a aucun élément"))
    }

    fn open(&mut self, start: &BytesStart<'_>, debut: usize) -> Result<(), ActesError> {
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return Err(ActesError::TropGrand { quoi: "éléments", max: ELEMENTS_MAX });
        }
        if self.ouverts.len() >= PROFONDEUR_MAX {
            return Err(ActesError::TropGrand { quoi: "balises imbriquées", max: PROFONDEUR_MAX });
        }
        if self.racine.is_some() {
            return Err(mal_forme("il y a deux racines"));
        }
        let (prefixe, nom) = split(start.name().into_inner());
        let mut element = Element { nom: nom.to_owned(), interieur: debut..debut, ..Element::default() };
        // The namespace counts for the root only, where every file declares it.
        let declaration = if prefixe.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefixe}") };
        let mut vus = Vec::new();
        // The duplicate check of the parser is quadratic: a tag of a million attributes would keep it for hours.
        for attribut in start.attributes().with_checks(false) {
            let attribut = attribut.map_err(|_| mal_forme("un attribut est mal écrit"))?;
            let cle = attribut.key.into_inner();
            if vus.len() >= ATTRIBUTS_MAX {
                return Err(ActesError::TropGrand { quoi: "attributs dans une balise", max: ATTRIBUTS_MAX });
            }
            self.attributs += 1;
            if self.attributs > ATTRIBUTS_TOTAL_MAX {
                return Err(ActesError::TropGrand { quoi: "attributs", max: ATTRIBUTS_TOTAL_MAX });
            }
            // Two readers could each choose another one.
            if vus.contains(&cle) {
                return Err(mal_forme(format!("l’attribut {} est donné deux fois", abrege(cle))));
            }
            vus.push(cle);
            let valeur = attribut.normalized_value(XmlVersion::Implicit1_0).map_err(|_| ActesError::Entites)?;
            if cle == declaration {
                element.espace = valeur.into_owned();
            } else if !cle.starts_with("xmlns") {
                element.attributs.push((split(cle).1.to_owned(), valeur.into_owned()));
            }
        }
        self.ouverts.push(element);
        Ok(())
    }

    fn close(&mut self, fin: usize) -> Result<(), ActesError> {
        let mut element = self.ouverts.pop().ok_or_else(|| mal_forme("une balise se ferme sans s’être ouverte"))?;
        // An empty element ends before it began: `<a/>` has no inside.
        element.interieur.end = fin.max(element.interieur.start);
        match self.ouverts.last_mut() {
            Some(parent) => parent.enfants.push(element),
            None => self.racine = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, morceau: &str) -> Result<(), ActesError> {
        match self.ouverts.last_mut() {
            Some(element) => element.texte.push_str(morceau),
            None if morceau.trim().is_empty() => {}
            None => return Err(mal_forme("il y a du texte hors des balises")),
        }
        Ok(())
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn mal_forme(detail: impl Into<String>) -> ActesError {
    ActesError::MalForme { detail: detail.into() }
}

/// The prefix and the local name.
fn split(full: &str) -> (&str, &str) {
    full.split_once(':').unwrap_or(("", full))
}

/// The character of a reference: by its number, or one of the five that XML has of itself.
pub(crate) fn resolve(reference: &BytesRef<'_>) -> Result<String, ActesError> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| mal_forme(francais::xml(&error)))? {
        return Ok(c.to_string());
    }
    let known = match &*reference.xml10_content() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => return Err(ActesError::Entites),
    };
    Ok(known.to_owned())
}
