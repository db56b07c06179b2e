//! Offers a new version of a model to every traitement made from an older one: five hundred a transaction.

use db::{DbError, Perimetre, Tx};
use jobs::{JobContext, JobError, Kind, NewJob};
use journal::Acteur;
use kernel::{Clock, Id, nombre};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{domain::TraitementId, gestes::propositions as acts, store::propositions};

/// Offers a version.
pub const OFFRE: Kind = Kind::new("rgpd.proposition", "Nouvelle version d’un modèle RGPD, proposée aux collectivités");

#[derive(Debug, Serialize, Deserialize)]
struct Offre {
    code: String,
    version: u32,
}

/// Where the job is: the last traitement served, and how many were.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    after: TraitementId,
    done: usize,
}

/// Enqueues the offer.
pub async fn ask(tx: &mut Tx, clock: &Clock, acteur: &Acteur, code: &str, version: u32) -> Result<(), DbError> {
    let asked = json!(Offre { code: code.to_owned(), version });
    let unique = format!("{}:{code}:{version}", OFFRE.name());
    let job = NewJob::new(OFFRE, asked).asked_by(acteur.personne, &acteur.nom).unique(unique);
    jobs::enqueue(tx, clock, job).await.map(drop)
}

pub(super) async fn run(ctx: JobContext) -> Result<(), JobError> {
    let asked: Offre = ctx.payload()?;
    let first = Place { after: Id::from_uuid(uuid::Uuid::nil()), done: 0 };
    let mut place = ctx.checkpoint::<Place>()?.unwrap_or(first);
    loop {
        let mut tx = ctx.db.begin(Perimetre::Centre).await?;
        if place.done == 0 {
            propositions::replace_older(&mut tx, &asked.code, asked.version).await?;
        }
        let which = (asked.code.as_str(), asked.version);
        let Some((last, offered)) = acts::offer(&mut tx, &ctx.clock, which, place.after).await? else {
            let message = format!("{} fiches attendent la réponse de leur collectivité.", nombre(count(place.done)));
            let suite = format!("/centre/rgpd/modeles/{}", asked.code);
            ctx.finish_in(&mut tx, json!({ "suite": suite, "geste": "Voir le modèle", "message": message })).await?;
            return Ok(tx.commit().await?);
        };
        place = Place { after: last, done: place.done + offered };
        ctx.checkpoint_in(&mut tx, &place).await?;
        tx.commit().await?;
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
