//! The quotes: prepared, sent, accepted or refused.

use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Exercice, Id, Montant};
use serde_json::{Value, json};

use super::{Geste, GesteError, abonnements::record as record_abonnement, grilles};
use crate::{
    domain::{Devis, DevisId, LigneDevis, Quand, Rubrique, Service},
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
    one.send()?;
    keep(tx, clock, acteur, "devis.envoye", &one, Some(before)).await
}

/// Accepts it: it becomes an abonnement.
pub async fn accept(tx: &mut Tx, clock: &Clock, acteur: &Acteur, of: (CollectiviteId, DevisId)) -> Geste<()> {
    let mut one = find(tx, of.0, of.1).await?;
    let before = told(&one);
    let abonnement = one.accept(clock.today())?;
    keep(tx, clock, acteur, "devis.accepte", &one, Some(before)).await?;
    let souscription = Souscription { id: Id::new(clock), collectivite: of.0, abonnement };
    abonnements::insert(tx, std::slice::from_ref(&souscription)).await?;
    record_abonnement(tx, clock, acteur, "abonnement.souscrit", &souscription, None).await
}

pub async fn refuse(tx: &mut Tx, clock: &Clock, acteur: &Acteur, of: (CollectiviteId, DevisId)) -> Geste<()> {
    let mut one = find(tx, of.0, of.1).await?;
    let before = told(&one);
    one.refuse(clock.today())?;
    keep(tx, clock, acteur, "devis.refuse", &one, Some(before)).await
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
