//! Populations by millésime.

use std::collections::HashMap;

use db::{DbError, Sql, Tx, params, sql};
use kernel::CollectiviteId;

use crate::domain::population::Population;

const LIST: Sql = sql("SELECT millesime, totale, municipale FROM annuaire_population WHERE collectivite = $1
    ORDER BY millesime DESC");
const AT: Sql = sql("SELECT collectivite, millesime, totale, municipale FROM annuaire_population
    WHERE millesime = $1 AND collectivite IN ($*)");
const SAVE: Sql = sql("INSERT INTO annuaire_population (collectivite, millesime, totale, municipale)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (collectivite, millesime) DO UPDATE SET totale = excluded.totale, municipale = excluded.municipale");

struct Located {
    collectivite: CollectiviteId,
    population: Population,
}

impl db::FromRow for Located {
    fn from_row(row: &db::Row) -> Result<Self, DbError> {
        Ok(Self { collectivite: row.get("collectivite")?, population: Population::from_row(row)? })
    }
}

/// The latest first.
pub(crate) async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Population>, DbError> {
    tx.list(LIST, params![collectivite]).await
}

/// The populations of some collectivités at one millésime.
pub(crate) async fn at(
    tx: &mut Tx,
    millesime: i32,
    collectivites: Vec<CollectiviteId>,
) -> Result<HashMap<CollectiviteId, Population>, DbError> {
    let mut found = HashMap::with_capacity(collectivites.len());
    for part in collectivites.chunks(10_000) {
        let rows: Vec<Located> = tx.list_in(AT, params![millesime], part.iter().copied()).await?;
        found.extend(rows.into_iter().map(|row| (row.collectivite, row.population)));
    }
    Ok(found)
}

pub(crate) async fn save_many(tx: &mut Tx, rows: &[(CollectiviteId, Population)]) -> Result<(), DbError> {
    let values = rows.iter().map(|(id, p)| params![*id, p.millesime, p.totale, p.municipale]).collect();
    tx.insert_many(SAVE, values).await.map(|_| ())
}
