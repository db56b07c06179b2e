//! A small world: a centre, two communes, an administrator, a DPD who follows one of them, a secrétaire and an agent.

use std::sync::Arc;

use annuaire::{
    Acteur, Collectivite, CourrielAnnuaire, Durete, FichePersonne, Identification, Personne, Provenance, Role,
    SaisiePersonne, appartenances, appartenances::FicheAppartenance, collectivites, identification, liens, personnes,
};
use axum::Router;
use db::{Db, Perimetre, testing::TestDb};
use jobs::{Registry, Worker};
use kernel::Clock;
use mail::{Mailer, Transport};
use plateforme::ROOM;
pub use web::testing::fiche;
use web::{
    House, Services,
    testing::{fiche_centre, migrations, services},
};

use crate::visiteur::Visiteur;

const SECRET: &str = "girafe tournevis omelette quartz";
pub const ALBIAS: &str = "218200020";
pub const MONTAUBAN: &str = "218201218";

pub struct Monde {
    pub clock: Clock,
    pub acteur: Acteur,
    pub services: Services,
    pub centre: Collectivite,
    pub albias: Collectivite,
    pub montauban: Collectivite,
    router: Router,
    registry: Arc<Registry>,
    db: TestDb,
    _files: tempfile::TempDir,
}

impl Monde {
    pub async fn new() -> Self {
        Self::on(TestDb::sqlite(&migrations(&[&ROOM])).await).await
    }

    /// The same world on the other engine.
    pub async fn on_postgres() -> Self {
        Self::on(TestDb::postgres(&migrations(&[&ROOM])).await).await
    }

    async fn on(test: TestDb) -> Self {
        let clock = Clock::fixed("2026-03-02T08:00:00Z".parse().unwrap());
        let files = tempfile::tempdir().unwrap();
        let services = services(&test.db, &clock, files.path(), &[&ROOM]).await;
        let mut registry = Registry::new();
        mail::register(&mut registry, Mailer::new(Transport::Page).unwrap());
        (ROOM.register)(&mut registry, &services).unwrap();
        let registry = Arc::new(registry);
        let (house, plan) = House::new(services.clone(), Arc::clone(&registry), &[&ROOM]);
        let acteur = Acteur::systeme("essai");
        let (centre, albias, montauban) = places(&test.db, &clock, &acteur).await;
        let router = web::router(house, plan);
        let monde =
            Self { clock, acteur, services, centre, albias, montauban, router, registry, db: test, _files: files };
        monde.people().await;
        monde
    }

    pub fn db(&self) -> &Db {
        &self.db.db
    }

    async fn people(&self) {
        let admin = somebody("Anne", "Martin");
        personnes::create_first_admin(self.db(), &self.clock, Durete::pour_les_tests(), &admin, SECRET).await.unwrap();
        let dpd = self.member("Denis", "Petit", &self.centre, Role::Dpd).await;
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        let held = appartenances::of_personne(&mut tx, dpd.id).await.unwrap();
        let followed = [self.albias.id];
        appartenances::set_portefeuille(&mut tx, &self.clock, &self.acteur, held[0].id, Some(&followed)).await.unwrap();
        tx.commit().await.unwrap();
        self.member("Claire", "Vidal", &self.albias, Role::Secretaire).await;
        self.member("Gilles", "Roux", &self.albias, Role::Agent).await;
    }

    /// Somebody with a rôle, who may sign in.
    pub async fn member(&self, prenom: &str, nom: &str, place: &Collectivite, role: Role) -> Personne {
        let (clock, acteur) = (&self.clock, &self.acteur);
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        let personne = personnes::create(&mut tx, clock, acteur, &somebody(prenom, nom)).await.unwrap();
        let fiche = FicheAppartenance::new(role, clock.today());
        appartenances::add(&mut tx, clock, acteur, (personne.id, place.id), &fiche).await.unwrap();
        let mail = liens::invite(&mut tx, clock, acteur, personne.id).await.unwrap();
        tx.commit().await.unwrap();
        let CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
        liens::choose_password(self.db(), clock, Durete::pour_les_tests(), (&jeton, SECRET)).await.unwrap();
        personne
    }

    pub async fn admin(&self) -> Visiteur {
        self.visit("anne.martin@exemple.fr").await
    }

    /// Follows Albias only.
    pub async fn dpd(&self) -> Visiteur {
        self.visit("denis.petit@exemple.fr").await
    }

    /// Of Albias.
    pub async fn secretaire(&self) -> Visiteur {
        self.visit("claire.vidal@exemple.fr").await
    }

    /// Of Albias.
    pub async fn agent(&self) -> Visiteur {
        self.visit("gilles.roux@exemple.fr").await
    }

    pub fn passer_by(&self) -> Visiteur {
        Visiteur::new(self.router.clone(), String::new(), String::new())
    }

    /// Somebody made by [`Monde::member`].
    pub async fn visit(&self, courriel: &str) -> Visiteur {
        let who = Provenance { adresse: "192.0.2.1".into(), agent: "essai".into() };
        let entered =
            identification::sign_in(self.db(), &self.clock, Durete::pour_les_tests(), (courriel, SECRET), &who);
        let Identification::Entree { jeton, .. } = entered.await.unwrap() else { panic!("{courriel} may not enter") };
        let mut tx = self.db().read(Perimetre::Commun).await.unwrap();
        let session = annuaire::sessions::find(&mut tx, &self.clock, &jeton).await.unwrap().unwrap();
        Visiteur::new(self.router.clone(), jeton, session.csrf)
    }

    /// Runs the jobs that are due; gives how many.
    pub async fn work(&self) -> usize {
        Worker::new(self.db().clone(), Arc::clone(&self.registry), self.clock.clone(), "essai").drain().await.unwrap()
    }

    /// More communes, made as people would.
    pub async fn more_communes(&self, ranks: std::ops::Range<usize>) {
        let departement = annuaire::national::departement("62").unwrap();
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        for commune in &departement.communes[ranks] {
            let fiche = fiche("commune", &commune.nom, &commune.siren.to_string(), &commune.code.to_string());
            collectivites::create(&mut tx, &self.clock, &self.acteur, &fiche).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

async fn places(db: &Db, clock: &Clock, acteur: &Acteur) -> (Collectivite, Collectivite, Collectivite) {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let centre = collectivites::create_exploitant(&mut tx, clock, acteur, &fiche_centre()).await.unwrap();
    let albias =
        collectivites::create(&mut tx, clock, acteur, &fiche("commune", "Albias", ALBIAS, "82002")).await.unwrap();
    let montauban = fiche("commune", "Montauban", MONTAUBAN, "82121");
    let montauban = collectivites::create(&mut tx, clock, acteur, &montauban).await.unwrap();
    tx.commit().await.unwrap();
    (centre, albias, montauban)
}

fn somebody(prenom: &str, nom: &str) -> FichePersonne {
    let typed = SaisiePersonne {
        prenom: prenom.into(),
        nom: nom.into(),
        courriel: format!("{prenom}.{nom}@exemple.fr"),
        genre: "agent".into(),
        ..SaisiePersonne::default()
    };
    typed.read().unwrap()
}
