//! The validated états for the accounting software, from which it makes the titres de recettes.

use std::collections::BTreeMap;

use editique::{Colonne, EditiqueError, Genre, Tableau};

use super::EtatEdite;
use crate::domain::{Service, StatutEtat};

/// The columns of the file, in order: the name in its first line, and what it holds. One line for each line of each état.
pub const COLONNES: [(&str, &str); 14] = [
    ("exercice", "L’année due."),
    ("numero_etat", "Le numéro de l’état, référence du titre : EA-année-SIREN-version."),
    ("etat_rectifie", "Le numéro de l’état que celui-ci annule et remplace ; vide pour un premier état."),
    ("siren", "Le SIREN du débiteur."),
    ("siret", "Le SIRET du débiteur ; vide s’il n’est pas connu."),
    ("nom", "Le nom du débiteur."),
    ("service", "Le code du service."),
    ("libelle", "Le libellé de la ligne."),
    ("quantite", "La quantité, un entier."),
    ("prix_unitaire", "Le prix unitaire en euros, avec une virgule et deux décimales."),
    ("montant", "Le montant de la ligne en euros, avec une virgule et deux décimales."),
    ("prix", "ttc ou ht : ce que comprennent les montants."),
    ("imputation", "L’article budgétaire de recette du service."),
    ("date_validation", "Le jour de validation de l’état, jj/mm/aaaa."),
];

/// The budget article of receipts of each service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imputations {
    /// For the services without their own: `70688`.
    pub defaut: String,
    pub par_service: BTreeMap<Service, String>,
}

impl Imputations {
    pub fn of(&self, service: Service) -> &str {
        self.par_service.get(&service).unwrap_or(&self.defaut)
    }
}

/// The table of the validated états, by [`COLONNES`]: drafts are not due, and what was corrected is by its correction.
pub fn titres(etats: &[EtatEdite], imputations: &Imputations) -> Tableau {
    let genre = |nom: &str| match nom {
        "quantite" => Genre::Entier,
        "prix_unitaire" | "montant" => Genre::Montant,
        "date_validation" => Genre::Date,
        _ => Genre::Texte,
    };
    let mut tableau = Tableau::new("Titres de recettes", COLONNES.map(|(nom, _)| Colonne::new(nom, genre(nom))));
    for edite in due(etats) {
        let (etat, membre) = (edite.etat, edite.membre);
        for ligne in etat.lignes() {
            tableau.push([
                etat.annee.to_string().into(),
                edite.numero().into(),
                edite.numero_rectifie().into(),
                membre.siren.as_str().into(),
                membre.siret.map(|siret| siret.as_str().to_owned()).into(),
                membre.nom.as_str().into(),
                ligne.service.code().into(),
                ligne.libelle.as_str().into(),
                ligne.quantite.into(),
                ligne.prix_unitaire.into(),
                ligne.montant.into(),
                etat.prix.code().into(),
                imputations.of(ligne.service).into(),
                etat.valide_le().into(),
            ]);
        }
    }
    tableau
}

/// The same as a file: UTF-8 with its mark, `;`, decimal comma.
///
/// # Errors
/// When the file cannot be written.
pub fn titres_csv(etats: &[EtatEdite], imputations: &Imputations) -> Result<Vec<u8>, EditiqueError> {
    editique::csv(&titres(etats, imputations))
}

/// The états for which a titre is issued.
pub(super) fn due<'a, 'b>(etats: &'b [EtatEdite<'a>]) -> impl Iterator<Item = &'b EtatEdite<'a>> {
    etats.iter().filter(|edite| edite.etat.statut() == StatutEtat::Valide)
}
