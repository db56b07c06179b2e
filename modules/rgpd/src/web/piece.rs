//! The documents attached to a traitement: added, downloaded, taken away.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use kernel::Id;
use maud::{Markup, html};
use web::{
    Agent, Depot, Formulaire, House, WebError,
    telechargement::serve,
    ui::{ActionButton, Breadcrumb, Carte, Field, Form, FormState, Page},
    with_fait,
};

use super::{
    acces::{contexte, find},
    mots::registre,
};
use crate::{
    domain::TraitementId,
    droits::{ConsulterRegistre, Rediger},
    gestes::pieces as acts,
    store::pieces::{self, Piece},
};

const ACCEPTES: &str = ".pdf,.odt,.docx,.doc,.ods,.xlsx,.png,.jpg,.jpeg";

pub(super) async fn form(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id)): Path<(String, TraitementId)>,
) -> Result<Page, WebError> {
    view(&house, &agent, id, &FormState::default()).await
}

pub(super) async fn add(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id)): Path<(String, TraitementId)>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let file = depot.file("fichier").cloned();
    if file.is_none() && depot.form.error("fichier").is_none() {
        depot.form.add_error("fichier", "Choisissez le document à joindre.");
    }
    if let Some(file) = file.filter(|_| depot.form.is_valid()) {
        let acteur = &agent.acteur;
        let mut tx = house.db().begin(agent.perimetre()).await?;
        find(&mut tx, &house, &agent, id).await?;
        let kept = documents::keep(&mut tx, house.clock(), agent.id(), &file, acteur.personne, &acteur.nom).await?;
        let typed = depot.form.value("libelle").trim();
        let libelle = if typed.is_empty() { kept.nom.clone() } else { typed.to_owned() };
        acts::add(&mut tx, contexte(&house, &agent), id, kept.id, &libelle).await?;
        tx.commit().await?;
        let there = format!("{}/traitements/{id}", registre(&agent.collectivite));
        return Ok(Redirect::to(&with_fait(&there, "rgpd-piece")).into_response());
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, id, &depot.form).await?).into_response())
}

/// Whoever sees the traitement reads its documents.
pub(crate) async fn download(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id, piece)): Path<(String, TraitementId, Id<Piece>)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    let piece = pieces::find(&mut tx, (agent.id(), id), piece).await?.ok_or(WebError::NotFound)?;
    serve(&house, &mut tx, (agent.id(), piece.document_id), &asked).await
}

pub(super) async fn remove(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id, piece)): Path<(String, TraitementId, Id<Piece>)>,
    _form: Formulaire,
) -> Result<Redirect, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    acts::remove(&mut tx, contexte(&house, &agent), id, piece).await?;
    tx.commit().await?;
    let there = format!("{}/traitements/{id}", registre(&agent.collectivite));
    Ok(Redirect::to(&with_fait(&there, "rgpd-piece-retiree")))
}

/// The list on the page of the traitement.
pub(super) fn card(known: &[Piece], there: &str, csrf: &str, writes: bool) -> Markup {
    html! {
        @if writes || !known.is_empty() {
            (Carte::new("Documents joints").content(html! {
                @if known.is_empty() { p.discret { "Aucun. Joignez le contrat, la mention d’information ou le formulaire." } }
                ul {
                    @for piece in known {
                        li {
                            div.rang {
                                a href={ (there) "/pieces/" (piece.id) } { (piece.libelle) }
                                @if writes {
                                    (ActionButton::new("Retirer", format!("{there}/pieces/{}/retrait", piece.id), csrf).quiet().context(&piece.libelle))
                                }
                            }
                            span.discret { "ajouté le " (piece.ajoutee_le.date_heure()) " par " (piece.ajoutee_par) }
                        }
                    }
                }
                @if writes { p { a href={ (there) "/pieces/nouvelle" } { "Joindre un document" } } }
            }))
        }
    }
}

async fn view(house: &House, agent: &Agent<Rediger>, id: TraitementId, state: &FormState) -> Result<Page, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, house, agent, id).await?;
    drop(tx);
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let there = format!("{base}/traitements/{id}");
    let form = Form::post(format!("{there}/pieces"), &shell.csrf)
        .state(state)
        .field(Field::file("fichier", "Document", ACCEPTES).help("PDF, texte, tableau ou image."))
        .field(
            Field::text("libelle", "Comment l’appeler")
                .optional()
                .help("Exemple\u{a0}: Contrat avec l’éditeur du portail famille.")
                .max_length(255),
        )
        .submit("Joindre")
        .cancel(&there);
    Ok(Page::new(&shell, "Joindre un document")
        .lead(html! { "À «\u{a0}" (t.contenu.nom) "\u{a0}»." })
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base).link(&t.contenu.nom, &there))
        .content(Carte::untitled().content(form)))
}
