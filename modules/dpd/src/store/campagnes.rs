//! The campaigns, and what each member is sent.

use db::{DbError, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Id, Instant, Siren, fold};
use mail::MessageId;

const INSERT: Sql = sql("INSERT INTO dpd_campagne (id, cle, objet, texte, choix, par, cree_le) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (cle) DO NOTHING");
const BY_CLE: Sql =
    sql("SELECT c.id, c.objet, c.texte, c.choix, c.par, c.cree_le, COUNT(e.collectivite_id) AS destinataires, \
     COUNT(e.message) AS ecrits, COUNT(e.ecrit_le) - COUNT(e.message) AS refuses, COUNT(e.adresse) AS joignables \
     FROM dpd_campagne c LEFT JOIN dpd_envoi e ON e.campagne_id = c.id \
     WHERE c.cle = $1 GROUP BY c.id, c.objet, c.texte, c.choix, c.par, c.cree_le");
const FIND: Sql =
    sql("SELECT c.id, c.objet, c.texte, c.choix, c.par, c.cree_le, COUNT(e.collectivite_id) AS destinataires, \
     COUNT(e.message) AS ecrits, COUNT(e.ecrit_le) - COUNT(e.message) AS refuses, COUNT(e.adresse) AS joignables \
     FROM dpd_campagne c LEFT JOIN dpd_envoi e ON e.campagne_id = c.id \
     WHERE c.id = $1 GROUP BY c.id, c.objet, c.texte, c.choix, c.par, c.cree_le");
const LIST: Sql =
    sql("SELECT c.id, c.objet, c.texte, c.choix, c.par, c.cree_le, COUNT(e.collectivite_id) AS destinataires, \
     COUNT(e.message) AS ecrits, COUNT(e.ecrit_le) - COUNT(e.message) AS refuses, COUNT(e.adresse) AS joignables \
     FROM dpd_campagne c LEFT JOIN dpd_envoi e ON e.campagne_id = c.id \
     GROUP BY c.id, c.objet, c.texte, c.choix, c.par, c.cree_le ORDER BY c.id DESC LIMIT 500");
const INSERT_ENVOI: Sql = sql(
    "INSERT INTO dpd_envoi (collectivite_id, campagne_id, siren, nom, nom_tri, destinataire, adresse, objet, texte) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const ENVOIS: Sql = sql("SELECT collectivite_id, siren, nom, destinataire, adresse, objet, texte, message, ecrit_le \
     FROM dpd_envoi WHERE campagne_id = $1 ORDER BY nom_tri, collectivite_id");
const TO_WRITE: Sql =
    sql("SELECT collectivite_id, siren, nom, destinataire, adresse, objet, texte, message, ecrit_le \
     FROM dpd_envoi WHERE campagne_id = $1 AND adresse IS NOT NULL AND message IS NULL AND ecrit_le IS NULL \
     ORDER BY nom_tri, collectivite_id LIMIT 50");
const WRITTEN: Sql =
    sql("UPDATE dpd_envoi SET message = $3, ecrit_le = $4 WHERE collectivite_id = $1 AND campagne_id = $2");
const OF: Sql =
    sql("SELECT c.id, c.objet, c.par, e.ecrit_le FROM dpd_envoi e JOIN dpd_campagne c ON c.id = e.campagne_id \
     WHERE e.collectivite_id = $1 AND e.adresse IS NOT NULL AND (e.message IS NOT NULL OR e.ecrit_le IS NULL) \
     ORDER BY c.id DESC");

/// The identity of a campaign.
pub type CampagneId = Id<Campagne>;

/// A campaign, and how far it has gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campagne {
    pub id: CampagneId,
    pub objet: String,
    pub texte: String,
    /// How the members were chosen, in words.
    pub choix: String,
    pub par: String,
    pub cree_le: Instant,
    pub destinataires: u32,
    /// Given to the post.
    pub ecrits: u32,
    /// Whose address the post refused.
    pub refuses: u32,
    /// Those that have an address.
    pub joignables: u32,
}
db::row!(Campagne { id, objet, texte, choix, par, cree_le, destinataires, ecrits, refuses, joignables });

impl Campagne {
    /// Those for which nothing is left to do.
    pub const fn faits(&self) -> u32 {
        self.ecrits + self.refuses
    }
}

/// What one member is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envoi {
    pub collectivite_id: CollectiviteId,
    pub siren: Siren,
    pub nom: String,
    pub destinataire: String,
    /// None: nothing leaves.
    pub adresse: Option<String>,
    pub objet: String,
    pub texte: String,
    pub message: Option<MessageId>,
    pub ecrit_le: Option<Instant>,
}
db::row!(Envoi { collectivite_id, siren, nom, destinataire, adresse, objet, texte, message, ecrit_le });

/// A campaign that reached a member, or is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recue {
    pub id: CampagneId,
    pub objet: String,
    pub par: String,
    pub ecrit_le: Option<Instant>,
}
db::row!(Recue { id, objet, par, ecrit_le });

/// Keeps a campaign; false when the same form made one already.
pub async fn insert(tx: &mut Tx, cle: &str, c: &Campagne) -> Result<bool, DbError> {
    let values = params![c.id, cle, &c.objet, &c.texte, &c.choix, &c.par, c.cree_le];
    tx.run(INSERT, values).await.map(|written| written == 1)
}

/// The campaign that this form made.
pub async fn find_by_cle(tx: &mut Tx, cle: &str) -> Result<Option<Campagne>, DbError> {
    tx.find(BY_CLE, params![cle]).await
}

pub async fn find(tx: &mut Tx, id: CampagneId) -> Result<Option<Campagne>, DbError> {
    tx.find(FIND, params![id]).await
}

/// The latest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Campagne>, DbError> {
    tx.list(LIST, params![]).await
}

pub async fn insert_envois(tx: &mut Tx, id: CampagneId, envois: &[Envoi]) -> Result<(), DbError> {
    let row = |e: &Envoi| {
        params![
            e.collectivite_id,
            id,
            e.siren,
            &e.nom,
            fold(&e.nom),
            &e.destinataire,
            e.adresse.clone(),
            &e.objet,
            &e.texte,
        ]
    };
    tx.insert_many(INSERT_ENVOI, envois.iter().map(row).collect()).await.map(drop)
}

/// By name.
pub async fn list_envois(tx: &mut Tx, id: CampagneId) -> Result<Vec<Envoi>, DbError> {
    tx.list(ENVOIS, params![id]).await
}

/// The next fifty that wait for the post.
pub async fn list_to_write(tx: &mut Tx, id: CampagneId) -> Result<Vec<Envoi>, DbError> {
    tx.list(TO_WRITE, params![id]).await
}

/// Given to the post; without a message, its address was refused.
pub async fn set_written(
    tx: &mut Tx,
    whose: CollectiviteId,
    id: CampagneId,
    (message, now): (Option<MessageId>, Instant),
) -> Result<(), DbError> {
    tx.run(WRITTEN, params![whose, id, message, now]).await.map(drop)
}

/// What a member was sent, the latest first.
pub async fn list_of(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Recue>, DbError> {
    tx.list(OF, params![whose]).await
}
