//! What the command line asks of the registers: files in, files out.

use annuaire::Collectivite;
use db::{Perimetre, Tx};
use journal::Acteur;
use kernel::Siren;
use serde_json::Value;
use time::Date;
use web::Services;

pub use crate::{
    domain::Bilan,
    gestes::exports::{FormatExport, Voulu},
};
use crate::{
    gestes::{Contexte, Geste, GesteError, exports, imports},
    rapport,
    store::imports as store,
};

/// What an import did, or would do.
#[derive(Debug)]
pub struct Rapport {
    pub bilan: Bilan,
    /// Complete sentences, with their cell.
    pub problemes: Vec<String>,
    /// `{"traitements", "crees", "modifies", "inchanges", "rejets", "lot"}`.
    pub json: Value,
}

/// `beffroi rgpd import FILE --siren S [--dry-run]`.
pub async fn import(services: &Services, siren: &str, (nom, octets): (&str, &[u8]), dry_run: bool) -> Geste<Rapport> {
    let mut tx = services.db().read(Perimetre::Centre).await?;
    let collectivite = find(&mut tx, siren).await?;
    let souvenirs = store::remembered(&mut tx, collectivite.id).await?;
    drop(tx);
    let lu = imports::read(octets, &imports::Consignes { corrigees: Vec::new(), souvenirs })?;
    let mut tx = services.db().begin(Perimetre::Centre).await?;
    let acteur = Acteur::systeme("ligne de commande");
    let ctx = Contexte::new(services.clock(), &acteur, &collectivite);
    let plan = imports::plan(&mut tx, ctx, lu).await?;
    let problemes = plan.problemes.iter().map(|p| format!("{}\u{a0}: {}", p.cellule, p.message)).collect();
    let rejets = plan.rejets();
    let fait = imports::apply(&mut tx, ctx, plan, nom).await?;
    let told = rapport::Rapport::read(&mut tx, collectivite.id, fait, rejets).await?;
    if dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    let json = serde_json::to_value(told).map_err(GesteError::internal)?;
    Ok(Rapport { bilan: fait.bilan, problemes, json })
}

/// `beffroi rgpd export --siren S --format ods -o FILE`.
pub async fn export(services: &Services, siren: &str, voulu: Voulu) -> Geste<Vec<u8>> {
    let mut tx = services.db().read(Perimetre::Centre).await?;
    let collectivite = find(&mut tx, siren).await?;
    let acteur = Acteur::systeme("ligne de commande");
    let ctx = Contexte::new(services.clock(), &acteur, &collectivite);
    exports::read(&mut tx, ctx, &collectivite, voulu).await?.write(services.presse())
}

/// A day of the command line: `2026-12-31`, or `31/12/2026`.
pub fn day(text: &str) -> Geste<Date> {
    kernel::parse_date(text).map_err(|wrong| GesteError::Illisible(wrong.0))
}

async fn find(tx: &mut Tx, siren: &str) -> Geste<Collectivite> {
    let siren: Siren = siren.parse().map_err(|wrong: kernel::Illisible| GesteError::Illisible(wrong.0))?;
    annuaire::collectivites::find_by_siren(tx, siren)
        .await?
        .ok_or_else(|| GesteError::Illisible("Aucune collectivité de ce centre ne porte ce SIREN.".to_owned()))
}
