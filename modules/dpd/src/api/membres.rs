//! Members with what needs attention, and the receipt of each.

use axum::{
    Json,
    extract::{Path, State},
};
use kernel::parse_date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, Parametre},
    ui::ListState,
};

use crate::{
    domain::{Gravite, Membre, Raison, Recepisse, Tri},
    droits::{Noter, Suivre},
    gestes::{Contexte, cockpit, echanges as acts},
    web::{choix, find_member, sees},
};

const TAG: &str = "Délégué à la protection des données";
const FILTRES: &[Parametre] = &[
    Parametre { nom: "q", description: "Mots du nom, ou SIREN." },
    Parametre { nom: "motif", description: "`soumis`, `aipd`, `non_designe`, `sans_registre`…" },
    Parametre { nom: "phase", description: "`mise_en_place`, `accompagnement`, `souscrit`, `aucune`." },
    Parametre {
        nom: "cnil",
        description: "`centre`, `absente`, `autre`, `doublon`, `terminee`, `recepisse`, `inconnue`.",
    },
    Parametre { nom: "genre", description: "`commune`, `cc`, `ccas`…" },
    Parametre { nom: "a_voir", description: "Présent : seulement ceux qui ont une raison." },
    Parametre {
        nom: "tri",
        description: "`attention` (par défaut), `nom`, `population`, `traitements`, `echange`, `temps`.",
    },
];

/// A member as the delegate sees it.
#[derive(Debug, Serialize, ToSchema)]
struct SuiviApi {
    siren: String,
    nom: String,
    genre: String,
    population: Option<u32>,
    /// `mise_en_place` or `accompagnement`; absent when the service is not subscribed.
    phase: Option<String>,
    souscrit_depuis: Option<i32>,
    /// The heaviest first.
    raisons: Vec<RaisonApi>,
    traitements: u32,
    valides: u32,
    soumis: u32,
    incomplets: u32,
    aipd_a_faire: u32,
    /// `2026-11-24`.
    revision_le: Option<String>,
    /// `centre`, `absente`, `autre`, `doublon`, `terminee`, `recepisse`, `inconnue`.
    cnil: String,
    referent: bool,
    dernier_echange: Option<String>,
    minutes: u64,
}

/// A reason to look at a member.
#[derive(Debug, Serialize, ToSchema)]
struct RaisonApi {
    motif: String,
    /// `urgent`, `important`, `suivi`.
    gravite: String,
    phrase: String,
}

/// The receipt of the CNIL.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecepisseApi {
    /// `DPO-12345`; empty when it is not known.
    #[serde(default)]
    numero: String,
    /// `2026-11-24`.
    effet: Option<String>,
    #[serde(default)]
    note: String,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/dpd/membres",
            op("suiviRgpd", "Les adhérents, ceux qui demandent attention d’abord")
                .query(FILTRES)
                .gives::<Vec<SuiviApi>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/dpd/membres/{membre}",
            op("suiviRgpdDe", "Un adhérent et ce qui demande attention").gives::<SuiviApi>(),
            show,
        )
        .api(
            "PUT",
            "/api/v1/dpd/membres/{membre}/recepisse",
            op("recepisseCnil", "Saisir le récépissé de la CNIL").takes::<RecepisseApi>().gives::<RecepisseApi>(),
            set_recepisse,
        )
}

async fn list(State(house): State<House>, agent: Agent<Suivre>) -> Result<Json<Vec<SuiviApi>>, WebError> {
    let state = ListState::from_query(agent.query());
    let mut tx = house.db().read(agent.perimetre()).await?;
    let asked = choix::read(&mut tx, &agent, &state).await?;
    let mut membres = cockpit::load(&mut tx, &house, agent.droits.visibles()).await?.membres;
    drop(tx);
    membres.retain(|membre| sees(&agent, membre.id) && asked.keeps(membre));
    Tri::from_code(state.sort.as_deref().unwrap_or_default()).apply(&mut membres, state.desc);
    Ok(Json(membres.iter().map(SuiviApi::from).collect()))
}

async fn show(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Path(siren): Path<String>,
) -> Result<Json<SuiviApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let fiche = cockpit::find(&mut tx, &house, &one).await?;
    Ok(Json(SuiviApi::from(&fiche.membre)))
}

async fn set_recepisse(
    State(house): State<House>,
    agent: Agent<Noter>,
    Path(siren): Path<String>,
    Corps(asked): Corps<RecepisseApi>,
) -> Result<Json<RecepisseApi>, WebError> {
    let effet = asked.effet.as_deref().map(parse_date).transpose()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let one = find_member(&mut tx, &agent, &siren).await?;
    let ctx = Contexte::new(house.clock(), (&agent.acteur, agent.id()), &one);
    let typed = Recepisse { numero: asked.numero, effet, note: asked.note };
    let kept = acts::set_recepisse(&mut tx, ctx, typed).await?;
    tx.commit().await?;
    let effet = kept.effet.map(|day| day.to_string());
    Ok(Json(RecepisseApi { numero: kept.numero, effet, note: kept.note }))
}

impl From<&Raison> for RaisonApi {
    fn from(raison: &Raison) -> Self {
        let gravite = match raison.motif.gravite() {
            Gravite::Urgent => "urgent",
            Gravite::Important => "important",
            Gravite::Suivi => "suivi",
        };
        Self { motif: raison.motif.code().to_owned(), gravite: gravite.to_owned(), phrase: raison.phrase.clone() }
    }
}

impl From<&Membre> for SuiviApi {
    fn from(m: &Membre) -> Self {
        let r = m.faits.registre.as_ref();
        let service = m.faits.service.as_ref();
        Self {
            siren: m.siren.to_string(),
            nom: m.nom.clone(),
            genre: m.genre.code().to_owned(),
            population: m.population,
            phase: m.faits.phase().map(|phase| phase.code().to_owned()),
            souscrit_depuis: service.and_then(|s| s.depuis).map(kernel::Exercice::annee),
            raisons: m.raisons.iter().map(RaisonApi::from).collect(),
            traitements: r.map_or(0, |r| r.traitements),
            valides: r.map_or(0, |r| r.valides),
            soumis: r.map_or(0, |r| r.soumis),
            incomplets: r.map_or(0, |r| r.incomplets),
            aipd_a_faire: r.map_or(0, |r| r.aipd_a_faire),
            revision_le: r.and_then(|r| r.revision_le).map(|day| day.to_string()),
            cnil: m.faits.cnil.code().to_owned(),
            referent: m.faits.referent,
            dernier_echange: m.faits.dernier_echange.map(|day| day.to_string()),
            minutes: m.minutes,
        }
    }
}
