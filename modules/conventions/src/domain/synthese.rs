//! Summaries of the états of a year: totals by service, and members by class.

use std::collections::BTreeMap;

use kernel::Montant;

use super::{LigneEtat, Service};

/// What one service brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TotalService {
    /// Collectivités with at least one line of the service.
    pub collectivites: u32,
    pub montant: Montant,
}

/// The totals of many états, each told by its lines, by service in the order of the catalogue.
pub fn total_by_service<'a>(etats: impl IntoIterator<Item = &'a [LigneEtat]>) -> BTreeMap<Service, TotalService> {
    let mut totals: BTreeMap<Service, TotalService> = BTreeMap::new();
    for etat in etats {
        for (service, montant) in amounts_by_service(etat) {
            let total = totals.entry(service).or_default();
            total.collectivites += 1;
            total.montant += montant;
        }
    }
    totals
}

/// The amounts of one état, its lines of the same service added up.
pub fn amounts_by_service(lignes: &[LigneEtat]) -> BTreeMap<Service, Montant> {
    let mut amounts = BTreeMap::new();
    for ligne in lignes {
        *amounts.entry(ligne.service).or_insert(Montant::ZERO) += ligne.montant;
    }
    amounts
}

/// Members of a class, out of all the collectivités of that class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Couverture {
    pub membres: u32,
    pub total: u32,
}

/// The coverage of the territory, by whatever classes the collectivités are sorted in.
pub fn coverage<C: Ord>(collectivites: impl IntoIterator<Item = (C, bool)>) -> BTreeMap<C, Couverture> {
    let mut classes: BTreeMap<C, Couverture> = BTreeMap::new();
    for (class, is_membre) in collectivites {
        let class = classes.entry(class).or_default();
        class.total += 1;
        class.membres += u32::from(is_membre);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ligne(service: Service, euros: i64) -> LigneEtat {
        let montant = Montant::from_euros(euros);
        let libelle = service.libelle().to_owned();
        LigneEtat { service, libelle, quantite: 1, prix_unitaire: montant, montant, explication: String::new() }
    }

    #[test]
    fn two_lines_of_a_service_are_one_collectivite() {
        let first = [ligne(Service::N3, 316), ligne(Service::N3, 190), ligne(Service::Domaine, 15)];
        let second = [ligne(Service::N3, 10)];
        let totals = total_by_service([&first[..], &second[..]]);
        assert_eq!(totals[&Service::N3], TotalService { collectivites: 2, montant: Montant::from_euros(516) });
        assert_eq!(totals[&Service::Domaine], TotalService { collectivites: 1, montant: Montant::from_euros(15) });
        assert_eq!(totals.len(), 2);
    }

    #[test]
    fn members_are_counted_by_class() {
        let classes = coverage([("petite", true), ("petite", false), ("grande", false)]);
        assert_eq!(classes["petite"], Couverture { membres: 1, total: 2 });
        assert_eq!(classes["grande"], Couverture { membres: 0, total: 1 });
    }
}
