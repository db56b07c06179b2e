//! The abonnements: imported, added, changed, ended.

use std::collections::BTreeMap;

use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Exercice, Id, Montant, Siren};
use serde_json::{Value, json};

use super::{Geste, GesteError, identites};
use crate::{
    domain::{Abonnement, AbonnementId, ErreurImport, Fusion, LigneImport, PrixAbonnement, Service, merge, read_csv},
    jobs::abonnement_import::{BilanImport, ImportError, import_abonnements},
    store::{
        abonnements::{self, Souscription},
        membres::Identite,
    },
};

/// What an import did, or what is wrong in the file: then nothing is to be committed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RapportImport {
    pub bilan: BilanImport,
    pub erreurs: Vec<ErreurImport>,
}

/// The abonnement asked for a collectivité, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demande {
    pub service: Service,
    pub quantite: u32,
    pub depuis: Exercice,
    /// The purchase price of a certificate.
    pub achat: Option<Montant>,
}

/// Imports the CSV `siren;service;quantite;depuis[;montant]`: all of it or nothing. The perimeter is the centre's.
pub async fn import(tx: &mut Tx, clock: &Clock, acteur: &Acteur, bytes: &[u8], document: &str) -> Geste<RapportImport> {
    let lines = match read_csv(bytes) {
        Ok(lines) => lines,
        Err(erreurs) => return Ok(RapportImport { erreurs, ..RapportImport::default() }),
    };
    let known: BTreeMap<Siren, Identite> =
        identites::all(tx, clock).await?.into_iter().map(|identite| (identite.siren, identite)).collect();
    let bilan = match import_abonnements(tx, &lines, &known, document, clock).await {
        Ok(bilan) => bilan,
        Err(ImportError::Lignes(erreurs)) => return Ok(RapportImport { erreurs, ..RapportImport::default() }),
        Err(ImportError::Changed) => return Err(GesteError::Conflict),
        Err(ImportError::Db(error)) => return Err(error.into()),
    };
    if bilan.changes() > 0 {
        let centre = identites::centre(tx).await?;
        let apres = json!({
            "nouveaux": bilan.nouveaux, "quantites": bilan.quantites, "deja": bilan.deja, "conventions": bilan.conventions,
        });
        let of = (centre.id, centre.id.uuid(), document.to_owned());
        journal::record(tx, clock, line(acteur, "abonnement.importe", of, (None, Some(apres)))).await?;
    }
    Ok(RapportImport { bilan, erreurs: Vec::new() })
}

/// The file of an import, with what is subscribed: every abonnement not ended, or those due in a year.
pub async fn export(tx: &mut Tx, clock: &Clock, annee: Option<Exercice>) -> Geste<String> {
    let known: BTreeMap<CollectiviteId, Siren> =
        identites::all(tx, clock).await?.into_iter().map(|identite| (identite.id, identite.siren)).collect();
    let mut rows: Vec<(Siren, Exercice, Service, String)> = Vec::new();
    for Souscription { collectivite, abonnement: a, .. } in abonnements::list_all(tx).await? {
        let kept = annee.map_or(a.jusqu_a().is_none(), |annee| a.is_due(annee));
        // What a devis prices is not a line of the file: its devis says more.
        let (Some(siren), true, false) = (known.get(&collectivite), kept, matches!(a.prix(), PrixAbonnement::Devis(_)))
        else {
            continue;
        };
        let quantite = a.quantite(annee.unwrap_or_else(|| a.quantites().keys().last().copied().unwrap_or(a.depuis())));
        let montant = if let PrixAbonnement::Achat(prix) = a.prix() { prix.decimal() } else { String::new() };
        let text = format!("{siren};{};{quantite};{};{montant}\n", a.service(), a.depuis());
        rows.push((*siren, a.depuis(), a.service(), text));
    }
    rows.sort();
    let header = "siren;service;quantite;depuis;montant\n".to_owned();
    Ok(rows.into_iter().fold(header, |file, (.., text)| file + &text))
}

