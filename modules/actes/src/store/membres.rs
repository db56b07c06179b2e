//! One row a collectivité, for the page of the centre: written again in the transaction of each change.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};

// Takes the row first: what another transaction has just written is then counted by the next statement.
const TAKE: Sql =
    sql("INSERT INTO actes_membre (collectivite_id, brouillons, en_cours, sans_reponse, recus, refuses, a_repondre) \
     VALUES ($1, 0, 0, 0, 0, 0, 0) ON CONFLICT (collectivite_id) DO UPDATE SET brouillons = actes_membre.brouillons");
const RECOUNT: Sql =
    sql("UPDATE actes_membre SET (brouillons, en_cours, sans_reponse, recus, refuses, a_repondre, plus_ancien) = \
     (SELECT COALESCE(SUM(CASE WHEN a.etat IN ('brouillon', 'pret') THEN 1 ELSE 0 END), 0), \
      COALESCE(SUM(CASE WHEN a.etat IN ('en_cours', 'annulation_demandee') THEN 1 ELSE 0 END), 0), \
      COALESCE(SUM(CASE WHEN a.etat = 'transmis' THEN 1 ELSE 0 END), 0), \
      COALESCE(SUM(CASE WHEN a.etat = 'recu' THEN 1 ELSE 0 END), 0), \
      COALESCE(SUM(CASE WHEN a.etat = 'refuse' THEN 1 ELSE 0 END), 0), \
      COALESCE(SUM(CASE WHEN a.a_repondre > 0 THEN 1 ELSE 0 END), 0), \
      MIN(CASE WHEN a.etat = 'transmis' THEN a.transmis_le END) \
      FROM actes_acte a WHERE a.collectivite_id = actes_membre.collectivite_id) WHERE collectivite_id = $1");
const SENT: Sql = sql("UPDATE actes_membre SET dernier_envoi = $2 WHERE collectivite_id = $1");
const ALL: Sql =
    sql("SELECT collectivite_id, brouillons, en_cours, sans_reponse, recus, refuses, a_repondre, plus_ancien, \
     dernier_envoi FROM actes_membre");

/// The actes of a collectivité in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    pub collectivite_id: CollectiviteId,
    pub brouillons: u32,
    pub en_cours: u32,
    pub sans_reponse: u32,
    pub recus: u32,
    pub refuses: u32,
    /// Those with a letter that waits for an answer.
    pub a_repondre: u32,
    /// When the oldest of those without an answer left.
    pub plus_ancien: Option<Instant>,
    pub dernier_envoi: Option<Instant>,
}
db::row!(Resume {
    collectivite_id,
    brouillons,
    en_cours,
    sans_reponse,
    recus,
    refuses,
    a_repondre,
    plus_ancien,
    dernier_envoi
});

pub async fn recount(tx: &mut Tx, whose: CollectiviteId) -> Result<(), DbError> {
    tx.run(TAKE, params![whose]).await?;
    tx.run(RECOUNT, params![whose]).await.map(drop)
}

/// Something of this collectivité reached the préfecture.
pub async fn note_sent(tx: &mut Tx, whose: CollectiviteId, now: Instant) -> Result<(), DbError> {
    tx.run(SENT, params![whose, now]).await.map(drop)
}

/// One row a collectivité that has an acte.
pub async fn list(tx: &mut Tx) -> Result<Vec<Resume>, DbError> {
    tx.list(ALL, params![]).await
}
