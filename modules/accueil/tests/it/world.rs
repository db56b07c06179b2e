//! A small world: the centre and two communes, their people, and the house that serves them.

use std::sync::Arc;

use annuaire::{
    Acteur, Collectivite, CourrielAnnuaire, Durete, FichePersonne, Personne, Role, SaisieCollectivite, SaisiePersonne,
    appartenances::{self, FicheAppartenance},
    collectivites, liens, personnes,
};
use axum::Router;
use db::{Db, Migration, Perimetre, testing::TestDb};
use documents::{Documents, Limits};
use jobs::{Registry, Wake, Worker};
use kernel::Clock;
use mail::{Mailer, Transport};
use web::{Config, House, Parts, Services};

use crate::browser::Browser;

pub const SECRET: &str = "girafe tournevis omelette quartz";

pub struct World {
    pub db: Db,
    pub clock: Clock,
    pub centre: Collectivite,
    pub albias: Collectivite,
    pub montauban: Collectivite,
    /// Administrator of the centre.
    pub anne: Personne,
    /// Technician of the centre, who follows Albias only.
    pub denis: Personne,
    /// Secretary of Albias.
    pub claire: Personne,
    /// Maire of Montauban.
    pub marc: Personne,
    pub router: Router,
    _kept: (TestDb, tempfile::TempDir),
}

impl World {
    pub async fn new() -> Self {
        Self::with(false).await
    }

    pub async fn demo() -> Self {
        Self::with(true).await
    }

    async fn with(demo: bool) -> Self {
        let test = TestDb::sqlite(&migrations()).await;
        let db = test.db.clone();
        let clock = Clock::fixed("2026-03-02T08:00:00Z".parse().unwrap());
        let domain = if demo { "cdg82.example" } else { "exemple.fr" };
        let (centre, albias, montauban) = places(&db, &clock).await;
        let anne = somebody("Anne", "Martin", domain);
        let anne = personnes::create_first_admin(&db, &clock, Durete::pour_les_tests(), &anne, SECRET).await.unwrap();
        let denis = settled(&db, &clock, somebody("Denis", "Petit", domain), &centre, Role::Technicien).await;
        let claire = settled(&db, &clock, somebody("Claire", "Vidal", domain), &albias, Role::Secretaire).await;
        let marc = settled(&db, &clock, somebody("Marc", "Delmas", domain), &montauban, Role::Executif).await;
        give_portefeuille(&db, &clock, &denis, &albias).await;
        let folder = tempfile::tempdir().unwrap();
        let router = house(&db, &clock, folder.path(), demo).await;
        Self { db, clock, centre, albias, montauban, anne, denis, claire, marc, router, _kept: (test, folder) }
    }

    /// A browser that nobody uses yet.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// The browser of somebody who is in.
    pub async fn browser_of(&self, personne: &Personne) -> Browser<'_> {
        let mut browser = self.browser();
        browser.sign_in(personne.fiche.courriel.as_str(), SECRET).await;
        browser
    }

    /// One more person of a collectivité, with a password.
    pub async fn add(&self, prenom: &str, nom: &str, place: &Collectivite, role: Role) -> Personne {
        settled(&self.db, &self.clock, somebody(prenom, nom, "exemple.fr"), place, role).await
    }

    /// The mails sent to an address, the latest first: subject and plain text.
    pub async fn mails(&self, adresse: &str) -> Vec<(String, String)> {
        let mut registry = Registry::new();
        mail::register(&mut registry, Mailer::new(Transport::Page).unwrap());
        Worker::new(self.db.clone(), registry, self.clock.clone(), "essai").drain().await.unwrap();
        let mut tx = self.db.read(Perimetre::Commun).await.unwrap();
        let sort = Some("cree".to_owned());
        let request = db::ListRequest { page: 1, per_page: 100, sort, desc: true, ..Default::default() };
        let mut mails = Vec::new();
        for message in mail::list(&mut tx, &request).await.unwrap().rows {
            if message.destinataire_adresse == adresse {
                let whole = mail::find(&mut tx, message.id).await.unwrap().unwrap();
                mails.push((message.sujet, whole.bodies.unwrap().texte));
            }
        }
        mails
    }

    /// The address of the one-time link of the latest mail, as a path.
    pub async fn link(&self, adresse: &str) -> String {
        let (_, text) = self.mails(adresse).await.swap_remove(0);
        let at = text.find("/lien/").unwrap();
        text[at..].split_whitespace().next().unwrap().trim_end_matches('>').to_owned()
    }

    /// The journal of a collectivité, the latest line first.
    pub async fn journal(&self, place: &Collectivite) -> Vec<journal::LigneEcrite> {
        let mut tx = self.db.read(Perimetre::Centre).await.unwrap();
        let request = db::ListRequest { desc: true, page: 1, per_page: 1_000, ..Default::default() };
        journal::LIST.all(&mut tx, db::params![place.id], &request, 1_000).await.unwrap()
    }

    pub async fn reload(&self, personne: &Personne) -> Personne {
        let mut tx = self.db.read(Perimetre::Commun).await.unwrap();
        personnes::find(&mut tx, personne.id).await.unwrap().unwrap()
    }

    pub async fn memberships(&self, personne: &Personne) -> Vec<appartenances::Appartenance> {
        let mut tx = self.db.read(Perimetre::Commun).await.unwrap();
        appartenances::of_personne(&mut tx, personne.id).await.unwrap()
    }

    /// The only membership of somebody.
    pub async fn membership(&self, personne: &Personne) -> appartenances::Appartenance {
        let [one] = <[_; 1]>::try_from(self.memberships(personne).await).unwrap();
        one
    }
}

