//! The quotes: prepared, sent, accepted or refused.

use contracts::conventions::{DevisEnvoye, DevisTranche};
use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Exercice, Id, Montant, Siren};
use serde_json::{Value, json};
use web::tell;

use super::{Geste, GesteError, abonnements::record as record_abonnement, grilles};
use crate::{
    domain::{Devis, DevisId, EtatDevis, LigneDevis, Quand, Refus, Rubrique, Service},
    store::{
        abonnements::{self, Souscription},
        devis,
    },
};

/// A quote to prepare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brouillon {
    pub numero: String,
    pub objet: String,
    pub service: Service,
    /// The first year it is for, whose price of a day it takes.
    pub annee: Exercice,
    pub lignes: Vec<LigneDevis>,
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: DevisId) -> Geste<Devis> {
    devis::find(tx, collectivite, id).await?.ok_or(GesteError::NotFound)
}

/// A draft is seen by those who prepare it only: for the collectivité, what was not sent does not exist.
pub fn is_shown(one: &Devis, prepares: bool) -> bool {
    prepares || one.etat() != EtatDevis::Brouillon
}

/// The quote, if whoever asks may see it.
pub async fn find_shown(tx: &mut Tx, of: (CollectiviteId, DevisId), prepares: bool) -> Geste<Devis> {
    let one = find(tx, of.0, of.1).await?;
    if is_shown(&one, prepares) { Ok(one) } else { Err(GesteError::NotFound) }
}

/// What was not sent is not answered.
pub async fn check_sent(tx: &mut Tx, of: (CollectiviteId, DevisId), prepares: bool) -> Geste<()> {
    match find_shown(tx, of, prepares).await?.etat() {
        EtatDevis::Brouillon => Err(Refus::DevisNonEnvoye.into()),
        _ => Ok(()),
    }
}

/// Prepares a quote; its number is unique in the collectivité.
pub async fn create(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    collectivite: CollectiviteId,
    brouillon: Brouillon,
) -> Geste<DevisId> {
    let Brouillon { numero, objet, service, annee, lignes } = brouillon;
    if devis::list(tx, collectivite).await?.iter().any(|d| d.numero == numero) {
        return Err(GesteError::Illisible(format!(
            "Le devis n°\u{a0}{numero} existe déjà pour cette collectivité\u{a0}: choisissez un autre numéro."
        )));
    }
    let grille = grilles::current(tx).await?;
    let Some(tarif) = grille.tarif(Rubrique::Journee, annee) else {
        return Err(GesteError::Illisible(format!(
            "La grille n’a pas de prix de journée pour {annee}\u{a0}: importez-le, puis recommencez."
        )));
    };
    let mut one = Devis::new(Id::new(clock), collectivite, &numero, service, annee, tarif.montant)?;
    one.objet = objet;
    for ligne in lignes {
        one.push(ligne)?;
    }
    keep(tx, clock, acteur, "devis.prepare", &one, None).await?;
    Ok(one.id)
}

/// Sends it: the collectivité sees it and may answer.
pub async fn send(tx: &mut Tx, clock: &Clock, acteur: &Acteur, of: (CollectiviteId, DevisId)) -> Geste<()> {
    let mut one = find(tx, of.0, of.1).await?;
    let before = told(&one);
    one.send(clock.today())?;
    keep(tx, clock, acteur, "devis.envoye", &one, Some(before)).await?;
    let siren = siren(tx, of.0).await?;
    tell(tx, clock, &[(of.0, DevisEnvoye { devis: one.id.uuid(), siren })]).await
}

/// Accepts it: it becomes an abonnement.
pub async fn accept(tx: &mut Tx, clock: &Clock, acteur: &Acteur, of: (CollectiviteId, DevisId)) -> Geste<()> {
    let mut one = find(tx, of.0, of.1).await?;
    let before = told(&one);
    let abonnement = one.accept(clock.today())?;
    keep(tx, clock, acteur, "devis.accepte", &one, Some(before)).await?;
    let souscription = Souscription { id: Id::new(clock), collectivite: of.0, abonnement };
    abonnements::insert(tx, std::slice::from_ref(&souscription)).await?;
    tell_answer(tx, clock, &one).await?;
    record_abonnement(tx, clock, acteur, "abonnement.souscrit", &souscription, None).await
}

pub async fn refuse(tx: &mut Tx, clock: &Clock, acteur: &Acteur, of: (CollectiviteId, DevisId)) -> Geste<()> {
    let mut one = find(tx, of.0, of.1).await?;
    let before = told(&one);
    one.refuse(clock.today())?;
    keep(tx, clock, acteur, "devis.refuse", &one, Some(before)).await?;
    tell_answer(tx, clock, &one).await
}

async fn tell_answer(tx: &mut Tx, clock: &Clock, one: &Devis) -> Geste<()> {
    let siren = siren(tx, one.collectivite).await?;
    let accepte = one.etat() == EtatDevis::Accepte;
    tell(tx, clock, &[(one.collectivite, DevisTranche { devis: one.id.uuid(), siren, accepte })]).await
}

async fn siren(tx: &mut Tx, collectivite: CollectiviteId) -> Geste<Siren> {
    let found = annuaire::collectivites::find(tx, collectivite).await?;
    found.map(|found| found.fiche.siren).ok_or(GesteError::NotFound)
}

async fn keep(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    action: &'static str,
    one: &Devis,
    avant: Option<Value>,
) -> Geste<()> {
    if !devis::save(tx, one).await? {
        return Err(GesteError::Conflict);
    }
    let ligne = Ligne {
        collectivite: one.collectivite,
        acteur: acteur.clone(),
        action,
        objet: "devis",
        objet_id: one.id.uuid(),
        libelle: format!("Devis n°\u{a0}{}", one.numero),
        avant,
        apres: Some(told(one)),
    };
    Ok(journal::record(tx, clock, ligne).await?)
}

fn told(one: &Devis) -> Value {
    json!({
        "etat": one.etat(),
        "service": one.service(),
        "annee": one.annee.annee(),
        "premiere_annee": one.total(Quand::PremiereAnnee).map(Montant::decimal),
        "annees_suivantes": one.total(Quand::AnneesSuivantes).map(Montant::decimal),
    })
}
