//! Says what the signatures of a file are worth, as JSON: `verifie FICHIER [AUTORITES.pem]`.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a command speaks, and lives now")]

use std::{env, fs, fs::File};

use cades::Conditions;
use certificats::{Confiance, Preuves};
use time::OffsetDateTime;
use xades::{Contexte, Politique, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::args().nth(1).ok_or("verifie FICHIER [AUTORITES.pem]")?;
    let mut confiance = Confiance::default();
    if let Some(authorities) = env::args().nth(2) {
        confiance.add(&fs::read(authorities)?)?;
    }
    let preuves = Preuves::default();
    let contexte = Contexte {
        conditions: Conditions {
            confiance: &confiance,
            horodateurs: &confiance,
            preuves: &preuves,
            maintenant: OffsetDateTime::now_utc(),
            existait_le: None,
        },
        politiques: &Politique::dgfip(),
        contenus: &[],
    };
    let verification = verify(&|| File::open(&path), &contexte)?;
    println!("{}", serde_json::to_string_pretty(&verification)?);
    Ok(())
}
