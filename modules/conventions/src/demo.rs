//! The demo world of the room: real tariffs, believable conventions and two years of états, the same each time.

mod chance;
mod devis;
mod engagements;
mod recensements;
mod vie;

use std::collections::{BTreeMap, HashMap};

use db::{Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Exercice, Siren};
use web::Services;

use crate::{
    domain::{Abonnement, ClauseRevision, Grille, read_csv},
    gestes::{Geste, GesteError, abonnements as acts, etats, grilles, identites, syntec},
    store::{abonnements, membres::Identite},
};

pub use chance::Dice;

/// The index of three Novembers, by which the grid of the CDG 82 is brought to 2020, then to 2021.
const SYNTEC: [(&str, &str); 3] = [("2018-11", "270.4"), ("2019-11", "274.5"), ("2020-11", "274.7")];

/// What the demo is made from.
#[derive(Debug, Clone)]
pub struct World {
    /// The grid, in the shape of `beffroi tarif import` (TOML).
    pub grille: String,
    /// The year of that grid: the first whose états are validated.
    pub annee: i32,
    /// `siren;service;quantite;depuis`, one abonnement a line.
    pub abonnements: String,
}

/// Makes the world, in a house whose annuaire is filled and whose conventions are empty. The files and the mails of the
/// validated états are left to the jobs.
pub async fn make(services: &Services, world: &World) -> Geste<()> {
    let (clock, acteur) = (services.clock(), Acteur::systeme("démonstration"));
    let annee = Exercice::new(world.annee)?;
    let mut tx = services.db().begin(Perimetre::Centre).await?;
    let grille = tarifs(&mut tx, clock, &acteur, world).await?;
    let members = identites::all(&mut tx, clock).await?;
    let since = first_years(&world.abonnements)?;
    let depart = vie::Depart { clock, acteur: &acteur, grille: &grille, annee, since: &since };
    let ended = vie::make(&mut tx, &depart, &members).await?;
    subscribe(&mut tx, clock, &acteur, &world.abonnements).await?;
    vie::end(&mut tx, &ended).await?;
    let held = held(&mut tx).await?;
    devis::make(&mut tx, clock, &grille, annee, &members, &held).await?;
    recensements::make(&mut tx, annee, &members, &held).await?;
    engagements::make(&mut tx, clock.today(), &members, &held).await?;
    tx.commit().await?;
    let mut tx = services.db().begin(Perimetre::Centre).await?;
    etats::compute(&mut tx, clock, &acteur, annee, None).await?;
    etats::validate(&mut tx, clock, &acteur, annee, None).await?;
    etats::compute(&mut tx, clock, &acteur, annee.next(), None).await?;
    tx.commit().await?;
    services.wake().now();
    Ok(())
}

/// The grid of the year, validated, and that of the next one when an index commands it.
async fn tarifs(tx: &mut Tx, clock: &Clock, acteur: &Acteur, world: &World) -> Geste<Grille> {
    let annee = Exercice::new(world.annee)?;
    let grille = grilles::add(tx, clock, acteur, &world.grille, &format!("Grille {annee}")).await?.grille;
    if grille.clause == ClauseRevision::Syntec {
        for (mois, indice) in SYNTEC {
            syntec::set(tx, clock, acteur, mois.parse()?, indice.parse()?).await?;
        }
    }
    grilles::validate(tx, clock, acteur, annee).await?;
    if grille.clause == ClauseRevision::Syntec {
        grilles::validate(tx, clock, acteur, annee.next()).await?;
    }
    grilles::current(tx).await
}

async fn subscribe(tx: &mut Tx, clock: &Clock, acteur: &Acteur, csv: &str) -> Geste<()> {
    let rapport = acts::import(tx, clock, acteur, csv.as_bytes(), "abonnements.csv").await?;
    match rapport.erreurs.first() {
        Some(wrong) => Err(GesteError::Illisible(wrong.to_string())),
        None => Ok(()),
    }
}

/// The first year of each subscriber.
fn first_years(csv: &str) -> Geste<BTreeMap<Siren, Exercice>> {
    let lines = read_csv(csv.as_bytes())
        .map_err(|wrong| GesteError::Illisible(wrong.first().map(ToString::to_string).unwrap_or_default()))?;
    let mut first: BTreeMap<Siren, Exercice> = BTreeMap::new();
    for line in lines {
        let depuis = line.abonnement.depuis();
        first.entry(line.siren).and_modify(|known| *known = depuis.min(*known)).or_insert(depuis);
    }
    Ok(first)
}

type Held = HashMap<CollectiviteId, Vec<Abonnement>>;

async fn held(tx: &mut Tx) -> Geste<Held> {
    let mut held = Held::new();
    for souscription in abonnements::list_all(tx).await? {
        held.entry(souscription.collectivite).or_default().push(souscription.abonnement);
    }
    Ok(held)
}

/// Each subscriber with its dice and what it subscribed to, in the order of the members.
fn subscribers<'a>(
    members: &'a [Identite],
    held: &'a Held,
) -> impl Iterator<Item = (&'a Identite, Dice, &'a [Abonnement])> {
    members.iter().filter_map(|who| Some((who, Dice::new(who.siren), held.get(&who.id)?.as_slice())))
}
