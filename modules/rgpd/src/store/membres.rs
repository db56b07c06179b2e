//! The row that sums up a collectivité for the cockpit, kept true in the transaction of each change.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use time::Date;

use super::CHUNK;

// Takes the row first: what another transaction has just written is then counted by the next statement.
const TAKE: Sql = sql("INSERT INTO rgpd_membre (collectivite_id, traitements) VALUES ($1, $2) \
     ON CONFLICT (collectivite_id) DO UPDATE SET traitements = rgpd_membre.traitements");
const RECOUNT: Sql = sql(
    "UPDATE rgpd_membre SET (traitements, brouillons, soumis, controles, valides, incomplets, aipd_a_faire, revision_le, \
     modifie_le) = (SELECT COUNT(CASE WHEN t.etat <> 'archive' THEN 1 END), \
     COUNT(CASE WHEN t.etat = 'brouillon' THEN 1 END), COUNT(CASE WHEN t.etat = 'soumis' THEN 1 END), \
     COUNT(CASE WHEN t.etat = 'controle' THEN 1 END), COUNT(CASE WHEN t.etat = 'valide' THEN 1 END), \
     COUNT(CASE WHEN t.etat <> 'archive' AND t.obligatoires > 0 THEN 1 END), \
     COUNT(CASE WHEN t.etat <> 'archive' AND t.aipd = 'requise' THEN 1 END), \
     MIN(CASE WHEN t.etat <> 'archive' THEN t.revision_le END), MAX(t.modifie_le) \
     FROM rgpd_traitement t WHERE t.collectivite_id = rgpd_membre.collectivite_id), \
     propositions = (SELECT COUNT(*) FROM rgpd_proposition p WHERE p.collectivite_id = rgpd_membre.collectivite_id \
     AND p.etat = 'attente') WHERE collectivite_id IN ($*)",
);
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

/// Counts again the registers of these collectivités, and the proposals that wait there. In one order whoever asks: two
/// transactions never wait for each other.
pub async fn recount(tx: &mut Tx, collectivites: &[CollectiviteId]) -> Result<(), DbError> {
    let mut all = collectivites.to_vec();
    all.sort_unstable();
    all.dedup();
    for part in all.chunks(CHUNK) {
        tx.insert_many(TAKE, part.iter().map(|one| params![*one, 0_u32]).collect()).await?;
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
