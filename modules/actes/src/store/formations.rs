//! Who was trained before sending.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, PersonneId};
use time::Date;

const SAVE: Sql = sql(
    "INSERT INTO actes_formation (collectivite_id, personne_id, formee_le, par, note) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (collectivite_id, personne_id) DO UPDATE SET formee_le = $3, par = $4, note = $5",
);
const FIND: Sql = sql("SELECT formee_le AS value FROM actes_formation WHERE collectivite_id = $1 AND personne_id = $2");
const LIST: Sql =
    sql("SELECT personne_id, formee_le, par, note FROM actes_formation WHERE collectivite_id = $1 ORDER BY formee_le");

/// A training that was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formation {
    pub personne_id: PersonneId,
    pub formee_le: Date,
    pub par: String,
    pub note: String,
}
db::row!(Formation { personne_id, formee_le, par, note });

pub async fn save(tx: &mut Tx, whose: CollectiviteId, f: &Formation) -> Result<(), DbError> {
    tx.run(SAVE, params![whose, f.personne_id, f.formee_le, &f.par, &f.note]).await.map(drop)
}

/// The day on which this person was trained.
pub async fn find(tx: &mut Tx, whose: CollectiviteId, personne: PersonneId) -> Result<Option<Date>, DbError> {
    tx.value(FIND, params![whose, personne]).await
}

pub async fn list(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Formation>, DbError> {
    tx.list(LIST, params![whose]).await
}
