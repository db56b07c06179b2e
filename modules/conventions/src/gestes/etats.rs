//! The yearly états: computed, validated, corrected.

use contracts::conventions::EtatValide;
use db::{DbError, Tx};
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Exercice, Id, Siren};
use serde_json::{Value, json};

use super::{Geste, GesteError, grilles, identites};
use crate::{
    domain::{EtatAnnuel, EtatAnnuelId, Refus, StatutEtat},
    jobs::etat_compute::{Bilan, compute_year},
    store::{
        etats::{self, EtatEmis},
        faits,
        membres::Identite,
    },
};

/// What a validation did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validation {
    /// Final from now on, by SIREN.
    pub valides: Vec<EtatEmis>,
    /// Left as they are: an anomaly prevents it.
    pub bloques: Vec<EtatEmis>,
}

/// Computes the états of a year, of everybody or of one. The perimeter is the centre's.
pub async fn compute(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    annee: Exercice,
    siren: Option<Siren>,
) -> Geste<Bilan> {
    let grille = grilles::current(tx).await?;
    let who = match siren {
        Some(siren) => vec![identites::find(tx, siren).await?],
        None => identites::all(tx, clock).await?,
    };
    let bilan = compute_year(tx, &grille, annee, &who, clock).await?;
    let centre = identites::centre(tx).await?;
    let apres = json!({ "etats": bilan.etats.len(), "deja_valides": bilan.valides.len(), "siren": siren });
    let libelle = format!("États annuels {annee}");
    let ligne = line(acteur, centre.id, "etat.calcule", (centre.id.uuid(), libelle), (None, Some(apres)));
    journal::record(tx, clock, ligne).await?;
    Ok(bilan)
}

/// Makes final the états of a year, of everybody or of one, that no anomaly prevents; each is told and journaled.
///
/// # Errors
/// For one état that cannot be validated, its refusal.
pub async fn validate(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    annee: Exercice,
    collectivite: Option<CollectiviteId>,
) -> Geste<Validation> {
    let today = clock.today();
    let mut done = Validation::default();
    for mut emis in candidates(tx, annee, collectivite).await? {
        match emis.etat.validate(today) {
            Ok(()) => done.valides.push(emis),
            Err(refus) if collectivite.is_some() => return Err(refus.into()),
            Err(_) => done.bloques.push(emis),
        }
    }
    if collectivite.is_some() && done.valides.is_empty() {
        return Err(GesteError::NotFound);
    }
    let ids: Vec<CollectiviteId> = done.valides.iter().map(|emis| emis.identite.id).collect();
    if etats::validate(tx, annee, today, &ids).await? != ids.len() as u64 {
        return Err(GesteError::Conflict);
    }
    tell(tx, clock, acteur, &done.valides).await?;
    Ok(done)
}

/// What may be validated; of one collectivité, the état in force, so that a validated one is refused with its reason.
async fn candidates(
    tx: &mut Tx,
    annee: Exercice,
    collectivite: Option<CollectiviteId>,
) -> Result<Vec<EtatEmis>, DbError> {
    if let Some(one) = collectivite {
        let mut all = etats::list(tx, one).await?;
        all.retain(|emis| emis.etat.annee == annee && emis.etat.statut() != StatutEtat::Rectifie);
        return Ok(all);
    }
    let mut all = etats::list_year(tx, annee).await?;
    all.retain(|emis| emis.etat.statut() == StatutEtat::Calcule);
    Ok(all)
}

async fn tell(tx: &mut Tx, clock: &Clock, acteur: &Acteur, valides: &[EtatEmis]) -> Geste<()> {
    let event = |EtatEmis { identite, etat }: &EtatEmis| {
        let event = EtatValide {
            etat: etat.id.uuid(),
            siren: identite.siren,
            annee: etat.annee.annee(),
            version: etat.version(),
            total: etat.total(),
        };
        (identite.id, event)
    };
    web::tell(tx, clock, &valides.iter().map(event).collect::<Vec<_>>()).await?;
    let lines = valides.iter().map(|emis| {
        let apres = json!({ "statut": "valide", "total": emis.etat.total() });
        let avant = json!({ "statut": "calcule" });
        line(acteur, emis.identite.id, "etat.valide", named(&emis.identite, &emis.etat), (Some(avant), Some(apres)))
    });
    Ok(journal::record_many(tx, clock, lines.collect()).await?)
}

/// A new état that corrects a validated one, computed from what is known now; the first one stands as it was sent.
pub async fn correct(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    identite: &Identite,
    id: EtatAnnuelId,
) -> Geste<EtatAnnuelId> {
    let grille = grilles::current(tx).await?;
    let mut before = etats::find(tx, identite.id, id).await?.ok_or(GesteError::NotFound)?.etat;
    let calculation = faits::find(tx, identite.id, before.annee).await?.compute(identite, &grille, before.annee);
    let correction = EtatEmis { identite: identite.clone(), etat: before.correct(Id::new(clock), calculation)? };
    if !etats::rectify(tx, &before, &correction, clock.now()).await? {
        return Err(GesteError::Refus(Refus::EtatNonValide(before.annee)));
    }
    let EtatEmis { etat, .. } = &correction;
    let avant = json!({ "statut": "valide", "total": before.total() });
    let apres = json!({ "statut": "rectifie", "par": etat.numero(&identite.siren), "total": etat.total() });
    let ligne = line(acteur, identite.id, "etat.rectifie", named(identite, &before), (Some(avant), Some(apres)));
    journal::record(tx, clock, ligne).await?;
    Ok(etat.id)
}

fn named(identite: &Identite, etat: &EtatAnnuel) -> (uuid::Uuid, String) {
    (etat.id.uuid(), format!("État annuel {} · {}", etat.annee, etat.numero(&identite.siren)))
}

fn line(
    acteur: &Acteur,
    collectivite: CollectiviteId,
    action: &'static str,
    (objet_id, libelle): (uuid::Uuid, String),
    (avant, apres): (Option<Value>, Option<Value>),
) -> Ligne {
    Ligne { collectivite, acteur: acteur.clone(), action, objet: "etat_annuel", objet_id, libelle, avant, apres }
}
