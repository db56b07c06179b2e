//! The documents attached to a traitement.

use db::{DbError, Sql, Tx, params, sql};
use documents::DocumentId;
use kernel::{CollectiviteId, Id, Instant};

use crate::domain::TraitementId;

const INSERT: Sql =
    sql("INSERT INTO rgpd_piece (collectivite_id, id, traitement_id, document_id, libelle, ajoutee_le, \
     ajoutee_par) VALUES ($1, $2, $3, $4, $5, $6, $7)");
const LIST: Sql = sql("SELECT id, document_id, libelle, ajoutee_le, ajoutee_par FROM rgpd_piece \
     WHERE collectivite_id = $1 AND traitement_id = $2 ORDER BY id");
const FIND: Sql = sql("SELECT id, document_id, libelle, ajoutee_le, ajoutee_par FROM rgpd_piece \
     WHERE collectivite_id = $1 AND traitement_id = $2 AND id = $3");
const DELETE: Sql = sql("DELETE FROM rgpd_piece WHERE collectivite_id = $1 AND traitement_id = $2 AND id = $3");

/// A document of a traitement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub id: Id<Piece>,
    pub document_id: DocumentId,
    pub libelle: String,
    pub ajoutee_le: Instant,
    pub ajoutee_par: String,
}
db::row!(Piece { id, document_id, libelle, ajoutee_le, ajoutee_par });

pub async fn insert(tx: &mut Tx, (collectivite, of): (CollectiviteId, TraitementId), p: &Piece) -> Result<(), DbError> {
    let values = params![collectivite, p.id, of, p.document_id, &p.libelle, p.ajoutee_le, &p.ajoutee_par];
    tx.run(INSERT, values).await.map(drop)
}

/// In the order in which they were added.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId, of: TraitementId) -> Result<Vec<Piece>, DbError> {
    tx.list(LIST, params![collectivite, of]).await
}

pub async fn find(
    tx: &mut Tx,
    (collectivite, of): (CollectiviteId, TraitementId),
    id: Id<Piece>,
) -> Result<Option<Piece>, DbError> {
    tx.find(FIND, params![collectivite, of, id]).await
}

pub async fn delete(
    tx: &mut Tx,
    (collectivite, of): (CollectiviteId, TraitementId),
    id: Id<Piece>,
) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![collectivite, of, id]).await? == 1)
}
