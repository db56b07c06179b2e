//! The référents and contacts of a fiche: added, changed, removed.

use annuaire::{AnnuaireError, Contact, FicheContact, FieldErrors, FonctionContact, SaisieContact};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::Id;
use maud::html;
use web::{
    Formulaire, House, WebError,
    ui::{Action, Aide, Carte, Choice, Confirm, Field, Form, FormState, Icon, Page},
    with_fait,
};

use super::{fiche_form::refuse, sur_fiche::SurFiche};
use crate::{droits::TenirFiche, refus::web_error};

type Sur = SurFiche<TenirFiche>;

pub(super) async fn form(State(house): State<House>, sur: Sur) -> Page {
    view(&house, &sur, None, &FormState::default())
}

pub(super) async fn add(
    State(house): State<House>,
    sur: Sur,
    Formulaire(mut state): Formulaire,
) -> Result<Response, WebError> {
    let fiche = match read(&state) {
        Ok(fiche) => fiche,
        Err(errors) => return Ok(refused(&house, &sur, None, &mut state, errors)),
    };
    let mut tx = house.db().begin(sur.perimetre()).await?;
    // Twice the same click: this very contact is there already.
    let known = annuaire::contacts::list(&mut tx, &[sur.fiche.id]).await?;
    if !known.iter().any(|contact| contact.fiche == fiche) {
        let added = annuaire::contacts::add(&mut tx, house.clock(), &sur.agent.acteur, sur.fiche.id, fiche).await;
        added.map_err(web_error)?;
        tx.commit().await?;
    }
    Ok(Redirect::to(&with_fait(&sur.base(), "contact-ajoute")).into_response())
}

pub(super) async fn edit(State(house): State<House>, sur: Sur, Path(path): Path<OfContact>) -> Result<Page, WebError> {
    let contact = find(&house, &sur, path.contact).await?;
    let fiche = &contact.fiche;
    let state = FormState::default()
        .with("fonction", fiche.fonction.code())
        .with("nom", &fiche.nom)
        .with("telephone", fiche.telephone.clone().unwrap_or_default())
        .with("courriel", fiche.courriel.as_ref().map(ToString::to_string).unwrap_or_default())
        .with("note", &fiche.note);
    Ok(view(&house, &sur, Some(&contact), &state))
}

pub(super) async fn save(
    State(house): State<House>,
    sur: Sur,
    Path(path): Path<OfContact>,
    Formulaire(mut state): Formulaire,
) -> Result<Response, WebError> {
    let contact = find(&house, &sur, path.contact).await?;
    let fiche = match read(&state) {
        Ok(fiche) => fiche,
        Err(errors) => return Ok(refused(&house, &sur, Some(&contact), &mut state, errors)),
    };
    if fiche != contact.fiche {
        let mut tx = house.db().begin(sur.perimetre()).await?;
        let at = (sur.fiche.id, contact.id);
        annuaire::contacts::update(&mut tx, house.clock(), &sur.agent.acteur, at, &fiche).await.map_err(web_error)?;
        tx.commit().await?;
    }
    Ok(Redirect::to(&with_fait(&sur.base(), "contact-modifie")).into_response())
}

pub(super) async fn confirm(
    State(house): State<House>,
    sur: Sur,
    Path(path): Path<OfContact>,
) -> Result<Page, WebError> {
    let contact = find(&house, &sur, path.contact).await?;
    let (shell, nom) = (sur.agent.shell(&house), &contact.fiche.nom);
    let here = format!("{}/contacts/{}", sur.base(), contact.id);
    let confirm = Confirm::new(format!("Retirer {nom} ?"), format!("{here}/suppression"), &shell.csrf)
        .consequence(html! { p { (nom) " ne sera plus parmi les contacts de cette collectivité. Le journal en garde la trace." } })
        .button("Retirer")
        .cancel(here)
        .danger();
    Ok(Page::new(&shell, format!("Retirer {nom}"))
        .breadcrumb(sur.breadcrumb())
        .content(Carte::untitled().content(confirm)))
}

pub(super) async fn remove(
    State(house): State<House>,
    sur: Sur,
    Path(path): Path<OfContact>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(sur.perimetre()).await?;
    let at = (sur.fiche.id, path.contact);
    match annuaire::contacts::remove(&mut tx, house.clock(), &sur.agent.acteur, at).await {
        Ok(()) => tx.commit().await?,
        // Twice the same click: the first one has removed it.
        Err(AnnuaireError::NotFound) => {}
        Err(other) => return Err(web_error(other)),
    }
    Ok(Redirect::to(&with_fait(&sur.base(), "contact-retire")))
}

/// The contact of the address; the collectivité before it is read by the gate.
#[derive(Debug, serde::Deserialize)]
pub(super) struct OfContact {
    contact: Id<Contact>,
}

async fn find(house: &House, sur: &Sur, id: Id<Contact>) -> Result<Contact, WebError> {
    let mut tx = house.db().read(sur.perimetre()).await?;
    annuaire::contacts::find(&mut tx, sur.fiche.id, id).await?.ok_or(WebError::NotFound)
}

fn read(state: &FormState) -> Result<FicheContact, FieldErrors> {
    let value = |name| state.value(name).to_owned();
    let saisie = SaisieContact {
        fonction: value("fonction"),
        nom: value("nom"),
        courriel: value("courriel"),
        telephone: value("telephone"),
        note: value("note"),
    };
    saisie.read()
}

fn refused(house: &House, sur: &Sur, known: Option<&Contact>, state: &mut FormState, errors: FieldErrors) -> Response {
    refuse(state, errors);
    (StatusCode::UNPROCESSABLE_ENTITY, view(house, sur, known, state)).into_response()
}

fn view(house: &House, sur: &Sur, known: Option<&Contact>, state: &FormState) -> Page {
    let (shell, base) = (sur.agent.shell(house), sur.base());
    let (title, action, verb) = match known {
        Some(contact) => {
            (format!("Modifier {}", contact.fiche.nom), format!("{base}/contacts/{}", contact.id), "Enregistrer")
        }
        None => ("Ajouter un référent ou un contact".to_owned(), format!("{base}/contacts"), "Ajouter"),
    };
    let fonctions = FonctionContact::all().map(|f| Choice::new(f.code(), f.libelle()));
    let form = Form::post(&action, &shell.csrf)
        .state(state)
        .field(Field::text("nom", "Nom").help("Par exemple Claire Vidal.").medium().autocomplete("off").max_length(200))
        .field(Field::select("fonction", "Pour quoi", fonctions).medium())
        .field(
            Field::telephone("telephone", "Téléphone")
                .optional()
                .autocomplete("off")
                .help("Un téléphone ou un courriel, au moins."),
        )
        .field(Field::email("courriel", "Courriel").optional().autocomplete("off"))
        .field(
            Field::text("note", "Note")
                .optional()
                .help("Par exemple « présente le mardi et le jeudi ».")
                .max_length(200),
        )
        .submit(verb)
        .cancel(&base);
    let page = Page::new(&shell, title).lead(sur.fiche.nom_complet()).breadcrumb(sur.breadcrumb());
    let page = page.content(Carte::untitled().content(form)).aide(aide());
    if known.is_some() {
        page.action(Action::danger("Retirer", format!("{action}/suppression")).icon(Icon::Trash2))
    } else {
        page
    }
}

fn aide() -> Aide {
    Aide::new(
        "Qui nommer ?",
        "La convention demande un référent par service souscrit ; une même personne peut l’être pour plusieurs.",
    )
    .example("la secrétaire pour l’informatique et la comptabilité, un élu pour le RGPD.")
}
