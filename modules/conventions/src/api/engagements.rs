//! The promises of a convention over the API: listed, and where each stands.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use crate::{
    domain::{ConventionId, EtatEngagement},
    droits::{ConsulterConventions, SuivreEngagements},
    gestes::engagements::{self as acts, Tenue},
};

const TAG: &str = "Engagements";

/// A promise and where it stands.
#[derive(Debug, Serialize, ToSchema)]
struct EngagementApi {
    code: String,
    /// Who promised: `centre` or `membre`.
    partie: String,
    /// The article of the convention.
    article: String,
    texte: String,
    /// `a_tenir`, `en_cours`, `tenu`, `non_tenu`, `sans_objet`.
    etat: String,
    note: Option<String>,
    /// The day it was last told.
    le: Option<String>,
}

/// Where a promise stands today.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouvelEtat {
    etat: String,
    #[serde(default)]
    note: String,
}

pub(crate) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/conventions/{id}/engagements",
            op("engagements", "Les engagements des deux parties").gives::<Vec<EngagementApi>>(),
            list,
        )
        .api(
            "PUT",
            "/api/v1/c/{siren}/conventions/{id}/engagements/{code}",
            op("suivreEngagement", "Dire où en est un engagement").takes::<NouvelEtat>().gives::<Vec<EngagementApi>>(),
            set,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
) -> Result<Json<Vec<EngagementApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = acts::list(&mut tx, agent.id(), id).await?;
    Ok(Json(all.iter().map(EngagementApi::from).collect()))
}

async fn set(
    State(house): State<House>,
    agent: Agent<SuivreEngagements>,
    Path((_, id, code)): Path<(String, ConventionId, String)>,
    Corps(asked): Corps<NouvelEtat>,
) -> Result<Json<Vec<EngagementApi>>, WebError> {
    let etat: EtatEngagement = asked.etat.parse()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::set(&mut tx, house.clock(), &agent.acteur, (agent.id(), id), (&code, etat, &asked.note)).await?;
    let all = acts::list(&mut tx, agent.id(), id).await?;
    tx.commit().await?;
    Ok(Json(all.iter().map(EngagementApi::from).collect()))
}

impl From<&Tenue> for EngagementApi {
    fn from(tenue: &Tenue) -> Self {
        let engagement = tenue.engagement;
        let suivi = tenue.suivi.as_ref();
        Self {
            code: engagement.code.clone(),
            partie: engagement.partie.code().to_owned(),
            article: engagement.article.clone(),
            texte: engagement.texte.clone(),
            etat: tenue.etat().code().to_owned(),
            note: suivi.map(|suivi| suivi.note.clone()).filter(|note| !note.is_empty()),
            le: suivi.map(|suivi| suivi.le.to_string()),
        }
    }
}
