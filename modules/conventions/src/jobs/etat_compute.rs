//! Computes the états of a year, for all the members or some, with a constant number of statements.

use std::collections::HashMap;

use db::{DbError, Tx};
use kernel::{Clock, CollectiviteId, Exercice, Id};

use crate::{
    domain::{Calculation, EtatAnnuel, Grille, StatutEtat},
    store::{
        etats::{self, EtatEmis},
        faits,
        membres::Identite,
    },
};

/// What a computation did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilan {
    /// Computed and kept, by SIREN.
    pub etats: Vec<EtatEmis>,
    /// Already validated, left as they are.
    pub valides: Vec<CollectiviteId>,
}

/// Computes and keeps the états of these collectivités. Those already validated do not change; a collectivité to which
/// nothing is due, and about which there is nothing to say, has no état.
///
/// The perimeter of the transaction must be the centre's.
pub async fn compute_year(
    tx: &mut Tx,
    grille: &Grille,
    annee: Exercice,
    identites: &[Identite],
    clock: &Clock,
) -> Result<Bilan, DbError> {
    let known = faits::list(tx, annee).await?;
    let heads: HashMap<CollectiviteId, EtatAnnuel> =
        etats::list_heads(tx, annee).await?.into_iter().map(|head| (head.identite.id, head.etat)).collect();
    let (mut bilan, mut open) = (Bilan::default(), Vec::with_capacity(identites.len()));
    for identite in identites {
        let head = heads.get(&identite.id);
        if head.is_some_and(|etat| etat.statut() == StatutEtat::Valide) {
            bilan.valides.push(identite.id);
            continue;
        }
        open.push(identite.id);
        let calculation = known.get(&identite.id).map(|f| f.compute(identite, grille, annee)).unwrap_or_default();
        let nothing = calculation.lignes.is_empty() && calculation.anomalies.is_empty();
        let etat = match head {
            // A correction stays, though it corrects down to nothing.
            Some(head) if !nothing || head.rectifie().is_some() => recomputed(head, grille, calculation),
            _ if nothing => continue,
            _ => EtatAnnuel::new(Id::new(clock), identite.id, annee, grille.prix, calculation),
        };
        bilan.etats.push(EtatEmis { identite: identite.clone(), etat });
    }
    bilan.etats.sort_by_key(|emis| emis.identite.siren);
    etats::replace_computed(tx, annee, &open, &bilan.etats, clock.now()).await?;
    Ok(bilan)
}

/// The same état, with the same version and the same link to the one that it corrects, computed again.
fn recomputed(head: &EtatAnnuel, grille: &Grille, calculation: Calculation) -> EtatAnnuel {
    let fresh = EtatAnnuel::new(head.id, head.collectivite, head.annee, grille.prix, calculation);
    EtatAnnuel { version: head.version(), rectifie: head.rectifie(), ..fresh }
}
