//! The workbooks of the états: one for each member, and the summary of all.

use std::collections::BTreeMap;

use editique::{Cellule, Classeur, Colonne, Tableau};
use kernel::{Exercice, Montant, Taux};
use time::Date;

use super::{EtatEdite, FicheCentre};
use crate::domain::{EtatAnnuel, Service, StatutEtat, total_by_service};

/// The état as a workbook: one sheet, the computation in its own column.
pub fn etat_classeur(centre: &FicheCentre, edite: &EtatEdite, le: Date) -> Classeur {
    let etat = edite.etat;
    let colonnes = [
        Colonne::texte("Code"),
        Colonne::texte("Service souscrit"),
        Colonne::entier("Quantité"),
        Colonne::montant("Prix unitaire"),
        Colonne::montant("Montant"),
        Colonne::texte("Calcul"),
    ];
    let titre = format!("État annuel {} n° {}", etat.annee, edite.numero());
    let total =
        ["".into(), "Total".into(), Cellule::Vide, Cellule::Vide, etat.total().into(), etat.prix.libelle().into()];
    let mut tableau = Tableau::new(titre.clone(), colonnes).with_totaux(total).with_note(edite.membre.sous_titre());
    if let Some(numero) = edite.numero_rectifie() {
        tableau = tableau.with_note(format!("Annule et remplace l’état n°\u{a0}{numero}."));
    }
    for ligne in etat.lignes() {
        tableau.push([
            ligne.service.code().into(),
            ligne.libelle.as_str().into(),
            ligne.quantite.into(),
            ligne.prix_unitaire.into(),
            ligne.montant.into(),
            ligne.explication.as_str().into(),
        ]);
    }
    Classeur::new(titre, &centre.nom, etat.valide_le().unwrap_or(le)).with_feuille(edite.numero(), tableau)
}

/// The summary of a year: totals by service, by member, anomalies. What was corrected counts once, by its correction.
pub fn recapitulatif(centre: &FicheCentre, annee: Exercice, etats: &[EtatEdite], le: Date) -> Classeur {
    let current: Vec<&EtatEdite> = etats.iter().filter(|e| e.etat.statut() != StatutEtat::Rectifie).collect();
    Classeur::new(format!("États annuels {annee}, récapitulatif"), &centre.nom, le)
        .with_feuille("Par service", by_service(annee, current.iter().map(|e| e.etat)))
        .with_feuille("Par collectivité", by_member(annee, &current))
        .with_feuille("Anomalies", anomalies(annee, &current))
}

/// The totals of a year by service, with the share of each.
pub(super) fn by_service<'a>(annee: Exercice, etats: impl Iterator<Item = &'a EtatAnnuel>) -> Tableau {
    let totals = total_by_service(etats.map(EtatAnnuel::lignes));
    let total: Montant = totals.values().map(|t| t.montant).sum();
    let colonnes = [
        Colonne::texte("Code"),
        Colonne::texte("Service"),
        Colonne::entier("Collectivités"),
        Colonne::montant("Montant"),
        Colonne::new("Part", editique::Genre::Taux),
    ];
    let mut tableau = Tableau::new(format!("Totaux {annee} par service"), colonnes).with_totaux([
        "".into(),
        "Total".into(),
        Cellule::Vide,
        total.into(),
        Cellule::Vide,
    ]);
    for (service, sum) in totals {
        let share = if total.is_zero() {
            0
        } else {
            Montant::from_cents(10_000).proportion(sum.montant.cents(), total.cents()).cents()
        };
        tableau.push([
            service.code().into(),
            service.libelle().into(),
            sum.collectivites.into(),
            sum.montant.into(),
            Taux::from_dix_milliemes(share).into(),
        ]);
    }
    tableau
}

fn by_member(annee: Exercice, etats: &[&EtatEdite]) -> Tableau {
    let amounts: Vec<BTreeMap<Service, Montant>> =
        etats.iter().map(|e| crate::domain::amounts_by_service(e.etat.lignes())).collect();
    let mut services: Vec<Service> = amounts.iter().flat_map(BTreeMap::keys).copied().collect();
    services.sort_unstable();
    services.dedup();
    let colonnes = [
        Colonne::texte("SIREN"),
        Colonne::texte("Collectivité"),
        Colonne::texte("État n°"),
        Colonne::texte("Statut"),
        Colonne::entier("Anomalies"),
        Colonne::montant("Total"),
    ];
    let colonnes = colonnes.into_iter().chain(services.iter().map(|s| Colonne::montant(s.code())));
    let sum = |service: Service| amounts.iter().filter_map(|a| a.get(&service)).copied().sum::<Montant>();
    let head = [
        "".into(),
        "Total".into(),
        "".into(),
        "".into(),
        Cellule::Vide,
        etats.iter().map(|e| e.etat.total()).sum::<Montant>().into(),
    ];
    let totaux = head.into_iter().chain(services.iter().map(|s| sum(*s).into()));
    let mut tableau = Tableau::new(format!("Totaux {annee} par collectivité"), colonnes).with_totaux(totaux);
    for (edite, of_member) in etats.iter().zip(&amounts) {
        let count = u32::try_from(edite.etat.constats().len()).unwrap_or(u32::MAX);
        let head = [
            edite.siren().as_str().into(),
            edite.membre.nom.as_str().into(),
            edite.numero().into(),
            edite.etat.statut().libelle().into(),
            count.into(),
            edite.etat.total().into(),
        ];
        tableau.push(head.into_iter().chain(services.iter().map(|s| of_member.get(s).copied().into())));
    }
    tableau
}

fn anomalies(annee: Exercice, etats: &[&EtatEdite]) -> Tableau {
    let colonnes = [
        Colonne::texte("SIREN"),
        Colonne::texte("Collectivité"),
        Colonne::texte("Gravité"),
        Colonne::texte("Code"),
        Colonne::texte("Anomalie"),
    ];
    let mut tableau = Tableau::new(format!("Anomalies {annee}"), colonnes);
    for edite in etats {
        for constat in edite.etat.constats() {
            tableau.push([
                edite.siren().as_str().into(),
                edite.membre.nom.as_str().into(),
                constat.gravite.libelle().into(),
                constat.code.as_str().into(),
                constat.message.as_str().into(),
            ]);
        }
    }
    tableau
}
