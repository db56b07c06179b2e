//! `beffroi collectivite`: imports and list.

use std::{fs, path::Path, process::ExitCode};

use annuaire::imports::{self, RapportImport};
use anyhow::{Context, Result};
use db::{ListRequest, Perimetre, Tx};
use journal::Acteur;
use kernel::nombre;

use crate::{
    cli::Collectivite,
    open::Opened,
    output::{note, say, say_json},
};

/// More rows than any département has.
const EVERYTHING: u32 = 100_000;

pub(super) async fn collectivite(opened: &Opened, command: Collectivite) -> Result<ExitCode> {
    match command {
        Collectivite::Import { fichier, departement, millesime, dry_run, json } => {
            let millesime = millesime.unwrap_or(annuaire::national::MILLESIME);
            import(opened, &fichier, departement.as_deref(), millesime, dry_run, json).await
        }
        Collectivite::List { json } => list(opened, json).await,
    }
}

async fn import(
    opened: &Opened,
    file: &Path,
    departement: Option<&str>,
    millesime: i32,
    dry_run: bool,
    json: bool,
) -> Result<ExitCode> {
    let bytes = fs::read(file).with_context(|| format!("Le fichier {} ne se lit pas", file.display()))?;
    let mut tx = opened.services.db().begin(Perimetre::Centre).await?;
    let rapport = take(&mut tx, opened, &bytes, departement, millesime).await?;
    if dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    tell(&rapport, dry_run, json)?;
    Ok(if rapport.rejets.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `{` begins communes.json, `[` epci.json; anything else is a CSV.
async fn take(
    tx: &mut Tx,
    opened: &Opened,
    bytes: &[u8],
    departement: Option<&str>,
    millesime: i32,
) -> Result<RapportImport> {
    let (clock, acteur) = (opened.services.clock(), Acteur::systeme("ligne de commande"));
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
    Ok(match first {
        Some(b'{') => {
            imports::import_communes(tx, clock, &acteur, std::str::from_utf8(bytes)?, departement, millesime).await?
        }
        Some(b'[') => {
            imports::import_epci(tx, clock, &acteur, std::str::from_utf8(bytes)?, departement, millesime).await?
        }
        _ => {
            let centre = annuaire::collectivites::find_exploitant(tx).await?;
            let usual = centre.map(|c| c.fiche.departement).unwrap_or_default();
            imports::import_csv(tx, clock, &acteur, bytes, departement.unwrap_or(&usual), millesime).await?
        }
    })
}

fn tell(rapport: &RapportImport, dry_run: bool, json: bool) -> Result<()> {
    if json {
        let rejets: Vec<_> = rapport
            .rejets
            .iter()
            .map(|r| serde_json::json!({ "ligne": r.ligne, "colonne": r.colonne, "message": r.phrase }))
            .collect();
        return say_json(&serde_json::json!({
            "crees": rapport.crees, "modifies": rapport.modifies, "inchanges": rapport.inchanges, "rejets": rejets,
        }));
    }
    for rejet in &rapport.rejets {
        say(rejet);
    }
    let count = |n: usize| nombre(i64::try_from(n).unwrap_or(i64::MAX));
    note(format!(
        "{}{} créées, {} modifiées, {} inchangées, {} rejetées.",
        if dry_run { "Vérification seulement : " } else { "" },
        count(rapport.crees),
        count(rapport.modifies),
        count(rapport.inchanges),
        count(rapport.rejets.len()),
    ));
    Ok(())
}

async fn list(opened: &Opened, json: bool) -> Result<ExitCode> {
    let mut tx = opened.services.db().read(Perimetre::Centre).await?;
    let request = ListRequest::default();
    let rows = annuaire::collectivites::export(
        &mut tx,
        opened.services.clock(),
        annuaire::Visibles::Toutes,
        &request,
        EVERYTHING,
    )
    .await?;
    if json {
        let rows: Vec<_> = rows
            .iter()
            .map(|c| serde_json::json!({ "siren": c.siren, "nom": c.nom, "genre": c.genre.code(), "population_totale": c.population_totale }))
            .collect();
        say_json(&rows)?;
    } else {
        for c in &rows {
            say(format!("{} {}", c.siren, c.nom_complet()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
