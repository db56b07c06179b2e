//! What is done to a traitement: submitted, checked, validated, archived, taken back.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use serde::Deserialize;
use web::{
    Agent, Formulaire, House, WebError,
    ui::{Aide, Breadcrumb, Carte, Choice, Confirm, Field, Form, FormState, Page},
    with_fait,
};

use super::{
    acces::{contexte, find},
    mots::registre,
    traitement_show::parts,
};
use crate::{
    domain::{Traitement, TraitementId, manques},
    droits::{Controler, GererRegistre, Rediger, Valider},
    gestes::{
        Geste,
        traitements::{self as acts, Acte},
    },
};

type Chemin = Path<(String, TraitementId)>;

pub(super) async fn submit(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id)): Chemin,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    done(&house, &agent, id, Acte::Soumission, "rgpd-soumis").await
}

pub(super) async fn restore(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    done(&house, &agent, id, Acte::Restauration, "rgpd-restaure").await
}

/// `?public=oui`: whether the public page, when it is open, shows it.
#[derive(Debug, Deserialize)]
pub(super) struct Montrer {
    public: String,
}

pub(super) async fn show_or_hide(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    Query(asked): Query<Montrer>,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    acts::mark(&mut tx, contexte(&house, &agent), t, Some(asked.public == "oui")).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&there(&agent, id), "rgpd-enregistre")))
}

pub(super) async fn confirm_validation(
    State(house): State<House>,
    agent: Agent<Valider>,
    Path((_, id)): Chemin,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let shell = agent.shell(&house);
    let there = there(&agent, id);
    let confirm = Confirm::new(format!("Valider «\u{a0}{}\u{a0}», version {}\u{a0}?", t.contenu.nom, t.version), format!("{there}/validation"), &shell.csrf)
        .consequence(html! {
            p { "Vous répondez de ce traitement au nom de " (agent.collectivite.nom_complet()) " (article 24 du RGPD). Cette version ne changera plus\u{a0}: une modification en ouvrira une autre." }
            @if !t.preconisations.is_empty() { p { b { "Le délégué préconise\u{a0}: " } (t.preconisations) } }
        })
        .button("Valider le traitement")
        .cancel(&there);
    Ok(Page::new(&shell, "Valider le traitement")
        .breadcrumb(trail(&agent, &t))
        .content(Carte::untitled().content(confirm)))
}

pub(super) async fn validate(
    State(house): State<House>,
    agent: Agent<Valider>,
    Path((_, id)): Chemin,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    done(&house, &agent, id, Acte::Validation, "rgpd-valide").await
}

pub(super) async fn check_form(
    State(house): State<House>,
    agent: Agent<Controler>,
    Path((_, id)): Chemin,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let state = FormState::default().with("preconisations", &t.preconisations);
    Ok(check_view(&house, &agent, &t, &state))
}

pub(super) async fn check(
    State(house): State<House>,
    agent: Agent<Controler>,
    Path((_, id)): Chemin,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let favorable = form.required("avis", "Choisissez la suite à donner.").map(|avis| avis == "favorable");
    if let Some(favorable) = favorable {
        let acte = Acte::Controle { preconisations: form.value("preconisations").to_owned(), favorable };
        match acts::act(&mut tx, contexte(&house, &agent), t.clone(), acte).await {
            Ok(()) => {
                tx.commit().await?;
                house.wake().now();
                let fait = if favorable { "rgpd-controle" } else { "rgpd-renvoye" };
                return Ok(Redirect::to(&with_fait(&there(&agent, id), fait)).into_response());
            }
            Err(refused) => form.add_error("preconisations", refused.sentence()?),
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, check_view(&house, &agent, &t, &form)).into_response())
}

pub(super) async fn archive_form(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    Ok(archive_view(&house, &agent, &t, &FormState::default()))
}

