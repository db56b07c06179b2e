//! The abonnements, and what their server makes of what is told to them.

use db::{DbError, Filter, Genre, ListPage, ListRequest, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant, fold};
use serde_json::Value;

use crate::{
    coffre::Scelle,
    domain::{Abonnement, AbonnementId, EtatAbonnement},
};

const COLUMNS: &str = "a.collectivite_id, a.id, a.portee, a.nom, a.url, a.evenements, a.etat, a.motif, a.precedent_jusqu_a, \
    a.echecs, a.echecs_depuis, a.pause_jusqu_a, a.livre_le, a.revision, a.created_at, a.cree_par, a.modifie_le, a.modifie_par";
const FILTERS: &[Filter] = &[
    Filter { name: "id", clause: "a.id = {}", genre: Genre::Id },
    Filter { name: "etat", clause: "a.etat = {}", genre: Genre::Texte },
    Filter { name: "portee", clause: "a.portee = {}", genre: Genre::Texte },
    Filter { name: "collectivite", clause: "a.collectivite_id = {}", genre: Genre::Id },
    Filter { name: "q", clause: "a.recherche LIKE {}", genre: Genre::Mots },
];
const SORTS: &[Sort] = &[
    Sort { name: "cree", expression: "a.created_at" },
    Sort { name: "nom", expression: "a.recherche" },
    Sort { name: "livre", expression: "COALESCE(a.livre_le, a.created_at)" },
];

