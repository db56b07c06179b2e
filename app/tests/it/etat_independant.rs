//! The état of the demo against a computation that knows only the grid's file, the abonnements' file and the populations.

use std::collections::BTreeMap;

use beffroi::demo::CENTRES;
use db::{ListRequest, Perimetre};

use crate::world::World;

/// Syntec of November 2019 and of November 2018, as the demo has them, in tenths.
const AFTER: i64 = 2_745;
const BEFORE: i64 = 2_704;

/// Euros as text, in cents.
fn cents(value: &toml::Value) -> i64 {
    let text = value.as_str().unwrap();
    let (euros, rest) = text.split_once('.').unwrap_or((text, "0"));
    euros.parse::<i64>().unwrap() * 100 + format!("{rest:0<2}").parse::<i64>().unwrap()
}

/// One year of Syntec, rounded to the cent, half up.
fn revised(cents: i64) -> i64 {
    (cents * AFTER * 2 + BEFORE) / (BEFORE * 2)
}

struct Grid {
    figures: BTreeMap<String, i64>,
    tranches: Vec<(i64, i64, i64)>,
}

/// Every figure of the file, brought to 2020 when it is stated for 2019.
fn grid() -> Grid {
    let file: toml::Table = CENTRES[0].grille.parse().unwrap();
    let mut figures = BTreeMap::new();
    for family in ["poste", "demat", "module", "pack", "journee"] {
        for table in file[family].as_array().unwrap() {
            let table = table.as_table().unwrap();
            let code = table.get("code").map_or(family, |c| c.as_str().unwrap());
            for (name, value) in table.iter().filter(|(_, v)| v.is_str()).filter(|(n, _)| *n != "code") {
                let stated = cents(value);
                let due = if table["annee"].as_integer() == Some(2019) { revised(stated) } else { stated };
                figures.insert(format!("{code}.{name}"), due);
            }
        }
    }
    let tranche = |t: &toml::Value| {
        let t = t.as_array().unwrap();
        (t[0].as_integer().unwrap(), cents(&t[1]), cents(&t[2]))
    };
    let tranches = file["rgpd"]["tranches"].as_array().unwrap().iter().map(tranche).collect();
    Grid { figures, tranches }
}

/// What one abonnement costs in 2020; none: on quote.
fn price(grid: &Grid, service: &str, quantity: i64, since: i32, commune: bool, population: i64) -> Option<i64> {
    let of = |name: &str| grid.figures[name];
    let first = since == 2020;
    Some(match service {
        "N1" | "N2" => quantity * of(&format!("{service}.montant")),
        "N3" => of("N3.forfait") + quantity * of("N3.montant"),
        "DEMAT" => quantity * of("demat.par_utilisateur") + if first { of("demat.installation") } else { 0 },
        "MOD-PARAPHEUR" | "MOD-CONVOCATIONS" if first => quantity * of("module.par_utilisateur_premiere_annee"),
        "MOD-PARAPHEUR" | "MOD-CONVOCATIONS" => 0,
        "WEB-D" => of("pack.decouverte"),
        "WEB-C" => of("pack.confort"),
        "WEB-E" => of("pack.expert"),
        "DOM" => quantity * of("pack.domaine"),
        "MEL5" => quantity * of("pack.mel_5go"),
        "MEL10" => quantity * of("pack.mel_10go_supplement"),
        "RGPD" => {
            let (_, year_one, next) = grid.tranches.iter().find(|(upto, ..)| commune && population <= *upto)?;
            if first { *year_one } else { *next }
        }
        other => panic!("{other} is not of the demo"),
    })
}

async fn populations(world: &World) -> BTreeMap<String, (bool, i64)> {
    let mut tx = world.opened.services.db().read(Perimetre::Centre).await.unwrap();
    let clock = world.opened.services.clock();
    let request = ListRequest::default();
    let all =
        annuaire::collectivites::export(&mut tx, clock, annuaire::Visibles::Toutes, &request, 1_000).await.unwrap();
    let told = |c: annuaire::CollectiviteLigne| {
        let commune = c.genre == kernel::GenreCollectivite::Commune;
        (c.siren.to_string(), (commune, i64::from(c.population_totale.unwrap_or(0))))
    };
    all.into_iter().map(told).collect()
}

/// Services whose amounts come from a quote are counted apart: the grid knows nothing of them.
#[tokio::test]
async fn the_etat_of_the_demo_is_right_to_the_cent() {
    let world = World::sqlite().await;
    let (grid, people) = (grid(), populations(&world).await);
    let services = &world.opened.services;
    let mut tx = services.db().read(Perimetre::Centre).await.unwrap();
    let year = kernel::Exercice::new(2020).unwrap();
    let csv = conventions::gestes::abonnements::export(&mut tx, services.clock(), Some(year)).await.unwrap();
    drop(tx);
    let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
    for line in csv.trim_start_matches('\u{feff}').lines().skip(1) {
        let fields: Vec<&str> = line.split(';').collect();
        let (siren, service) = (fields[0].to_owned(), fields[1].to_owned());
        let (commune, population) = people[&siren];
        let (quantity, since) = (fields[2].parse().unwrap(), fields[3].parse().unwrap());
        if let Some(amount) = price(&grid, &service, quantity, since, commune, population) {
            *expected.entry((siren, service)).or_default() += amount;
        }
    }
    let mut found: BTreeMap<(String, String), i64> = BTreeMap::new();
    for etat in conventions::cli::etat_show(services, 2020, None).await.unwrap() {
        let total: i64 = etat.lignes.iter().map(|l| l.montant.cents()).sum();
        assert_eq!(total, etat.total.cents(), "{}: the total is not the sum of its lines", etat.nom);
        for line in &etat.lignes {
            let json = serde_json::to_value(line).unwrap();
            let service = json["service"].as_str().unwrap().to_owned();
            *found.entry((etat.siren.to_string(), service)).or_default() += line.montant.cents();
        }
    }
    found.retain(|(siren, service), _| service != "RGPD" || on_grid(&people[siren]));
    found.retain(|_, amount| *amount != 0);
    expected.retain(|_, amount| *amount != 0);
    assert!(expected.len() > 500, "the demo has too few abonnements to prove anything: {}", expected.len());
    assert_eq!(found, expected);
}

fn on_grid((commune, population): &(bool, i64)) -> bool {
    *commune && *population <= 10_000
}
