//! Gives models to collectivités, or takes them back: twenty collectivités a transaction, each exactly once.

use db::{DbError, Perimetre, Tx};
use jobs::{JobContext, JobError, JobId, Kind, NewJob};
use journal::Acteur;
use kernel::{Clock, nombre};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    domain::DeploiementId,
    gestes::deploiements as acts,
    store::{deploiements, lots},
};

/// Gives the models.
pub const DEPLOIEMENT: Kind = Kind::new("rgpd.deploiement", "Modèles RGPD donnés aux collectivités");
/// Takes them back.
pub const ANNULATION: Kind = Kind::new("rgpd.deploiement_annulation", "Modèles RGPD repris aux collectivités");

/// Collectivités of one transaction.
const PART: usize = 20;

#[derive(Debug, Serialize, Deserialize)]
struct Demande {
    deploiement: DeploiementId,
    acteur: Acteur,
}

/// How many collectivités are served.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    done: usize,
}

/// Enqueues the deployment.
pub async fn ask(tx: &mut Tx, clock: &Clock, acteur: &Acteur, id: DeploiementId) -> Result<JobId, DbError> {
    enqueue(tx, clock, acteur, (DEPLOIEMENT, id)).await
}

/// Enqueues its undoing.
pub async fn ask_undo(tx: &mut Tx, clock: &Clock, acteur: &Acteur, id: DeploiementId) -> Result<JobId, DbError> {
    enqueue(tx, clock, acteur, (ANNULATION, id)).await
}

async fn enqueue(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (kind, deploiement): (Kind, DeploiementId),
) -> Result<JobId, DbError> {
    let asked = json!(Demande { deploiement, acteur: acteur.clone() });
    let unique = format!("{}:{deploiement}", kind.name());
    let job = NewJob::new(kind, asked).asked_by(acteur.personne, &acteur.nom).unique(unique);
    Ok(jobs::enqueue(tx, clock, job).await?.id)
}

pub(super) async fn run(ctx: JobContext) -> Result<(), JobError> {
    let asked: Demande = ctx.payload()?;
    let mut tx = ctx.db.read(Perimetre::Centre).await?;
    let d = deploiements::find(&mut tx, asked.deploiement).await?;
    drop(tx);
    let d = d.ok_or_else(|| JobError::Fail("Ce déploiement n’existe plus.".to_owned()))?;
    let total = d.collectivites.len();
    let mut done = ctx.checkpoint::<Place>()?.map_or(0, |place| place.done).min(total);
    while done < total {
        if ctx.cancelled().await? {
            return Err(JobError::Cancelled);
        }
        let part = &d.collectivites[done..(done + PART).min(total)];
        let mut tx = ctx.db.begin(Perimetre::Centre).await?;
        acts::give(&mut tx, (&ctx.clock, &asked.acteur), &d, part).await?;
        done += part.len();
        ctx.checkpoint_in(&mut tx, &Place { done }).await?;
        tx.commit().await?;
        ctx.progress(count(done), count(total), "Collectivités servies");
    }
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    deploiements::end(&mut tx, d.id, ctx.clock.now()).await?;
    let d = deploiements::find(&mut tx, d.id).await?.unwrap_or(d);
    let message =
        format!("{} traitements créés\u{a0}; {} étaient déjà là.", nombre(d.crees.into()), nombre(d.deja.into()));
    let suite = format!("/centre/rgpd/modeles/deploiements/{}", d.id);
    ctx.finish_in(&mut tx, json!({ "suite": suite, "geste": "Voir le déploiement", "message": message })).await?;
    Ok(tx.commit().await?)
}

pub(super) async fn undo(ctx: JobContext) -> Result<(), JobError> {
    let asked: Demande = ctx.payload()?;
    let mut tx = ctx.db.read(Perimetre::Centre).await?;
    let open = lots::of_deploiement(&mut tx, asked.deploiement).await?;
    drop(tx);
    let total = open.len();
    let (mut away, mut kept) = (0, 0);
    for (done, lot) in open.iter().enumerate() {
        let mut tx = ctx.db.begin(Perimetre::Centre).await?;
        let told = acts::undo_lot(&mut tx, (&ctx.clock, &asked.acteur), lot).await?;
        tx.commit().await?;
        (away, kept) = (away + told.retires, kept + told.gardes);
        ctx.progress(count(done + 1), count(total), "Collectivités");
    }
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let message = format!(
        "{} traitements retirés\u{a0}; {} gardés, parce que quelqu’un y a travaillé.",
        nombre(away.into()),
        nombre(kept.into())
    );
    let suite = format!("/centre/rgpd/modeles/deploiements/{}", asked.deploiement);
    ctx.finish_in(&mut tx, json!({ "suite": suite, "geste": "Voir le déploiement", "message": message })).await?;
    Ok(tx.commit().await?)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
