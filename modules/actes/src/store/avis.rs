//! Who chose to be told of what, and who receives the actes by mail.

use annuaire::Courriel;
use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, PersonneId};

use super::{joined, parted};
use crate::domain::{ChoixAvis, Destinataire, DestinataireId, GenreEvenement, NatureActe};

const SAVE: Sql = sql("INSERT INTO actes_avis (collectivite_id, personne_id, portee, genres) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (collectivite_id, personne_id) DO UPDATE SET portee = $3, genres = $4");
const FIND: Sql =
    sql("SELECT personne_id, portee, genres FROM actes_avis WHERE collectivite_id = $1 AND personne_id = $2");
const LIST: Sql =
    sql("SELECT personne_id, portee, genres FROM actes_avis WHERE collectivite_id = $1 ORDER BY personne_id");
const INSERT: Sql =
    sql("INSERT INTO actes_destinataire (collectivite_id, id, nom, courriel, natures) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (collectivite_id, courriel) DO UPDATE SET nom = $3, natures = $5");
const DELETE: Sql = sql("DELETE FROM actes_destinataire WHERE collectivite_id = $1 AND id = $2");
const RECEIVERS: Sql =
    sql("SELECT id, nom, courriel, natures FROM actes_destinataire WHERE collectivite_id = $1 ORDER BY nom, id");

impl FromRow for ChoixAvis {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let genres: String = row.get("genres")?;
        Ok(Self {
            personne_id: row.get("personne_id")?,
            portee: row.get("portee")?,
            genres: parted(&genres, GenreEvenement::from_code),
        })
    }
}

impl FromRow for Destinataire {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let natures: String = row.get("natures")?;
        let courriel: Courriel = row.get("courriel")?;
        Ok(Self {
            id: row.get("id")?,
            nom: row.get("nom")?,
            courriel,
            natures: parted(&natures, NatureActe::from_code),
        })
    }
}

pub async fn save(tx: &mut Tx, whose: CollectiviteId, choix: &ChoixAvis) -> Result<(), DbError> {
    let genres = joined(choix.genres.iter().map(GenreEvenement::code));
    tx.run(SAVE, params![whose, choix.personne_id, choix.portee, genres]).await.map(drop)
}

pub async fn find(tx: &mut Tx, whose: CollectiviteId, personne: PersonneId) -> Result<Option<ChoixAvis>, DbError> {
    tx.find(FIND, params![whose, personne]).await
}

/// Those who chose.
pub async fn list(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<ChoixAvis>, DbError> {
    tx.list(LIST, params![whose]).await
}

/// Adds an address, or says again what it receives.
pub async fn add_destinataire(tx: &mut Tx, whose: CollectiviteId, d: &Destinataire) -> Result<(), DbError> {
    let natures = joined(d.natures.iter().map(NatureActe::code));
    tx.run(INSERT, params![whose, d.id, &d.nom, d.courriel.as_str(), natures]).await.map(drop)
}

pub async fn remove_destinataire(tx: &mut Tx, whose: CollectiviteId, id: DestinataireId) -> Result<bool, DbError> {
    Ok(tx.run(DELETE, params![whose, id]).await? == 1)
}

pub async fn destinataires(tx: &mut Tx, whose: CollectiviteId) -> Result<Vec<Destinataire>, DbError> {
    tx.list(RECEIVERS, params![whose]).await
}
