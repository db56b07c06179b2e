//! Words and signs that several pages share.

use contracts::conventions::PhaseRgpd;
use kernel::{Siren, combien, date_courte};
use maud::{Markup, html};
use time::Date;
use web::ui::{Etat, EtatTon, details};

use super::PATH;
use crate::domain::{Cnil, Gravite, Raison};

/// Reasons shown before the rest is folded.
const SHOWN: usize = 3;

/// The page of a member.
pub(super) fn page_of(siren: Siren) -> String {
    format!("{PATH}/{siren}")
}

/// The reasons, the heaviest first: never a number alone.
pub(super) fn reasons(raisons: &[Raison], all: bool) -> Markup {
    let shown = if all { raisons.len() } else { SHOWN };
    let (first, rest) = raisons.split_at(raisons.len().min(shown));
    let rest_count = u32::try_from(rest.len()).unwrap_or(u32::MAX);
    html! {
        @if raisons.is_empty() { (Etat::fait("Rien à signaler")) } @else { (listed(first)) }
        @if !rest.is_empty() {
            (details(&combien(rest_count, "autre raison", "autres raisons"), listed(rest)))
        }
    }
}

fn listed(raisons: &[Raison]) -> Markup {
    let line = |raison: &Raison| {
        let ton = match raison.motif.gravite() {
            Gravite::Urgent => EtatTon::Refus,
            Gravite::Important => EtatTon::Attente,
            Gravite::Suivi => EtatTon::Neutre,
        };
        Etat::new(ton, raison.phrase.clone())
    };
    html! { ul.raisons { @for raison in raisons { li { (line(raison)) } } } }
}

/// Where the designation stands.
pub(super) fn cnil(cnil: &Cnil) -> Markup {
    let (ton, more) = match cnil {
        Cnil::Centre { le } => (EtatTon::Fait, le.map(|le| format!("depuis le {}", date_courte(le)))),
        Cnil::Recepisse { effet } => (EtatTon::Fait, effet.map(|le| format!("effet au {}", date_courte(le)))),
        Cnil::Inconnue => (EtatTon::Neutre, None),
        Cnil::Absente { .. } => (EtatTon::Refus, None),
        Cnil::Autre { qui } => (EtatTon::Refus, Some(qui.clone())),
        Cnil::Doublon { autres } => (EtatTon::Attente, autres.first().cloned()),
        Cnil::Terminee { fin, .. } => (EtatTon::Refus, Some(format!("absente au {}", date_courte(*fin)))),
    };
    html! { (Etat::new(ton, cnil.libelle())) @if let Some(more) = more { br; span.discret { (more) } } }
}

pub(super) fn phase(phase: Option<PhaseRgpd>) -> &'static str {
    phase.map_or("Service non souscrit", PhaseRgpd::libelle)
}

pub(super) fn day(day: Option<Date>) -> Markup {
    html! { @match day { Some(day) => span.insecable { (date_courte(day)) }, None => "—" } }
}

/// How old the file of the CNIL is.
pub(super) fn freshness(fichier: Option<Date>, today: Date) -> String {
    match fichier {
        None => "Le fichier de la CNIL n’a jamais été importé".to_owned(),
        Some(day) => {
            let days = u32::try_from((today - day).whole_days()).unwrap_or(0);
            let age = match days {
                0 => "aujourd’hui".to_owned(),
                days => format!("il y a {}", combien(days, "jour", "jours")),
            };
            format!("Fichier de la CNIL du {}, {age}", date_courte(day))
        }
    }
}