pub(super) async fn archive(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    Formulaire(mut form): Formulaire,
) -> Result<Response, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let acte = Acte::Archivage { motif: form.value("motif").to_owned() };
    match acts::act(&mut tx, contexte(&house, &agent), t.clone(), acte).await {
        Ok(()) => {
            tx.commit().await?;
            house.wake().now();
            Ok(Redirect::to(&with_fait(&there(&agent, id), "rgpd-archive")).into_response())
        }
        Err(refused) => {
            form.add_error("motif", refused.sentence()?);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, archive_view(&house, &agent, &t, &form)).into_response())
        }
    }
}

/// Does an act that asks nothing more.
async fn done<P>(
    house: &House,
    agent: &Agent<P>,
    id: TraitementId,
    acte: Acte,
    fait: &str,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let t = find(&mut tx, house, agent, id).await?;
    let acted: Geste<()> = acts::act(&mut tx, contexte(house, agent), t, acte).await;
    acted?;
    tx.commit().await?;
    house.wake().now();
    Ok(Redirect::to(&with_fait(&there(agent, id), fait)))
}

fn there<P>(agent: &Agent<P>, id: TraitementId) -> String {
    format!("{}/traitements/{id}", registre(&agent.collectivite))
}

fn trail<P>(agent: &Agent<P>, t: &Traitement) -> Breadcrumb {
    Breadcrumb::new().link("Registre RGPD", registre(&agent.collectivite)).link(&t.contenu.nom, there(agent, t.id))
}

fn check_view(house: &House, agent: &Agent<Controler>, t: &Traitement, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let there = there(agent, t.id);
    let avis = [
        Choice::new("favorable", "Le proposer à la validation")
            .help("Le maire ou le président le lira avec vos préconisations."),
        Choice::new("a_reprendre", "Le renvoyer à la collectivité")
            .help("Il redevient un brouillon\u{a0}: dites ce qu’il faut reprendre."),
    ];
    let form = Form::post(format!("{there}/controle"), &shell.csrf)
        .state(state)
        .field(
            Field::textarea("preconisations", "Préconisations")
                .optional()
                .help("Ce que vous conseillez, en clair\u{a0}: la collectivité le lira sur la fiche."),
        )
        .field(Field::radio_cards("avis", "Suite à donner", avis))
        .submit("Enregistrer le contrôle")
        .cancel(&there);
    let missing = manques(&t.contenu);
    Page::new(&shell, format!("Contrôler «\u{a0}{}\u{a0}»", t.contenu.nom))
        .lead(format!("{}, version {}.", agent.collectivite.nom_complet(), t.version))
        .breadcrumb(trail(agent, t))
        .content(html! {
            div.grille {
                div.pile { (parts(&t.contenu, None)) }
                div.pile {
                    (Carte::new("Votre contrôle").content(form))
                    (Carte::new("Ce que Beffroi a relevé").content(html! {
                        @if missing.is_empty() { p { "Rien\u{a0}: la fiche est complète." } }
                        ul { @for m in &missing { li { @if m.obligatoire { b { (m.quoi) } } @else { (m.quoi) } " " span.discret { (m.pourquoi) } } } }
                    }))
                }
            }
        })
}

fn archive_view(house: &House, agent: &Agent<GererRegistre>, t: &Traitement, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let there = there(agent, t.id);
    let form = Form::post(format!("{there}/archivage"), &shell.csrf)
        .state(state)
        .field(
            Field::textarea("motif", "Pourquoi")
                .rows(3)
                .help("Exemple\u{a0}: le service a été transféré à la communauté de communes le 1er janvier."),
        )
        .submit("Archiver le traitement")
        .cancel(&there);
    Page::new(&shell, format!("Archiver «\u{a0}{}\u{a0}»", t.contenu.nom))
        .lead("Il quitte le registre en cours. Ses versions restent lisibles, et il peut en revenir.")
        .breadcrumb(trail(agent, t))
        .aide(Aide::new("Et les données\u{a0}?", "Archiver la fiche n’efface pas les données elles-mêmes\u{a0}: pensez à les détruire ou à les verser aux archives selon leur durée de conservation."))
        .content(Carte::untitled().content(form))
}
