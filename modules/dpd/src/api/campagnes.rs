//! Campaigns over the API: written to the members that the filters choose, and followed.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Agent, House, Operation, Routes, WebError, api::Corps};

use crate::{
    domain::Modele,
    droits::{Ecrire, Suivre},
    gestes::campagnes::{self as acts, Auteur},
    store::campagnes::{self, Campagne, CampagneId, Envoi},
    web::{chosen, sees},
};

const TAG: &str = "Délégué à la protection des données";

/// A campaign and how far it has gone.
#[derive(Debug, Serialize, ToSchema)]
struct CampagneApi {
    id: String,
    objet: String,
    /// How the members were chosen, in words.
    choix: String,
    par: String,
    /// `2026-11-24T08:00:00.000000Z`.
    cree_le: String,
    destinataires: u32,
    joignables: u32,
    ecrits: u32,
    /// Whose address was refused.
    refuses: u32,
}

/// The same, with what each member was sent.
#[derive(Debug, Serialize, ToSchema)]
struct CampagneEntiere {
    #[serde(flatten)]
    campagne: CampagneApi,
    envois: Vec<EnvoiApi>,
}

/// What a member was sent.
#[derive(Debug, Serialize, ToSchema)]
struct EnvoiApi {
    siren: String,
    nom: String,
    destinataire: String,
    /// Absent: nothing left.
    adresse: Option<String>,
    objet: String,
    texte: String,
    ecrit_le: Option<String>,
}

/// A campaign to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouvelleCampagne {
    /// With fields: `{collectivite}`, `{destinataire}`, `{motifs}`…
    objet: String,
    texte: String,
    /// The filters of the list of members, as in its address: `motif=sans_registre&genre=commune`. Empty: everybody.
    #[serde(default)]
    choix: String,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api(
            "GET",
            "/api/v1/dpd/campagnes",
            op("campagnes", "Les campagnes, les dernières d’abord").gives::<Vec<CampagneApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/dpd/campagnes",
            op("ecrireCampagne", "Écrire à plusieurs adhérents")
                .takes::<NouvelleCampagne>()
                .gives::<CampagneApi>()
                .status(202),
            create,
        )
        .api(
            "GET",
            "/api/v1/dpd/campagnes/{id}",
            op("campagne", "Une campagne et qui a reçu quoi").gives::<CampagneEntiere>(),
            show,
        )
}

async fn list(State(house): State<House>, _: Agent<Suivre>) -> Result<Json<Vec<CampagneApi>>, WebError> {
    let mut tx = house.db().read(db::Perimetre::Centre).await?;
    Ok(Json(campagnes::list(&mut tx).await?.iter().map(CampagneApi::from).collect()))
}

async fn create(
    State(house): State<House>,
    agent: Agent<Ecrire>,
    Corps(asked): Corps<NouvelleCampagne>,
) -> Result<(StatusCode, Json<CampagneApi>), WebError> {
    let modele = Modele::new(&asked.objet, &asked.texte).map_err(|refus| WebError::Refus(refus.to_string()))?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let to = chosen(&mut tx, &house, &agent, &asked.choix).await?;
    let auteur = Auteur { acteur: &agent.acteur, courriel: agent.personne.fiche.courriel.as_str() };
    let written = to.joints.iter().map(|joint| acts::write(&house, (&to.centre, auteur), joint, &modele));
    let envois = written.collect::<Result<Vec<_>, _>>()?;
    let id = acts::create(&mut tx, &house, auteur, ("", &to.choix), (&modele, &envois)).await?;
    let made = campagnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::ACCEPTED, Json(CampagneApi::from(&made))))
}

async fn show(
    State(house): State<House>,
    agent: Agent<Suivre>,
    Path(id): Path<CampagneId>,
) -> Result<Json<CampagneEntiere>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let campagne = campagnes::find(&mut tx, id).await?.ok_or(WebError::NotFound)?;
    let envois = campagnes::list_envois(&mut tx, id).await?;
    let seen = envois.into_iter().filter(|envoi| sees(&agent, envoi.collectivite_id));
    Ok(Json(CampagneEntiere { campagne: CampagneApi::from(&campagne), envois: seen.map(EnvoiApi::from).collect() }))
}

impl From<&Campagne> for CampagneApi {
    fn from(c: &Campagne) -> Self {
        Self {
            id: c.id.to_string(),
            objet: c.objet.clone(),
            choix: c.choix.clone(),
            par: c.par.clone(),
            cree_le: c.cree_le.to_string(),
            destinataires: c.destinataires,
            joignables: c.joignables,
            ecrits: c.ecrits,
            refuses: c.refuses,
        }
    }
}

impl From<Envoi> for EnvoiApi {
    fn from(e: Envoi) -> Self {
        Self {
            siren: e.siren.to_string(),
            nom: e.nom,
            destinataire: e.destinataire,
            adresse: e.adresse,
            objet: e.objet,
            texte: e.texte,
            ecrit_le: e.ecrit_le.map(|instant| instant.to_string()),
        }
    }
}
