//! The designations that the CNIL publishes, as they were last seen.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::CollectiviteId;

use crate::domain::Declaration;

const ALL: Sql =
    sql("SELECT collectivite_id, id, personne, le, organisme, organisme_nom, courriel, telephone, site, vue_le, fin \
     FROM dpd_declaration ORDER BY collectivite_id, id");
const OF: Sql =
    sql("SELECT collectivite_id, id, personne, le, organisme, organisme_nom, courriel, telephone, site, vue_le, \
     fin FROM dpd_declaration WHERE collectivite_id = $1 ORDER BY id");
const SAVE: Sql = sql(
    "INSERT INTO dpd_declaration (collectivite_id, id, cle, personne, le, organisme, organisme_nom, courriel, telephone, \
     site, vue_le, fin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (collectivite_id, cle) \
     DO UPDATE SET personne = excluded.personne, organisme_nom = excluded.organisme_nom, courriel = excluded.courriel, \
     telephone = excluded.telephone, site = excluded.site, vue_le = excluded.vue_le, fin = excluded.fin",
);

/// Whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclarationDe {
    pub collectivite_id: CollectiviteId,
    pub declaration: Declaration,
}

impl FromRow for DeclarationDe {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let declaration = Declaration {
            id: row.get("id")?,
            personne: row.get("personne")?,
            le: row.get("le")?,
            organisme: row.get("organisme")?,
            organisme_nom: row.get("organisme_nom")?,
            courriel: row.get("courriel")?,
            telephone: row.get("telephone")?,
            site: row.get("site")?,
            vue_le: row.get("vue_le")?,
            fin: row.get("fin")?,
        };
        Ok(Self { collectivite_id: row.get("collectivite_id")?, declaration })
    }
}

pub async fn list(tx: &mut Tx) -> Result<Vec<DeclarationDe>, DbError> {
    tx.list(ALL, params![]).await
}

pub async fn list_of(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Declaration>, DbError> {
    let found: Vec<DeclarationDe> = tx.list(OF, params![whose]).await?;
    Ok(found.into_iter().map(|of| of.declaration).collect())
}

/// Keeps them as they now are: added, or written again where the same designation is known. Each once.
pub async fn save(tx: &mut Tx, all: &[DeclarationDe]) -> Result<(), DbError> {
    let row = |of: &DeclarationDe| {
        let d = &of.declaration;
        params![
            of.collectivite_id,
            d.id,
            d.cle(),
            d.personne,
            d.le,
            d.organisme,
            &d.organisme_nom,
            &d.courriel,
            &d.telephone,
            &d.site,
            d.vue_le,
            d.fin,
        ]
    };
    tx.insert_many(SAVE, all.iter().map(row).collect()).await.map(drop)
}
