//! Opening an acte to everybody, and taking it away when its time is over.

use db::Tx;
use serde_json::json;

use super::{Contexte, Geste, Source, actes as acts, mark, record};
use crate::domain::{ActeId, GenreEvenement};

/// Opens an acte to everybody. Twice the same click is one: the day of posting never changes.
pub async fn publish(tx: &mut Tx, ctx: Contexte<'_>, id: ActeId) -> Geste<()> {
    let acte = acts::find(tx, ctx, id).await?;
    if acte.is_en_ligne() {
        return Ok(());
    }
    let open = acts::save(tx, ctx, acte.publish(ctx.clock.now(), ctx.clock.today())?).await?;
    mark(tx, ctx, &open, (GenreEvenement::Publie, ""), Source::default()).await?;
    let told = json!({ "affiche_le": open.affiche_le.map(|day| day.to_string()) });
    record(tx, ctx, "actes.acte.publie", &open, (None, Some(told))).await
}

/// Takes it away from everybody; it stays here.
pub async fn unpublish(tx: &mut Tx, ctx: Contexte<'_>, id: ActeId) -> Geste<()> {
    let acte = acts::find(tx, ctx, id).await?;
    if acte.retire_le.is_some() {
        return Ok(());
    }
    let gone = acts::save(tx, ctx, acte.unpublish(ctx.clock.now(), ctx.clock.today())?).await?;
    mark(tx, ctx, &gone, (GenreEvenement::Retire, ""), Source::default()).await?;
    record(tx, ctx, "actes.acte.retire", &gone, (None, None)).await
}
