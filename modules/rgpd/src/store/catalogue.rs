//! The shared catalogue: its records, the names by which they are called, their documents.

use db::{
    DbError, Filter, FromRow, Genre, ListAfter, ListPage, ListRequest, ListSql, Row, Sort, Sql, Tx, Value, params, sql,
};
use kernel::{Id, Instant, fold};
use time::Date;

use super::{CHUNK, json};
use crate::domain::{CatalogueId, FicheCatalogue, GenreCatalogue};

const INSERT: Sql = sql("INSERT INTO rgpd_catalogue (id, genre, nom, nom_tri, recherche, editeur_id, fiche, retire, \
     revision, cree_le, modifie_le, modifie_par) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
const UPDATE: Sql = sql(
    "UPDATE rgpd_catalogue SET nom = $3, nom_tri = $4, recherche = $5, editeur_id = $6, fiche = $7, \
     retire = $8, revision = $9 + 1, modifie_le = $10, modifie_par = $11 WHERE id = $1 AND genre = $2 AND revision = $9",
);
const FIND: Sql = sql("SELECT c.id, c.genre, c.nom, c.editeur_id, e.nom AS editeur, c.fiche, c.retire, c.revision, \
     c.cree_le, c.modifie_le, c.modifie_par FROM rgpd_catalogue c LEFT JOIN rgpd_catalogue e ON e.id = c.editeur_id \
     WHERE c.id = $1");
const SOFTWARE_OF: Sql = sql("SELECT id, nom FROM rgpd_catalogue WHERE editeur_id = $1 ORDER BY nom_tri");
const NAMES: Sql = sql("SELECT id, nom FROM rgpd_catalogue WHERE genre = $1 AND retire = FALSE ORDER BY nom_tri");
const CALL: Sql = sql("INSERT INTO rgpd_catalogue_appel (genre, nom_tri, catalogue_id) VALUES ($1, $2, $3) \
     ON CONFLICT (genre, nom_tri) DO UPDATE SET catalogue_id = excluded.catalogue_id");
const CALLED: Sql = sql("SELECT genre, nom_tri, catalogue_id FROM rgpd_catalogue_appel WHERE nom_tri IN ($*)");
const ADD_PIECE: Sql =
    sql("INSERT INTO rgpd_catalogue_piece (id, catalogue_id, document_id, libelle, valable_jusqu_au, \
     ajoutee_le, ajoutee_par) VALUES ($1, $2, $3, $4, $5, $6, $7)");
const PIECES: Sql = sql("SELECT id, document_id, libelle, valable_jusqu_au, ajoutee_le, ajoutee_par \
     FROM rgpd_catalogue_piece WHERE catalogue_id = $1 ORDER BY id DESC");
const REMOVE_PIECE: Sql = sql("DELETE FROM rgpd_catalogue_piece WHERE catalogue_id = $1 AND id = $2");

/// The records, with how many collectivités use them.
pub const LIST: ListSql = ListSql {
    columns: "c.id, c.genre, c.nom, e.nom AS editeur, c.fiche, c.retire, c.modifie_le, \
              (SELECT COUNT(DISTINCT u.collectivite_id) FROM rgpd_usage u WHERE u.catalogue_id = c.id) AS membres",
    from: "FROM rgpd_catalogue c LEFT JOIN rgpd_catalogue e ON e.id = c.editeur_id WHERE c.id IS NOT NULL",
    fixed: 0,
    filters: &[
        Filter { name: "q", clause: "c.recherche LIKE {}", genre: Genre::Mots },
        Filter { name: "genre", clause: "c.genre = {}", genre: Genre::Texte },
        Filter { name: "retire", clause: "c.retire = {}", genre: Genre::OuiNon },
    ],
    sorts: &[
        Sort { name: "nom", expression: "c.nom_tri" },
        Sort {
            name: "membres",
            expression: "(SELECT COUNT(DISTINCT u.collectivite_id) FROM rgpd_usage u WHERE u.catalogue_id = c.id)",
        },
        Sort { name: "modifie", expression: "c.modifie_le" },
    ],
    key: "c.id",
};

/// A record, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneCatalogue {
    pub id: CatalogueId,
    pub genre: GenreCatalogue,
    pub nom: String,
    pub editeur: Option<String>,
    pub fiche: FicheCatalogue,
    pub retire: bool,
    pub modifie_le: Instant,
    /// How many collectivités use it.
    pub membres: u32,
}

/// A record, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub id: CatalogueId,
    pub genre: GenreCatalogue,
    pub nom: String,
    pub editeur_id: Option<CatalogueId>,
    /// Its name; not written.
    pub editeur: Option<String>,
    pub fiche: FicheCatalogue,
    /// No longer offered.
    pub retire: bool,
    pub revision: i64,
    pub cree_le: Instant,
    pub modifie_le: Instant,
    pub modifie_par: String,
}

/// A record by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nomme {
    pub id: CatalogueId,
    pub nom: String,
}
db::row!(Nomme { id, nom });

/// A name by which a record is called, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appel {
    pub genre: GenreCatalogue,
    pub nom_tri: String,
    pub catalogue_id: CatalogueId,
}
db::row!(Appel { genre, nom_tri, catalogue_id });

