//! One sending: its archive is made once, leaves under one name, and is settled once, whenever the house is killed.

use db::Perimetre;
use jobs::{JobContext, JobError, Registry};
use journal::Acteur;
use kernel::Instant;
use serde_json::json;
use web::Services;

use crate::{
    domain::{Envoi, EtatEnvoi},
    gestes::{
        Contexte, GesteError,
        envois::{self as acts, Demande, ENVOI},
    },
    roads,
    store::{envois, pauses},
    transport::{Colis, Depose, Echec},
};

/// How long an answer is waited for before what was perhaps received is sent again under the same name, [D].
const PATIENCE: i64 = 4 * 3_600;
/// When a pause has no end, it is asked again after this.
const PAUSE: i64 = 15 * 60;

pub(super) fn register(registry: &mut Registry, services: &Services) {
    let services = services.clone();
    registry.on(ENVOI, move |ctx| run(ctx, services.clone()));
}

async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let asked: Demande = ctx.payload()?;
    let acteur = Acteur::systeme("Beffroi");
    let mut tx = ctx.db.read(Perimetre::Commun).await?;
    let collectivite = annuaire::collectivites::find(&mut tx, asked.collectivite).await?;
    let collectivite = collectivite.ok_or_else(|| JobError::Fail("Cette collectivité n’existe plus.".to_owned()))?;
    let pause = pauses::current(&mut tx, ctx.clock.now()).await?;
    drop(tx);
    let geste = Contexte::new(&ctx.clock, &acteur, &collectivite);
    let mut tx = ctx.db.read(Perimetre::Collectivite(asked.collectivite)).await?;
    let envoi = envois::find(&mut tx, asked.collectivite, asked.envoi).await?;
    drop(tx);
    let envoi = envoi.ok_or_else(|| JobError::Fail("Cet envoi n’existe plus.".to_owned()))?;
    if matches!(envoi.etat, EtatEnvoi::Depose | EtatEnvoi::Echoue) {
        return Ok(());
    }
    if let Some(pause) = pause {
        let until = pause.fin.unwrap_or_else(|| ctx.clock.now().plus_seconds(PAUSE));
        return postpone(&ctx, geste, &envoi, until).await;
    }
    let road = roads::of(&services, envoi.canal).map_err(|refus| JobError::Retry(refus.to_string()))?;
    if envoi.etat == EtatEnvoi::EnCours && !road.is_idempotent() {
        // Killed, or cut, after the first byte: perhaps received. The answer settles it, else the same archive leaves again.
        let since = envoi.tente_le.unwrap_or(envoi.demande_le);
        let until = since.plus_seconds(PATIENCE);
        if ctx.clock.now() < until {
            return postpone(&ctx, geste, &envoi, until).await;
        }
    }
    let envoi = match acts::prepare(&services, geste, asked.envoi).await {
        Ok(envoi) => envoi,
        Err(GesteError::Refus(refus)) => return give_up(&ctx, &services, geste, (envoi, &refus.to_string())).await,
        Err(other) => return Err(other.into()),
    };
    let envoi =
        Envoi { etat: EtatEnvoi::EnCours, tente_le: Some(ctx.clock.now()), tentatives: envoi.tentatives + 1, ..envoi };
    let mut tx = ctx.db.begin(Perimetre::Collectivite(asked.collectivite)).await?;
    if !envois::save(&mut tx, &envoi).await? {
        return Ok(());
    }
    ctx.checkpoint_in(&mut tx, &json!({ "tentative": envoi.tentatives })).await?;
    let document = envoi.document_id.ok_or_else(|| JobError::Fail("L’archive n’est pas faite.".to_owned()))?;
    let opened = services.documents().open(&mut tx, asked.collectivite, document).await;
    let contenu = opened.map_err(|e| JobError::Retry(e.to_string()))?;
    let contenu = contenu.ok_or_else(|| JobError::Fail("L’archive n’est plus là.".to_owned()))?;
    tx.commit().await?;
    let colis = Colis { collectivite: asked.collectivite, nom: envoi.archive.clone(), taille: contenu.size(), contenu };
    match road.send(colis).await {
        Ok(depose) => done(&ctx, geste, &envoi, &depose).await,
        Err(Echec::Definitif(motif)) => give_up(&ctx, &services, geste, (envoi, &motif)).await,
        Err(Echec::Passager(motif)) => {
            let mut tx = ctx.db.begin(Perimetre::Collectivite(asked.collectivite)).await?;
            let waiting = Envoi { etat: EtatEnvoi::EnAttente, tente_le: None, motif: motif.clone(), ..envoi };
            let waits = envois::save(&mut tx, &waiting).await?;
            tx.commit().await?;
            if waits { Err(JobError::Retry(motif)) } else { Ok(()) }
        }
        Err(Echec::Incertain(motif)) => {
            let until = ctx.clock.now().plus_seconds(PATIENCE);
            postpone(&ctx, geste, &Envoi { motif, ..envoi }, until).await
        }
    }
}

/// Settled, and the job ended, in one transaction. The answer of the préfecture may have come first.
async fn done(ctx: &JobContext, geste: Contexte<'_>, envoi: &Envoi, depose: &Depose) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Collectivite(geste.collectivite)).await?;
    if let Some(current) = envois::find(&mut tx, geste.collectivite, envoi.id).await? {
        acts::settle(&mut tx, geste, current, depose).await?;
    }
    ctx.finish_in(&mut tx, json!({ "archive": envoi.archive })).await?;
    tx.commit().await?;
    Ok(())
}

async fn give_up(
    ctx: &JobContext,
    services: &Services,
    geste: Contexte<'_>,
    (envoi, motif): (Envoi, &str),
) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Collectivite(geste.collectivite)).await?;
    acts::fail(&mut tx, services, geste, (envoi, motif)).await?;
    ctx.finish_in(&mut tx, json!({ "refus": motif })).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends this job and asks for the same sending later.
async fn postpone(ctx: &JobContext, geste: Contexte<'_>, envoi: &Envoi, until: Instant) -> Result<(), JobError> {
    let mut tx = ctx.db.begin(Perimetre::Collectivite(geste.collectivite)).await?;
    let waits = envois::save(&mut tx, envoi).await?;
    ctx.finish_in(&mut tx, json!({ "reporte": until.date_heure() })).await?;
    if waits {
        acts::enqueue(&mut tx, geste, envoi.id, Some(until)).await?;
    }
    tx.commit().await?;
    Ok(())
}
