//! The documents attached to a traitement: a contract, a notice, a form.

use db::Tx;
use documents::DocumentId;
use journal::Ligne;
use kernel::Id;
use serde_json::{Value, json};

use super::{Contexte, Geste, GesteError, traitements as acts};
use crate::{
    domain::{Refus, TraitementId},
    store::pieces::{self, Piece},
};

/// Attaches a document that the collectivité already keeps.
pub async fn add(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    of: TraitementId,
    document_id: DocumentId,
    libelle: &str,
) -> Geste<()> {
    let libelle = libelle.trim();
    if libelle.is_empty() {
        return Err(Refus::PieceSansNom.into());
    }
    let t = acts::find(tx, ctx, of).await?;
    let piece = Piece {
        id: Id::new(ctx.clock),
        document_id,
        libelle: libelle.to_owned(),
        ajoutee_le: ctx.clock.now(),
        ajoutee_par: ctx.acteur.nom.clone(),
    };
    pieces::insert(tx, (ctx.collectivite, of), &piece).await?;
    let nom = t.contenu.nom.clone();
    // Somebody worked here: a lot that is undone leaves it alone.
    acts::mark(tx, ctx, t, None).await?;
    record(tx, ctx, "rgpd.piece.ajoutee", (of, &nom), (None, Some(json!({"document": libelle})))).await
}

/// Takes a document away.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, of: TraitementId, id: Id<Piece>) -> Geste<()> {
    let t = acts::find(tx, ctx, of).await?;
    let piece = pieces::find(tx, (ctx.collectivite, of), id).await?.ok_or(GesteError::NotFound)?;
    pieces::delete(tx, (ctx.collectivite, of), id).await?;
    documents::delete(tx, ctx.collectivite, piece.document_id).await?;
    let told = (Some(json!({"document": piece.libelle})), None);
    record(tx, ctx, "rgpd.piece.retiree", (of, &t.contenu.nom), told).await
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    (of, nom): (TraitementId, &str),
    (avant, apres): (Option<Value>, Option<Value>),
) -> Geste<()> {
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet: "traitement",
        objet_id: of.uuid(),
        libelle: format!("Traitement «\u{a0}{}\u{a0}»", nom.trim()),
        avant,
        apres,
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}
