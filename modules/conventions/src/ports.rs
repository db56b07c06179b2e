//! What the room answers to others: who subscribed to the service of the delegate, since when, and what was promised.

use std::{collections::HashMap, sync::Arc};

use contracts::{
    Reponse,
    conventions::{ActionRgpd, Avancement, ConventionTenue, PhaseRgpd, ServiceRgpd, SuiviRgpd},
};
use db::{DbError, Tx};
use kernel::{CollectiviteId, Exercice};
use web::Ports;

use crate::{
    domain::{Abonnement, EtatConvention, EtatEngagement, Regime, Service, engagements_rgpd, is_premiere_annee},
    store::{
        service_rgpd::{self, Compte, Tenue},
        suivi,
    },
};

/// Answers from the summary rows of the members, the abonnements and the promises.
#[derive(Debug)]
struct Conventions;

pub(crate) fn offer(ports: &mut Ports) {
    ports.offer::<dyn ServiceRgpd>(Arc::new(Conventions));
}

impl ServiceRgpd for Conventions {
    fn list<'a>(&'a self, tx: &'a mut Tx, annee: Exercice) -> Reponse<'a, Vec<SuiviRgpd>> {
        Box::pin(read(tx, annee, None))
    }

    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        annee: Exercice,
        collectivite: CollectiviteId,
    ) -> Reponse<'a, Option<SuiviRgpd>> {
        Box::pin(async move { Ok(read(tx, annee, Some(collectivite)).await?.pop()) })
    }

    fn actions<'a>(&'a self, tx: &'a mut Tx, collectivite: CollectiviteId) -> Reponse<'a, Vec<ActionRgpd>> {
        Box::pin(async move {
            let Some(tenue) = service_rgpd::list_conventions(tx, Some(collectivite)).await?.pop() else {
                return Ok(Vec::new());
            };
            let known = suivi::list_engagements(tx, collectivite, tenue.convention_id).await?;
            let action = |e: &'static crate::domain::Engagement| {
                let suivi = known.iter().find(|suivi| suivi.code == e.code);
                let etat = suivi.map_or(EtatEngagement::ATenir, |suivi| suivi.etat);
                ActionRgpd {
                    code: e.code.clone(),
                    partie: e.partie.libelle().to_owned(),
                    article: e.article.clone(),
                    texte: e.texte.clone(),
                    etat: etat.code().to_owned(),
                    libelle: etat.libelle().to_owned(),
                    note: suivi.map(|suivi| suivi.note.clone()).unwrap_or_default(),
                    le: suivi.map(|suivi| suivi.le),
                }
            };
            Ok(engagements_rgpd(tenue.regime).map(action).collect())
        })
    }
}

/// Three statements, for one member or for all.
async fn read(tx: &mut Tx, annee: Exercice, of: Option<CollectiviteId>) -> Result<Vec<SuiviRgpd>, DbError> {
    let tenues = service_rgpd::list_conventions(tx, of).await?;
    let souscriptions = service_rgpd::list_abonnements(tx, of).await?;
    let regimes = [Regime::UnAnTacite, Regime::TroisAnsExpres];
    let codes: Vec<&str> = regimes.into_iter().flat_map(engagements_rgpd).map(|e| e.code.as_str()).collect();
    let comptes = service_rgpd::count_engagements(tx, of, &codes).await?;
    let mut found: HashMap<CollectiviteId, (Option<Tenue>, Vec<Abonnement>)> = HashMap::new();
    for tenue in tenues {
        found.entry(tenue.collectivite_id).or_default().0 = Some(tenue);
    }
    for souscription in souscriptions {
        found.entry(souscription.collectivite).or_default().1.push(souscription.abonnement);
    }
    let suivi = |(collectivite, (tenue, abonnements)): (_, (Option<Tenue>, Vec<Abonnement>))| {
        let depuis = since(&abonnements, annee);
        let premiere = is_premiere_annee(&abonnements, Service::Rgpd, annee);
        SuiviRgpd {
            collectivite,
            depuis,
            phase: depuis.map(|_| if premiere { PhaseRgpd::MiseEnPlace } else { PhaseRgpd::Accompagnement }),
            convention: tenue.as_ref().map(held),
            actions: tenue.map(|tenue| progress(&tenue, &comptes)).unwrap_or_default(),
        }
    };
    Ok(found.into_iter().map(suivi).collect())
}

/// The first of the years without a gap that lead to this one.
fn since(abonnements: &[Abonnement], annee: Exercice) -> Option<Exercice> {
    let due = |annee: &Exercice| abonnements.iter().any(|a| a.is_due(*annee));
    std::iter::successors(Some(annee), |year| Some(year.previous())).take_while(due).last()
}

fn held(tenue: &Tenue) -> ConventionTenue {
    let finie = matches!(tenue.etat, EtatConvention::Terminee | EtatConvention::Echue | EtatConvention::Resiliee);
    ConventionTenue {
        convention: tenue.convention_id.uuid(),
        etat: tenue.etat.libelle().to_owned(),
        active: tenue.etat.is_active(),
        finie,
    }
}

/// A promise of which nobody said a word is still to be kept.
fn progress(of: &Tenue, comptes: &[Compte]) -> Avancement {
    let count = |etat| {
        let same = |c: &&Compte| c.convention_id == of.convention_id && c.etat == etat;
        comptes.iter().find(same).map_or(0, |c| c.combien)
    };
    let promised = u32::try_from(engagements_rgpd(of.regime).count()).unwrap_or(u32::MAX);
    let told = [EtatEngagement::EnCours, EtatEngagement::Tenu, EtatEngagement::NonTenu, EtatEngagement::SansObjet];
    let [en_cours, tenus, non_tenus, sans_objet] = told.map(count);
    let a_tenir = promised.saturating_sub(en_cours + tenus + non_tenus + sans_objet);
    Avancement { a_tenir, en_cours, tenus, non_tenus, sans_objet }
}
