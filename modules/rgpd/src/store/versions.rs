//! The validated versions: written once, read for ever.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};

use super::json;
use crate::domain::{Contenu, Traitement, TraitementId, empreinte};

const INSERT: Sql = sql(
    "INSERT INTO rgpd_version (collectivite_id, traitement_id, numero, nom, contenu, empreinte, preconisations, valide_le, \
     valide_par) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const FIND: Sql =
    sql("SELECT traitement_id, numero, contenu, empreinte, preconisations, valide_le, valide_par FROM rgpd_version \
     WHERE collectivite_id = $1 AND traitement_id = $2 AND numero = $3");
const OF_TRAITEMENT: Sql =
    sql("SELECT traitement_id, numero, contenu, empreinte, preconisations, valide_le, valide_par FROM rgpd_version \
     WHERE collectivite_id = $1 AND traitement_id = $2 ORDER BY numero DESC");
// The last version validated before an instant, unless an archive came after it and before that instant.
const IN_FORCE: Sql =
    sql("SELECT v.traitement_id, v.numero, v.contenu, v.empreinte, v.preconisations, v.valide_le, v.valide_par \
     FROM rgpd_version v WHERE v.collectivite_id = $1 AND v.valide_le < $2 \
     AND v.numero = (SELECT MAX(w.numero) FROM rgpd_version w WHERE w.collectivite_id = v.collectivite_id \
     AND w.traitement_id = v.traitement_id AND w.valide_le < $2) \
     AND COALESCE((SELECT e.genre FROM rgpd_evenement e WHERE e.collectivite_id = v.collectivite_id \
     AND e.traitement_id = v.traitement_id AND e.le < $2 AND e.genre IN ('archive', 'restaure', 'valide') \
     ORDER BY e.le DESC, e.id DESC LIMIT 1), '') <> 'archive' ORDER BY v.nom, v.traitement_id");

/// A version of a traitement, as it was validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub traitement_id: TraitementId,
    pub numero: u32,
    pub contenu: Contenu,
    /// SHA-256 of its canonical JSON.
    pub empreinte: String,
    pub preconisations: String,
    pub valide_le: Instant,
    pub valide_par: String,
}

impl FromRow for Version {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            traitement_id: row.get("traitement_id")?,
            numero: row.get("numero")?,
            contenu: json(row, "contenu")?,
            empreinte: row.get("empreinte")?,
            preconisations: row.get("preconisations")?,
            valide_le: row.get("valide_le")?,
            valide_par: row.get("valide_par")?,
        })
    }
}

/// Keeps the version just validated.
pub async fn insert(tx: &mut Tx, t: &Traitement, par: &str, now: Instant) -> Result<(), DbError> {
    let contenu = serde_json::to_value(&t.contenu).unwrap_or_default();
    let values = params![
        t.collectivite,
        t.id,
        t.version,
        t.contenu.nom.trim(),
        contenu,
        empreinte(&t.contenu),
        &t.preconisations,
        now,
        par
    ];
    tx.run(INSERT, values).await.map(drop)
}

pub async fn find(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    id: TraitementId,
    numero: u32,
) -> Result<Option<Version>, DbError> {
    tx.find(FIND, params![collectivite, id, numero]).await
}

/// Latest first.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId, id: TraitementId) -> Result<Vec<Version>, DbError> {
    tx.list(OF_TRAITEMENT, params![collectivite, id]).await
}

/// The register as it was in force just before an instant.
pub async fn list_in_force(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    before: Instant,
) -> Result<Vec<Version>, DbError> {
    tx.list(IN_FORCE, params![collectivite, before]).await
}
