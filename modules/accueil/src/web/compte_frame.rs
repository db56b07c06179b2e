//! What the pages of one's own account share: the title, the tabs, and the rule that one is there in one's own name.

use maud::{Markup, html};
use web::{
    Connecte, House, WebError,
    ui::{ActionButton, Alert, Carte, Icon, Page, Tabs, Ton},
};

/// A page of the account; `current` is the address of its tab.
pub(super) fn page(house: &House, connecte: &Connecte, title: &str, current: &str) -> Page {
    let tabs = Tabs::new("Mon compte", current)
        .tab("Profil", "/compte")
        .tab("Mot de passe", "/compte/mot-de-passe")
        .tab("Double authentification", "/compte/double-authentification")
        .tab("Appareils", "/compte/sessions")
        .tab("Jetons", "/compte/jetons");
    Page::new(&connecte.shell(house), title).content(tabs)
}

/// Passwords, second factors, sessions and tokens are one's own affair, never done in somebody else's name.
pub(super) fn ensure_own(connecte: &Connecte) -> Result<(), WebError> {
    connecte.session.ensure_not_acting().map_err(|refus| WebError::Refus(refus.to_string()))
}

/// Says in whose name one acts, and how to stop.
pub(super) fn acting(connecte: &Connecte) -> Option<Markup> {
    let pour = connecte.session.pour.as_ref()?;
    let stop = ActionButton::new(
        format!("Cesser d’agir pour {}", pour.nom_complet()),
        "/agir-pour/fin",
        &connecte.session.csrf,
    );
    let told = html! {
        p { "Tout ce que vous faites est écrit au journal sous vos deux noms." }
        p { "Votre propre compte se règle une fois revenu à votre nom." }
    };
    Some(html! {
        div.pile {
            (Alert::new(Ton::Attention, html! { "Vous agissez pour " b { (pour.nom_complet()) } "." }))
            (Carte::untitled().content(told).footer(stop.icon(Icon::Undo2).primary()))
        }
    })
}
