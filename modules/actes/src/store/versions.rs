//! What everybody reads of an acte, when it is not what the préfecture has.

use db::{DbError, Sql, Tx, params, sql};
use kernel::CollectiviteId;

use crate::domain::{ActeId, VersionPublique};

const SAVE: Sql =
    sql("INSERT INTO actes_version (collectivite_id, acte_id, objet, auteur, document_id, nom, annexes) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (collectivite_id, acte_id) DO UPDATE SET objet = $3, auteur = $4, \
     document_id = $5, nom = $6, annexes = $7");
const FIND: Sql = sql("SELECT acte_id, objet, auteur, document_id, nom, annexes FROM actes_version \
     WHERE collectivite_id = $1 AND acte_id = $2");
const LIST: Sql =
    sql("SELECT acte_id, objet, auteur, document_id, nom, annexes FROM actes_version WHERE collectivite_id = $1 \
     ORDER BY acte_id");

db::row!(VersionPublique { acte_id, objet, auteur, document_id, nom, annexes });

pub async fn save(tx: &mut Tx, whose: CollectiviteId, v: &VersionPublique) -> Result<(), DbError> {
    tx.run(SAVE, params![whose, v.acte_id, &v.objet, &v.auteur, v.document_id, &v.nom, v.annexes]).await.map(drop)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId, acte: ActeId) -> Result<Option<VersionPublique>, DbError> {
    tx.find(FIND, params![whose, acte]).await
}

/// Those of a collectivité.
pub async fn list(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<VersionPublique>, DbError> {
    tx.list(LIST, params![whose]).await
}
