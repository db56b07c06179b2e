//! Closing an account, and opening it again.

use annuaire::personnes;
use axum::{
    extract::{Path, State},
    response::Redirect,
};
use db::Perimetre;
use kernel::PersonneId;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Carte, Confirm, Page},
    with_fait,
};

use super::{personne_guard, personne_show};
use crate::{droits::Gerer, faits, refus::Answer};

pub(crate) async fn confirm(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let personne = personne_guard::ensure_may_close(&mut tx, &house, &agent, id).await?;
    let (shell, here) = (agent.shell(&house), personne_show::path(id));
    let question = format!("Désactiver le compte de {}\u{a0}?", personne.nom_complet());
    let confirm = Confirm::new(&question, format!("{here}/desactivation"), &shell.csrf)
        .consequence("Ses appareils sont déconnectés et ses jetons révoqués aussitôt. Ce qu’elle a fait reste au journal. Vous pourrez réactiver le compte.")
        .button("Désactiver")
        .cancel(here)
        .danger();
    Ok(Page::new(&shell, "Désactiver un compte")
        .breadcrumb(personne_show::above(&personne))
        .content(Carte::untitled().content(confirm)))
}

pub(crate) async fn deactivate(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    personne_guard::ensure_may_close(&mut tx, &house, &agent, id).await?;
    personnes::deactivate(&mut tx, house.clock(), &agent.acteur, id).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&personne_show::path(id), faits::DESACTIVEE)))
}

pub(crate) async fn reactivate(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    personne_guard::ensure_may_touch(&mut tx, &house, &agent, id).await?;
    personnes::reactivate(&mut tx, house.clock(), &agent.acteur, id).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&personne_show::path(id), faits::REACTIVEE)))
}