/// A document of a record: contract, certificate, policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceCatalogue {
    pub id: Id<PieceCatalogue>,
    pub document_id: documents::DocumentId,
    pub libelle: String,
    pub valable_jusqu_au: Option<Date>,
    pub ajoutee_le: Instant,
    pub ajoutee_par: String,
}
db::row!(PieceCatalogue { id, document_id, libelle, valable_jusqu_au, ajoutee_le, ajoutee_par });

impl FromRow for LigneCatalogue {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            genre: row.get("genre")?,
            nom: row.get("nom")?,
            editeur: row.get("editeur")?,
            fiche: json(row, "fiche")?,
            retire: row.get("retire")?,
            modifie_le: row.get("modifie_le")?,
            membres: row.get("membres")?,
        })
    }
}

impl FromRow for Reference {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            genre: row.get("genre")?,
            nom: row.get("nom")?,
            editeur_id: row.get("editeur_id")?,
            editeur: row.get("editeur")?,
            fiche: json(row, "fiche")?,
            retire: row.get("retire")?,
            revision: row.get("revision")?,
            cree_le: row.get("cree_le")?,
            modifie_le: row.get("modifie_le")?,
            modifie_par: row.get("modifie_par")?,
        })
    }
}

fn searched(r: &Reference) -> String {
    let editeur = r.editeur.as_deref().unwrap_or_default();
    fold(&[r.nom.as_str(), editeur, &r.fiche.description, &r.fiche.hebergeur, &r.fiche.siren].join(" "))
}

/// The values that both statements share, from `id` to `revision`.
fn columns(r: &Reference) -> Vec<Value> {
    params![
        r.id,
        r.genre,
        r.nom.trim(),
        fold(&r.nom),
        searched(r),
        r.editeur_id,
        serde_json::to_value(&r.fiche).unwrap_or_default(),
        r.retire,
        r.revision
    ]
}

/// Adds a record. Its name is unique in its kind, whatever its accents.
pub async fn insert(tx: &mut Tx, r: &Reference) -> Result<(), DbError> {
    let mut values = columns(r);
    values.extend(params![r.cree_le, r.modifie_le, &r.modifie_par]);
    tx.run(INSERT, values).await?;
    call(tx, r.genre, &r.nom, r.id).await
}

/// Keeps what was changed since it was read; false when somebody else changed it meanwhile. Its former names still lead to it.
pub async fn save(tx: &mut Tx, r: &Reference) -> Result<bool, DbError> {
    let mut values = columns(r);
    values.extend(params![r.modifie_le, &r.modifie_par]);
    if tx.run(UPDATE, values).await? != 1 {
        return Ok(false);
    }
    call(tx, r.genre, &r.nom, r.id).await?;
    Ok(true)
}

pub async fn find(tx: &mut Tx, id: CatalogueId) -> Result<Option<Reference>, DbError> {
    tx.find(FIND, params![id]).await
}

pub async fn page(tx: &mut Tx, request: &ListRequest) -> Result<ListPage<LigneCatalogue>, DbError> {
    LIST.page(tx, params![], request).await
}

/// The whole of what `page` would show, for an export.
pub async fn export(tx: &mut Tx, request: &ListRequest, limit: u32) -> Result<Vec<LigneCatalogue>, DbError> {
    LIST.all(tx, params![], request, limit).await
}

/// A page of the API.
pub async fn after(
    tx: &mut Tx,
    request: &ListRequest,
    after: Option<CatalogueId>,
) -> Result<ListAfter<LigneCatalogue>, DbError> {
    LIST.after(tx, params![], request, after).await
}

/// The software of an editor.
pub async fn software_of(tx: &mut Tx, editeur: CatalogueId) -> Result<Vec<Nomme>, DbError> {
    tx.list(SOFTWARE_OF, params![editeur]).await
}

/// Every record offered of a kind, by name.
pub async fn names(tx: &mut Tx, genre: GenreCatalogue) -> Result<Vec<Nomme>, DbError> {
    tx.list(NAMES, params![genre]).await
}

/// From now on, this name leads to this record.
pub async fn call(tx: &mut Tx, genre: GenreCatalogue, nom: &str, id: CatalogueId) -> Result<(), DbError> {
    tx.run(CALL, params![genre, fold(nom), id]).await.map(drop)
}

/// The records to which these folded names lead.
pub async fn called(tx: &mut Tx, noms: &[String]) -> Result<Vec<Appel>, DbError> {
    let mut found = Vec::new();
    for part in noms.chunks(CHUNK) {
        found.extend(tx.list_in(CALLED, params![], part.iter().map(String::as_str)).await?);
    }
    Ok(found)
}

pub async fn add_piece(tx: &mut Tx, catalogue: CatalogueId, p: &PieceCatalogue) -> Result<(), DbError> {
    let values: Vec<Value> =
        params![p.id, catalogue, p.document_id, &p.libelle, p.valable_jusqu_au, p.ajoutee_le, &p.ajoutee_par];
    tx.run(ADD_PIECE, values).await.map(drop)
}

/// Latest first.
pub async fn pieces(tx: &mut Tx, catalogue: CatalogueId) -> Result<Vec<PieceCatalogue>, DbError> {
    tx.list(PIECES, params![catalogue]).await
}

pub async fn remove_piece(tx: &mut Tx, catalogue: CatalogueId, id: Id<PieceCatalogue>) -> Result<bool, DbError> {
    Ok(tx.run(REMOVE_PIECE, params![catalogue, id]).await? == 1)
}
