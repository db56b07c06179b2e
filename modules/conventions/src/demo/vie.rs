//! The conventions of the demo: most in force, a few still to sign, denounced or ended.

use std::collections::BTreeMap;

use db::Tx;
use journal::Acteur;
use kernel::{Clock, CollectiviteId, Exercice, Id, Montant, Siren};
use time::{Date, Duration, Month};

use super::Dice;
use crate::{
    domain::{
        ClauseRevision, Convention, Deliberation, EtatConvention, Grille, LigneBudgetaire, NaturePiece, Partie, Piece,
        Refus, Regime,
    },
    gestes::{Geste, GesteError, conventions::proposal_line},
    store::{
        abonnements, conventions,
        membres::{self, Identite, Membre},
    },
};

/// What the conventions are drawn from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depart<'a> {
    pub clock: &'a Clock,
    pub acteur: &'a Acteur,
    pub grille: &'a Grille,
    pub annee: Exercice,
    /// The first year of each subscriber.
    pub since: &'a BTreeMap<Siren, Exercice>,
}

/// How a convention goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Proposee,
    Signee,
    EnVigueur,
    Denoncee,
    Terminee,
}

/// Proposes, signs, denounces; answers who left, with the last year due.
pub(super) async fn make(
    tx: &mut Tx,
    depart: &Depart<'_>,
    members: &[Identite],
) -> Geste<BTreeMap<CollectiviteId, Exercice>> {
    let (mut all, mut ended) = (Vec::new(), BTreeMap::new());
    let mut summaries = Vec::with_capacity(members.len());
    let mut rangs: BTreeMap<Exercice, u32> = BTreeMap::new();
    let mut by_siren: Vec<&Identite> = members.iter().collect();
    by_siren.sort_by_key(|who| who.siren);
    for who in by_siren {
        let Some(first) = depart.since.get(&who.siren) else {
            summaries.push(Membre::new(who.clone(), &[], depart.clock.today()));
            continue;
        };
        let rang = rangs.entry(*first).or_default();
        *rang += 1;
        let convention = drawn(depart, who, *first, *rang)?;
        let gone = [EtatConvention::Terminee, EtatConvention::Resiliee].contains(&convention.etat());
        if let Some(fin) = convention.fin().filter(|_| gone) {
            ended.insert(who.id, Exercice::of(fin - Duration::DAY));
        }
        summaries.push(Membre::new(who.clone(), &[&convention], depart.clock.today()));
        all.push(convention);
    }
    if !conventions::save(tx, &all.iter().collect::<Vec<_>>(), depart.clock.now()).await? {
        return Err(GesteError::Conflict);
    }
    membres::save(tx, &summaries).await?;
    let lines = all.iter().map(|convention| proposal_line(depart.acteur, convention)).collect();
    journal::record_many(tx, depart.clock, lines).await?;
    Ok(ended)
}

/// Ends what was subscribed by those who left.
pub(super) async fn end(tx: &mut Tx, ended: &BTreeMap<CollectiviteId, Exercice>) -> Geste<()> {
    for (collectivite, derniere) in ended {
        for mut souscription in abonnements::list(tx, *collectivite).await? {
            let derniere = souscription.abonnement.depuis().max(*derniere);
            souscription.abonnement.end(derniere)?;
            abonnements::save(tx, &souscription).await?;
        }
    }
    Ok(())
}

fn sort(dice: &Dice) -> Sort {
    match dice.roll("vie de la convention", 100) {
        0..=1 => Sort::Proposee,
        2..=3 => Sort::Signee,
        4..=5 => Sort::Denoncee,
        6 => Sort::Terminee,
        _ => Sort::EnVigueur,
    }
}

fn drawn(depart: &Depart, who: &Identite, first: Exercice, rang: u32) -> Result<Convention, Refus> {
    let today = depart.clock.today();
    let dice = Dice::new(who.siren);
    let regime = match depart.grille.clause {
        ClauseRevision::Syntec => Regime::UnAnTacite,
        ClauseRevision::Aucune => Regime::TroisAnsExpres,
    };
    let sort = sort(&dice);
    let effet = match sort {
        Sort::Proposee | Sort::Signee => today,
        _ => effet(&dice, regime, first, depart.annee).min(today),
    };
    let numero = format!("{}-{rang:03}", Exercice::of(effet));
    let mut convention = proposed(depart, who, &numero, regime, effet - Duration::days(45));
    if sort == Sort::Proposee {
        return Ok(convention);
    }
    vote(&mut convention, &dice, effet - Duration::days(20));
    convention.sign(Partie::Membre, effet - Duration::days(12), piece(&numero)?)?;
    if sort == Sort::Signee {
        return Ok(convention);
    }
    convention.sign(Partie::Centre, effet, piece(&numero)?)?;
    if dice.chance("imputation", 15) {
        convention.budget = Some(budget(&dice));
    }
    if dice.chance("avenant", 6) && effet + Duration::days(200) <= today {
        convention.amend(effet + Duration::days(200), "Changement de référent de la collectivité")?;
    }
    leave(&mut convention, &dice, sort, (depart.annee, today))?;
    convention.advance(today);
    Ok(convention)
}

