//! The job that reads every chain of the journal and says what was changed.

use db::{Db, DbError, Tx};
use jobs::{Job, JobContext, JobError, Kind, NewJob, Registry, Schedule};
use journal::{Acteur, Faute};
use kernel::{Clock, CollectiviteId};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Where its result is shown.
pub(crate) const PAGE: &str = "/centre/journal/verification";
pub(crate) const KIND: Kind = Kind::new("plateforme.journal_verification", "Vérification du journal").max_attempts(3);
/// Faults told one by one; beyond, only counted: a restored backup may break everything.
const TOLD: usize = 100;

/// What was read, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Constat {
    pub chaines: u64,
    pub lignes: u64,
    pub fautes: Vec<FauteLue>,
    /// How many, told or not.
    pub nombre: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FauteLue {
    pub collectivite: CollectiviteId,
    pub phrase: String,
}

/// Every night, and when somebody asks.
pub(crate) fn register(registry: &mut Registry) -> Result<(), jobs::CronError> {
    registry.on(KIND, run);
    registry.schedule(Schedule { name: KIND.name(), cron: "15 2 * * *", kind: KIND, payload: json!({}) })?;
    Ok(())
}

pub(crate) async fn ask(tx: &mut Tx, clock: &Clock, acteur: &Acteur) -> Result<jobs::Enqueued, DbError> {
    let job = NewJob::new(KIND, json!({})).asked_by(acteur.personne, &acteur.nom).unique(KIND.name());
    jobs::enqueue(tx, clock, job).await
}

async fn run(ctx: JobContext) -> Result<(), JobError> {
    let constat = constat(&ctx.db).await?;
    let mut tx = ctx.db.begin(db::Perimetre::Commun).await?;
    let phrase = phrase(&constat);
    let result = json!({ "constat": constat, "message": phrase, "suite": PAGE, "geste": "Voir le constat" });
    ctx.finish_in(&mut tx, result).await?;
    Ok(tx.commit().await?)
}

async fn constat(db: &Db) -> Result<Constat, DbError> {
    let found = journal::verify(db).await?;
    let told = |faute: &Faute| {
        let (Faute::Modifiee { collectivite, .. }
        | Faute::Retirees { collectivite, .. }
        | Faute::Deplacee { collectivite, .. }
        | Faute::FinFausse { collectivite, .. }) = faute;
        FauteLue { collectivite: *collectivite, phrase: faute.to_string() }
    };
    Ok(Constat {
        chaines: found.chaines,
        lignes: found.lignes,
        fautes: found.fautes.iter().take(TOLD).map(told).collect(),
        nombre: found.fautes.len(),
    })
}

/// The sentence of the result.
pub(crate) fn phrase(constat: &Constat) -> String {
    let nombre = |n: u64| kernel::nombre(i64::try_from(n).unwrap_or(i64::MAX));
    let read = match constat.lignes {
        0 | 1 => format!("{} ligne relue", constat.lignes),
        many => format!("{} lignes relues", nombre(many)),
    };
    match constat.nombre {
        0 => format!("{read} : le journal est intact."),
        1 => format!("{read} : une faute trouvée."),
        many => format!("{read} : {many} fautes trouvées."),
    }
}

/// What a finished verification found.
pub(crate) fn result(job: &Job) -> Option<Constat> {
    serde_json::from_value(job.result.as_ref()?.get("constat")?.clone()).ok()
}
