//! The room served: a centre, three communes and their people, the jobs that run when asked.

use std::sync::Arc;

use annuaire::{
    Acteur, Collectivite, CourrielAnnuaire, Durete, FonctionContact, Identification, Provenance, Role, SaisieContact,
    SaisiePersonne,
    appartenances::{self, FicheAppartenance},
    collectivites, contacts, identification, liens, personnes,
};
use axum::Router;
use db::{Db, Perimetre, Tx, testing::TestDb};
use jobs::{Registry, Worker};
use kernel::{Clock, CollectiviteId};
use web::{House, Services, testing::Visiteur};

use crate::monde::{fiche, migrations, services};

const SECRET: &str = "girafe tournevis omelette quartz";
pub const ALBIAS: &str = "218200020";
pub const PATH: &str = "/centre/rgpd";
pub const CNIL: &[u8] = include_bytes!("../../fixtures/designations-windows-1252.csv");

pub struct Site {
    pub clock: Clock,
    pub acteur: Acteur,
    pub centre: Collectivite,
    pub albias: Collectivite,
    pub montauban: Collectivite,
    pub bressols: Collectivite,
    pub services: Services,
    registry: Arc<Registry>,
    router: Router,
    db: TestDb,
    _files: tempfile::TempDir,
}

impl Site {
    pub async fn new() -> Self {
        Self::on(TestDb::sqlite(&migrations()).await).await
    }

    pub async fn on(db: TestDb) -> Self {
        let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        let files = tempfile::tempdir().unwrap();
        let services = services(&db.db, &clock, files.path()).await;
        let mut registry = Registry::new();
        mail::register(&mut registry, mail::Mailer::new(mail::Transport::Page).unwrap());
        (dpd::ROOM.register)(&mut registry, &services).unwrap();
        let registry = Arc::new(registry);
        let (house, plan) = House::new(services.clone(), Arc::clone(&registry), &[&dpd::ROOM]);
        let acteur = Acteur::systeme("essai");
        let [centre, albias, montauban, bressols] = places(&db.db, &clock, &acteur).await;
        let router = web::router(house, plan);
        let site =
            Self { clock, acteur, centre, albias, montauban, bressols, services, registry, router, db, _files: files };
        site.people().await;
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

    /// Runs the jobs until none is due.
    pub async fn drain(&self) {
        let worker = Worker::new(self.db().clone(), Arc::clone(&self.registry), self.clock.clone(), "essai");
        worker.drain().await.unwrap();
    }

    /// Of the centre, with every member.
    pub async fn dpd(&self) -> Visiteur {
        self.visit("hugo").await
    }

    /// Delegate too, to whom Albias alone is given.
    pub async fn dpd_of_albias(&self) -> Visiteur {
        self.visit("sofia").await
    }

    /// Of the centre, but not a delegate.
    pub async fn technicienne(&self) -> Visiteur {
        self.visit("ines").await
    }

    /// Of Albias.
    pub async fn secretaire(&self) -> Visiteur {
        self.visit("claire").await
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

    /// Names the référent RGPD of a collectivité.
    pub async fn referent(&self, whose: CollectiviteId, nom: &str, courriel: &str) {
        let typed = SaisieContact {
            fonction: FonctionContact::ReferentRgpd.code().to_owned(),
            nom: nom.into(),
            courriel: courriel.into(),
            telephone: "05 63 31 00 00".into(),
            ..SaisieContact::default()
        };
        let mut tx = self.begin().await;
        contacts::add(&mut tx, &self.clock, &self.acteur, whose, typed.read().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many lines of the journal tell this.
    pub async fn journaled(&self, action: &str) -> usize {
        let request = db::ListRequest { per_page: 1_000, ..db::ListRequest::default() };
        let mut tx = self.read().await;
        let all: Vec<journal::LigneEcrite> =
            journal::LIST_CENTRE.all(&mut tx, db::params![], &request, 1_000).await.unwrap();
        all.iter().filter(|line| line.action == action).count()
    }

    async fn people(&self) {
        let admin = somebody("Anne", "Martin");
        personnes::create_first_admin(self.db(), &self.clock, Durete::pour_les_tests(), &admin, SECRET).await.unwrap();
        self.member("Hugo", "Marty", &self.centre, Role::Dpd, None).await;
        self.member("Sofia", "Caron", &self.centre, Role::Dpd, Some(self.albias.id)).await;
        self.member("Ines", "Delmas", &self.centre, Role::Technicien, None).await;
        self.member("Claire", "Vidal", &self.albias, Role::Secretaire, None).await;
    }

    async fn member(&self, prenom: &str, nom: &str, place: &Collectivite, role: Role, only: Option<CollectiviteId>) {
        let (clock, acteur) = (&self.clock, &self.acteur);
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        let personne = personnes::create(&mut tx, clock, acteur, &somebody(prenom, nom)).await.unwrap();
        let whole = role.is_du_centre() && only.is_none();
        let fiche = FicheAppartenance { portefeuille_entier: whole, ..FicheAppartenance::new(role, clock.today()) };
        let place = appartenances::add(&mut tx, clock, acteur, (personne.id, place.id), &fiche).await.unwrap();
        if let Some(only) = only {
            appartenances::set_portefeuille(&mut tx, clock, acteur, place.id, Some(&[only])).await.unwrap();
        }
        let mail = liens::invite(&mut tx, clock, acteur, personne.id).await.unwrap();
        tx.commit().await.unwrap();
        let CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
        liens::choose_password(self.db(), clock, Durete::pour_les_tests(), (&jeton, SECRET)).await.unwrap();
    }
}

/// Nine digits with a right key: those of the centre are of no body that exists.
async fn places(db: &Db, clock: &Clock, acteur: &Acteur) -> [Collectivite; 4] {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let centre = fiche("cdg", "Centre de gestion de Tarn-et-Garonne", "999000003", "", "contact@cdg82.example");
    let centre = collectivites::create_exploitant(&mut tx, clock, acteur, &centre).await.unwrap();
    let mut made = vec![centre];
    for (nom, siren, insee, courriel) in [
        ("Albias", ALBIAS, "82002", "mairie@albias.example"),
        ("Montauban", "218201218", "82121", "mairie@montauban.example"),
        ("Bressols", "218200251", "82025", ""),
    ] {
        let fiche = fiche("commune", nom, siren, insee, courriel);
        made.push(collectivites::create(&mut tx, clock, acteur, &fiche).await.unwrap());
    }
    tx.commit().await.unwrap();
    made.try_into().unwrap()
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
