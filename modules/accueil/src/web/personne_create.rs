//! Inviting somebody: first for which collectivité, then who they are and as what. A mail asks them to choose a password.

use annuaire::{Collectivite, CollectiviteLigne, Role, appartenances::FicheAppartenance};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::{ListPage, Perimetre};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, Aide, Breadcrumb, Carte, Field, Form, FormState, Icon, ListState, Page},
    with_fait,
};

use super::{
    appartenance_fields,
    collectivite_choose::{chooser, load},
    personne_edit, personne_guard, personne_list, personne_show,
};
use crate::{courriels, droits::Gerer, faits, gestes, refus::Answer, regles};

pub(super) const HERE: &str = "/centre/personnes/nouvelle";

pub(crate) async fn form(State(house): State<House>, agent: Agent<Gerer>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    if let Some(siren) = state.filter("pour") {
        let place = gestes::place(&mut tx, siren).await?;
        return Ok(page(&house, &agent, &place, &FormState::default()));
    }
    let found = load(&mut tx, &house, agent.droits.visibles(), &state).await?;
    Ok(where_page(&house, &agent, &state, &found))
}

pub(crate) async fn create(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let place = gestes::place(&mut tx, typed.value("pour")).await?;
    let refused =
        |typed: &FormState| (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &agent, &place, typed)).into_response();
    let fiche = personne_edit::read(&mut typed)?;
    let membership = appartenance_fields::read(&mut typed, place.exploitant, &proposed(&house));
    let (Some(fiche), Some(membership)) = (fiche, membership) else { return Ok(refused(&typed)) };
    regles::may_give_role(&agent.droits, membership.role).map_err(personne_guard::refused)?;
    let both = (&fiche, &membership);
    let brought = gestes::bring_new(&mut tx, house.clock(), &agent.acteur, &place, both).await;
    let Some(arrivee) = brought.or_error(&mut typed)? else { return Ok(refused(&typed)) };
    courriels::send_arrivee(&mut tx, &house, &arrivee, &agent.acteur.nom).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&personne_show::path(arrivee.personne.id), faits::INVITEE)).into_response())
}

/// What the form of a new membership proposes: an agent, from today.
pub(super) fn proposed(house: &House) -> FicheAppartenance {
    FicheAppartenance::new(Role::Agent, house.clock().today())
}

fn where_page(house: &House, agent: &Agent<Gerer>, state: &ListState, found: &ListPage<CollectiviteLigne>) -> Page {
    let centre = Action::link("Le centre de gestion", format!("{HERE}?pour={}", agent.collectivite.fiche.siren));
    Page::new(&agent.shell(house), "Pour qui travaille la personne que vous invitez\u{a0}?")
        .breadcrumb(Breadcrumb::new().link("Personnes", personne_list::HERE))
        .lead("Choisissez d’abord sa collectivité\u{a0}: elle décide des rôles possibles.")
        .action(centre.icon(Icon::Landmark))
        .content(Carte::untitled().content(chooser(state, HERE, found, |c| format!("{HERE}?pour={}", c.siren))))
}

fn page(house: &House, agent: &Agent<Gerer>, place: &Collectivite, typed: &FormState) -> Page {
    let shell = agent.shell(house);
    let [prenom, nom, courriel, telephone, genre] = personne_edit::fields(None);
    let form = Form::post(personne_list::HERE, &shell.csrf)
        .state(typed)
        .field(Field::hidden("pour", place.fiche.siren.to_string()))
        .row([prenom, nom])
        .field(courriel)
        .field(telephone)
        .field(genre)
        .group("Sa place dans la collectivité", appartenance_fields::fields(place.exploitant, &proposed(house)))
        .submit("Inviter")
        .cancel(personne_list::HERE);
    Page::new(&shell, "Inviter quelqu’un")
        .breadcrumb(Breadcrumb::new().link("Personnes", personne_list::HERE).link("Choisir la collectivité", HERE))
        .lead(html! { b { (place.nom_complet()) } ". Un courriel lui demandera de choisir son mot de passe." })
        .aide(
            Aide::new("Et si elle a déjà un compte\u{a0}?", "On n’ouvre pas deux comptes à la même personne\u{a0}: retrouvez-la dans la liste et rattachez-la à une collectivité de plus.")
                .example("une secrétaire qui prend un mi-temps dans la commune voisine."),
        )
        .content(Carte::untitled().content(form))
}
