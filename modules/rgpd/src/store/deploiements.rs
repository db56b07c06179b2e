//! Models given to several collectivités at once.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use serde_json::json as value;

use super::{CHUNK, json};
use crate::domain::{DeploiementId, OrigineModele};

const INSERT: Sql =
    sql("INSERT INTO rgpd_deploiement (id, modeles, collectivites, demande_le, demande_par, crees, deja) \
     VALUES ($1, $2, $3, $4, $5, 0, 0)");
const LIST: Sql =
    sql("SELECT id, modeles, collectivites, demande_le, demande_par, crees, deja, termine_le, annule_le \
     FROM rgpd_deploiement ORDER BY id DESC LIMIT 200");
const FIND: Sql =
    sql("SELECT id, modeles, collectivites, demande_le, demande_par, crees, deja, termine_le, annule_le \
     FROM rgpd_deploiement WHERE id = $1");
const ADVANCE: Sql = sql("UPDATE rgpd_deploiement SET crees = crees + $2, deja = deja + $3 WHERE id = $1");
const END: Sql = sql("UPDATE rgpd_deploiement SET termine_le = $2 WHERE id = $1");
const CANCEL: Sql = sql("UPDATE rgpd_deploiement SET annule_le = $2 WHERE id = $1 AND annule_le IS NULL");
const HELD: Sql = sql("SELECT collectivite_id, modele FROM rgpd_traitement WHERE modele IS NOT NULL \
     AND etat <> 'archive' AND collectivite_id IN ($*)");

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deploiement {
    pub id: DeploiementId,
    pub modeles: Vec<OrigineModele>,
    pub collectivites: Vec<CollectiviteId>,
    pub demande_le: Instant,
    pub demande_par: String,
    pub crees: u32,
    /// Those that had one already.
    pub deja: u32,
    pub termine_le: Option<Instant>,
    pub annule_le: Option<Instant>,
}

impl FromRow for Deploiement {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            modeles: json(row, "modeles")?,
            collectivites: json(row, "collectivites")?,
            demande_le: row.get("demande_le")?,
            demande_par: row.get("demande_par")?,
            crees: row.get("crees")?,
            deja: row.get("deja")?,
            termine_le: row.get("termine_le")?,
            annule_le: row.get("annule_le")?,
        })
    }
}

/// A model that a collectivité has already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenu {
    pub collectivite_id: CollectiviteId,
    pub modele: String,
}
db::row!(Tenu { collectivite_id, modele });

pub async fn insert(tx: &mut Tx, d: &Deploiement) -> Result<(), DbError> {
    let values = params![d.id, value!(d.modeles), value!(d.collectivites), d.demande_le, &d.demande_par];
    tx.run(INSERT, values).await.map(drop)
}

/// Latest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Deploiement>, DbError> {
    tx.list(LIST, params![]).await
}

pub async fn find(tx: &mut Tx, id: DeploiementId) -> Result<Option<Deploiement>, DbError> {
    tx.find(FIND, params![id]).await
}

/// Counts a part that is done.
pub async fn advance(tx: &mut Tx, id: DeploiementId, crees: usize, deja: usize) -> Result<(), DbError> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    tx.run(ADVANCE, params![id, count(crees), count(deja)]).await.map(drop)
}

pub async fn end(tx: &mut Tx, id: DeploiementId, now: Instant) -> Result<(), DbError> {
    tx.run(END, params![id, now]).await.map(drop)
}

/// False when it was already.
pub async fn cancel(tx: &mut Tx, id: DeploiementId, now: Instant) -> Result<bool, DbError> {
    Ok(tx.run(CANCEL, params![id, now]).await? == 1)
}

/// The models that these collectivités have already.
pub async fn held(tx: &mut Tx, collectivites: &[CollectiviteId]) -> Result<Vec<Tenu>, DbError> {
    let mut found = Vec::new();
    for part in collectivites.chunks(CHUNK) {
        found.extend(tx.list_in(HELD, params![], part.iter().copied()).await?);
    }
    Ok(found)
}
