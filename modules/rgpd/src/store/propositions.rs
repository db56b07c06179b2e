//! The new versions of models that wait for the answer of a collectivité.

use db::{DbError, Sql, Tx, Value, params, sql};
use kernel::{CollectiviteId, Instant};

use crate::domain::{Champ, EtatProposition, PropositionId, TraitementId};

const INSERT: Sql =
    sql("INSERT INTO rgpd_proposition (collectivite_id, id, traitement_id, modele, de_version, version, \
     etat, acceptes, cree_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (collectivite_id, traitement_id, version) DO NOTHING");
const REPLACE: Sql = sql("UPDATE rgpd_proposition SET etat = 'remplacee' WHERE modele = $1 AND version < $2 \
     AND etat = 'attente'");
const LIST: Sql =
    sql("SELECT p.collectivite_id, p.id, p.traitement_id, t.nom, p.modele, p.de_version, p.version, p.etat, \
     p.cree_le, p.repondu_le, p.repondu_par FROM rgpd_proposition p JOIN rgpd_traitement t \
     ON t.collectivite_id = p.collectivite_id AND t.id = p.traitement_id \
     WHERE p.collectivite_id = $1 AND p.etat <> 'remplacee' ORDER BY p.etat <> 'attente', t.nom_tri, p.id");
const FIND: Sql =
    sql("SELECT p.collectivite_id, p.id, p.traitement_id, t.nom, p.modele, p.de_version, p.version, p.etat, \
     p.cree_le, p.repondu_le, p.repondu_par FROM rgpd_proposition p JOIN rgpd_traitement t \
     ON t.collectivite_id = p.collectivite_id AND t.id = p.traitement_id WHERE p.collectivite_id = $1 AND p.id = $2");
const ANSWER: Sql = sql("UPDATE rgpd_proposition SET etat = $3, acceptes = $4, repondu_le = $5, repondu_par = $6 \
     WHERE collectivite_id = $1 AND id = $2 AND etat = 'attente'");
const RATES: Sql = sql("SELECT modele, version, etat, COUNT(*) AS combien FROM rgpd_proposition \
     GROUP BY modele, version, etat");
const TAKERS: Sql = sql("SELECT collectivite_id, id AS traitement_id, modele_version AS version FROM rgpd_traitement \
     WHERE modele = $1 AND modele_version < $2 AND etat <> 'archive' AND id > $3 ORDER BY id LIMIT 500");

/// A proposition, with the name of its traitement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposition {
    pub collectivite_id: CollectiviteId,
    pub id: PropositionId,
    pub traitement_id: TraitementId,
    pub nom: String,
    pub modele: String,
    pub de_version: u32,
    pub version: u32,
    pub etat: EtatProposition,
    pub cree_le: Instant,
    pub repondu_le: Option<Instant>,
    pub repondu_par: Option<String>,
}
db::row!(Proposition {
    collectivite_id,
    id,
    traitement_id,
    nom,
    modele,
    de_version,
    version,
    etat,
    cree_le,
    repondu_le,
    repondu_par
});

/// How many propositions of a version had each answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taux {
    pub modele: String,
    pub version: u32,
    pub etat: EtatProposition,
    pub combien: u32,
}
db::row!(Taux { modele, version, etat, combien });

/// A traitement made from an older version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preneur {
    pub collectivite_id: CollectiviteId,
    pub traitement_id: TraitementId,
    pub version: u32,
}
db::row!(Preneur { collectivite_id, traitement_id, version });

/// What is offered to whom; what was already offered is passed over.
pub async fn insert(
    tx: &mut Tx,
    (modele, version): (&str, u32),
    now: Instant,
    offered: &[(PropositionId, Preneur)],
) -> Result<(), DbError> {
    let row = |(id, to): &(PropositionId, Preneur)| -> Vec<Value> {
        params![
            to.collectivite_id,
            *id,
            to.traitement_id,
            modele,
            to.version,
            version,
            EtatProposition::Attente,
            serde_json::json!([]),
            now
        ]
    };
    tx.insert_many(INSERT, offered.iter().map(row).collect()).await.map(drop)
}

/// Those of older versions that nobody answered.
pub async fn replace_older(tx: &mut Tx, modele: &str, version: u32) -> Result<(), DbError> {
    tx.run(REPLACE, params![modele, version]).await.map(drop)
}

/// A part of those that were made from an older version, in the order of their ids.
pub async fn takers(tx: &mut Tx, (modele, version): (&str, u32), after: TraitementId) -> Result<Vec<Preneur>, DbError> {
    tx.list(TAKERS, params![modele, version, after]).await
}

/// Those that wait first.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Proposition>, DbError> {
    tx.list(LIST, params![collectivite]).await
}

pub async fn find(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    id: PropositionId,
) -> Result<Option<Proposition>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}

/// False when it had its answer already.
pub async fn answer(
    tx: &mut Tx,
    (collectivite, id): (CollectiviteId, PropositionId),
    etat: EtatProposition,
    acceptes: &[Champ],
    (now, par): (Instant, &str),
) -> Result<bool, DbError> {
    let taken = serde_json::to_value(acceptes).unwrap_or_default();
    Ok(tx.run(ANSWER, params![collectivite, id, etat, taken, now, par]).await? == 1)
}

/// By version and answer, over every collectivité.
pub async fn rates(tx: &mut Tx) -> Result<Vec<Taux>, DbError> {
    tx.list(RATES, params![]).await
}
