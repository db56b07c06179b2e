//! What the collectivité shows of its register to anybody: opened or not, and which parts.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Action, Aide, Alert, Breadcrumb, Carte, Choice, Field, Form, FormState, Icon, Page, Ton},
    with_fait,
};

use super::{acces::contexte, mots::registre};
use crate::{
    domain::{Champ, PUBLIABLES, Publication},
    droits::GererRegistre,
    gestes::publication as acts,
    store::publications,
};

pub(super) async fn form(State(house): State<House>, agent: Agent<GererRegistre>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = publications::find(&mut tx, agent.id()).await?;
    let shown = acts::shown(&mut tx, contexte(&house, &agent), &known).await?.len();
    drop(tx);
    let state = FormState::default()
        .with("rempli", "oui")
        .with("ouverte", if known.ouverte { "oui" } else { "" })
        .with("introduction", &known.introduction);
    let state = known.champs.iter().fold(state, |state, champ| state.with("champs", champ.code()));
    Ok(view(&house, &agent, &state, Some((known.ouverte, shown))))
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let champs = form.all("champs").map(str::parse::<Champ>).collect::<Result<Vec<_>, _>>()?;
    let asked = Publication {
        ouverte: form.checked("ouverte"),
        champs,
        introduction: form.value("introduction").trim().replace("\r\n", "\n"),
    };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    match acts::choose(&mut tx, contexte(&house, &agent), &asked).await {
        Ok(()) => {
            tx.commit().await?;
            let there = format!("{}/publication", registre(&agent.collectivite));
            Ok(Redirect::to(&with_fait(&there, "rgpd-publication")).into_response())
        }
        Err(refused) => {
            refused.into_form(&mut form, "introduction")?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &form, None)).into_response())
        }
    }
}

fn view(house: &House, agent: &Agent<GererRegistre>, state: &FormState, now: Option<(bool, usize)>) -> Page {
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let public = format!("/public/{}/registre", agent.collectivite.fiche.siren);
    let choices = PUBLIABLES.iter().map(|champ| Choice::new(champ.code(), champ.libelle()));
    let form = Form::post(format!("{base}/publication"), &shell.csrf)
        .state(state)
        .field(Field::checkbox("ouverte", "La page est ouverte à tous"))
        .field(
            Field::textarea("introduction", "Un mot d’accueil")
                .rows(4)
                .optional()
                .help("Exemple\u{a0}: La commune tient ce registre et répond à vos questions au 05…"),
        )
        .field(Field::checkboxes("champs", "Ce qui est montré de chaque traitement", choices))
        .submit("Enregistrer")
        .cancel(&base);
    let page = Page::new(&shell, "La page publique du registre")
        .lead("Montrez à vos habitants ce que vous faites de leurs données. Seuls les traitements validés y paraissent.")
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .aide(Aide::new("Que ne montre-t-on jamais\u{a0}?", "Ni la sécurité, ni les logiciels, ni les observations. Un traitement particulier peut rester hors de la page\u{a0}: sur sa fiche, retirez-le de la page publique."));
    let page = match now {
        Some((true, shown)) => page
            .action(Action::link("Voir la page", &public).icon(Icon::Eye))
            .content(Alert::new(Ton::Succes, html! {
                "La page est ouverte et montre " (shown) @if shown < 2 { " traitement" } @else { " traitements" } "\u{a0}: "
                a href=(public) { (house.config().public_url) (public) } "."
            })),
        Some((false, _)) => page.content(Alert::new(Ton::Info, "La page est fermée\u{a0}: personne ne la voit.")),
        None => page,
    };
    page.content(Carte::untitled().content(form))
}
