//! The quotes and their lines.

use db::{DbError, FromRow, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, Montant};

use super::Annee;
use crate::domain::{Devis, DevisId, LigneDevis, PrixLigne};

const FIND: Sql = sql(
    "SELECT collectivite_id, id, numero, objet, service, annee, tarif_jour, etat, envoye_le, tranche_le, version FROM conventions_devis \
     WHERE collectivite_id = $1 AND id = $2",
);
const LIST: Sql = sql(
    "SELECT collectivite_id, id, numero, objet, service, annee, tarif_jour, etat, envoye_le, tranche_le, version FROM conventions_devis \
     WHERE collectivite_id = $1 ORDER BY id",
);
const LIGNES: Sql = sql("SELECT devis_id, libelle, quand, demi_journees, forfait FROM conventions_devis_ligne \
     WHERE collectivite_id = $1 ORDER BY devis_id, rang");
const SAVE: Sql = sql(
    "INSERT INTO conventions_devis (collectivite_id, id, numero, objet, service, annee, tarif_jour, etat, envoye_le, tranche_le, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     ON CONFLICT (collectivite_id, id) DO UPDATE SET objet = excluded.objet, tarif_jour = excluded.tarif_jour, \
     etat = excluded.etat, envoye_le = excluded.envoye_le, tranche_le = excluded.tranche_le, version = excluded.version \
     WHERE conventions_devis.version = excluded.version - 1",
);
const CLEAR: Sql = sql("DELETE FROM conventions_devis_ligne WHERE collectivite_id = $1 AND devis_id = $2");
const INSERT_LIGNE: Sql = sql(
    "INSERT INTO conventions_devis_ligne (collectivite_id, devis_id, rang, libelle, quand, demi_journees, forfait) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

impl FromRow for Devis {
    /// Without its lines.
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get("id")?,
            collectivite: row.get("collectivite_id")?,
            numero: row.get("numero")?,
            objet: row.get("objet")?,
            annee: row.get::<Annee>("annee")?.0,
            tarif_jour: row.get("tarif_jour")?,
            service: row.get("service")?,
            lignes: Vec::new(),
            etat: row.get("etat")?,
            envoye_le: row.get("envoye_le")?,
            tranche_le: row.get("tranche_le")?,
            version: row.get("version")?,
        })
    }
}

struct Ligne(DevisId, LigneDevis);

impl FromRow for Ligne {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let prix = match row.get::<Option<Montant>>("forfait")? {
            Some(montant) => PrixLigne::Forfait(montant),
            None => PrixLigne::DemiJournees(row.get("demi_journees")?),
        };
        Ok(Self(row.get("devis_id")?, LigneDevis { libelle: row.get("libelle")?, quand: row.get("quand")?, prix }))
    }
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: DevisId) -> Result<Option<Devis>, DbError> {
    let head: Option<Devis> = tx.find(FIND, params![collectivite, id]).await?;
    with_lignes(tx, collectivite, head.into_iter().collect()).await.map(|devis| devis.into_iter().next())
}

/// The quotes of a collectivité, in the order they were made.
pub async fn list(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Devis>, DbError> {
    let heads = tx.list(LIST, params![collectivite]).await?;
    with_lignes(tx, collectivite, heads).await
}

/// Keeps a quote, new or changed, with its lines; it is to be read again before another change. False, and nothing to
/// commit, when somebody changed it since it was read.
pub async fn save(tx: &mut Tx, devis: &Devis) -> Result<bool, DbError> {
    let (collectivite, id) = (devis.collectivite, devis.id);
    let head = params![
        collectivite,
        id,
        &devis.numero,
        &devis.objet,
        devis.service(),
        devis.annee.annee(),
        devis.tarif_jour,
        devis.etat(),
        devis.envoye_le(),
        devis.tranche_le(),
        devis.version + 1,
    ];
    if tx.run(SAVE, head).await? != 1 {
        return Ok(false);
    }
    tx.run(CLEAR, params![collectivite, id]).await?;
    let lignes = devis.lignes().iter().zip(0_u32..).map(|(ligne, rang)| {
        let (demi_journees, forfait) = match ligne.prix {
            PrixLigne::DemiJournees(n) => (Some(n), None),
            PrixLigne::Forfait(montant) => (None, Some(montant)),
        };
        params![collectivite, id, rang, &ligne.libelle, ligne.quand, demi_journees, forfait]
    });
    tx.insert_many(INSERT_LIGNE, lignes.collect()).await?;
    Ok(true)
}

async fn with_lignes(tx: &mut Tx, collectivite: CollectiviteId, mut all: Vec<Devis>) -> Result<Vec<Devis>, DbError> {
    for Ligne(id, ligne) in tx.list(LIGNES, params![collectivite]).await? {
        if let Some(devis) = all.iter_mut().find(|devis| devis.id == id) {
            devis.lignes.push(ligne);
        }
    }
    Ok(all)
}
