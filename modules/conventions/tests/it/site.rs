//! The room served: a centre with its grid, its members and their people, the jobs that run when asked.

use std::ops::Deref;

use annuaire::{Collectivite, Population, Role, collectivites};
use conventions::{
    ROOM,
    gestes::{abonnements, grilles, syntec},
};
use db::testing::TestDb;
use web::testing::{Maison, Visiteur, fiche, fiche_centre, migrations};

use crate::support::CDG82;

pub const ALBIAS: &str = "218200020";
pub const MONTAUBAN: &str = "218201218";
pub const QUERCY: &str = "248200016";

/// What the members have: Albias 3 postes and a first year of DPD, Montauban two users, the EPCI the DPD on quote.
const ABONNEMENTS: &str = "siren;service;quantite;depuis\n\
    218200020;N2;3;2018\n218200020;RGPD;1;2020\n218201218;DEMAT;2;2018\n248200016;RGPD;1;2020\n";

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
        site.drain().await;
        site
    }

    /// Collectivités and people, and nothing else.
    pub async fn empty() -> Self {
        let db = TestDb::sqlite(&migrations(&[&ROOM])).await;
        let mut centre = fiche_centre();
        centre.siret = Some("99900000300007".parse().unwrap());
        let maison = Maison::new(db, "2020-12-01T08:00:00Z", &[&ROOM], &centre).await;
        let mut albias = fiche("commune", "Albias", ALBIAS, "82002");
        albias.courriel = Some("mairie@albias.example".parse().unwrap());
        albias.siret = Some("21820002000012".parse().unwrap());
        let albias = populated(&maison, &albias, 3_302).await;
        populated(&maison, &fiche("commune", "Montauban", MONTAUBAN, "82121"), 61_500).await;
        populated(&maison, &fiche("cc", "CC du Quercy Vert", QUERCY, ""), 20_000).await;
        maison.member(("Denis", "Petit"), &maison.centre, Role::Technicien, None).await;
        maison.member(("Claire", "Vidal"), &albias, Role::Secretaire, None).await;
        Self { albias, maison }
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

async fn populated(maison: &Maison, fiche: &annuaire::FicheCollectivite, totale: u32) -> Collectivite {
    let made = maison.collectivite(fiche).await;
    let mut tx = maison.begin().await;
    let population = Population { millesime: 2017, totale: Some(totale), municipale: Some(totale) };
    collectivites::set_population(&mut tx, &maison.clock, &maison.acteur, made.id, population).await.unwrap();
    let known = collectivites::find(&mut tx, made.id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    known
}
