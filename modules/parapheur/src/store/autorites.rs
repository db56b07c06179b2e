//! The authorities that the installation trusts.

use db::{DbError, Filter, Genre, ListPage, ListRequest, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{Instant, fold};

const INSERT: Sql = sql(
    "INSERT INTO parapheur_autorite (empreinte, sujet, sujet_tri, fin, certificat, source, importee_le, importee_par) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (empreinte) DO NOTHING",
);
const DELETE: Sql = sql("DELETE FROM parapheur_autorite WHERE empreinte = $1");
const FIND: Sql =
    sql("SELECT empreinte, sujet, fin, certificat, source, importee_le, importee_par FROM parapheur_autorite \
     WHERE empreinte = $1");
const ALL: Sql =
    sql("SELECT empreinte, sujet, fin, certificat, source, importee_le, importee_par FROM parapheur_autorite \
     ORDER BY sujet_tri, empreinte");

/// The authorities, as their page lists them.
pub const LIST: ListSql = ListSql {
    columns: "a.empreinte, a.sujet, a.fin, a.certificat, a.source, a.importee_le, a.importee_par",
    from: "FROM parapheur_autorite a WHERE TRUE",
    fixed: 0,
    filters: &[
        Filter { name: "q", clause: "a.sujet_tri LIKE {}", genre: Genre::Mots },
        Filter { name: "source", clause: "a.source = {}", genre: Genre::Texte },
    ],
    sorts: &[
        Sort { name: "sujet", expression: "a.sujet_tri" },
        Sort { name: "fin", expression: "a.fin" },
        Sort { name: "importee", expression: "a.importee_le" },
    ],
    key: "a.empreinte",
};

/// A trusted authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autorite {
    /// SHA-256 of the certificate, in hexadecimal.
    pub empreinte: String,
    pub sujet: String,
    pub fin: Instant,
    /// DER.
    pub certificat: Vec<u8>,
    pub source: String,
    pub importee_le: Instant,
    pub importee_par: String,
}
db::row!(Autorite { empreinte, sujet, fin, certificat, source, importee_le, importee_par });

/// Keeps those that are not there yet; gives how many.
pub async fn insert_many(tx: &mut Tx, all: &[Autorite]) -> Result<u64, DbError> {
    let row = |a: &Autorite| {
        params![
            &a.empreinte,
            &a.sujet,
            fold(&a.sujet),
            a.fin,
            a.certificat.clone(),
            &a.source,
            a.importee_le,
            &a.importee_par
        ]
    };
    tx.insert_many(INSERT, all.iter().map(row).collect()).await
}

pub async fn delete(tx: &mut Tx, empreinte: &str) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![empreinte]).await? == 1)
}

pub async fn find(tx: &mut Tx, empreinte: &str) -> Result<Option<Autorite>, DbError> {
    tx.find(FIND, params![empreinte]).await
}

pub async fn list(tx: &mut Tx) -> Result<Vec<Autorite>, DbError> {
    tx.list(ALL, params![]).await
}

pub async fn page(tx: &mut Tx, request: &ListRequest) -> Result<ListPage<Autorite>, DbError> {
    LIST.page(tx, params![], request).await
}
