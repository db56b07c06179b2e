//! What the delegate's own room asks: the convention of each member, its abonnements to the service, its promises counted.

use db::{DbError, Sql, Tx, params, sql};
use kernel::CollectiviteId;

use super::abonnements::Souscription;
use crate::domain::{ConventionId, EtatConvention, EtatEngagement, Regime};

const CONVENTIONS: Sql = sql("SELECT collectivite_id, convention_id, etat, regime FROM conventions_membre \
     WHERE convention_id IS NOT NULL");
const CONVENTION_OF: Sql = sql("SELECT collectivite_id, convention_id, etat, regime FROM conventions_membre \
     WHERE convention_id IS NOT NULL AND collectivite_id = $1");
const ABONNEMENTS: Sql =
    sql("SELECT collectivite_id, id, service, depuis, jusqu_a, achat, devis_id, devis_numero, devis_premiere_annee, \
     devis_annees_suivantes FROM conventions_abonnement WHERE service = 'RGPD' ORDER BY id");
const ABONNEMENTS_OF: Sql =
    sql("SELECT collectivite_id, id, service, depuis, jusqu_a, achat, devis_id, devis_numero, devis_premiere_annee, \
     devis_annees_suivantes FROM conventions_abonnement WHERE service = 'RGPD' AND collectivite_id = $1 ORDER BY id");
const COUNTS: Sql = sql("SELECT convention_id, etat, COUNT(*) AS combien FROM conventions_engagement \
     WHERE code IN ($*) GROUP BY convention_id, etat");
const COUNTS_OF: Sql = sql("SELECT convention_id, etat, COUNT(*) AS combien FROM conventions_engagement \
     WHERE collectivite_id = $1 AND code IN ($*) GROUP BY convention_id, etat");

/// The convention in force of a member, else the last one proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenue {
    pub collectivite_id: CollectiviteId,
    pub convention_id: ConventionId,
    pub etat: EtatConvention,
    pub regime: Regime,
}
db::row!(Tenue { collectivite_id, convention_id, etat, regime });

/// How many promises of a convention are in a state; those without a word are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compte {
    pub convention_id: ConventionId,
    pub etat: EtatEngagement,
    pub combien: u32,
}
db::row!(Compte { convention_id, etat, combien });

/// Of every member, or of one.
pub async fn list_conventions(tx: &mut Tx, of: Option<CollectiviteId>) -> Result<Vec<Tenue>, DbError> {
    match of {
        None => tx.list(CONVENTIONS, params![]).await,
        Some(collectivite) => tx.list(CONVENTION_OF, params![collectivite]).await,
    }
}

/// The abonnements to the service, without their quantities, which are always one.
pub async fn list_abonnements(tx: &mut Tx, of: Option<CollectiviteId>) -> Result<Vec<Souscription>, DbError> {
    match of {
        None => tx.list(ABONNEMENTS, params![]).await,
        Some(collectivite) => tx.list(ABONNEMENTS_OF, params![collectivite]).await,
    }
}

/// How far the promises of these codes are kept.
pub async fn count_engagements(
    tx: &mut Tx,
    of: Option<CollectiviteId>,
    codes: &[&str],
) -> Result<Vec<Compte>, DbError> {
    let codes = codes.iter().copied();
    match of {
        None => tx.list_in(COUNTS, params![], codes).await,
        Some(collectivite) => tx.list_in(COUNTS_OF, params![collectivite], codes).await,
    }
}
