//! Pauses: while one lasts nothing leaves.

use db::Tx;
use kernel::Id;
use serde_json::json;

use super::{Contexte, Geste, GesteError, record_on};
use crate::store::pauses::{self, Pause};

pub async fn begin(tx: &mut Tx, ctx: Contexte<'_>, pause: &Pause) -> Geste<()> {
    pauses::insert(tx, pause).await?;
    record(tx, ctx, "actes.pause.debut", pause.id, &pause.motif).await
}

pub async fn end(tx: &mut Tx, ctx: Contexte<'_>, id: Id<Pause>) -> Geste<()> {
    if !pauses::end(tx, id, ctx.clock.now()).await? {
        return Err(GesteError::NotFound);
    }
    record(tx, ctx, "actes.pause.fin", id, "").await
}

async fn record(tx: &mut Tx, ctx: Contexte<'_>, action: &'static str, id: Id<Pause>, motif: &str) -> Geste<()> {
    let apres = (!motif.is_empty()).then(|| json!({ "motif": motif }));
    record_on(tx, ctx, action, ("pause", id, "Pause des envois à la préfecture".to_owned()), (None, apres)).await
}
