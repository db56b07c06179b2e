//! What the centre and the public share with a collectivité, over the API: models, propositions, the public page.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use super::formes::TraitementApi;
use crate::{
    domain::{Champ, OrigineModele, PropositionId, Publication},
    droits::{ConsulterTout, GererRegistre, Rediger},
    gestes::{
        modeles,
        propositions::{self as acts, Examen},
        publication,
        traitements::{self as traitements_acts, Avec},
    },
    store::{
        propositions::{self, Proposition},
        publications,
    },
    web::acces::{contexte, find, limite, may_attach, own_services},
};

const TAG: &str = "Registre RGPD";

/// A model that a collectivité may take over.
#[derive(Debug, Serialize, ToSchema)]
struct ModeleOffert {
    code: String,
    titre: String,
    famille: String,
    resume: String,
    /// `A`: of the law or the CNIL; `B`: of the practice of archives, to be validated.
    confiance: String,
    version: u32,
}

/// A new version of a model, offered to a fiche.
#[derive(Debug, Serialize, ToSchema)]
struct PropositionApi {
    id: String,
    traitement: String,
    nom: String,
    modele: String,
    de_version: u32,
    version: u32,
    /// `attente`, `acceptee`, `partielle`, `gardee`.
    etat: String,
    /// What the centre said of this version; in the whole proposition only.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// In the whole proposition only.
    #[serde(skip_serializing_if = "Option::is_none")]
    ecarts: Option<Vec<EcartApi>>,
}

/// A part on which the model and the fiche differ.
#[derive(Debug, Serialize, ToSchema)]
struct EcartApi {
    champ: String,
    /// The collectivité wrote there something of its own.
    personnalise: bool,
    #[schema(value_type = Object)]
    actuel: Value,
    #[schema(value_type = Object)]
    propose: Value,
}

/// The answer to a proposition.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reponse {
    /// The parts that are taken; none: the fiche stays as it is.
    champs: Vec<String>,
}

/// What the public page shows.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublicationApi {
    ouverte: bool,
    champs: Vec<String>,
    #[serde(default)]
    introduction: String,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/modeles",
            op("modelesOfferts", "Les modèles pour une collectivité").gives::<Vec<ModeleOffert>>(),
            offered,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/modeles/{code}",
            op("reprendreModele", "Reprendre un modèle").gives::<TraitementApi>().status(201),
            take,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/propositions",
            op("propositions", "Les mises à jour de modèles proposées").gives::<Vec<PropositionApi>>(),
            list,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/propositions/{id}",
            op("proposition", "Ce qu’une mise à jour changerait").gives::<PropositionApi>(),
            show,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/propositions/{id}/reponse",
            op("repondreProposition", "Prendre ou garder, champ par champ")
                .takes::<Reponse>()
                .gives::<PropositionApi>(),
            reply,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/publication",
            op("publication", "Ce que montre la page publique").gives::<PublicationApi>(),
            publication,
        )
        .api(
            "PUT",
            "/api/v1/c/{siren}/rgpd/publication",
            op("publier", "Choisir ce que montre la page publique").takes::<PublicationApi>().gives::<PublicationApi>(),
            publish,
        )
}

async fn offered(State(house): State<House>, agent: Agent<Rediger>) -> Result<Json<Vec<ModeleOffert>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let library = modeles::library(&mut tx).await?;
    let told = library.of(agent.collectivite.fiche.genre).map(|m| ModeleOffert {
        code: m.modele.code.clone(),
        titre: m.modele.titre.clone(),
        famille: m.modele.famille.code().to_owned(),
        resume: m.modele.resume.clone(),
        confiance: m.modele.confiance.code().to_owned(),
        version: m.version,
    });
    Ok(Json(told.collect()))
}

