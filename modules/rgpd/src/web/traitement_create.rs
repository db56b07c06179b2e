//! A new traitement: from nothing, with its name; the guided steps follow.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Choice, Field, Form, FormState, Page},
    with_fait,
};

use super::{
    acces::{choices, contexte, may_attach, own_services},
    mots::registre,
};
use crate::{
    domain::{Contenu, Etape, RoleTraitement},
    droits::Rediger,
    gestes::traitements::{self as acts, Avec},
    store::services::Service,
};

pub(super) async fn form(State(house): State<House>, agent: Agent<Rediger>) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let services = own_services(&mut tx, &agent).await?;
    let alone = if let [only] = services.as_slice() { only.id.to_string() } else { String::new() };
    let state = FormState::default().with("role", RoleTraitement::Responsable.code()).with("service", alone);
    Ok(view(&house, &agent, &services, &state))
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let services = own_services(&mut tx, &agent).await?;
    let nom = form.required("nom", "Donnez un nom au traitement, par exemple «\u{a0}Restauration scolaire\u{a0}».");
    let role = form.read_if_filled("role", str::parse::<RoleTraitement>).unwrap_or_default();
    let service = form.read_if_filled("service", str::parse);
    if let Err(refused) = may_attach(&agent, &services, service) {
        form.add_error("service", refused);
    }
    if let (Some(nom), true) = (nom, form.is_valid()) {
        let contenu = Contenu { nom, role, ..Contenu::default() };
        match acts::create(&mut tx, contexte(&house, &agent), contenu, Avec { service, modele: None }).await {
            Ok(id) => {
                tx.commit().await?;
                house.wake().now();
                let there = format!("{}/traitements/{id}/etapes/{}", registre(&agent.collectivite), Etape::Essentiel);
                return Ok(Redirect::to(&with_fait(&there, "rgpd-cree")).into_response());
            }
            Err(refused) => form.add_error("nom", refused.sentence()?),
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &services, &form)).into_response())
}

fn view(house: &House, agent: &Agent<Rediger>, services: &[Service], state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let roles = [
        Choice::new(RoleTraitement::Responsable.code(), "Notre collectivité décide")
            .help("C’est presque toujours le cas."),
        Choice::new(RoleTraitement::Conjoint.code(), "Nous décidons à deux")
            .help("Avec une autre collectivité, par un accord écrit."),
        Choice::new(RoleTraitement::SousTraitant.code(), "Nous le faisons pour une autre")
            .help("Elle décide, vous exécutez\u{a0}: c’est l’autre registre (art. 30.2)."),
    ];
    let form = Form::post(format!("{base}/traitements"), &shell.csrf)
        .state(state)
        .field(
            Field::text("nom", "Nom du traitement")
                .help("Comme vous l’appelez entre vous. Exemple\u{a0}: Restauration scolaire.")
                .max_length(255),
        )
        .field(Field::radio_cards("role", "Qui décide\u{a0}?", roles));
    let form = if services.is_empty() {
        form
    } else {
        form.field(Field::select("service", "Service", choices(services)).blank("Aucun service").optional())
    };
    Page::new(&shell, "Ajouter un traitement")
        .lead("Donnez-lui un nom\u{a0}: la suite se remplit pas à pas, et s’enregistre quand vous voulez.")
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .aide(
            Aide::new("Une fiche par quoi\u{a0}?", "Une fiche par but poursuivi, plutôt que par logiciel. Un même logiciel peut servir à deux traitements.")
                .example("la cantine et la garderie, si elles se gèrent ensemble, font une seule fiche."),
        )
        .content(Carte::untitled().content(form.submit("Créer et remplir").cancel(&base)))
}
