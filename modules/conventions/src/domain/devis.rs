//! `Devis`: a quote of days and lump sums, which becomes an abonnement when it is accepted.

use kernel::{CollectiviteId, Exercice, Id, Montant, nomenclature};
use time::Date;

use super::{Abonnement, Refus, Service};

/// The identity of a quote.
pub type DevisId = Id<Devis>;

/// A quote for one service: the DPD of those whom no tranche prices (CDG 82, art. 5.6), or work outside the convention
/// (art. 4.3, 6.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Devis {
    pub id: DevisId,
    pub collectivite: CollectiviteId,
    pub numero: String,
    pub objet: String,
    /// The first year it is for.
    pub annee: Exercice,
    /// The price of a day, taken from the grid of that year.
    pub tarif_jour: Montant,
    pub(crate) service: Service,
    pub(crate) lignes: Vec<LigneDevis>,
    pub(crate) etat: EtatDevis,
    /// The day it left; a new sending moves it.
    pub(crate) envoye_le: Option<Date>,
    /// The day it was accepted or refused.
    pub(crate) tranche_le: Option<Date>,
    /// How many times it was kept: it is not accepted twice.
    pub(crate) version: u32,
}

/// A line of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneDevis {
    pub libelle: String,
    pub quand: Quand,
    pub prix: PrixLigne,
}

/// What a line costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrixLigne {
    /// Days of work, counted in half-days, at the price of the day.
    DemiJournees(u32),
    Forfait(Montant),
}

nomenclature! {
    /// The years a line is for.
    pub enum Quand: "La période du devis" {
        PremiereAnnee = "premiere_annee", "La première année";
        AnneesSuivantes = "annees_suivantes", "Chacune des années suivantes";
    }
}

nomenclature! {
    /// Where a quote stands.
    pub enum EtatDevis: "L’état de devis" {
        Brouillon = "brouillon", "En préparation";
        Envoye = "envoye", "Envoyé";
        Accepte = "accepte", "Accepté";
        Refuse = "refuse", "Refusé";
    }
}

/// The yearly amounts of an accepted quote. They stay as accepted; a new quote replaces them \[D\].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrixDevis {
    pub devis: DevisId,
    pub numero: String,
    pub premiere_annee: Montant,
    /// None when the quote says nothing of the following years: they need another one.
    pub annees_suivantes: Option<Montant>,
}

impl Devis {
    /// # Errors
    /// [`Refus::ServiceSansDevis`] for what has a price in the grid.
    pub fn new(
        id: DevisId,
        collectivite: CollectiviteId,
        numero: &str,
        service: Service,
        annee: Exercice,
        tarif_jour: Montant,
    ) -> Result<Self, Refus> {
        if !matches!(service, Service::Rgpd | Service::Journee) {
            return Err(Refus::ServiceSansDevis(service));
        }
        Ok(Self {
            id,
            collectivite,
            numero: numero.to_owned(),
            objet: String::new(),
            annee,
            tarif_jour,
            service,
            lignes: Vec::new(),
            etat: EtatDevis::Brouillon,
            envoye_le: None,
            tranche_le: None,
            version: 0,
        })
    }

    pub const fn service(&self) -> Service {
        self.service
    }

    pub fn lignes(&self) -> &[LigneDevis] {
        &self.lignes
    }

    pub const fn etat(&self) -> EtatDevis {
        self.etat
    }

    pub const fn envoye_le(&self) -> Option<Date> {
        self.envoye_le
    }

    pub const fn tranche_le(&self) -> Option<Date> {
        self.tranche_le
    }

    pub fn push(&mut self, ligne: LigneDevis) -> Result<(), Refus> {
        self.check_open()?;
        self.lignes.push(ligne);
        Ok(())
    }

    pub fn montant(&self, ligne: &LigneDevis) -> Montant {
        match ligne.prix {
            PrixLigne::DemiJournees(n) => self.tarif_jour.proportion(n.into(), 2),
            PrixLigne::Forfait(montant) => montant,
        }
    }

    /// The total of the lines of a period; none without any.
    pub fn total(&self, quand: Quand) -> Option<Montant> {
        let mut lines = self.lignes.iter().filter(|l| l.quand == quand).map(|l| self.montant(l)).peekable();
        lines.peek().is_some().then_some(())?;
        Some(lines.sum())
    }

    pub fn send(&mut self, le: Date) -> Result<(), Refus> {
        self.check_open()?;
        if self.total(Quand::PremiereAnnee).is_none() {
            return Err(Refus::DevisVide);
        }
        (self.etat, self.envoye_le) = (EtatDevis::Envoye, Some(le));
        Ok(())
    }

