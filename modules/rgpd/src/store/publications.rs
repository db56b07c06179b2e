//! What each collectivité shows of its register to anybody.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};

use super::json;
use crate::domain::Publication;

const FIND: Sql = sql("SELECT ouverte, champs, introduction FROM rgpd_publication WHERE collectivite_id = $1");
const SAVE: Sql = sql("INSERT INTO rgpd_publication (collectivite_id, ouverte, champs, introduction, modifie_le, \
     modifie_par) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (collectivite_id) DO UPDATE SET ouverte = excluded.ouverte, \
     champs = excluded.champs, introduction = excluded.introduction, modifie_le = excluded.modifie_le, \
     modifie_par = excluded.modifie_par");

impl FromRow for Publication {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self { ouverte: row.get("ouverte")?, champs: json(row, "champs")?, introduction: row.get("introduction")? })
    }
}

/// Closed when nobody ever chose.
pub async fn find(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Publication, DbError> {
    Ok(tx.find(FIND, params![collectivite]).await?.unwrap_or_default())
}

pub async fn save(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    p: &Publication,
    (now, par): (Instant, &str),
) -> Result<(), DbError> {
    let champs = serde_json::to_value(&p.champs).unwrap_or_default();
    tx.run(SAVE, params![collectivite, p.ouverte, champs, &p.introduction, now, par]).await.map(drop)
}
