//! The room served: a centre with its grid, its members and their people, the jobs that run when asked.

use std::sync::Arc;

use annuaire::{
    Acteur, Collectivite, CourrielAnnuaire, Durete, Identification, Population, Provenance, Role, SaisiePersonne,
    appartenances::{self, FicheAppartenance},
    collectivites, identification, liens, personnes,
};
use axum::Router;
use conventions::gestes::{abonnements, grilles, syntec};
use db::{Db, Perimetre, Tx, testing::TestDb};
use jobs::{Registry, Worker};
use kernel::Clock;
use mail::{Mailer, Transport};
use web::{House, Services, testing::Visiteur};

use crate::{
    monde::{fiche, migrations, services},
    support::CDG82,
};

const SECRET: &str = "girafe tournevis omelette quartz";
pub const ALBIAS: &str = "218200020";
pub const MONTAUBAN: &str = "218201218";
pub const QUERCY: &str = "248200016";

/// What the members have: Albias 3 postes and a first year of DPD, Montauban two users, the EPCI the DPD on quote.
const ABONNEMENTS: &str = "siren;service;quantite;depuis\n\
    218200020;N2;3;2018\n218200020;RGPD;1;2020\n218201218;DEMAT;2;2018\n248200016;RGPD;1;2020\n";

pub struct Site {
    pub clock: Clock,
    pub acteur: Acteur,
    pub services: Services,
    pub centre: Collectivite,
    pub albias: Collectivite,
    router: Router,
    registry: Arc<Registry>,
    db: TestDb,
    _files: tempfile::TempDir,
}

impl Site {
    /// With the real grid of 2020, not yet revised, the index of two Novembers, and three members.
    pub async fn new() -> Self {
        let site = Self::empty().await;
        let mut tx = site.begin().await;
        grilles::add(&mut tx, &site.clock, &site.acteur, CDG82, "Convention 2020").await.unwrap();
        for (mois, indice) in [("2018-11", "270.1"), ("2019-11", "274.5")] {
            syntec::set(&mut tx, &site.clock, &site.acteur, mois.parse().unwrap(), indice.parse().unwrap())
                .await
                .unwrap();
        }
        let done =
            abonnements::import(&mut tx, &site.clock, &site.acteur, ABONNEMENTS.as_bytes(), "essai.csv").await.unwrap();
        assert_eq!(done.erreurs, []);
        tx.commit().await.unwrap();
        site
    }

    /// The same with its grid validated, its états computed, its jobs done.
    pub async fn computed() -> Self {
        let site = Self::new().await;
        let admin = site.admin().await;
        assert_eq!(
            admin.post("/centre/tarifs/revision/2020/validation", &[]).await.location(),
            "/centre/tarifs?annee=2020&fait=tarifs-valides"
        );
        admin.post("/centre/etats/2020/calcul", &[]).await.location();
        site.work().await;
        site
    }

