//! The census annexes over the API: read, levels changed poste by poste, taken over from the year before, signed.

use axum::{
    Json,
    extract::{Path, State},
};
use kernel::{Exercice, parse_date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use crate::{
    domain::{NiveauPoste, PosteRecense},
    droits::{ConsulterConventions, Recenser, SignerRecensement},
    gestes::recensements::{self as acts, Annexe, Changement},
};

const TAG: &str = "Recensement des postes";
const UNE: &str = "/api/v1/c/{siren}/recensements/{annee}";

/// The annex of a year.
#[derive(Debug, Serialize, ToSchema)]
struct RecensementApi {
    annee: i32,
    /// False: nobody has begun it yet.
    commencee: bool,
    /// `2026-01-15`; once signed it no longer changes.
    signee_le: Option<String>,
    postes: Vec<PosteApi>,
    /// The postes billed at each level: one in N2 is not also in N1.
    n1: u32,
    n2: u32,
    n3: u32,
    /// What changed since the last annex before.
    ecarts: Vec<EcartApi>,
}

/// A poste and its level.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PosteApi {
    nom: String,
    /// `AUCUN`, `N1`, `N2` or `N3`.
    niveau: String,
}

/// What changed for a poste; absent = not counted.
#[derive(Debug, Serialize, ToSchema)]
struct EcartApi {
    nom: String,
    avant: Option<String>,
    apres: Option<String>,
}

/// One change to an annex that is not signed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "geste", rename_all = "snake_case", deny_unknown_fields)]
enum NouveauGeste {
    /// A poste and its level; a new poste is added.
    Niveau(PosteApi),
    Retrait {
        nom: String,
    },
    /// The postes of the last annex before, in place of what is there.
    Reprise,
}

/// The signature of the collectivité.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouvelleSignature {
    /// `2026-01-15`.
    le: String,
}

pub(crate) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api("GET", UNE, op("recensement", "L’annexe de recensement d’une année").gives::<RecensementApi>(), show)
        .api(
            "POST",
            "/api/v1/c/{siren}/recensements/{annee}/gestes",
            op("changerRecensement", "Changer un niveau, retirer un poste, reprendre l’annexe précédente")
                .takes::<NouveauGeste>()
                .gives::<RecensementApi>(),
            change,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/recensements/{annee}/signature",
            op("signerRecensement", "Signer l’annexe").takes::<NouvelleSignature>().gives::<RecensementApi>(),
            sign,
        )
}

async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterConventions>,
    Path((_, annee)): Path<(String, i32)>,
) -> Result<Json<RecensementApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = acts::find(&mut tx, agent.id(), Exercice::new(annee)?).await?;
    Ok(Json(RecensementApi::from(&found)))
}

async fn change(
    State(house): State<House>,
    agent: Agent<Recenser>,
    Path((_, annee)): Path<(String, i32)>,
    Corps(asked): Corps<NouveauGeste>,
) -> Result<Json<RecensementApi>, WebError> {
    let changement = match asked {
        NouveauGeste::Niveau(PosteApi { nom, niveau }) => {
            Changement::Niveau { nom, niveau: niveau.parse::<NiveauPoste>()? }
        }
        NouveauGeste::Retrait { nom } => Changement::Retrait { nom },
        NouveauGeste::Reprise => Changement::Reprise,
    };
    keep(&house, &agent, Exercice::new(annee)?, &changement).await
}

async fn sign(
    State(house): State<House>,
    agent: Agent<SignerRecensement>,
    Path((_, annee)): Path<(String, i32)>,
    Corps(asked): Corps<NouvelleSignature>,
) -> Result<Json<RecensementApi>, WebError> {
    let changement = Changement::Signature { le: parse_date(&asked.le)? };
    keep(&house, &agent, Exercice::new(annee)?, &changement).await
}

async fn keep<P>(
    house: &House,
    agent: &Agent<P>,
    annee: Exercice,
    changement: &Changement,
) -> Result<Json<RecensementApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::change(&mut tx, house.clock(), &agent.acteur, (agent.id(), annee), changement).await?;
    let found = acts::find(&mut tx, agent.id(), annee).await?;
    tx.commit().await?;
    Ok(Json(RecensementApi::from(&found)))
}

impl From<&PosteRecense> for PosteApi {
    fn from(poste: &PosteRecense) -> Self {
        Self { nom: poste.nom.clone(), niveau: poste.niveau.code().to_owned() }
    }
}

impl From<&Annexe> for RecensementApi {
    fn from(annexe: &Annexe) -> Self {
        let Annexe { recensement, precedent, commencee } = annexe;
        let effectifs = recensement.effectifs();
        let code = |niveau: Option<NiveauPoste>| niveau.map(|niveau| niveau.code().to_owned());
        let ecarts = precedent.iter().flat_map(|before| recensement.compare(before));
        Self {
            annee: recensement.annee().annee(),
            commencee: *commencee,
            signee_le: recensement.signee_le().map(|le| le.to_string()),
            postes: recensement.postes().iter().map(PosteApi::from).collect(),
            n1: effectifs.n1,
            n2: effectifs.n2,
            n3: effectifs.n3,
            ecarts: ecarts.map(|e| EcartApi { nom: e.nom, avant: code(e.avant), apres: code(e.apres) }).collect(),
        }
    }
}
