//! `read`: the bytes of a message or an envelope, whoever wrote them, and what they say that the schema refuses.

use crate::{
    ActesError, Encodage, EnveloppeClMisill, EnveloppeMisillCl, Message,
    arbre::{Element, OCTETS_MAX},
    decode,
    ecriture::ESPACE,
    encodage::begins_as_xml,
    error::abrege,
};

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lecture {
    pub contenu: Contenu,
    pub encodage: Encodage,
    /// What the schema would refuse and that was read all the same; empty when the file is as it should be.
    pub ecarts: Vec<Ecart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contenu {
    Message(Box<Message>),
    EnveloppeClMisill(EnveloppeClMisill),
    EnveloppeMisillCl(EnveloppeMisillCl),
}

/// A gap between what was received and the schema.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Ecart {
    /// The element or attribute concerned.
    pub champ: String,
    /// A complete French sentence.
    pub phrase: String,
}

/// The text that is read, and the gaps found on the way.
pub(crate) struct Source<'a> {
    texte: &'a str,
    ecarts: Vec<Ecart>,
}

impl Source<'_> {
    pub(crate) fn ecart(&mut self, champ: &str, phrase: String) {
        self.ecarts.push(Ecart { champ: champ.to_owned(), phrase });
    }

    /// What an element holds, as it was written.
    pub(crate) fn extrait(&self, element: &Element) -> Option<String> {
        self.texte.get(element.interieur.clone()).map(|texte| texte.trim().to_owned())
    }
}

/// Whether the first tag is one of ACTES, whatever is wrong further on.
pub(crate) fn begins_as_actes(octets: &[u8]) -> bool {
    begins_as_xml(octets)
        && octets.len() <= OCTETS_MAX
        && decode(octets).is_ok_and(|(texte, _)| Element::begins_in(&texte, ESPACE))
}

/// Reads any XML of ACTES: strict on what makes the message, lenient on the rest.
///
/// # Errors
/// When it is not XML, not ACTES, or when what makes the message (its acte, its date…) is missing.
pub fn read(octets: &[u8]) -> Result<Lecture, ActesError> {
    if octets.len() > OCTETS_MAX {
        return Err(ActesError::TropLourd { mo: OCTETS_MAX >> 20 });
    }
    let (texte, encodage) = decode(octets)?;
    let racine = Element::parse(&texte)?;
    if racine.espace != ESPACE {
        return Err(ActesError::PasActes { racine: abrege(&racine.nom), espace: abrege(&racine.espace) });
    }
    let mut source = Source { texte: &texte, ecarts: Vec::new() };
    let contenu = match racine.nom.as_str() {
        "EnveloppeCLMISILL" => Contenu::EnveloppeClMisill(EnveloppeClMisill::read(&racine, &source)?),
        "EnveloppeMISILLCL" => Contenu::EnveloppeMisillCl(EnveloppeMisillCl::read(&racine, &mut source)?),
        _ => Contenu::Message(Box::new(Message::read(&racine, &mut source)?)),
    };
    Ok(Lecture { contenu, encodage, ecarts: source.ecarts })
}
