//! `Contexte`: who acts, when, and whose abonnements they are; and the lines of the journal that the acts leave.

use db::{DbError, Tx};
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId};
use serde_json::Value;

use crate::domain::AbonnementId;

/// Who acts, when, on whose abonnements. The transaction is of the perimeter of that collectivité, or wider.
#[derive(Debug, Clone, Copy)]
pub struct Contexte<'a> {
    pub clock: &'a Clock,
    pub acteur: &'a Acteur,
    pub collectivite: CollectiviteId,
}

impl Contexte<'_> {
    pub(crate) async fn record(
        self,
        tx: &mut Tx,
        action: &'static str,
        (id, nom): (AbonnementId, &str),
        (avant, apres): (Option<Value>, Option<Value>),
    ) -> Result<(), DbError> {
        let ligne = Ligne {
            collectivite: self.collectivite,
            acteur: self.acteur.clone(),
            action,
            objet: "webhook",
            objet_id: id.uuid(),
            libelle: format!("Webhook «\u{a0}{nom}\u{a0}»"),
            avant,
            apres,
        };
        journal::record(tx, self.clock, ligne).await
    }
}