/// A day of the first year; a convention of three years dates from the year of its délibération at the earliest.
fn effet(dice: &Dice, regime: Regime, first: Exercice, annee: Exercice) -> Date {
    let (year, from, days) = match regime {
        Regime::UnAnTacite => (first, 0, 350),
        Regime::TroisAnsExpres => (first.max(annee), 110, 230),
    };
    year.periode().debut() + Duration::days(i64::from(from + dice.roll("date d’effet", days)))
}

fn proposed(depart: &Depart, who: &Identite, numero: &str, regime: Regime, le: Date) -> Convention {
    let piece = Piece { nature: NaturePiece::Convention, reference: numero.to_owned() };
    let mut convention = Convention::propose(Id::new(depart.clock), who.id, numero, regime, le, piece);
    let (day, numero) = match regime {
        Regime::UnAnTacite => ((2005, Month::November, 30), None),
        Regime::TroisAnsExpres => ((2025, Month::April, 3), Some("2025-118".to_owned())),
    };
    if let Ok(le) = Date::from_calendar_date(day.0, day.1, day.2) {
        let assemblee = "Conseil d’administration du centre de gestion".to_owned();
        let objet = "Autorisation de signer les conventions d’adhésion".to_owned();
        convention.deliberations.push(Deliberation { partie: Partie::Centre, assemblee, le, numero, objet });
    }
    convention
}

fn vote(convention: &mut Convention, dice: &Dice, le: Date) {
    convention.deliberations.push(Deliberation {
        partie: Partie::Membre,
        assemblee: "Assemblée délibérante".to_owned(),
        le,
        numero: Some(format!("{}-{:02}", le.year(), 1 + dice.roll("délibération", 60))),
        objet: "Adhésion aux services numériques du centre de gestion".to_owned(),
    });
}

fn budget(dice: &Dice) -> LigneBudgetaire {
    let disponible = 2_000 + 20 * i64::from(dice.roll("crédits", 400));
    LigneBudgetaire {
        code_operation: "C06-020N02".to_owned(),
        imputation: "6281/93020".to_owned(),
        libelle: "Informatique Fonctionnement".to_owned(),
        credits_paiement: Montant::from_euros(disponible + 2_820),
        disponible: Montant::from_euros(disponible),
        proposition: Montant::from_euros(disponible * 3 / 4),
    }
}

/// Somebody denounces: lately, or long enough ago to have left.
fn leave(convention: &mut Convention, dice: &Dice, sort: Sort, (annee, today): (Exercice, Date)) -> Result<(), Refus> {
    let notifiee_le = match (sort, convention.regime) {
        (Sort::Denoncee, Regime::UnAnTacite) => today - Duration::days(10 + i64::from(dice.roll("courrier", 40))),
        (Sort::Denoncee, Regime::TroisAnsExpres) => today,
        (Sort::Terminee, Regime::UnAnTacite) => annee.next().periode().debut() + Duration::days(134),
        (Sort::Terminee, Regime::TroisAnsExpres) => today - Duration::days(100),
        _ => return Ok(()),
    };
    if convention.date_effet().is_none_or(|effet| notifiee_le <= effet + Duration::days(200)) {
        return Ok(());
    }
    convention.advance(notifiee_le);
    let letter = 1_000_000 + dice.roll("recommandé", 8_999_999);
    convention.denounce(
        notifiee_le,
        &format!("1A 205 {letter} 4"),
        Some("Le registre n’est pas tenu malgré deux relances"),
    )?;
    Ok(())
}

fn piece(numero: &str) -> Result<Piece, Refus> {
    Piece::new(NaturePiece::Convention, &format!("Convention n°\u{a0}{numero}"))
}
