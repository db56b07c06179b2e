//! The files of actes and of answers.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::CollectiviteId;

use crate::domain::{ActeId, EchangeId, PieceActe, PieceId};

const INSERT: Sql = sql(
    "INSERT INTO actes_piece (collectivite_id, id, acte_id, echange_id, rang, document_id, nom, extension, type_pj, taille, \
     entete, pages, signee, scellee) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
);
const OF_ACTE: Sql = sql(
    "SELECT id, acte_id, echange_id, rang, document_id, nom, extension, type_pj, taille, entete, pages, \
     signee, scellee FROM actes_piece WHERE collectivite_id = $1 AND acte_id = $2 AND echange_id IS NULL ORDER BY rang, id",
);
const OF_ANSWERS: Sql =
    sql("SELECT id, acte_id, echange_id, rang, document_id, nom, extension, type_pj, taille, entete, pages, \
     signee, scellee FROM actes_piece WHERE collectivite_id = $1 AND acte_id = $2 AND echange_id IS NOT NULL \
     ORDER BY rang, id");
const FIND: Sql =
    sql("SELECT id, acte_id, echange_id, rang, document_id, nom, extension, type_pj, taille, entete, pages, signee, \
     scellee FROM actes_piece WHERE collectivite_id = $1 AND acte_id = $2 AND id = $3");
const SET_TYPE: Sql =
    sql("UPDATE actes_piece SET type_pj = $4 WHERE collectivite_id = $1 AND acte_id = $2 AND id = $3");
const SET_RANG: Sql = sql("UPDATE actes_piece SET rang = $4 WHERE collectivite_id = $1 AND acte_id = $2 AND id = $3");
const DELETE: Sql = sql("DELETE FROM actes_piece WHERE collectivite_id = $1 AND acte_id = $2 AND id = $3");

impl FromRow for PieceActe {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            acte_id: row.get("acte_id")?,
            echange_id: row.get("echange_id")?,
            rang: row.get("rang")?,
            document_id: row.get("document_id")?,
            nom: row.get("nom")?,
            extension: row.get("extension")?,
            type_pj: row.get("type_pj")?,
            taille: row.get("taille")?,
            entete: row.get("entete")?,
            pages: row.get("pages")?,
            signee: row.get("signee")?,
            scellee: row.get("scellee")?,
        })
    }
}

pub async fn insert_many(tx: &mut Tx, whose: CollectiviteId, pieces: &[PieceActe]) -> Result<(), DbError> {
    let row = |p: &PieceActe| {
        params![
            whose,
            p.id,
            p.acte_id,
            p.echange_id,
            p.rang,
            p.document_id,
            &p.nom,
            &p.extension,
            &p.type_pj,
            p.taille,
            p.entete.clone(),
            p.pages,
            p.signee,
            p.scellee,
        ]
    };
    tx.insert_many(INSERT, pieces.iter().map(row).collect()).await.map(drop)
}

/// The acte, then its annexes.
pub async fn list_of(tx: &mut Tx, whose: CollectiviteId, acte: ActeId) -> Result<Vec<PieceActe>, DbError> {
    tx.list(OF_ACTE, params![whose, acte]).await
}

/// The documents of every answer given about an acte.
pub async fn list_of_answers(tx: &mut Tx, whose: CollectiviteId, acte: ActeId) -> Result<Vec<PieceActe>, DbError> {
    tx.list(OF_ANSWERS, params![whose, acte]).await
}

/// The documents of one answer.
pub async fn list_of_answer(
    tx: &mut Tx,
    whose: CollectiviteId,
    (acte, echange): (ActeId, EchangeId),
) -> Result<Vec<PieceActe>, DbError> {
    let mut all = list_of_answers(tx, whose, acte).await?;
    all.retain(|piece| piece.echange_id == Some(echange));
    Ok(all)
}

pub async fn find(
    tx: &mut Tx,
    whose: CollectiviteId,
    (acte, id): (ActeId, PieceId),
) -> Result<Option<PieceActe>, DbError> {
    tx.find(FIND, params![whose, acte, id]).await
}

pub async fn set_type(
    tx: &mut Tx,
    whose: CollectiviteId,
    (acte, id): (ActeId, PieceId),
    type_pj: &str,
) -> Result<(), DbError> {
    tx.run(SET_TYPE, params![whose, acte, id, type_pj]).await.map(drop)
}

pub async fn set_rang(
    tx: &mut Tx,
    whose: CollectiviteId,
    (acte, id): (ActeId, PieceId),
    rang: u32,
) -> Result<(), DbError> {
    tx.run(SET_RANG, params![whose, acte, id, rang]).await.map(drop)
}

pub async fn delete(tx: &mut Tx, whose: CollectiviteId, (acte, id): (ActeId, PieceId)) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![whose, acte, id]).await? == 1)
}
