//! `Pes`: what the signature of a PES Aller has to know of it: its bordereaux, its headers, its root.

use std::ops::Range;

use c14n::{End, Start};

use crate::{chemin::Chemin, error::XadesError};

const PES_ALLER: &str = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller";
/// Bordereaux of one file.
const BORDEREAUX: usize = 100_000;

/// Both kinds of orders, with the path of their bordereaux.
const GENRES: [(Genre, &str, &str, &str); 2] = [
    (
        Genre::Depense,
        "/PES_Aller/PES_DepenseAller/Bordereau",
        "/PES_Aller/PES_DepenseAller/Bordereau/BlocBordereau/IdBord",
        "/PES_Aller/PES_DepenseAller/EnTeteDepense",
    ),
    (
        Genre::Recette,
        "/PES_Aller/PES_RecetteAller/Bordereau",
        "/PES_Aller/PES_RecetteAller/Bordereau/BlocBordereau/IdBord",
        "/PES_Aller/PES_RecetteAller/EnTeteRecette",
    ),
];

/// A PES Aller, as its signature sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pes {
    pub(crate) racine: Signable,
    pub(crate) bordereaux: Vec<Bordereau>,
    pub(crate) entetes: Vec<EnTete>,
}

/// Whether a bordereau is of mandats or of titres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Genre {
    Depense,
    Recette,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bordereau {
    pub(crate) genre: Genre,
    pub(crate) numero: Option<String>,
    pub(crate) element: Signable,
}

/// An element that may be signed, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signable {
    pub(crate) id: Option<String>,
    /// Its start tag, in bytes of the file.
    pub(crate) balise: Range<u64>,
    /// Where its end tag starts.
    pub(crate) fin: u64,
    /// Signatures that it holds.
    pub(crate) signatures: usize,
}

/// The header of a kind: it says whether its bordereaux are dematerialised, hence signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EnTete {
    pub(crate) genre: Genre,
    /// The value of `InfoDematerialisee`, and where it is.
    pub(crate) demat: Option<(String, Range<u64>)>,
    /// Where its end tag starts; none when it is written `<a/>`.
    pub(crate) fin: Option<u64>,
}

impl Bordereau {
    /// How people call it.
    pub(crate) fn nom(&self) -> String {
        let genre = match self.genre {
            Genre::Depense => "dépense",
            Genre::Recette => "recette",
        };
        format!("Le bordereau de {genre} n° {}", self.numero.as_deref().unwrap_or("inconnu"))
    }
}

impl EnTete {
    pub(crate) fn est_dematerialise(&self) -> bool {
        self.demat.as_ref().is_some_and(|(value, _)| matches!(value.trim(), "1" | "true"))
    }
}

impl Signable {
    fn of(start: &Start<'_>) -> Self {
        let id = start.value("Id").map(std::borrow::Cow::into_owned);
        Self { id, balise: start.span(), fin: start.span().end, signatures: 0 }
    }
}

/// Follows a first reading.
#[derive(Debug, Default)]
pub(crate) struct Suivi(Option<Pes>);

impl Suivi {
    pub(crate) fn start(&mut self, start: &Start<'_>, chemin: &Chemin) -> Result<(), XadesError> {
        let depth = chemin.depth();
        if depth == 1 && start.is(PES_ALLER, "PES_Aller") {
            self.0 = Some(Pes { racine: Signable::of(start), bordereaux: Vec::new(), entetes: Vec::new() });
        }
        // Deeper or elsewhere, nothing is looked at: most elements are there.
        let Some(pes) = self.0.as_mut().filter(|_| (3..=5).contains(&depth)) else { return Ok(()) };
        for (genre, bordereau, numero, entete) in GENRES {
            match depth {
                3 if chemin.is(bordereau) => {
                    if pes.bordereaux.len() == BORDEREAUX {
                        return Err(XadesError::TropGrand { quoi: "bordereaux", max: BORDEREAUX });
                    }
                    pes.bordereaux.push(Bordereau { genre, numero: None, element: Signable::of(start) });
                }
                3 if chemin.is(entete) => pes.entetes.push(EnTete { genre, demat: None, fin: None }),
                4 if start.local() == b"InfoDematerialisee" => {
                    let value = start.attribute("V").filter(|_| chemin.text(1) == entete);
                    if let (Some(value), Some(last)) = (value, pes.entetes.last_mut()) {
                        last.demat = Some((String::from_utf8_lossy(value.value()).into_owned(), value.span()));
                    }
                }
                5 if start.local() == b"IdBord" && chemin.is(numero) => {
                    if let Some(last) = pes.bordereaux.last_mut() {
                        last.numero = start.value("V").map(std::borrow::Cow::into_owned);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn end(&mut self, end: &End<'_>, chemin: &Chemin) {
        let Some(pes) = &mut self.0 else { return };
        match chemin.depth() {
            1 => pes.racine.fin = end.span.start,
            3 => {
                for (_, bordereau, _, entete) in GENRES {
                    if chemin.is(bordereau) {
                        pes.bordereaux.iter_mut().last().into_iter().for_each(|last| last.element.fin = end.span.start);
                    } else if chemin.is(entete) && !end.span.is_empty() {
                        pes.entetes.iter_mut().last().into_iter().for_each(|last| last.fin = Some(end.span.start));
                    }
                }
            }
            _ => {}
        }
    }

    /// A signature ends, in the element where `chemin` is.
    pub(crate) fn signed(&mut self, chemin: &Chemin) {
        let Some(pes) = &mut self.0 else { return };
        if chemin.depth() == 1 {
            pes.racine.signatures += 1;
        }
        if GENRES.iter().any(|(_, bordereau, _, _)| chemin.is(bordereau))
            && let Some(last) = pes.bordereaux.last_mut()
        {
            last.element.signatures += 1;
        }
    }

    pub(crate) fn finish(self) -> Option<Pes> {
        self.0
    }
}
