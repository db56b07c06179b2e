//! `Anomalie`: what makes an état doubtful, told to whoever validates it.

use std::fmt;

use kernel::{Exercice, nomenclature};
use serde::Serialize;

use super::{CleTarif, NiveauPoste, Service};

/// Something to look at before an état is validated. The text is a complete French sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anomalie {
    /// Services are subscribed and no convention is in force that year.
    SansConvention(Exercice),
    /// A price by population, and no population known for the year.
    PopulationManquante,
    /// A price on quote, and no accepted quote for this year.
    DevisManquant(Service),
    /// The grid has no price, this year or before.
    TarifAbsent { libelle: String, annee: Exercice },
    /// The price used is that of a year before: the Syntec revision is still to be made (CDG 82, art. 6.3).
    GrilleNonRevisee { cle: CleTarif, annee: Exercice },
    /// The same poste twice in the census; it is billed once, at its highest level.
    DeuxNiveaux { poste: String, niveaux: (NiveauPoste, NiveauPoste) },
    /// Two packs Internet the same year; the most complete one is billed.
    DeuxPacks { retenu: Service, ecarte: Service },
    /// The annex of the year is not signed: the levels of the last one signed stand.
    AnnexeNonSignee { annee: Exercice, retenue: Option<Exercice> },
}

nomenclature! {
    /// What an anomaly prevents.
    pub enum Gravite: "La gravité" {
        /// The amount may be wrong, or has no ground: the état cannot be validated.
        Bloquante = "bloquante", "Bloquante";
        /// To be known; the rule says what to bill meanwhile.
        Avertissement = "avertissement", "Avertissement";
    }
}

impl Anomalie {
    pub const fn gravite(&self) -> Gravite {
        match self {
            Self::AnnexeNonSignee { .. } => Gravite::Avertissement,
            _ => Gravite::Bloquante,
        }
    }

    /// The code, as stored and exported.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SansConvention(_) => "sans_convention",
            Self::PopulationManquante => "population_manquante",
            Self::DevisManquant(_) => "devis_manquant",
            Self::TarifAbsent { .. } => "tarif_absent",
            Self::GrilleNonRevisee { .. } => "grille_non_revisee",
            Self::DeuxNiveaux { .. } => "deux_niveaux",
            Self::DeuxPacks { .. } => "deux_packs",
            Self::AnnexeNonSignee { .. } => "annexe_non_signee",
        }
    }
}

impl fmt::Display for Anomalie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SansConvention(annee) => write!(
                f,
                "Aucune convention n’est en vigueur en {annee}\u{a0}: faites-la signer, ou mettez fin aux abonnements."
            ),
            Self::PopulationManquante => f.write_str(
                "La population totale n’est pas connue\u{a0}: renseignez-la dans l’annuaire, le tarif du délégué à la \
                 protection des données en dépend.",
            ),
            Self::DevisManquant(service) => write!(
                f,
                "{} se chiffre sur devis pour cette collectivité, et aucun devis accepté ne donne le prix de cette année\u{a0}: \
                 établissez-le.",
                service.libelle()
            ),
            Self::TarifAbsent { libelle, annee } => {
                write!(f, "La grille n’a pas de tarif «\u{a0}{libelle}\u{a0}» pour {annee}\u{a0}: importez-le.")
            }
            Self::GrilleNonRevisee { cle, annee } => write!(
                f,
                "Grille non révisée\u{a0}: le tarif «\u{a0}{}\u{a0}» est celui de {annee}. Révisez la grille, puis recalculez.",
                cle.libelle()
            ),
            Self::DeuxNiveaux { poste, niveaux: (a, b) } => write!(
                f,
                "Le poste «\u{a0}{poste}\u{a0}» est recensé deux fois ({a} et {b})\u{a0}: il est compté une fois, au niveau \
                 le plus élevé. Corrigez l’annexe."
            ),
            Self::DeuxPacks { retenu, ecarte } => write!(
                f,
                "Deux packs Internet sont souscrits la même année ({retenu} et {ecarte})\u{a0}: seul {retenu} est compté. \
                 Mettez fin à l’autre."
            ),
            Self::AnnexeNonSignee { annee, retenue: Some(retenue) } => write!(
                f,
                "L’annexe de recensement {annee} n’est pas signée\u{a0}: les niveaux de {retenue} sont maintenus."
            ),
            Self::AnnexeNonSignee { annee, retenue: None } => write!(
                f,
                "L’annexe de recensement {annee} n’est pas signée\u{a0}: les quantités souscrites sont maintenues."
            ),
        }
    }
}

/// An anomaly as it is kept and exported with its état: `{"code", "gravite", "message"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Constat {
    pub code: String,
    pub gravite: Gravite,
    pub message: String,
}

impl From<&Anomalie> for Constat {
    fn from(anomalie: &Anomalie) -> Self {
        Self { code: anomalie.code().to_owned(), gravite: anomalie.gravite(), message: anomalie.to_string() }
    }
}
