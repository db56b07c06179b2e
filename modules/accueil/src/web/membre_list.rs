//! The people of one collectivité, for its secretary: who works there, and inviting one more.

use annuaire::{
    Role,
    appartenances::{self, Appartenance},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use kernel::{PersonneId, Siren, fold};
use maud::{Markup, html};
use time::Date;
use web::{
    Agent, House, WebError,
    ui::{Action, Aide, Carte, Choice, Column, Empty, Icon, List, ListState, Page, Row, Table},
};

use super::{appartenance_words, personne_list};
use crate::{droits::GererCollectivite, regles};

pub(crate) async fn list(State(house): State<House>, agent: Agent<GererCollectivite>) -> Result<Response, WebError> {
    if agent.is_centre() {
        return Ok(Redirect::to(personne_list::HERE).into_response());
    }
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let all = appartenances::in_collectivite(&mut tx, agent.id()).await?;
    Ok(page(&house, &agent, &state, &all).into_response())
}

/// The address of the list.
pub(super) fn path(siren: Siren) -> String {
    format!("/c/{siren}/personnes")
}

fn page(house: &House, agent: &Agent<GererCollectivite>, state: &ListState, all: &[Appartenance]) -> Page {
    let (here, today) = (path(agent.collectivite.fiche.siren), house.clock().today());
    let open = all.iter().filter(|a| appartenance_words::is_open(a, today)).count();
    let lead = match open {
        0 => "Personne n’a encore de compte ici.".to_owned(),
        1 => "Une personne y travaille dans Beffroi.".to_owned(),
        _ => format!("{open} rôles y sont tenus dans Beffroi."),
    };
    Page::new(&agent.shell(house), "Qui travaille ici")
        .lead(lead)
        .primary(Action::link("Inviter un élu ou un agent", format!("{here}/nouvelle")).icon(Icon::UserPlus))
        .aide(
            Aide::new(
                "Qui inviter\u{a0}?",
                "Chacun a son propre compte\u{a0}: un mot de passe partagé ne dit plus qui a fait quoi.",
            )
            .example("le maire pour signer, l’agent d’accueil pour suivre les demandes."),
        )
        .content(Carte::untitled().content(rows(state, &here, all, (agent.personne.id, today))))
}

fn rows(state: &ListState, here: &str, all: &[Appartenance], (me, today): (PersonneId, Date)) -> Markup {
    let kept: Vec<&Appartenance> = all.iter().filter(|a| is_asked(a, state, today)).collect();
    // A mairie has few people: they are read whole and cut here.
    let skipped = usize::try_from(state.offset()).unwrap_or_default();
    let table = Table::new("Personnes de la collectivité")
        .column(Column::new("nom", "Nom"))
        .column(Column::new("role", "Rôle"))
        .column(Column::new("etat", "État"))
        .column(Column::new("geste", "Geste"))
        .rows(kept.iter().skip(skipped).take(state.per_page as usize).map(|a| row(a, me, here, today)));
    let roles = regles::roles(false).map(|r| Choice::new(r.code(), r.libelle()));
    html! {
        (List::new(state, here, table)
            .total(i64::try_from(kept.len()).unwrap_or(i64::MAX), "rattachement", "rattachements")
            .search("Nom ou courriel")
            .filter("role", "Rôle", "Tous les rôles", roles)
            .filter("passe", "Période", "Aujourd’hui", [Choice::new("oui", "Avec les anciens")])
            .empty(Empty::new("Personne pour l’instant").icon(Icon::Users).next("Invitez un premier collègue.")))
    }
}

/// The filters: words, rôle, and whether those who left are shown.
fn is_asked(a: &Appartenance, state: &ListState, today: Date) -> bool {
    let words = fold(&state.q);
    let text = fold(&format!("{} {}", a.personne_nom, a.courriel));
    let role = state.filter("role").and_then(Role::from_code);
    words.split(' ').all(|word| text.contains(word))
        && role.is_none_or(|role| a.fiche.role == role)
        && (state.filter("passe").is_some() || appartenance_words::is_open(a, today))
}

fn row(a: &Appartenance, me: PersonneId, here: &str, today: Date) -> Row {
    let at = format!("{here}/{}", a.id);
    let own = a.personne == me;
    let editable = appartenance_words::is_open(a, today) && !own;
    Row::new()
        .cell(html! {
            span {
                @if editable { a href={ (at) "/modification" } { (a.personne_nom) } } @else { (a.personne_nom) }
                br;
                span.discret.petit { (a.courriel) }
            }
        })
        .cell(appartenance_words::role(&a.fiche))
        .cell(appartenance_words::state(&a.fiche, today))
        .cell(html! {
            @if own { span.discret { "C’est vous" } }
            @else if editable { (Action::danger("Retirer", format!("{at}/retrait")).quiet()) }
        })
}
