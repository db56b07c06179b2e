//! Every member with what needs attention, in a constant number of statements; and one member alone.

use std::collections::{HashMap, HashSet};

use annuaire::{Collectivite, CollectiviteLigne, FonctionContact, Visibles};
use contracts::{
    conventions::{ServiceRgpd, SuiviRgpd},
    rgpd::{Registres, SituationRegistre},
};
use db::{ListRequest, Tx};
use kernel::{CollectiviteId, Exercice, GenreCollectivite, Siren, fold};
use time::Date;
use web::{Services, liste::EXPORT_ROWS};

use super::{Geste, GesteError};
use crate::{
    domain::{Cnil, Declaration, Faits, Membre, Rang, Recepisse, raisons, situation},
    store::{
        declarations, echanges, imports,
        recepisses::{self, RecepisseDe},
    },
};

/// What the cockpit shows.
#[derive(Debug)]
pub struct Vue {
    pub centre: Collectivite,
    /// In no order.
    pub membres: Vec<Membre>,
    /// The day of the last file of the CNIL that was confirmed.
    pub fichier: Option<Date>,
}

/// One member, with what its page shows besides.
#[derive(Debug)]
pub struct Fiche {
    pub membre: Membre,
    pub declarations: Vec<Declaration>,
    pub recepisse: Option<Recepisse>,
    pub fichier: Option<Date>,
}

/// Every active member that one may see. Eleven statements, whatever their number.
pub async fn load(tx: &mut Tx, services: &Services, visibles: Visibles) -> Geste<Vue> {
    let today = services.clock().today();
    let centre = exploitant(tx).await?;
    let all = members(tx, services, visibles).await?;
    let ids: Vec<CollectiviteId> = all.iter().map(|c| c.id).collect();
    let referents = referents(tx, &ids).await?;
    let registres = port::<dyn Registres>(services)?.list(tx).await?;
    let suivis = port::<dyn ServiceRgpd>(services)?.list(tx, Exercice::of(today)).await?;
    let mut registres: HashMap<_, _> = registres.into_iter().map(|r| (r.collectivite, r)).collect();
    let mut suivis: HashMap<_, _> = suivis.into_iter().map(|s| (s.collectivite, s)).collect();
    let resumes: HashMap<_, _> = echanges::resumes(tx).await?.into_iter().map(|r| (r.collectivite_id, r)).collect();
    let receipts: HashMap<_, _> = recepisses::list(tx).await?.into_iter().map(|r| (r.collectivite_id, r)).collect();
    let mut declared: HashMap<CollectiviteId, Vec<Declaration>> = HashMap::new();
    for of in declarations::list(tx).await? {
        declared.entry(of.collectivite_id).or_default().push(of.declaration);
    }
    let fichier = last_file(tx).await?;
    let seen = |one: CollectiviteLigne| {
        let declared = declared.get(&one.id).map(Vec::as_slice).unwrap_or_default();
        let resume = resumes.get(&one.id);
        let faits = Faits {
            registre: registres.remove(&one.id),
            service: suivis.remove(&one.id),
            cnil: situation(declared, receipts.get(&one.id).map(dated), centre.fiche.siren, fichier),
            referent: referents.contains(&one.id),
            dernier_echange: resume.and_then(|r| r.dernier_echange),
        };
        let nom = one.nom_complet();
        let who = (one.id, one.siren, one.genre, one.population_totale);
        membre(who, nom, &one.nom, faits, resume.map_or(0, |r| r.minutes.into()), today)
    };
    let membres = all.into_iter().map(seen).collect();
    Ok(Vue { centre, membres, fichier })
}

/// One member alone.
pub async fn find(tx: &mut Tx, services: &Services, one: &Collectivite) -> Geste<Fiche> {
    let today = services.clock().today();
    let centre = exploitant(tx).await?;
    let registre: Option<SituationRegistre> = port::<dyn Registres>(services)?.find(tx, one.id).await?;
    let service: Option<SuiviRgpd> = port::<dyn ServiceRgpd>(services)?.find(tx, Exercice::of(today), one.id).await?;
    let resume = echanges::resume(tx, one.id).await?;
    let recepisse = recepisses::find(tx, one.id).await?;
    let declarations = declarations::list_of(tx, one.id).await?;
    let fichier = last_file(tx).await?;
    let cnil: Cnil = situation(&declarations, recepisse.as_ref().map(dated), centre.fiche.siren, fichier);
    let referent = referents(tx, &[one.id]).await?.contains(&one.id);
    let dernier_echange = resume.as_ref().and_then(|r| r.dernier_echange);
    let faits = Faits { registre, service, cnil, referent, dernier_echange };
    let population = one.population.and_then(|p| p.totale);
    let who = (one.id, one.fiche.siren, one.fiche.genre, population);
    let minutes = resume.map_or(0, |r| r.minutes.into());
    let membre = membre(who, one.nom_complet(), &one.fiche.nom, faits, minutes, today);
    Ok(Fiche { membre, declarations, recepisse: recepisse.map(|of| of.recepisse), fichier })
}

/// The members that one may see, the centre aside.
pub async fn members(tx: &mut Tx, services: &Services, visibles: Visibles) -> Geste<Vec<CollectiviteLigne>> {
    let request = ListRequest { filters: vec![("actif".into(), "oui".into())], ..ListRequest::default() };
    let mut all = annuaire::collectivites::export(tx, services.clock(), visibles, &request, EXPORT_ROWS).await?;
    all.retain(|one| !one.exploitant);
    Ok(all)
}

pub async fn exploitant(tx: &mut Tx) -> Geste<Collectivite> {
    annuaire::collectivites::find_exploitant(tx).await?.ok_or(GesteError::NotFound)
}

/// The day of the last file of the CNIL that was confirmed.
pub async fn last_file(tx: &mut Tx) -> Geste<Option<Date>> {
    let last = imports::list_confirmed(tx).await?.into_iter().next();
    Ok(last.map(|import| import.recu_le.to_paris().date()))
}

fn dated(of: &RecepisseDe) -> (&Recepisse, Date) {
    (&of.recepisse, of.saisi_le)
}

fn port<P: ?Sized + Send + Sync + 'static>(services: &Services) -> Geste<std::sync::Arc<P>> {
    services.ask::<P>().map_err(GesteError::internal)
}

/// Who has somebody named référent RGPD.
async fn referents(tx: &mut Tx, ids: &[CollectiviteId]) -> Geste<HashSet<CollectiviteId>> {
    let contacts = annuaire::contacts::list(tx, ids).await?;
    let named = contacts.iter().filter(|c| c.fiche.fonction == FonctionContact::ReferentRgpd);
    Ok(named.map(|c| c.collectivite).collect())
}

fn membre(
    (id, siren, genre, population): (CollectiviteId, Siren, GenreCollectivite, Option<u32>),
    nom: String,
    court: &str,
    faits: Faits,
    minutes: u64,
    today: Date,
) -> Membre {
    let raisons = raisons(&faits, today);
    let rang = Rang::of(&raisons);
    Membre { id, siren, genre, nom, nom_tri: fold(court), population, faits, raisons, rang, minutes }
}
