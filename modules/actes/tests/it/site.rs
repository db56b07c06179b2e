//! The room served: a centre, two communes and their people, the jobs that run when asked.

use std::{ops::Deref, sync::Arc};

use actes::{
    ROOM,
    domain::{Acte, ActeId, Canal, Echange, Envoi, Evenement, Raccordement},
    gestes::{Contexte, raccordements},
    store::{actes as rows, echanges, envois, evenements, formations},
    transport::{Transport, reel::Reel},
};
use annuaire::{Collectivite, Role};
use db::testing::TestDb;
use kernel::Clock;
use serde_json::json;
use web::{
    Ports,
    testing::{Maison, Visiteur, fiche, fiche_centre, migrations},
};

use crate::ministere::Ministere;

/// The instant of every test.
const AT: &str = "2026-11-25T08:00:00Z";
pub const BASE: &str = "/c/218200020/actes";
pub const PDF: &[u8] = include_bytes!("../../fixtures/deliberation.pdf");

pub struct Site {
    pub albias: Collectivite,
    maison: Maison,
}

impl Deref for Site {
    type Target = Maison;

    fn deref(&self) -> &Maison {
        &self.maison
    }
}

impl Site {
    pub async fn new() -> Self {
        Self::with(fiche("commune", "Albias", "218200020", "82002")).await
    }

    /// With what open data asks of its fiche.
    pub async fn with_siret() -> Self {
        let siret = Some("21820002000012".parse().unwrap());
        Self::with(annuaire::FicheCollectivite { siret, ..fiche("commune", "Albias", "218200020", "82002") }).await
    }

    /// Albias connected to a ministry, its secretary trained, the classification received.
    pub async fn connected() -> (Self, Ministere) {
        let ministere = Ministere::start().await;
        let mut offered = Ports::default();
        let clock = Clock::fixed(AT.parse().unwrap());
        offered.offer::<dyn Transport>(Arc::new(Reel::new(ministere.config(), clock).unwrap()));
        let site = Self::offering(fiche("commune", "Albias", "218200020", "82002"), offered).await;
        let mut tx = site.begin().await;
        let ctx = Contexte::new(&site.clock, &site.acteur, &site.albias);
        let known = raccordements::begin(&mut tx, &site.services, ctx, &site.albias).await.unwrap();
        let day = site.clock.today();
        let real = Raccordement {
            canal: Canal::Reel,
            convention_le: Some(day),
            debut_le: Some(day),
            arrondissement: "2".into(),
            ..known
        };
        raccordements::set(&mut tx, &site.services, ctx, real).await.unwrap();
        let claire = annuaire::personnes::find_by_courriel(&mut tx, &"claire@exemple.fr".parse().unwrap())
            .await
            .unwrap()
            .unwrap();
        raccordements::note_training(&mut tx, ctx, (claire.id, "Claire Vidal"), (day, "")).await.unwrap();
        tx.commit().await.unwrap();
        site.drain().await;
        site.fetch().await;
        (site, ministere)
    }

    /// Goes to the school, or back to the true préfecture.
    pub async fn set_canal(&self, canal: Canal) {
        let mut tx = self.begin().await;
        let known = actes::store::raccordements::find(&mut tx, self.albias.id).await.unwrap().unwrap();
        let ctx = Contexte::new(&self.clock, &self.acteur, &self.albias);
        raccordements::set(&mut tx, &self.services, ctx, Raccordement { canal, ..known }).await.unwrap();
        tx.commit().await.unwrap();
        self.drain().await;
        self.fetch().await;
    }

