//! What the tests share: both real grids, years and amounts as they are read in the documents.

use conventions::{
    domain::{Abonnement, Calculation, Faits, Grille, Redevable, Service, Syntec, compute, import},
    store::membres::Identite,
};
use kernel::{Clock, Exercice, GenreCollectivite, Id, Montant};

pub const CDG82: &str = include_str!("../../../../data/tarifs/cdg82-2020.toml");
pub const CDG62: &str = include_str!("../../../../data/tarifs/cdg62-2025.toml");

pub fn cdg82() -> Grille {
    import(CDG82, "Convention générale d’adhésion, version 2020").unwrap()
}

pub fn cdg62() -> Grille {
    import(CDG62, "Délibération 2025-426").unwrap()
}

pub fn an(annee: i32) -> Exercice {
    Exercice::new(annee).unwrap()
}

pub fn euros(text: &str) -> Montant {
    text.parse().unwrap()
}

pub fn syntec(values: &[(&str, &str)]) -> Syntec {
    values.iter().map(|(mois, indice)| (mois.parse().unwrap(), indice.parse().unwrap())).collect()
}

pub fn abonnement(service: Service, quantite: u32, depuis: i32) -> Abonnement {
    Abonnement::new(service, quantite, an(depuis), None).unwrap()
}

pub fn commune(population: u32) -> Redevable {
    Redevable { genre: GenreCollectivite::Commune, population: Some(population), assimilation: None }
}

/// The état of a commune of 1 000 inhabitants, in convention, without census.
pub fn etat(abonnements: &[Abonnement], grille: &Grille, annee: i32) -> Calculation {
    let faits = Faits { redevable: commune(1_000), en_convention: true, abonnements, recensements: &[] };
    compute(&faits, grille, an(annee))
}

/// Lines as `SERVICE quantity × unit = amount`.
pub fn lines(calculation: &Calculation) -> Vec<String> {
    let line = |l: &conventions::domain::LigneEtat| {
        format!("{} {} × {} = {}", l.service, l.quantite, l.prix_unitaire.decimal(), l.montant.decimal())
    };
    calculation.lignes.iter().map(line).collect()
}

pub fn codes(calculation: &Calculation) -> Vec<&'static str> {
    calculation.anomalies.iter().map(conventions::domain::Anomalie::code).collect()
}

/// A clock that stands at the beginning of 2020.
pub fn clock() -> Clock {
    Clock::fixed("2020-01-02T08:00:00Z".parse().unwrap())
}

/// A commune of 1 000 inhabitants.
pub fn identite(clock: &Clock, siren: &str, nom: &str) -> Identite {
    Identite {
        id: Id::new(clock),
        siren: siren.parse().unwrap(),
        nom: nom.to_owned(),
        genre: GenreCollectivite::Commune,
        population: Some(1_000),
    }
}
