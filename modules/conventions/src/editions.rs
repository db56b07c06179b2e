//! The papers of the conventions: pure functions, values of the domain in, documents and workbooks out.
//!
//! The words of the contracts are data (`data/textes`, one folder for each régime), their placeholders typed; amounts due
//! and dates of effect come from the domain.

mod bilan;
mod champ;
mod convention;
mod convention_annexe;
mod deliberation;
mod denonciation;
mod devis;
mod etat;
mod etat_classeur;
mod facture;
mod modele;
mod partie;
mod recensement;
mod refus;
mod texte;
mod titre;

pub use bilan::bilan;
pub use convention::{DossierConvention, chapitres, convention};
pub use deliberation::deliberation;
pub use denonciation::{Denonciation, denonciation};
pub use devis::devis;
pub use etat::{EtatEdite, etat};
pub use etat_classeur::{etat_classeur, recapitulatif};
pub use facture::{ReferencesChorus, facture};
pub use partie::{Adresse, FicheCentre, FicheMembre, PopulationTotale, Representant};
pub use recensement::{DossierRecensement, recensement};
pub use refus::RefusEdition;
pub use titre::{COLONNES, Imputations, titres, titres_csv};
