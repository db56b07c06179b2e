//! First reading: the signatures of a file, where they are, and the bordereaux when it is a PES.

use std::io::Read;

use c14n::{Encodage, Event, Reader};

use crate::{
    chemin::Chemin,
    error::XadesError,
    lue::{Lue, Lus},
    noeud::Capture,
    noms::DS,
    pes::{Pes, Suivi},
};

/// Signatures of one file. A PES of 100 MB has a thousand bordereaux.
const SIGNATURES: usize = 20_000;

/// What the first reading gives.
#[derive(Debug)]
pub(crate) struct Releve {
    pub(crate) encodage: Encodage,
    pub(crate) signatures: Vec<Lue>,
    pub(crate) pes: Option<Pes>,
}

/// Reads a file to its end.
pub(crate) fn read(source: impl Read) -> Result<Releve, XadesError> {
    let mut reader = Reader::new(source)?;
    let encodage = reader.encodage();
    let mut suivi = Suivi::default();
    let mut chemin = Chemin::default();
    let mut lus = Lus::default();
    let mut signatures: Vec<Lue> = Vec::new();
    let mut capture: Option<Capture> = None;
    // The depth of the element whose last child seems to be the last signature.
    let mut dernier: Option<usize> = None;
    while let Some(event) = reader.next()? {
        if let Some(open) = &mut capture {
            if let Some(noeud) = open.push(&event)? {
                if signatures.len() == SIGNATURES {
                    return Err(XadesError::TropGrand { quoi: "signatures", max: SIGNATURES });
                }
                signatures.push(Lue::read(&noeud, chemin.text(0), &mut lus));
                suivi.signed(&chemin);
                dernier = Some(chemin.depth());
                capture = None;
            }
            continue;
        }
        match &event {
            Event::Start(start) => {
                if dernier.take_if(|depth| *depth == chemin.depth()).is_some()
                    && let Some(last) = signatures.last_mut()
                {
                    last.derniere = false;
                }
                if start.is(DS, "Signature") {
                    capture = Some(Capture::new(start));
                    continue;
                }
                chemin.enter(start.local());
                suivi.start(start, &chemin)?;
            }
            Event::End(end) => {
                dernier.take_if(|depth| *depth == chemin.depth());
                suivi.end(end, &chemin);
                chemin.leave();
            }
            _ => {}
        }
    }
    Ok(Releve { encodage, signatures, pes: suivi.finish() })
}
