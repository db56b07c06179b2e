//! Sessions, found by the digest of their token.

use db::{DbError, Row, Sql, Tx, params, sql};
use kernel::{Clock, Id, Instant, PersonneId};

use crate::{
    domain::{
        frein::Provenance,
        personne::Personne,
        session::{SessionOuverte, alive_since},
    },
    sessions::SessionLigne,
};

const FIND: Sql = sql("SELECT s.id AS session_id, s.last_seen_at,
    p.id, p.prenom, p.nom, p.courriel, p.telephone, p.genre, p.actif, p.theme, p.version, p.created_at,
    p.mot_de_passe IS NOT NULL AS a_un_mot_de_passe, p.totp_secret IS NOT NULL AS a_un_second_facteur,
    s.pour, q.id AS q_id, q.prenom AS q_prenom, q.nom AS q_nom, q.courriel AS q_courriel, q.telephone AS q_telephone,
    q.genre AS q_genre, q.actif AS q_actif, q.theme AS q_theme, q.version AS q_version, q.created_at AS q_created_at,
    q.mot_de_passe IS NOT NULL AS q_a_un_mot_de_passe, q.totp_secret IS NOT NULL AS q_a_un_second_facteur
    FROM annuaire_session s JOIN annuaire_personne p ON p.id = s.personne
    LEFT JOIN annuaire_personne q ON q.id = s.pour AND q.actif = TRUE
    WHERE s.empreinte = $1 AND s.last_seen_at > $2 AND s.created_at > $3 AND p.actif = TRUE");
const LIST: Sql = sql("SELECT id, adresse, appareil, created_at, last_seen_at FROM annuaire_session
    WHERE personne = $1 AND last_seen_at > $2 AND created_at > $3 ORDER BY last_seen_at DESC, id");
const INSERT: Sql = sql("INSERT INTO annuaire_session
    (id, empreinte, personne, adresse, appareil, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)");
const TOUCH: Sql = sql("UPDATE annuaire_session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2");
const SET_POUR: Sql = sql("UPDATE annuaire_session SET pour = $2 WHERE id = $1");
const DELETE: Sql = sql("DELETE FROM annuaire_session WHERE personne = $1 AND id = $2");
const DELETE_OTHERS: Sql = sql("DELETE FROM annuaire_session WHERE personne = $1 AND id <> $2");
const DELETE_ALL: Sql = sql("DELETE FROM annuaire_session WHERE personne = $1");
const RELEASE: Sql = sql("UPDATE annuaire_session SET pour = NULL WHERE pour = $1");
const PURGE: Sql = sql("DELETE FROM annuaire_session WHERE last_seen_at <= $1 OR created_at <= $2");

db::row!(SessionLigne { id, adresse, appareil, created_at, last_seen_at });

/// A session as it stands, before its rights.
pub(crate) struct Trouvee {
    pub id: Id<SessionOuverte>,
    pub last_seen_at: Instant,
    pub personne: Personne,
    /// Whether the session acts for somebody, even one who was since deactivated.
    pub agit: bool,
    pub pour: Option<Personne>,
}

impl db::FromRow for Trouvee {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let pour: Option<PersonneId> = row.get("pour")?;
        let active: Option<PersonneId> = row.get("q_id")?;
        Ok(Self {
            id: row.get("session_id")?,
            last_seen_at: row.get("last_seen_at")?,
            personne: Personne::from_prefixed(row, "")?,
            agit: pour.is_some(),
            pour: active.map(|_| Personne::from_prefixed(row, "q_")).transpose()?,
        })
    }
}

pub(crate) async fn find(tx: &mut Tx, now: Instant, empreinte: &str) -> Result<Option<Trouvee>, DbError> {
    let (seen, created) = alive_since(now);
    tx.find(FIND, params![empreinte, seen, created]).await
}

pub(crate) async fn list(tx: &mut Tx, now: Instant, personne: PersonneId) -> Result<Vec<SessionLigne>, DbError> {
    let (seen, created) = alive_since(now);
    tx.list(LIST, params![personne, seen, created]).await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    clock: &Clock,
    (id, empreinte): (Id<SessionOuverte>, &str),
    personne: PersonneId,
    who: &Provenance,
) -> Result<(), DbError> {
    let (now, appareil) = (clock.now(), crate::domain::appareil::appareil(&who.agent));
    tx.run(INSERT, params![id, empreinte, personne, &who.adresse, appareil, now, now]).await.map(|_| ())
}

pub(crate) async fn touch(tx: &mut Tx, now: Instant, id: Id<SessionOuverte>) -> Result<(), DbError> {
    tx.run(TOUCH, params![id, now]).await.map(|_| ())
}

pub(crate) async fn set_pour(tx: &mut Tx, id: Id<SessionOuverte>, pour: Option<PersonneId>) -> Result<(), DbError> {
    tx.run(SET_POUR, params![id, pour]).await.map(|_| ())
}

/// Whether there was such a session of this person.
pub(crate) async fn delete(tx: &mut Tx, personne: PersonneId, id: Id<SessionOuverte>) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![personne, id]).await? == 1)
}

/// All but one, or all; gives how many.
pub(crate) async fn delete_others(
    tx: &mut Tx,
    personne: PersonneId,
    kept: Option<Id<SessionOuverte>>,
) -> Result<u64, DbError> {
    match kept {
        Some(kept) => tx.run(DELETE_OTHERS, params![personne, kept]).await,
        None => tx.run(DELETE_ALL, params![personne]).await,
    }
}

/// Nobody acts for this person any more.
pub(crate) async fn release(tx: &mut Tx, pour: PersonneId) -> Result<(), DbError> {
    tx.run(RELEASE, params![pour]).await.map(|_| ())
}

pub(crate) async fn purge(tx: &mut Tx, now: Instant) -> Result<u64, DbError> {
    let (seen, created) = alive_since(now);
    tx.run(PURGE, params![seen, created]).await
}
