//! The room served: a centre, two communes and their people, the jobs that run when asked.

use std::sync::Arc;

use annuaire::{
    Acteur, Collectivite, CourrielAnnuaire, Durete, Identification, Provenance, Role, SaisiePersonne,
    appartenances::{self, FicheAppartenance},
    collectivites, identification, liens, personnes,
};
use axum::Router;
use db::{Db, Perimetre, Tx, testing::TestDb};
use jobs::{Registry, Worker};
use kernel::Clock;
use rgpd::{
    domain::{Contenu, Traitement, TraitementId},
    gestes::{Contexte, traitements::Avec},
    store::traitements,
};
use web::{House, Services, testing::Visiteur};

use crate::monde::{fiche, migrations, services};

const SECRET: &str = "girafe tournevis omelette quartz";
pub const ALBIAS: &str = "218200020";
pub const BASE: &str = "/c/218200020/rgpd";

pub struct Site {
    pub clock: Clock,
    pub acteur: Acteur,
    pub albias: Collectivite,
    pub montauban: Collectivite,
    pub services: Services,
    registry: Arc<Registry>,
    router: Router,
    db: TestDb,
    _files: tempfile::TempDir,
}

impl Site {
    pub async fn new() -> Self {
        let db = TestDb::sqlite(&migrations()).await;
        let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        let files = tempfile::tempdir().unwrap();
        let services = services(&db.db, &clock, files.path()).await;
        let mut registry = Registry::new();
        (rgpd::ROOM.register)(&mut registry, &services).unwrap();
        let registry = Arc::new(registry);
        let (house, plan) = House::new(services.clone(), Arc::clone(&registry), &[&rgpd::ROOM]);
        let acteur = Acteur::systeme("essai");
        let [centre, albias, montauban] = places(&db.db, &clock, &acteur).await;
        let router = web::router(house, plan);
        let site = Self { clock, acteur, albias, montauban, services, registry, router, db, _files: files };
        site.people(&centre).await;
        site
    }

    pub fn db(&self) -> &Db {
        &self.db.db
    }

    pub async fn begin(&self) -> Tx {
        self.db().begin(Perimetre::Centre).await.unwrap()
    }

    pub async fn read(&self) -> Tx {
        self.db().read(Perimetre::Centre).await.unwrap()
    }

    /// Runs every job that is due.
    pub async fn drain(&self) {
        Worker::new(self.db().clone(), Arc::clone(&self.registry), self.clock.clone(), "essai").drain().await.unwrap();
    }

    /// A journal as a text.
    pub async fn journal(&self, collectivite: kernel::CollectiviteId) -> String {
        let mut tx = self.read().await;
        journal::write_export(&mut tx, collectivite).await.unwrap()
    }

