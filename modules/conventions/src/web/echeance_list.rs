//! What falls due, month by month; and the same as a calendar.

use axum::{
    extract::{Query, State},
    response::Response,
};
use editique::Evenement;
use kernel::{Exercice, add_mois, date_longue};
use maud::html;
use serde::Deserialize;
use time::Date;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Choice, Echeance, Echeances, Empty, Field, Form, FormState, Icon, Page},
};

use super::{convention_list::base, liste::attachment, mots::combien, tarif_list::capital};
use crate::{
    domain::{Mois, NatureEcheance},
    droits::SuivreConventions,
    store::membres::{self, Membre},
};

const PATH: &str = "/centre/echeances";
/// Days before an échéance from which it is shown as urgent.
const URGENT: i64 = 30;

/// `?mois=6&nature=terme`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulues {
    mois: Option<i32>,
    nature: Option<String>,
}

impl Voulues {
    fn mois(&self) -> i32 {
        self.mois.unwrap_or(3).clamp(1, 36)
    }

    fn nature(&self) -> Option<NatureEcheance> {
        self.nature.as_deref().and_then(NatureEcheance::from_code)
    }
}

/// A member and what falls due for it.
struct Due {
    membre: Membre,
    le: Date,
    nature: NatureEcheance,
}

pub(super) async fn list(
    State(house): State<House>,
    agent: Agent<SuivreConventions>,
    Query(voulues): Query<Voulues>,
) -> Result<Page, WebError> {
    let today = house.clock().today();
    let due = read(&house, &agent, &voulues).await?;
    let state = FormState::default()
        .with("mois", voulues.mois().to_string())
        .with("nature", voulues.nature().map_or("", NatureEcheance::code));
    let urgent = due.iter().filter(|d| (d.le - today).whole_days() <= URGENT).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let title = match urgent {
        0 => "Rien n’échoit dans le mois".to_owned(),
        n => format!("{} dans le mois", combien(count(n), "échéance arrive", "échéances arrivent")),
    };
    let page = Page::new(&agent.shell(&house), title)
        .lead(format!(
            "{} d’ici au {}.",
            combien(count(due.len()), "échéance", "échéances"),
            date_longue(add_mois(today, voulues.mois()))
        ))
        .action(Action::link("Calendrier (ICS)", format!("{PATH}.ics")).icon(Icon::CalendarDays).download())
        .aide(aide())
        .content(Carte::untitled().content(filters(&state)));
    Ok(page.content(html! {
        div.pile {
            @if due.is_empty() {
                (Carte::untitled().content(Empty::new("Rien n’échoit sur cette période").icon(Icon::CalendarClock).next("Allongez la période, ou changez de nature.")))
            }
            @for (mois, of_month) in by_month(&due) {
                (Carte::new(capital(&mois.to_string())).content(Echeances::new(of_month.into_iter().map(|d| shown(d, today)))))
            }
        }
    }))
}

pub(super) async fn calendar(
    State(house): State<House>,
    agent: Agent<SuivreConventions>,
) -> Result<Response, WebError> {
    let due = read(&house, &agent, &Voulues { mois: Some(12), nature: None }).await?;
    let url = &house.config().public_url;
    let domain = url.split("://").nth(1).unwrap_or(url);
    let event = |d: &Due| {
        let convention = d.membre.convention.map(|c| c.id.to_string()).unwrap_or_default();
        let nom = nom(&d.membre);
        Evenement {
            uid: format!("{}-{convention}@{domain}", d.nature),
            debut: d.le,
            titre: format!("{nom}\u{a0}: {}", d.nature.libelle()),
            description: format!("{}, convention de {nom}.", d.nature.libelle()),
            url: Some(format!("{url}{}", href(&d.membre))),
            rappel_jours: Some(30),
        }
    };
    let events: Vec<Evenement> = due.iter().map(event).collect();
    let text = editique::ics(&events, "Échéances des conventions", house.clock().now());
    Ok(attachment("echeances.ics", "text/calendar; charset=utf-8", text))
}

async fn read(house: &House, agent: &Agent<SuivreConventions>, voulues: &Voulues) -> Result<Vec<Due>, WebError> {
    let today = house.clock().today();
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = membres::list_due(&mut tx, today, add_mois(today, voulues.mois())).await?;
    let wanted = voulues.nature();
    let due = found.into_iter().filter_map(|membre| {
        let echeance = membre.echeance?;
        Some(Due { membre, le: echeance.le, nature: echeance.nature })
    });
    Ok(due.filter(|d| wanted.is_none_or(|nature| d.nature == nature)).collect())
}

fn by_month(due: &[Due]) -> Vec<(Mois, Vec<&Due>)> {
    let mut months: Vec<(Mois, Vec<&Due>)> = Vec::new();
    for d in due {
        let mois = Mois::new(Exercice::of(d.le), d.le.month());
        match months.last_mut() {
            Some((known, of_month)) if *known == mois => of_month.push(d),
            _ => months.push((mois, vec![d])),
        }
    }
    months
}

fn shown(d: &Due, today: Date) -> Echeance {
    Echeance::new(d.le, nom(&d.membre), href(&d.membre))
        .why(d.nature.libelle())
        .urgent((d.le - today).whole_days() <= URGENT && d.nature != NatureEcheance::ReconductionTacite)
}

fn nom(membre: &Membre) -> String {
    annuaire::nom::nom_complet(membre.identite.genre, &membre.identite.nom)
}

fn href(membre: &Membre) -> String {
    let base = base(membre.identite.siren);
    membre.convention.map_or_else(|| base.clone(), |convention| format!("{base}/{}", convention.id))
}

fn filters(state: &FormState) -> Form<'_> {
    let months = [("1", "Un mois"), ("3", "Trois mois"), ("6", "Six mois"), ("12", "Un an"), ("36", "Trois ans")];
    let natures = NatureEcheance::TOUS.iter().map(|nature| Choice::new(nature.code(), nature.libelle()));
    Form::get(PATH)
        .state(state)
        .row([
            Field::select("mois", "Période", months.map(|(value, label)| Choice::new(value, label))).without_blank(),
            Field::select("nature", "Nature", natures).optional().blank("Toutes les natures"),
        ])
        .submit("Filtrer")
}

fn aide() -> Aide {
    Aide::new(
        "Qui est prévenu\u{a0}?",
        "Le secrétariat de la collectivité et le centre, par courriel, 60, 30 et 7 jours avant chaque date, une fois chacun.",
    )
    .example("pour dénoncer avant le 1er octobre, le premier rappel part le 2 août.")
}
