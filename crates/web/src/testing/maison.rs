//! Rooms served for a test: their database, a centre and its administrator, whoever else is made, the jobs that run when asked.

use std::{path::Path, sync::Arc};

use annuaire::{
    Acteur, Collectivite, CourrielAnnuaire, Durete, FicheCollectivite, FichePersonne, Identification, Personne,
    Provenance, Role, SaisieCollectivite, SaisiePersonne,
    appartenances::{self, FicheAppartenance},
    collectivites, identification, liens, personnes,
};
use axum::Router;
use db::{Db, Migration, Perimetre, Tx, testing::TestDb};
use documents::{Documents, Limits};
use jobs::{Registry, Wake, Worker};
use kernel::{Clock, CollectiviteId};
use mail::{Mailer, Transport};

use super::Visiteur;
use crate::{Config, House, Parts, Ports, Room, Services};

const SECRET: &str = "girafe tournevis omelette quartz";
/// The largest file that these tests receive.
const MAX_UPLOAD: u64 = 200_000;

/// A house with some rooms, its clock stopped.
#[derive(Debug)]
pub struct Maison {
    pub clock: Clock,
    pub acteur: Acteur,
    pub services: Services,
    pub centre: Collectivite,
    registry: Arc<Registry>,
    router: Router,
    db: TestDb,
    files: tempfile::TempDir,
}

/// The schema of the services, then of these rooms.
pub fn migrations(rooms: &[&Room]) -> Vec<Migration> {
    let services = [
        journal::MIGRATIONS,
        jobs::MIGRATIONS,
        documents::MIGRATIONS,
        mail::MIGRATIONS,
        webhooks::MIGRATIONS,
        annuaire::MIGRATIONS,
        crate::MIGRATIONS,
    ];
    services.into_iter().chain(rooms.iter().map(|room| room.migrations)).flatten().copied().collect()
}

/// What the handlers use, on this database and in this folder.
pub async fn services(db: &Db, clock: &Clock, files: &Path, rooms: &[&Room]) -> Services {
    services_with(db, clock, files, (rooms, Ports::default())).await
}

/// The same, with what the roof would offer to these rooms.
pub async fn services_with(db: &Db, clock: &Clock, files: &Path, (rooms, mut offered): (&[&Room], Ports)) -> Services {
    let told = [webhooks::GenreEvenement::new("essais.recu", "Essai reçu")];
    offered.offer(Arc::new(webhooks::Webhooks::new(&webhooks::WebhooksConfig::default(), files, told).unwrap()));
    let config = Config {
        public_url: "http://beffroi.test".into(),
        durete: Durete::pour_les_tests(),
        demo: false,
        max_upload: MAX_UPLOAD,
        behind_proxy: false,
    };
    let limits = Limits { max_size: MAX_UPLOAD, serve_unscanned: true };
    let documents = Documents::new(files, limits, None).await.unwrap();
    let presse = editique::Presse::new().unwrap();
    let parts = Parts { db: db.clone(), clock: clock.clone(), config, documents, presse, wake: Wake::new() };
    Services::with_offers(parts, rooms, offered)
}

/// What is written of a collectivité; without a code INSEE, it is of Tarn-et-Garonne.
pub fn fiche(genre: &str, nom: &str, siren: &str, code_insee: &str) -> FicheCollectivite {
    let departement = if code_insee.is_empty() { "82" } else { "" };
    let typed = SaisieCollectivite {
        genre: genre.into(),
        nom: nom.into(),
        siren: siren.into(),
        code_insee: code_insee.into(),
        departement: departement.into(),
        ..SaisieCollectivite::default()
    };
    typed.read().unwrap()
}

/// A centre: nine digits with a right key, of no body that exists.
pub fn fiche_centre() -> FicheCollectivite {
    fiche("cdg", "Centre de gestion de Tarn-et-Garonne", "999000003", "")
}

impl Maison {
    /// `at`: the instant of its clock. Its administrator is Anne Martin.
    pub async fn new(db: TestDb, at: &str, rooms: &[&Room], centre: &FicheCollectivite) -> Self {
        Self::with_offers(db, at, (rooms, Ports::default()), centre).await
    }

