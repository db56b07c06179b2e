//! The receipts of the CNIL, typed by hand.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};

use time::Date;

use crate::domain::Recepisse;

const ALL: Sql = sql("SELECT collectivite_id, numero, effet, note, le FROM dpd_recepisse");
const FIND: Sql = sql("SELECT collectivite_id, numero, effet, note, le FROM dpd_recepisse WHERE collectivite_id = $1");
const SAVE: Sql = sql("INSERT INTO dpd_recepisse (collectivite_id, numero, effet, note, par, le) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (collectivite_id) DO UPDATE SET numero = excluded.numero, \
     effet = excluded.effet, note = excluded.note, par = excluded.par, le = excluded.le");

/// Whose it is, and the day on which it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecepisseDe {
    pub collectivite_id: CollectiviteId,
    pub recepisse: Recepisse,
    pub saisi_le: Date,
}

impl FromRow for RecepisseDe {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let recepisse = Recepisse { numero: row.get("numero")?, effet: row.get("effet")?, note: row.get("note")? };
        let saisi_le = row.get::<Instant>("le")?.to_paris().date();
        Ok(Self { collectivite_id: row.get("collectivite_id")?, recepisse, saisi_le })
    }
}

pub async fn list(tx: &mut Tx) -> Result<Vec<RecepisseDe>, DbError> {
    tx.list(ALL, params![]).await
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId) -> Result<Option<RecepisseDe>, DbError> {
    tx.find(FIND, params![whose]).await
}

pub async fn save(
    tx: &mut Tx,
    whose: CollectiviteId,
    r: &Recepisse,
    (par, now): (&str, Instant),
) -> Result<(), DbError> {
    tx.run(SAVE, params![whose, &r.numero, r.effet, &r.note, par, now]).await.map(drop)
}