    /// Collectivités and people, and nothing else.
    pub async fn empty() -> Self {
        let db = TestDb::sqlite(&migrations()).await;
        let clock = Clock::fixed("2020-12-01T08:00:00Z".parse().unwrap());
        let files = tempfile::tempdir().unwrap();
        let services = services(&db.db, &clock, files.path()).await;
        let mut registry = Registry::new();
        mail::register(&mut registry, Mailer::new(Transport::Page).unwrap());
        (conventions::ROOM.register)(&mut registry, &services).unwrap();
        let registry = Arc::new(registry);
        let (house, plan) = House::new(services.clone(), Arc::clone(&registry), &[&conventions::ROOM]);
        let acteur = Acteur::systeme("essai");
        let [centre, albias] = places(&db.db, &clock, &acteur).await;
        let router = web::router(house, plan);
        let site = Self { clock, acteur, services, centre, albias, router, registry, db, _files: files };
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

    /// Runs the jobs that are due.
    pub async fn work(&self) {
        Worker::new(self.db().clone(), Arc::clone(&self.registry), self.clock.clone(), "essai").drain().await.unwrap();
    }

    pub async fn admin(&self) -> Visiteur {
        self.visit("anne").await
    }

    /// Of the centre, without the accounts.
    pub async fn technicien(&self) -> Visiteur {
        self.visit("denis").await
    }

    /// Of Albias.
    pub async fn secretaire(&self) -> Visiteur {
        self.visit("claire").await
    }

    pub fn passer_by(&self) -> Visiteur {
        Visiteur::new(self.router.clone(), "", String::new())
    }

    async fn visit(&self, prenom: &str) -> Visiteur {
        let who = Provenance { adresse: "192.0.2.1".into(), agent: "essai".into() };
        let courriel = format!("{prenom}@exemple.fr");
        let entered =
            identification::sign_in(self.db(), &self.clock, Durete::pour_les_tests(), (&courriel, SECRET), &who);
        let Identification::Entree { jeton, .. } = entered.await.unwrap() else { panic!("{courriel} may not enter") };
        let mut tx = self.db().read(Perimetre::Commun).await.unwrap();
        let session = annuaire::sessions::find(&mut tx, &self.clock, &jeton).await.unwrap().unwrap();
        Visiteur::new(self.router.clone(), &jeton, session.csrf)
    }

    async fn people(&self) {
        let admin = somebody("Anne", "Martin");
        personnes::create_first_admin(self.db(), &self.clock, Durete::pour_les_tests(), &admin, SECRET).await.unwrap();
        self.member("Denis", "Petit", &self.centre, Role::Technicien).await;
        self.member("Claire", "Vidal", &self.albias, Role::Secretaire).await;
    }

    async fn member(&self, prenom: &str, nom: &str, place: &Collectivite, role: Role) {
        let (clock, acteur) = (&self.clock, &self.acteur);
        let mut tx = self.db().begin(Perimetre::Commun).await.unwrap();
        let personne = personnes::create(&mut tx, clock, acteur, &somebody(prenom, nom)).await.unwrap();
        let fiche = FicheAppartenance::new(role, clock.today());
        appartenances::add(&mut tx, clock, acteur, (personne.id, place.id), &fiche).await.unwrap();
        let mail = liens::invite(&mut tx, clock, acteur, personne.id).await.unwrap();
        tx.commit().await.unwrap();
        let CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
        liens::choose_password(self.db(), clock, Durete::pour_les_tests(), (&jeton, SECRET)).await.unwrap();
    }

    /// More communes in convention, with as many services each.
    pub async fn more_members(&self, ranks: std::ops::Range<usize>) {
        let departement = annuaire::national::departement("62").unwrap();
        let mut csv = vec!["siren;service;quantite;depuis".to_owned()];
        let mut tx = self.begin().await;
        for commune in &departement.communes[ranks] {
            let fiche = fiche("commune", &commune.nom, commune.siren.as_str(), &commune.code.to_string());
            collectivites::create(&mut tx, &self.clock, &self.acteur, &fiche).await.unwrap();
            csv.extend(["N1;2", "N2;3", "DOM;1"].map(|service| format!("{};{service};2018", commune.siren)));
        }
        let csv = csv.join("\n");
        let done = abonnements::import(&mut tx, &self.clock, &self.acteur, csv.as_bytes(), "plus.csv").await.unwrap();
        assert_eq!(done.erreurs, []);
        tx.commit().await.unwrap();
    }
}

async fn places(db: &Db, clock: &Clock, acteur: &Acteur) -> [Collectivite; 2] {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    // Nine digits with a right key, of no body that exists.
    let mut centre = fiche("cdg", "Centre de gestion de Tarn-et-Garonne", "999000003", "");
    centre.siret = Some("99900000300007".parse().unwrap());
    let centre = collectivites::create_exploitant(&mut tx, clock, acteur, &centre).await.unwrap();
    let mut albias = fiche("commune", "Albias", ALBIAS, "82002");
    albias.courriel = Some("mairie@albias.example".parse().unwrap());
    albias.siret = Some("21820002000012".parse().unwrap());
    let albias = collectivites::create(&mut tx, clock, acteur, &albias).await.unwrap();
    let montauban = collectivites::create(&mut tx, clock, acteur, &fiche("commune", "Montauban", MONTAUBAN, "82121"))
        .await
        .unwrap();
    let quercy =
        collectivites::create(&mut tx, clock, acteur, &fiche("cc", "CC du Quercy Vert", QUERCY, "")).await.unwrap();
    for (place, totale) in [(&albias, 3_302), (&montauban, 61_500), (&quercy, 20_000)] {
        let population = Population { millesime: 2017, totale: Some(totale), municipale: Some(totale) };
        collectivites::set_population(&mut tx, clock, acteur, place.id, population).await.unwrap();
    }
    let found = [centre.id, albias.id];
    let mut all = Vec::new();
    for id in found {
        all.push(collectivites::find(&mut tx, id).await.unwrap().unwrap());
    }
    tx.commit().await.unwrap();
    all.try_into().unwrap()
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
