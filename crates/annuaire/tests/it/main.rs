//! The annuaire through its public doors, on both engines, the clock moved by hand.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

mod appartenances;
mod collectivites;
mod connexion;
mod imports;
mod jetons;
mod liens;
mod monde;
mod personnes;
mod second_facteur;
mod sessions;

use db::Migration;

const MIGRATIONS: &[Migration] = &[journal::MIGRATIONS[0], annuaire::MIGRATIONS[0]];