/// Those of one collectivité (`$1`).
pub(crate) const LIST: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM webhooks_abonnement a WHERE a.collectivite_id = $1",
    fixed: 1,
    filters: FILTERS,
    sorts: SORTS,
    key: "a.id",
};
/// Those of all, under `Perimetre::Centre`.
pub(crate) const LIST_CENTRE: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM webhooks_abonnement a WHERE 1 = 1",
    fixed: 0,
    filters: FILTERS,
    sorts: SORTS,
    key: "a.id",
};
const TAKE_PLACE: Sql = sql("INSERT INTO webhooks_compte (collectivite_id, nombre) VALUES ($1, 1)
    ON CONFLICT (collectivite_id) DO UPDATE SET nombre = webhooks_compte.nombre + 1 WHERE webhooks_compte.nombre < $2");
const LEAVE_PLACE: Sql = sql("UPDATE webhooks_compte SET nombre = nombre - 1 WHERE collectivite_id = $1");
const INSERT: Sql = sql("INSERT INTO webhooks_abonnement
    (collectivite_id, id, portee, nom, recherche, url, evenements, etat, secret, echecs, revision, created_at, cree_par, modifie_le,
     modifie_par)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 1, $10, $11, $10, $11)");
const UPDATE: Sql =
    sql("UPDATE webhooks_abonnement SET nom = $4, recherche = $5, url = $6, evenements = $7, pause_jusqu_a = $8,
        modifie_le = $9, modifie_par = $10, revision = revision + 1
    WHERE collectivite_id = $1 AND id = $2 AND revision = $3");
const SET_ETAT: Sql =
    sql("UPDATE webhooks_abonnement SET etat = $3, motif = $4, echecs = 0, echecs_depuis = NULL, pause_jusqu_a = NULL
    WHERE collectivite_id = $1 AND id = $2");
const ROTATE: Sql = sql("UPDATE webhooks_abonnement SET secret_precedent = secret, precedent_jusqu_a = $4, secret = $3
    WHERE collectivite_id = $1 AND id = $2");
const END_ROTATION: Sql = sql("UPDATE webhooks_abonnement SET secret_precedent = NULL, precedent_jusqu_a = NULL
    WHERE collectivite_id = $1 AND id = $2");
const FORGET_SECRETS: Sql = sql("UPDATE webhooks_abonnement SET secret_precedent = NULL, precedent_jusqu_a = NULL
    WHERE precedent_jusqu_a < $1");
const REMOVE: Sql = sql("DELETE FROM webhooks_abonnement WHERE collectivite_id = $1 AND id = $2");
const NOTE_PASSED: Sql =
    sql("UPDATE webhooks_abonnement SET livre_le = $3, echecs = 0, echecs_depuis = NULL, pause_jusqu_a = $4
    WHERE collectivite_id = $1 AND id = $2");
/// One that was stopped meanwhile counts no more.
const NOTE_FAILED: Sql =
    sql("UPDATE webhooks_abonnement SET echecs = echecs + 1, echecs_depuis = COALESCE(echecs_depuis, $3)
    WHERE collectivite_id = $1 AND id = $2 AND etat = 'actif' RETURNING echecs, echecs_depuis");
const PAUSE: Sql = sql("UPDATE webhooks_abonnement SET pause_jusqu_a = $3 WHERE collectivite_id = $1 AND id = $2");

/// Whose it is, and which.
pub(crate) type Cle = (CollectiviteId, AbonnementId);

/// Counts one more; false when there are `limit` of them already. Two creations at once dispute the row.
pub(crate) async fn take_place(tx: &mut Tx, whose: CollectiviteId, limit: u32) -> Result<bool, DbError> {
    Ok(tx.run(TAKE_PLACE, params![whose, limit]).await? == 1)
}

pub(crate) async fn insert(tx: &mut Tx, a: &Abonnement, secret: Scelle) -> Result<(), DbError> {
    let row = params![
        a.collectivite_id,
        a.id,
        a.portee,
        &a.nom,
        searched(a),
        &a.url,
        Value::from(a.evenements.clone()),
        a.etat,
        secret,
        a.created_at,
        &a.cree_par,
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// False when it has changed since `revision`.
pub(crate) async fn save(tx: &mut Tx, a: &Abonnement) -> Result<bool, DbError> {
    let row = params![
        a.collectivite_id,
        a.id,
        a.revision,
        &a.nom,
        searched(a),
        &a.url,
        Value::from(a.evenements.clone()),
        a.pause_jusqu_a,
        a.modifie_le,
        &a.modifie_par,
    ];
    Ok(tx.run(UPDATE, row).await? == 1)
}

fn searched(a: &Abonnement) -> String {
    fold(&format!("{} {}", a.nom, a.url))
}

/// One of a collectivité's.
pub async fn find(tx: &mut Tx, whose: CollectiviteId, id: AbonnementId) -> Result<Option<Abonnement>, DbError> {
    let request = ListRequest { filters: vec![("id".to_owned(), id.to_string())], ..ListRequest::default() };
    Ok(LIST.all(tx, params![whose], &request, 1).await?.pop())
}

/// All those of a collectivité, twenty at most: filters `etat`, `q`; sorts `cree`, `nom`, `livre`.
pub async fn list(tx: &mut Tx, whose: CollectiviteId, request: &ListRequest) -> Result<Vec<Abonnement>, DbError> {
    LIST.all(tx, params![whose], request, crate::abonnements::LIMITE).await
}

/// A page of those of all, under `Perimetre::Centre`: filters `etat`, `portee`, `collectivite`, `q`; sorts `cree`, `nom`, `livre`.
pub async fn list_centre(tx: &mut Tx, request: &ListRequest) -> Result<ListPage<Abonnement>, DbError> {
    LIST_CENTRE.page(tx, params![], request).await
}

/// The same, all of them up to `rows`.
pub async fn export_centre(tx: &mut Tx, request: &ListRequest, rows: u32) -> Result<Vec<Abonnement>, DbError> {
    LIST_CENTRE.all(tx, params![], request, rows).await
}

/// Its server has a clean slate.
pub(crate) async fn set_etat(
    tx: &mut Tx,
    (whose, id): Cle,
    etat: EtatAbonnement,
    motif: Option<&str>,
) -> Result<(), DbError> {
    tx.run(SET_ETAT, params![whose, id, etat, motif]).await.map(|_| ())
}

pub(crate) async fn rotate(tx: &mut Tx, (whose, id): Cle, secret: Scelle, until: Instant) -> Result<(), DbError> {
    tx.run(ROTATE, params![whose, id, secret, until]).await.map(|_| ())
}

pub(crate) async fn end_rotation(tx: &mut Tx, (whose, id): Cle) -> Result<(), DbError> {
    tx.run(END_ROTATION, params![whose, id]).await.map(|_| ())
}

/// The replaced secrets that no longer sign, of all.
pub(crate) async fn forget_secrets(tx: &mut Tx, now: Instant) -> Result<u64, DbError> {
    tx.run(FORGET_SECRETS, params![now]).await
}

pub(crate) async fn remove(tx: &mut Tx, (whose, id): Cle) -> Result<(), DbError> {
    if tx.run(REMOVE, params![whose, id]).await? == 1 {
        tx.run(LEAVE_PLACE, params![whose]).await?;
    }
    Ok(())
}

pub(crate) async fn note_passed(
    tx: &mut Tx,
    (whose, id): Cle,
    (now, pause): (Instant, Option<Instant>),
) -> Result<(), DbError> {
    tx.run(NOTE_PASSED, params![whose, id, now, pause]).await.map(|_| ())
}

/// Attempts that failed in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Echecs {
    pub echecs: u32,
    pub echecs_depuis: Instant,
}
db::row!(Echecs { echecs, echecs_depuis });

/// None when it is not active.
pub(crate) async fn note_failed(tx: &mut Tx, (whose, id): Cle, now: Instant) -> Result<Option<Echecs>, DbError> {
    tx.find(NOTE_FAILED, params![whose, id, now]).await
}

/// Nothing is tried before `until`; at once, with none.
pub(crate) async fn pause(tx: &mut Tx, (whose, id): Cle, until: Option<Instant>) -> Result<(), DbError> {
    tx.run(PAUSE, params![whose, id, until]).await.map(|_| ())
}
