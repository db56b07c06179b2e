//! `beffroi journal verify`: the chains of the database, or an export by itself.

use std::{collections::HashMap, path::Path, process::ExitCode};

use anyhow::{Context, Result, bail};
use db::{ListRequest, Perimetre, Tx};
use journal::Faute;
use kernel::{Clock, CollectiviteId, nombre};

use crate::{
    cli::{Journal, Place},
    open::open_migrated,
    output::{note, say, say_json},
    settings::Settings,
};

pub(super) async fn journal(place: &Place, command: Journal) -> Result<ExitCode> {
    let Journal::Verify { export, json } = command;
    match export {
        Some(file) => verify_export(&file, json),
        None => verify_database(place, json).await,
    }
}

async fn verify_database(place: &Place, json: bool) -> Result<ExitCode> {
    let opened = open_migrated(&Settings::read(place)?).await?;
    let db = opened.services.db();
    let found = journal::verify(db).await?;
    let mut tx = db.read(Perimetre::Centre).await?;
    let names: HashMap<CollectiviteId, String> = names(&mut tx, opened.services.clock()).await?;
    if json {
        let fautes: Vec<_> = found.fautes.iter().map(|f| as_json(f, &names)).collect();
        say_json(&serde_json::json!({ "chaines": found.chaines, "lignes": found.lignes, "fautes": fautes }))?;
    } else {
        note(format!(
            "{} lignes lues dans {} chaînes.",
            nombre(found.lignes.cast_signed()),
            nombre(found.chaines.cast_signed())
        ));
        for faute in &found.fautes {
            say(format!("{} : {faute}", name_of(faute, &names)));
        }
    }
    Ok(conclude(found.fautes.is_empty(), json))
}

/// How to name each chain.
async fn names(tx: &mut Tx, clock: &Clock) -> Result<HashMap<CollectiviteId, String>> {
    let request = ListRequest::default();
    let rows = annuaire::collectivites::export(tx, clock, annuaire::Visibles::Toutes, &request, 100_000).await?;
    Ok(rows.into_iter().map(|c| (c.id, c.nom_complet())).collect())
}

fn verify_export(file: &Path, json: bool) -> Result<ExitCode> {
    let text = std::fs::read_to_string(file).with_context(|| format!("Le fichier {} ne se lit pas", file.display()))?;
    let (lignes, fautes) = match journal::read_export(&text) {
        Ok(read) => read,
        Err(refus) => bail!(refus.0),
    };
    if json {
        let fautes: Vec<_> = fautes.iter().map(|f| as_json(f, &HashMap::new())).collect();
        say_json(&serde_json::json!({ "chaines": 1, "lignes": lignes.len(), "fautes": fautes }))?;
    } else {
        note(format!("{} lignes lues.", lignes.len()));
        fautes.iter().for_each(say);
    }
    Ok(conclude(fautes.is_empty(), json))
}

fn conclude(intact: bool, json: bool) -> ExitCode {
    if !json {
        note(if intact { "Le journal est intact." } else { "Le journal a été altéré." });
    }
    if intact { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn collectivite_of(faute: &Faute) -> CollectiviteId {
    match faute {
        Faute::Modifiee { collectivite, .. }
        | Faute::Retirees { collectivite, .. }
        | Faute::Deplacee { collectivite, .. }
        | Faute::FinFausse { collectivite, .. } => *collectivite,
    }
}

fn name_of(faute: &Faute, names: &HashMap<CollectiviteId, String>) -> String {
    let id = collectivite_of(faute);
    names.get(&id).cloned().unwrap_or_else(|| id.to_string())
}

fn as_json(faute: &Faute, names: &HashMap<CollectiviteId, String>) -> serde_json::Value {
    serde_json::json!({ "collectivite": name_of(faute, names), "faute": faute.to_string() })
}
