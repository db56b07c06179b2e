//! A register that comes from a file: the file is received and read; what it would change is shown on a page of its own.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use kernel::Id;
use tableur::Limites;
use web::{
    Agent, Depot, House, WebError,
    ui::{Action, Aide, Breadcrumb, Carte, Field, Form, FormState, Icon, Page},
};

use super::mots::registre;
use crate::{
    droits::GererRegistre,
    gestes::imports::{self as acts, Consignes},
    store::imports::{self, Import},
};

pub(super) async fn form(State(house): State<House>, agent: Agent<GererRegistre>) -> Page {
    view(&house, &agent, &FormState::default())
}

/// Keeps the file until somebody says yes or no; what cannot be read is refused at once and forgotten.
pub(super) async fn receive(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    mut depot: Depot,
) -> Result<Response, WebError> {
    let Some(file) = depot.file("fichier").cloned() else {
        if depot.form.error("fichier").is_none() {
            depot.form.add_error("fichier", "Choisissez le fichier du registre.");
        }
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &depot.form)).into_response());
    };
    let acteur = &agent.acteur;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let kept = documents::keep(&mut tx, house.clock(), agent.id(), &file, acteur.personne, &acteur.nom).await?;
    let waiting = Import {
        id: Id::new(house.clock()),
        document_id: kept.id,
        nom: kept.nom.clone(),
        corrigees: Vec::new(),
        depose_le: house.clock().now(),
        depose_par: acteur.nom.clone(),
    };
    imports::insert(&mut tx, agent.id(), &waiting).await?;
    tx.commit().await?;
    let octets = bytes(&house, &agent, &waiting).await?;
    let read = tokio::task::spawn_blocking(move || acts::read(&octets, &Consignes::default()).map(drop));
    let Err(why) = read.await.map_err(WebError::internal)? else {
        return Ok(Redirect::to(&format!("{}/imports/{}", registre(&agent.collectivite), waiting.id)).into_response());
    };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    forget(&mut tx, &agent, &waiting).await?;
    tx.commit().await?;
    depot.form.add_error("fichier", why.sentence()?);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, view(&house, &agent, &depot.form)).into_response())
}

/// What the file holds.
pub(super) async fn bytes<P>(house: &House, agent: &Agent<P>, import: &Import) -> Result<Vec<u8>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let read = house.documents().read(&mut tx, agent.id(), import.document_id).await;
    read.map_err(WebError::internal)?.ok_or(WebError::NotFound)
}

/// Forgets the file and its row.
pub(super) async fn forget<P>(tx: &mut db::Tx, agent: &Agent<P>, import: &Import) -> Result<bool, WebError> {
    let was = imports::delete(tx, agent.id(), import.id).await?;
    documents::delete(tx, agent.id(), import.document_id).await?;
    Ok(was)
}

fn view(house: &House, agent: &Agent<GererRegistre>, state: &FormState) -> Page {
    let shell = agent.shell(house);
    let base = registre(&agent.collectivite);
    let most = house.config().max_upload.min(Limites::default().fichier) >> 20;
    let form = Form::post(format!("{base}/imports"), &shell.csrf)
        .state(state)
        .field(
            Field::file("fichier", "Fichier du registre", ".ods,.xlsx,.csv")
                .help(format!("ODS, XLSX ou CSV, {most}\u{a0}Mo au plus.")),
        )
        .submit("Vérifier le fichier")
        .cancel(&base);
    Page::new(&shell, "Importer un registre")
        .lead("Un fichier Excel, LibreOffice ou CSV devient un registre vivant. Rien n’est enregistré avant que vous l’ayez vu.")
        .breadcrumb(Breadcrumb::new().link("Registre RGPD", &base))
        .action(Action::link("Ce qui est venu d’un coup", format!("{base}/lots")).icon(Icon::History))
        .aide(
            Aide::new(
                "Quels fichiers sont compris\u{a0}?",
                "Le registre simplifié de la CNIL, une fiche par feuille\u{a0}; un tableau d’un traitement par ligne, quels que \
                 soient ses titres\u{a0}; un export de Madis\u{a0}; et ce que Beffroi exporte, que vous pouvez compléter hors ligne.",
            )
            .example("exportez le tableau à compléter, remplissez-le dans Excel, importez-le\u{a0}: Beffroi montre ce qui change."),
        )
        .content(Carte::untitled().content(form))
}
