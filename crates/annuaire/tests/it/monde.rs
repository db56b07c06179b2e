//! A small world: a centre, two communes, an administrator, a DPD, a secrétaire.

use annuaire::{
    Acteur, AnnuaireError, Collectivite, Durete, FicheCollectivite, FichePersonne, Identification, Permission,
    Personne, Provenance, Refus, Role, SaisieCollectivite, SaisiePersonne, SessionOuverte, appartenances,
    appartenances::FicheAppartenance, collectivites, identification, liens, personnes, sessions,
};
use db::{Db, ListRequest, Perimetre, Tx};
use journal::LigneEcrite;
use kernel::{Clock, CollectiviteId, PersonneId};

pub const SECRET: &str = "girafe tournevis omelette quartz";
pub const GERER: Permission = Permission {
    code: "essai.gerer",
    libelle: "Gérer l’essai",
    roles: &[Role::Administrateur, Role::Dpd, Role::Secretaire],
};

pub struct Monde {
    pub clock: Clock,
    pub acteur: Acteur,
    pub centre: Collectivite,
    pub albias: Collectivite,
    pub montauban: Collectivite,
    pub admin: Personne,
    pub dpd: Personne,
    pub secretaire: Personne,
}

impl Monde {
    pub async fn new(db: &Db) -> Self {
        let clock = Clock::fixed("2026-03-02T08:00:00Z".parse().unwrap());
        let acteur = Acteur::systeme("essai");
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        // Nine digits with a right key, of no body that exists.
        let centre = collectivites::create_exploitant(
            &mut tx,
            &clock,
            &acteur,
            &fiche("cdg", "Centre de gestion", "999000003", ""),
        )
        .await
        .unwrap();
        let albias = collectivites::create(&mut tx, &clock, &acteur, &fiche("commune", "Albias", "218200020", "82002"))
            .await
            .unwrap();
        let montauban =
            collectivites::create(&mut tx, &clock, &acteur, &fiche("commune", "Montauban", "218201218", "82121"))
                .await
                .unwrap();
        tx.commit().await.unwrap();
        let admin =
            personnes::create_first_admin(db, &clock, Durete::pour_les_tests(), &somebody("Anne", "Martin"), SECRET)
                .await
                .unwrap();
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let dpd = personnes::create(&mut tx, &clock, &acteur, &somebody("Denis", "Petit")).await.unwrap();
        let secretaire = personnes::create(&mut tx, &clock, &acteur, &somebody("Claire", "Vidal")).await.unwrap();
        let monde = Self { clock, acteur, centre, albias, montauban, admin, dpd, secretaire };
        let id = monde.join(&mut tx, &monde.dpd, &monde.centre, Role::Dpd).await;
        let listed = [monde.albias.id];
        appartenances::set_portefeuille(&mut tx, &monde.clock, &monde.acteur, id, Some(&listed)).await.unwrap();
        monde.join(&mut tx, &monde.secretaire, &monde.albias, Role::Secretaire).await;
        tx.commit().await.unwrap();
        for personne in [&monde.dpd, &monde.secretaire] {
            monde.give_password(db, personne.id, SECRET).await;
        }
        monde
    }

    pub async fn join(
        &self,
        tx: &mut Tx,
        personne: &Personne,
        place: &Collectivite,
        role: Role,
    ) -> kernel::Id<annuaire::AppartenanceActive> {
        let fiche = FicheAppartenance::new(role, self.clock.today());
        appartenances::add(tx, &self.clock, &self.acteur, (personne.id, place.id), &fiche).await.unwrap().id
    }

    /// As one really gets a password: invited, by the link.
    pub async fn give_password(&self, db: &Db, personne: PersonneId, mot_de_passe: &str) {
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let mail = liens::invite(&mut tx, &self.clock, &self.acteur, personne).await.unwrap();
        tx.commit().await.unwrap();
        let annuaire::CourrielAnnuaire::Invitation { jeton, .. } = mail else { panic!("{mail:?}") };
        liens::choose_password(db, &self.clock, Durete::pour_les_tests(), (&jeton, mot_de_passe)).await.unwrap();
    }

    pub async fn attempt(&self, db: &Db, courriel: &str, mot_de_passe: &str) -> Identification {
        self.attempt_from(db, courriel, mot_de_passe, "192.0.2.1").await
    }

    pub async fn attempt_from(&self, db: &Db, courriel: &str, mot_de_passe: &str, adresse: &str) -> Identification {
        identification::sign_in(db, &self.clock, Durete::pour_les_tests(), (courriel, mot_de_passe), &from(adresse))
            .await
            .unwrap()
    }

    /// Signs somebody in; gives the token of the cookie.
    pub async fn sign_in(&self, db: &Db, personne: &Personne) -> String {
        match self.attempt(db, personne.fiche.courriel.as_str(), SECRET).await {
            Identification::Entree { jeton, .. } => jeton,
            other => panic!("{other:?}"),
        }
    }

    pub async fn session(&self, db: &Db, jeton: &str) -> Option<SessionOuverte> {
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        sessions::find(&mut tx, &self.clock, jeton).await.unwrap()
    }

    pub async fn open(&self, db: &Db, personne: &Personne) -> SessionOuverte {
        let jeton = self.sign_in(db, personne).await;
        self.session(db, &jeton).await.unwrap()
    }
}

pub fn from(adresse: &str) -> Provenance {
    Provenance { adresse: adresse.to_owned(), agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0".to_owned() }
}

pub fn fiche(genre: &str, nom: &str, siren: &str, code_insee: &str) -> FicheCollectivite {
    let typed = SaisieCollectivite {
        genre: genre.into(),
        nom: nom.into(),
        siren: siren.into(),
        code_insee: code_insee.into(),
        departement: "82".into(),
        ..SaisieCollectivite::default()
    };
    typed.read().unwrap()
}

pub fn somebody(prenom: &str, nom: &str) -> FichePersonne {
    let typed = SaisiePersonne {
        prenom: prenom.into(),
        nom: nom.into(),
        courriel: format!("{prenom}.{nom}@exemple.fr"),
        genre: "agent".into(),
        ..SaisiePersonne::default()
    };
    typed.read().unwrap()
}

/// The journal of a collectivité, the latest line first.
pub async fn journal(db: &Db, collectivite: CollectiviteId) -> Vec<LigneEcrite> {
    let mut tx = db.read(Perimetre::Collectivite(collectivite)).await.unwrap();
    let request = ListRequest { desc: true, page: 1, per_page: 1_000, ..ListRequest::default() };
    journal::LIST.all(&mut tx, db::params![collectivite], &request, 1_000).await.unwrap()
}

pub async fn actions(db: &Db, collectivite: CollectiviteId) -> Vec<String> {
    journal(db, collectivite).await.into_iter().map(|line| line.action).collect()
}

/// The refusal of an act, or a panic that shows what came instead.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, AnnuaireError>) -> Refus {
    match result {
        Err(AnnuaireError::Refus(refus)) => refus,
        other => panic!("{other:?}"),
    }
}
