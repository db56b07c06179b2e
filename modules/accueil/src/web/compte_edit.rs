//! One's own profile: name and telephone. The mail names the account: only who manages the accounts changes it.

use annuaire::{AnnuaireError, SaisiePersonne, personnes};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use db::Perimetre;
use web::{
    Connecte, Formulaire, House, WebError,
    ui::{Aide, Carte, Field, Form, FormState, Page},
    with_fait,
};

use super::compte_frame;
use crate::{faits, refus::Answer};

pub(crate) async fn form(State(house): State<House>, connecte: Connecte) -> Page {
    match compte_frame::acting(&connecte) {
        Some(acting) => Page::new(&connecte.shell(&house), "Mon compte").content(acting),
        None => page(&house, &connecte, &FormState::default()),
    }
}

pub(crate) async fn update(
    State(house): State<House>,
    connecte: Connecte,
    Formulaire(mut typed): Formulaire,
) -> Result<Response, WebError> {
    compte_frame::ensure_own(&connecte)?;
    let me = &connecte.session.personne;
    let saisie = SaisiePersonne {
        prenom: typed.value("prenom").to_owned(),
        nom: typed.value("nom").to_owned(),
        telephone: typed.value("telephone").to_owned(),
        courriel: me.fiche.courriel.to_string(),
        genre: me.fiche.genre.code().to_owned(),
    };
    let version = typed.value("version").parse().unwrap_or(me.version);
    let read = saisie.read().map_err(AnnuaireError::from).or_error(&mut typed)?;
    let refused =
        |typed: &FormState| (StatusCode::UNPROCESSABLE_ENTITY, page(&house, &connecte, typed)).into_response();
    let Some(fiche) = read else { return Ok(refused(&typed)) };
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let saved = personnes::update(&mut tx, house.clock(), &connecte.session.acteur(), (me.id, version), &fiche).await;
    if saved.or_error(&mut typed)?.is_none() {
        return Ok(refused(&typed));
    }
    tx.commit().await?;
    Ok(Redirect::to(&with_fait("/compte", faits::PROFIL_ENREGISTRE)).into_response())
}

fn page(house: &House, connecte: &Connecte, typed: &FormState) -> Page {
    let me = &connecte.session.personne;
    let mail = "C’est lui qui nomme votre compte. Pour le changer, adressez-vous à votre centre de gestion.";
    let form = Form::post("/compte", &connecte.session.csrf)
        .state(typed)
        .field(Field::hidden("version", me.version.to_string()))
        .row([
            Field::text("prenom", "Prénom").default_value(&me.fiche.prenom).autocomplete("given-name"),
            Field::text("nom", "Nom").default_value(&me.fiche.nom).autocomplete("family-name"),
        ])
        .field(Field::email("courriel", "Courriel").default_value(me.fiche.courriel.as_str()).help(mail).disabled())
        .field(
            Field::telephone("telephone", "Téléphone")
                .default_value(me.fiche.telephone.as_deref().unwrap_or_default())
                .optional(),
        );
    compte_frame::page(house, connecte, "Mon compte", "/compte")
        .lead(format!("Connecté comme {}.", me.fiche.courriel))
        .aide(
            Aide::new("À quoi sert ce profil\u{a0}?", "Votre nom signe ce que vous faites dans Beffroi\u{a0}; le téléphone permet au centre de gestion de vous rappeler.")
                .example("«\u{a0}Convention dénoncée par Claire Arnaud le 24/11/2026\u{a0}»."),
        )
        .content(Carte::untitled().content(form))
}
