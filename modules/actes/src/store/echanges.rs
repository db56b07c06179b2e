//! The letters of the préfecture.

use db::{DbError, Sql, Tx, params, sql};
use kernel::CollectiviteId;
use time::Date;

use crate::domain::{ActeId, Echange, EchangeId, GenreEchange};

const INSERT: Sql = sql(
    "INSERT INTO actes_echange (collectivite_id, id, acte_id, genre, date_courrier, texte, etat, recu_le, reponse, repondu_le, \
     repondu_par, ar_reponse_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     ON CONFLICT (collectivite_id, acte_id, genre, date_courrier) DO NOTHING",
);
const SAVE: Sql =
    sql("UPDATE actes_echange SET etat = $3, reponse = $4, repondu_le = $5, repondu_par = $6, ar_reponse_le = $7 \
     WHERE collectivite_id = $1 AND id = $2");
const OF_ACTE: Sql =
    sql("SELECT collectivite_id, id, acte_id, genre, date_courrier, texte, etat, recu_le, reponse, repondu_le, \
     repondu_par, ar_reponse_le FROM actes_echange WHERE collectivite_id = $1 AND acte_id = $2 ORDER BY recu_le, id");
const FIND: Sql =
    sql("SELECT collectivite_id, id, acte_id, genre, date_courrier, texte, etat, recu_le, reponse, repondu_le, \
     repondu_par, ar_reponse_le FROM actes_echange WHERE collectivite_id = $1 AND acte_id = $2 AND id = $3");
const FIND_BY_DATE: Sql = sql(
    "SELECT collectivite_id, id, acte_id, genre, date_courrier, texte, etat, recu_le, reponse, \
     repondu_le, repondu_par, ar_reponse_le FROM actes_echange WHERE collectivite_id = $1 AND acte_id = $2 AND genre = $3 \
     AND date_courrier = $4",
);

db::row!(Echange {
    collectivite_id,
    id,
    acte_id,
    genre,
    date_courrier,
    texte,
    etat,
    recu_le,
    reponse,
    repondu_le,
    repondu_par,
    ar_reponse_le
});

/// Keeps a letter; false when it was kept already.
pub async fn insert(tx: &mut Tx, e: &Echange) -> Result<bool, DbError> {
    let values = params![
        e.collectivite_id,
        e.id,
        e.acte_id,
        e.genre,
        e.date_courrier,
        &e.texte,
        e.etat,
        e.recu_le,
        e.reponse,
        e.repondu_le,
        &e.repondu_par,
        e.ar_reponse_le,
    ];
    Ok(tx.run(INSERT, values).await? == 1)
}

pub async fn save(tx: &mut Tx, e: &Echange) -> Result<(), DbError> {
    let values = params![e.collectivite_id, e.id, e.etat, e.reponse, e.repondu_le, &e.repondu_par, e.ar_reponse_le];
    tx.run(SAVE, values).await.map(drop)
}

pub async fn list_of(tx: &mut Tx, whose: CollectiviteId, acte: ActeId) -> Result<Vec<Echange>, DbError> {
    tx.list(OF_ACTE, params![whose, acte]).await
}

pub async fn find(
    tx: &mut Tx,
    whose: CollectiviteId,
    (acte, id): (ActeId, EchangeId),
) -> Result<Option<Echange>, DbError> {
    tx.find(FIND, params![whose, acte, id]).await
}

/// The letter of this kind and this day: how the préfecture names it.
pub async fn find_by_date(
    tx: &mut Tx,
    whose: CollectiviteId,
    (acte, genre, jour): (ActeId, GenreEchange, Date),
) -> Result<Option<Echange>, DbError> {
    tx.find(FIND_BY_DATE, params![whose, acte, genre, jour]).await
}
