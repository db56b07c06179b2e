//! The models that the centre published, and those that it is writing.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::Instant;

use super::json;
use crate::domain::{Modele, ModelePublie};

const LATEST: Sql = sql("SELECT m.code, m.version, m.modele, m.note, m.publie_le, m.publie_par FROM rgpd_modele m \
     WHERE m.version = (SELECT MAX(n.version) FROM rgpd_modele n WHERE n.code = m.code)");
const OF_CODE: Sql = sql("SELECT code, version, modele, note, publie_le, publie_par FROM rgpd_modele WHERE code = $1 \
     ORDER BY version DESC");
const FIND: Sql = sql("SELECT code, version, modele, note, publie_le, publie_par FROM rgpd_modele \
     WHERE code = $1 AND version = $2");
const INSERT: Sql = sql("INSERT INTO rgpd_modele (code, version, modele, note, publie_le, publie_par) \
     VALUES ($1, $2, $3, $4, $5, $6)");
const DRAFTS: Sql = sql("SELECT modele, revision, modifie_le, modifie_par FROM rgpd_modele_brouillon ORDER BY code");
const DRAFT: Sql = sql("SELECT modele, revision, modifie_le, modifie_par FROM rgpd_modele_brouillon WHERE code = $1");
const INSERT_DRAFT: Sql = sql("INSERT INTO rgpd_modele_brouillon (code, modele, revision, modifie_le, modifie_par) \
     VALUES ($1, $2, $3, $4, $5)");
const SAVE_DRAFT: Sql = sql("UPDATE rgpd_modele_brouillon SET modele = $2, revision = $3 + 1, modifie_le = $4, \
     modifie_par = $5 WHERE code = $1 AND revision = $3");
const FORGET_DRAFT: Sql = sql("DELETE FROM rgpd_modele_brouillon WHERE code = $1");

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionModele {
    pub modele: Modele,
    pub version: u32,
    /// What changed, for who is to accept it.
    pub note: String,
    pub publie_le: Instant,
    pub publie_par: String,
}

/// The next version, while it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brouillon {
    pub modele: Modele,
    pub revision: i64,
    pub modifie_le: Instant,
    pub modifie_par: String,
}

impl FromRow for VersionModele {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            modele: json(row, "modele")?,
            version: row.get("version")?,
            note: row.get("note")?,
            publie_le: row.get("publie_le")?,
            publie_par: row.get("publie_par")?,
        })
    }
}

impl FromRow for Brouillon {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            modele: json(row, "modele")?,
            revision: row.get("revision")?,
            modifie_le: row.get("modifie_le")?,
            modifie_par: row.get("modifie_par")?,
        })
    }
}

/// The latest version of each model that the centre published.
pub async fn latest(tx: &mut Tx) -> Result<Vec<ModelePublie>, DbError> {
    let rows: Vec<VersionModele> = tx.list(LATEST, params![]).await?;
    Ok(rows.into_iter().map(|v| ModelePublie { modele: v.modele, version: v.version }).collect())
}

/// Every version of a model that the centre published, latest first.
pub async fn versions(tx: &mut Tx, code: &str) -> Result<Vec<VersionModele>, DbError> {
    tx.list(OF_CODE, params![code]).await
}

pub async fn find(tx: &mut Tx, code: &str, version: u32) -> Result<Option<VersionModele>, DbError> {
    tx.find(FIND, params![code, version]).await
}

pub async fn insert(tx: &mut Tx, v: &VersionModele) -> Result<(), DbError> {
    let modele = serde_json::to_value(&v.modele).unwrap_or_default();
    let values = params![&v.modele.code, v.version, modele, &v.note, v.publie_le, &v.publie_par];
    tx.run(INSERT, values).await.map(drop)
}

/// What is being written, by code.
pub async fn drafts(tx: &mut Tx) -> Result<Vec<Brouillon>, DbError> {
    tx.list(DRAFTS, params![]).await
}

pub async fn draft(tx: &mut Tx, code: &str) -> Result<Option<Brouillon>, DbError> {
    tx.find(DRAFT, params![code]).await
}

/// Adds a draft, or saves it over the revision that was read; false when somebody else changed it meanwhile.
pub async fn save_draft(tx: &mut Tx, b: &Brouillon) -> Result<bool, DbError> {
    let modele = serde_json::to_value(&b.modele).unwrap_or_default();
    if b.revision == 0 {
        let values = params![&b.modele.code, modele, 1, b.modifie_le, &b.modifie_par];
        return tx.run(INSERT_DRAFT, values).await.map(|_| true);
    }
    let values = params![&b.modele.code, modele, b.revision, b.modifie_le, &b.modifie_par];
    Ok(tx.run(SAVE_DRAFT, values).await? == 1)
}

pub async fn forget_draft(tx: &mut Tx, code: &str) -> Result<bool, DbError> {
    Ok(tx.run(FORGET_DRAFT, params![code]).await? == 1)
}
