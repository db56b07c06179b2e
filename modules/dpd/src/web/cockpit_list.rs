//! The cockpit: who needs attention, first; and why, always.

use axum::{
    extract::{Query, State},
    response::Response,
};
use web::{
    Agent, House, WebError,
    liste::{Voulu, export},
    ui::{Action, Carte, Icon, ListState, Page},
};

use super::{
    PATH, choix,
    cockpit_view::{aide, lead, list as view, tableau, tiles, title},
    mots::freshness,
    sees,
};
use crate::{
    domain::{Membre, Tri},
    droits::{Ecrire, Importer, Suivre},
    gestes::cockpit,
};

pub(super) async fn list(State(house): State<House>, agent: Agent<Suivre>) -> Result<Page, WebError> {
    let mut state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let of = choix::portefeuilles(&mut tx, &agent).await?;
    let choix = choix::read(&mut tx, &agent, &state).await?;
    let mut vue = cockpit::load(&mut tx, &house, agent.droits.visibles()).await?;
    drop(tx);
    vue.membres.retain(|membre| sees(&agent, membre.id));
    let mine: Vec<&Membre> =
        vue.membres.iter().filter(|m| choix.portefeuille.as_ref().is_none_or(|p| p.contains(&m.id))).collect();
    let (title, tiles, lead) = (title(&mine), tiles(&mine, &state), lead(&mine));
    let mut found: Vec<Membre> = vue.membres.iter().filter(|m| choix.keeps(m)).cloned().collect();
    order(&mut found, &state);
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    state.page = state.page.min(state.pages(total));
    let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let shown: Vec<Membre> = found.into_iter().skip(skipped).take(state.per_page as usize).collect();
    let fresh = freshness(vue.fichier, house.clock().today());
    let page = Page::new(&agent.shell(&house), title).lead(format!("{lead} {fresh}.")).aide(aide());
    let page = if agent.can::<Importer>() {
        let there = format!("{PATH}/designations/import");
        page.action(Action::link("Importer le fichier de la CNIL", there).icon(Icon::Upload))
    } else {
        page
    };
    let page = if agent.can::<Ecrire>() && total > 0 {
        let there = state.href(&format!("{PATH}/campagnes/nouvelle"));
        let verb = if total == 1 {
            "Écrire à cet adhérent".to_owned()
        } else {
            format!("Écrire à ces {total} adhérents")
        };
        page.primary(Action::link(verb, there).icon(Icon::Mail))
    } else {
        page
    };
    Ok(page.content(tiles).content(Carte::untitled().content(view(&state, &of, &shown, total))))
}

pub(super) async fn download(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Query(voulu): Query<Voulu>,
) -> Result<Response, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let choix = choix::read(&mut tx, &agent, &state).await?;
    let mut membres = cockpit::load(&mut tx, &house, agent.droits.visibles()).await?.membres;
    drop(tx);
    membres.retain(|membre| sees(&agent, membre.id) && choix.keeps(membre));
    order(&mut membres, &state);
    export(&house, "suivi-rgpd", tableau(&membres), voulu.format).await
}

fn order(membres: &mut [Membre], state: &ListState) {
    Tri::from_code(state.sort.as_deref().unwrap_or_default()).apply(membres, state.desc);
}
