//! The abonnements of the demo: believable, and the same each time, since they are drawn from the SIREN.

use annuaire::{CollectiviteLigne, Visibles};
use std::fmt::Write;

use anyhow::Result;
use conventions::demo::Dice;
use db::{ListRequest, Perimetre};
use kernel::GenreCollectivite;

use super::Centre;
use crate::open::Opened;

/// More rows than any département has.
const EVERYBODY: u32 = 10_000;

/// What the room `conventions` makes its own demo from.
pub(super) async fn world(opened: &Opened, centre: &Centre) -> Result<conventions::demo::World> {
    let mut tx = opened.services.db().read(Perimetre::Centre).await?;
    let request = ListRequest::default();
    let members =
        annuaire::collectivites::export(&mut tx, opened.services.clock(), Visibles::Toutes, &request, EVERYBODY)
            .await?;
    Ok(conventions::demo::World {
        grille: centre.grille.to_owned(),
        annee: centre.annee,
        abonnements: abonnements_csv(&members, centre),
    })
}

/// `siren;service;quantite;depuis`, one abonnement a line.
pub fn abonnements_csv(members: &[CollectiviteLigne], centre: &Centre) -> String {
    let mut csv = "siren;service;quantite;depuis\n".to_owned();
    for member in members.iter().filter(|m| !m.exploitant) {
        for (service, quantity, since) in abonnements(member, centre) {
            let _ = writeln!(csv, "{};{service};{quantity};{since}", member.siren);
        }
    }
    csv
}

/// A first year: mostly long ago, sometimes this year or the next.
fn since(dice: &Dice, what: &str, annee: i32) -> i32 {
    match dice.roll(&format!("{what} depuis"), 10) {
        0 => annee + 1,
        1 | 2 => annee,
        n => annee - 1 - i32::try_from(n % 3).unwrap_or(0),
    }
}

type Line = (&'static str, u64, i32);

fn abonnements(member: &CollectiviteLigne, centre: &Centre) -> Vec<Line> {
    let dice = Dice::new(member.siren);
    // One in twenty is not a member.
    if dice.chance("adhésion", 5) {
        return Vec::new();
    }
    if centre.departement == "62" {
        let joined = dice.chance("RGPD", 78) || member.genre.is_epci();
        return joined.then(|| ("RGPD", 1, since(&dice, "RGPD", centre.annee))).into_iter().collect();
    }
    let population = u64::from(member.population_totale.unwrap_or(0));
    let mut lines = postes(&dice, population, member.genre, centre.annee);
    lines.extend(services(&dice, population, member.genre, centre.annee));
    lines
}

/// About one poste for three hundred people in a commune, the trades' software on one in three.
fn postes(dice: &Dice, population: u64, genre: GenreCollectivite, annee: i32) -> Vec<Line> {
    let all = if genre.is_epci() { 12 + u64::from(dice.roll("postes", 14)) } else { (1 + population / 300).min(40) };
    let trades = if dice.chance("N3", 60) { all.div_ceil(3) } else { 0 };
    let office = if dice.chance("N2", 85) { all - trades } else { 0 };
    let light = all - trades - office + u64::from(dice.chance("N1", 35));
    let first = since(dice, "postes", annee).min(annee);
    [("N1", light, first), ("N2", office, first), ("N3", trades, first)].into_iter().filter(|line| line.1 > 0).collect()
}

fn services(dice: &Dice, population: u64, genre: GenreCollectivite, annee: i32) -> Vec<Line> {
    let large = population > 1_500 || genre.is_epci();
    let users = 1 + (population / 900).min(5);
    let mut lines: Vec<Line> = Vec::new();
    let mut take = |service: &'static str, percent: u32, quantity: u64| {
        if dice.chance(service, percent) {
            lines.push((service, quantity, since(dice, service, annee)));
        }
    };
    take("DEMAT", if large { 96 } else { 80 }, users);
    take("MOD-PARAPHEUR", if large { 55 } else { 12 }, users);
    take("MOD-CONVOCATIONS", if large { 40 } else { 8 }, users);
    match population {
        0..=600 => take("WEB-D", 38, 1),
        601..=3_000 => take("WEB-C", 52, 1),
        _ => take("WEB-E", 45, 1),
    }
    take("DOM", if large { 30 } else { 6 }, 1);
    take("MEL5", if large { 60 } else { 22 }, 1 + population / 1_200);
    take("MEL10", if large { 24 } else { 4 }, 1);
    take("RGPD", 88, 1);
    lines
}
