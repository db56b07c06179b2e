//! The promises of a convention: how far each is kept.

use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId};
use serde_json::json;

use super::{Geste, GesteError, conventions};
use crate::{
    domain::{Abonnement, ConventionId, Engagement, EtatEngagement, Service, engagements},
    store::{
        abonnements,
        suivi::{self, SuiviEngagement},
    },
};

/// A promise and where it stands; without a word of anybody, it is still to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenue {
    pub engagement: &'static Engagement,
    pub suivi: Option<SuiviEngagement>,
}

impl Tenue {
    pub fn etat(&self) -> EtatEngagement {
        self.suivi.as_ref().map_or(EtatEngagement::ATenir, |suivi| suivi.etat)
    }
}

/// The promises of both sides, for what is subscribed.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId, id: ConventionId) -> Geste<Vec<Tenue>> {
    let convention = conventions::find(tx, collectivite, id).await?;
    let held: Vec<Abonnement> = abonnements::list(tx, collectivite).await?.into_iter().map(|s| s.abonnement).collect();
    let services: Vec<Service> = held.iter().filter(|a| a.jusqu_a().is_none()).map(Abonnement::service).collect();
    let known = suivi::list_engagements(tx, collectivite, id).await?;
    let of = |engagement: &'static Engagement| {
        let suivi = known.iter().find(|suivi| suivi.code == engagement.code).cloned();
        Tenue { engagement, suivi }
    };
    Ok(engagements(convention.regime, &services).map(of).collect())
}

/// Says where a promise stands today.
pub async fn set(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (collectivite, id): (CollectiviteId, ConventionId),
    (code, etat, note): (&str, EtatEngagement, &str),
) -> Geste<()> {
    let promises = list(tx, collectivite, id).await?;
    let before = promises.iter().find(|t| t.engagement.code == code).ok_or(GesteError::NotFound)?;
    let suivi = SuiviEngagement { code: code.to_owned(), etat, note: note.trim().to_owned(), le: clock.today() };
    suivi::set_engagements(tx, &[(collectivite, id, suivi)]).await?;
    let ligne = Ligne {
        collectivite,
        acteur: acteur.clone(),
        action: "engagement.suivi",
        objet: "convention",
        objet_id: id.uuid(),
        libelle: before.engagement.texte.clone(),
        avant: Some(json!({ "code": code, "etat": before.etat() })),
        apres: Some(json!({ "code": code, "etat": etat, "note": note.trim() })),
    };
    Ok(journal::record(tx, clock, ligne).await?)
}
