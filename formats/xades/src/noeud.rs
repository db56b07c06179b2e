//! `Noeud`: the elements of one signature, held whole; it is small whatever the file is.

use std::ops::Range;

use c14n::{Event, Start};

use crate::{
    error::XadesError,
    noms::{DS, XADES},
};

/// Elements of one signature.
const NOEUDS: usize = 20_000;
/// Bytes of one signature: lists of revocation may be in it.
const OCTETS: usize = 8 << 20;

/// An element. Comments and instructions are left out; `coupe` says whether one cut a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noeud {
    pub(crate) espace: Espace,
    pub(crate) nom: String,
    /// Without namespace: the only ones that signatures use.
    pub(crate) attributs: Vec<(String, String)>,
    pub(crate) texte: String,
    pub(crate) enfants: Vec<Noeud>,
    /// Bytes of the file.
    pub(crate) place: Range<u64>,
    /// Where its end tag starts.
    pub(crate) fin: u64,
    pub(crate) coupe: bool,
}

/// Whose element it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Espace {
    Signature,
    /// Rank in [`XADES`].
    Xades(usize),
    #[default]
    Autre,
}

impl Espace {
    pub(crate) fn of(start: &Start<'_>) -> Self {
        let espace = start.namespace();
        if espace == DS.as_bytes() {
            return Self::Signature;
        }
        XADES.iter().position(|known| espace == known.as_bytes()).map_or(Self::Autre, Self::Xades)
    }
}

impl Noeud {
    fn of(start: &Start<'_>) -> Self {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let bare = start.attributes().filter(|attribute| attribute.is_bare() || attribute.name() == b"xml:id");
        Self {
            espace: Espace::of(start),
            nom: text(start.local()),
            attributs: bare.map(|attribute| (text(attribute.name()), text(attribute.value()))).collect(),
            place: start.span(),
            ..Self::default()
        }
    }

    pub(crate) fn attribut(&self, nom: &str) -> Option<&str> {
        self.attributs.iter().find(|(known, _)| known == nom).map(|(_, valeur)| valeur.as_str())
    }

    /// The children of this name that are of XML signatures or of XAdES: versions of the latter differ on which.
    pub(crate) fn all(&self, nom: &str) -> impl Iterator<Item = &Self> {
        self.enfants.iter().filter(move |enfant| enfant.espace != Espace::Autre && enfant.nom == nom)
    }

    /// The only child of this name; none when there are two.
    pub(crate) fn get(&self, nom: &str) -> Option<&Self> {
        let mut found = self.all(nom);
        found.next().filter(|_| found.next().is_none())
    }

    /// The only descendant by these names.
    pub(crate) fn path(&self, noms: &[&str]) -> Option<&Self> {
        noms.iter().try_fold(self, |noeud, nom| noeud.get(nom))
    }

    /// Its text without the blanks around.
    pub(crate) fn texte(&self) -> &str {
        self.texte.trim()
    }

    /// Whether a comment or an instruction cuts a text, here or below.
    pub(crate) fn est_coupe(&self) -> bool {
        self.coupe || self.enfants.iter().any(Self::est_coupe)
    }

    /// Whether an element of this name is below, in any version of XAdES.
    pub(crate) fn holds(&self, nom: &str) -> bool {
        self.enfants.iter().any(|enfant| enfant.nom == nom || enfant.holds(nom))
    }
}

/// The elements that are open, from the signature down.
#[derive(Debug)]
pub(crate) struct Capture {
    open: Vec<Noeud>,
    noeuds: usize,
    octets: usize,
}

impl Capture {
    pub(crate) fn new(start: &Start<'_>) -> Self {
        Self { open: vec![Noeud::of(start)], noeuds: 1, octets: 0 }
    }

    /// Takes what follows the start of the signature; gives it once it ends.
    pub(crate) fn push(&mut self, event: &Event<'_>) -> Result<Option<Noeud>, XadesError> {
        match event {
            Event::Start(start) => {
                self.noeuds += 1;
                self.octets += usize::try_from(start.span().end - start.span().start).unwrap_or(OCTETS);
                self.open.push(Noeud::of(start));
            }
            Event::End(end) => {
                let Some(mut noeud) = self.open.pop() else { return Ok(None) };
                (noeud.place.end, noeud.fin) = (end.span.end, end.span.start);
                match self.open.last_mut() {
                    Some(parent) => parent.enfants.push(noeud),
                    None => return Ok(Some(noeud)),
                }
            }
            Event::Text(text) => {
                self.octets += text.len();
                if let Some(noeud) = self.open.last_mut() {
                    noeud.texte.push_str(&String::from_utf8_lossy(text));
                }
            }
            Event::Comment(_) | Event::Instruction { .. } => {
                if let Some(noeud) = self.open.last_mut() {
                    noeud.coupe |= noeud.enfants.is_empty() && !noeud.texte.trim().is_empty();
                }
            }
        }
        if self.noeuds > NOEUDS {
            return Err(XadesError::TropGrand { quoi: "éléments dans une signature", max: NOEUDS });
        }
        if self.octets > OCTETS {
            return Err(XadesError::TropGrand { quoi: "octets dans une signature", max: OCTETS });
        }
        Ok(None)
    }
}
