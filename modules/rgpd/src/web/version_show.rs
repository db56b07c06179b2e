//! A version as it was validated, and what changed between two.

use axum::extract::{Path, Query, State};
use db::Tx;
use kernel::CollectiviteId;
use maud::html;
use serde::Deserialize;
use web::{
    Agent, House, WebError,
    ui::{Action, Breadcrumb, Carte, Definitions, Icon, Page},
};

use super::{acces::find, difference_view, mots::registre, traitement_show::parts};
use crate::{
    domain::{Contenu, Traitement, TraitementId, differences},
    droits::ConsulterRegistre,
    store::versions,
};

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id, numero)): Path<(String, TraitementId, String)>,
) -> Result<Page, WebError> {
    let numero = numero.parse().map_err(|_| WebError::NotFound)?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let version = versions::find(&mut tx, agent.id(), id, numero).await?.ok_or(WebError::NotFound)?;
    let proof = Definitions::new()
        .fact("Validée", html! { "le " (version.valide_le.date_heure()) " par " (version.valide_par) })
        .fact_or_dash("Préconisations du délégué", Some(&version.preconisations).filter(|text| !text.is_empty()))
        .fact("Empreinte (SHA-256)", html! { code { (version.empreinte) } });
    Ok(Page::new(&agent.shell(&house), format!("{}, version {numero}", version.contenu.nom))
        .lead("Telle qu’elle a été validée\u{a0}: elle ne change plus.")
        .breadcrumb(trail(&agent, &t))
        .content(html! { div.pile { (Carte::new("Validation").content(proof)) (parts(&version.contenu, None)) } }))
}

/// `?de=1&a=2`.
#[derive(Debug, Deserialize)]
pub(super) struct Voulues {
    de: Option<u32>,
    a: Option<u32>,
}

pub(super) async fn compare(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Path<(String, TraitementId)>,
    Query(asked): Query<Voulues>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let to = asked.a.unwrap_or(t.version);
    let from = asked.de.unwrap_or_else(|| to.saturating_sub(1));
    let before = content(&mut tx, agent.id(), &t, from).await?;
    let after = content(&mut tx, agent.id(), &t, to).await?;
    let changed = differences(&before, &after);
    let sides = (format!("Version {from}"), format!("Version {to}"));
    let there = format!("{}/traitements/{id}", registre(&agent.collectivite));
    Ok(Page::new(&agent.shell(&house), format!("Ce qui change entre les versions {from} et {to}"))
        .lead(&t.contenu.nom)
        .breadcrumb(trail(&agent, &t))
        .action(
            Action::link("Dans l’autre sens", format!("{there}/differences?de={to}&a={from}"))
                .icon(Icon::ArrowLeftRight),
        )
        .content(Carte::untitled().content(difference_view::table(&changed, (&sides.0, &sides.1)))))
}

/// A validated version, or the one on which one works.
async fn content(tx: &mut Tx, collectivite: CollectiviteId, t: &Traitement, numero: u32) -> Result<Contenu, WebError> {
    if numero == t.version && !t.scellee {
        return Ok(t.contenu.clone());
    }
    let version = versions::find(tx, collectivite, t.id, numero).await?;
    Ok(version.ok_or(WebError::NotFound)?.contenu)
}

fn trail(agent: &Agent<ConsulterRegistre>, t: &Traitement) -> Breadcrumb {
    let base = registre(&agent.collectivite);
    Breadcrumb::new().link("Registre RGPD", &base).link(&t.contenu.nom, format!("{base}/traitements/{}", t.id))
}
