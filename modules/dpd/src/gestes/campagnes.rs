//! A mail to many: what each would read, then the campaign, written once however often the button is pressed.

use std::collections::HashMap;

use annuaire::{Collectivite, Contact};
use db::Tx;
use jobs::NewJob;
use journal::{Acteur, Ligne};
use kernel::{CollectiviteId, Id};
use serde_json::json;
use web::Services;

use super::{Geste, GesteError};
use crate::{
    domain::{Champs, Membre, Modele, Refus, destinataire},
    jobs::campagne_send::{Demande, ENVOI},
    store::campagnes::{self, Campagne, CampagneId, Envoi},
};

/// Who writes: the name that the field `{dpd}` gives and the address to which one answers.
#[derive(Debug, Clone, Copy)]
pub struct Auteur<'a> {
    pub acteur: &'a Acteur,
    pub courriel: &'a str,
}

/// A member and how it is reached.
#[derive(Debug)]
pub struct Joint {
    pub membre: Membre,
    pub destinataire: String,
    /// None: nothing would leave.
    pub adresse: Option<String>,
    /// « Madame la Maire ».
    representant: String,
}

/// Who would read, for each of these members. Two statements.
pub async fn reach(tx: &mut Tx, membres: Vec<Membre>) -> Geste<Vec<Joint>> {
    let ids: Vec<CollectiviteId> = membres.iter().map(|m| m.id).collect();
    let fiches = annuaire::collectivites::find_many(tx, &ids).await?;
    let fiches: HashMap<CollectiviteId, Collectivite> = fiches.into_iter().map(|c| (c.id, c)).collect();
    let mut contacts: HashMap<CollectiviteId, Vec<Contact>> = HashMap::new();
    for contact in annuaire::contacts::list(tx, &ids).await? {
        contacts.entry(contact.collectivite).or_default().push(contact);
    }
    let one = |membre: Membre| {
        let fiche = &fiches.get(&membre.id).ok_or(GesteError::NotFound)?.fiche;
        let known = contacts.get(&membre.id).map(Vec::as_slice).unwrap_or_default();
        let own = fiche.courriel.as_ref().map(annuaire::Courriel::as_str);
        let (destinataire, adresse) = destinataire(known, &membre.nom, own);
        let representant = fiche.representant.salutation(fiche.genre);
        Ok(Joint { membre, destinataire, adresse, representant })
    };
    membres.into_iter().map(one).collect()
}

/// What one of them would be sent.
pub fn write(
    services: &Services,
    (centre, auteur): (&Collectivite, Auteur<'_>),
    joint: &Joint,
    modele: &Modele,
) -> Geste<Envoi> {
    let membre = &joint.membre;
    let champs = Champs {
        collectivite: membre.nom.clone(),
        siren: membre.siren.groupe(),
        destinataire: joint.destinataire.clone(),
        representant: joint.representant.clone(),
        motifs: membre.raisons.iter().filter_map(|raison| raison.pour_membre.clone()).collect(),
        lien: format!("{}/c/{}/rgpd", services.config().public_url, membre.siren),
        dpd: auteur.acteur.nom.clone(),
        centre: centre.nom_complet(),
    };
    let (objet, texte) = modele.write(&champs)?;
    Ok(Envoi {
        collectivite_id: membre.id,
        siren: membre.siren,
        nom: membre.nom.clone(),
        destinataire: joint.destinataire.clone(),
        adresse: joint.adresse.clone(),
        objet,
        texte,
        message: None,
        ecrit_le: None,
    })
}

/// Makes the campaign and asks for its mails. `cle` is made with the form: sent twice by the same person, it gives the same
/// campaign; with something else in it, it is refused.
pub async fn create(
    tx: &mut Tx,
    services: &Services,
    auteur: Auteur<'_>,
    (cle, choix): (&str, &str),
    (modele, envois): (&Modele, &[Envoi]),
) -> Geste<CampagneId> {
    if envois.is_empty() {
        return Err(Refus::PersonneAEcrire.into());
    }
    if envois.iter().all(|envoi| envoi.adresse.is_none()) {
        return Err(Refus::AucuneAdresse.into());
    }
    let clock = services.clock();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let campagne = Campagne {
        id: Id::new(clock),
        objet: modele.objet().to_owned(),
        texte: modele.texte().to_owned(),
        choix: choix.to_owned(),
        par: auteur.acteur.nom.clone(),
        cree_le: clock.now(),
        destinataires: count(envois.len()),
        ecrits: 0,
        refuses: 0,
        joignables: count(envois.iter().filter(|envoi| envoi.adresse.is_some()).count()),
    };
    let who = auteur.acteur.personne.map(|id| id.to_string()).unwrap_or_default();
    let cle = if cle.is_empty() { campagne.id.to_string() } else { cle.to_owned() };
    let cle = format!("{who}:{cle}");
    if !campagnes::insert(tx, &cle, &campagne).await? {
        let kept = campagnes::find_by_cle(tx, &cle).await?.ok_or(GesteError::Conflict)?;
        let same = (&kept.objet, &kept.texte, &kept.choix) == (&campagne.objet, &campagne.texte, &campagne.choix);
        return if same { Ok(kept.id) } else { Err(GesteError::Conflict) };
    }
    campagnes::insert_envois(tx, campagne.id, envois).await?;
    let reponse = (auteur.acteur.nom.clone(), auteur.courriel.to_owned());
    let demande = serde_json::to_value(Demande { campagne: campagne.id, reponse }).map_err(GesteError::internal)?;
    let job = NewJob::new(ENVOI, demande).asked_by(auteur.acteur.personne, &auteur.acteur.nom).unique(format!(
        "{}:{}",
        ENVOI.name(),
        campagne.id
    ));
    ::jobs::enqueue(tx, clock, job).await?;
    let lines = envois.iter().filter(|envoi| envoi.adresse.is_some()).map(|envoi| Ligne {
        collectivite: envoi.collectivite_id,
        acteur: auteur.acteur.clone(),
        action: "dpd.campagne.envoyee",
        objet: "campagne",
        objet_id: campagne.id.uuid(),
        libelle: envoi.objet.clone(),
        avant: None,
        apres: Some(json!({ "destinataire": envoi.destinataire, "adresse": envoi.adresse })),
    });
    journal::record_many(tx, clock, lines.collect()).await?;
    Ok(campagne.id)
}
