//! RGPD register files: CNIL layout, tables, Madis export; ODS, XLSX, DOCX, CSV, JSON, JSON-LD.
#![doc = include_str!("../README.md")]

mod champ;
mod cnil;
mod depot;
mod dictionnaire;
mod duree;
mod export;
mod fiche;
mod lecture;
mod probleme;
mod syntaxe;
mod table;
mod valeur;

pub use champ::Champ;
pub use cnil::cnil_pages;
pub use dictionnaire::{DictionnaireIllisible, Dictionnaires, EMBARQUES, Entree};
pub use duree::{Conservation, Duree, Unite, parse_conservation, phrase};
pub use export::{csv, plat_page};
pub use fiche::{
    Acteur, Collecte, Conjoint, Critere, Destinataire, Donnee, Droit, Fiche, Finalite, Mandant, Mesure, Outil,
    Personne, SousTraitant, Support, Transfert,
};
pub use lecture::{FicheLue, Lecture, read};
pub use probleme::{Gravite, Probleme};
pub use table::{Cible, Colonne, Correspondance, map};
pub use valeur::Terme;
