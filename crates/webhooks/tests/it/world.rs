//! A commune, its neighbour and the centre; software that listens; workers that deliver.

use db::{Db, ListRequest, Migration, Perimetre, Tx};
use jobs::{Registry, Worker};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Siren};
use liaison::{
    AppelConfig,
    testing::{Appele, Autorite, Reponse, ServeurAppel},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use webhooks::{
    Abonnement, AbonnementId, Contexte, EtatLivraison, Evenement, GenreEvenement, Livraison, LivraisonId, Portee,
    Saisie, Secret, WebhookError, Webhooks, WebhooksConfig, abonnements, livraisons,
};

pub const MIGRATIONS: &[Migration] = &[jobs::MIGRATIONS[0], journal::MIGRATIONS[0], webhooks::MIGRATIONS[0]];

pub const RECU: GenreEvenement = GenreEvenement::new("actes.recu", "Acte reçu en préfecture");
pub const REFUSE: GenreEvenement = GenreEvenement::new("actes.refuse", "Acte refusé par la préfecture");

pub struct Monde {
    pub db: Db,
    pub clock: Clock,
    pub autorite: Autorite,
    pub webhooks: Webhooks,
    pub acteur: Acteur,
    pub commune: CollectiviteId,
    pub voisine: CollectiviteId,
    pub centre: CollectiviteId,
    pub data: TempDir,
}

impl Monde {
    /// Its webhooks trust the servers of the test and may reach the machine itself.
    pub fn new(db: Db) -> Self {
        let (autorite, data) = (Autorite::new(), TempDir::new().unwrap());
        let webhooks = Webhooks::new(&config(&autorite), data.path(), [RECU, REFUSE]).unwrap();
        let clock = Clock::fixed("2026-11-22T08:00:00Z".parse().unwrap());
        let somebody = || CollectiviteId::new(&clock);
        let (commune, voisine, centre) = (somebody(), somebody(), somebody());
        Self { db, acteur: Acteur::systeme("Anne Martin"), clock, autorite, webhooks, commune, voisine, centre, data }
    }

    /// The same installation, differently configured.
    pub fn with(self, config: &WebhooksConfig) -> Self {
        Self { webhooks: Webhooks::new(config, self.data.path(), [RECU, REFUSE]).unwrap(), ..self }
    }

    pub fn ctx(&self, collectivite: CollectiviteId) -> Contexte<'_> {
        Contexte { clock: &self.clock, acteur: &self.acteur, collectivite }
    }

    pub async fn begin(&self, collectivite: CollectiviteId) -> Tx {
        self.db.begin(Perimetre::Collectivite(collectivite)).await.unwrap()
    }

    pub async fn read(&self, collectivite: CollectiviteId) -> Tx {
        self.db.read(Perimetre::Collectivite(collectivite)).await.unwrap()
    }

    pub async fn serve(&self, answer: impl Fn(&Appele) -> Reponse + Send + Sync + 'static) -> ServeurAppel {
        ServeurAppel::start(Some(&self.autorite), answer).await
    }

    pub async fn create(
        &self,
        whose: CollectiviteId,
        portee: Portee,
        saisie: &Saisie,
    ) -> Result<(Abonnement, Secret), WebhookError> {
        let mut tx = self.begin(whose).await;
        let made = abonnements::create(&mut tx, &self.webhooks, self.ctx(whose), portee, saisie).await;
        if made.is_ok() {
            tx.commit().await.unwrap();
        }
        made
    }

    /// An abonnement of this collectivité to the actes received.
    pub async fn listen(&self, whose: CollectiviteId, url: &str) -> (AbonnementId, Secret) {
        let (made, secret) = self.create(whose, Portee::Collectivite, &saisie(url, &[RECU])).await.unwrap();
        (made.id, secret)
    }

    pub async fn stop(&self, whose: CollectiviteId, id: AbonnementId) {
        let mut tx = self.begin(whose).await;
        abonnements::stop(&mut tx, self.ctx(whose), id).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn activate(&self, whose: CollectiviteId, id: AbonnementId) {
        let mut tx = self.begin(whose).await;
        abonnements::activate(&mut tx, self.ctx(whose), id).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub fn event(&self, collectivite: CollectiviteId, kind: GenreEvenement, payload: Value) -> Evenement {
        let siren: Siren = "218200020".parse().unwrap();
        Evenement { collectivite, siren, kind, objet_id: CollectiviteId::new(&self.clock).uuid(), payload }
    }

    /// An acte of the collectivité is received.
    pub async fn emit(&self, whose: CollectiviteId) -> u64 {
        let mut tx = self.begin(whose).await;
        let event = self.event(whose, RECU, json!({ "numero": "2026_012" }));
        let written = webhooks::emit(&mut tx, &self.clock, &event).await.unwrap();
        tx.commit().await.unwrap();
        written
    }

    pub fn worker(&self) -> Worker {
        let mut registry = Registry::new();
        webhooks::register(&mut registry, self.webhooks.clone());
        Worker::new(self.db.clone(), registry, self.clock.clone(), "essai")
    }

    pub async fn drain(&self) -> usize {
        self.worker().drain().await.unwrap()
    }

    pub async fn abonnement(&self, whose: CollectiviteId, id: AbonnementId) -> Abonnement {
        abonnements::find(&mut self.read(whose).await, whose, id).await.unwrap().unwrap()
    }

    /// Those of a collectivité, oldest first.
    pub async fn livraisons(&self, whose: CollectiviteId) -> Vec<Livraison> {
        let request = ListRequest { page: 1, per_page: 1_000, ..ListRequest::default() };
        livraisons::list(&mut self.read(whose).await, whose, &request).await.unwrap().rows
    }

    /// The only one of a collectivité.
    pub async fn livraison(&self, whose: CollectiviteId) -> Livraison {
        let mut all = self.livraisons(whose).await;
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    pub async fn resend(&self, whose: CollectiviteId, id: LivraisonId) -> Result<(), WebhookError> {
        let mut tx = self.begin(whose).await;
        let done = livraisons::resend(&mut tx, self.ctx(whose), id).await;
        tx.commit().await.unwrap();
        done
    }

    /// The actions that the journal holds, oldest first.
    pub async fn journal(&self, whose: CollectiviteId) -> Vec<journal::LigneEcrite> {
        let request = ListRequest::default();
        let mut tx = self.read(whose).await;
        journal::LIST.all(&mut tx, db::params![whose], &request, 1_000).await.unwrap()
    }
}

pub fn config(autorite: &Autorite) -> WebhooksConfig {
    let reseaux = vec!["127.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
    WebhooksConfig { appel: AppelConfig { reseaux, ca: Some(autorite.ca()), ..AppelConfig::default() }, cle: None }
}

pub fn saisie(url: &str, genres: &[GenreEvenement]) -> Saisie {
    let evenements = genres.iter().map(|genre| genre.code().to_owned()).collect();
    Saisie { nom: "Gestion des documents".to_owned(), url: url.to_owned(), evenements }
}

/// What a delivery is: its state, and its attempts in all.
pub fn state(livraison: &Livraison) -> (EtatLivraison, u32) {
    (livraison.etat, livraison.tentatives)
}