/// Subscribes a collectivité to a service. What already runs is refused by the rule of the import.
pub async fn add(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    identite: &Identite,
    demande: Demande,
) -> Geste<AbonnementId> {
    let abonnement = Abonnement::new(demande.service, demande.quantite, demande.depuis, demande.achat)?;
    let held = abonnements::list(tx, identite.id).await?;
    let running: Vec<Abonnement> =
        held.iter().map(|s| s.abonnement.clone()).filter(|a| !a.service().is_ponctuel()).collect();
    check_free(&running, &abonnement, identite.siren)?;
    let souscription = Souscription { id: Id::new(clock), collectivite: identite.id, abonnement };
    abonnements::insert(tx, std::slice::from_ref(&souscription)).await?;
    record(tx, clock, acteur, "abonnement.souscrit", &souscription, None).await?;
    Ok(souscription.id)
}

/// Changes the quantity from a year on.
pub async fn set_quantite(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    of: (CollectiviteId, AbonnementId),
    (annee, quantite): (Exercice, u32),
) -> Geste<()> {
    let mut souscription = find(tx, of).await?;
    let before = told(&souscription.abonnement);
    souscription.abonnement.set_quantite(annee, quantite)?;
    abonnements::save(tx, &souscription).await?;
    record(tx, clock, acteur, "abonnement.quantite", &souscription, Some(before)).await
}

/// Ends an abonnement; its last year stays due whole.
pub async fn end(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    of: (CollectiviteId, AbonnementId),
    derniere_annee: Exercice,
) -> Geste<()> {
    let mut souscription = find(tx, of).await?;
    let before = told(&souscription.abonnement);
    souscription.abonnement.end(derniere_annee)?;
    abonnements::save(tx, &souscription).await?;
    record(tx, clock, acteur, "abonnement.termine", &souscription, Some(before)).await
}

/// One abonnement of a collectivité.
pub async fn find(tx: &mut Tx, (collectivite, id): (CollectiviteId, AbonnementId)) -> Geste<Souscription> {
    let all = abonnements::list(tx, collectivite).await?;
    all.into_iter().find(|s| s.id == id).ok_or(GesteError::NotFound)
}

/// A second pack, DPD or module, or the same service of the same year, is refused as in a file.
fn check_free(running: &[Abonnement], asked: &Abonnement, siren: Siren) -> Geste<()> {
    let ligne = LigneImport { ligne: 1, siren, abonnement: asked.clone() };
    match merge(running, std::slice::from_ref(&ligne)) {
        Err(wrong) => Err(GesteError::Illisible(wrong.into_iter().map(|e| e.message).collect::<Vec<_>>().join(" "))),
        Ok(fusions) if fusions.iter().all(|f| matches!(f, Fusion::Nouveau(_))) => Ok(()),
        Ok(_) => Err(GesteError::Illisible(format!(
            "{} est déjà souscrit depuis {}\u{a0}: changez plutôt sa quantité.",
            asked.service().code(),
            asked.depuis()
        ))),
    }
}

fn told(a: &Abonnement) -> Value {
    let quantites: BTreeMap<String, u32> = a.quantites().iter().map(|(year, n)| (year.to_string(), *n)).collect();
    json!({
        "service": a.service(),
        "depuis": a.depuis().annee(),
        "jusqu_a": a.jusqu_a().map(Exercice::annee),
        "quantites": quantites,
        "achat": if let PrixAbonnement::Achat(montant) = a.prix() { Some(montant.decimal()) } else { None },
    })
}

/// Writes what became of an abonnement in the chain of its collectivité.
pub(super) async fn record(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    action: &'static str,
    souscription: &Souscription,
    before: Option<Value>,
) -> Geste<()> {
    let libelle = souscription.abonnement.service().libelle().to_owned();
    let of = (souscription.collectivite, souscription.id.uuid(), libelle);
    let changed = (before, Some(told(&souscription.abonnement)));
    Ok(journal::record(tx, clock, line(acteur, action, of, changed)).await?)
}

fn line(
    acteur: &Acteur,
    action: &'static str,
    (collectivite, objet_id, libelle): (CollectiviteId, uuid::Uuid, String),
    (avant, apres): (Option<Value>, Option<Value>),
) -> Ligne {
    Ligne { collectivite, acteur: acteur.clone(), action, objet: "abonnement", objet_id, libelle, avant, apres }
}
