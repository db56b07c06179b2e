//! A backup, a volume after the other; killed, it goes on with the volume that it was making.

use db::Perimetre;
use jobs::{JobContext, JobError, Registry};
use journal::Acteur;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Services;

use crate::{
    domain::{ActeId, sauvegarde::Demande},
    gestes::{
        Contexte,
        sauvegardes::{self as acts, Ordre, SAUVEGARDE},
    },
    store::sauvegardes,
};

/// Where the job is: the last acte of the volume that was kept.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    dernier: ActeId,
}

pub(super) fn register(registry: &mut Registry, services: &Services) {
    let services = services.clone();
    registry.on(SAUVEGARDE, move |ctx| run(ctx, services.clone()));
}

async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let ordre: Ordre = ctx.payload()?;
    let whose = Perimetre::Collectivite(ordre.collectivite);
    let mut tx = ctx.db.read(Perimetre::Commun).await?;
    let collectivite = annuaire::collectivites::find(&mut tx, ordre.collectivite).await?;
    let collectivite = collectivite.ok_or_else(|| JobError::Fail("Cette collectivité n’existe plus.".to_owned()))?;
    drop(tx);
    let acteur = Acteur::systeme("Beffroi");
    let geste = Contexte::new(&ctx.clock, &acteur, &collectivite);
    let mut tx = ctx.db.read(whose).await?;
    let found = sauvegardes::find(&mut tx, ordre.collectivite, ordre.demande).await?;
    drop(tx);
    let mut demande: Demande = found.ok_or_else(|| JobError::Fail("Cet export n’existe plus.".to_owned()))?;
    let mut place = ctx.checkpoint()?.unwrap_or(Place { dernier: ActeId::NIL });
    loop {
        if ctx.cancelled().await? {
            return Err(JobError::Cancelled);
        }
        let nom = acts::volume_name(geste, &demande, demande.volumes.len());
        let Some(fait) = acts::make_volume(&services, geste, (&demande, place.dernier, &nom)).await? else { break };
        let mut tx = ctx.db.begin(whose).await?;
        demande = acts::keep_volume(&mut tx, geste, (&demande, &fait)).await?;
        place.dernier = fait.dernier;
        ctx.checkpoint_in(&mut tx, &place).await?;
        tx.commit().await?;
        ctx.progress(demande.faits, demande.total.max(demande.faits), &nom);
    }
    let mut tx = ctx.db.begin(whose).await?;
    sauvegardes::save(&mut tx, &Demande { finie_le: Some(ctx.clock.now()), ..demande.clone() }).await?;
    ctx.finish_in(&mut tx, json!({ "actes": demande.faits, "volumes": demande.volumes.len() })).await?;
    tx.commit().await?;
    Ok(())
}
