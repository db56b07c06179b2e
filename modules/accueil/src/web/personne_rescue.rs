//! Helping somebody back into their account: a new link, an end to the lock, a second factor that was lost.

use annuaire::{identification, liens, personnes, second_facteur};
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
use crate::{courriels, droits::Gerer, faits, refus::Answer};

const TROP_DE_LIENS: &str = "Trois liens sont déjà partis en une heure, ou le compte est désactivé\u{a0}: cherchez-les dans les courriers indésirables de la personne.";

/// Sends the link by which a password is chosen: an invitation the first time, then a new password.
pub(crate) async fn invite(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let personne = personnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let mail = if personne.a_un_mot_de_passe {
        let asked = liens::request_reset(&mut tx, house.clock(), personne.fiche.courriel.as_str()).await.answer()?;
        asked.ok_or_else(|| WebError::Refus(TROP_DE_LIENS.to_owned()))?
    } else {
        liens::invite(&mut tx, house.clock(), &agent.acteur, id).await.answer()?
    };
    courriels::send(&mut tx, &house, mail).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&personne_show::path(id), faits::INVITATION_ENVOYEE)))
}

pub(crate) async fn unlock(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    identification::unlock(&mut tx, house.clock(), &agent.acteur, id).await.answer()?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&personne_show::path(id), faits::DEVERROUILLEE)))
}

pub(crate) async fn confirm_factor(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let personne = personne_guard::ensure_may_close(&mut tx, &house, &agent, id).await?;
    let (shell, here) = (agent.shell(&house), personne_show::path(id));
    let question = format!("Retirer la double authentification de {}\u{a0}?", personne.nom_complet());
    let confirm = Confirm::new(question, format!("{here}/double-authentification/retrait"), &shell.csrf)
        .consequence("Assurez-vous d’abord, de vive voix, que c’est bien elle qui le demande\u{a0}: un escroc commence par là. Un courriel la prévient.")
        .button("Retirer")
        .cancel(here)
        .danger();
    let page = Page::new(&shell, "Retirer la double authentification").breadcrumb(personne_show::above(&personne));
    Ok(page.content(Carte::untitled().content(confirm)))
}

pub(crate) async fn remove_factor(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Path(id): Path<PersonneId>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    personne_guard::ensure_may_close(&mut tx, &house, &agent, id).await?;
    let mail = second_facteur::reset(&mut tx, house.clock(), &agent.acteur, id).await.answer()?;
    courriels::send(&mut tx, &house, mail).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&personne_show::path(id), faits::SECOND_FACTEUR_OTE)))
}
