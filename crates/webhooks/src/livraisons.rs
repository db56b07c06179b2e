//! The acts on deliveries, and the questions of their pages.

use db::Tx;
use kernel::{Id, Siren};
use serde_json::json;

use crate::{
    Contexte, abonnements, deliver,
    domain::{AbonnementId, ESSAI, EtatAbonnement, EtatLivraison, Evenement, LivraisonId, Refus, Result, WebhookError},
    store::{
        abonnements as abonnements_store,
        livraisons::{self as store, Nouvelle},
    },
};

pub use crate::store::livraisons::{after, counts, export, find, list};

/// « Envoyer un essai »: an event `essai` about the abonnement, tried once, even by an abonnement that is not active. It changes nothing to
/// the abonnement: neither its pause nor its count of failures. `siren` is that of the owner.
pub async fn try_out(tx: &mut Tx, ctx: Contexte<'_>, siren: Siren, abonnement: AbonnementId) -> Result<LivraisonId> {
    abonnements::found(tx, ctx, abonnement).await?;
    if store::is_tried_out(tx, (ctx.collectivite, abonnement), ESSAI.code()).await? {
        return Err(Refus::EssaiEnRoute.into());
    }
    let (id, evenement_id) = (Id::new(ctx.clock), Id::new(ctx.clock));
    let (collectivite, objet_id) = (ctx.collectivite, abonnement.uuid());
    let evenement = Evenement { collectivite, siren, kind: ESSAI, objet_id, payload: json!({}) };
    let corps = evenement.body(evenement_id, ctx.clock.now());
    let (genre, abonnement_id) = (ESSAI.code(), abonnement);
    let made = Nouvelle {
        collectivite_id: collectivite,
        id,
        abonnement_id,
        evenement_id,
        genre,
        concernee: collectivite,
        objet_id,
        corps,
    };
    store::insert(tx, vec![made], ctx.clock.now()).await?;
    enqueue(tx, ctx, &[id], jobs::ATTENDU).await?;
    Ok(id)
}

/// « Renvoyer » what was delivered or given up: the same event, under the same id, with three days before it. Its abonnement must be
/// active; the pause of its server ends.
pub async fn resend(tx: &mut Tx, ctx: Contexte<'_>, id: LivraisonId) -> Result<()> {
    let livraison = store::header(tx, (ctx.collectivite, id)).await?.ok_or(WebhookError::NotFound)?;
    if livraison.genre == ESSAI.code() {
        return Err(Refus::EssaiUnique.into());
    }
    if livraison.etat == EtatLivraison::ALivrer {
        return Err(Refus::DejaEnRoute.into());
    }
    reopen(tx, ctx, livraison.abonnement_id, (&[id], jobs::ATTENDU)).await.map(|_| ())
}

/// « Renvoyer » the oldest five hundred that were given up; nobody else waits behind them. Gives how many.
pub async fn resend_failed(tx: &mut Tx, ctx: Contexte<'_>, abonnement: AbonnementId) -> Result<u64> {
    let ids = store::list_failed(tx, (ctx.collectivite, abonnement), ESSAI.code()).await?;
    reopen(tx, ctx, abonnement, (&ids, 0)).await
}

async fn reopen(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    abonnement: AbonnementId,
    (ids, priority): (&[LivraisonId], i64),
) -> Result<u64> {
    let found = abonnements::found(tx, ctx, abonnement).await?;
    if found.etat != EtatAbonnement::Actif {
        return Err(Refus::PasActif.into());
    }
    if ids.is_empty() {
        return Ok(0);
    }
    let reopened = store::reopen(tx, ctx.collectivite, ids, ctx.clock.now()).await?;
    abonnements_store::pause(tx, (ctx.collectivite, abonnement), None).await?;
    enqueue(tx, ctx, ids, priority).await?;
    let told = json!({ "livraisons": reopened });
    ctx.record(tx, "webhook.renvoye", (abonnement, &found.nom), (None, Some(told))).await?;
    Ok(reopened)
}

async fn enqueue(tx: &mut Tx, ctx: Contexte<'_>, ids: &[LivraisonId], priority: i64) -> Result<()> {
    let (personne, nom) = (ctx.acteur.personne, &ctx.acteur.nom);
    let asked = ids.iter().map(|&id| deliver::job((ctx.collectivite, id)).asked_by(personne, nom).priority(priority));
    jobs::enqueue_many(tx, ctx.clock, asked.collect::<Vec<_>>()).await?;
    Ok(())
}