    /// The collectivité accepts: the abonnement it becomes.
    pub fn accept(&mut self, le: Date) -> Result<Abonnement, Refus> {
        self.check_open()?;
        let premiere_annee = self.total(Quand::PremiereAnnee).ok_or(Refus::DevisVide)?;
        let annees_suivantes = self.total(Quand::AnneesSuivantes);
        (self.etat, self.tranche_le) = (EtatDevis::Accepte, Some(le));
        let prix = PrixDevis { devis: self.id, numero: self.numero.clone(), premiere_annee, annees_suivantes };
        Ok(Abonnement::of_devis(self, prix))
    }

    pub fn refuse(&mut self, le: Date) -> Result<(), Refus> {
        self.check_open()?;
        (self.etat, self.tranche_le) = (EtatDevis::Refuse, Some(le));
        Ok(())
    }

    fn check_open(&self) -> Result<(), Refus> {
        match self.etat {
            EtatDevis::Brouillon | EtatDevis::Envoye => Ok(()),
            EtatDevis::Accepte => Err(Refus::DevisTranche("accepté")),
            EtatDevis::Refuse => Err(Refus::DevisTranche("refusé")),
        }
    }
}

impl PrixLigne {
    /// « 2,5 j », « forfait ».
    pub fn quantite(self) -> String {
        match self {
            Self::DemiJournees(n) if n.is_multiple_of(2) => format!("{}\u{a0}j", n / 2),
            Self::DemiJournees(n) => format!("{},5\u{a0}j", n / 2),
            Self::Forfait(_) => "forfait".to_owned(),
        }
    }
}

impl LigneDevis {
    pub fn new(libelle: &str, quand: Quand, prix: PrixLigne) -> Self {
        Self { libelle: libelle.to_owned(), quand, prix }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn devis(service: Service) -> Result<Devis, Refus> {
        let clock = kernel::Clock::fixed(kernel::Instant::from_unix_micros(0));
        let annee = Exercice::new(2020).unwrap();
        Devis::new(Id::new(&clock), Id::new(&clock), "D-2020-1", service, annee, Montant::from_euros(250))
    }

    #[test]
    fn days_and_lump_sums_add_up_by_period() {
        let mut devis = devis(Service::Rgpd).unwrap();
        devis.push(LigneDevis::new("Mise en place", Quand::PremiereAnnee, PrixLigne::DemiJournees(25))).unwrap();
        devis
            .push(LigneDevis::new("Formation", Quand::PremiereAnnee, PrixLigne::Forfait(Montant::from_cents(18_050))))
            .unwrap();
        devis.push(LigneDevis::new("Suivi", Quand::AnneesSuivantes, PrixLigne::DemiJournees(12))).unwrap();
        assert_eq!(devis.total(Quand::PremiereAnnee), Some("3305.50".parse().unwrap()), "12,5 × 250 + 180,50");
        assert_eq!(devis.total(Quand::AnneesSuivantes), Some("1500".parse().unwrap()), "6 × 250");
    }

    #[test]
    fn an_accepted_quote_becomes_a_subscription_and_closes() {
        let mut devis = devis(Service::Journee).unwrap();
        assert_eq!(devis.accept(date!(2020 - 02 - 03)), Err(Refus::DevisVide));
        devis.push(LigneDevis::new("Module spécifique", Quand::PremiereAnnee, PrixLigne::DemiJournees(3))).unwrap();
        devis.send(date!(2020 - 02 - 01)).unwrap();
        let abonnement = devis.accept(date!(2020 - 02 - 03)).unwrap();
        assert_eq!(abonnement.service(), Service::Journee);
        let super::super::PrixAbonnement::Devis(prix) = abonnement.prix() else { panic!("a quoted price") };
        assert_eq!((prix.premiere_annee, prix.annees_suivantes), (Montant::from_euros(375), None));
        assert_eq!(devis.refuse(date!(2020 - 02 - 04)), Err(Refus::DevisTranche("accepté")));
    }

    #[test]
    fn half_days_are_told_in_days() {
        let told = [4, 5, 1].map(|n| PrixLigne::DemiJournees(n).quantite());
        assert_eq!(told, ["2\u{a0}j", "2,5\u{a0}j", "0,5\u{a0}j"]);
    }

    #[test]
    fn what_has_a_price_is_not_quoted() {
        assert_eq!(devis(Service::N2).unwrap_err(), Refus::ServiceSansDevis(Service::N2));
    }
}
