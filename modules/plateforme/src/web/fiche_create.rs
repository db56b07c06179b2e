//! A new collectivité.

use annuaire::{AnnuaireError, FicheCollectivite};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::{Perimetre, Tx};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Form, FormState, Page},
    with_fait,
};

use super::{
    collectivite_list::PATH,
    fiche_form::{Choix, Etendue, coordonnees, identite, refuse},
    sur_fiche,
};
use crate::{droits::Gerer, refus::web_error};

pub(super) async fn form(State(house): State<House>, agent: Agent<Gerer>) -> Result<Page, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    view(&mut tx, &house, &agent, &FormState::default()).await
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Formulaire(mut state): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    match Etendue::Tout.read(None, &state) {
        Ok(fiche) => match annuaire::collectivites::create(&mut tx, house.clock(), &agent.acteur, &fiche).await {
            Ok(created) => {
                tx.commit().await?;
                let path = sur_fiche::base(true, created.fiche.siren);
                return Ok(Redirect::to(&with_fait(&path, "collectivite-creee")).into_response());
            }
            Err(AnnuaireError::Champs(errors)) => {
                if already_there(&mut tx, &fiche).await? {
                    return Ok(Redirect::to(&sur_fiche::base(true, fiche.siren)).into_response());
                }
                refuse(&mut state, errors);
            }
            Err(other) => return Err(web_error(other)),
        },
        Err(errors) => refuse(&mut state, errors),
    }
    let page = view(&mut tx, &house, &agent, &state).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Twice the same click: the first one has created this very fiche.
async fn already_there(tx: &mut Tx, fiche: &FicheCollectivite) -> Result<bool, WebError> {
    let known = annuaire::collectivites::find_by_siren(tx, fiche.siren).await?;
    Ok(known.is_some_and(|known| known.fiche == *fiche))
}

async fn view(tx: &mut Tx, house: &House, agent: &Agent<Gerer>, state: &FormState) -> Result<Page, WebError> {
    let shell = agent.shell(house);
    let choix = Choix::read(tx, house, &agent.collectivite, None).await?;
    let form = Form::post(PATH, &shell.csrf).state(state).submit("Ajouter la collectivité").cancel(PATH);
    Ok(Page::new(&shell, "Ajouter une collectivité")
        .lead("Trois réponses suffisent : le type, le nom et le SIREN. Le reste se complète plus tard.")
        .breadcrumb(Breadcrumb::new().link("Collectivités", PATH))
        .content(Carte::untitled().content(coordonnees(identite(form, choix))))
        .aide(aide()))
}

fn aide() -> Aide {
    Aide::new("Où trouver le SIREN ?", "Sur l’avis de situation au répertoire SIRENE, ou sur n’importe quel titre de recette de la collectivité : ce sont les neuf premiers chiffres du SIRET.")
        .example("le SIRET 218 200 020 00013 a pour SIREN 218 200 020.")
}
