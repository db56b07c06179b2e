//! Changing the quantity of an abonnement from a year on, or ending it.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::Exercice;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError, entier_entre,
    ui::{Aide, Breadcrumb, Carte, Field, Form, FormState, Page},
    with_fait,
};

use super::abonnement_list::path;
use crate::{
    domain::AbonnementId, droits::GererAbonnements, gestes::abonnements as acts, store::abonnements::Souscription,
};

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Path((_, id)): Path<(String, AbonnementId)>,
) -> Result<Page, WebError> {
    let found = find(&house, &agent, id).await?;
    Ok(view(&house, &agent, &found, (&FormState::default(), &FormState::default())))
}

pub(super) async fn set_quantite(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Path((_, id)): Path<(String, AbonnementId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let annee = form.read("annee", str::parse::<Exercice>);
    let quantite = form.read("quantite", entier_entre(1, 10_000)).and_then(|n| u32::try_from(n).ok());
    if let (Some(annee), Some(quantite)) = (annee, quantite) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        let done = acts::set_quantite(&mut tx, house.clock(), &agent.acteur, (agent.id(), id), (annee, quantite)).await;
        match done {
            Ok(()) => {
                tx.commit().await?;
                return Ok(back(&agent, "abonnement-modifie"));
            }
            Err(refused) => refused.into_form(&mut form, "quantite")?,
        }
    }
    let found = find(&house, &agent, id).await?;
    let page = view(&house, &agent, &found, (&form, &FormState::default()));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) async fn end(
    State(house): State<House>,
    agent: Agent<GererAbonnements>,
    Path((_, id)): Path<(String, AbonnementId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    if let Some(derniere) = form.read("derniere_annee", str::parse::<Exercice>) {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        match acts::end(&mut tx, house.clock(), &agent.acteur, (agent.id(), id), derniere).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(back(&agent, "abonnement-termine"));
            }
            Err(refused) => refused.into_form(&mut form, "derniere_annee")?,
        }
    }
    let found = find(&house, &agent, id).await?;
    let page = view(&house, &agent, &found, (&FormState::default(), &form));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn find(house: &House, agent: &Agent<GererAbonnements>, id: AbonnementId) -> Result<Souscription, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(acts::find(&mut tx, (agent.id(), id)).await?)
}

fn back(agent: &Agent<GererAbonnements>, fait: &str) -> Response {
    Redirect::to(&with_fait(&path(agent.collectivite.fiche.siren), fait)).into_response()
}

fn view(
    house: &House,
    agent: &Agent<GererAbonnements>,
    found: &Souscription,
    (quantite, fin): (&FormState, &FormState),
) -> Page {
    let (shell, a) = (agent.shell(house), &found.abonnement);
    let list = path(agent.collectivite.fiche.siren);
    let here = format!("{list}/{}", found.id);
    let year = Exercice::of(house.clock().today()).max(a.depuis());
    let change = Form::post(format!("{here}/quantite"), &shell.csrf)
        .state(quantite)
        .id_prefix("quantite")
        .row([
            Field::number("quantite", "Nouvelle quantité").short().default_value(a.quantite(year).to_string()),
            Field::number("annee", "À partir de l’année").short().default_value(year.to_string()),
        ])
        .submit("Changer la quantité")
        .cancel(&list);
    let end = Form::post(format!("{here}/fin"), &shell.csrf)
        .state(fin)
        .id_prefix("fin")
        .field(Field::number("derniere_annee", "Dernière année due").short().default_value(year.to_string()))
        .submit("Mettre fin à l’abonnement");
    Page::new(&shell, "Modifier l’abonnement")
        .lead(format!("{}, {}, souscrit depuis {}.", agent.collectivite.nom_complet(), a.service().libelle(), a.depuis()))
        .breadcrumb(Breadcrumb::new().link("Abonnements", &list))
        .aide(
            Aide::new("Que devient l’année en cours\u{a0}?", "Elle reste due en entier, quoi qu’il arrive dans l’année (article 6.3)\u{a0}; les années d’avant ne changent pas.")
                .example("de 3 à 5 postes à partir de 2026\u{a0}: 2025 garde 3 postes."),
        )
        .content(html! {
            div.colonnes {
                (Carte::new("Quantité").content(change))
                (Carte::new("Fin").content(end))
            }
        })
}
