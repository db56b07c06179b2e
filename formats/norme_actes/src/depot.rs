//! `Depot`: who carries an envelope, on which day and under which number.

use time::Date;

use crate::{ActesError, NomArchive, NomEnveloppe, NumeroSiren};

/// What names an envelope and its archive, besides the collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depot {
    /// Three characters, given to the operator at its homologation.
    pub trigramme: String,
    /// Four letters: `EACT`.
    pub application: String,
    /// The day of the sending, never that of the decision.
    pub date: Date,
    /// From 1; with the day and the SIREN, it names one envelope for ever.
    pub serie: u32,
}

impl Depot {
    /// # Errors
    /// When the trigramme, the application or the number is not what names allow.
    pub fn archive(&self, siren: NumeroSiren) -> Result<NomArchive, ActesError> {
        let enveloppe = NomEnveloppe::new(&self.application, siren, self.date, self.serie);
        let nom = NomArchive { trigramme: self.trigramme.clone(), enveloppe };
        nom.check()?;
        Ok(nom)
    }
}