    /// As if nobody had been trained before tomorrow.
    pub async fn forget_trainings(&self) {
        let mut tx = self.begin().await;
        for known in formations::list(&mut tx, self.albias.id).await.unwrap() {
            let later = formations::Formation { formee_le: self.clock.today().next_day().unwrap(), ..known };
            formations::save(&mut tx, self.albias.id, &later).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn with(albias: annuaire::FicheCollectivite) -> Self {
        Self::offering(albias, Ports::default()).await
    }

    async fn offering(albias: annuaire::FicheCollectivite, offered: Ports) -> Self {
        let db = TestDb::sqlite(&migrations(&[&ROOM])).await;
        let maison = Maison::with_offers(db, AT, (&[&ROOM], offered), &fiche_centre()).await;
        let albias = maison.collectivite(&albias).await;
        let montauban = maison.collectivite(&fiche("commune", "Montauban", "218201218", "82121")).await;
        maison.member(("Karim", "Benali"), &maison.centre, Role::Technicien, None).await;
        maison.member(("Claire", "Vidal"), &albias, Role::Secretaire, None).await;
        maison.member(("Thomas", "Escudier"), &albias, Role::Agent, None).await;
        maison.member(("Lucie", "Ferrand"), &montauban, Role::Secretaire, None).await;
        Self { albias, maison }
    }

    /// Of Albias: she deposits and sends.
    pub async fn secretaire(&self) -> Visiteur {
        self.visit("claire").await
    }

    /// Of Albias: he deposits only.
    pub async fn agent(&self) -> Visiteur {
        self.visit("thomas").await
    }

    /// Of Montauban: a foreigner here.
    pub async fn voisine(&self) -> Visiteur {
        self.visit("lucie").await
    }

    pub async fn technicien(&self) -> Visiteur {
        self.visit("karim").await
    }

    /// Reads what the préfecture wrote, and does all that follows.
    pub async fn fetch(&self) {
        let mut tx = self.db().begin(db::Perimetre::Commun).await.unwrap();
        jobs::enqueue(&mut tx, &self.clock, jobs::NewJob::new(actes::RELEVE, json!({}))).await.unwrap();
        tx.commit().await.unwrap();
        self.drain().await;
    }

    pub async fn acte(&self, id: ActeId) -> Acte {
        rows::find(&mut self.read().await, self.albias.id, id).await.unwrap().unwrap()
    }

    pub async fn letters(&self, id: ActeId) -> Vec<Echange> {
        echanges::list_of(&mut self.read().await, self.albias.id, id).await.unwrap()
    }

    pub async fn sendings(&self, id: ActeId) -> Vec<Envoi> {
        envois::list_of(&mut self.read().await, self.albias.id, id).await.unwrap()
    }

    pub async fn events(&self, id: ActeId) -> Vec<Evenement> {
        evenements::list_of(&mut self.read().await, self.albias.id, id).await.unwrap()
    }

    pub async fn journal(&self) -> String {
        journal::write_export(&mut self.read().await, self.albias.id).await.unwrap()
    }

    /// A délibération deposited by the secretary through the page; gives its id.
    pub async fn deposited(&self, numero: &str) -> ActeId {
        let claire = self.secretaire().await;
        let id = claire.get(&format!("{BASE}/nouveau")).await.hidden("id");
        let typed = [
            ("id", id.as_str()),
            ("nature", "1"),
            ("objet", "Tarifs de la cantine pour 2027"),
            ("numero", numero),
            ("decision_le", "2026-11-24"),
        ];
        let sent = claire.upload(BASE, &typed, ("fichier", "Délibération.pdf", PDF)).await;
        assert_eq!(sent.status, axum::http::StatusCode::SEE_OTHER, "{}", sent.text());
        // The classification that the first deposit asked for.
        self.drain().await;
        self.fetch().await;
        id.parse().unwrap()
    }

    /// The same, its matière chosen.
    pub async fn prepared(&self, numero: &str) -> ActeId {
        let id = self.deposited(numero).await;
        let claire = self.secretaire().await;
        let there = format!("{BASE}/{id}/preparation");
        let revision = claire.get(&there).await.hidden("revision");
        let typed = [
            ("revision", revision.as_str()),
            ("nature", "1"),
            ("matiere", "7.10 Finances locales / Divers"),
            ("objet", "Tarifs de la cantine pour 2027"),
            ("numero", numero),
            ("decision_le", "2026-11-24"),
        ];
        let saved = claire.post(&there, &typed).await;
        assert_eq!(saved.status, axum::http::StatusCode::SEE_OTHER, "{}", saved.text());
        id
    }

    /// Received by the préfecture, that of the school unless another is connected.
    pub async fn received(&self, numero: &str) -> ActeId {
        let id = self.prepared(numero).await;
        self.secretaire().await.post(&format!("{BASE}/{id}/envoi"), &[]).await;
        self.drain().await;
        self.fetch().await;
        id
    }
}
