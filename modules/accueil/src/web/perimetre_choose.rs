//! For whom one works now: one's own places, and for the centre's people the collectivités of their portefeuille.

use annuaire::AppartenanceActive;
use axum::extract::{RawQuery, State};
use db::Perimetre;
use maud::{Markup, html};
use web::{
    Connecte, House, WebError,
    ui::{Aide, Carte, Column, Empty, Icon, ListState, Page, Row, Table},
};

use super::collectivite_choose::{chooser, load};

const HERE: &str = "/perimetre";

pub(crate) async fn choose(
    State(house): State<House>,
    connecte: Connecte,
    RawQuery(query): RawQuery,
) -> Result<Page, WebError> {
    let droits = &connecte.session.droits;
    let state = ListState::from_query(query.as_deref().unwrap_or_default());
    let mut cards = html! { (Carte::new("Vos rattachements").content(own(droits.appartenances()))) };
    if droits.is_du_centre() {
        let mut tx = house.db().read(Perimetre::Commun).await?;
        let found = load(&mut tx, &house, droits.visibles(), &state).await?;
        let all = chooser(&state, HERE, &found, |c| format!("/c/{}", c.siren));
        cards = html! { (cards) (Carte::new("Les collectivités de votre portefeuille").content(all)) };
    }
    Ok(Page::new(&connecte.shell(&house), "Pour qui travaillez-vous\u{a0}?")
        .lead("Le menu et les pages suivent la collectivité choisie.")
        .aide(
            Aide::new(
                "Pourquoi choisir\u{a0}?",
                "Chaque collectivité a son espace\u{a0}: ce que vous y faites n’apparaît pas dans celui des autres.",
            )
            .example("une secrétaire qui partage son temps entre deux communes."),
        )
        .content(html! { div.pile { (cards) } }))
}

fn own(memberships: &[AppartenanceActive]) -> Markup {
    if memberships.is_empty() {
        return html! {
            (Empty::new("Votre compte n’est rattaché à aucune collectivité").icon(Icon::Building2)
                .next("Demandez à votre centre de gestion, ou à la secrétaire de votre mairie, de vous rattacher."))
        };
    }
    let rows = memberships.iter().map(|a| {
        let href = if a.exploitant { "/centre".to_owned() } else { format!("/c/{}", a.siren) };
        Row::new().cell(html! { a href=(href) { (a.nom) } }).cell(a.role.libelle())
    });
    let table = Table::new("Vos rattachements")
        .column(Column::new("nom", "Collectivité"))
        .column(Column::new("role", "Vous y êtes"))
        .rows(rows);
    html! { (table) }
}
