//! The Syntec index: recorded, corrected.

use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, Indice};
use serde_json::json;

use super::{Geste, identites};
use crate::{domain::Mois, store::syntec};

/// Records the index of a month, or corrects it; gives the value before. What was revised keeps the values it used.
pub async fn set(tx: &mut Tx, clock: &Clock, acteur: &Acteur, mois: Mois, indice: Indice) -> Geste<Option<Indice>> {
    let before = syntec::list(tx).await?.get(mois);
    if before == Some(indice) {
        return Ok(before);
    }
    syntec::set(tx, mois, indice, clock.now()).await?;
    let centre = identites::centre(tx).await?;
    let told = |value: Indice| json!({ "mois": mois.iso(), "indice": value.decimal() });
    let ligne = Ligne {
        collectivite: centre.id,
        acteur: acteur.clone(),
        action: if before.is_some() { "syntec.corrige" } else { "syntec.enregistre" },
        objet: "syntec",
        objet_id: centre.id.uuid(),
        libelle: format!("Indice Syntec de {mois}"),
        avant: before.map(told),
        apres: Some(told(indice)),
    };
    journal::record(tx, clock, ligne).await?;
    Ok(before)
}
