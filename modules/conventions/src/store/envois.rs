//! What left with the validated états: their files, and the mails.

use db::{DbError, Sql, Tx, params, sql};
use documents::DocumentId;
use kernel::{CollectiviteId, Exercice, Instant};

use crate::domain::EtatAnnuelId;

const FIND: Sql = sql("SELECT etat_id, pdf, xlsx, courriels, fait_le FROM conventions_envoi \
     WHERE collectivite_id = $1 AND etat_id = $2");
const LIST: Sql =
    sql("SELECT etat_id, pdf, xlsx, courriels, fait_le FROM conventions_envoi WHERE collectivite_id = $1");
const INSERT: Sql = sql("INSERT INTO conventions_envoi (collectivite_id, etat_id, pdf, xlsx, courriels, fait_le) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (collectivite_id, etat_id) DO NOTHING");
const COUNT: Sql = sql(
    "SELECT COUNT(*) AS edites, CAST(COALESCE(SUM(CASE WHEN v.courriels > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS envoyes \
     FROM conventions_etat e JOIN conventions_envoi v ON v.collectivite_id = e.collectivite_id AND v.etat_id = e.id \
     WHERE e.annee = $1 AND e.statut = 'valide'",
);

/// The files of a validated état.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envoi {
    pub etat_id: EtatAnnuelId,
    pub pdf: DocumentId,
    pub xlsx: DocumentId,
    /// Addresses to which it was mailed.
    pub courriels: u32,
    pub fait_le: Instant,
}
db::row!(Envoi { etat_id, pdf, xlsx, courriels, fait_le });

/// How far the validated états of a year have gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CompteEnvois {
    /// With their files.
    pub edites: u32,
    /// Mailed to somebody.
    pub envoyes: u32,
}
db::row!(CompteEnvois { edites, envoyes });

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, etat: EtatAnnuelId) -> Result<Option<Envoi>, DbError> {
    tx.find(FIND, params![collectivite, etat]).await
}

/// Those of a collectivité.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Envoi>, DbError> {
    tx.list(LIST, params![collectivite]).await
}

/// Keeps what left; false when it had left already.
pub async fn insert(tx: &mut Tx, collectivite: CollectiviteId, envoi: &Envoi) -> Result<bool, DbError> {
    let values = params![collectivite, envoi.etat_id, envoi.pdf, envoi.xlsx, envoi.courriels, envoi.fait_le];
    tx.run(INSERT, values).await.map(|written| written == 1)
}

pub async fn count(tx: &mut Tx, annee: Exercice) -> Result<CompteEnvois, DbError> {
    Ok(tx.find(COUNT, params![annee.annee()]).await?.unwrap_or_default())
}
