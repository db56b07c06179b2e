//! The journal, oldest line first.

use axum::{
    Json,
    extract::{Query, State},
};
use db::{ListSql, Value, params};
use journal::{Ligne, LigneEcrite};
use kernel::Id;
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{PageApi, PageQuery, Parametre},
};

use super::{APRES, PAR_PAGE, Q, refuse::Refuse};
use crate::droits::ConsulterJournal;

const TAG: &str = "Journal";

const QUERY: &[Parametre] = &[
    APRES,
    PAR_PAGE,
    Q,
    Parametre { nom: "objet", description: "collectivite, contact, convention…" },
    Parametre { nom: "personne", description: "L’identifiant de qui a agi." },
    Parametre { nom: "du", description: "2026-11-22 : ce jour ou après." },
    Parametre { nom: "au", description: "2026-11-22 : ce jour ou avant." },
];

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/journal",
            Operation::new(TAG, "listJournal", "Le journal de toutes les collectivités")
                .query(QUERY)
                .gives::<PageApi<LigneLue>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/collectivites/{siren}/journal",
            Operation::new(TAG, "listJournalOf", "Le journal d’une collectivité")
                .query(QUERY)
                .gives::<PageApi<LigneLue>>(),
            list_of,
        )
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LigneLue {
    id: String,
    /// The chain: an id of collectivité.
    chaine: String,
    /// From 1, without a gap, in its chain.
    seq: i64,
    fait_le: String,
    personne: Option<String>,
    nom: String,
    au_nom_de: Option<String>,
    au_nom_de_nom: Option<String>,
    action: String,
    objet: String,
    objet_id: String,
    libelle: String,
    /// The fields changed, before.
    #[schema(value_type = Option<Object>)]
    avant: Option<serde_json::Value>,
    /// The same, after.
    #[schema(value_type = Option<Object>)]
    apres: Option<serde_json::Value>,
    /// SHA-256 of the line before.
    precedente: String,
    empreinte: String,
}

impl From<LigneEcrite> for LigneLue {
    fn from(l: LigneEcrite) -> Self {
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: l.id.to_string(),
            chaine: l.collectivite_id.to_string(),
            seq: l.seq,
            fait_le: l.fait_le.to_string(),
            personne: l.personne.map(|id| id.to_string()),
            nom: l.nom,
            au_nom_de: l.au_nom_de.map(|id| id.to_string()),
            au_nom_de_nom: l.au_nom_de_nom,
            action: l.action,
            objet: l.objet,
            objet_id: l.objet_id.to_string(),
            libelle: l.libelle,
            avant: json(l.avant),
            apres: json(l.apres),
            precedente: l.precedente,
            empreinte: l.empreinte,
        }
    }
}

/// All the chains, for who sees everybody.
pub(super) async fn list(
    State(house): State<House>,
    agent: Agent<ConsulterJournal>,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageApi<LigneLue>>, Refuse> {
    if agent.droits.visibles() != annuaire::Visibles::Toutes {
        return Err(WebError::Forbidden.into());
    }
    read(&house, &agent, &journal::LIST_CENTRE, params![], &page).await
}

pub(super) async fn list_of(
    State(house): State<House>,
    agent: Agent<ConsulterJournal>,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageApi<LigneLue>>, Refuse> {
    read(&house, &agent, &journal::LIST, params![agent.id()], &page).await
}

async fn read(
    house: &House,
    agent: &Agent<ConsulterJournal>,
    list: &ListSql,
    fixed: Vec<Value>,
    page: &PageQuery,
) -> Result<Json<PageApi<LigneLue>>, Refuse> {
    let after: Option<Id<Ligne>> = page.after()?;
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = list.after::<LigneEcrite, Ligne>(&mut tx, fixed, &page.request(), after).await?;
    Ok(Json(PageApi::new(found, |ligne| ligne.id, LigneLue::from)))
}
