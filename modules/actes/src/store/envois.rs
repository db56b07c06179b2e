//! The sendings: their numbers, their archives, where they stand.

use db::{DbError, Filter, FromRow, Genre, ListSql, Row, Sort, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use serde_json::{Value, json};
use time::Date;

use crate::domain::{ActeId, Agent, Envoi, EnvoiId};

const INSERT: Sql = sql(
    "INSERT INTO actes_envoi (collectivite_id, id, acte_id, echange_id, message, canal, etat, jour, serie, archive, document_id, \
     fichiers, empreinte, taille, tentatives, demande_le, tente_le, depose_le, adresse, motif, agent_nom, agent_courriel) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
);
const SAVE: Sql = sql(
    "UPDATE actes_envoi SET etat = $3, document_id = $4, fichiers = $5, empreinte = $6, taille = $7, tentatives = $8, \
     tente_le = $9, depose_le = $10, adresse = $11, motif = $12 WHERE collectivite_id = $1 AND id = $2 AND etat <> 'depose'",
);
const FIND: Sql = sql(
    "SELECT collectivite_id, id, acte_id, echange_id, message, canal, etat, jour, serie, archive, document_id, \
     fichiers, empreinte, taille, tentatives, demande_le, tente_le, depose_le, adresse, motif, agent_nom, agent_courriel \
     FROM actes_envoi WHERE collectivite_id = $1 AND id = $2",
);
const OF_ACTE: Sql = sql(
    "SELECT collectivite_id, id, acte_id, echange_id, message, canal, etat, jour, serie, archive, document_id, \
     fichiers, empreinte, taille, tentatives, demande_le, tente_le, depose_le, adresse, motif, agent_nom, agent_courriel \
     FROM actes_envoi WHERE collectivite_id = $1 AND acte_id = $2 ORDER BY demande_le, id",
);
const BY_ARCHIVE: Sql =
    sql("SELECT collectivite_id, id, acte_id, echange_id, message, canal, etat, jour, serie, archive, \
     document_id, fichiers, empreinte, taille, tentatives, demande_le, tente_le, depose_le, adresse, motif, agent_nom, \
     agent_courriel FROM actes_envoi WHERE collectivite_id = $1 AND archive = $2");
const WAITING: Sql = sql(
    "SELECT collectivite_id, id, acte_id, echange_id, message, canal, etat, jour, serie, archive, document_id, \
     fichiers, empreinte, taille, tentatives, demande_le, tente_le, depose_le, adresse, motif, agent_nom, agent_courriel \
     FROM actes_envoi WHERE etat IN ('en_attente', 'en_cours', 'echoue') ORDER BY demande_le LIMIT 500",
);
const PENDING_CLASSIFICATION: Sql = sql("SELECT COUNT(*) AS value FROM actes_envoi WHERE collectivite_id = $1 \
     AND message = '7-1' AND demande_le > $2");
const OF_DAY: Sql = sql(
    "SELECT collectivite_id, id, acte_id, echange_id, message, canal, etat, jour, serie, archive, document_id, \
     fichiers, empreinte, taille, tentatives, demande_le, tente_le, depose_le, adresse, motif, agent_nom, agent_courriel \
     FROM actes_envoi WHERE collectivite_id = $1 AND jour = $2 ORDER BY serie",
);
/// The journal of transmissions of a collectivité, that the ministry asks every operator to keep.
pub const JOURNAL: ListSql = ListSql {
    columns: "e.collectivite_id, e.id, e.acte_id, e.echange_id, e.message, e.canal, e.etat, e.jour, e.serie, e.archive, \
              e.document_id, e.fichiers, e.empreinte, e.taille, e.tentatives, e.demande_le, e.tente_le, e.depose_le, \
              e.adresse, e.motif, e.agent_nom, e.agent_courriel",
    from: "FROM actes_envoi e WHERE e.collectivite_id = $1",
    fixed: 1,
    filters: &[
        Filter { name: "du", clause: "e.jour >= {}", genre: Genre::Date },
        Filter { name: "au", clause: "e.jour <= {}", genre: Genre::Date },
        Filter { name: "etat", clause: "e.etat = {}", genre: Genre::Texte },
        Filter { name: "message", clause: "e.message = {}", genre: Genre::Texte },
    ],
    sorts: &[Sort { name: "jour", expression: "e.jour" }, Sort { name: "archive", expression: "e.archive" }],
    key: "e.id",
};

// One row a day: the update locks it, so that two nodes never take the same number, and a refused sending gives it back with its
// transaction.
const NEXT: Sql = sql("INSERT INTO actes_compteur (collectivite_id, jour, dernier) VALUES ($1, $2, 1) \
     ON CONFLICT (collectivite_id, jour) DO UPDATE SET dernier = actes_compteur.dernier + 1 RETURNING dernier AS value");

impl FromRow for Envoi {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let fichiers: Value = row.get("fichiers")?;
        let names = fichiers.as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            id: row.get("id")?,
            acte_id: row.get("acte_id")?,
            echange_id: row.get("echange_id")?,
            message: row.get("message")?,
            canal: row.get("canal")?,
            etat: row.get("etat")?,
            jour: row.get("jour")?,
            serie: row.get("serie")?,
            archive: row.get("archive")?,
            document_id: row.get("document_id")?,
            fichiers: names.map(str::to_owned).collect(),
            empreinte: row.get("empreinte")?,
            taille: row.get("taille")?,
            tentatives: row.get("tentatives")?,
            demande_le: row.get("demande_le")?,
            tente_le: row.get("tente_le")?,
            depose_le: row.get("depose_le")?,
            adresse: row.get("adresse")?,
            motif: row.get("motif")?,
            agent: Agent { nom: row.get("agent_nom")?, courriel: row.get("agent_courriel")? },
        })
    }
}

