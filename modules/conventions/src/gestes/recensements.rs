//! The census annexes: levels chosen poste by poste, then signed by the collectivité.

use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Exercice, date_longue};
use serde_json::{Value, json};
use time::Date;

use super::{Geste, GesteError};
use crate::{
    domain::{NiveauPoste, Recensement},
    store::recensements,
};

/// The annex of a year beside the one it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annexe {
    pub recensement: Recensement,
    /// None the first year.
    pub precedent: Option<Recensement>,
    /// False: nobody has begun it yet.
    pub commencee: bool,
}

/// What is done to an annex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changement {
    /// A poste and its level; a new poste is added.
    Niveau {
        nom: String,
        niveau: NiveauPoste,
    },
    Retrait {
        nom: String,
    },
    /// The postes and levels of the last census before, in place of what is there.
    Reprise,
    Signature {
        le: Date,
    },
}

/// The annex of a year; one that nobody has begun has no poste.
pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, annee: Exercice) -> Geste<Annexe> {
    let mut all = recensements::list(tx, collectivite).await?;
    all.retain(|r| r.annee() <= annee);
    let of_year = all.pop_if(|last| last.annee() == annee);
    let commencee = of_year.is_some();
    let recensement = of_year.unwrap_or_else(|| Recensement::new(annee, Vec::new()));
    Ok(Annexe { recensement, precedent: all.pop(), commencee })
}

/// Changes the annex of a year, once: a signed one no longer changes.
pub async fn change(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (collectivite, annee): (CollectiviteId, Exercice),
    changement: &Changement,
) -> Geste<()> {
    let Annexe { mut recensement, precedent, .. } = find(tx, collectivite, annee).await?;
    let before = told(&recensement);
    let action = match changement {
        Changement::Niveau { nom, niveau } => {
            recensement.set_niveau(nom, *niveau)?;
            "recensement.poste"
        }
        Changement::Retrait { nom } => {
            recensement.remove(nom)?;
            "recensement.retrait"
        }
        Changement::Reprise => {
            take_over(&mut recensement, precedent.as_ref())?;
            "recensement.reprise"
        }
        Changement::Signature { le } => {
            check_signature(clock, annee, *le)?;
            recensement.sign(*le)?;
            "recensement.signe"
        }
    };
    if !recensements::save(tx, collectivite, &recensement).await? {
        return Err(GesteError::Conflict);
    }
    let ligne = Ligne {
        collectivite,
        acteur: acteur.clone(),
        action,
        objet: "recensement",
        objet_id: collectivite.uuid(),
        libelle: format!("Recensement des postes {annee}"),
        avant: Some(before),
        apres: Some(told(&recensement)),
    };
    Ok(journal::record(tx, clock, ligne).await?)
}

fn take_over(recensement: &mut Recensement, precedent: Option<&Recensement>) -> Geste<()> {
    let Some(precedent) = precedent else {
        return Err(GesteError::Illisible(
            "Aucun recensement d’une année d’avant n’est connu\u{a0}: ajoutez les postes un par un.".to_owned(),
        ));
    };
    let names: Vec<String> = recensement.postes().iter().map(|p| p.nom.clone()).collect();
    for nom in names {
        recensement.remove(&nom)?;
    }
    for poste in precedent.postes() {
        recensement.set_niveau(&poste.nom, poste.niveau)?;
    }
    Ok(())
}

/// Signed once, not before the year that precedes it.
fn check_signature(clock: &Clock, annee: Exercice, le: Date) -> Geste<()> {
    if le > clock.today() {
        let today = date_longue(clock.today());
        return Err(GesteError::Illisible(format!("Cette date est à venir\u{a0}: écrivez le {today} au plus tard.")));
    }
    if le < annee.previous().periode().debut() {
        return Err(GesteError::Illisible(format!(
            "L’annexe {annee} ne peut pas être signée avant {}.",
            annee.previous()
        )));
    }
    Ok(())
}

fn told(recensement: &Recensement) -> Value {
    let effectifs = recensement.effectifs();
    json!({
        "postes": recensement.postes().iter().map(|p| (p.nom.clone(), p.niveau.code())).collect::<Vec<_>>(),
        "n1": effectifs.n1,
        "n2": effectifs.n2,
        "n3": effectifs.n3,
        "signee_le": recensement.signee_le().map(|le| le.to_string()),
    })
}
