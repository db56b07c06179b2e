//! Changing a fiche, whole at the centre, its coordonnées in its own space; two people may have it open at once.

use annuaire::{AnnuaireError, Collectivite, Refus};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Tx;
use maud::html;
use web::{
    Formulaire, House, WebError,
    ui::{Alert, Carte, Field, Form, FormState, Page, Ton},
    with_fait,
};

use super::{
    fiche_form::{Choix, Etendue, coordonnees, identite, refuse},
    fiche_merge::{Meanwhile, merge},
    sur_fiche::{self, SurFiche},
};
use crate::{
    droits::{Gerer, TenirFiche},
    refus::web_error,
};

pub(super) async fn form_centre(State(house): State<House>, sur: SurFiche<Gerer>) -> Result<Page, WebError> {
    form(&house, &sur, Etendue::Tout).await
}

pub(super) async fn form_own(State(house): State<House>, sur: SurFiche<TenirFiche>) -> Result<Page, WebError> {
    form(&house, &sur, Etendue::Coordonnees).await
}

pub(super) async fn save_centre(
    State(house): State<House>,
    sur: SurFiche<Gerer>,
    Formulaire(state): Formulaire,
) -> Result<Response, WebError> {
    save(&house, &sur, Etendue::Tout, state).await
}

pub(super) async fn save_own(
    State(house): State<House>,
    sur: SurFiche<TenirFiche>,
    Formulaire(state): Formulaire,
) -> Result<Response, WebError> {
    save(&house, &sur, Etendue::Coordonnees, state).await
}

async fn form<P>(house: &House, sur: &SurFiche<P>, etendue: Etendue) -> Result<Page, WebError> {
    let mut tx = house.db().read(sur.perimetre()).await?;
    let state = opened(etendue, &sur.fiche);
    view(&mut tx, house, sur, etendue, &state, None).await
}

/// The form as it opens: with what proves, when it comes back, which version was read.
fn opened(etendue: Etendue, collectivite: &Collectivite) -> FormState {
    etendue.state_of(&collectivite.fiche).with("version", collectivite.version.to_string())
}

async fn save<P>(
    house: &House,
    sur: &SurFiche<P>,
    etendue: Etendue,
    mut state: FormState,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(sur.perimetre()).await?;
    let known = annuaire::collectivites::find(&mut tx, sur.fiche.id).await?.ok_or(WebError::NotFound)?;
    let incomplete =
        || WebError::Unreadable("Ce formulaire est incomplet : revenez à la fiche et recommencez.".to_owned());
    let version: i64 = state.value("version").parse().map_err(|_| incomplete())?;
    let fiche = match etendue.read(Some(&known.fiche), &state) {
        Ok(fiche) => fiche,
        Err(errors) => {
            refuse(&mut state, errors);
            return refused(&mut tx, house, sur, etendue, &state).await;
        }
    };
    let acteur = &sur.agent.acteur;
    match annuaire::collectivites::update(&mut tx, house.clock(), acteur, (known.id, version), &fiche).await {
        Ok(saved) => {
            tx.commit().await?;
            let path = sur_fiche::base(sur.is_centre(), saved.fiche.siren);
            Ok(Redirect::to(&with_fait(&path, "fiche-modifiee")).into_response())
        }
        // Twice the same click, or two people who wrote the same.
        Err(AnnuaireError::Refus(Refus::FicheModifiee)) if fiche == known.fiche => {
            Ok(Redirect::to(&sur.base()).into_response())
        }
        Err(AnnuaireError::Refus(Refus::FicheModifiee)) => {
            let lines = journal::of_objet(&mut tx, known.id, known.id.uuid()).await?;
            let meanwhile = merge(&mut state, etendue, &known, lines, version);
            let page = view(&mut tx, house, sur, etendue, &state, Some(&meanwhile)).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(AnnuaireError::Champs(errors)) => {
            refuse(&mut state, errors);
            refused(&mut tx, house, sur, etendue, &state).await
        }
        Err(other) => Err(web_error(other)),
    }
}

async fn refused<P>(
    tx: &mut Tx,
    house: &House,
    sur: &SurFiche<P>,
    etendue: Etendue,
    state: &FormState,
) -> Result<Response, WebError> {
    let page = view(tx, house, sur, etendue, state, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn view<P>(
    tx: &mut Tx,
    house: &House,
    sur: &SurFiche<P>,
    etendue: Etendue,
    state: &FormState,
    meanwhile: Option<&Meanwhile>,
) -> Result<Page, WebError> {
    let shell = sur.agent.shell(house);
    let form = Form::post(format!("{}/modification", sur.base()), &shell.csrf).state(state).cancel(sur.base());
    let form = form.field(Field::hidden("version", ""));
    let form = match etendue {
        Etendue::Tout => identite(form, Choix::read(tx, house, &sur.agent.collectivite, Some(&sur.fiche.fiche)).await?),
        Etendue::Coordonnees => form,
    };
    let title = match etendue {
        Etendue::Tout => format!("Modifier la fiche {}", annuaire::nom::de(&sur.fiche.fiche.nom)),
        Etendue::Coordonnees => "Modifier vos coordonnées".to_owned(),
    };
    Ok(Page::new(&shell, title).breadcrumb(sur.breadcrumb()).content(html! {
        div.pile {
            @if let Some(meanwhile) = meanwhile { (warning(meanwhile)) }
            (Carte::untitled().content(coordonnees(form)))
        }
    }))
}

fn warning(meanwhile: &Meanwhile) -> maud::Markup {
    html! {
        (Alert::new(Ton::Attention, html! {
            p { b { "Quelqu’un a modifié cette fiche pendant que vous l’aviez ouverte." } }
            p { "Rien n’est perdu : vos réponses sont ci-dessous, et ce que vous n’aviez pas touché a pris la nouvelle valeur. Relisez, puis enregistrez." }
        }))
        (Carte::new("Ce qui a changé entre-temps").content(meanwhile))
    }
}
