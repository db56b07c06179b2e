//! The backups that were asked, and the actes that they take.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::CollectiviteId;
use serde_json::{Value, json};
use time::{Date, macros::date};

use crate::domain::{
    ActeId,
    sauvegarde::{Demande, DemandeId, Forme},
};

const INSERT: Sql = sql(
    "INSERT INTO actes_sauvegarde (collectivite_id, id, forme, du, au, demandee_le, demandee_par, total, faits, finie_le, \
     volumes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (collectivite_id, id) DO NOTHING",
);
const SAVE: Sql =
    sql("UPDATE actes_sauvegarde SET faits = $3, finie_le = $4, volumes = $5 WHERE collectivite_id = $1 AND id = $2");
const FIND: Sql = sql(
    "SELECT collectivite_id, id, forme, du, au, demandee_le, demandee_par, total, faits, finie_le, volumes FROM actes_sauvegarde \
     WHERE collectivite_id = $1 AND id = $2",
);
const LIST: Sql = sql(
    "SELECT collectivite_id, id, forme, du, au, demandee_le, demandee_par, total, faits, finie_le, volumes FROM actes_sauvegarde \
     WHERE collectivite_id = $1 ORDER BY demandee_le DESC LIMIT 20",
);
// What has no date yet is only taken when the period has no beginning.
const COUNT: Sql = sql("SELECT COUNT(*) AS value FROM actes_acte WHERE collectivite_id = $1 \
     AND COALESCE(decision_le, '0001-01-01') BETWEEN $2 AND $3 AND ($4 OR recu_le IS NOT NULL)");
const NEXT: Sql = sql("SELECT id FROM actes_acte WHERE collectivite_id = $1 \
     AND COALESCE(decision_le, '0001-01-01') BETWEEN $2 AND $3 AND ($4 OR recu_le IS NOT NULL) AND id > $5 \
     ORDER BY id LIMIT $6");

struct Suivant {
    id: ActeId,
}
db::row!(Suivant { id });

impl FromRow for Demande {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let volumes: Value = row.get("volumes")?;
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            id: row.get("id")?,
            forme: row.get("forme")?,
            du: row.get("du")?,
            au: row.get("au")?,
            demandee_le: row.get("demandee_le")?,
            demandee_par: row.get("demandee_par")?,
            total: row.get("total")?,
            faits: row.get("faits")?,
            finie_le: row.get("finie_le")?,
            volumes: serde_json::from_value(volumes).unwrap_or_default(),
        })
    }
}

/// Keeps a new one; false when it was kept already.
pub async fn insert(tx: &mut Tx, d: &Demande) -> Result<bool, DbError> {
    let values = params![
        d.collectivite_id,
        d.id,
        d.forme,
        d.du,
        d.au,
        d.demandee_le,
        &d.demandee_par,
        d.total,
        d.faits,
        d.finie_le,
        json!(d.volumes),
    ];
    Ok(tx.run(INSERT, values).await? == 1)
}

/// Where it stands.
pub async fn save(tx: &mut Tx, d: &Demande) -> Result<(), DbError> {
    tx.run(SAVE, params![d.collectivite_id, d.id, d.faits, d.finie_le, json!(d.volumes)]).await.map(drop)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId, id: DemandeId) -> Result<Option<Demande>, DbError> {
    tx.find(FIND, params![whose, id]).await
}

/// The latest first.
pub async fn list(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Demande>, DbError> {
    tx.list(LIST, params![whose]).await
}

/// The days of a backup, first and last; whether it takes what the préfecture has not received.
fn wanted(d: &Demande) -> (Date, Date, bool) {
    let every = d.forme == Forme::Complete;
    (d.du.unwrap_or(date!(0001 - 01 - 01)), d.au.unwrap_or(date!(9999 - 12 - 31)), every)
}

/// How many actes it takes.
pub async fn count(tx: &mut Tx, d: &Demande) -> Result<u32, DbError> {
    let (du, au, every) = wanted(d);
    Ok(tx.value(COUNT, params![d.collectivite_id, du, au, every]).await?.unwrap_or(0))
}

/// The actes that follow one, in the order in which they were made.
pub async fn next(tx: &mut Tx, d: &Demande, (after, most): (ActeId, u32)) -> Result<Vec<ActeId>, DbError> {
    let (du, au, every) = wanted(d);
    let rows: Vec<Suivant> = tx.list(NEXT, params![d.collectivite_id, du, au, every, after, most]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
