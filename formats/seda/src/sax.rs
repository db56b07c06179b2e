//! `Sax`: the events of a hostile manifest, one element at a time: no entity of its own, no abyss.

use std::{collections::BTreeSet, io::BufRead};

use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
    name::ResolveResult,
};

use crate::{
    SedaError,
    controle::UNITES_MAX,
    error::abrege,
    francais,
    xml::{ESPACE, is_legal},
};

const ELEMENTS_MAX: usize = 500_000;
const PROFONDEUR_MAX: usize = 100;
const ATTRIBUTS_MAX: usize = 32;
/// Different things that were passed over; beyond, a manifest is not of this house at all.
const ECARTS_MAX: usize = 100;

pub(crate) struct Sax<'a> {
    reader: NsReader<Box<dyn BufRead + 'a>>,
    tampon: Vec<u8>,
    /// The names of what is open, from the root.
    ouverts: Vec<String>,
    elements: usize,
    units: usize,
    ecarts: BTreeSet<String>,
}

/// What an element says of itself when it opens. Names are local.
pub(crate) struct Tag {
    pub(crate) nom: String,
    espace: String,
    attributs: Vec<(String, String)>,
}

enum Trait {
    Start(Tag),
    Text(String),
    End,
    Fin,
}

impl<'a> Sax<'a> {
    pub(crate) fn new(source: impl BufRead + 'a) -> Self {
        let mut reader = NsReader::from_reader(Box::new(source) as Box<dyn BufRead + 'a>);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, tampon: Vec::new(), ouverts: Vec::new(), elements: 0, units: 0, ecarts: BTreeSet::new() }
    }

    /// The root, that must have this name in the namespace of SEDA 2.1.
    pub(crate) fn root(&mut self, nom: &str) -> Result<Tag, SedaError> {
        loop {
            match self.next()? {
                Trait::Start(tag) if tag.nom == nom && tag.espace == ESPACE => return Ok(tag),
                Trait::Start(tag) => {
                    return Err(SedaError::PasUnVersement { racine: abrege(&tag.nom), espace: abrege(&tag.espace) });
                }
                Trait::Text(texte) if is_blank(&texte) => {}
                Trait::Text(_) => return Err(SedaError::mal_forme("il y a du texte hors des balises")),
                Trait::End | Trait::Fin => return Err(SedaError::mal_forme("il n’y a aucun élément")),
            }
        }
    }

    /// What comes after the root: nothing. Gives what was passed over, as paths of elements.
    pub(crate) fn end(mut self) -> Result<Vec<String>, SedaError> {
        loop {
            match self.next()? {
                Trait::Fin => return Ok(self.ecarts.into_iter().collect()),
                Trait::Text(texte) if is_blank(&texte) => {}
                _ => return Err(SedaError::mal_forme("quelque chose suit la fin du bordereau")),
            }
        }
    }

    /// The next child of SEDA in the element that is open; none at its end. Those of other namespaces are passed over.
    pub(crate) fn child(&mut self) -> Result<Option<Tag>, SedaError> {
        loop {
            match self.next()? {
                Trait::Start(tag) if tag.espace == ESPACE => return Ok(Some(tag)),
                Trait::Start(tag) => self.skip(&tag)?,
                Trait::End => return Ok(None),
                Trait::Text(texte) if is_blank(&texte) => {}
                Trait::Text(texte) => {
                    return Err(SedaError::illisible(self.parent(), texte.trim(), "aucun texte n’y est attendu"));
                }
                Trait::Fin => return Err(SedaError::mal_forme("le texte s’arrête au milieu")),
            }
        }
    }

    /// The text of the element that is open, up to its end.
    pub(crate) fn text(&mut self) -> Result<String, SedaError> {
        let mut whole = String::new();
        loop {
            match self.next()? {
                Trait::Text(texte) => whole.push_str(&texte),
                Trait::End => return Ok(whole),
                Trait::Start(tag) => {
                    let ou = self.ouverts.iter().rev().nth(1).map_or("", String::as_str);
                    return Err(SedaError::illisible(ou, &tag.nom, "un texte y est attendu, non un élément"));
                }
                Trait::Fin => return Err(SedaError::mal_forme("le texte s’arrête au milieu")),
            }
        }
    }

    /// Passes over the element that `tag` opened, and remembers it.
    pub(crate) fn skip(&mut self, tag: &Tag) -> Result<(), SedaError> {
        self.tell(if tag.espace == ESPACE { "" } else { " (autre espace de noms)" });
        let depth = self.ouverts.len();
        while self.ouverts.len() >= depth {
            if matches!(self.next()?, Trait::Fin) {
                return Err(SedaError::mal_forme("le texte s’arrête au milieu"));
            }
        }
        Ok(())
    }

    /// Remembers that the element that is open was not kept as it was.
    pub(crate) fn tell(&mut self, quoi: &str) {
        if self.ecarts.len() < ECARTS_MAX {
            // Units stand in units: one line is enough for all of them.
            let mut path: Vec<String> = self.ouverts.iter().map(|nom| abrege(nom)).collect();
            path.dedup();
            self.ecarts.insert(path.join("/") + quoi);
        }
    }

    /// A unit in memory is much larger than the least that it takes to write one.
    pub(crate) fn count_unit(&mut self) -> Result<(), SedaError> {
        self.units += 1;
        if self.units > UNITES_MAX {
            return Err(SedaError::TropGrand { quoi: "unités d’archives", max: UNITES_MAX });
        }
        Ok(())
    }

    fn parent(&self) -> &str {
        self.ouverts.last().map_or("", String::as_str)
    }

    fn next(&mut self) -> Result<Trait, SedaError> {
        loop {
            self.tampon.clear();
            // A large piece is given back, so that one does not pay for it until the end.
            self.tampon.shrink_to(64 << 10);
            let (espace, event) = match self.reader.read_resolved_event_into(&mut self.tampon) {
                Ok(read) => read,
                Err(error) => return Err(francais::xml(&error)),
            };
            let texte = match event {
                Event::Start(start) | Event::Empty(start) => {
                    let tag = Tag::new(&start, &espace)?;
                    return self.open(tag);
                }
                Event::End(_) => {
                    self.ouverts.pop();
                    return Ok(Trait::End);
                }
                Event::Eof if self.ouverts.is_empty() => return Ok(Trait::Fin),
                Event::Eof => return Err(SedaError::mal_forme("le texte s’arrête au milieu")),
                Event::DocType(_) => return Err(SedaError::Entites),
                Event::Text(texte) => texte.xml10_content().into_owned(),
                Event::CData(texte) => texte.xml10_content().into_owned(),
                Event::GeneralRef(reference) => resolve(&reference)?,
                Event::Decl(decl) => {
                    if let Some(Ok(encodage)) = decl.encoding() {
                        check_encoding(&encodage)?;
                    }
                    continue;
                }
                Event::Comment(_) | Event::PI(_) => continue,
            };
            if !texte.chars().all(is_legal) {
                return Err(SedaError::mal_forme("un caractère n’a pas sa place dans un XML"));
            }
            return Ok(Trait::Text(texte));
        }
    }

    fn open(&mut self, tag: Tag) -> Result<Trait, SedaError> {
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return Err(SedaError::TropGrand { quoi: "éléments", max: ELEMENTS_MAX });
        }
        if self.ouverts.len() >= PROFONDEUR_MAX {
            return Err(SedaError::TropGrand { quoi: "balises imbriquées", max: PROFONDEUR_MAX });
        }
        self.ouverts.push(tag.nom.clone());
        Ok(Trait::Start(tag))
    }
}

