//! The software that is told of what happens here: the abonnements of a collectivité, or those of the centre; one more.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use db::ListRequest;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{
        Action, Aide, Breadcrumb, Carte, Choice, Column, Empty, Etat, EtatTon, Field, Form, FormState, Icon, Page, Row,
        Table,
    },
};
use webhooks::{Abonnement, Contexte, EtatAbonnement, Portee, Saisie, WebhookError, Webhooks, abonnements};

use super::webhook_show::secret_page;
use crate::droits::RelierLogiciels;

/// More than an owner may have.
const TOUS: u32 = 100;

pub(super) fn path(agent: &Agent<RelierLogiciels>) -> String {
    if agent.is_centre() {
        "/centre/webhooks".to_owned()
    } else {
        format!("/c/{}/webhooks", agent.collectivite.fiche.siren)
    }
}

pub(super) fn contexte<'a>(house: &'a House, agent: &'a Agent<RelierLogiciels>) -> Contexte<'a> {
    Contexte { clock: house.clock(), acteur: &agent.acteur, collectivite: agent.id() }
}

/// What is refused, for a page without a form.
pub(super) fn web_error(error: WebhookError) -> WebError {
    match error {
        WebhookError::NotFound => WebError::NotFound,
        WebhookError::Conflict => {
            WebError::Conflict("Quelqu’un a changé cela en même temps que vous\u{a0}: rechargez la page.".to_owned())
        }
        WebhookError::Internal(why) => WebError::internal(why),
        WebhookError::Db(error) => error.into(),
        refused @ (WebhookError::Refus(_) | WebhookError::Champs(_)) => WebError::Refus(refused.to_string()),
    }
}

/// The same, each sentence by its field.
pub(super) fn into_form(error: WebhookError, form: &mut FormState) -> Result<(), WebError> {
    match error {
        WebhookError::Champs(wrong) => wrong.0.into_iter().for_each(|(field, phrase)| form.add_error(field, phrase)),
        WebhookError::Refus(refus) => form.add_error("", refus.to_string()),
        other => return Err(web_error(other)),
    }
    Ok(())
}

pub(super) fn typed(form: &FormState) -> Saisie {
    Saisie {
        nom: form.value("nom").to_owned(),
        url: form.value("url").to_owned(),
        evenements: form.all("evenements").map(str::to_owned).collect(),
    }
}

pub(super) async fn list(State(house): State<House>, agent: Agent<RelierLogiciels>) -> Result<Page, WebError> {
    let asked = ListRequest { page: 1, per_page: TOUS, ..ListRequest::default() };
    let mut tx = house.db().read(agent.perimetre()).await?;
    let known = abonnements::list(&mut tx, agent.id(), &asked).await?;
    drop(tx);
    let base = path(&agent);
    let add = Action::link("Relier un logiciel", format!("{base}/nouveau")).icon(Icon::Plus);
    let content = if known.is_empty() {
        let next = "Un logiciel relié est prévenu dès que quelque chose change ici\u{a0}: il n’a plus à demander.";
        html! { (Carte::untitled().content(Empty::new("Aucun logiciel relié").icon(Icon::Webhook).next(next))) }
    } else {
        html! { (Carte::untitled().content(table(&known, &base))) }
    };
    Ok(Page::new(&agent.shell(&house), "Les logiciels reliés")
        .lead("Chacun est prévenu, par une demande signée, des événements qu’il a choisis.")
        .primary(add)
        .aide(
            Aide::new("Pour qui fait le logiciel", "Ce sont des webhooks, au format «\u{a0}Standard Webhooks\u{a0}»\u{a0}: la demande porte une signature que le secret permet de vérifier.")
                .example("un accusé de réception arrive de la préfecture\u{a0}: votre logiciel métier le sait dans la minute."),
        )
        .content(content))
}

fn table(known: &[Abonnement], base: &str) -> Table {
    Table::new("Logiciels reliés")
        .column(Column::new("nom", "Logiciel"))
        .column(Column::new("url", "Adresse"))
        .column(Column::new("etat", "État"))
        .column(Column::new("livre", "Dernière livraison"))
        .rows(known.iter().map(|one| {
            Row::new()
                .cell(html! {
                    div {
                        a href={ (base) "/" (one.id) } { (one.nom) }
                        @if one.portee == Portee::Adherents { br; span.discret { "toutes les collectivités" } }
                    }
                })
                .cell(&one.url)
                .cell(html! { (pill(one.etat)) @if let Some(why) = &one.motif { br; span.discret { (why) } } })
                .cell(one.livre_le.map_or_else(|| "—".to_owned(), kernel::Instant::date_heure))
        }))
}

pub(super) fn pill(etat: EtatAbonnement) -> Etat {
    let ton = match etat {
        EtatAbonnement::Actif => EtatTon::Fait,
        EtatAbonnement::Arrete => EtatTon::Neutre,
        EtatAbonnement::Suspendu => EtatTon::Refus,
    };
    Etat::new(ton, etat.libelle())
}

pub(super) async fn form(State(house): State<House>, agent: Agent<RelierLogiciels>) -> Result<Page, WebError> {
    let webhooks = house.ask::<Webhooks>()?;
    Ok(add_page(&house, &agent, (&webhooks, &FormState::default())))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<RelierLogiciels>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let webhooks = house.ask::<Webhooks>()?;
    let every = agent.is_centre() && form.value("portee") == Portee::Adherents.code();
    let portee = if every { Portee::Adherents } else { Portee::Collectivite };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    match abonnements::create(&mut tx, &webhooks, contexte(&house, &agent), portee, &typed(&form)).await {
        Ok((made, secret)) => {
            tx.commit().await?;
            Ok(secret_page(&house, &agent, (&made, &secret)).into_response())
        }
        Err(refused) => {
            into_form(refused, &mut form)?;
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, add_page(&house, &agent, (&webhooks, &form)))
                .into_response())
        }
    }
}

fn add_page(house: &House, agent: &Agent<RelierLogiciels>, (webhooks, state): (&Webhooks, &FormState)) -> Page {
    let shell = agent.shell(house);
    let base = path(agent);
    let scopes = [Portee::Adherents, Portee::Collectivite].map(|portee| match portee {
        Portee::Adherents => Choice::new(portee.code(), "Toutes les collectivités"),
        Portee::Collectivite => Choice::new(portee.code(), "Le centre seul"),
    });
    let form = Form::post(&base, &shell.csrf).state(state);
    let form = if agent.is_centre() {
        form.field(Field::radios("portee", "Ce qui se passe où\u{a0}?", scopes).default_value(Portee::Adherents.code()))
    } else {
        form
    };
    Page::new(&shell, "Relier un logiciel")
        .breadcrumb(Breadcrumb::new().link("Logiciels reliés", &base))
        .content(Carte::untitled().content(fields(form, webhooks).submit("Relier").cancel(&base)))
}

/// What one types of an abonnement.
pub(super) fn fields<'a>(form: Form<'a>, webhooks: &Webhooks) -> Form<'a> {
    let events = webhooks.catalogue().iter().map(|genre| Choice::new(genre.code(), genre.libelle()).help(genre.code()));
    form.field(Field::text("nom", "Nom du logiciel").help("Exemple\u{a0}: Gestion des documents."))
        .field(
            Field::text("url", "Adresse où le prévenir")
                .help("Elle commence par https:// et se trouve dans la notice du logiciel."),
        )
        .field(Field::checkboxes("evenements", "De quoi il est prévenu", events))
}
