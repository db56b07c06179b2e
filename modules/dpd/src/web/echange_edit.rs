//! An exchange: noted, corrected, removed.

use annuaire::Collectivite;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Id, date_courte, parse_date};
use web::{
    Agent, Formulaire, House, WebError, entier_entre,
    ui::{Action, Aide, Breadcrumb, Carte, Choice, Confirm, Field, Form, FormState, Page},
    with_fait,
};

use super::{PATH, find_member, mots::page_of};
use crate::{
    domain::{Echange, EchangeId, FicheEchange, GenreEchange, MINUTES_MAX, Refus},
    droits::Noter,
    gestes::{Contexte, GesteError, echanges as acts},
};

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path(siren): Path<String>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    drop(tx);
    Ok(view(&house, &agent, (&one, None), &FormState::default()))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path(siren): Path<String>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let read = read(&mut form);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let id: EchangeId = form.value("id").parse().unwrap_or_else(|_| Id::new(house.clock()));
    if let Some(fiche) = read {
        let ctx = Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one);
        match acts::note(&mut tx, ctx, id, fiche).await {
            Ok(()) => {
                tx.commit().await?;
                house.wake().now();
                return Ok(Redirect::to(&with_fait(&page_of(one.fiche.siren), "dpd-note")).into_response());
            }
            Err(refused) => refuse(refused, &mut form)?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, (&one, None), &form)).into_response())
}

pub(super) async fn show(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path((siren, id)): Path<(String, EchangeId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let echange = acts::find(&mut tx, Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one), id).await?;
    drop(tx);
    let f = &echange.fiche;
    let state = FormState::default()
        .with("revision", echange.revision.to_string())
        .with("le", f.le.to_string())
        .with("genre", f.genre.code())
        .with("minutes", f.minutes.to_string())
        .with("avec", &f.avec)
        .with("objet", &f.objet)
        .with("notes", &f.notes);
    Ok(view(&house, &agent, (&one, Some(&echange)), &state))
}

pub(super) async fn update(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path((siren, id)): Path<(String, EchangeId)>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let read = read(&mut form);
    let revision = form.value("revision").parse().unwrap_or(0);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let ctx = Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one);
    let echange = acts::find(&mut tx, ctx, id).await?;
    if let Some(fiche) = read {
        match acts::correct(&mut tx, ctx, (id, revision), fiche).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Redirect::to(&with_fait(&page_of(one.fiche.siren), "dpd-corrige")).into_response());
            }
            Err(refused) => refuse(refused, &mut form)?,
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, (&one, Some(&echange)), &form)).into_response())
}

pub(super) async fn ask_removal(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path((siren, id)): Path<(String, EchangeId)>,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let echange = acts::find(&mut tx, Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one), id).await?;
    drop(tx);
    let shell = agent.shell(&house);
    let here = format!("{}/echanges/{id}", page_of(one.fiche.siren));
    let question = format!("Retirer cet échange du {}\u{a0}?", date_courte(echange.fiche.le));
    let confirm = Confirm::new(question, format!("{here}/retrait"), &shell.csrf)
        .consequence("Son temps ne compte plus dans les totaux. Le journal garde ce qu’il disait, et qui l’a retiré.")
        .button("Retirer l’échange")
        .cancel(here)
        .danger();
    Ok(Page::new(&shell, "Retirer un échange").breadcrumb(trail(&one)).content(Carte::untitled().content(confirm)))
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path((siren, id)): Path<(String, EchangeId)>,
    _: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    acts::remove(&mut tx, Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one), id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_fait(&page_of(one.fiche.siren), "dpd-retire")))
}

/// What was typed; each field tells what is wrong with it.
fn read(form: &mut FormState) -> Option<FicheEchange> {
    let le = form.read("le", parse_date);
    let genre = form.read("genre", str::parse::<GenreEchange>);
    let minutes = form.read("minutes", entier_entre(0, MINUTES_MAX.into()));
    let objet = form.required("objet", &Refus::SansObjet.to_string());
    Some(FicheEchange {
        le: le?,
        genre: genre?,
        minutes: u32::try_from(minutes?).ok()?,
        avec: form.value("avec").to_owned(),
        objet: objet?,
        notes: form.value("notes").to_owned(),
    })
}

/// Puts a refusal under its field.
fn refuse(refused: GesteError, form: &mut FormState) -> Result<(), WebError> {
    let field = match &refused {
        GesteError::Refus(Refus::EchangeAVenir) => "le",
        GesteError::Refus(Refus::TempsIllisible) => "minutes",
        GesteError::Refus(Refus::SansObjet) => "objet",
        _ => "",
    };
    refused.into_form(form, field)
}

fn trail(one: &Collectivite) -> Breadcrumb {
    Breadcrumb::new().link("Qui a besoin de moi", PATH).link(one.nom_complet(), page_of(one.fiche.siren))
}

fn view(
    house: &House,
    agent: &Agent<Noter>,
    (one, known): (&Collectivite, Option<&Echange>),
    state: &FormState,
) -> Page {
    let shell = agent.shell(house);
    let member = page_of(one.fiche.siren);
    let (there, title, verb) = match known {
        None => (format!("{member}/echanges"), "Noter un échange", "Noter l’échange"),
        Some(e) => (format!("{member}/echanges/{}", e.id), "Corriger un échange", "Enregistrer"),
    };
    let genres = GenreEchange::TOUS.iter().map(|genre| Choice::new(genre.code(), genre.libelle()));
    let form = Form::post(&there, &shell.csrf)
        .state(state)
        .field(Field::hidden("id", Id::<Echange>::new(house.clock()).to_string()))
        .field(Field::hidden("revision", "0"))
        .row([
            Field::date("le", "Date").default_value(house.clock().today().to_string()),
            Field::select("genre", "Moyen", genres),
            Field::number("minutes", "Temps passé").suffix("min").default_value("30"),
        ])
        .field(Field::text("objet", "Sujet").max_length(300).help("Exemple\u{a0}: revue annuelle du registre."))
        .field(Field::text("avec", "Avec qui").optional().max_length(300))
        .field(Field::textarea("notes", "Notes").optional().rows(6).max_length(10_000))
        .submit(verb)
        .cancel(&member);
    let page = Page::new(&shell, title).lead(one.nom_complet()).breadcrumb(trail(one)).aide(aide());
    let page = match known {
        None => page,
        Some(_) => page.action(Action::danger("Retirer", format!("{there}/retrait"))),
    };
    page.content(Carte::untitled().content(form))
}

fn aide() -> Aide {
    Aide::new(
        "À quoi servent ces notes\u{a0}?",
        "Elles disent ce que le centre a fait pour chaque adhérent, et le temps que cela prend. La collectivité ne les voit pas.",
    )
    .example("30 minutes au téléphone avec la secrétaire, sur la vidéoprotection.")
}
