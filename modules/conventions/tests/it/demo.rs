//! The demo world, on the real communes and grids.

use conventions::{
    ROOM,
    demo::{self, World},
    domain::{EtatConvention, EtatDevis, StatutEtat},
    store::{conventions as kept, devis, etats, membres, recensements},
};
use db::{ListRequest, Perimetre, testing::TestDb};
use journal::Acteur;
use kernel::Clock;
use web::Services;

use web::testing::{fiche, migrations, services};

use crate::support::{CDG62, CDG82, an};

async fn world(test: &TestDb, files: &std::path::Path, departement: &str, world: &World) -> Services {
    let clock = Clock::fixed("2026-03-02T08:00:00Z".parse().unwrap());
    let services = services(&test.db, &clock, files, &[&ROOM]).await;
    let acteur = Acteur::systeme("essai");
    let mut tx = services.db().begin(Perimetre::Centre).await.unwrap();
    let centre = fiche("cdg", "Centre de gestion", "999000003", "");
    annuaire::collectivites::create_exploitant(&mut tx, &clock, &acteur, &centre).await.unwrap();
    let found = annuaire::national::departement(departement).unwrap();
    annuaire::imports::import_departement(&mut tx, &clock, &acteur, &found, annuaire::national::MILLESIME)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    demo::make(&services, world).await.unwrap();
    services
}

/// Every commune with the DPD and postes, the EPCI with the DPD.
fn csv(departement: &str) -> String {
    let found = annuaire::national::departement(departement).unwrap();
    let lines = found.communes.iter().zip(0..).map(|(commune, n)| {
        let postes = if departement == "82" && n % 2 == 0 {
            format!("{0};N1;1;2018\n{0};N2;{1};2018\n{0};N3;2;2018\n", commune.siren, 1 + n % 4)
        } else {
            String::new()
        };
        format!("{};RGPD;1;{}\n{postes}", commune.siren, 2018 + n % 4)
    });
    let epci = found.epci.iter().map(|epci| format!("{};RGPD;1;2019\n", epci.siren));
    format!("siren;service;quantite;depuis\n{}", lines.chain(epci).collect::<String>())
}

#[tokio::test]
async fn the_demo_of_the_cdg_82_has_two_years_and_enough_life() {
    let (test, files) = (TestDb::sqlite(&migrations(&[&ROOM])).await, tempfile::tempdir().unwrap());
    let made = World { grille: CDG82.to_owned(), annee: 2020, abonnements: csv("82") };
    let services = world(&test, files.path(), "82", &made).await;
    let mut tx = services.db().read(Perimetre::Centre).await.unwrap();
    let counts = kept::count_by_etat(&mut tx).await.unwrap();
    let states: Vec<EtatConvention> = counts.iter().map(|c| c.etat).collect();
    for wanted in
        [EtatConvention::Proposee, EtatConvention::Signee, EtatConvention::Renouvelee, EtatConvention::Denoncee]
    {
        assert!(states.contains(&wanted), "{wanted}: {counts:?}");
    }
    let first = etats::list_year(&mut tx, an(2020)).await.unwrap();
    let valid = first.iter().filter(|e| e.etat.statut() == StatutEtat::Valide).count();
    assert!(valid > 100 && valid < first.len(), "{valid} of {}", first.len());
    let second = etats::list_year(&mut tx, an(2021)).await.unwrap();
    assert!(second.iter().all(|e| e.etat.statut() == StatutEtat::Calcule) && second.len() > 100);
    let ready = second.iter().filter(|e| e.etat.bloquantes() == 0).count();
    assert!(ready > 100, "the grid of 2021 is revised");
    let (mut accepted, mut none) = (0, 0);
    for emis in first.iter().filter(|e| e.identite.genre.is_epci()) {
        let all = devis::list(&mut tx, emis.identite.id).await.unwrap();
        accepted += usize::from(all.iter().any(|d| d.etat() == EtatDevis::Accepte));
        none += usize::from(!all.iter().any(|d| d.etat() == EtatDevis::Accepte));
    }
    assert!(accepted > 0 && none > 0, "{accepted} accepted, {none} without");
    let censuses = recensements::list_all(&mut tx).await.unwrap();
    let unsigned = censuses.values().flatten().filter(|r| r.signee_le().is_none()).count();
    assert!(unsigned > 0 && unsigned * 2 < censuses.values().flatten().count());
}

#[tokio::test]
async fn the_demo_of_the_cdg_62_has_conventions_of_three_years() {
    let (test, files) = (TestDb::sqlite(&migrations(&[&ROOM])).await, tempfile::tempdir().unwrap());
    let made = World { grille: CDG62.to_owned(), annee: 2025, abonnements: csv("62") };
    let services = world(&test, files.path(), "62", &made).await;
    let mut tx = services.db().read(Perimetre::Centre).await.unwrap();
    let page = membres::page(&mut tx, &ListRequest { per_page: 50, ..ListRequest::default() }).await.unwrap();
    assert!(
        page.rows.iter().filter_map(|m| m.convention).all(|c| c.regime == conventions::domain::Regime::TroisAnsExpres)
    );
    let first = etats::list_year(&mut tx, an(2025)).await.unwrap();
    assert!(first.iter().filter(|e| e.etat.statut() == StatutEtat::Valide).count() > 600);
}