impl Tag {
    fn new(start: &BytesStart<'_>, espace: &ResolveResult<'_>) -> Result<Self, SedaError> {
        let espace = match espace {
            ResolveResult::Bound(espace) => espace.0.to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(prefixe) => {
                let detail = format!("le préfixe «\u{a0}{}\u{a0}» n’est pas déclaré", abrege(prefixe));
                return Err(SedaError::mal_forme(detail));
            }
        };
        let mut attributs: Vec<(String, String)> = Vec::new();
        // The duplicate check of the parser is quadratic: a tag of a million attributes would keep it for hours.
        for attribut in start.attributes().with_checks(false) {
            let attribut = attribut.map_err(|_| SedaError::mal_forme("un attribut est mal écrit"))?;
            let cle = attribut.key.into_inner();
            if attributs.len() >= ATTRIBUTS_MAX {
                return Err(SedaError::TropGrand { quoi: "attributs dans une balise", max: ATTRIBUTS_MAX });
            }
            // Two readers could each choose another one.
            if attributs.iter().any(|(known, _)| known == cle) {
                let detail = format!("l’attribut {} est donné deux fois", abrege(cle));
                return Err(SedaError::mal_forme(detail));
            }
            let valeur = attribut.normalized_value(XmlVersion::Implicit1_0).map_err(|_| SedaError::Entites)?;
            if !valeur.chars().all(is_legal) {
                return Err(SedaError::mal_forme("un caractère n’a pas sa place dans un XML"));
            }
            attributs.push((cle.to_owned(), valeur.into_owned()));
        }
        Ok(Self { nom: local(start.name().into_inner()).to_owned(), espace, attributs })
    }

    pub(crate) fn out_of_place(&self, child: &Self) -> SedaError {
        SedaError::Desordre { ou: abrege(&self.nom), quoi: abrege(&child.nom) }
    }

    pub(crate) fn twice(&self, child: &Self) -> SedaError {
        SedaError::Double { ou: abrege(&self.nom), quoi: abrege(&child.nom) }
    }

    /// An attribute of SEDA, that has no prefix.
    pub(crate) fn attribut(&self, nom: &str) -> Option<&str> {
        self.attributs.iter().find(|(cle, _)| cle == nom).map(|(_, valeur)| valeur.as_str())
    }

    /// `xsi:nil`, whatever its prefix.
    pub(crate) fn is_nil(&self) -> bool {
        let nil = self.attributs.iter().find(|(cle, _)| cle.ends_with(":nil"));
        nil.is_some_and(|(_, valeur)| matches!(valeur.trim(), "true" | "1"))
    }

    pub(crate) fn require_id(&self) -> Result<String, SedaError> {
        self.require(self.attribut("id").map(|id| id.trim().to_owned()), "id")
    }

    pub(crate) fn require<V>(&self, valeur: Option<V>, quoi: &str) -> Result<V, SedaError> {
        valeur.ok_or_else(|| SedaError::Manquant { ou: abrege(&self.nom), quoi: quoi.to_owned() })
    }
}

fn local(full: &str) -> &str {
    full.rsplit(':').next().unwrap_or_default()
}

fn is_blank(texte: &str) -> bool {
    texte.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}

fn check_encoding(encodage: &str) -> Result<(), SedaError> {
    let known = ["utf-8", "utf8", "us-ascii"];
    if known.contains(&encodage.to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    Err(SedaError::Encodage { encodage: abrege(encodage) })
}

/// The character of a reference: by its number, or one of the five that XML has of itself.
fn resolve(reference: &BytesRef<'_>) -> Result<String, SedaError> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| francais::xml(&error))? {
        return Ok(c.to_string());
    }
    let known = match &*reference.xml10_content() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => return Err(SedaError::Entites),
    };
    Ok(known.to_owned())
}
