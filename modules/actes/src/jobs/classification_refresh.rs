//! The classification, asked again every month: a version that is no longer in force has an acte refused.

use db::Perimetre;
use jobs::{CronError, JobContext, JobError, Kind, Registry, Schedule};
use journal::Acteur;
use serde_json::json;
use web::Services;

use crate::{
    gestes::{Contexte, GesteError, envois},
    store::raccordements,
};

const DEMANDE: Kind = Kind::new("actes.classement", "Demande du classement des préfectures");
/// One request a day at most.
const DAY: i64 = 24 * 3_600;

pub(super) fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    let services = services.clone();
    registry.on(DEMANDE, move |ctx| run(ctx, services.clone()));
    registry
        .schedule(Schedule { name: "actes.classement", cron: "30 5 1 * *", kind: DEMANDE, payload: json!({}) })
        .map(drop)
}

async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let acteur = Acteur::systeme("Beffroi");
    let mut tx = ctx.db.read(Perimetre::Centre).await?;
    let all = raccordements::list(&mut tx).await?;
    drop(tx);
    for raccordement in &all {
        let mut tx = ctx.db.begin(Perimetre::Centre).await?;
        if let Some(one) = annuaire::collectivites::find(&mut tx, raccordement.collectivite_id).await? {
            let geste = Contexte::new(&ctx.clock, &acteur, &one);
            let since = ctx.clock.now().plus_seconds(-DAY);
            match envois::ask_classification(&mut tx, &services, geste, since).await {
                Ok(_) => tx.commit().await?,
                // One whose road is not open does not stop the others.
                Err(GesteError::Refus(refus)) => {
                    tracing::warn!(%refus, siren = %geste.siren, "no classification is asked");
                }
                Err(other) => return Err(other.into()),
            }
        }
    }
    services.wake().now();
    Ok(())
}
