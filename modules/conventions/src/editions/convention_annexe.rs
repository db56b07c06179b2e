//! The tables annexed to a convention: services subscribed, tariffs in force with their origin, budget line.

use editique::{Cellule, Colonne, Tableau};
use kernel::{Exercice, Montant, nombre};

use super::partie::capitalised;
use crate::domain::{
    Abonnement, Bareme, CaseRgpd, CleTarif, Grille, LigneBudgetaire, Phase, PrixAbonnement, Service, Tarif, Tranche,
};

/// What is subscribed for a year, in the order of the catalogue.
pub(super) fn services(abonnements: &[Abonnement], annee: Exercice) -> Tableau {
    let colonnes = [
        Colonne::texte("Code"),
        Colonne::texte("Service souscrit"),
        Colonne::texte("Quantité"),
        Colonne::texte("Depuis"),
        Colonne::texte("Prix"),
    ];
    let mut tableau = Tableau::new(format!("Services souscrits pour {annee}"), colonnes);
    let mut due: Vec<&Abonnement> = abonnements.iter().filter(|a| a.is_due(annee)).collect();
    due.sort_by_key(|a| (a.service(), a.depuis()));
    for abonnement in due {
        let (service, quantite) = (abonnement.service(), abonnement.quantite(annee));
        let prix = match abonnement.prix() {
            PrixAbonnement::Grille => "grille tarifaire".to_owned(),
            PrixAbonnement::Achat(montant) => format!("prix coûtant, {montant}"),
            PrixAbonnement::Devis(devis) => format!("devis n°\u{a0}{}", devis.numero),
        };
        tableau.push([
            service.code().into(),
            service.libelle().into(),
            format!("{}\u{a0}{}", nombre(quantite.into()), service.unite().nom(quantite)).into(),
            abonnement.depuis().to_string().into(),
            prix.into(),
        ]);
    }
    tableau
}

/// The tariffs in force that a subscriber of these services may have to pay, each with where it comes from. The grid of the
/// DPD is printed as a grid when all its figures come from the same place.
pub(super) fn tarifs(grille: &Grille, annee: Exercice, services: &[Service]) -> Vec<Tableau> {
    let due = grille.en_vigueur(annee).into_iter().filter(|tarif| concerns(tarif, services));
    let (of_dpd, others): (Vec<&Tarif>, Vec<&Tarif>) = due.partition(|tarif| matches!(tarif.cle, CleTarif::Rgpd(_)));
    let mut tables = Vec::new();
    if !others.is_empty() {
        tables.push(list(format!("Tarifs en vigueur en {annee}"), &others, grille, annee));
    }
    match of_dpd.split_first() {
        None => {}
        Some((first, rest)) if rest.iter().all(|tarif| tarif.origine == first.origine) => {
            tables.push(rgpd(grille, annee).with_note(format!("Origine\u{a0}: {}.", first.origine)));
        }
        Some(_) => tables.push(list(format!("Délégué à la protection des données en {annee}"), &of_dpd, grille, annee)),
    }
    tables
}

fn list(titre: String, tarifs: &[&Tarif], grille: &Grille, annee: Exercice) -> Tableau {
    let colonnes = [
        Colonne::texte("Tarif").part(10),
        Colonne::montant("Montant"),
        Colonne::texte("Année"),
        Colonne::texte("Origine").part(12),
    ];
    let note = format!("Montants en euros, {}.", grille.prix.libelle());
    let mut tableau = Tableau::new(titre, colonnes).with_note(note);
    for tarif in tarifs {
        tableau.push([
            tarif.cle.libelle().into(),
            tarif.montant.into(),
            tarif.annee.to_string().into(),
            tarif.origine.to_string().into(),
        ]);
    }
    if tarifs.iter().any(|tarif| grille.is_a_reviser(tarif, annee)) {
        let note = format!("Les tarifs d’une année antérieure à {annee} restent à réviser sur l’indice Syntec.");
        tableau = tableau.with_note(note);
    }
    tableau
}

fn concerns(tarif: &Tarif, services: &[Service]) -> bool {
    use crate::domain::Rubrique as R;
    let rubrique = match tarif.cle {
        CleTarif::Rgpd(_) => return services.contains(&Service::Rgpd),
        CleTarif::Rubrique(rubrique) => rubrique,
    };
    let chapter = match rubrique {
        R::PosteN1 | R::PosteN2 => Service::N1,
        R::ForfaitN3 | R::PosteN3 => Service::N3,
        R::InstallationDemat | R::UtilisateurDemat | R::UtilisateurModule => Service::Demat,
        R::PackDecouverte | R::PackConfort | R::PackExpert | R::Domaine | R::Mel5 | R::Mel10 => Service::WebConfort,
        R::Journee => return true,
    };
    services.iter().any(|service| service.chapitre() == chapter.chapitre())
        || (chapter == Service::N1 && services.contains(&Service::N3))
}

