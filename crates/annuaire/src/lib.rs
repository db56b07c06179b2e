//! The annuaire of the house: collectivités, people, what each may do, and how they sign in.
#![doc = include_str!("../README.md")]

pub mod appartenances;
pub mod collectivites;
pub mod contacts;
mod domain;
pub mod droits;
pub mod identification;
pub mod imports;
pub mod jetons;
pub mod liens;
pub mod mots_de_passe;
pub mod national;
pub mod personnes;
pub mod second_facteur;
pub mod sessions;
mod store;
mod trace;

use db::Migration;

pub use domain::{
    champs::{Courriel, FieldErrors},
    collectivite::{Civilite, Collectivite, CollectiviteCarte, CollectiviteLigne, FicheCollectivite, Representant},
    contact::{Contact, FicheContact, FonctionContact, SaisieContact},
    courriel::CourrielAnnuaire,
    droits::{AppartenanceActive, Droits, Permission, Portefeuille, Role, Visibles},
    frein::Provenance,
    mot_de_passe::{Durete, MotDePasseHache},
    nom,
    personne::{FichePersonne, GenrePersonne, Personne, PersonneLigne, SaisiePersonne, Theme},
    population::{Population, Taille},
    refus::{AnnuaireError, Refus},
    saisie_collectivite::SaisieCollectivite,
    session::SessionOuverte,
    tableur::{LigneTableau, Tableau},
};
pub use identification::Identification;
pub use journal::Acteur;

pub const MIGRATIONS: &[Migration] =
    &[Migration { room: "annuaire", name: "0001_annuaire", sql: include_str!("../migrations/0001_annuaire.sql") }];
