//! The conventions over the API: read, proposed, acted upon.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use kernel::parse_date;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, PageApi, PageQuery, Parametre},
};

use crate::{
    domain::{Convention, ConventionId, Partie, Regime},
    droits::{ConsulterConventions, GererConventions, SuivreConventions},
    gestes::{
        conventions::{self as acts, Acte, Proposition},
        identites,
    },
    store::{
        conventions,
        membres::{self, Membre},
    },
};

const TAG: &str = "Conventions";
const FILTRES: &[Parametre] = &[
    Parametre { nom: "apres", description: "Le curseur « suite » de la page précédente." },
    Parametre { nom: "par_page", description: "De 1 à 500 ; 100 par défaut." },
    Parametre { nom: "etat", description: "`proposee`, `en_vigueur`, `denoncee`…" },
];

/// A member and where its convention stands.
#[derive(Debug, Serialize, ToSchema)]
struct MembreApi {
    siren: String,
    nom: String,
    genre: String,
    population: Option<u32>,
    /// Absent when no convention was ever proposed.
    convention: Option<String>,
    etat: Option<String>,
    /// `2026-11-24`.
    date_effet: Option<String>,
    echeance_le: Option<String>,
    /// `dernier_jour_denonciation`, `terme`…
    echeance_nature: Option<String>,
}

/// A convention with its history.
#[derive(Debug, Serialize, ToSchema)]
struct ConventionApi {
    id: String,
    numero: String,
    /// `un_an_tacite` or `trois_ans_expres`.
    regime: String,
    etat: String,
    signature_centre: Option<String>,
    signature_membre: Option<String>,
    date_effet: Option<String>,
    /// The first day on which it no longer binds, once known.
    fin: Option<String>,
    assimilation: Option<String>,
    historique: Vec<ChangementApi>,
}

/// A change of state, with its document.
#[derive(Debug, Serialize, ToSchema)]
struct ChangementApi {
    le: String,
    etat: String,
    piece: String,
    motif: Option<String>,
}

/// A convention to propose.
#[derive(Debug, Deserialize, ToSchema)]
struct NouvelleConvention {
    numero: String,
    /// `un_an_tacite` or `trois_ans_expres`.
    regime: String,
    /// `2026-11-24`.
    le: String,
}

/// What is done to a convention.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "acte", rename_all = "snake_case", deny_unknown_fields)]
enum NouvelActe {
    /// `partie` is `centre` or `membre`.
    Signature {
        partie: String,
        le: String,
        reference: String,
    },
    Denonciation {
        notifiee_le: String,
        recommande: String,
        manquement: Option<String>,
    },
    Reconduction {
        le: String,
        reference: String,
    },
    Resiliation {
        le: String,
        reference: String,
    },
    Avenant {
        le: String,
        objet: String,
    },
    /// `epci > 200000`; none takes it away.
    Assimilation {
        bareme: Option<String>,
    },
}

impl NouvelActe {
    fn read(self) -> Result<Acte, WebError> {
        Ok(match self {
            Self::Signature { partie, le, reference } => {
                Acte::Signature { partie: partie.parse::<Partie>()?, le: parse_date(&le)?, reference }
            }
            Self::Denonciation { notifiee_le, recommande, manquement } => {
                Acte::Denonciation { notifiee_le: parse_date(&notifiee_le)?, recommande, manquement }
            }
            Self::Reconduction { le, reference } => Acte::Reconduction { le: parse_date(&le)?, reference },
            Self::Resiliation { le, reference } => Acte::Resiliation { le: parse_date(&le)?, reference },
            Self::Avenant { le, objet } => Acte::Avenant { le: parse_date(&le)?, objet },
            Self::Assimilation { bareme } => Acte::Assimilation(bareme.map(|text| text.parse()).transpose()?),
        })
    }
}

