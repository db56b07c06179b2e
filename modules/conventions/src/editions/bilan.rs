//! The accounts of a year as a workbook: titres, their lines, totals by budget article and by service.

use std::collections::BTreeMap;

use editique::{Cellule, Classeur, Colonne, Genre, Tableau};
use kernel::{Exercice, Montant};
use time::Date;

use super::{
    EtatEdite, FicheCentre, Imputations,
    etat_classeur::by_service,
    titre::{due, titres},
};

/// What was validated in a year, as the accountant checks it.
pub fn bilan(
    centre: &FicheCentre,
    annee: Exercice,
    etats: &[EtatEdite],
    imputations: &Imputations,
    le: Date,
) -> Classeur {
    Classeur::new(format!("Titres de recettes {annee}"), &centre.nom, le)
        .with_feuille("Titres", by_titre(annee, etats, imputations))
        .with_feuille("Par imputation", by_imputation(annee, etats, imputations))
        .with_feuille("Par service", by_service(annee, due(etats).map(|e| e.etat)))
        .with_feuille("Lignes", titres(etats, imputations))
}

/// One row for each état and budget article.
fn by_titre(annee: Exercice, etats: &[EtatEdite], imputations: &Imputations) -> Tableau {
    let colonnes = [
        Colonne::texte("État n°"),
        Colonne::texte("Annule et remplace"),
        Colonne::texte("SIREN"),
        Colonne::texte("Collectivité"),
        Colonne::new("Validé le", Genre::Date),
        Colonne::texte("Imputation"),
        Colonne::montant("Montant"),
        Colonne::montant("Déjà titré"),
    ];
    let mut tableau = Tableau::new(format!("Titres de recettes {annee}"), colonnes);
    let (mut total, mut before) = (Montant::ZERO, Montant::ZERO);
    for edite in due(etats) {
        let old = edite.rectifie.map(|etat| amounts(etat.lignes(), imputations)).unwrap_or_default();
        let new = amounts(edite.etat.lignes(), imputations);
        let mut articles: Vec<&str> = new.keys().chain(old.keys()).copied().collect();
        articles.sort_unstable();
        articles.dedup();
        for article in articles {
            let montant = new.get(article).copied().unwrap_or_default();
            let deja = edite.rectifie.map(|_| old.get(article).copied().unwrap_or_default());
            total += montant;
            before += deja.unwrap_or_default();
            tableau.push([
                edite.numero().into(),
                edite.numero_rectifie().into(),
                edite.siren().as_str().into(),
                edite.membre.nom.as_str().into(),
                edite.etat.valide_le().into(),
                article.into(),
                montant.into(),
                deja.into(),
            ]);
        }
    }
    let blank = || Cellule::Vide;
    tableau
        .with_totaux([blank(), blank(), blank(), "Total".into(), blank(), blank(), total.into(), before.into()])
        .with_note("«\u{a0}Déjà titré\u{a0}»\u{a0}: le montant de l’état remplacé, à annuler ou à réduire.")
}

fn by_imputation(annee: Exercice, etats: &[EtatEdite], imputations: &Imputations) -> Tableau {
    let lines = due(etats).flat_map(|edite| edite.etat.lignes());
    let sums = amounts(lines, imputations);
    let total: Montant = sums.values().copied().sum();
    let mut tableau = Tableau::new(
        format!("Recettes {annee} par imputation"),
        [Colonne::texte("Imputation"), Colonne::montant("Montant")],
    )
    .with_totaux(["Total".into(), total.into()]);
    for (article, montant) in sums {
        tableau.push([article.into(), montant.into()]);
    }
    tableau
}

fn amounts<'i, 'l>(
    lignes: impl IntoIterator<Item = &'l crate::domain::LigneEtat>,
    imputations: &'i Imputations,
) -> BTreeMap<&'i str, Montant> {
    let mut sums = BTreeMap::new();
    for ligne in lignes {
        *sums.entry(imputations.of(ligne.service)).or_insert(Montant::ZERO) += ligne.montant;
    }
    sums
}
