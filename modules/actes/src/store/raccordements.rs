//! The connections of collectivités to the préfecture.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::CollectiviteId;

use super::{joined, parted};
use crate::domain::{Contact, NatureActe, Position, Raccordement};

const INSERT: Sql = sql(
    "INSERT INTO actes_raccordement (collectivite_id, canal, convention_le, debut_le, natures, departement, arrondissement, \
     nature_cl, referent_nom, referent_telephone, referent_courriel, tampon_x, tampon_y, page_ouverte, introduction, revision, \
     modifie_le, modifie_par) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17) \
     ON CONFLICT (collectivite_id) DO NOTHING",
);
const UPDATE: Sql = sql(
    "UPDATE actes_raccordement SET canal = $2, convention_le = $3, debut_le = $4, natures = $5, departement = $6, \
     arrondissement = $7, nature_cl = $8, referent_nom = $9, referent_telephone = $10, referent_courriel = $11, tampon_x = $12, \
     tampon_y = $13, page_ouverte = $14, introduction = $15, modifie_le = $16, modifie_par = $17, revision = $18 + 1 \
     WHERE collectivite_id = $1 AND revision = $18",
);
const FIND: Sql = sql(
    "SELECT collectivite_id, canal, convention_le, debut_le, natures, departement, arrondissement, nature_cl, referent_nom, \
     referent_telephone, referent_courriel, tampon_x, tampon_y, page_ouverte, introduction, revision, modifie_le, modifie_par \
     FROM actes_raccordement WHERE collectivite_id = $1",
);
const ALL: Sql = sql(
    "SELECT collectivite_id, canal, convention_le, debut_le, natures, departement, arrondissement, nature_cl, referent_nom, \
     referent_telephone, referent_courriel, tampon_x, tampon_y, page_ouverte, introduction, revision, modifie_le, modifie_par \
     FROM actes_raccordement ORDER BY collectivite_id",
);

impl FromRow for Raccordement {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let natures: String = row.get("natures")?;
        Ok(Self {
            collectivite_id: row.get("collectivite_id")?,
            canal: row.get("canal")?,
            convention_le: row.get("convention_le")?,
            debut_le: row.get("debut_le")?,
            natures: parted(&natures, NatureActe::from_code),
            departement: row.get("departement")?,
            arrondissement: row.get("arrondissement")?,
            nature_cl: row.get("nature_cl")?,
            referent: Contact {
                nom: row.get("referent_nom")?,
                telephone: row.get("referent_telephone")?,
                courriel: row.get("referent_courriel")?,
            },
            tampon: Position { x: row.get("tampon_x")?, y: row.get("tampon_y")? },
            page_ouverte: row.get("page_ouverte")?,
            introduction: row.get("introduction")?,
            revision: row.get("revision")?,
            modifie_le: row.get("modifie_le")?,
            modifie_par: row.get("modifie_par")?,
        })
    }
}

/// From the collectivité to who changed it.
fn columns(r: &Raccordement) -> Vec<db::Value> {
    params![
        r.collectivite_id,
        r.canal,
        r.convention_le,
        r.debut_le,
        joined(r.natures.iter().map(NatureActe::code)),
        &r.departement,
        &r.arrondissement,
        &r.nature_cl,
        &r.referent.nom,
        &r.referent.telephone,
        &r.referent.courriel,
        r.tampon.x,
        r.tampon.y,
        r.page_ouverte,
        &r.introduction,
        r.modifie_le,
        &r.modifie_par,
    ]
}

/// Keeps a first connection; false when there was one.
pub async fn insert(tx: &mut Tx, r: &Raccordement) -> Result<bool, DbError> {
    Ok(tx.run(INSERT, columns(r)).await? == 1)
}

/// Keeps what was changed since it was read; false when somebody else changed it meanwhile.
pub async fn save(tx: &mut Tx, r: &Raccordement) -> Result<bool, DbError> {
    let mut values = columns(r);
    values.extend(params![r.revision]);
    Ok(tx.run(UPDATE, values).await? == 1)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId) -> Result<Option<Raccordement>, DbError> {
    tx.find(FIND, params![whose]).await
}

/// Those of every collectivité that the perimeter shows.
pub async fn list(tx: &mut Tx) -> Result<Vec<Raccordement>, DbError> {
    tx.list(ALL, params![]).await
}
