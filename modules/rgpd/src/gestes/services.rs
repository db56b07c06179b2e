//! The services of a collectivité, and who is limited to which.

use db::{DbError, Tx};
use journal::Ligne;
use kernel::{Id, PersonneId};
use serde_json::json;

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{Refus, ServiceId},
    store::services,
};

/// Adds a service.
pub async fn add(tx: &mut Tx, ctx: Contexte<'_>, nom: &str) -> Geste<ServiceId> {
    let nom = named(nom)?;
    let id = Id::new(ctx.clock);
    services::insert(tx, ctx.collectivite, id, nom).await.map_err(refused)?;
    record(tx, ctx, "rgpd.service.ajoute", id, nom, json!({"nom": nom})).await?;
    Ok(id)
}

pub async fn rename(tx: &mut Tx, ctx: Contexte<'_>, id: ServiceId, nom: &str) -> Geste<()> {
    let nom = named(nom)?;
    if !services::rename(tx, ctx.collectivite, id, nom).await.map_err(refused)? {
        return Err(GesteError::NotFound);
    }
    record(tx, ctx, "rgpd.service.renomme", id, nom, json!({"nom": nom})).await
}

/// Removes a service that has no traitement.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, id: ServiceId) -> Geste<()> {
    let known = services::list(tx, ctx.collectivite).await?;
    let service = known.into_iter().find(|s| s.id == id).ok_or(GesteError::NotFound)?;
    if service.traitements > 0 {
        return Err(Refus::ServiceUtilise.into());
    }
    services::delete(tx, ctx.collectivite, id).await.map_err(refused)?;
    record(tx, ctx, "rgpd.service.retire", id, &service.nom, json!({})).await
}

/// Limits a person to these services, and no others.
pub async fn assign(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    (personne, nom): (PersonneId, &str),
    chosen: &[ServiceId],
) -> Geste<()> {
    let known = services::list(tx, ctx.collectivite).await?;
    let names: Option<Vec<&str>> =
        chosen.iter().map(|id| known.iter().find(|s| s.id == *id).map(|s| s.nom.as_str())).collect();
    let names = names.ok_or(GesteError::NotFound)?;
    services::assign(tx, ctx.collectivite, personne, chosen).await?;
    record(tx, ctx, "rgpd.habilitation.changee", personne.cast(), nom, json!({"services": names})).await
}

fn named(nom: &str) -> Geste<&str> {
    let nom = nom.trim();
    if kernel::fold(nom).is_empty() { Err(Refus::ServiceSansNom.into()) } else { Ok(nom) }
}

fn refused(error: DbError) -> GesteError {
    match error {
        DbError::Unique(_) => Refus::ServicePris.into(),
        DbError::Reference(_) => Refus::ServiceUtilise.into(),
        other => other.into(),
    }
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    id: ServiceId,
    libelle: &str,
    apres: serde_json::Value,
) -> Geste<()> {
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action,
        objet: "service",
        objet_id: id.uuid(),
        libelle: libelle.to_owned(),
        avant: None,
        apres: Some(apres),
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}
