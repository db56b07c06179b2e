//! What a collectivité settles: whom the préfecture calls, where the stamp stands, its public page.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kernel::nombre;
use maud::html;
use web::{
    Agent, Formulaire, House, WebError, entier_entre,
    ui::{Action, Aide, Breadcrumb, Carte, Field, Form, FormState, Icon, Page},
    with_fait,
};

use super::{
    acces::{REFUSED, contexte},
    mots::base,
};
use crate::{
    domain::{Contact, Position, Raccordement, Regime, tampon},
    droits::Publier,
    gestes::raccordements as acts,
    store::raccordements,
};

pub(super) async fn form(State(house): State<House>, agent: Agent<Publier>) -> Result<Page, WebError> {
    let known = load(&house, &agent).await?;
    Ok(view(&house, &agent, &typed(&known)))
}

pub(super) async fn save(
    State(house): State<House>,
    agent: Agent<Publier>,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let known = load(&house, &agent).await?;
    let percent = |form: &mut FormState, name: &str| {
        form.read(name, entier_entre(0, 100)).and_then(|part| u32::try_from(part * 10).ok()).unwrap_or(0)
    };
    let (x, y) = (percent(&mut form, "tampon_x"), percent(&mut form, "tampon_y"));
    let next = Raccordement {
        referent: Contact {
            nom: form.value("referent_nom").to_owned(),
            telephone: form.value("referent_telephone").to_owned(),
            courriel: form.value("referent_courriel").to_owned(),
        },
        tampon: Position { x, y },
        page_ouverte: form.checked("page_ouverte"),
        introduction: form.value("introduction").to_owned(),
        revision: form.value("revision").parse().unwrap_or(0),
        ..known
    };
    if form.is_valid() {
        let mut tx = house.db().begin(agent.perimetre()).await?;
        match acts::set(&mut tx, &house, contexte(&house, &agent), next).await {
            Ok(()) => {
                tx.commit().await?;
                let there = format!("{}/reglages", base(&agent.collectivite));
                return Ok(Redirect::to(&with_fait(&there, "actes-reglages")).into_response());
            }
            Err(refused) => refused.into_form(&mut form, "")?,
        }
    }
    Ok((REFUSED, view(&house, &agent, &form)).into_response())
}

/// The connection; a collectivité that has none is at the school as soon as somebody asks.
async fn load(house: &House, agent: &Agent<Publier>) -> Result<Raccordement, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    if let Some(known) = raccordements::find(&mut tx, agent.id()).await? {
        return Ok(known);
    }
    drop(tx);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let made = acts::begin(&mut tx, house, contexte(house, agent), &agent.collectivite).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(made)
}

fn typed(known: &Raccordement) -> FormState {
    let state = FormState::default()
        .with("revision", known.revision.to_string())
        .with("referent_nom", &known.referent.nom)
        .with("referent_telephone", &known.referent.telephone)
        .with("referent_courriel", &known.referent.courriel)
        .with("tampon_x", (known.tampon.x / 10).to_string())
        .with("tampon_y", (known.tampon.y / 10).to_string())
        .with("introduction", &known.introduction);
    if known.page_ouverte { state.with("page_ouverte", "oui") } else { state }
}

fn view(house: &House, agent: &Agent<Publier>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = base(&agent.collectivite);
    let habitants = agent.collectivite.population.as_ref().and_then(|known| known.totale);
    let regime = Regime::of(agent.collectivite.fiche.genre, habitants);
    let public = format!("/public/{}/actes", agent.collectivite.fiche.siren);
    let form = Form::post(format!("{base}/reglages"), &shell.csrf)
        .state(state)
        .field(Field::hidden("revision", state.value("revision")))
        .group(
            "Qui la préfecture appelle",
            [
                Field::text("referent_nom", "Nom").optional(),
                Field::telephone("referent_telephone", "Téléphone").optional(),
                Field::email("referent_courriel", "Courriel").optional(),
            ],
        )
        .group_explained(
            "Le tampon",
            "Où se pose le tampon de la préfecture, en pour cent de la page depuis son coin en haut à gauche.",
            [
                Field::number("tampon_x", "Depuis la gauche").suffix("%").short(),
                Field::number("tampon_y", "Depuis le haut").suffix("%").short(),
            ],
        )
        .group(
            "La page publique",
            [
                Field::checkbox("page_ouverte", "Ouvrir la page publique des actes").optional(),
                Field::textarea("introduction", "Quelques mots en tête de la page").rows(3).optional(),
            ],
        )
        .submit("Enregistrer")
        .cancel(&base);
    let people = habitants.map(|habitants| format!("{} habitants. ", nombre(habitants.into()))).unwrap_or_default();
    Page::new(&shell, "Réglages de la télétransmission")
        .breadcrumb(Breadcrumb::new().link("Actes", &base))
        .action(Action::link("Liste de diffusion", format!("{base}/reglages/diffusion")).icon(Icon::Mail))
        .action(Action::link("Groupes", format!("{base}/reglages/groupes")).icon(Icon::Users))
        .aide(Aide::new("Que faut-il publier\u{a0}?", format!("{people}{}", regime.phrase())))
        .content(Carte::untitled().content(form))
        .content(html! {
            p { a href={ (base) "/reglages/tampon.pdf" } { "Voir le tampon sur une page" } ". " a href=(public) { "Voir la page publique" } "." }
        })
}

/// A blank page with the stamp, by the very function that stamps the actes.
pub(super) async fn preview(State(house): State<House>, agent: Agent<Publier>) -> Result<Response, WebError> {
    let known = load(&house, &agent).await?;
    let lignes = vec![
        format!("{}-{}-20261117-2026_001-DE", known.departement, agent.collectivite.fiche.siren),
        "Reçu en préfecture le 20/11/2026".to_owned(),
        "Publié le 21/11/2026".to_owned(),
    ];
    let stamped = crate::gestes::preuves::draw(
        include_bytes!("../../data/page.pdf"),
        (tampon::title(known.canal), lignes),
        known.tampon,
    );
    let octets = stamped.map_err(WebError::internal)?;
    Ok(web::liste::attachment("tampon.pdf", "application/pdf", octets))
}
