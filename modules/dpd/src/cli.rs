//! What the command line asks: the file of the CNIL, read and done at once.

use std::io::Read;

use db::Perimetre;
use journal::Acteur;
use serde_json::{Value, json};
use web::Services;

pub use crate::domain::Bilan;
use crate::gestes::{Geste, designations};

/// What an import did, or would do.
#[derive(Debug)]
pub struct Rapport {
    pub bilan: Bilan,
    /// Lines of the file, and those of members.
    pub lignes: u32,
    pub retenues: u32,
    /// More designations end than remain: the file is perhaps cut.
    pub suspect: bool,
    pub json: Value,
}

/// How a file is to be taken.
#[derive(Debug, Clone, Copy, Default)]
pub struct Voulu {
    /// Nothing is kept.
    pub dry_run: bool,
    /// It is whole, even if more designations end than remain.
    pub entier: bool,
}

/// `beffroi dpd designations FILE [--dry-run] [--entier]`.
pub async fn import(
    services: &Services,
    nom: &str,
    file: impl Read + Send + 'static,
    Voulu { dry_run, entier }: Voulu,
) -> Geste<Rapport> {
    let mut tx = services.db().read(Perimetre::Centre).await?;
    let members = designations::sirens(&mut tx, services).await?;
    drop(tx);
    let lecture = designations::parse(file, members).await?;
    let retenues = u32::try_from(lecture.retenues.len()).unwrap_or(u32::MAX);
    let lignes = u32::try_from(lecture.lignes).unwrap_or(u32::MAX);
    let acteur = Acteur::systeme("ligne de commande");
    let mut tx = services.db().begin(Perimetre::Centre).await?;
    let id = designations::prepare(&mut tx, services, &acteur, (nom, String::new()), lecture).await?;
    let bilan = designations::apply(&mut tx, services, &acteur, id, entier || dry_run).await?;
    if dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    let json = json!({
        "lignes": lignes, "adherents": retenues, "nouvelles": bilan.nouvelles, "reparues": bilan.reparues,
        "inchangees": bilan.inchangees, "terminees": bilan.terminees, "enregistre": !dry_run,
    });
    Ok(Rapport { bilan, lignes, retenues, suspect: bilan.is_suspect(), json })
}
