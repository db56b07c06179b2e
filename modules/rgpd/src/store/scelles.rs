//! The registers sealed on a day.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Id, Instant};
use time::Date;

const INSERT: Sql =
    sql("INSERT INTO rgpd_scelle (collectivite_id, id, au, traitements, empreinte, scelle_le, scelle_par) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)");
const LIST: Sql =
    sql("SELECT id, au, traitements, empreinte, scelle_le, scelle_par FROM rgpd_scelle WHERE collectivite_id = $1 \
     ORDER BY au DESC");
const FIND: Sql = sql("SELECT id, au, traitements, empreinte, scelle_le, scelle_par FROM rgpd_scelle \
     WHERE collectivite_id = $1 AND id = $2");

/// A sealed register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scelle {
    pub id: Id<Scelle>,
    /// The day whose register it is.
    pub au: Date,
    pub traitements: u32,
    /// SHA-256 of the canonical JSON of every version in force.
    pub empreinte: String,
    pub scelle_le: Instant,
    pub scelle_par: String,
}
db::row!(Scelle { id, au, traitements, empreinte, scelle_le, scelle_par });

pub async fn insert(tx: &mut Tx, collectivite: CollectiviteId, s: &Scelle) -> Result<(), DbError> {
    let values = params![collectivite, s.id, s.au, s.traitements, &s.empreinte, s.scelle_le, &s.scelle_par];
    tx.run(INSERT, values).await.map(drop)
}

/// Latest first.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Scelle>, DbError> {
    tx.list(LIST, params![collectivite]).await
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: Id<Scelle>) -> Result<Option<Scelle>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}
