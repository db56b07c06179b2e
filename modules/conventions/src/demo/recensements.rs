//! The census annexes of the demo: as many postes at each level as are subscribed to, most of the annexes signed.

use db::Tx;
use kernel::{Exercice, fold};
use time::{Date, Duration};

use super::{Dice, Held, subscribers};
use crate::{
    domain::{Abonnement, NiveauPoste, PosteRecense, Recensement},
    gestes::Geste,
    store::{membres::Identite, recensements},
};

const PLACES: [&str; 12] = [
    "Accueil",
    "Secrétariat",
    "Comptabilité",
    "Mairie",
    "État civil",
    "Urbanisme",
    "École",
    "Médiathèque",
    "Services techniques",
    "Périscolaire",
    "Salle du conseil",
    "Police municipale",
];

pub(super) async fn make(tx: &mut Tx, annee: Exercice, members: &[Identite], held: &Held) -> Geste<()> {
    let mut all = Vec::new();
    for (who, dice, abonnements) in subscribers(members, held) {
        all.extend(drawn(&dice, abonnements, annee)?.into_iter().map(|recensement| (who.id, recensement)));
    }
    Ok(recensements::insert(tx, &all).await?)
}

/// The year before, the year, and the next one when somebody already answered. The counts are those subscribed to: only
/// names and the levels of two postes move.
fn drawn(dice: &Dice, abonnements: &[Abonnement], annee: Exercice) -> Geste<Vec<Recensement>> {
    let postes = postes(abonnements, annee);
    let Some(since) = abonnements.iter().filter(|a| a.service().is_assistance()).map(Abonnement::depuis).min() else {
        return Ok(Vec::new());
    };
    if postes.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    if since < annee {
        let mut before = Recensement::new(annee.previous(), moved(&postes));
        before.sign(day(dice, annee.previous()))?;
        all.push(before);
    }
    let mut of_year = Recensement::new(annee, postes);
    let next = of_year.next();
    match dice.roll("annexe", 100) {
        0 => of_year = twice(&of_year),
        1..=14 => {}
        _ => of_year.sign(day(dice, annee))?,
    }
    all.push(of_year);
    let mut next = next;
    match dice.roll("annexe suivante", 10) {
        0..=5 => {
            next.sign(day(dice, annee.next()))?;
            all.push(next);
        }
        6..=8 => all.push(next),
        _ => {}
    }
    Ok(all)
}

fn postes(abonnements: &[Abonnement], annee: Exercice) -> Vec<PosteRecense> {
    let mut postes = Vec::new();
    for niveau in [NiveauPoste::N3, NiveauPoste::N2, NiveauPoste::N1] {
        let due = abonnements.iter().filter(|a| Some(a.service()) == niveau.service() && a.is_due(annee));
        for _ in 0..due.map(|a| a.quantite(annee)).sum() {
            let (place, turn) = (PLACES[postes.len() % PLACES.len()], postes.len() / PLACES.len() + 1);
            let nom = if turn == 1 { place.to_owned() } else { format!("{place} {turn}") };
            postes.push(PosteRecense { nom, niveau });
        }
    }
    postes
}

/// As it was the year before: the last poste was another machine, and two postes had each other's level.
fn moved(postes: &[PosteRecense]) -> Vec<PosteRecense> {
    let mut before = postes.to_vec();
    let other = before.iter().skip(1).position(|p| p.niveau != before[0].niveau).map(|at| at + 1);
    if let Some(other) = other {
        let niveau = before[0].niveau;
        before[0].niveau = before[other].niveau;
        before[other].niveau = niveau;
    }
    if let Some(last) = before.last_mut().filter(|_| postes.len() > 2) {
        last.nom = format!("{} (ancien)", last.nom);
    }
    before
}

/// Somebody wrote the first poste twice, with two levels: it cannot be signed so.
fn twice(recensement: &Recensement) -> Recensement {
    let mut postes = recensement.postes().to_vec();
    if let Some(first) = postes.first().cloned() {
        postes.push(PosteRecense { nom: fold(&first.nom), niveau: NiveauPoste::N1 });
    }
    Recensement::new(recensement.annee(), postes)
}

fn day(dice: &Dice, annee: Exercice) -> Date {
    annee.periode().debut() + Duration::days(8 + i64::from(dice.roll("signature de l’annexe", 60)))
}
