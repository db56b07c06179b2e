//! The jobs: all of them; one, where it is; again; no more.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use db::Perimetre;
use jobs::{Job, JobId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{PageApi, PageQuery, Parametre},
};

use super::{APRES, PAR_PAGE, refuse::Refuse};
use crate::{droits::GererTravaux, web::travail_show::note};

const TAG: &str = "Travaux";

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/travaux",
            Operation::new(TAG, "listTravaux", "Les travaux").query(QUERY).gives::<PageApi<TravailLu>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/travaux/{travail}",
            Operation::new(TAG, "getTravail", "Où en est un travail").gives::<TravailLu>(),
            show,
        )
        .api(
            "POST",
            "/api/v1/travaux/{travail}/relance",
            Operation::new(TAG, "retryTravail", "Relancer un travail en échec").gives::<TravailLu>(),
            retry,
        )
        .api(
            "POST",
            "/api/v1/travaux/{travail}/annulation",
            Operation::new(TAG, "cancelTravail", "Annuler un travail").gives::<TravailLu>(),
            cancel,
        )
}

const QUERY: &[Parametre] = &[
    APRES,
    PAR_PAGE,
    Parametre { nom: "etat", description: "`en_attente`, `en_cours`, `reussi`, `echoue` ou `annule`." },
    Parametre { nom: "kind", description: "La sorte : `conventions.etat_emission`…" },
];

async fn list(
    State(house): State<House>,
    _: Agent<GererTravaux>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageApi<TravailLu>>, Refuse> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found = jobs::after(&mut tx, &query.request(), query.after()?).await?;
    Ok(Json(PageApi::new(found, |job: &Job| job.id, TravailLu::from)))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TravailLu {
    id: String,
    sorte: String,
    /// `en_attente`, `en_cours`, `reussi`, `echoue` or `annule`.
    etat: String,
    demande_le: String,
    demande_par: String,
    fini_le: Option<String>,
    essais: u32,
    avance: Option<u32>,
    total: Option<u32>,
    message: Option<String>,
    erreur: Option<String>,
    #[schema(value_type = Option<Object>)]
    resultat: Option<serde_json::Value>,
}

impl From<Job> for TravailLu {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.to_string(),
            sorte: job.kind,
            etat: job.etat.code().to_owned(),
            demande_le: job.created_at.to_string(),
            demande_par: job.asked_by_nom,
            fini_le: job.finished_at.map(|at| at.to_string()),
            essais: job.attempts,
            avance: job.progress_done,
            total: job.progress_total,
            message: job.progress_message,
            erreur: job.last_error,
            resultat: job.result,
        }
    }
}

pub(super) async fn show(
    State(house): State<House>,
    _: Agent<GererTravaux>,
    Path(id): Path<JobId>,
) -> Result<Json<TravailLu>, Refuse> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let job = jobs::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    Ok(Json(job.into()))
}

pub(super) async fn retry(
    State(house): State<House>,
    agent: Agent<GererTravaux>,
    Path(id): Path<JobId>,
) -> Result<Json<TravailLu>, Refuse> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let job = jobs::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    if !jobs::retry(&mut tx, house.clock(), id).await? {
        return Err(WebError::Conflict(
            "Ce travail n’est ni en échec ni annulé, ou un autre semblable attend déjà.".to_owned(),
        )
        .into());
    }
    note(&mut tx, &house, &agent, &job, "travail.relance").await?;
    answer(&house, tx, id).await
}

pub(super) async fn cancel(
    State(house): State<House>,
    agent: Agent<GererTravaux>,
    Path(id): Path<JobId>,
) -> Result<Json<TravailLu>, Refuse> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let job = jobs::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    if !jobs::cancel(&mut tx, house.clock(), id).await? {
        return Err(WebError::Conflict("Ce travail est déjà fini.".to_owned()).into());
    }
    note(&mut tx, &house, &agent, &job, "travail.annule").await?;
    answer(&house, tx, id).await
}

async fn answer(house: &House, mut tx: db::Tx, id: JobId) -> Result<Json<TravailLu>, Refuse> {
    let job = jobs::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(job.into()))
}