/// The number of the next envelope of this day.
pub async fn next_serie(tx: &mut Tx, whose: CollectiviteId, jour: Date) -> Result<u32, DbError> {
    Ok(tx.value(NEXT, params![whose, jour]).await?.unwrap_or(1))
}

pub async fn insert(tx: &mut Tx, e: &Envoi) -> Result<(), DbError> {
    let values = params![
        e.collectivite_id,
        e.id,
        e.acte_id,
        e.echange_id,
        &e.message,
        e.canal,
        e.etat,
        e.jour,
        e.serie,
        &e.archive,
        e.document_id,
        json!(e.fichiers),
        &e.empreinte,
        e.taille,
        e.tentatives,
        e.demande_le,
        e.tente_le,
        e.depose_le,
        &e.adresse,
        &e.motif,
        &e.agent.nom,
        &e.agent.courriel,
    ];
    tx.run(INSERT, values).await.map(drop)
}

/// Keeps where it stands; its name never changes. False, and nothing written, once the préfecture has it: its answer may
/// come while the job still waits for the server.
pub async fn save(tx: &mut Tx, e: &Envoi) -> Result<bool, DbError> {
    let values = params![
        e.collectivite_id,
        e.id,
        e.etat,
        e.document_id,
        json!(e.fichiers),
        &e.empreinte,
        e.taille,
        e.tentatives,
        e.tente_le,
        e.depose_le,
        &e.adresse,
        &e.motif,
    ];
    tx.run(SAVE, values).await.map(|rows| rows > 0)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId, id: EnvoiId) -> Result<Option<Envoi>, DbError> {
    tx.find(FIND, params![whose, id]).await
}

/// Every sending about an acte, the first one first.
pub async fn list_of(tx: &mut Tx, whose: CollectiviteId, acte: ActeId) -> Result<Vec<Envoi>, DbError> {
    tx.list(OF_ACTE, params![whose, acte]).await
}

pub async fn find_by_archive(tx: &mut Tx, whose: CollectiviteId, archive: &str) -> Result<Option<Envoi>, DbError> {
    tx.find(BY_ARCHIVE, params![whose, archive]).await
}

/// What has not reached the préfecture, of every collectivité, the oldest first.
pub async fn list_waiting(tx: &mut Tx) -> Result<Vec<Envoi>, DbError> {
    tx.list(WAITING, params![]).await
}

/// Whether the classification was asked since this instant.
pub async fn asked_classification(tx: &mut Tx, whose: CollectiviteId, since: Instant) -> Result<bool, DbError> {
    Ok(tx.value::<i64>(PENDING_CLASSIFICATION, params![whose, since]).await?.unwrap_or(0) > 0)
}

/// The sendings of one day, in the order of their numbers.
pub async fn list_of_day(tx: &mut Tx, whose: CollectiviteId, jour: Date) -> Result<Vec<Envoi>, DbError> {
    tx.list(OF_DAY, params![whose, jour]).await
}
