//! The états that were validated, then replaced: what the papers of their corrections compare with.

use std::collections::HashMap;

use db::{DbError, Sql, Tx, params, sql};
use kernel::Exercice;

use super::etats::{EtatEmis, Ligne};
use crate::domain::{EtatAnnuel, EtatAnnuelId};

const HEADS: Sql = sql(
    "SELECT collectivite_id, id, annee, version, rectifie, statut, valide_le, prix, siren, nom, genre, population \
     FROM conventions_etat WHERE annee = $1 AND statut = 'rectifie' ORDER BY siren, version",
);
const LIGNES: Sql = sql(
    "SELECT l.etat_id, l.service, l.libelle, l.quantite, l.prix_unitaire, l.montant, l.explication \
     FROM conventions_etat e JOIN conventions_etat_ligne l ON l.collectivite_id = e.collectivite_id AND l.etat_id = e.id \
     WHERE e.annee = $1 AND e.statut = 'rectifie' ORDER BY l.collectivite_id, l.etat_id, l.rang",
);

/// Those of a year with their lines, by id.
pub async fn of_year(tx: &mut Tx, annee: Exercice) -> Result<HashMap<EtatAnnuelId, EtatAnnuel>, DbError> {
    let heads: Vec<EtatEmis> = tx.list(HEADS, params![annee.annee()]).await?;
    let mut all: HashMap<EtatAnnuelId, EtatAnnuel> = heads.into_iter().map(|e| (e.etat.id, e.etat)).collect();
    for Ligne(id, ligne) in tx.list(LIGNES, params![annee.annee()]).await? {
        if let Some(etat) = all.get_mut(&id) {
            etat.lignes.push(ligne);
        }
    }
    Ok(all)
}
