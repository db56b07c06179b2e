//! What a budget says.

use kernel::{Montant, combien, date_longue};

use super::Inspection;
use crate::{ActesError, Budget, Chapitre, budget::looks_like, read_budget};

/// Lines of chapters shown; `Budget` has them all.
const CHAPITRES_MAX: usize = 60;

/// None when it is no budget at all.
pub(super) fn inspect(octets: &[u8], nom: &str) -> Option<Inspection> {
    if !looks_like(octets) {
        return None;
    }
    match read_budget(octets) {
        Ok(budget) => Some(told(&budget, nom)),
        // Another root, that names a budget further on.
        Err(ActesError::PasActes { .. }) => None,
        Err(error) => {
            let mut vue = Inspection::new(nom, "Document budgétaire illisible");
            vue.fautes.push(error.to_string());
            Some(vue)
        }
    }
}

fn told(budget: &Budget, nom: &str) -> Inspection {
    let quoi = budget.decision().map_or("Document budgétaire".to_owned(), |decision| {
        let exercice = budget.exercice.as_deref().map_or(String::new(), |exercice| format!(" {exercice}"));
        format!("Document budgétaire\u{a0}: {}{exercice}", super::minuscule(decision))
    });
    let mut vue = Inspection::new(nom, quoi);
    let mut fait = |libelle, valeur: &Option<String>| vue.fait(libelle, valeur.as_deref().unwrap_or_default());
    fait("Collectivité", &budget.collectivite);
    fait("SIRET de la collectivité", &budget.id_coll);
    fait("Budget", &budget.etablissement);
    fait("SIRET du budget", &budget.id_etab);
    fait("Code du budget", &budget.code_budget);
    fait("Nomenclature", &budget.nomenclature);
    fait("Exercice", &budget.exercice);
    fait("Numéro de la décision", &budget.numero_decision);
    fait("Version du schéma", &budget.version_schema);
    budget.date_decision.iter().for_each(|date| vue.fait("Décision du", date_longue(*date)));
    match budget.type_budget.as_deref() {
        Some("P") => vue.fait("Type", "principal"),
        Some("A") => vue.fait("Type", "annexe"),
        autre => vue.fait("Type", autre.unwrap_or_default()),
    }
    vue.fait("Lignes", budget.lignes.to_string());
    vue.fait("Dépenses prévues", budget.previsions("D").to_string());
    vue.fait("Recettes prévues", budget.previsions("R").to_string());
    budget.chapitres.iter().take(CHAPITRES_MAX).for_each(|one| vue.fait("Chapitre", chapitre(one)));
    if budget.chapitres.len() > CHAPITRES_MAX {
        vue.fait("Chapitre", format!("… et {} autres", budget.chapitres.len() - CHAPITRES_MAX));
    }
    remarks(budget, &mut vue);
    vue
}

fn chapitre(chapitre: &Chapitre) -> String {
    let sens = match chapitre.sens.as_str() {
        "D" => "dépenses",
        "R" => "recettes",
        _ => "sens non dit",
    };
    let code = if chapitre.code.is_empty() { "sans niveau de vote" } else { &chapitre.code };
    let Chapitre { previsions, restes, realisations, .. } = chapitre;
    let others = [("reports", restes), ("réalisé", realisations)];
    let others = others.iter().filter(|(_, montant)| **montant != Montant::ZERO);
    others
        .fold(format!("{code}, {sens}\u{a0}: {previsions}"), |told, (nom, montant)| format!("{told}, {nom} {montant}"))
}

fn remarks(budget: &Budget, vue: &mut Inspection) {
    match &budget.scellement {
        None => vue.fautes.push(
            "Ce budget n’est pas scellé\u{a0}: la préfecture le refuse. Scellez-le dans TotEM ou votre logiciel."
                .to_owned(),
        ),
        Some(sceau) if !sceau.is_plausible() => {
            vue.fautes.push("Le sceau de ce budget est abîmé\u{a0}: scellez-le à nouveau.".to_owned());
        }
        Some(sceau) => {
            vue.fait("Scellé le", &*sceau.date);
            vue.remarques.push("Le sceau est présent\u{a0}; Beffroi ne le vérifie pas.".to_owned());
        }
    }
    if budget.montants_illisibles > 0 {
        let combien =
            combien(i64::from(budget.montants_illisibles), "montant ne se lit pas", "montants ne se lisent pas");
        vue.remarques.push(format!("{combien}\u{a0}: les sommes sont incomplètes."));
    }
    if budget.projet {
        vue.fautes.push("C’est un projet de budget\u{a0}: il ne se transmet pas.".to_owned());
    }
}
