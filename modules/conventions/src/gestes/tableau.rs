//! The dashboards: everything they show, with the same few statements whatever the number of members.

use std::collections::{BTreeMap, HashMap};

use annuaire::{Collectivite, CollectiviteCarte, Contact, Visibles};
use db::Tx;
use kernel::{Clock, CollectiviteId, Exercice};
use time::{Date, Duration};

use super::{Geste, identites};
use crate::{
    domain::{Convention, EtatConvention, Gravite, Mois, StatutEtat, TotalService},
    store::{
        abonnements::{self, Souscription},
        conventions,
        envois::{self, CompteEnvois, Envoi},
        etats::{self, EtatEmis},
        grilles,
        membres::{self, Membre},
        resumes::{self, TotalStatut},
        syntec,
        tableaux::{self, CompteConstat, RecetteService},
    },
};

/// How far ahead the deadlines are shown.
const HORIZON: Duration = Duration::days(120);

/// What the centre sees when it arrives.
#[derive(Debug)]
pub struct TableauCentre {
    /// The year being worked on: the last one computed, else the current one.
    pub annee: Exercice,
    /// The totals of every year.
    pub annees: BTreeMap<Exercice, TotalService>,
    pub services: Vec<RecetteService>,
    pub statuts: Vec<TotalStatut>,
    pub constats: Vec<CompteConstat>,
    pub envois: CompteEnvois,
    /// The active collectivités that this person may see, by name.
    pub collectivites: Vec<CollectiviteCarte>,
    pub adhesions: HashMap<CollectiviteId, EtatConvention>,
    pub services_par_membre: HashMap<CollectiviteId, u32>,
    pub echeances: Vec<Membre>,
    pub grille: SituationGrille,
}

/// Where the grid stands for the year being worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SituationGrille {
    Absente,
    Validee,
    /// The first index that is still to be recorded, if any.
    AReviser(Option<Mois>),
}

/// What a member sees when it arrives.
#[derive(Debug)]
pub struct TableauMembre {
    pub souscriptions: Vec<Souscription>,
    pub conventions: Vec<Convention>,
    /// Every état, computed ones included: the page shows a member only what is validated.
    pub etats: Vec<EtatEmis>,
    pub envois: Vec<Envoi>,
    pub centre: Collectivite,
    /// Whom to call at the centre.
    pub contacts: Vec<Contact>,
    /// Its own référents.
    pub referents: Vec<Contact>,
}

impl TableauCentre {
    /// Whether a collectivité is bound by a convention.
    pub fn is_membre(&self, id: CollectiviteId) -> bool {
        self.adhesions.get(&id).is_some_and(|etat| etat.is_active())
    }

    /// Collectivités with something that prevents the validation of their état.
    pub fn a_corriger(&self) -> u32 {
        self.statuts.iter().map(|t| t.a_corriger).sum()
    }

    /// États that only wait to be validated.
    pub fn a_valider(&self) -> u32 {
        let computed = self.statuts.iter().filter(|t| t.statut == StatutEtat::Calcule);
        computed.map(|t| t.etats - t.a_corriger.min(t.etats)).sum()
    }

    /// The blocking anomalies, by kind.
    pub fn bloquantes(&self) -> impl Iterator<Item = &CompteConstat> {
        self.constats.iter().filter(|c| c.gravite == Gravite::Bloquante)
    }
}

/// Reads the dashboard of the centre. The perimeter is the centre's.
pub async fn centre(tx: &mut Tx, clock: &Clock, visibles: Visibles) -> Geste<TableauCentre> {
    let today = clock.today();
    let annees = resumes::total_by_year(tx).await?;
    let annee = annees.keys().next_back().copied().unwrap_or(Exercice::of(today));
    let adhesions = tableaux::adhesions(tx).await?.into_iter().map(|a| (a.collectivite_id, a.etat)).collect();
    let services = tableaux::services_of_members(tx, annee).await?;
    Ok(TableauCentre {
        annee,
        annees,
        services: tableaux::services(tx).await?,
        statuts: resumes::total_by_statut(tx, annee).await?,
        constats: tableaux::count_constats(tx, annee).await?,
        envois: envois::count(tx, annee).await?,
        collectivites: annuaire::collectivites::carte(tx, clock, visibles).await?,
        adhesions,
        services_par_membre: services.into_iter().map(|n| (n.collectivite_id, n.services)).collect(),
        echeances: membres::list_due(tx, today, today + HORIZON).await?,
        grille: grid(tx, annee).await?,
    })
}

/// Reads the dashboard of a member.
pub async fn membre(tx: &mut Tx, id: CollectiviteId) -> Geste<TableauMembre> {
    let centre = identites::centre(tx).await?;
    let (contacts, referents) =
        annuaire::contacts::list(tx, &[centre.id, id]).await?.into_iter().partition(|c| c.collectivite == centre.id);
    Ok(TableauMembre {
        souscriptions: abonnements::list(tx, id).await?,
        conventions: conventions::list(tx, id).await?,
        etats: etats::list(tx, id).await?,
        envois: envois::list(tx, id).await?,
        centre,
        contacts,
        referents,
    })
}

impl TableauMembre {
    /// The abonnements of a year, in the order of the catalogue.
    pub fn souscrits(&self, annee: Exercice) -> Vec<&Souscription> {
        let mut due: Vec<&Souscription> = self.souscriptions.iter().filter(|s| s.abonnement.is_due(annee)).collect();
        due.sort_by_key(|s| s.abonnement.service());
        due
    }

    /// What falls due in its conventions, the next first.
    pub fn echeances(&self, today: Date) -> Vec<crate::domain::Echeance> {
        let mut all: Vec<_> = self.conventions.iter().flat_map(|c| c.echeances(today)).collect();
        all.sort_unstable();
        all
    }
}

async fn grid(tx: &mut Tx, annee: Exercice) -> Geste<SituationGrille> {
    let Some(grille) = grilles::find(tx).await? else { return Ok(SituationGrille::Absente) };
    if grille.validee().is_some_and(|validee| validee >= annee) {
        return Ok(SituationGrille::Validee);
    }
    match grille.preview(annee, &syntec::list(tx).await?) {
        Err(crate::domain::Refus::IndiceManquant(mois)) => Ok(SituationGrille::AReviser(Some(mois))),
        _ => Ok(SituationGrille::AReviser(None)),
    }
}