/// The grid of the DPD as the convention prints it: a row for each tranche, a column for each phase.
pub(super) fn rgpd(grille: &Grille, annee: Exercice) -> Tableau {
    let cases: Vec<(CaseRgpd, Montant)> = grille
        .cases_rgpd(annee)
        .filter_map(|tarif| match tarif.cle {
            CleTarif::Rgpd(case) => Some((case, tarif.montant)),
            CleTarif::Rubrique(_) => None,
        })
        .collect();
    let phases: &[(Phase, &str)] = if cases.iter().any(|(case, _)| case.phase == Phase::MiseEnPlace) {
        &[
            (Phase::MiseEnPlace, "1re année\u{a0}: mise en place"),
            (Phase::Accompagnement, "Années suivantes\u{a0}: accompagnement"),
        ]
    } else {
        &[(Phase::Annuel, "Coût annuel")]
    };
    let columns = phases.iter().map(|(_, libelle)| Colonne::montant(*libelle));
    let colonnes = std::iter::once(Colonne::texte("Collectivité")).chain(columns);
    let mut tableau = Tableau::new(format!("Grille tarifaire {annee}, par collectivité et par an"), colonnes);
    let mut rows: Vec<(Bareme, Tranche)> = cases.iter().map(|(case, _)| (case.bareme, case.jusqu_a)).collect();
    rows.sort_unstable();
    rows.dedup();
    let mut floor = None;
    for (rank, row) in rows.iter().enumerate() {
        let above = floor.filter(|_| rank > 0 && rows[rank - 1].0 == row.0);
        let price = |phase: Phase| cases.iter().find(|(c, _)| (c.bareme, c.jusqu_a, c.phase) == (row.0, row.1, phase));
        let amounts = phases.iter().map(|(phase, _)| price(*phase).map(|(_, montant)| *montant).into());
        tableau.push(std::iter::once(tranche(row.0, above, row.1).into()).chain(amounts));
        floor = Some(row.1.borne());
    }
    if let Some(label) = on_quote(&rows) {
        let words = phases.iter().map(|_| Cellule::from("sur devis"));
        tableau.push(std::iter::once(label.into()).chain(words));
    }
    tableau.with_note(format!("Montants en euros, {}.", grille.prix.libelle()))
}

/// « Communes, de 301 à 500 habitants », « EPCI, 200 001 habitants et plus », « CCAS ».
fn tranche(bareme: Bareme, above: Option<u32>, up_to: Tranche) -> String {
    let who = capitalised(bareme.libelle());
    let number = |n: u32| nombre(n.into());
    match (above, up_to) {
        (None, Tranche::SansLimite) => who,
        (None, Tranche::JusquA(last)) => format!("{who}, jusqu’à {}\u{a0}habitants", number(last)),
        (Some(above), Tranche::JusquA(last)) => {
            format!("{who}, de {} à {}\u{a0}habitants", number(above + 1), number(last))
        }
        (Some(above), Tranche::SansLimite) => format!("{who}, {}\u{a0}habitants et plus", number(above + 1)),
    }
}

/// Beyond the last tranche of the communes, and for whom the grid does not name (CDG 82, art. 5.6).
fn on_quote(rows: &[(Bareme, Tranche)]) -> Option<String> {
    let last = rows.iter().filter(|(bareme, _)| *bareme == Bareme::Communes).map(|(_, tranche)| *tranche).max()?;
    match last {
        Tranche::SansLimite => None,
        Tranche::JusquA(n) => {
            Some(format!("Communes de plus de {}\u{a0}habitants et autres structures", nombre(n.into())))
        }
    }
}

/// The budget line, as in the rapport of the délibération 2025-426 of the Pas-de-Calais.
pub(super) fn budget(ligne: &LigneBudgetaire) -> Tableau {
    let colonnes = [
        Colonne::texte("Code opération"),
        Colonne::texte("Imputation"),
        Colonne::texte("Libellé"),
        Colonne::montant("Crédits de paiement"),
        Colonne::montant("Disponible"),
        Colonne::montant("Proposition"),
        Colonne::montant("Solde"),
    ];
    let mut tableau = Tableau::new("Imputation budgétaire", colonnes);
    tableau.push([
        ligne.code_operation.as_str().into(),
        ligne.imputation.as_str().into(),
        ligne.libelle.as_str().into(),
        ligne.credits_paiement.into(),
        ligne.disponible.into(),
        ligne.proposition.into(),
        ligne.solde().into(),
    ]);
    tableau
}
