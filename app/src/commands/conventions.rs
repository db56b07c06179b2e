//! `beffroi tarif`, `syntec`, `convention`, `etat`: the work of the room `conventions`, from the command line.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context, Result};
use conventions::{cli, cli_conventions, jobs::abonnement_import::BilanImport};
use kernel::nombre;

use crate::{
    cli::{Convention, Etat, Syntec, Tarif},
    open::Opened,
    output::{note, say, say_json, say_raw},
};

pub(super) async fn tarif(opened: &Opened, command: Tarif) -> Result<ExitCode> {
    let services = &opened.services;
    match command {
        Tarif::Import { fichier } => {
            let text = fs::read_to_string(&fichier).with_context(|| unreadable(&fichier))?;
            let document = fichier.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let done = cli::tarif_import(services, &text, &document).await?;
            note(format!("{} : {} tarifs, dont {} nouveaux ou changés.", done.centre, done.tarifs, done.changes));
        }
        Tarif::Export { annee } => say_raw(&cli::tarif_export(services, annee).await?),
        Tarif::Revise { annee, validate } => {
            for line in cli::tarif_revise(services, annee, validate).await? {
                say(line);
            }
            note(if validate {
                format!("La grille {annee} est validée : elle ne change plus.")
            } else {
                format!("Rien n’est enregistré. Pour valider : beffroi tarif revise {annee} --validate")
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn syntec(opened: &Opened, command: Syntec) -> Result<ExitCode> {
    match command {
        Syntec::Set { mois, indice } => match cli::syntec_set(&opened.services, &mois, &indice).await? {
            Some(before) => note(format!("Indice de {mois} enregistré ; il valait {before}.")),
            None => note(format!("Indice de {mois} enregistré.")),
        },
        Syntec::List => {
            for (mois, indice) in cli::syntec_list(&opened.services).await? {
                say(format!("{mois} {indice}"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn convention(opened: &Opened, command: Convention) -> Result<ExitCode> {
    match command {
        Convention::Import { fichier } => {
            let bytes = fs::read(&fichier).with_context(|| unreadable(&fichier))?;
            let rapport = cli_conventions::import_abonnements(&opened.services, &bytes).await?;
            if !rapport.erreurs.is_empty() {
                rapport.erreurs.iter().for_each(say);
                note(format!("{} erreurs : rien n’est importé.", rapport.erreurs.len()));
                return Ok(ExitCode::FAILURE);
            }
            let BilanImport { nouveaux, quantites, deja, conventions } = rapport.bilan;
            note(format!(
                "{nouveaux} abonnements créés, {quantites} quantités changées, {deja} inchangés ; {conventions} conventions créées."
            ));
        }
        Convention::Export { annee } => {
            say_raw(&cli_conventions::export_abonnements(&opened.services, annee).await?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn etat(opened: &Opened, command: Etat) -> Result<ExitCode> {
    let services = &opened.services;
    match command {
        Etat::Compute { annee, siren } => {
            let bilan = cli::etat_compute(services, annee, siren.as_deref()).await?;
            note(format!("{} états calculés, {} déjà validés.", count(bilan.etats.len()), count(bilan.valides.len())));
        }
        Etat::Show { annee, siren, json, anomalies: true } => {
            let found = cli::etat_anomalies(services, annee, siren.as_deref()).await?;
            tell(&found, json)?;
        }
        Etat::Show { annee, siren, json, anomalies: false } => {
            let found = cli::etat_show(services, annee, siren.as_deref()).await?;
            tell(&found, json)?;
        }
        Etat::Validate { annee } => {
            let bilan = cli::etat_validate(services, annee).await?;
            note(format!(
                "{} états validés, {} ; {} en attente d’une correction.",
                count(bilan.valides),
                bilan.total,
                count(bilan.bloques)
            ));
            note("Les documents et les courriels partent avec les travaux (beffroi serve ou beffroi worker).");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn tell<T: serde::Serialize + std::fmt::Display>(found: &[T], json: bool) -> Result<()> {
    if json {
        return say_json(&found);
    }
    found.iter().for_each(say);
    Ok(())
}

fn count(n: usize) -> String {
    nombre(i64::try_from(n).unwrap_or(i64::MAX))
}

fn unreadable(file: &Path) -> String {
    format!("Le fichier {} ne se lit pas", file.display())
}
