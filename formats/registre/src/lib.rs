//! RGPD register files: CNIL layout, tables, Madis export; ODS, XLSX, DOCX, CSV, JSON, JSON-LD.
#![doc = include_str!("../README.md")]

mod champ;
mod cnil;
mod contenu;
mod depot;
mod dictionnaire;
mod difference;
mod docx;
mod duree;
mod export;
mod fiche;
mod jsonld;
mod lecture;
mod normal;
mod probleme;
mod rapport;
mod syntaxe;
mod table;
mod valeur;

pub use champ::{Champ, put};
pub use cnil::cnil_pages;
pub use dictionnaire::{DictionnaireIllisible, Dictionnaires, EMBARQUES, Entree};
pub use difference::{Difference, accept, difference};
pub use docx::docx;
pub use duree::{Conservation, Duree, Unite, parse_conservation, phrase};
pub use export::{csv, plat_page};
pub use fiche::{
    Acteur, Collecte, Conjoint, Critere, Destinataire, Donnee, Droit, Fiche, Finalite, Liste, Mandant, Mesure, Outil,
    Personne, SousTraitant, Support, Transfert,
};
pub use jsonld::jsonld;
pub use lecture::{FicheLue, Lecture, read};
pub use probleme::{Gravite, Probleme};
pub use rapport::rapport_pages;
pub use table::{Cible, Colonne, Correspondance, cibles, map};
pub use valeur::Terme;