pub fn somebody(prenom: &str, nom: &str, domain: &str) -> FichePersonne {
    let typed = SaisiePersonne {
        prenom: prenom.into(),
        nom: nom.into(),
        courriel: format!("{}.{}@{domain}", kernel::fold(prenom), kernel::fold(nom)),
        genre: "agent".into(),
        ..SaisiePersonne::default()
    };
    typed.read().unwrap()
}

fn migrations() -> Vec<Migration> {
    [journal::MIGRATIONS, jobs::MIGRATIONS, mail::MIGRATIONS, annuaire::MIGRATIONS, web::MIGRATIONS].concat()
}

async fn places(db: &Db, clock: &Clock) -> (Collectivite, Collectivite, Collectivite) {
    let acteur = Acteur::systeme("essai");
    let fiche = |genre: &str, nom: &str, siren: &str, code_insee: &str| {
        let typed = SaisieCollectivite {
            genre: genre.into(),
            nom: nom.into(),
            siren: siren.into(),
            code_insee: code_insee.into(),
            departement: "82".into(),
            ..SaisieCollectivite::default()
        };
        typed.read().unwrap()
    };
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let centre = fiche("cdg", "Centre de gestion de Tarn-et-Garonne", "999000003", "");
    let centre = collectivites::create_exploitant(&mut tx, clock, &acteur, &centre).await.unwrap();
    let albias = fiche("commune", "Albias", "218200020", "82002");
    let albias = collectivites::create(&mut tx, clock, &acteur, &albias).await.unwrap();
    let montauban = fiche("commune", "Montauban", "218201218", "82121");
    let montauban = collectivites::create(&mut tx, clock, &acteur, &montauban).await.unwrap();
    tx.commit().await.unwrap();
    (centre, albias, montauban)
}

/// Somebody with a place and a password, as one really gets one: invited, by the link.
async fn settled(db: &Db, clock: &Clock, fiche: FichePersonne, place: &Collectivite, role: Role) -> Personne {
    let acteur = Acteur::systeme("essai");
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let personne = personnes::create(&mut tx, clock, &acteur, &fiche).await.unwrap();
    let membership = FicheAppartenance::new(role, clock.today());
    appartenances::add(&mut tx, clock, &acteur, (personne.id, place.id), &membership).await.unwrap();
    let mail = liens::invite(&mut tx, clock, &acteur, personne.id).await.unwrap();
    tx.commit().await.unwrap();
    let CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
    liens::choose_password(db, clock, Durete::pour_les_tests(), (&jeton, SECRET)).await.unwrap();
    let mut tx = db.read(Perimetre::Commun).await.unwrap();
    personnes::find(&mut tx, personne.id).await.unwrap().unwrap()
}

async fn give_portefeuille(db: &Db, clock: &Clock, personne: &Personne, place: &Collectivite) {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let id = appartenances::of_personne(&mut tx, personne.id).await.unwrap()[0].id;
    let acteur = Acteur::systeme("essai");
    appartenances::set_portefeuille(&mut tx, clock, &acteur, id, Some(&[place.id])).await.unwrap();
    tx.commit().await.unwrap();
}

async fn house(db: &Db, clock: &Clock, folder: &std::path::Path, demo: bool) -> Router {
    let limits = Limits { max_size: 1_000_000, serve_unscanned: true };
    let config = Config {
        public_url: "https://beffroi.exemple.fr".to_owned(),
        durete: Durete::pour_les_tests(),
        demo,
        max_upload: 1_000_000,
        behind_proxy: false,
    };
    let services = Services::new(Parts {
        db: db.clone(),
        clock: clock.clone(),
        config,
        documents: Documents::new(folder, limits, None).await.unwrap(),
        presse: editique::Presse::new().unwrap(),
        wake: Wake::default(),
    });
    let mut registry = Registry::new();
    (accueil::ROOM.register)(&mut registry, &services).unwrap();
    let (house, routes) = House::new(services, Arc::new(registry), &[&accueil::ROOM]);
    web::router(house, routes)
}
