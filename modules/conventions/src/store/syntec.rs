//! The Syntec index: one value a month.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{Indice, Instant};

use super::parsed;
use crate::domain::{Mois, Syntec};

const LIST: Sql = sql("SELECT mois, indice FROM conventions_syntec ORDER BY mois");
const SET: Sql = sql("INSERT INTO conventions_syntec (mois, indice, saisi_le) VALUES ($1, $2, $3) \
     ON CONFLICT (mois) DO UPDATE SET indice = excluded.indice, saisi_le = excluded.saisi_le");

struct Releve(Mois, Indice);

impl FromRow for Releve {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row, "mois")?, row.get("indice")?))
    }
}

/// Every value recorded.
pub async fn list(tx: &mut Tx) -> Result<Syntec, DbError> {
    let releves: Vec<Releve> = tx.list(LIST, params![]).await?;
    Ok(releves.into_iter().map(|Releve(mois, indice)| (mois, indice)).collect())
}

/// Records a value, or corrects it. A tariff already revised keeps the values that it used.
pub async fn set(tx: &mut Tx, mois: Mois, indice: Indice, now: Instant) -> Result<(), DbError> {
    tx.run(SET, params![mois.iso(), indice, now]).await.map(drop)
}
