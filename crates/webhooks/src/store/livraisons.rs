//! The deliveries and their attempts.

use db::{DbError, Filter, Genre, ListAfter, ListPage, ListRequest, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Instant};
use uuid::Uuid;

use crate::{
    coffre::Scelle,
    domain::{
        AbonnementId, EtatAbonnement, EtatLivraison, Evenement, EvenementId, Livraison, LivraisonEntiere, LivraisonId,
        Portee, Tentative, codes,
    },
};

/// Those of one collectivité (`$1`).
pub(crate) const LIST: ListSql = ListSql {
    columns: "l.collectivite_id, l.id, l.abonnement_id, a.nom AS abonnement_nom, l.evenement_id, l.genre, l.concernee, l.objet_id, \
        l.etat, l.tentatives_demande, l.tentatives, l.demandee_le, l.prevue_le, l.statut, l.erreur, l.created_at, l.finie_le",
    from: "FROM webhooks_livraison l
        JOIN webhooks_abonnement a ON a.collectivite_id = l.collectivite_id AND a.id = l.abonnement_id
        WHERE l.collectivite_id = $1 AND a.collectivite_id = $1",
    fixed: 1,
    filters: &[
        Filter { name: "id", clause: "l.id = {}", genre: Genre::Id },
        Filter { name: "abonnement", clause: "l.abonnement_id = {}", genre: Genre::Id },
        Filter { name: "evenement", clause: "l.evenement_id = {}", genre: Genre::Id },
        Filter { name: "etat", clause: "l.etat = {}", genre: Genre::Texte },
        Filter { name: "genre", clause: "l.genre = {}", genre: Genre::Texte },
        Filter { name: "concernee", clause: "l.concernee = {}", genre: Genre::Id },
        Filter { name: "objet", clause: "l.objet_id = {}", genre: Genre::Id },
        Filter { name: "statut", clause: "l.statut = {}", genre: Genre::Entier },
        Filter { name: "du", clause: "l.created_at >= {}", genre: Genre::DebutDuJour },
        Filter { name: "au", clause: "l.created_at < {}", genre: Genre::FinDuJour },
    ],
    sorts: &[
        Sort { name: "cree", expression: "l.created_at" },
        Sort { name: "prevu", expression: "COALESCE(l.prevue_le, l.created_at)" },
        Sort { name: "fini", expression: "COALESCE(l.finie_le, l.created_at)" },
    ],
    key: "l.id",
};
const LISTENING: Sql = sql("SELECT collectivite_id, id, portee, evenements FROM webhooks_abonnement
    WHERE etat = 'actif' AND (portee = 'adherents' OR collectivite_id IN ($*))");
const INSERT: Sql = sql("INSERT INTO webhooks_livraison
    (collectivite_id, id, abonnement_id, evenement_id, genre, concernee, objet_id, corps, etat, tentatives_demande, tentatives, demandee_le,
     prevue_le, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
const CORPS: Sql = sql("SELECT corps AS value FROM webhooks_livraison WHERE collectivite_id = $1 AND id = $2");
const TENTATIVES: Sql = sql("SELECT rang, faite_le, url, duree_ms, statut, extrait, erreur FROM webhooks_tentative
    WHERE collectivite_id = $1 AND livraison_id = $2 ORDER BY rang DESC LIMIT 50");
const COUNTS: Sql =
    sql("SELECT etat, COUNT(*) AS nombre FROM webhooks_livraison WHERE collectivite_id = $1 GROUP BY etat");
const IS_TRIED_OUT: Sql = sql("SELECT COUNT(*) AS value FROM webhooks_livraison
    WHERE collectivite_id = $1 AND abonnement_id = $2 AND genre = $3 AND etat = 'a_livrer'");
const DEPART: Sql =
    sql("SELECT l.collectivite_id, l.id, l.abonnement_id, l.evenement_id, l.genre, l.corps, l.tentatives_demande, l.tentatives,
        l.demandee_le, a.nom, a.url, a.etat, a.motif, a.secret, a.secret_precedent, a.precedent_jusqu_a, a.pause_jusqu_a
    FROM webhooks_livraison l
    JOIN webhooks_abonnement a ON a.collectivite_id = l.collectivite_id AND a.id = l.abonnement_id
    WHERE l.collectivite_id = $1 AND a.collectivite_id = $1 AND l.id = $2 AND l.etat = 'a_livrer'");
const SETTLE: Sql = sql(
    "UPDATE webhooks_livraison SET etat = $3, tentatives_demande = $4, tentatives = $5, prevue_le = $6, statut = $7,
        erreur = $8, finie_le = $9
    WHERE collectivite_id = $1 AND id = $2 AND etat = 'a_livrer'",
);
const INSERT_TENTATIVE: Sql = sql("INSERT INTO webhooks_tentative
    (collectivite_id, id, livraison_id, rang, faite_le, url, duree_ms, statut, extrait, erreur)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const POSTPONE: Sql =
    sql("UPDATE webhooks_livraison SET prevue_le = $3 WHERE collectivite_id = $1 AND id = $2 AND etat = 'a_livrer'");
const GIVE_UP: Sql = sql("UPDATE webhooks_livraison SET etat = 'echec', prevue_le = NULL, erreur = $3, finie_le = $4
    WHERE collectivite_id = $1 AND id = $2 AND etat = 'a_livrer'");
const REOPEN: Sql = sql(
    "UPDATE webhooks_livraison SET etat = 'a_livrer', tentatives_demande = 0, demandee_le = $2, prevue_le = $2, finie_le = NULL
    WHERE collectivite_id = $1 AND etat <> 'a_livrer' AND id IN ($*)",
);
const FAILED: Sql = sql("SELECT id AS value FROM webhooks_livraison
    WHERE collectivite_id = $1 AND abonnement_id = $2 AND etat = 'echec' AND genre <> $3 ORDER BY id LIMIT 500");
const LOST: Sql =
    sql("SELECT collectivite_id, id FROM webhooks_livraison WHERE prevue_le < $1 ORDER BY prevue_le LIMIT 5000");
const PURGE: Sql = sql("DELETE FROM webhooks_livraison WHERE finie_le < $1 AND etat = $2");

/// Whose it is, and which.
pub(crate) type Cle = (CollectiviteId, LivraisonId);

/// An active abonnement, and what it wants.
#[derive(Debug)]
pub(crate) struct Ecoute {
    pub collectivite_id: CollectiviteId,
    pub id: AbonnementId,
    portee: Portee,
    evenements: serde_json::Value,
}
db::row!(Ecoute { collectivite_id, id, portee, evenements });

impl Ecoute {
    pub fn wants(&self, evenement: &Evenement) -> bool {
        let hears = self.portee == Portee::Adherents || self.collectivite_id == evenement.collectivite;
        hears && codes(&self.evenements).iter().any(|code| code == evenement.kind.code())
    }
}

/// Those that may want events of these collectivités, under `Perimetre::Centre`.
pub(crate) async fn list_listening(tx: &mut Tx, concernees: &[CollectiviteId]) -> Result<Vec<Ecoute>, DbError> {
    tx.list_in(LISTENING, params![], concernees.iter().copied()).await
}

/// A delivery to be written.
#[derive(Debug)]
pub(crate) struct Nouvelle {
    pub collectivite_id: CollectiviteId,
    pub id: LivraisonId,
    pub abonnement_id: AbonnementId,
    pub evenement_id: EvenementId,
    pub genre: &'static str,
    pub concernee: CollectiviteId,
    pub objet_id: Uuid,
    pub corps: String,
}

pub(crate) async fn insert(tx: &mut Tx, made: Vec<Nouvelle>, now: Instant) -> Result<(), DbError> {
    let rows = made.into_iter().map(|n| {
        params![
            n.collectivite_id,
            n.id,
            n.abonnement_id,
            n.evenement_id,
            n.genre,
            n.concernee,
            n.objet_id,
            n.corps,
            EtatLivraison::ALivrer,
            0_i64,
            0_i64,
            now,
            now,
            now,
        ]
    });
    tx.insert_many(INSERT, rows.collect()).await.map(|_| ())
}

/// A page of a collectivité's deliveries. Filters `abonnement`, `evenement`, `etat`, `genre`, `concernee`, `objet`, `statut`, `du`, `au`;
/// sorts `cree`, `prevu`, `fini`.
pub async fn list(tx: &mut Tx, whose: CollectiviteId, request: &ListRequest) -> Result<ListPage<Livraison>, DbError> {
    LIST.page(tx, params![whose], request).await
}

/// The same deliveries, all of them up to `rows`.
pub async fn export(
    tx: &mut Tx,
    whose: CollectiviteId,
    request: &ListRequest,
    rows: u32,
) -> Result<Vec<Livraison>, DbError> {
    LIST.all(tx, params![whose], request, rows).await
}

/// What follows one of them, oldest first, for the API.
pub async fn after(
    tx: &mut Tx,
    whose: CollectiviteId,
    request: &ListRequest,
    after: Option<LivraisonId>,
) -> Result<ListAfter<Livraison>, DbError> {
    LIST.after(tx, params![whose], request, after).await
}

/// A delivery with its body and its attempts: three statements.
pub async fn find(tx: &mut Tx, whose: CollectiviteId, id: LivraisonId) -> Result<Option<LivraisonEntiere>, DbError> {
    let Some(livraison) = header(tx, (whose, id)).await? else { return Ok(None) };
    let Some(corps) = tx.value(CORPS, params![whose, id]).await? else { return Ok(None) };
    let tentatives = tx.list(TENTATIVES, params![whose, id]).await?;
    Ok(Some(LivraisonEntiere { livraison, corps, tentatives }))
}

pub(crate) async fn header(tx: &mut Tx, (whose, id): Cle) -> Result<Option<Livraison>, DbError> {
    let request = ListRequest { filters: vec![("id".to_owned(), id.to_string())], ..ListRequest::default() };
    Ok(LIST.all(tx, params![whose], &request, 1).await?.pop())
}

/// How many of a collectivité's deliveries in each state, zero included.
pub async fn counts(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<(EtatLivraison, u32)>, DbError> {
    let found: Vec<Nombre> = tx.list(COUNTS, params![whose]).await?;
    let count = |etat| found.iter().find(|row| row.etat == etat).map_or(0, |row| row.nombre);
    Ok(EtatLivraison::TOUS.iter().map(|&etat| (etat, count(etat))).collect())
}

struct Nombre {
    etat: EtatLivraison,
    nombre: u32,
}
db::row!(Nombre { etat, nombre });

/// Whether a delivery of this kind waits for that abonnement.
pub(crate) async fn is_tried_out(
    tx: &mut Tx,
    (whose, abonnement): (CollectiviteId, AbonnementId),
    genre: &str,
) -> Result<bool, DbError> {
    Ok(tx.value::<i64>(IS_TRIED_OUT, params![whose, abonnement, genre]).await? != Some(0))
}

/// All that an attempt needs.
#[derive(Debug)]
pub(crate) struct Depart {
    pub collectivite_id: CollectiviteId,
    pub id: LivraisonId,
    pub abonnement_id: AbonnementId,
    pub evenement_id: EvenementId,
    pub genre: String,
    pub corps: String,
    pub tentatives_demande: u32,
    pub tentatives: u32,
    pub demandee_le: Instant,
    pub nom: String,
    pub url: String,
    pub etat: EtatAbonnement,
    pub motif: Option<String>,
    pub secret: Scelle,
    pub secret_precedent: Option<Scelle>,
    pub precedent_jusqu_a: Option<Instant>,
    pub pause_jusqu_a: Option<Instant>,
}
db::row!(Depart {
    collectivite_id,
    id,
    abonnement_id,
    evenement_id,
    genre,
    corps,
    tentatives_demande,
    tentatives,
    demandee_le,
    nom,
    url,
    etat,
    motif,
    secret,
    secret_precedent,
    precedent_jusqu_a,
    pause_jusqu_a
});

/// None when it is not to be delivered any more.
pub(crate) async fn depart(tx: &mut Tx, (whose, id): Cle) -> Result<Option<Depart>, DbError> {
    tx.find(DEPART, params![whose, id]).await
}

/// Keeps an attempt and what it makes of the delivery: delivered, to be tried again at `next`, given up. False, and nothing is kept,
/// when the delivery is no longer there or to be made.
pub(crate) async fn settle(
    tx: &mut Tx,
    (whose, id): Cle,
    (etat, next): (EtatLivraison, Option<Instant>),
    (tentatives_demande, tentative_id): (u32, Uuid),
    t: &Tentative,
) -> Result<bool, DbError> {
    let finie_le = (etat != EtatLivraison::ALivrer).then_some(t.faite_le);
    let row = params![whose, id, etat, tentatives_demande, t.rang, next, t.statut, t.erreur.as_ref(), finie_le];
    if tx.run(SETTLE, row).await? == 0 {
        return Ok(false);
    }
    let row = params![
        whose,
        tentative_id,
        id,
        t.rang,
        t.faite_le,
        &t.url,
        t.duree_ms,
        t.statut,
        t.extrait.as_ref(),
        t.erreur.as_ref(),
    ];
    tx.run(INSERT_TENTATIVE, row).await.map(|_| true)
}

pub(crate) async fn postpone(tx: &mut Tx, (whose, id): Cle, next: Instant) -> Result<(), DbError> {
    tx.run(POSTPONE, params![whose, id, next]).await.map(|_| ())
}

pub(crate) async fn give_up(tx: &mut Tx, (whose, id): Cle, why: &str, now: Instant) -> Result<(), DbError> {
    tx.run(GIVE_UP, params![whose, id, why, now]).await.map(|_| ())
}

/// Makes these to be delivered again, from now; those that are already are passed over. Gives how many.
pub(crate) async fn reopen(
    tx: &mut Tx,
    whose: CollectiviteId,
    ids: &[LivraisonId],
    now: Instant,
) -> Result<u64, DbError> {
    tx.run_in(REOPEN, params![whose, now], ids.iter().copied()).await
}

/// The oldest five hundred that were given up, those of this kind excepted.
pub(crate) async fn list_failed(
    tx: &mut Tx,
    (whose, abonnement): (CollectiviteId, AbonnementId),
    but: &str,
) -> Result<Vec<LivraisonId>, DbError> {
    tx.values(FAILED, params![whose, abonnement, but]).await
}

#[derive(Debug)]
struct Perdue {
    collectivite_id: CollectiviteId,
    id: LivraisonId,
}
db::row!(Perdue { collectivite_id, id });

/// Those that should have been tried before `before`, of all.
pub(crate) async fn list_lost(tx: &mut Tx, before: Instant) -> Result<Vec<Cle>, DbError> {
    let lost: Vec<Perdue> = tx.list(LOST, params![before]).await?;
    Ok(lost.into_iter().map(|one| (one.collectivite_id, one.id)).collect())
}

/// Forgets those of all that ended so before `before`.
pub(crate) async fn purge(tx: &mut Tx, etat: EtatLivraison, before: Instant) -> Result<u64, DbError> {
    tx.run(PURGE, params![before, etat]).await
}
