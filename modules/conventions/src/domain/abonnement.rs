//! `Abonnement`: a service that a collectivité has subscribed to, from a year on.

use std::collections::BTreeMap;

use kernel::{Exercice, Id, Montant};

use super::{Devis, PrixDevis, Refus, Service};

/// The identity of an abonnement.
pub type AbonnementId = Id<Abonnement>;

/// One abonnement. Several of the same service add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abonnement {
    pub(crate) service: Service,
    pub(crate) depuis: Exercice,
    pub(crate) jusqu_a: Option<Exercice>,
    /// The quantity from each year in which it changed; the first year is always there.
    pub(crate) quantites: BTreeMap<Exercice, u32>,
    pub(crate) prix: PrixAbonnement,
}

/// Where the price of an abonnement is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrixAbonnement {
    /// In the grid of the year.
    Grille,
    /// On the order form: purchase price of one certificate, at cost, never revised (CDG 82, art. 3.1, 6.3).
    Achat(Montant),
    /// In an accepted quote.
    Devis(PrixDevis),
}

impl Abonnement {
    /// An abonnement from `depuis` on. `achat` is the purchase price of a certificate, for that service only.
    ///
    /// # Errors
    /// [`Refus::QuantiteNulle`], [`Refus::QuantiteUnique`], [`Refus::PrixManquant`], [`Refus::PrixDeGrille`].
    pub fn new(service: Service, quantite: u32, depuis: Exercice, achat: Option<Montant>) -> Result<Self, Refus> {
        check_quantite(service, quantite)?;
        let prix = match (service, achat) {
            (Service::Certificat, Some(montant)) if montant > Montant::ZERO => PrixAbonnement::Achat(montant),
            (Service::Certificat, _) => return Err(Refus::PrixManquant),
            (_, None) => PrixAbonnement::Grille,
            (service, Some(_)) => return Err(Refus::PrixDeGrille(service)),
        };
        Ok(Self { service, depuis, jusqu_a: None, quantites: BTreeMap::from([(depuis, quantite)]), prix })
    }

    /// The abonnement that an accepted quote becomes.
    pub(crate) fn of_devis(devis: &Devis, prix: PrixDevis) -> Self {
        Self {
            service: devis.service(),
            depuis: devis.annee,
            jusqu_a: None,
            quantites: BTreeMap::from([(devis.annee, 1)]),
            prix: PrixAbonnement::Devis(prix),
        }
    }

    pub const fn service(&self) -> Service {
        self.service
    }

    pub const fn depuis(&self) -> Exercice {
        self.depuis
    }

    /// The last year due, once it is ended.
    pub const fn jusqu_a(&self) -> Option<Exercice> {
        self.jusqu_a
    }

    pub const fn prix(&self) -> &PrixAbonnement {
        &self.prix
    }

    pub const fn quantites(&self) -> &BTreeMap<Exercice, u32> {
        &self.quantites
    }

    /// Due in that year, for the whole of it: "aucune réduction au prorata temporis" (CDG 82, art. 6.3). What is ordered
    /// once is due the year of the order \[D\].
    pub fn is_due(&self, annee: Exercice) -> bool {
        let last = if self.service.is_ponctuel() { Some(self.depuis) } else { self.jusqu_a };
        self.depuis <= annee && last.is_none_or(|last| annee <= last)
    }

    /// The quantity of that year: the last one set.
    pub fn quantite(&self, annee: Exercice) -> u32 {
        self.quantites.range(..=annee).next_back().map_or(0, |(_, quantite)| *quantite)
    }

    /// The last year, up to `annee`, in which something of this abonnement changed: its start, a quantity, its end.
    pub(crate) fn last_word(&self, annee: Exercice) -> Option<Exercice> {
        let end = self.jusqu_a.map(Exercice::next);
        self.quantites.keys().copied().chain(end).filter(|year| *year <= annee).max()
    }

