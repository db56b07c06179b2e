//! The history of a member, from another house: the volumes of its backup read again.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::Perimetre;
use kernel::combien;
use maud::html;
use web::{
    Agent, Depot, House, WebError,
    ui::{Aide, Alert, Breadcrumb, Carte, Field, Form, FormState, Page, Ton},
};

use super::{acces::REFUSED, centre_membre::find};
use crate::{
    droits::Raccorder,
    gestes::{
        Contexte,
        sauvegardes::{self as acts, Bilan},
    },
};

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path(membre): Path<String>,
) -> Result<Page, WebError> {
    let member = member(&house, &agent, &membre).await?;
    Ok(view(&house, &agent, (&member, &FormState::default(), &[])))
}

pub(super) async fn take(
    State(house): State<House>,
    agent: Agent<Raccorder>,
    Path(membre): Path<String>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let member = member(&house, &agent, &membre).await?;
    let ctx = Contexte::new(house.clock(), &agent.acteur, &member);
    let volumes: Vec<_> = depot.files("volumes").cloned().collect();
    if volumes.is_empty() && depot.form.error("volumes").is_none() {
        depot.form.add_error("volumes", "Choisissez les volumes de l’export.");
    }
    let mut told = Vec::new();
    for volume in volumes.iter().filter(|_| depot.form.is_valid()) {
        match acts::restore(&house, (ctx, &member), volume).await {
            Ok(bilan) => told.push((volume.nom.clone(), bilan)),
            Err(refused) => {
                refused.into_form(&mut depot.form, "volumes")?;
                break;
            }
        }
    }
    let status = if depot.form.is_valid() { StatusCode::OK } else { REFUSED };
    Ok((status, view(&house, &agent, (&member, &depot.form, &told))).into_response())
}

async fn member(house: &House, agent: &Agent<Raccorder>, membre: &str) -> Result<annuaire::Collectivite, WebError> {
    let mut tx = house.db().read(Perimetre::Centre).await?;
    find(&mut tx, agent, membre).await
}

fn view(
    house: &House,
    agent: &Agent<Raccorder>,
    (member, state, told): (&annuaire::Collectivite, &FormState, &[(String, Bilan)]),
) -> Page {
    let shell = agent.shell(house);
    let there = format!("/centre/actes/{}", member.fiche.siren);
    let form = Form::post(format!("{there}/reprise"), &shell.csrf)
        .state(state)
        .field(
            Field::file("volumes", "Volumes de l’export", ".zip")
                .multiple()
                .help("Les fichiers ZIP tels qu’un Beffroi les a donnés. Ceux qui sont déjà repris ne changent rien."),
        )
        .submit("Reprendre ces actes")
        .cancel(&there);
    Page::new(&shell, "Reprendre un historique")
        .lead(member.nom_complet())
        .breadcrumb(Breadcrumb::new().link("Télétransmission", "/centre/actes").link(member.nom_complet(), &there))
        .aide(Aide::new(
            "Un très gros fichier\u{a0}?",
            "Sur le serveur\u{a0}: beffroi actes import --siren … volume.zip.",
        ))
        .content(html! {
            div.pile {
                @for (nom, bilan) in told { (report(nom, bilan)) }
                (Carte::untitled().content(form))
            }
        })
}

fn report(nom: &str, bilan: &Bilan) -> Alert {
    let ton = if bilan.refus.is_empty() { Ton::Succes } else { Ton::Attention };
    Alert::new(
        ton,
        html! {
            (nom) "\u{a0}: " (combien(bilan.repris, "acte repris", "actes repris")) ", " (combien(bilan.connus, "déjà connu", "déjà connus")) "."
            @if !bilan.refus.is_empty() { ul { @for refus in &bilan.refus { li { (refus) } } } }
        },
    )
}
