//! The groups that see some actes alone, and what one person sees.

use db::{DbError, Tx};
use kernel::PersonneId;
use serde_json::{Value, json};
use web::Droit;

use super::{Contexte, Geste, GesteError, record_on};
use crate::{
    domain::{Acte, Groupe, GroupeId, NOM_MAX, Refus, Regard},
    droits::Transmettre,
    store::groupes,
};

/// What the person of the page sees: who may send sees everything.
pub async fn regard(tx: &mut Tx, ctx: Contexte<'_>) -> Geste<Regard> {
    let Some(personne) = ctx.acteur.personne else { return Ok(Regard::Tout) };
    let droits = annuaire::droits::load(tx, ctx.clock, personne).await?;
    Ok(if droits.can(&Transmettre::PERMISSION, ctx.collectivite) { Regard::Tout } else { Regard::De(personne) })
}

/// Whether this person sees this acte.
pub(crate) async fn sees(tx: &mut Tx, ctx: Contexte<'_>, (acte, personne): (&Acte, PersonneId)) -> Geste<bool> {
    let Some(groupe) = acte.groupe else { return Ok(true) };
    if groupes::holds(tx, ctx.collectivite, (groupe, personne)).await? {
        return Ok(true);
    }
    let droits = annuaire::droits::load(tx, ctx.clock, personne).await?;
    Ok(droits.can(&Transmettre::PERMISSION, ctx.collectivite))
}

pub async fn list(tx: &mut Tx, ctx: Contexte<'_>) -> Geste<Vec<Groupe>> {
    Ok(groupes::list(tx, ctx.collectivite).await?)
}

/// Makes a group, or writes it again. `members`: people of the collectivité; the others are left out.
pub async fn set(tx: &mut Tx, ctx: Contexte<'_>, groupe: Groupe) -> Geste<()> {
    let groupe = Groupe { nom: groupe.nom.split_whitespace().collect::<Vec<_>>().join(" "), ..groupe };
    if groupe.nom.is_empty() || groupe.nom.chars().count() > NOM_MAX {
        return Err(Refus::NomDeGroupe.into());
    }
    let people = annuaire::appartenances::in_collectivite(tx, ctx.collectivite).await?;
    let (mut membres, mut noms) = (Vec::new(), Vec::new());
    for one in people.into_iter().filter(|one| groupe.membres.contains(&one.personne)) {
        if !membres.contains(&one.personne) {
            membres.push(one.personne);
            noms.push(one.personne_nom);
        }
    }
    let groupe = Groupe { membres, ..groupe };
    let known = groupes::list(tx, ctx.collectivite).await?.into_iter().find(|known| known.id == groupe.id);
    let written = match &known {
        Some(_) => groupes::save(tx, ctx.collectivite, &groupe).await.map(drop),
        None => groupes::insert(tx, ctx.collectivite, &groupe).await,
    };
    written.map_err(|error| match error {
        DbError::Unique(_) => Refus::GroupeDejaLa.into(),
        other => GesteError::from(other),
    })?;
    let action = if known.is_some() { "actes.groupe.modifie" } else { "actes.groupe.cree" };
    record(tx, ctx, action, &groupe, Some(json!({ "nom": groupe.nom, "membres": noms }))).await
}

/// Forgets a group that no acte has.
pub async fn remove(tx: &mut Tx, ctx: Contexte<'_>, id: GroupeId) -> Geste<()> {
    let known = groupes::list(tx, ctx.collectivite).await?.into_iter().find(|known| known.id == id);
    let Some(known) = known else { return Ok(()) };
    if !groupes::delete(tx, ctx.collectivite, id).await? {
        return Err(Refus::GroupeUtilise.into());
    }
    record(tx, ctx, "actes.groupe.supprime", &known, None).await
}

async fn record(
    tx: &mut Tx,
    ctx: Contexte<'_>,
    action: &'static str,
    groupe: &Groupe,
    apres: Option<Value>,
) -> Geste<()> {
    record_on(tx, ctx, action, ("groupe_actes", groupe.id, groupe.nom.clone()), (None, apres)).await
}
