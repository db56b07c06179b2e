//! `beffroi actes`: the history of a collectivité in and out of files, from the command line.

use std::process::ExitCode;

use actes::cli;
use anyhow::Result;

use crate::{cli::Actes, open::Opened, output::note};

pub(super) async fn actes(opened: &Opened, command: Actes) -> Result<ExitCode> {
    let services = &opened.services;
    match command {
        Actes::Export { siren, du, au, sortie } => {
            let day = |typed: Option<String>| typed.as_deref().map(kernel::parse_date).transpose();
            let wrong = |wrong: kernel::Illisible| anyhow::anyhow!(wrong.0);
            let period = (day(du).map_err(wrong)?, day(au).map_err(wrong)?);
            let volumes = cli::export(services, &siren, (period, &sortie)).await?;
            for nom in &volumes {
                note(format!("Écrit : {}", sortie.join(nom).display()));
            }
            if volumes.is_empty() {
                note("Aucun acte dans cette période.");
            }
            Ok(ExitCode::SUCCESS)
        }
        Actes::Import { siren, volumes } => {
            let mut refused = false;
            for volume in volumes {
                let bilan = cli::import(services, &siren, &volume).await?;
                note(format!(
                    "{} : {} repris, {} déjà connus, {} refusés.",
                    volume.display(),
                    bilan.repris,
                    bilan.connus,
                    bilan.refus.len()
                ));
                bilan.refus.iter().for_each(note);
                refused |= !bilan.refus.is_empty();
            }
            Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
    }
}
