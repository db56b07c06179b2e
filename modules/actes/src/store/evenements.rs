//! What happened to each acte: written with the change, never rewritten.

use db::{DbError, Sql, Tx, params, sql};
use kernel::CollectiviteId;

use crate::domain::{ActeId, Evenement};

const INSERT: Sql =
    sql("INSERT INTO actes_evenement (collectivite_id, id, acte_id, genre, le, par, texte, envoi_id, retour_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
const OF_ACTE: Sql = sql("SELECT id, acte_id, genre, le, par, texte, envoi_id, retour_id FROM actes_evenement \
     WHERE collectivite_id = $1 AND acte_id = $2 ORDER BY le, id");

db::row!(Evenement { id, acte_id, genre, le, par, texte, envoi_id, retour_id });

pub async fn insert(tx: &mut Tx, whose: CollectiviteId, e: &Evenement) -> Result<(), DbError> {
    let values = params![whose, e.id, e.acte_id, e.genre, e.le, &e.par, &e.texte, e.envoi_id, e.retour_id];
    tx.run(INSERT, values).await.map(drop)
}

/// The first one first.
pub async fn list_of(tx: &mut Tx, whose: CollectiviteId, acte: ActeId) -> Result<Vec<Evenement>, DbError> {
    tx.list(OF_ACTE, params![whose, acte]).await
}
