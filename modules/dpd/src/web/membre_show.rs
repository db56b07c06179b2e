//! A member as the delegate sees it: what needs attention, the register, the designation, the convention, who to call, what
//! was said.

use annuaire::{Collectivite, Contact};
use axum::extract::{Path, State};
use contracts::conventions::{ActionRgpd, ServiceRgpd};
use kernel::combien;
use maud::html;
use web::{
    Agent, House, WebError,
    ui::{Action, Breadcrumb, FormState, Icon, Page},
};

use super::{PATH, find_member, membre_cards as cards, mots::page_of};
use crate::{
    domain::Echange,
    droits::{Noter, Suivre},
    gestes::cockpit::{self, Fiche},
    store::{
        campagnes::{self, Recue},
        echanges,
    },
};

/// All that the page shows.
pub(super) struct Vu {
    pub one: Collectivite,
    pub fiche: Fiche,
    pub actions: Vec<ActionRgpd>,
    pub contacts: Vec<Contact>,
    pub echanges: Vec<Echange>,
    pub recues: Vec<Recue>,
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Path(siren): Path<String>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let vu = load(&mut tx, &house, one).await?;
    drop(tx);
    Ok(view(&house, &agent, &vu, &FormState::default()))
}

pub(super) async fn load(tx: &mut db::Tx, house: &House, one: Collectivite) -> Result<Vu, WebError> {
    Ok(Vu {
        fiche: cockpit::find(tx, house, &one).await?,
        actions: house.ask::<dyn ServiceRgpd>()?.actions(tx, one.id).await?,
        contacts: annuaire::contacts::list(tx, &[one.id]).await?,
        echanges: echanges::list_of(tx, one.id).await?,
        recues: campagnes::list_of(tx, one.id).await?,
        one,
    })
}

/// `state` holds what was refused of the receipt.
pub(super) fn view<P: web::Droit>(house: &House, agent: &Agent<P>, vu: &Vu, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let membre = &vu.fiche.membre;
    let here = page_of(membre.siren);
    let notes = agent.can::<Noter>();
    let reasons = u32::try_from(membre.raisons.len()).unwrap_or(u32::MAX);
    let lead = match reasons {
        0 => "Rien ne demande votre attention.".to_owned(),
        n => format!("{} de vous en occuper.", combien(n, "raison", "raisons")),
    };
    let page = Page::new(&shell, membre.nom.clone())
        .lead(lead)
        .breadcrumb(Breadcrumb::new().link("Qui a besoin de moi", PATH))
        .action(Action::link("Son registre", format!("/c/{}/rgpd", membre.siren)).icon(Icon::ScrollText))
        .action(Action::link("Sa fiche", format!("/c/{}/fiche", membre.siren)).icon(Icon::Landmark));
    let page = if notes {
        page.primary(Action::link("Noter un échange", format!("{here}/echanges/nouveau")).icon(Icon::Plus))
    } else {
        page
    };
    page.content(html! {
        div.grille {
            div.pile {
                (cards::attention(membre))
                (cards::exchanges(&vu.echanges, &here, notes))
                (cards::actions(membre, &vu.actions))
            }
            div.pile {
                (cards::register(membre))
                (cards::designation(&vu.fiche, house.clock().today(), notes.then_some((&here, &shell.csrf, state))))
                (cards::contacts(&vu.one, &vu.contacts))
                (cards::mails(&vu.recues))
            }
        }
    })
}
