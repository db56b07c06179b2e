//! A collectivité that leaves, or comes back: its fiche stays, it is no longer counted.

use annuaire::FicheCollectivite;
use axum::{extract::State, response::Redirect};
use maud::html;
use web::{
    Formulaire, House, WebError,
    ui::{Carte, Confirm, Page},
    with_fait,
};

use super::sur_fiche::SurFiche;
use crate::{droits::Gerer, refus::web_error};

pub(super) async fn confirm(State(house): State<House>, sur: SurFiche<Gerer>) -> Page {
    let (shell, nom) = (sur.agent.shell(&house), sur.fiche.nom_complet());
    let confirm = Confirm::new(format!("Désactiver « {nom} » ?"), format!("{}/desactivation", sur.base()), &shell.csrf)
        .consequence(html! {
            p { "Elle n’apparaîtra plus dans les états, les comptes ni les recherches. Sa fiche, ses documents et son journal sont gardés." }
            p { "Vous pourrez la réactiver quand vous voudrez." }
        })
        .button("Désactiver")
        .cancel(sur.base())
        .danger();
    Page::new(&shell, format!("Désactiver « {nom} »"))
        .breadcrumb(sur.breadcrumb())
        .content(Carte::untitled().content(confirm))
}

pub(super) async fn confirm_back(State(house): State<House>, sur: SurFiche<Gerer>) -> Page {
    let (shell, nom) = (sur.agent.shell(&house), sur.fiche.nom_complet());
    let confirm = Confirm::new(format!("Réactiver « {nom} » ?"), format!("{}/reactivation", sur.base()), &shell.csrf)
        .consequence(html! { p { "Elle sera de nouveau comptée, et proposée dans les états." } })
        .button("Réactiver")
        .cancel(sur.base());
    Page::new(&shell, format!("Réactiver « {nom} »"))
        .breadcrumb(sur.breadcrumb())
        .content(Carte::untitled().content(confirm))
}

pub(super) async fn deactivate(
    State(house): State<House>,
    sur: SurFiche<Gerer>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    set_actif(&house, &sur, false, "collectivite-desactivee").await
}

pub(super) async fn reactivate(
    State(house): State<House>,
    sur: SurFiche<Gerer>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    set_actif(&house, &sur, true, "collectivite-reactivee").await
}

async fn set_actif(house: &House, sur: &SurFiche<Gerer>, actif: bool, fait: &str) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(sur.perimetre()).await?;
    let known = annuaire::collectivites::find(&mut tx, sur.fiche.id).await?.ok_or(WebError::NotFound)?;
    // Twice the same click changes nothing the second time.
    if known.fiche.actif != actif {
        let fiche = FicheCollectivite { actif, ..known.fiche };
        let at = (known.id, known.version);
        annuaire::collectivites::update(&mut tx, house.clock(), &sur.agent.acteur, at, &fiche)
            .await
            .map_err(web_error)?;
        tx.commit().await?;
    }
    Ok(Redirect::to(&with_fait(&sur.base(), fait)))
}
