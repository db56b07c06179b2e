//! A time stamp of the whole file, that proves all that is in it: level B-LTA (ETSI EN 319 142-1, 5.4.3).

use cades::{Demande, Jeton};
use certificats::Hachage;
use pdf::{Dict, Document, Object, Revision};
use serde::{Deserialize, Serialize};

use crate::{error::PadesError, formulaire::Formulaire, trou::Trou};

/// Bytes kept for the token.
const PLACE: usize = 16 << 10;

/// A file that waits for its time stamp. It is kept between two requests, without the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparationHorodatage {
    trou: Trou,
    demande: Demande,
}

/// Prepares the time stamp of this file; `nonce` is drawn by the caller.
pub fn prepare_horodatage(octets: &[u8], hachage: Hachage, nonce: &[u8]) -> Result<PreparationHorodatage, PadesError> {
    let document = Document::open(octets)?;
    let mut revision = Revision::new(&document);
    let formulaire = Formulaire::read(&document)?;
    let pages = pdf::pages(&document)?;
    let (champ, dict) = formulaire.add(&mut revision, &formulaire.free_name("Horodatage"), &pages[0], [0.0; 4])?;
    let value = Dict::default()
        .with("Type", Object::name("DocTimeStamp"))
        .with("Filter", Object::name("Adobe.PPKLite"))
        .with("SubFilter", Object::name("ETSI.RFC3161"));
    let value = revision.add(Trou::entries(value, PLACE));
    revision.replace(champ, dict.with("V", value));
    let trou = Trou::new(octets, revision, PLACE)?;
    let demande = Demande::new(hachage, &trou.digest(octets, hachage)?, nonce)?;
    Ok(PreparationHorodatage { trou, demande })
}

impl PreparationHorodatage {
    /// The question for the authority.
    pub fn demande(&self) -> &Demande {
        &self.demande
    }

    /// The stamped file, once the answer is known to be that of the question.
    pub fn write(&self, octets: &[u8], reponse: &[u8]) -> Result<Vec<u8>, PadesError> {
        let jeton: Jeton = self.demande.read_response(reponse)?;
        self.trou.fill(octets, jeton.der())
    }
}
