//! What happened to a traitement, in order.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Id, Instant};

use crate::domain::{GenreEvenement, TraitementId};

const INSERT: Sql =
    sql("INSERT INTO rgpd_evenement (collectivite_id, id, traitement_id, genre, version, le, par, texte) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const OF_TRAITEMENT: Sql = sql("SELECT traitement_id, genre, version, le, par, texte FROM rgpd_evenement \
     WHERE collectivite_id = $1 AND traitement_id = $2 ORDER BY id DESC");

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evenement {
    pub traitement_id: TraitementId,
    pub genre: GenreEvenement,
    pub version: u32,
    pub le: Instant,
    pub par: String,
    pub texte: String,
}
db::row!(Evenement { traitement_id, genre, version, le, par, texte });

/// Writes what just happened, in one collectivité or several.
pub async fn add(tx: &mut Tx, clock: &Clock, evenements: &[(CollectiviteId, Evenement)]) -> Result<(), DbError> {
    let row = |(collectivite, e): &(CollectiviteId, Evenement)| {
        let id: Id<Evenement> = Id::new(clock);
        params![*collectivite, id, e.traitement_id, e.genre, e.version, e.le, &e.par, &e.texte]
    };
    tx.insert_many(INSERT, evenements.iter().map(row).collect()).await.map(drop)
}

/// Latest first.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId, id: TraitementId) -> Result<Vec<Evenement>, DbError> {
    tx.list(OF_TRAITEMENT, params![collectivite, id]).await
}