    pub fn contexte(&self) -> Contexte<'_> {
        Contexte::new(&self.clock, &self.acteur, &self.albias)
    }

    pub async fn traitement(&self, id: TraitementId) -> Traitement {
        traitements::find(&mut self.read().await, self.albias.id, id).await.unwrap().unwrap()
    }

    /// The complete example, added to the register of Albias.
    pub async fn added(&self) -> TraitementId {
        let mut tx = self.begin().await;
        let made = rgpd::gestes::traitements::create(&mut tx, self.contexte(), whole(), Avec::default()).await.unwrap();
        tx.commit().await.unwrap();
        made
    }

    /// Of the centre, with every member.
    pub async fn dpd(&self) -> Visiteur {
        self.visit("hugo").await
    }

    /// Of Albias.
    pub async fn secretaire(&self) -> Visiteur {
        self.visit("claire").await
    }

    pub async fn maire(&self) -> Visiteur {
        self.visit("jean").await
    }

    /// Of Albias, limited to the services to which he is assigned.
    pub async fn agent(&self) -> Visiteur {
        self.visit("thomas").await
    }

    /// Secretary of Montauban: a foreigner here.
    pub async fn voisine(&self) -> Visiteur {
        self.visit("lucie").await
    }

    pub async fn visit(&self, prenom: &str) -> Visiteur {
        let who = Provenance { adresse: "192.0.2.1".into(), agent: "essai".into() };
        let courriel = format!("{prenom}@exemple.fr");
        let entered =
            identification::sign_in(self.db(), &self.clock, Durete::pour_les_tests(), (&courriel, SECRET), &who);
        let Identification::Entree { jeton, .. } = entered.await.unwrap() else { panic!("{courriel} may not enter") };
        let mut tx = self.db().read(Perimetre::Commun).await.unwrap();
        let session = annuaire::sessions::find(&mut tx, &self.clock, &jeton).await.unwrap().unwrap();
        Visiteur::new(self.router.clone(), &jeton, session.csrf)
    }

    pub fn passer_by(&self) -> Visiteur {
        Visiteur::new(self.router.clone(), "", String::new())
    }

    pub async fn personne(&self, prenom: &str) -> kernel::PersonneId {
        let courriel = format!("{prenom}@exemple.fr").parse().unwrap();
        let mut tx = self.db().read(Perimetre::Commun).await.unwrap();
        personnes::find_by_courriel(&mut tx, &courriel).await.unwrap().unwrap().id
    }

    async fn people(&self, centre: &Collectivite) {
        let admin = somebody("Anne", "Martin");
        personnes::create_first_admin(self.db(), &self.clock, Durete::pour_les_tests(), &admin, SECRET).await.unwrap();
        self.member("Hugo", "Marty", centre, Role::Dpd).await;
        self.member("Claire", "Vidal", &self.albias, Role::Secretaire).await;
        self.member("Jean", "Pujol", &self.albias, Role::Executif).await;
        self.member("Thomas", "Escudier", &self.albias, Role::Agent).await;
        self.member("Lucie", "Ferrand", &self.montauban, Role::Secretaire).await;
    }

    async fn member(&self, prenom: &str, nom: &str, place: &Collectivite, role: Role) {
        let (clock, acteur) = (&self.clock, &self.acteur);
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        let personne = personnes::create(&mut tx, clock, acteur, &somebody(prenom, nom)).await.unwrap();
        let whole = role.is_du_centre();
        let fiche = FicheAppartenance { portefeuille_entier: whole, ..FicheAppartenance::new(role, clock.today()) };
        appartenances::add(&mut tx, clock, acteur, (personne.id, place.id), &fiche).await.unwrap();
        let mail = liens::invite(&mut tx, clock, acteur, personne.id).await.unwrap();
        tx.commit().await.unwrap();
        let CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
        liens::choose_password(self.db(), clock, Durete::pour_les_tests(), (&jeton, SECRET)).await.unwrap();
    }
}

pub fn whole() -> Contenu {
    toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap()
}

async fn places(db: &Db, clock: &Clock, acteur: &Acteur) -> [Collectivite; 3] {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    // Nine digits with a right key, of no body that exists.
    let centre = fiche("cdg", "Centre de gestion de Tarn-et-Garonne", "999000003", "");
    let centre = collectivites::create_exploitant(&mut tx, clock, acteur, &centre).await.unwrap();
    let albias =
        collectivites::create(&mut tx, clock, acteur, &fiche("commune", "Albias", ALBIAS, "82002")).await.unwrap();
    let montauban = fiche("commune", "Montauban", "218201218", "82121");
    let montauban = collectivites::create(&mut tx, clock, acteur, &montauban).await.unwrap();
    tx.commit().await.unwrap();
    [centre, albias, montauban]
}

fn somebody(prenom: &str, nom: &str) -> annuaire::FichePersonne {
    let typed = SaisiePersonne {
        prenom: prenom.into(),
        nom: nom.into(),
        courriel: format!("{}@exemple.fr", kernel::fold(prenom)),
        genre: "agent".into(),
        ..SaisiePersonne::default()
    };
    typed.read().unwrap()
}
