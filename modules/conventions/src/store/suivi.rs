//! What is followed on a convention: the state of each promise, and the reminders already sent.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use time::Date;

use crate::domain::{ConventionId, Echeance, EtatEngagement};

const ENGAGEMENTS: Sql =
    sql("SELECT code, etat, note, le FROM conventions_engagement WHERE collectivite_id = $1 AND convention_id = $2 \
     ORDER BY code");
const SET_ENGAGEMENT: Sql =
    sql("INSERT INTO conventions_engagement (collectivite_id, convention_id, code, etat, note, le) \
     VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (collectivite_id, convention_id, code) DO UPDATE SET etat = excluded.etat, note = excluded.note, \
     le = excluded.le");
const RECORD_RAPPEL: Sql =
    sql("INSERT INTO conventions_rappel (collectivite_id, convention_id, nature, le, jours, envoye_le) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (collectivite_id, convention_id, nature, le, jours) DO NOTHING");

/// How far one promise is kept. A promise without a row is still to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiviEngagement {
    /// Of the catalogue `data/engagements.toml`.
    pub code: String,
    pub etat: EtatEngagement,
    pub note: String,
    pub le: Date,
}
db::row!(SuiviEngagement { code, etat, note, le });

pub async fn list_engagements(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    convention: ConventionId,
) -> Result<Vec<SuiviEngagement>, DbError> {
    tx.list(ENGAGEMENTS, params![collectivite, convention]).await
}

/// Keeps how far promises are kept, any number with the same few statements.
pub async fn set_engagements(
    tx: &mut Tx,
    suivis: &[(CollectiviteId, ConventionId, SuiviEngagement)],
) -> Result<(), DbError> {
    let values = suivis
        .iter()
        .map(|(whose, convention, suivi)| params![*whose, *convention, &suivi.code, suivi.etat, &suivi.note, suivi.le]);
    tx.insert_many(SET_ENGAGEMENT, values.collect()).await.map(drop)
}

/// Records that a reminder leaves; false when it had left already, and must not leave again.
pub async fn record_rappel(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    convention: ConventionId,
    echeance: Echeance,
    jours: i64,
    now: Instant,
) -> Result<bool, DbError> {
    let values = params![collectivite, convention, echeance.nature, echeance.le, jours, now];
    tx.run(RECORD_RAPPEL, values).await.map(|written| written == 1)
}
