//! Actes over the API: listed, created, written again, sent, cancelled, published.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use db::Tx;
use kernel::Id;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, PageApi, PageQuery, Parametre},
};

use super::{
    TAG,
    formes::{ActeApi, ActeEcrit, ActeLigneApi, told},
};
use crate::{
    domain::{ActeId, Refus},
    droits::{ConsulterActes, Deposer, Publier, Transmettre},
    gestes::{actes as acts, groupes, publication, raccordements, suites, transmission},
    store::{actes, classements, echanges, envois, pieces},
    web::contexte,
};

const FILTRES: &[Parametre] = &[
    Parametre { nom: "apres", description: "Le curseur «\u{a0}suite\u{a0}» de la page précédente." },
    Parametre { nom: "par_page", description: "De 1 à 500\u{a0}; 100 par défaut." },
    Parametre { nom: "q", description: "Des mots du numéro, de l’objet, de la matière" },
    Parametre {
        nom: "etat",
        description: "brouillon, pret, en_cours, transmis, recu, refuse, annulation_demandee, annule",
    },
    Parametre { nom: "nature", description: "De 1 à 6" },
    Parametre { nom: "du", description: "Décision du, au plus tôt (AAAA-MM-JJ)" },
    Parametre { nom: "au", description: "Décision du, au plus tard (AAAA-MM-JJ)" },
];
const SANS_REVISION: &str =
    "Donnez la «\u{a0}revision\u{a0}» que vous avez lue\u{a0}: elle prouve que personne n’est passé avant vous.";

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    let one = |id, resume| op(id, resume).gives::<ActeApi>();
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/actes",
            op("actes", "Les actes d’une collectivité").query(FILTRES).gives::<PageApi<ActeLigneApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/actes",
            one("creerActe", "Créer un acte, sans ses fichiers").takes::<ActeEcrit>().status(201),
            create,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/actes/{id}",
            one("acte", "Un acte, ses fichiers, ses courriers, ce que la préfecture refuserait"),
            show,
        )
        .api(
            "PUT",
            "/api/v1/c/{siren}/actes/{id}",
            one("ecrireActe", "Écrire un acte qui n’est pas parti").takes::<ActeEcrit>(),
            edit,
        )
        .api(
            "DELETE",
            "/api/v1/c/{siren}/actes/{id}",
            op("supprimerActe", "Supprimer un acte qui n’est jamais parti").status(204),
            remove,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/actes/{id}/pret",
            one("preparerActe", "Dire qu’il est prêt à transmettre"),
            set_ready,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/actes/{id}/envoi",
            one("transmettreActe", "Transmettre à la préfecture"),
            transmit,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/actes/{id}/annulation",
            one("annulerActe", "Demander l’annulation à la préfecture"),
            cancel,
        )
        .api("POST", "/api/v1/c/{siren}/actes/{id}/publication", one("publierActe", "Mettre en ligne"), publish)
        .api(
            "DELETE",
            "/api/v1/c/{siren}/actes/{id}/publication",
            one("retirerActe", "Retirer de la page publique"),
            unpublish,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Query(asked): Query<PageQuery>,
) -> Result<Json<PageApi<ActeLigneApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let regard = groupes::regard(&mut tx, contexte(&house, &agent)).await?;
    let found = actes::after(&mut tx, (agent.id(), regard), &asked.request(), asked.after()?).await?;
    Ok(Json(PageApi::new(found, |row| row.id, ActeLigneApi::from)))
}

async fn create(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path(_): Path<String>,
    Corps(asked): Corps<ActeEcrit>,
) -> Result<(StatusCode, Json<ActeApi>), WebError> {
    let fiche = asked.read()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let ctx = contexte(&house, &agent);
    raccordements::begin(&mut tx, &house, ctx, &agent.collectivite).await?;
    ensure_matiere(&mut tx, &agent, &fiche).await?;
    let made = acts::create(&mut tx, ctx, (Id::new(house.clock()), fiche), &[]).await?;
    let answer = load(&mut tx, &house, &agent, made.id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterActes>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Json<ActeApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(Json(load(&mut tx, &house, &agent, id).await?))
}

async fn edit(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
    Corps(asked): Corps<ActeEcrit>,
) -> Result<Json<ActeApi>, WebError> {
    let revision = asked.revision.ok_or_else(|| WebError::Refus(SANS_REVISION.to_owned()))?;
    let fiche = asked.read()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    ensure_matiere(&mut tx, &agent, &fiche).await?;
    acts::edit(&mut tx, contexte(&house, &agent), (id, revision), fiche).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

async fn remove(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<StatusCode, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::remove(&mut tx, contexte(&house, &agent), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set_ready(
    State(house): State<House>,
    agent: Agent<Deposer>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Json<ActeApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::set_ready(&mut tx, contexte(&house, &agent), id).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

async fn transmit(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Json<ActeApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    transmission::transmit(&mut tx, &house, contexte(&house, &agent), id).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(answer))
}

async fn cancel(
    State(house): State<House>,
    agent: Agent<Transmettre>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Json<ActeApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    suites::cancel(&mut tx, &house, contexte(&house, &agent), id).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(answer))
}

async fn publish(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Json<ActeApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    publication::publish(&mut tx, contexte(&house, &agent), id).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

async fn unpublish(
    State(house): State<House>,
    agent: Agent<Publier>,
    Path((_, id)): Path<(String, ActeId)>,
) -> Result<Json<ActeApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    publication::unpublish(&mut tx, contexte(&house, &agent), id).await?;
    let answer = load(&mut tx, &house, &agent, id).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

/// A matière that the préfecture does not know is refused at once, as on the page.
async fn ensure_matiere<P>(tx: &mut Tx, agent: &Agent<P>, fiche: &crate::domain::FicheActe) -> Result<(), WebError> {
    let known = classements::find(tx, agent.id()).await?;
    match (known, fiche.matiere.as_str()) {
        (Some(known), code) if !code.is_empty() && known.find(code).is_none() => {
            Err(WebError::Refus(Refus::MatiereInconnue.to_string()))
        }
        _ => Ok(()),
    }
}

/// An acte with everything; what would be refused while it may still change.
pub(super) async fn load<P>(tx: &mut Tx, house: &House, agent: &Agent<P>, id: ActeId) -> Result<ActeApi, WebError> {
    let ctx = contexte(house, agent);
    let acte = acts::find(tx, ctx, id).await?;
    let files = pieces::list_of(tx, agent.id(), id).await?;
    let letters = echanges::list_of(tx, agent.id(), id).await?;
    let sendings = envois::list_of(tx, agent.id(), id).await?;
    let report = if acte.etat.is_modifiable() {
        Some(transmission::report(tx, house, ctx, (&acte, &files)).await?)
    } else {
        None
    };
    Ok(told(&acte, (&files, &letters, &sendings), report))
}
