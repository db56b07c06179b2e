//! The room served: a centre, two communes and their people, the jobs that run when asked.

use std::ops::Deref;

use annuaire::{Collectivite, Role, personnes};
use db::{Perimetre, testing::TestDb};
use rgpd::{
    ROOM,
    domain::{Contenu, Traitement, TraitementId},
    gestes::{Contexte, traitements::Avec},
    store::traitements,
};
use web::testing::{Maison, Visiteur, fiche, fiche_centre, migrations};

pub const ALBIAS: &str = "218200020";
pub const BASE: &str = "/c/218200020/rgpd";

pub struct Site {
    pub albias: Collectivite,
    pub montauban: Collectivite,
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
        let db = TestDb::sqlite(&migrations(&[&ROOM])).await;
        let maison = Maison::new(db, "2026-11-25T08:00:00Z", &[&ROOM], &fiche_centre()).await;
        let albias = maison.collectivite(&fiche("commune", "Albias", ALBIAS, "82002")).await;
        let montauban = maison.collectivite(&fiche("commune", "Montauban", "218201218", "82121")).await;
        maison.member(("Hugo", "Marty"), &maison.centre, Role::Dpd, None).await;
        maison.member(("Claire", "Vidal"), &albias, Role::Secretaire, None).await;
        maison.member(("Jean", "Pujol"), &albias, Role::Executif, None).await;
        maison.member(("Thomas", "Escudier"), &albias, Role::Agent, None).await;
        maison.member(("Lucie", "Ferrand"), &montauban, Role::Secretaire, None).await;
        Self { albias, montauban, maison }
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

    pub async fn personne(&self, prenom: &str) -> kernel::PersonneId {
        let courriel = format!("{prenom}@exemple.fr").parse().unwrap();
        let mut tx = self.db().read(Perimetre::Commun).await.unwrap();
        personnes::find_by_courriel(&mut tx, &courriel).await.unwrap().unwrap().id
    }
}

pub fn whole() -> Contenu {
    toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap()
}
