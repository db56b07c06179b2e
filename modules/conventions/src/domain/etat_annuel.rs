//! `EtatAnnuel`: the statement sent each year, basis of the invoice (CDG 82, art. 6.3); once validated it never changes.

use kernel::{CollectiviteId, Exercice, Id, Montant, Siren, nomenclature};
use time::Date;

use super::{Calculation, Constat, Gravite, LigneEtat, Prix, Refus};

/// The identity of an état.
pub type EtatAnnuelId = Id<EtatAnnuel>;

/// The état of a collectivité for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EtatAnnuel {
    pub id: EtatAnnuelId,
    pub collectivite: CollectiviteId,
    pub annee: Exercice,
    /// What its amounts include.
    pub prix: Prix,
    pub(crate) version: u32,
    pub(crate) rectifie: Option<EtatAnnuelId>,
    pub(crate) statut: StatutEtat,
    pub(crate) valide_le: Option<Date>,
    pub(crate) lignes: Vec<LigneEtat>,
    pub(crate) constats: Vec<Constat>,
}

nomenclature! {
    /// Where an état stands.
    pub enum StatutEtat: "Le statut d’état" {
        /// May be computed again at will.
        Calcule = "calcule", "Calculé";
        /// Sent and billed: immutable.
        Valide = "valide", "Validé";
        /// Validated, then replaced by the one that corrects it.
        Rectifie = "rectifie", "Rectifié";
    }
}

impl EtatAnnuel {
    /// The first état of a year.
    pub fn new(
        id: EtatAnnuelId,
        collectivite: CollectiviteId,
        annee: Exercice,
        prix: Prix,
        calculation: Calculation,
    ) -> Self {
        let (statut, valide_le, rectifie) = (StatutEtat::Calcule, None, None);
        let (lignes, constats) = kept(calculation);
        Self { id, collectivite, annee, prix, version: 1, rectifie, statut, valide_le, lignes, constats }
    }

    /// 1 for the first, 2 for its correction…
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The état that this one corrects.
    pub const fn rectifie(&self) -> Option<EtatAnnuelId> {
        self.rectifie
    }

    pub const fn statut(&self) -> StatutEtat {
        self.statut
    }

    pub const fn valide_le(&self) -> Option<Date> {
        self.valide_le
    }

    pub fn lignes(&self) -> &[LigneEtat] {
        &self.lignes
    }

    /// The anomalies found when it was computed.
    pub fn constats(&self) -> &[Constat] {
        &self.constats
    }

    /// How many anomalies prevent its validation.
    pub fn bloquantes(&self) -> usize {
        self.constats.iter().filter(|c| c.gravite == Gravite::Bloquante).count()
    }

    pub fn total(&self) -> Montant {
        self.lignes.iter().map(|l| l.montant).sum()
    }

    /// `EA-2020-218200020-1`: year, SIREN of the collectivité, version. Unique without a counter.
    pub fn numero(&self, siren: &Siren) -> String {
        format!("EA-{}-{siren}-{}", self.annee, self.version)
    }

    /// Replaces what was computed.
    ///
    /// # Errors
    /// [`Refus::EtatValide`].
    pub fn recompute(&mut self, calculation: Calculation) -> Result<(), Refus> {
        self.check_open()?;
        (self.lignes, self.constats) = kept(calculation);
        Ok(())
    }

    /// Makes it final.
    ///
    /// # Errors
    /// [`Refus::EtatValide`]; [`Refus::AnomaliesBloquantes`], with their number.
    pub fn validate(&mut self, le: Date) -> Result<(), Refus> {
        self.check_open()?;
        match self.bloquantes() {
            0 => {
                (self.statut, self.valide_le) = (StatutEtat::Valide, Some(le));
                Ok(())
            }
            count => Err(Refus::AnomaliesBloquantes(count)),
        }
    }

    /// A new état of the same year that corrects this one, which stands as it was sent.
    ///
    /// # Errors
    /// [`Refus::EtatNonValide`]: what is not validated is computed again.
    pub fn correct(&mut self, id: EtatAnnuelId, calculation: Calculation) -> Result<Self, Refus> {
        if self.statut != StatutEtat::Valide {
            return Err(Refus::EtatNonValide(self.annee));
        }
        self.statut = StatutEtat::Rectifie;
        let next = Self::new(id, self.collectivite, self.annee, self.prix, calculation);
        Ok(Self { version: self.version + 1, rectifie: Some(self.id), ..next })
    }

    fn check_open(&self) -> Result<(), Refus> {
        if self.statut == StatutEtat::Calcule { Ok(()) } else { Err(Refus::EtatValide(self.annee)) }
    }
}

fn kept(calculation: Calculation) -> (Vec<LigneEtat>, Vec<Constat>) {
    (calculation.lignes, calculation.anomalies.iter().map(Constat::from).collect())
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Instant};
    use time::macros::date;

    use super::*;
    use crate::domain::{Anomalie, LigneEtat, Service};

    fn etat(anomalies: Vec<Anomalie>) -> EtatAnnuel {
        let clock = Clock::fixed(Instant::from_unix_micros(0));
        let ligne = LigneEtat {
            service: Service::Domaine,
            libelle: Service::Domaine.libelle().to_owned(),
            quantite: 2,
            prix_unitaire: Montant::from_euros(15),
            montant: Montant::from_euros(30),
            explication: String::new(),
        };
        let calculation = Calculation { lignes: vec![ligne], anomalies };
        EtatAnnuel::new(Id::new(&clock), Id::new(&clock), Exercice::new(2020).unwrap(), Prix::Ttc, calculation)
    }

    #[test]
    fn a_validated_etat_never_changes() {
        let mut etat = etat(Vec::new());
        etat.recompute(Calculation { lignes: etat.lignes().to_vec(), ..Calculation::default() }).unwrap();
        etat.validate(date!(2020 - 12 - 01)).unwrap();
        assert_eq!(etat.recompute(Calculation::default()), Err(Refus::EtatValide(etat.annee)));
        assert_eq!(etat.validate(date!(2020 - 12 - 02)), Err(Refus::EtatValide(etat.annee)));
        assert_eq!(etat.total(), Montant::from_euros(30));
    }

    #[test]
    fn a_blocking_anomaly_prevents_validation_and_a_warning_does_not() {
        let mut blocked = etat(vec![Anomalie::PopulationManquante]);
        assert_eq!(blocked.validate(date!(2020 - 12 - 01)), Err(Refus::AnomaliesBloquantes(1)));
        let mut warned = etat(vec![Anomalie::AnnexeNonSignee { annee: blocked.annee, retenue: None }]);
        assert_eq!(warned.validate(date!(2020 - 12 - 01)), Ok(()));
    }

    #[test]
    fn a_correction_is_a_new_linked_etat() {
        let mut first = etat(Vec::new());
        let next = Id::new(&Clock::fixed(Instant::from_unix_micros(1)));
        assert_eq!(first.correct(next, Calculation::default()).unwrap_err(), Refus::EtatNonValide(first.annee));
        first.validate(date!(2020 - 12 - 01)).unwrap();
        let second = first.correct(next, Calculation::default()).unwrap();
        assert_eq!((first.statut(), first.total()), (StatutEtat::Rectifie, Montant::from_euros(30)));
        assert_eq!((second.version(), second.rectifie(), second.statut()), (2, Some(first.id), StatutEtat::Calcule));
        assert_eq!(second.numero(&"216200014".parse().unwrap()), "EA-2020-216200014-2");
        assert_eq!(first.correct(next, Calculation::default()).unwrap_err(), Refus::EtatNonValide(first.annee));
    }
}
