//! What came back, read every minute on every road.

use jobs::{CronError, JobContext, JobError, Kind, Registry, Schedule};
use serde_json::json;
use web::Services;

use crate::{gestes::retours::Greffe, roads};

pub const RELEVE: Kind = Kind::new("actes.releve", "Relève des réponses de la préfecture").max_attempts(1);

pub(super) fn register(registry: &mut Registry, services: &Services) -> Result<(), CronError> {
    let services = services.clone();
    registry.on(RELEVE, move |ctx| run(ctx, services.clone()));
    registry.schedule(Schedule { name: "actes.releve", cron: "* * * * *", kind: RELEVE, payload: json!({}) }).map(drop)
}

/// A road that does not answer does not stop the others.
async fn run(ctx: JobContext, services: Services) -> Result<(), JobError> {
    let mut failed = Vec::new();
    let mut read = 0;
    for (canal, road) in roads::all(&services) {
        let greffe = Greffe { services: services.clone(), canal };
        match road.retrieve(&greffe).await {
            Ok(bilan) => {
                read += bilan.lus;
                if bilan.laisses > 0 {
                    failed.push(format!("{} message(s) n’ont pas pu être gardés.", bilan.laisses));
                }
            }
            Err(echec) => failed.push(echec.to_string()),
        }
    }
    ctx.progress(read, read, "");
    if failed.is_empty() { Ok(()) } else { Err(JobError::Fail(failed.join(" "))) }
}