async fn take(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, code)): Path<(String, String)>,
) -> Result<(StatusCode, Json<TraitementApi>), WebError> {
    let genre = agent.collectivite.fiche.genre;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let library = modeles::library(&mut tx).await?;
    let model = library.offered(&code, genre).ok_or(WebError::NotFound)?;
    let contenu = model.modele.contenu(genre).ok_or(WebError::NotFound)?;
    let own = own_services(&mut tx, &agent).await?;
    let service = own.first().filter(|_| limite(&agent).is_some()).map(|service| service.id);
    may_attach(&agent, &own, service).map_err(|refused| WebError::Refus(refused.to_owned()))?;
    let avec = Avec { service, modele: Some(OrigineModele { version: model.version, code }) };
    let ctx = contexte(&house, &agent);
    let id = traitements_acts::create(&mut tx, ctx, contenu, avec).await?;
    let made = traitements_acts::find(&mut tx, ctx, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(made.into())))
}

async fn list(State(house): State<House>, agent: Agent<ConsulterTout>) -> Result<Json<Vec<PropositionApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = propositions::list(&mut tx, agent.id()).await?;
    Ok(Json(all.iter().map(|p| PropositionApi::new(p, None)).collect()))
}

async fn show(
    State(house): State<House>,
    agent: Agent<ConsulterTout>,
    Path((_, id)): Path<(String, PropositionId)>,
) -> Result<Json<PropositionApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let (p, examen) = acts::examine(&mut tx, contexte(&house, &agent), agent.collectivite.fiche.genre, id).await?;
    Ok(Json(PropositionApi::new(&p, Some(&examen))))
}

async fn reply(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id)): Path<(String, PropositionId)>,
    Corps(asked): Corps<Reponse>,
) -> Result<Json<PropositionApi>, WebError> {
    let pris: Vec<Champ> = asked.champs.iter().map(|code| code.parse()).collect::<Result<_, _>>()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let p = propositions::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    find(&mut tx, &house, &agent, p.traitement_id).await?;
    acts::reply(&mut tx, contexte(&house, &agent), agent.collectivite.fiche.genre, id, &pris).await?;
    let answered = propositions::find(&mut tx, agent.id(), id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(PropositionApi::new(&answered, None)))
}

async fn publication(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
) -> Result<Json<PublicationApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(Json(publications::find(&mut tx, agent.id()).await?.into()))
}

async fn publish(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Corps(asked): Corps<PublicationApi>,
) -> Result<Json<PublicationApi>, WebError> {
    let champs: Vec<Champ> = asked.champs.iter().map(|code| code.parse()).collect::<Result<_, _>>()?;
    let chosen = Publication { ouverte: asked.ouverte, champs, introduction: asked.introduction };
    let mut tx = house.db().begin(agent.perimetre()).await?;
    publication::choose(&mut tx, contexte(&house, &agent), &chosen).await?;
    tx.commit().await?;
    Ok(Json(chosen.into()))
}

impl PropositionApi {
    fn new(p: &Proposition, examen: Option<&Examen>) -> Self {
        let told = |examen: &Examen| {
            let ecart = |e: &crate::domain::Ecart| EcartApi {
                champ: e.champ.code().to_owned(),
                personnalise: e.personnalise,
                actuel: e.champ.of(&examen.traitement.contenu),
                propose: e.champ.of(&examen.propose),
            };
            examen.ecarts.iter().map(ecart).collect()
        };
        Self {
            id: p.id.to_string(),
            traitement: p.traitement_id.to_string(),
            nom: p.nom.clone(),
            modele: p.modele.clone(),
            de_version: p.de_version,
            version: p.version,
            etat: p.etat.code().to_owned(),
            note: examen.map(|examen| examen.note.clone()),
            ecarts: examen.map(told),
        }
    }
}

impl From<Publication> for PublicationApi {
    fn from(p: Publication) -> Self {
        let champs = p.champs.iter().map(|champ| champ.code().to_owned()).collect();
        Self { ouverte: p.ouverte, champs, introduction: p.introduction }
    }
}