    /// The same, with what the roof would offer to its rooms.
    pub async fn with_offers(
        db: TestDb,
        at: &str,
        (rooms, offered): (&[&Room], Ports),
        centre: &FicheCollectivite,
    ) -> Self {
        let clock = Clock::fixed(at.parse().unwrap());
        let files = tempfile::tempdir().unwrap();
        let services = services_with(&db.db, &clock, files.path(), (rooms, offered)).await;
        let mut registry = Registry::new();
        mail::register(&mut registry, Mailer::new(Transport::Page).unwrap());
        for room in rooms {
            (room.register)(&mut registry, &services).unwrap();
        }
        let registry = Arc::new(registry);
        let (house, doors) = House::new(services.clone(), Arc::clone(&registry), rooms);
        let router = crate::router(house, doors);
        let acteur = Acteur::systeme("essai");
        let mut tx = db.db.begin(Perimetre::Commun).await.unwrap();
        let centre = collectivites::create_exploitant(&mut tx, &clock, &acteur, centre).await.unwrap();
        tx.commit().await.unwrap();
        let admin = somebody("Anne", "Martin");
        personnes::create_first_admin(&db.db, &clock, Durete::pour_les_tests(), &admin, SECRET).await.unwrap();
        Self { clock, acteur, services, centre, registry, router, db, files }
    }

    pub fn db(&self) -> &Db {
        &self.db.db
    }

    /// Where its database is, and its documents: for another process.
    pub fn place(&self) -> (&str, &Path) {
        (&self.db.url, self.files.path())
    }

    pub async fn begin(&self) -> Tx {
        self.db().begin(Perimetre::Centre).await.unwrap()
    }

    pub async fn read(&self) -> Tx {
        self.db().read(Perimetre::Centre).await.unwrap()
    }

    /// Runs the jobs until none is due; gives how many.
    pub async fn drain(&self) -> usize {
        Worker::new(self.db().clone(), Arc::clone(&self.registry), self.clock.clone(), "essai").drain().await.unwrap()
    }

    pub async fn collectivite(&self, fiche: &FicheCollectivite) -> Collectivite {
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        let made = collectivites::create(&mut tx, &self.clock, &self.acteur, fiche).await.unwrap();
        tx.commit().await.unwrap();
        made
    }

    /// Somebody with a rôle, who may sign in as `prenom@exemple.fr`. Of the centre, they follow every member, or these only.
    pub async fn member(
        &self,
        (prenom, nom): (&str, &str),
        place: &Collectivite,
        role: Role,
        only: Option<&[CollectiviteId]>,
    ) -> Personne {
        let (clock, acteur) = (&self.clock, &self.acteur);
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        let personne = personnes::create(&mut tx, clock, acteur, &somebody(prenom, nom)).await.unwrap();
        let whole = role.is_du_centre() && only.is_none();
        let fiche = FicheAppartenance { portefeuille_entier: whole, ..FicheAppartenance::new(role, clock.today()) };
        let held = appartenances::add(&mut tx, clock, acteur, (personne.id, place.id), &fiche).await.unwrap();
        if only.is_some() {
            appartenances::set_portefeuille(&mut tx, clock, acteur, held.id, only).await.unwrap();
        }
        let mail = liens::invite(&mut tx, clock, acteur, personne.id).await.unwrap();
        tx.commit().await.unwrap();
        let CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
        liens::choose_password(self.db(), clock, Durete::pour_les_tests(), (&jeton, SECRET)).await.unwrap();
        personne
    }

    /// Somebody made by [`Maison::member`], signed in.
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
}

fn somebody(prenom: &str, nom: &str) -> FichePersonne {
    let typed = SaisiePersonne {
        prenom: prenom.into(),
        nom: nom.into(),
        courriel: format!("{}@exemple.fr", kernel::fold(prenom)),
        genre: "agent".into(),
        ..SaisiePersonne::default()
    };
    typed.read().unwrap()
}
