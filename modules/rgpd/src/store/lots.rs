//! What came at once, and what it takes to undo it.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};

use super::json;
use crate::domain::{Avant, DeploiementId, GenreLot, LotId, TraitementId};

const INSERT: Sql =
    sql("INSERT INTO rgpd_lot (collectivite_id, id, genre, nom, deploiement_id, crees, modifies, fait_le, \
     fait_par, gardes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const INSERT_LINE: Sql = sql("INSERT INTO rgpd_lot_ligne (collectivite_id, lot_id, traitement_id, revision, avant) \
     VALUES ($1, $2, $3, $4, $5)");
const LIST: Sql = sql("SELECT collectivite_id, id, genre, nom, deploiement_id, crees, modifies, fait_le, fait_par, \
     annule_le, annule_par, gardes FROM rgpd_lot WHERE collectivite_id = $1 ORDER BY id DESC LIMIT 100");
const FIND: Sql = sql("SELECT collectivite_id, id, genre, nom, deploiement_id, crees, modifies, fait_le, fait_par, \
     annule_le, annule_par, gardes FROM rgpd_lot WHERE collectivite_id = $1 AND id = $2");
const OF_DEPLOIEMENT: Sql = sql("SELECT collectivite_id, id, genre, nom, deploiement_id, crees, modifies, fait_le, \
     fait_par, annule_le, annule_par, gardes FROM rgpd_lot WHERE deploiement_id = $1 AND annule_le IS NULL ORDER BY id");
const LINES: Sql = sql("SELECT traitement_id, revision, avant FROM rgpd_lot_ligne WHERE collectivite_id = $1 \
     AND lot_id = $2 ORDER BY traitement_id");
const CANCEL: Sql = sql("UPDATE rgpd_lot SET annule_le = $3, annule_par = $4, gardes = $5 WHERE collectivite_id = $1 \
     AND id = $2 AND annule_le IS NULL");

/// A lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    pub collectivite_id: CollectiviteId,
    pub id: LotId,
    pub genre: GenreLot,
    pub nom: String,
    pub deploiement_id: Option<DeploiementId>,
    pub crees: u32,
    pub modifies: u32,
    pub fait_le: Instant,
    pub fait_par: String,
    pub annule_le: Option<Instant>,
    pub annule_par: Option<String>,
    /// What somebody had changed since, left alone when the rest was undone.
    pub gardes: u32,
}
db::row!(Lot {
    collectivite_id,
    id,
    genre,
    nom,
    deploiement_id,
    crees,
    modifies,
    fait_le,
    fait_par,
    annule_le,
    annule_par,
    gardes
});

/// A traitement of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneLot {
    pub traitement_id: TraitementId,
    /// The revision that the lot left.
    pub revision: i64,
    /// None: the lot created it.
    pub avant: Option<Avant>,
}

impl FromRow for LigneLot {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let known: Option<serde_json::Value> = row.get("avant")?;
        let avant = if known.is_some() { Some(json(row, "avant")?) } else { None };
        Ok(Self { traitement_id: row.get("traitement_id")?, revision: row.get("revision")?, avant })
    }
}

/// Adds lots of one or several collectivités, with their lines.
pub async fn insert(tx: &mut Tx, lots: &[(Lot, Vec<LigneLot>)]) -> Result<(), DbError> {
    let row = |(l, _): &(Lot, Vec<LigneLot>)| {
        params![
            l.collectivite_id,
            l.id,
            l.genre,
            &l.nom,
            l.deploiement_id,
            l.crees,
            l.modifies,
            l.fait_le,
            &l.fait_par,
            l.gardes
        ]
    };
    tx.insert_many(INSERT, lots.iter().map(row).collect()).await?;
    let lines = lots.iter().flat_map(|(lot, lines)| lines.iter().map(move |line| (lot, line)));
    let row = |(lot, line): (&Lot, &LigneLot)| {
        let avant = line.avant.as_ref().map(|avant| serde_json::to_value(avant).unwrap_or_default());
        params![lot.collectivite_id, lot.id, line.traitement_id, line.revision, avant]
    };
    tx.insert_many(INSERT_LINE, lines.map(row).collect()).await.map(drop)
}

/// Latest first.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Lot>, DbError> {
    tx.list(LIST, params![collectivite]).await
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: LotId) -> Result<Option<Lot>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}

/// Those of a deployment that still stand.
pub async fn of_deploiement(tx: &mut Tx, id: DeploiementId) -> Result<Vec<Lot>, DbError> {
    tx.list(OF_DEPLOIEMENT, params![id]).await
}

pub async fn lines(tx: &mut Tx, collectivite: CollectiviteId, id: LotId) -> Result<Vec<LigneLot>, DbError> {
    tx.list(LINES, params![collectivite, id]).await
}

/// False when it was already.
pub async fn cancel(
    tx: &mut Tx,
    (collectivite, id): (CollectiviteId, LotId),
    (now, par): (Instant, &str),
    gardes: u32,
) -> Result<bool, DbError> {
    Ok(tx.run(CANCEL, params![collectivite, id, now, par, gardes]).await? == 1)
}
