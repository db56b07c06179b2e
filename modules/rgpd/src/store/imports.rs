//! Files that were read and wait for somebody's word, and how the columns of a collectivité's files are to be read.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use documents::DocumentId;
use kernel::{CollectiviteId, Id, Instant, fold};
use registre::{Cible, Correspondance};

use super::json;

const INSERT: Sql =
    sql("INSERT INTO rgpd_import (collectivite_id, id, document_id, nom, corrigees, depose_le, depose_par) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)");
const FIND: Sql = sql("SELECT id, document_id, nom, corrigees, depose_le, depose_par FROM rgpd_import \
     WHERE collectivite_id = $1 AND id = $2");
const CORRECT: Sql = sql("UPDATE rgpd_import SET corrigees = $3 WHERE collectivite_id = $1 AND id = $2");
const DELETE: Sql = sql("DELETE FROM rgpd_import WHERE collectivite_id = $1 AND id = $2");
const OLD: Sql = sql("SELECT collectivite_id, id, document_id FROM rgpd_import WHERE depose_le < $1 LIMIT 500");
const REMEMBER: Sql = sql("INSERT INTO rgpd_correspondance (collectivite_id, entete, cible) VALUES ($1, $2, $3) \
     ON CONFLICT (collectivite_id, entete) DO UPDATE SET cible = excluded.cible");
const REMEMBERED: Sql = sql("SELECT entete, cible FROM rgpd_correspondance WHERE collectivite_id = $1");

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: Id<Import>,
    pub document_id: DocumentId,
    pub nom: String,
    /// The sheets whose columns somebody corrected.
    pub corrigees: Vec<Correspondance>,
    pub depose_le: Instant,
    pub depose_par: String,
}

impl FromRow for Import {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            document_id: row.get("document_id")?,
            nom: row.get("nom")?,
            corrigees: json(row, "corrigees")?,
            depose_le: row.get("depose_le")?,
            depose_par: row.get("depose_par")?,
        })
    }
}

/// A file that nobody came back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abandon {
    pub collectivite_id: CollectiviteId,
    pub id: Id<Import>,
    pub document_id: DocumentId,
}
db::row!(Abandon { collectivite_id, id, document_id });

/// How a header is read. None: kept with the observations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Souvenir {
    /// Folded.
    pub entete: String,
    pub cible: Option<Cible>,
}

impl FromRow for Souvenir {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let kept: serde_json::Value = row.get("cible")?;
        let none = kept.as_object().is_none_or(serde_json::Map::is_empty);
        Ok(Self { entete: row.get("entete")?, cible: if none { None } else { Some(json(row, "cible")?) } })
    }
}

pub async fn insert(tx: &mut Tx, collectivite: CollectiviteId, i: &Import) -> Result<(), DbError> {
    let corrigees = serde_json::to_value(&i.corrigees).unwrap_or_default();
    let values = params![collectivite, i.id, i.document_id, &i.nom, corrigees, i.depose_le, &i.depose_par];
    tx.run(INSERT, values).await.map(drop)
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: Id<Import>) -> Result<Option<Import>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}

pub async fn correct(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    id: Id<Import>,
    corrigees: &[Correspondance],
) -> Result<(), DbError> {
    let corrigees = serde_json::to_value(corrigees).unwrap_or_default();
    tx.run(CORRECT, params![collectivite, id, corrigees]).await.map(drop)
}

pub async fn delete(tx: &mut Tx, collectivite: CollectiviteId, id: Id<Import>) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![collectivite, id]).await? == 1)
}

/// Those that were left before an instant.
pub async fn list_old(tx: &mut Tx, before: Instant) -> Result<Vec<Abandon>, DbError> {
    tx.list(OLD, params![before]).await
}

/// Keeps how columns were said to be read.
pub async fn remember(tx: &mut Tx, collectivite: CollectiviteId, columns: &[registre::Colonne]) -> Result<(), DbError> {
    let row = |column: &registre::Colonne| {
        let cible = column.cible.as_ref().map_or_else(|| serde_json::json!({}), |c| serde_json::json!(c));
        params![collectivite, fold(&column.entete), cible]
    };
    for column in columns.iter().filter(|column| !fold(&column.entete).is_empty()) {
        tx.run(REMEMBER, row(column)).await?;
    }
    Ok(())
}

pub async fn remembered(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Souvenir>, DbError> {
    tx.list(REMEMBERED, params![collectivite]).await
}
