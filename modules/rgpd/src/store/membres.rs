//! The row that sums up a collectivité for the cockpit, kept true in the transaction of each change.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use time::Date;

use super::CHUNK;

const RECOUNT: Sql =
    sql("INSERT INTO rgpd_membre (collectivite_id, traitements, brouillons, soumis, controles, valides, incomplets, \
     aipd_a_faire, revision_le, modifie_le) SELECT t.collectivite_id, \
     SUM(CASE WHEN t.etat <> 'archive' THEN 1 ELSE 0 END), SUM(CASE WHEN t.etat = 'brouillon' THEN 1 ELSE 0 END), \
     SUM(CASE WHEN t.etat = 'soumis' THEN 1 ELSE 0 END), SUM(CASE WHEN t.etat = 'controle' THEN 1 ELSE 0 END), \
     SUM(CASE WHEN t.etat = 'valide' THEN 1 ELSE 0 END), \
     SUM(CASE WHEN t.etat <> 'archive' AND t.obligatoires > 0 THEN 1 ELSE 0 END), \
     SUM(CASE WHEN t.etat <> 'archive' AND t.aipd = 'requise' THEN 1 ELSE 0 END), \
     MIN(CASE WHEN t.etat <> 'archive' THEN t.revision_le END), MAX(t.modifie_le) \
     FROM rgpd_traitement t WHERE t.collectivite_id IN ($*) GROUP BY t.collectivite_id \
     ON CONFLICT (collectivite_id) DO UPDATE SET traitements = excluded.traitements, brouillons = excluded.brouillons, \
     soumis = excluded.soumis, controles = excluded.controles, valides = excluded.valides, \
     incomplets = excluded.incomplets, aipd_a_faire = excluded.aipd_a_faire, revision_le = excluded.revision_le, \
     modifie_le = excluded.modifie_le");
const ALL: Sql = sql(
    "SELECT collectivite_id, traitements, brouillons, soumis, controles, valides, incomplets, aipd_a_faire, revision_le, \
     modifie_le, propositions FROM rgpd_membre",
);
const FIND: Sql = sql(
    "SELECT collectivite_id, traitements, brouillons, soumis, controles, valides, incomplets, aipd_a_faire, revision_le, \
     modifie_le, propositions FROM rgpd_membre WHERE collectivite_id = $1",
);

/// Where the register of a collectivité stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    pub collectivite_id: CollectiviteId,
    /// Archives aside.
    pub traitements: u32,
    pub brouillons: u32,
    pub soumis: u32,
    pub controles: u32,
    pub valides: u32,
    /// Those that could not be validated as they are.
    pub incomplets: u32,
    pub aipd_a_faire: u32,
    pub revision_le: Option<Date>,
    pub modifie_le: Option<Instant>,
    pub propositions: u32,
}
db::row!(Resume {
    collectivite_id,
    traitements,
    brouillons,
    soumis,
    controles,
    valides,
    incomplets,
    aipd_a_faire,
    revision_le,
    modifie_le,
    propositions
});

/// Counts again the registers of these collectivités.
pub async fn recount(tx: &mut Tx, collectivites: &[CollectiviteId]) -> Result<(), DbError> {
    for part in collectivites.chunks(CHUNK) {
        tx.run_in(RECOUNT, params![], part.iter().copied()).await?;
    }
    Ok(())
}

pub async fn list(tx: &mut Tx) -> Result<Vec<Resume>, DbError> {
    tx.list(ALL, params![]).await
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Option<Resume>, DbError> {
    tx.find(FIND, params![collectivite]).await
}
