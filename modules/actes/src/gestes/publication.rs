//! Opening an acte to everybody, and taking it away when its time is over.

use db::Tx;
use serde_json::json;

use super::{Contexte, Geste, GesteError, Source, actes as acts, archives::Fichier, mark, record};
use crate::{
    domain::{Acte, ActeId, GenreEvenement, NatureActe, Refus, VersionPublique, auteur},
    store::versions,
};

/// Opens an acte to everybody. Twice the same click is one: the day of posting never changes, nor the author of that day.
pub async fn publish(tx: &mut Tx, ctx: Contexte<'_>, id: ActeId) -> Geste<()> {
    let acte = acts::find(tx, ctx, id).await?;
    if acte.is_en_ligne() {
        return Ok(());
    }
    let version = version(tx, ctx, &acte).await?;
    versions::save(tx, ctx.collectivite, &version).await?;
    let open = acts::save(tx, ctx, acte.publish(ctx.clock.now(), ctx.clock.today())?).await?;
    mark(tx, ctx, &open, (GenreEvenement::Publie, ""), Source::default()).await?;
    let told = json!({ "affiche_le": open.affiche_le.map(|day| day.to_string()) });
    record(tx, ctx, "actes.acte.publie", &open, (None, Some(told))).await
}

/// What everybody reads of it, or would.
pub async fn version(tx: &mut Tx, ctx: Contexte<'_>, acte: &Acte) -> Geste<VersionPublique> {
    if let Some(known) = versions::find(tx, ctx.collectivite, acte.id).await? {
        return Ok(known);
    }
    let collectivite = annuaire::collectivites::find(tx, ctx.collectivite).await?.ok_or(GesteError::NotFound)?;
    Ok(VersionPublique::same(acte.id, auteur(&collectivite, acte.fiche.nature)))
}

/// Settles what everybody reads: an objet and a file without the names of people, the author. `file`: a PDF, looked at.
pub async fn set_version(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    acte: &Acte,
    (next, file): (VersionPublique, Option<&Fichier>),
) -> Geste<()> {
    if !acte.fiche.nature.is_publiable() {
        return Err(Refus::PasPubliable.into());
    }
    if acte.fiche.nature == NatureActe::ActeReglementaire && next.auteur.is_empty() {
        return Err(Refus::SansAuteur.into());
    }
    let before = version(tx, ctx, acte).await?;
    let next = match file {
        Some(file) => {
            let document = acts::keep(tx, ctx, &file.received).await?;
            VersionPublique { document_id: Some(document.id), nom: file.received.nom.clone(), ..next }
        }
        None => next,
    };
    versions::save(tx, ctx.collectivite, &next).await?;
    let told = |v: &VersionPublique| {
        Some(json!({ "objet": v.objet, "auteur": v.auteur, "fichier": v.nom, "annexes": v.annexes }))
    };
    record(tx, ctx, "actes.acte.version_publique", acte, (told(&before), told(&next))).await
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
