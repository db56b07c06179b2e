//! An acte that the préfecture has, mailed with its stamp to the addresses that the collectivité chose.

use db::Perimetre;
use jobs::{JobContext, JobError, Registry};
use journal::Acteur;
use serde_json::json;
use web::Services;

use crate::{
    gestes::{
        Contexte, actes as acts,
        avis::{self, DIFFUSION, Diffusion},
        preuves,
    },
    store::pieces,
};

/// What a mail may carry: mailboxes refuse more. Beyond it the receipt leaves alone.
const POIDS_MAX: usize = 8 << 20;

pub(super) fn register(registry: &mut Registry, services: &Services) {
    let services = services.clone();
    registry.on(DIFFUSION, move |ctx| run(ctx, services.clone()));
}

async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let asked: Diffusion = ctx.payload()?;
    let mut tx = ctx.db.read(Perimetre::Centre).await?;
    let collectivite = annuaire::collectivites::find(&mut tx, asked.collectivite).await?;
    let collectivite = collectivite.ok_or_else(|| JobError::Fail("Cette collectivité n’existe plus.".to_owned()))?;
    let acteur = Acteur::systeme("Beffroi");
    let geste = Contexte::new(&ctx.clock, &acteur, &collectivite);
    let acte = acts::find(&mut tx, geste, asked.acte).await?;
    let mut files = Vec::new();
    let mut weight = 0;
    for piece in pieces::list_of(&mut tx, asked.collectivite, acte.id).await?.iter().filter(|piece| piece.is_pdf()) {
        let octets = preuves::stamped(&mut tx, &services, geste, (&acte, piece)).await?;
        weight += octets.len();
        files.push((piece.nom.clone(), octets));
    }
    if weight > POIDS_MAX {
        files.clear();
    }
    let dossier = preuves::dossier(&mut tx, geste, acte).await?;
    files.push((dossier.receipt_name(), preuves::print(&mut tx, &services, &collectivite, &dossier).await?));
    drop(tx);
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let sent = avis::send_to_list(&mut tx, geste, &dossier.acte, (&collectivite.nom_complet(), &files)).await?;
    ctx.finish_in(&mut tx, json!({ "courriels": sent })).await?;
    tx.commit().await?;
    services.wake().now();
    Ok(())
}
