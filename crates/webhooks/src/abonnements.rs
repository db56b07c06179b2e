//! The acts on an abonnement, and the questions of its pages. Each act leaves its line in the journal.

use db::Tx;
use kernel::{CollectiviteId, Id};
use serde_json::{Value, json};

use crate::{
    Contexte, Webhooks,
    coffre::Scelle,
    domain::{Abonnement, AbonnementId, EtatAbonnement, Portee, Refus, Result, Saisie, Secret, WebhookError, patience},
    store::abonnements as store,
};

pub use crate::store::abonnements::{export_centre, find, list, list_centre};

/// How many a collectivité may have.
pub const LIMITE: u32 = 20;

/// Makes an abonnement, active at once. Gives it with its secret, shown once. Only the pages of the centre give
/// [`Portee::Adherents`], in the centre's own name.
pub async fn create(
    tx: &mut Tx,
    webhooks: &Webhooks,
    ctx: Contexte<'_>,
    portee: Portee,
    saisie: &Saisie,
) -> Result<(Abonnement, Secret)> {
    let demande = webhooks.read(saisie)?;
    if !store::take_place(tx, ctx.collectivite, LIMITE).await? {
        return Err(Refus::TropDAbonnements(LIMITE).into());
    }
    let now = ctx.clock.now();
    let abonnement = Abonnement {
        collectivite_id: ctx.collectivite,
        id: Id::new(ctx.clock),
        portee,
        nom: demande.nom,
        url: demande.url,
        evenements: demande.evenements.into_iter().map(str::to_owned).collect(),
        etat: EtatAbonnement::Actif,
        motif: None,
        precedent_jusqu_a: None,
        echecs: 0,
        echecs_depuis: None,
        pause_jusqu_a: None,
        livre_le: None,
        revision: 1,
        created_at: now,
        cree_par: ctx.acteur.nom.clone(),
        modifie_le: now,
        modifie_par: ctx.acteur.nom.clone(),
    };
    let (secret, sealed) = draw(webhooks, (ctx.collectivite, abonnement.id))?;
    store::insert(tx, &abonnement, sealed).await?;
    record(tx, ctx, "webhook.cree", &abonnement, (None, Some(fields(&abonnement)))).await?;
    Ok((abonnement, secret))
}

/// Changes what was typed; `revision` proves that the latest was seen. A new address is tried at once.
pub async fn modify(
    tx: &mut Tx,
    webhooks: &Webhooks,
    ctx: Contexte<'_>,
    (id, revision): (AbonnementId, i64),
    saisie: &Saisie,
) -> Result<Abonnement> {
    let before = found(tx, ctx, id).await?;
    let demande = webhooks.read(saisie)?;
    let evenements = demande.evenements.into_iter().map(str::to_owned).collect();
    let moved = demande.url != before.url;
    let next = Abonnement {
        nom: demande.nom,
        url: demande.url,
        evenements,
        pause_jusqu_a: before.pause_jusqu_a.filter(|_| !moved),
        modifie_le: ctx.clock.now(),
        modifie_par: ctx.acteur.nom.clone(),
        revision,
        ..before.clone()
    };
    if !store::save(tx, &next).await? {
        return Err(WebhookError::Conflict);
    }
    let (avant, apres) = (fields(&before), fields(&next));
    if avant != apres {
        record(tx, ctx, "webhook.modifie", &next, (Some(avant), Some(apres))).await?;
    }
    Ok(Abonnement { revision: revision + 1, ..next })
}

/// Makes an abonnement active again, with all its patience. Nothing happens to one that is active.
pub async fn activate(tx: &mut Tx, ctx: Contexte<'_>, id: AbonnementId) -> Result<()> {
    change(tx, ctx, id, EtatAbonnement::Actif, "webhook.active").await
}

/// Stops it: nothing more is written for it; what waits is given up when its turn comes, and can be sent again later.
pub async fn stop(tx: &mut Tx, ctx: Contexte<'_>, id: AbonnementId) -> Result<()> {
    change(tx, ctx, id, EtatAbonnement::Arrete, "webhook.arrete").await
}

async fn change(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    id: AbonnementId,
    etat: EtatAbonnement,
    action: &'static str,
) -> Result<()> {
    let before = found(tx, ctx, id).await?;
    if before.etat == etat {
        return Ok(());
    }
    store::set_etat(tx, (ctx.collectivite, id), etat, None).await?;
    let said = |etat: EtatAbonnement| Some(json!({ "etat": etat.libelle() }));
    record(tx, ctx, action, &before, (said(before.etat), said(etat))).await
}

/// Makes a new secret, shown once. The one that it replaces still signs, besides it, for seven days; one replaced before no longer does.
pub async fn rotate(tx: &mut Tx, webhooks: &Webhooks, ctx: Contexte<'_>, id: AbonnementId) -> Result<Secret> {
    let before = found(tx, ctx, id).await?;
    let (secret, sealed) = draw(webhooks, (ctx.collectivite, id))?;
    let until = ctx.clock.now().plus_seconds(patience::ROTATION);
    store::rotate(tx, (ctx.collectivite, id), sealed, until).await?;
    let apres = json!({ "ancien_secret_jusqu_a": until });
    record(tx, ctx, "webhook.secret_renouvele", &before, (None, Some(apres))).await?;
    Ok(secret)
}

/// Ends the rotation: only the new secret signs. Nothing happens when there is none.
pub async fn end_rotation(tx: &mut Tx, ctx: Contexte<'_>, id: AbonnementId) -> Result<()> {
    let before = found(tx, ctx, id).await?;
    if before.precedent_jusqu_a.is_none() {
        return Ok(());
    }
    store::end_rotation(tx, (ctx.collectivite, id)).await?;
    record(tx, ctx, "webhook.ancien_secret_retire", &before, (None, None)).await
}

/// Removes it with its deliveries.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, id: AbonnementId) -> Result<()> {
    let before = found(tx, ctx, id).await?;
    store::remove(tx, (ctx.collectivite, id)).await?;
    record(tx, ctx, "webhook.supprime", &before, (Some(fields(&before)), None)).await
}

/// That of the context; another's is not found.
pub(crate) async fn found(tx: &mut Tx, ctx: Contexte<'_>, id: AbonnementId) -> Result<Abonnement> {
    find(tx, ctx.collectivite, id).await?.ok_or(WebhookError::NotFound)
}

fn draw(webhooks: &Webhooks, whose: (CollectiviteId, AbonnementId)) -> Result<(Secret, Scelle)> {
    let secret = Secret::draw();
    let sealed =
        webhooks.coffre.seal(whose, &secret).ok_or(WebhookError::Internal("the secret could not be sealed"))?;
    Ok((secret, sealed))
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    abonnement: &Abonnement,
    change: (Option<Value>, Option<Value>),
) -> Result<()> {
    Ok(ctx.record(tx, action, (abonnement.id, &abonnement.nom), change).await?)
}

fn fields(abonnement: &Abonnement) -> Value {
    let Abonnement { nom, url, evenements, portee, .. } = abonnement;
    json!({ "nom": nom, "adresse": url, "evenements": evenements, "portee": portee.libelle() })
}