pub(crate) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/conventions",
            op("conventions", "Les adhérents et leur convention").query(FILTRES).gives::<PageApi<MembreApi>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/conventions",
            op("conventionsDe", "Les conventions d’une collectivité").gives::<Vec<ConventionApi>>(),
            list_of,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/conventions",
            op("proposerConvention", "Proposer une convention")
                .takes::<NouvelleConvention>()
                .gives::<ConventionApi>()
                .status(201),
            propose,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/conventions/{id}",
            op("convention", "Une convention et son histoire").gives::<ConventionApi>(),
            show,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/conventions/{id}/actes",
            op("agirSurConvention", "Signer, dénoncer, reconduire, résilier, amender, assimiler")
                .takes::<NouvelActe>()
                .gives::<ConventionApi>(),
            act,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<SuivreConventions>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageApi<MembreApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = membres::LIST.after(&mut tx, db::params![], &query.request(), query.after::<()>()?).await?;
    Ok(Json(PageApi::new(found, |membre: &Membre| membre.identite.id, MembreApi::from)))
}

async fn list_of(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
) -> Result<Json<Vec<ConventionApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = conventions::list(&mut tx, agent.id()).await?;
    Ok(Json(all.iter().map(ConventionApi::from).collect()))
}

async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
) -> Result<Json<ConventionApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(Json(ConventionApi::from(&acts::find(&mut tx, agent.id(), id).await?)))
}

async fn propose(
    State(house): State<House>,
    agent: Agent<GererConventions>,
    Corps(asked): Corps<NouvelleConvention>,
) -> Result<(StatusCode, Json<ConventionApi>), WebError> {
    let (regime, le) = (asked.regime.parse::<Regime>()?, parse_date(&asked.le)?);
    let proposition = Proposition { numero: asked.numero, regime, le, deliberation: None };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let who = identites::of(&agent.collectivite);
    let id = acts::propose(&mut tx, house.clock(), &agent.acteur, &who, proposition).await?;
    let made = ConventionApi::from(&acts::find(&mut tx, agent.id(), id).await?);
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn act(
    State(house): State<House>,
    agent: Agent<GererConventions>,
    Path((_, id)): Path<(String, ConventionId)>,
    Corps(asked): Corps<NouvelActe>,
) -> Result<Json<ConventionApi>, WebError> {
    let acte = asked.read()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let who = identites::of(&agent.collectivite);
    acts::act(&mut tx, house.clock(), &agent.acteur, &who, id, acte).await?;
    let changed = ConventionApi::from(&acts::find(&mut tx, agent.id(), id).await?);
    tx.commit().await?;
    Ok(Json(changed))
}

fn iso(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

impl From<Membre> for MembreApi {
    fn from(Membre { identite, convention, echeance }: Membre) -> Self {
        Self {
            siren: identite.siren.to_string(),
            nom: identite.nom,
            genre: identite.genre.code().to_owned(),
            population: identite.population,
            convention: convention.map(|c| c.id.to_string()),
            etat: convention.map(|c| c.etat.code().to_owned()),
            date_effet: iso(convention.and_then(|c| c.date_effet)),
            echeance_le: iso(echeance.map(|e| e.le)),
            echeance_nature: echeance.map(|e| e.nature.code().to_owned()),
        }
    }
}

impl From<&Convention> for ConventionApi {
    fn from(c: &Convention) -> Self {
        let told = |changement: &crate::domain::Changement| ChangementApi {
            le: changement.le.to_string(),
            etat: changement.vers.code().to_owned(),
            piece: changement.piece.reference.clone(),
            motif: changement.motif.clone(),
        };
        Self {
            id: c.id.to_string(),
            numero: c.numero.clone(),
            regime: c.regime.code().to_owned(),
            etat: c.etat().code().to_owned(),
            signature_centre: iso(c.signature(Partie::Centre)),
            signature_membre: iso(c.signature(Partie::Membre)),
            date_effet: iso(c.date_effet()),
            fin: iso(c.fin()),
            assimilation: c.assimilation.map(|a| a.to_string()),
            historique: c.historique().iter().map(told).collect(),
        }
    }
}
