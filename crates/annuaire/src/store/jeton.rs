//! API tokens, found by their digest.

use db::{DbError, Row, Sql, Tx, params, sql};
use kernel::{Id, Instant, PersonneId};

use crate::{domain::personne::Personne, jetons::Jeton};

const FIND: Sql = sql("SELECT j.id AS jeton_id, j.nom AS jeton_nom, j.portees, j.last_used_at,
    p.id, p.prenom, p.nom, p.courriel, p.telephone, p.genre, p.actif, p.theme, p.version, p.created_at,
    p.mot_de_passe IS NOT NULL AS a_un_mot_de_passe, p.totp_secret IS NOT NULL AS a_un_second_facteur
    FROM annuaire_jeton j JOIN annuaire_personne p ON p.id = j.personne
    WHERE j.empreinte = $1 AND j.expires_at > $2 AND j.revoked_at IS NULL AND p.actif = TRUE");
const LIST: Sql = sql("SELECT id, nom, portees, prefixe, created_at, expires_at, last_used_at, revoked_at
    FROM annuaire_jeton WHERE personne = $1 ORDER BY created_at DESC, id");
const INSERT: Sql =
    sql("INSERT INTO annuaire_jeton (id, personne, nom, portees, empreinte, prefixe, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const TOUCH: Sql = sql("UPDATE annuaire_jeton SET last_used_at = $2 WHERE id = $1");
const REVOKE: Sql =
    sql("UPDATE annuaire_jeton SET revoked_at = $3 WHERE personne = $1 AND id = $2 AND revoked_at IS NULL
    RETURNING nom AS value");
const REVOKE_ALL: Sql = sql("UPDATE annuaire_jeton SET revoked_at = $2 WHERE personne = $1 AND revoked_at IS NULL");

impl db::FromRow for Jeton {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let portees: String = row.get("portees")?;
        Ok(Self {
            id: row.get("id")?,
            nom: row.get("nom")?,
            portees: portees.split_whitespace().map(str::to_owned).collect(),
            prefixe: row.get("prefixe")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            last_used_at: row.get("last_used_at")?,
            revoked_at: row.get("revoked_at")?,
        })
    }
}

/// A token as it stands, before its rights.
pub(crate) struct Trouve {
    pub id: Id<Jeton>,
    pub nom: String,
    pub portees: Vec<String>,
    pub last_used_at: Option<Instant>,
    pub personne: Personne,
}

impl db::FromRow for Trouve {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let portees: String = row.get("portees")?;
        Ok(Self {
            id: row.get("jeton_id")?,
            nom: row.get("jeton_nom")?,
            portees: portees.split_whitespace().map(str::to_owned).collect(),
            last_used_at: row.get("last_used_at")?,
            personne: Personne::from_prefixed(row, "")?,
        })
    }
}

pub(crate) async fn find(tx: &mut Tx, now: Instant, empreinte: &str) -> Result<Option<Trouve>, DbError> {
    tx.find(FIND, params![empreinte, now]).await
}

pub(crate) async fn list(tx: &mut Tx, personne: PersonneId) -> Result<Vec<Jeton>, DbError> {
    tx.list(LIST, params![personne]).await
}

pub(crate) async fn insert(tx: &mut Tx, personne: PersonneId, empreinte: &str, jeton: &Jeton) -> Result<(), DbError> {
    let values = params![
        jeton.id,
        personne,
        &jeton.nom,
        jeton.portees.join(" "),
        empreinte,
        &jeton.prefixe,
        jeton.created_at,
        jeton.expires_at,
    ];
    tx.run(INSERT, values).await.map(|_| ())
}

pub(crate) async fn touch(tx: &mut Tx, now: Instant, id: Id<Jeton>) -> Result<(), DbError> {
    tx.run(TOUCH, params![id, now]).await.map(|_| ())
}

/// The name of the token, if this person had it alive.
pub(crate) async fn revoke(
    tx: &mut Tx,
    now: Instant,
    personne: PersonneId,
    id: Id<Jeton>,
) -> Result<Option<String>, DbError> {
    tx.value(REVOKE, params![personne, id, now]).await
}

pub(crate) async fn revoke_all(tx: &mut Tx, now: Instant, personne: PersonneId) -> Result<u64, DbError> {
    tx.run(REVOKE_ALL, params![personne, now]).await
}