    /// Sets the quantity from a year on.
    pub fn set_quantite(&mut self, annee: Exercice, quantite: u32) -> Result<(), Refus> {
        check_quantite(self.service, quantite)?;
        self.check_not_before(annee)?;
        self.quantites.insert(annee, quantite);
        Ok(())
    }

    /// Ends it; the last year stays due whole.
    pub fn end(&mut self, derniere_annee: Exercice) -> Result<(), Refus> {
        self.check_not_before(derniere_annee)?;
        self.jusqu_a = Some(derniere_annee);
        Ok(())
    }

    fn check_not_before(&self, annee: Exercice) -> Result<(), Refus> {
        if annee < self.depuis { Err(Refus::AvantAbonnement(self.depuis)) } else { Ok(()) }
    }
}

/// True the first year of a service: due this year, and not the year before. A member who comes back after a year without
/// pays the first year again \[D\].
pub fn is_premiere_annee(abonnements: &[Abonnement], service: Service, annee: Exercice) -> bool {
    let due = |annee| abonnements.iter().any(|a| a.service == service && a.is_due(annee));
    due(annee) && !due(annee.previous())
}

fn check_quantite(service: Service, quantite: u32) -> Result<(), Refus> {
    match quantite {
        0 => Err(Refus::QuantiteNulle),
        2.. if service.is_unique() => Err(Refus::QuantiteUnique(service)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an(annee: i32) -> Exercice {
        Exercice::new(annee).unwrap()
    }

    fn demat(depuis: i32) -> Abonnement {
        Abonnement::new(Service::Demat, 3, an(depuis), None).unwrap()
    }

    #[test]
    fn the_last_quantity_set_holds_until_the_end() {
        let mut abonnement = demat(2018);
        abonnement.set_quantite(an(2020), 5).unwrap();
        abonnement.end(an(2021)).unwrap();
        let seen: Vec<_> = (2017..2023).map(|y| (abonnement.is_due(an(y)), abonnement.quantite(an(y)))).collect();
        assert_eq!(seen, [(false, 0), (true, 3), (true, 3), (true, 5), (true, 5), (false, 5)]);
        assert_eq!(abonnement.set_quantite(an(2017), 1), Err(Refus::AvantAbonnement(an(2018))));
        assert_eq!(abonnement.end(an(2017)), Err(Refus::AvantAbonnement(an(2018))));
    }

    #[test]
    fn a_certificate_is_due_the_year_of_its_order_only() {
        let certificat = Abonnement::new(Service::Certificat, 1, an(2020), Some(Montant::from_euros(90))).unwrap();
        assert!(certificat.is_due(an(2020)) && !certificat.is_due(an(2021)) && !certificat.is_due(an(2019)));
    }

    #[test]
    fn a_price_is_written_in_one_place() {
        let price = Some(Montant::from_euros(90));
        assert_eq!(Abonnement::new(Service::Certificat, 1, an(2020), None), Err(Refus::PrixManquant));
        assert_eq!(Abonnement::new(Service::Demat, 1, an(2020), price), Err(Refus::PrixDeGrille(Service::Demat)));
    }

    #[test]
    fn a_pack_is_one_a_year() {
        let refused = Abonnement::new(Service::WebConfort, 2, an(2020), None);
        assert_eq!(refused, Err(Refus::QuantiteUnique(Service::WebConfort)));
        assert_eq!(Abonnement::new(Service::N1, 0, an(2020), None), Err(Refus::QuantiteNulle));
    }

    #[test]
    fn the_first_year_is_that_of_the_service_not_of_each_line() {
        let mut ended = demat(2018);
        ended.end(an(2019)).unwrap();
        let continued = [ended.clone(), demat(2020)];
        assert!(is_premiere_annee(&continued, Service::Demat, an(2018)));
        assert!(!is_premiere_annee(&continued, Service::Demat, an(2020)), "no year without");
        let back = [ended, demat(2021)];
        assert!(is_premiere_annee(&back, Service::Demat, an(2021)), "2020 was a year without");
        assert!(!is_premiere_annee(&back, Service::Rgpd, an(2021)));
    }
}
