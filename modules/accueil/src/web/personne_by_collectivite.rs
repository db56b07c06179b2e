//! Which collectivité's people one wants to see.

use axum::extract::State;
use db::Perimetre;
use web::{
    Agent, House, WebError,
    ui::{Breadcrumb, Carte, ListState, Page},
};

use super::{
    collectivite_choose::{chooser, load},
    personne_list,
};
use crate::droits::Gerer;

const HERE: &str = "/centre/personnes/par-collectivite";

pub(crate) async fn choose(State(house): State<House>, agent: Agent<Gerer>) -> Result<Page, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found = load(&mut tx, &house, agent.droits.visibles(), &state).await?;
    let href = |c: &annuaire::CollectiviteLigne| format!("{}?collectivite={}", personne_list::HERE, c.siren);
    Ok(Page::new(&agent.shell(&house), "De quelle collectivité voulez-vous voir les personnes\u{a0}?")
        .breadcrumb(Breadcrumb::new().link("Personnes", personne_list::HERE))
        .content(Carte::untitled().content(chooser(&state, HERE, &found, href))))
}
