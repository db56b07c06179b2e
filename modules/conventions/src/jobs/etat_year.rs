//! The job that computes the états of a year, with its page of progress.

use db::{DbError, Perimetre, Tx};
use jobs::{JobContext, JobError, JobId, Kind, NewJob};
use journal::Acteur;
use kernel::{Clock, Exercice, nombre};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::gestes::etats;

/// Computes every état of a year that is not validated.
pub const CALCUL: Kind = Kind::new("conventions.etats_calcul", "Calcul des états annuels");

#[derive(Debug, Serialize, Deserialize)]
struct Calcul {
    annee: i32,
    acteur: Acteur,
}

/// Asks for the computation of a year; asked twice before it ends, it is made once.
pub async fn ask(tx: &mut Tx, clock: &Clock, acteur: &Acteur, annee: Exercice) -> Result<JobId, DbError> {
    let asked = json!({ "annee": annee.annee(), "acteur": acteur });
    let job =
        NewJob::new(CALCUL, asked).asked_by(acteur.personne, &acteur.nom).unique(format!("{}:{annee}", CALCUL.name()));
    Ok(jobs::enqueue(tx, clock, job).await?.id)
}

/// All or nothing: the états, their summaries, the line of the journal and the end of the job commit together.
pub async fn run(ctx: JobContext) -> Result<(), JobError> {
    let asked: Calcul = ctx.payload()?;
    let annee = Exercice::new(asked.annee).map_err(|wrong| JobError::Fail(wrong.0))?;
    ctx.progress(0, 2, "Lecture des abonnements et calcul…");
    let mut tx = ctx.db.begin(Perimetre::Centre).await?;
    let bilan = etats::compute(&mut tx, &ctx.clock, &asked.acteur, annee, None).await?;
    ctx.progress(1, 2, "Enregistrement…");
    let count = |n: usize| nombre(i64::try_from(n).unwrap_or(i64::MAX));
    let blocked = bilan.etats.iter().filter(|emis| emis.etat.bloquantes() > 0).count();
    let message = format!(
        "{} calculés, dont {} avec une anomalie à corriger\u{a0}; {} déjà validés, laissés tels quels.",
        count(bilan.etats.len()),
        count(blocked),
        count(bilan.valides.len()),
    );
    let suite = format!("/centre/etats/{annee}");
    let result = json!({ "suite": suite, "geste": "Vérifier les états", "message": message });
    ctx.finish_in(&mut tx, result).await?;
    Ok(tx.commit().await?)
}
