//! The public page of a register: opened by the collectivité, read by anybody.

use std::collections::HashSet;

use db::{DbError, Tx};
use journal::Ligne;
use kernel::Id;
use serde_json::json;

use super::{Contexte, Geste, registre::end_of};
use crate::{
    domain::{Contenu, Publication, TraitementId},
    store::{publications, traitements, versions},
};

/// A traitement as anybody may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publie {
    pub id: TraitementId,
    pub contenu: Contenu,
}

/// Chooses what the page shows, and whether it is open.
pub async fn choose(tx: &mut Tx, ctx: Contexte<'_>, asked: &Publication) -> Geste<()> {
    asked.check()?;
    let before = publications::find(tx, ctx.collectivite).await?;
    if before == *asked {
        return Ok(());
    }
    publications::save(tx, ctx.collectivite, asked, (ctx.clock.now(), &ctx.acteur.nom)).await?;
    let ligne = Ligne {
        collectivite: ctx.collectivite,
        acteur: ctx.acteur.clone(),
        action: if asked.ouverte { "rgpd.publication.ouverte" } else { "rgpd.publication.fermee" },
        objet: "publication",
        objet_id: Id::<Ligne>::new(ctx.clock).uuid(),
        libelle: "Page publique du registre".to_owned(),
        avant: Some(json!(before)),
        apres: Some(json!(asked)),
    };
    Ok(journal::record(tx, ctx.clock, ligne).await?)
}

/// What the page shows today: the versions in force of those that are let out, with the chosen parts only.
pub async fn shown(tx: &mut Tx, ctx: Contexte<'_>, publication: &Publication) -> Result<Vec<Publie>, DbError> {
    let public: HashSet<TraitementId> = traitements::list_public(tx, ctx.collectivite).await?.into_iter().collect();
    let in_force = versions::list_in_force(tx, ctx.collectivite, end_of(ctx.clock.today())).await?;
    let mut all: Vec<Publie> = in_force
        .into_iter()
        .filter(|v| public.contains(&v.traitement_id))
        .map(|v| Publie { id: v.traitement_id, contenu: publication.shown(&v.contenu) })
        .collect();
    all.sort_by_cached_key(|p| kernel::fold(&p.contenu.nom));
    Ok(all)
}
