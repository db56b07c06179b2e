//! The room served: a centre, three communes and their people, the jobs that run when asked.

use std::ops::Deref;

use annuaire::{Collectivite, FonctionContact, Role, SaisieContact, contacts};
use db::testing::TestDb;
use dpd::ROOM;
use kernel::CollectiviteId;
use web::testing::{Maison, Visiteur, fiche_centre, migrations};

use crate::ports::OTHERS;

pub const ALBIAS: &str = "218200020";
pub const PATH: &str = "/centre/rgpd";
pub const CNIL: &[u8] = include_bytes!("../../fixtures/designations-windows-1252.csv");

pub struct Site {
    pub albias: Collectivite,
    pub montauban: Collectivite,
    pub bressols: Collectivite,
    maison: Maison,
}

impl Deref for Site {
    type Target = Maison;

    fn deref(&self) -> &Maison {
        &self.maison
    }
}

/// A collectivité with the address to which one writes.
pub fn fiche(genre: &str, nom: &str, siren: &str, code_insee: &str, courriel: &str) -> annuaire::FicheCollectivite {
    let mut fiche = web::testing::fiche(genre, nom, siren, code_insee);
    fiche.courriel = (!courriel.is_empty()).then(|| courriel.parse().unwrap());
    fiche
}

impl Site {
    pub async fn new() -> Self {
        Self::on(TestDb::sqlite(&migrations(&[&ROOM])).await).await
    }

    pub async fn on(db: TestDb) -> Self {
        let mut centre = fiche_centre();
        centre.courriel = Some("contact@cdg82.example".parse().unwrap());
        let maison = Maison::new(db, "2026-11-25T08:00:00Z", &[&OTHERS, &ROOM], &centre).await;
        let mut places = Vec::new();
        for (nom, siren, insee, courriel) in [
            ("Albias", ALBIAS, "82002", "mairie@albias.example"),
            ("Montauban", "218201218", "82121", "mairie@montauban.example"),
            ("Bressols", "218200251", "82025", ""),
        ] {
            places.push(maison.collectivite(&fiche("commune", nom, siren, insee, courriel)).await);
        }
        let [albias, montauban, bressols] = places.try_into().unwrap();
        maison.member(("Hugo", "Marty"), &maison.centre, Role::Dpd, None).await;
        maison.member(("Sofia", "Caron"), &maison.centre, Role::Dpd, Some(&[albias.id])).await;
        maison.member(("Ines", "Delmas"), &maison.centre, Role::Technicien, None).await;
        maison.member(("Claire", "Vidal"), &albias, Role::Secretaire, None).await;
        Self { albias, montauban, bressols, maison }
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
}
