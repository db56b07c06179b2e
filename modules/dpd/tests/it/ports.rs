//! The other rooms, as far as this one asks them: registers and conventions that a test sets.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard},
};

use contracts::{
    Reponse,
    conventions::{ActionRgpd, Avancement, ConventionTenue, PhaseRgpd, ServiceRgpd, SuiviRgpd},
    rgpd::{Registres, SituationRegistre},
};
use db::Tx;
use kernel::{CollectiviteId, Exercice};
use uuid::Uuid;
use web::{Ports, Room, Routes};

/// What the other rooms know of a collectivité.
#[derive(Debug, Clone, Default)]
pub struct Su {
    pub registre: Option<SituationRegistre>,
    pub suivi: Option<SuiviRgpd>,
}

/// Ids are never the same from one test to another: they share the table without meeting.
static KNOWN: LazyLock<Mutex<HashMap<CollectiviteId, Su>>> = LazyLock::new(Mutex::default);

pub static OTHERS: Room = Room {
    nom: "autres",
    migrations: &[],
    routes: Routes::new,
    menu: Vec::new,
    faits: &[],
    permissions: &[],
    lists: &[],
    register: |_, _| Ok(()),
    ports: offer,
};

fn offer(ports: &mut Ports) {
    ports.offer::<dyn Registres>(Arc::new(Autres));
    ports.offer::<dyn ServiceRgpd>(Arc::new(Autres));
}

fn known() -> MutexGuard<'static, HashMap<CollectiviteId, Su>> {
    KNOWN.lock().unwrap()
}

pub fn set(whose: CollectiviteId, su: Su) {
    known().insert(whose, su);
}

/// A register of twelve traitements in order, looked at lately.
pub fn registre(whose: CollectiviteId) -> SituationRegistre {
    SituationRegistre {
        collectivite: whose,
        traitements: 12,
        brouillons: 0,
        soumis: 0,
        controles: 0,
        valides: 12,
        incomplets: 0,
        aipd_a_faire: 0,
        revision_le: None,
        modifie_le: Some("2026-10-01T08:00:00Z".parse().unwrap()),
        propositions: 0,
    }
}

/// Subscribed since 2020, in force.
pub fn suivi(whose: CollectiviteId) -> SuiviRgpd {
    SuiviRgpd {
        collectivite: whose,
        depuis: Exercice::new(2020).ok(),
        phase: Some(PhaseRgpd::Accompagnement),
        convention: Some(ConventionTenue {
            convention: Uuid::nil(),
            etat: "En vigueur".into(),
            active: true,
            finie: false,
        }),
        actions: Avancement { tenus: 1, a_tenir: 1, ..Avancement::default() },
    }
}

#[derive(Debug)]
struct Autres;

impl Registres for Autres {
    fn list<'a>(&'a self, _: &'a mut Tx) -> Reponse<'a, Vec<SituationRegistre>> {
        Box::pin(async { Ok(known().values().filter_map(|su| su.registre.clone()).collect()) })
    }

    fn find<'a>(&'a self, _: &'a mut Tx, of: CollectiviteId) -> Reponse<'a, Option<SituationRegistre>> {
        Box::pin(async move { Ok(known().get(&of).and_then(|su| su.registre.clone())) })
    }
}

impl ServiceRgpd for Autres {
    fn list<'a>(&'a self, _: &'a mut Tx, _: Exercice) -> Reponse<'a, Vec<SuiviRgpd>> {
        Box::pin(async { Ok(known().values().filter_map(|su| su.suivi.clone()).collect()) })
    }

    fn find<'a>(&'a self, _: &'a mut Tx, _: Exercice, of: CollectiviteId) -> Reponse<'a, Option<SuiviRgpd>> {
        Box::pin(async move { Ok(known().get(&of).and_then(|su| su.suivi.clone())) })
    }

    fn actions<'a>(&'a self, _: &'a mut Tx, of: CollectiviteId) -> Reponse<'a, Vec<ActionRgpd>> {
        let action = |etat: &str, libelle: &str| ActionRgpd {
            code: "82-C-FORMATION".into(),
            partie: "Le centre de gestion".into(),
            article: "5.2".into(),
            texte: "Former le référent RGPD.".into(),
            etat: etat.into(),
            libelle: libelle.into(),
            note: String::new(),
            le: None,
        };
        let all = vec![action("tenu", "Tenu"), action("a_tenir", "À tenir")];
        Box::pin(async move { Ok(if known().get(&of).is_some_and(|su| su.suivi.is_some()) { all } else { vec![] }) })
    }
}
