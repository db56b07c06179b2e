//! `beffroi dpd`: the designations published by the CNIL, from the command line.

use std::{fs::File, process::ExitCode};

use anyhow::{Context, Result};
use dpd::cli;

use crate::{
    cli::Dpd,
    open::Opened,
    output::{note, say_json},
};

pub(super) async fn dpd(opened: &Opened, command: Dpd) -> Result<ExitCode> {
    let Dpd::Designations { fichier, dry_run, entier, json } = command;
    let file = File::open(&fichier).with_context(|| format!("{} ne se lit pas", fichier.display()))?;
    let nom = fichier.file_name().map(|nom| nom.to_string_lossy().into_owned()).unwrap_or_default();
    let rapport = cli::import(&opened.services, &nom, file, cli::Voulu { dry_run, entier }).await?;
    let bilan = rapport.bilan;
    note(format!("{} lignes lues, dont {} de vos adhérents.", rapport.lignes, rapport.retenues));
    note(format!(
        "{} nouvelles, {} reparues, {} inchangées, {} terminées.",
        bilan.nouvelles, bilan.reparues, bilan.inchangees, bilan.terminees
    ));
    if rapport.suspect {
        note(
            "Attention : plus de désignations disparaissent qu’il n’en reste. S’il est bien entier, ajoutez --entier.",
        );
    }
    if dry_run {
        note("Rien n’est enregistré : retirez --dry-run pour importer.");
    }
    if json {
        say_json(&rapport.json)?;
    }
    Ok(ExitCode::SUCCESS)
}
