//! `beffroi rgpd`: registers in and out of files, from the command line.

use std::{fs, process::ExitCode};

use anyhow::{Context, Result};
use rgpd::cli;

use crate::{
    cli::Rgpd,
    open::Opened,
    output::{note, say_json},
};

pub(super) async fn rgpd(opened: &Opened, command: Rgpd) -> Result<ExitCode> {
    let services = &opened.services;
    match command {
        Rgpd::Import { fichier, siren, dry_run, json } => {
            let nom = fichier.file_name().map(|nom| nom.to_string_lossy().into_owned()).unwrap_or_default();
            let octets = fs::read(&fichier).with_context(|| format!("{} ne se lit pas", fichier.display()))?;
            let rapport = cli::import(services, &siren, (&nom, &octets), dry_run).await?;
            rapport.problemes.iter().for_each(note);
            let bilan = rapport.bilan;
            let (crees, modifies) = (bilan.crees, bilan.modifies);
            note(format!(
                "{crees} créés, {modifies} modifiés, {} inchangés, {} refusés.",
                bilan.inchanges, bilan.rejetes
            ));
            if dry_run {
                note("Rien n’est enregistré : retirez --dry-run pour importer.");
            }
            if json {
                say_json(&rapport.json)?;
            }
            Ok(if bilan.rejetes == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Rgpd::Export { siren, format, sortie, au, communicable } => {
            let format = format.parse().map_err(|wrong: kernel::Illisible| anyhow::anyhow!(wrong.0))?;
            let au = au.as_deref().map(cli::day).transpose()?;
            let octets = cli::export(services, &siren, cli::Voulu { format, au, communicable }).await?;
            fs::write(&sortie, octets).with_context(|| format!("{} ne s’écrit pas", sortie.display()))?;
            note(format!("Écrit : {}", sortie.display()));
            Ok(ExitCode::SUCCESS)
        }
    }
}
