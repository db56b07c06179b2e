//! The life of a convention: proposed, then acted upon; each act is journaled, told, and kept in the summary of the member.

use contracts::conventions::ConventionChangee;
use db::Tx;
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId, Id, date_longue};
use serde_json::{Value, json};
use time::Date;

use super::{Geste, GesteError};
use crate::{
    domain::{
        Assimilation, Convention, ConventionId, Deliberation, LigneBudgetaire, NaturePiece, Partie, Piece, Refus,
        Regime,
    },
    store::{
        conventions,
        membres::{self, Identite, Membre},
    },
};

/// A convention to hand to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposition {
    pub numero: String,
    pub regime: Regime,
    pub le: Date,
    /// The vote of the centre that authorises it, when it is known.
    pub deliberation: Option<Deliberation>,
}

/// What is done to a convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acte {
    Signature { partie: Partie, le: Date, reference: String },
    Denonciation { notifiee_le: Date, recommande: String, manquement: Option<String> },
    Reconduction { le: Date, reference: String },
    Resiliation { le: Date, reference: String },
    Avenant { le: Date, objet: String },
    Deliberation(Deliberation),
    Assimilation(Option<Assimilation>),
    Budget(Option<LigneBudgetaire>),
}

/// Proposes a convention. Its number is unique in the collectivité.
pub async fn propose(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    identite: &Identite,
    proposition: Proposition,
) -> Geste<ConventionId> {
    let Proposition { numero, regime, le, deliberation } = proposition;
    check_past(clock, le)?;
    let known = conventions::list(tx, identite.id).await?;
    if known.iter().any(|c| c.numero == numero) {
        return Err(GesteError::Illisible(format!(
            "La convention n°\u{a0}{numero} existe déjà pour cette collectivité\u{a0}: choisissez un autre numéro."
        )));
    }
    let piece = Piece::new(NaturePiece::Convention, &numero)?;
    let mut convention = Convention::propose(Id::new(clock), identite.id, &numero, regime, le, piece);
    convention.deliberations.extend(deliberation);
    save(tx, clock, identite, &convention).await?;
    journal::record(tx, clock, proposal_line(acteur, &convention)).await?;
    tell(tx, clock, identite, &convention, le).await?;
    Ok(convention.id)
}

/// Does an act to a convention, and what the calendar does after it.
pub async fn act(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    identite: &Identite,
    id: ConventionId,
    acte: Acte,
) -> Geste<()> {
    let mut convention = find(tx, identite.id, id).await?;
    if let Some(le) = acte.date() {
        check_past(clock, le)?;
    }
    let (before, etat, action) = (told(&convention), convention.etat(), acte.action());
    acte.apply(&mut convention)?;
    convention.advance(clock.today());
    save(tx, clock, identite, &convention).await?;
    let ligne = line(acteur, action, &convention, (Some(before), Some(told(&convention))));
    journal::record(tx, clock, ligne).await?;
    if convention.etat() != etat {
        let le = convention.historique().last().map_or_else(|| clock.today(), |changement| changement.le);
        tell(tx, clock, identite, &convention, le).await?;
    }
    Ok(())
}

/// Does what the calendar alone does to a convention; false when there was nothing to do.
pub async fn advance(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    identite: &Identite,
    convention: &mut Convention,
) -> Geste<bool> {
    let before = told(convention);
    let periodes = convention.periodes;
    let changes = convention.advance(clock.today());
    if changes.is_empty() && convention.periodes == periodes {
        return Ok(false);
    }
    save(tx, clock, identite, convention).await?;
    let ligne = line(acteur, "convention.avancee", convention, (Some(before), Some(told(convention))));
    journal::record(tx, clock, ligne).await?;
    if let Some(last) = changes.last() {
        tell(tx, clock, identite, convention, last.le).await?;
    }
    Ok(true)
}

/// One convention of a collectivité, whole.
pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: ConventionId) -> Geste<Convention> {
    conventions::find(tx, collectivite, id).await?.ok_or(GesteError::NotFound)
}

/// The line that a proposal writes in the chain of its collectivité.
pub(crate) fn proposal_line(acteur: &Acteur, convention: &Convention) -> Ligne {
    line(acteur, "convention.proposee", convention, (None, Some(told(convention))))
}

