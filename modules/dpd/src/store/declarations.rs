//! The designations that the CNIL publishes, as they were last seen.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Id};
use time::Date;

use crate::domain::{Declaration, LigneCnil};

const ALL: Sql =
    sql("SELECT collectivite_id, id, personne, le, organisme, organisme_nom, courriel, telephone, site, vue_le, fin \
     FROM dpd_declaration ORDER BY collectivite_id, id");
const OF: Sql =
    sql("SELECT collectivite_id, id, personne, le, organisme, organisme_nom, courriel, telephone, site, vue_le, \
     fin FROM dpd_declaration WHERE collectivite_id = $1 ORDER BY id");
const INSERT: Sql = sql(
    "INSERT INTO dpd_declaration (collectivite_id, id, cle, personne, le, organisme, organisme_nom, courriel, telephone, \
     site, vue_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (collectivite_id, cle) DO NOTHING",
);
const SEEN: Sql = sql("UPDATE dpd_declaration SET vue_le = $1, fin = NULL WHERE id IN ($*)");
const ENDED: Sql = sql("UPDATE dpd_declaration SET fin = $1 WHERE id IN ($*)");

/// How many ids one statement lists: below the placeholders of both engines.
const CHUNK: usize = 20_000;

/// Whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclarationDe {
    pub collectivite_id: CollectiviteId,
    pub declaration: Declaration,
}

impl FromRow for DeclarationDe {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let declaration = Declaration {
            id: row.get("id")?,
            personne: row.get("personne")?,
            le: row.get("le")?,
            organisme: row.get("organisme")?,
            organisme_nom: row.get("organisme_nom")?,
            courriel: row.get("courriel")?,
            telephone: row.get("telephone")?,
            site: row.get("site")?,
            vue_le: row.get("vue_le")?,
            fin: row.get("fin")?,
        };
        Ok(Self { collectivite_id: row.get("collectivite_id")?, declaration })
    }
}

pub async fn list(tx: &mut Tx) -> Result<Vec<DeclarationDe>, DbError> {
    tx.list(ALL, params![]).await
}

pub async fn list_of(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Declaration>, DbError> {
    let found: Vec<DeclarationDe> = tx.list(OF, params![whose]).await?;
    Ok(found.into_iter().map(|of| of.declaration).collect())
}

/// Adds those seen for the first time.
pub async fn insert(
    tx: &mut Tx,
    clock: &Clock,
    lines: &[(CollectiviteId, LigneCnil)],
    jour: Date,
) -> Result<(), DbError> {
    let row = |(whose, line): &(CollectiviteId, LigneCnil)| {
        let id: Id<Declaration> = Id::new(clock);
        params![
            *whose,
            id,
            line.cle(),
            line.personne,
            line.le,
            line.organisme,
            &line.organisme_nom,
            &line.courriel,
            &line.telephone,
            &line.site,
            jour,
        ]
    };
    tx.insert_many(INSERT, lines.iter().map(row).collect()).await.map(drop)
}

/// Those that the file of this day still holds, or holds again.
pub async fn see(tx: &mut Tx, ids: &[Id<Declaration>], jour: Date) -> Result<(), DbError> {
    for part in ids.chunks(CHUNK) {
        tx.run_in(SEEN, params![jour], part.iter().copied()).await?;
    }
    Ok(())
}

/// Those that the file of this day no longer holds.
pub async fn end(tx: &mut Tx, ids: &[Id<Declaration>], jour: Date) -> Result<(), DbError> {
    for part in ids.chunks(CHUNK) {
        tx.run_in(ENDED, params![jour], part.iter().copied()).await?;
    }
    Ok(())
}
