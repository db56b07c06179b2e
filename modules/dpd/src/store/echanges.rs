//! The exchanges, and the row that sums them up for each collectivité.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use time::Date;

use crate::domain::{Echange, EchangeId, FicheEchange};

const INSERT: Sql = sql(
    "INSERT INTO dpd_echange (collectivite_id, id, le, genre, minutes, avec, objet, notes, auteur, auteur_nom, revision, \
     cree_le, modifie_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11) ON CONFLICT (collectivite_id, id) DO NOTHING",
);
const INSERT_MANY: Sql = sql(
    "INSERT INTO dpd_echange (collectivite_id, id, le, genre, minutes, avec, objet, notes, auteur, auteur_nom, revision, \
     cree_le, modifie_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
);
const UPDATE: Sql = sql(
    "UPDATE dpd_echange SET le = $4, genre = $5, minutes = $6, avec = $7, objet = $8, notes = $9, revision = $3 + 1, \
     modifie_le = $10 WHERE collectivite_id = $1 AND id = $2 AND revision = $3",
);
const DELETE: Sql = sql("DELETE FROM dpd_echange WHERE collectivite_id = $1 AND id = $2");
const FIND: Sql =
    sql("SELECT collectivite_id, id, le, genre, minutes, avec, objet, notes, auteur, auteur_nom, revision, \
     modifie_le FROM dpd_echange WHERE collectivite_id = $1 AND id = $2");
const OF: Sql =
    sql("SELECT collectivite_id, id, le, genre, minutes, avec, objet, notes, auteur, auteur_nom, revision, \
     modifie_le FROM dpd_echange WHERE collectivite_id = $1 ORDER BY le DESC, id DESC");
const BETWEEN: Sql = sql(
    "SELECT collectivite_id, id, le, genre, minutes, avec, objet, notes, auteur, auteur_nom, revision, modifie_le \
     FROM dpd_echange WHERE le >= $1 AND le <= $2 ORDER BY le DESC, id DESC",
);
// Takes the row first: what another transaction has just written is then counted by the next statement.
const TAKE: Sql = sql("INSERT INTO dpd_membre (collectivite_id, echanges, minutes) VALUES ($1, $2, $3) \
     ON CONFLICT (collectivite_id) DO UPDATE SET echanges = dpd_membre.echanges");
const RECOUNT: Sql = sql("UPDATE dpd_membre SET (echanges, minutes, dernier_echange) = \
     (SELECT COUNT(*), CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT), MAX(e.le) FROM dpd_echange e \
     WHERE e.collectivite_id = dpd_membre.collectivite_id) WHERE collectivite_id IN ($*)");
const FORGET: Sql = sql("DELETE FROM dpd_membre WHERE collectivite_id IN ($*) AND echanges = 0");
const RESUMES: Sql = sql("SELECT collectivite_id, echanges, minutes, dernier_echange FROM dpd_membre");
const RESUME_OF: Sql =
    sql("SELECT collectivite_id, echanges, minutes, dernier_echange FROM dpd_membre WHERE collectivite_id = $1");

/// The exchanges of a collectivité in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    pub collectivite_id: CollectiviteId,
    pub echanges: u32,
    pub minutes: u32,
    pub dernier_echange: Option<Date>,
}
db::row!(Resume { collectivite_id, echanges, minutes, dernier_echange });

impl FromRow for Echange {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let fiche = FicheEchange {
            le: row.get("le")?,
            genre: row.get("genre")?,
            minutes: row.get("minutes")?,
            avec: row.get("avec")?,
            objet: row.get("objet")?,
            notes: row.get("notes")?,
        };
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            id: row.get("id")?,
            fiche,
            auteur: row.get("auteur")?,
            auteur_nom: row.get("auteur_nom")?,
            revision: row.get("revision")?,
            modifie_le: row.get("modifie_le")?,
        })
    }
}

/// Keeps a new exchange; the summary follows. False when it was kept already.
pub async fn insert(tx: &mut Tx, e: &Echange) -> Result<bool, DbError> {
    let f = &e.fiche;
    let (whose, now) = (e.collectivite_id, e.modifie_le);
    let values =
        params![whose, e.id, f.le, f.genre, f.minutes, &f.avec, &f.objet, &f.notes, e.auteur, &e.auteur_nom, now];
    let written = tx.run(INSERT, values).await? == 1;
    recount(tx, &[whose]).await?;
    Ok(written)
}

/// Keeps many, with few statements.
pub async fn insert_many(tx: &mut Tx, echanges: &[Echange]) -> Result<(), DbError> {
    let row = |e: &Echange| {
        let (f, now) = (&e.fiche, e.modifie_le);
        params![
            e.collectivite_id,
            e.id,
            f.le,
            f.genre,
            f.minutes,
            &f.avec,
            &f.objet,
            &f.notes,
            e.auteur,
            &e.auteur_nom,
            e.revision,
            now,
            now,
        ]
    };
    tx.insert_many(INSERT_MANY, echanges.iter().map(row).collect()).await?;
    let mut whose: Vec<CollectiviteId> = echanges.iter().map(|e| e.collectivite_id).collect();
    whose.sort_unstable();
    whose.dedup();
    recount(tx, &whose).await
}

/// Writes it again if nobody did since `revision`; else false.
pub async fn update(
    tx: &mut Tx,
    (whose, id, revision): (CollectiviteId, EchangeId, i64),
    f: &FicheEchange,
    now: Instant,
) -> Result<bool, DbError> {
    let values = params![whose, id, revision, f.le, f.genre, f.minutes, &f.avec, &f.objet, &f.notes, now];
    let written = tx.run(UPDATE, values).await? == 1;
    recount(tx, &[whose]).await?;
    Ok(written)
}

pub async fn delete(tx: &mut Tx, whose: CollectiviteId, id: EchangeId) -> Result<bool, DbError> {
    let gone = tx.run(DELETE, params![whose, id]).await? == 1;
    recount(tx, &[whose]).await?;
    Ok(gone)
}

/// `whose` is sorted: two transactions never wait for each other.
async fn recount(tx: &mut Tx, whose: &[CollectiviteId]) -> Result<(), DbError> {
    tx.insert_many(TAKE, whose.iter().map(|one| params![*one, 0_u32, 0_u32]).collect()).await?;
    tx.run_in(RECOUNT, params![], whose.iter().copied()).await?;
    tx.run_in(FORGET, params![], whose.iter().copied()).await.map(drop)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId, id: EchangeId) -> Result<Option<Echange>, DbError> {
    tx.find(FIND, params![whose, id]).await
}

/// Those of a collectivité, the latest first.
pub async fn list_of(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Echange>, DbError> {
    tx.list(OF, params![whose]).await
}

/// Those of everybody in a span of days, both ends included, the latest first.
pub async fn list_between(tx: &mut Tx, (from, to): (Date, Date)) -> Result<Vec<Echange>, DbError> {
    tx.list(BETWEEN, params![from, to]).await
}

/// One row a collectivité that had an exchange.
pub async fn resumes(tx: &mut Tx) -> Result<Vec<Resume>, DbError> {
    tx.list(RESUMES, params![]).await
}

pub async fn resume(tx: &mut Tx, whose: CollectiviteId) -> Result<Option<Resume>, DbError> {
    tx.find(RESUME_OF, params![whose]).await
}