impl Acte {
    /// By which the journal and the messages of the pages name it.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Signature { .. } => "convention.signee",
            Self::Denonciation { .. } => "convention.denoncee",
            Self::Reconduction { .. } => "convention.renouvelee",
            Self::Resiliation { .. } => "convention.resiliee",
            Self::Avenant { .. } => "convention.avenant",
            Self::Deliberation(_) => "convention.deliberation",
            Self::Assimilation(_) => "convention.assimilation",
            Self::Budget(_) => "convention.budget",
        }
    }

    const fn date(&self) -> Option<Date> {
        match self {
            Self::Signature { le, .. }
            | Self::Denonciation { notifiee_le: le, .. }
            | Self::Reconduction { le, .. }
            | Self::Resiliation { le, .. }
            | Self::Avenant { le, .. } => Some(*le),
            Self::Deliberation(deliberation) => Some(deliberation.le),
            Self::Assimilation(_) | Self::Budget(_) => None,
        }
    }

    fn apply(self, convention: &mut Convention) -> Result<(), Refus> {
        match self {
            Self::Signature { partie, le, reference } => {
                convention.sign(partie, le, Piece::new(NaturePiece::Convention, &reference)?)
            }
            Self::Denonciation { notifiee_le, recommande, manquement } => {
                convention.denounce(notifiee_le, &recommande, manquement.as_deref()).map(drop)
            }
            Self::Reconduction { le, reference } => {
                convention.renew(le, Piece::new(NaturePiece::Reconduction, &reference)?)
            }
            Self::Resiliation { le, reference } => {
                convention.rescind(le, Piece::new(NaturePiece::Avenant, &reference)?)
            }
            Self::Avenant { le, objet } => convention.amend(le, &objet).map(drop),
            Self::Deliberation(deliberation) => {
                convention.deliberations.push(deliberation);
                Ok(())
            }
            Self::Assimilation(assimilation) => {
                convention.assimilation = assimilation;
                Ok(())
            }
            Self::Budget(budget) => {
                convention.budget = budget;
                Ok(())
            }
        }
    }
}

/// An act is recorded once it is done.
fn check_past(clock: &Clock, le: Date) -> Geste<()> {
    if le <= clock.today() {
        return Ok(());
    }
    let today = date_longue(clock.today());
    Err(GesteError::Illisible(format!("Cette date est à venir\u{a0}: écrivez le {today} au plus tard.")))
}

async fn save(tx: &mut Tx, clock: &Clock, identite: &Identite, convention: &Convention) -> Geste<()> {
    if !conventions::save(tx, &[convention], clock.now()).await? {
        return Err(GesteError::Conflict);
    }
    let all = conventions::list(tx, identite.id).await?;
    let summary = Membre::new(identite.clone(), &all.iter().collect::<Vec<_>>(), clock.today());
    Ok(membres::save(tx, &[summary]).await?)
}

async fn tell(tx: &mut Tx, clock: &Clock, identite: &Identite, convention: &Convention, le: Date) -> Geste<()> {
    let event = ConventionChangee {
        convention: convention.id.uuid(),
        siren: identite.siren,
        etat: convention.etat().code().to_owned(),
        le,
    };
    web::tell(tx, clock, &[(identite.id, event)]).await?;
    Ok(())
}

/// What the journal compares: dates as `2026-11-24`, amounts with two decimals.
fn told(c: &Convention) -> Value {
    let day = |date: Option<Date>| date.map(|d| d.to_string());
    json!({
        "numero": c.numero,
        "regime": c.regime,
        "etat": c.etat(),
        "signature_centre": day(c.signature(Partie::Centre)),
        "signature_membre": day(c.signature(Partie::Membre)),
        "date_effet": day(c.date_effet()),
        "fin": day(c.fin()),
        "piece": c.historique().last().map(|changement| changement.piece.reference.clone()),
        "assimilation": c.assimilation.map(|a| a.to_string()),
        "avenants": c.avenants().len(),
        "deliberations": c.deliberations.len(),
        "proposition": c.budget.as_ref().map(|b| b.proposition.decimal()),
    })
}

fn line(
    acteur: &Acteur,
    action: &'static str,
    convention: &Convention,
    (avant, apres): (Option<Value>, Option<Value>),
) -> Ligne {
    Ligne {
        collectivite: convention.collectivite,
        acteur: acteur.clone(),
        action,
        objet: "convention",
        objet_id: convention.id.uuid(),
        libelle: format!("Convention n°\u{a0}{}", convention.numero),
        avant,
        apres,
    }
}
