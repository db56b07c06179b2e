//! The lines and the ends of the chains, in the database.

use std::collections::HashMap;

use db::{DbError, Filter, Genre, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, Id, fold};
use uuid::Uuid;

use crate::{
    Ligne, LigneEcrite,
    chain::{GENESIS, canonical, empreinte},
};

const MAKE_TETE: Sql =
    sql("INSERT INTO journal_tete (collectivite_id, seq, empreinte) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
// An UPDATE that changes nothing: it takes the rows on PostgreSQL, and SQLite's writer has its turn already.
const TAKE_TETES: Sql =
    sql("UPDATE journal_tete SET seq = seq WHERE collectivite_id IN ($*) RETURNING collectivite_id, seq, empreinte");
const MOVE_TETE: Sql = sql("INSERT INTO journal_tete (collectivite_id, seq, empreinte) VALUES ($1, $2, $3)
    ON CONFLICT (collectivite_id) DO UPDATE SET seq = excluded.seq, empreinte = excluded.empreinte");
const INSERT: Sql = sql("INSERT INTO journal_ligne
    (collectivite_id, id, seq, fait_le, personne, nom, au_nom_de, au_nom_de_nom, action, objet, objet_id, libelle, avant,
     apres, precedente, empreinte, recherche)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");
const FIND: Sql =
    sql("SELECT collectivite_id, id, seq, fait_le, personne, nom, au_nom_de, au_nom_de_nom, action, objet,
    objet_id, libelle, avant, apres, precedente, empreinte FROM journal_ligne WHERE collectivite_id = $1 AND id = $2");
const OF_OBJET: Sql =
    sql("SELECT collectivite_id, id, seq, fait_le, personne, nom, au_nom_de, au_nom_de_nom, action, objet,
    objet_id, libelle, avant, apres, precedente, empreinte FROM journal_ligne
    WHERE collectivite_id = $1 AND objet_id = $2 ORDER BY seq DESC LIMIT 200");
const AFTER: Sql =
    sql("SELECT collectivite_id, id, seq, fait_le, personne, nom, au_nom_de, au_nom_de_nom, action, objet,
    objet_id, libelle, avant, apres, precedente, empreinte FROM journal_ligne
    WHERE collectivite_id = $1 AND seq > $2 ORDER BY seq LIMIT 1000");
const TETES: Sql = sql("SELECT collectivite_id, seq, empreinte FROM journal_tete ORDER BY collectivite_id");
const ORPHELINES: Sql = sql("SELECT DISTINCT l.collectivite_id AS value FROM journal_ligne l
    LEFT JOIN journal_tete t ON t.collectivite_id = l.collectivite_id WHERE t.collectivite_id IS NULL");

const COLUMNS: &str = "collectivite_id, id, seq, fait_le, personne, nom, au_nom_de, au_nom_de_nom, action, objet,
    objet_id, libelle, avant, apres, precedente, empreinte";
const FILTERS: &[Filter] = &[
    Filter { name: "q", clause: "recherche LIKE {}", genre: Genre::Mots },
    Filter { name: "objet", clause: "objet = {}", genre: Genre::Texte },
    Filter { name: "objet_id", clause: "objet_id = {}", genre: Genre::Id },
    Filter { name: "personne", clause: "personne = {}", genre: Genre::Id },
    Filter { name: "collectivite", clause: "collectivite_id = {}", genre: Genre::Id },
    Filter { name: "du", clause: "fait_le >= {}", genre: Genre::DebutDuJour },
    Filter { name: "au", clause: "fait_le < {}", genre: Genre::FinDuJour },
];

/// The journal of one collectivité (`$1`).
pub const LIST: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM journal_ligne WHERE collectivite_id = $1",
    fixed: 1,
    filters: FILTERS,
    sorts: &[Sort { name: "date", expression: "seq" }],
    key: "id",
};

/// The journal of all, under [`db::Perimetre::Centre`].
pub const LIST_CENTRE: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM journal_ligne WHERE 1 = 1",
    fixed: 0,
    filters: FILTERS,
    sorts: &[Sort { name: "date", expression: "fait_le" }],
    key: "id",
};

#[derive(Debug, Clone)]
pub(crate) struct Tete {
    pub collectivite_id: CollectiviteId,
    pub seq: i64,
    pub empreinte: String,
}
db::row!(Tete { collectivite_id, seq, empreinte });

/// Writes a line at the end of its collectivité's chain, in the transaction of the act.
pub async fn record(tx: &mut Tx, clock: &Clock, ligne: Ligne) -> Result<(), DbError> {
    record_many(tx, clock, vec![ligne]).await
}

/// Writes many lines with four statements, whatever their number and their collectivités.
pub async fn record_many(tx: &mut Tx, clock: &Clock, lignes: Vec<Ligne>) -> Result<(), DbError> {
    let mut concerned: Vec<CollectiviteId> = lignes.iter().map(|l| l.collectivite).collect();
    // In order, so that two nodes take the rows in the same order.
    concerned.sort_unstable();
    concerned.dedup();
    tx.insert_many(MAKE_TETE, concerned.iter().map(|c| params![*c, 0_i64, GENESIS]).collect()).await?;
    let taken: Vec<Tete> = tx.list_in(TAKE_TETES, params![], concerned).await?;
    let mut tetes: HashMap<CollectiviteId, Tete> = taken.into_iter().map(|t| (t.collectivite_id, t)).collect();
    let mut rows = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let Some(tete) = tetes.get_mut(&ligne.collectivite) else {
            return Err(DbError::Perimetre(format!("journal of {}", ligne.collectivite)));
        };
        let written = chained(clock, ligne, tete);
        tete.seq = written.seq;
        tete.empreinte.clone_from(&written.empreinte);
        rows.push(values(written));
    }
    tx.insert_many(INSERT, rows).await?;
    let moved = tetes.into_values().map(|t| params![t.collectivite_id, t.seq, t.empreinte]).collect();
    tx.insert_many(MOVE_TETE, moved).await?;
    Ok(())
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: Id<Ligne>) -> Result<Option<LigneEcrite>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}

/// The last lines about one object, the latest first; at most 200.
pub async fn of_objet(tx: &mut Tx, collectivite: CollectiviteId, objet: Uuid) -> Result<Vec<LigneEcrite>, DbError> {
    tx.list(OF_OBJET, params![collectivite, objet]).await
}

/// The lines that follow `seq`, in order, by a thousand.
pub(crate) async fn after(tx: &mut Tx, collectivite: CollectiviteId, seq: i64) -> Result<Vec<LigneEcrite>, DbError> {
    tx.list(AFTER, params![collectivite, seq]).await
}

pub(crate) async fn tetes(tx: &mut Tx) -> Result<Vec<Tete>, DbError> {
    tx.list(TETES, params![]).await
}

/// Collectivités that have lines and no end of chain: somebody removed it.
pub(crate) async fn orphelines(tx: &mut Tx) -> Result<Vec<CollectiviteId>, DbError> {
    tx.values(ORPHELINES, params![]).await
}

fn chained(clock: &Clock, ligne: Ligne, tete: &Tete) -> LigneEcrite {
    let (au_nom_de, au_nom_de_nom) = ligne.acteur.au_nom_de.unzip();
    let mut written = LigneEcrite {
        collectivite_id: ligne.collectivite,
        id: Id::new(clock),
        seq: tete.seq + 1,
        fait_le: clock.now(),
        personne: ligne.acteur.personne,
        nom: ligne.acteur.nom,
        au_nom_de,
        au_nom_de_nom,
        action: ligne.action.to_owned(),
        objet: ligne.objet.to_owned(),
        objet_id: ligne.objet_id,
        libelle: ligne.libelle,
        avant: ligne.avant.as_ref().map(canonical),
        apres: ligne.apres.as_ref().map(canonical),
        precedente: tete.empreinte.clone(),
        empreinte: String::new(),
    };
    written.empreinte = empreinte(&written);
    written
}

fn values(l: LigneEcrite) -> Vec<db::Value> {
    let au_nom_de = l.au_nom_de_nom.clone().unwrap_or_default();
    let recherche = fold(&format!("{} {} {au_nom_de} {} {}", l.libelle, l.nom, l.action, l.objet));
    params![
        l.collectivite_id,
        l.id,
        l.seq,
        l.fait_le,
        l.personne,
        l.nom,
        l.au_nom_de,
        l.au_nom_de_nom,
        l.action,
        l.objet,
        l.objet_id,
        l.libelle,
        l.avant,
        l.apres,
        l.precedente,
        l.empreinte,
        recherche
    ]
}
