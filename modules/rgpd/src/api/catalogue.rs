//! The shared catalogue over the API: read by members, written by the centre.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use kernel::{Id, parse_date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, PageApi, PageQuery, Parametre},
};

use super::{
    decode,
    pieces::{NouvellePiece, PieceApi},
    receive,
};
use crate::{
    domain::{CatalogueId, FicheCatalogue, GenreCatalogue},
    droits::{ConsulterRegistre, GererModeles},
    gestes::catalogue::{self as acts, Saisie},
    store::{
        catalogue::{self, LigneCatalogue, PieceCatalogue, Reference},
        usages,
    },
    web::{acces::contexte, catalogue_show as page},
};

const TAG: &str = "Catalogue RGPD";
const FILTRES: &[Parametre] = &[
    Parametre { nom: "apres", description: "Le curseur « suite » de la page précédente." },
    Parametre { nom: "par_page", description: "De 1 à 500 ; 100 par défaut." },
    Parametre { nom: "q", description: "Des mots du nom, de l’éditeur, de l’hébergeur." },
    Parametre { nom: "genre", description: "`organisme` ou `logiciel`." },
];

/// A record, as the list shows it.
#[derive(Debug, Serialize, ToSchema)]
struct FicheLigneApi {
    id: String,
    genre: String,
    nom: String,
    editeur: Option<String>,
    pays: String,
    retire: bool,
    /// How many members use it.
    membres: u32,
}

/// A record, whole.
#[derive(Debug, Serialize, ToSchema)]
struct FicheApi {
    id: String,
    genre: String,
    nom: String,
    editeur: Option<String>,
    retire: bool,
    /// To give back when it is written again.
    revision: i64,
    /// Article 28, hosting, certifications… The notes of the délégué are for the centre alone.
    #[schema(value_type = Object)]
    fiche: Value,
    /// What should be looked at.
    alertes: Vec<String>,
    pieces: Vec<PieceApi>,
}

/// A record to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FicheEcrite {
    /// `organisme` or `logiciel`; ignored when it exists already.
    genre: String,
    nom: String,
    /// The id of its editor's record, for a software.
    editeur: Option<String>,
    #[serde(default)]
    retire: bool,
    /// The one that was read, when it exists already.
    revision: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Object)]
    fiche: FicheCatalogue,
}

/// A name by which members call a record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouveauNom {
    nom: String,
}

/// A name that leads to no record.
#[derive(Debug, Serialize, ToSchema)]
struct OrphelinApi {
    genre: String,
    nom: String,
    membres: u32,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    let one = |id, resume| op(id, resume).gives::<FicheApi>();
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/catalogue/{id}",
            one("ficheCatalogueAdherent", "Une fiche du catalogue, pour un adhérent"),
            member,
        )
        .api(
            "GET",
            "/api/v1/rgpd/catalogue",
            op("catalogue", "Le catalogue commun").query(FILTRES).gives::<PageApi<FicheLigneApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/rgpd/catalogue",
            one("ajouterFiche", "Ajouter une fiche").takes::<FicheEcrite>().status(201),
            add,
        )
        .api(
            "GET",
            "/api/v1/rgpd/catalogue/orphelins",
            op("orphelins", "Les noms écrits par les adhérents, sans fiche").gives::<Vec<OrphelinApi>>(),
            orphans,
        )
        .api("GET", "/api/v1/rgpd/catalogue/{id}", one("ficheCatalogue", "Une fiche du catalogue"), show)
        .api("PUT", "/api/v1/rgpd/catalogue/{id}", one("ecrireFiche", "Écrire une fiche").takes::<FicheEcrite>(), edit)
        .api(
            "POST",
            "/api/v1/rgpd/catalogue/{id}/noms",
            one("rapprocherNom", "Rapprocher un nom d’une fiche").takes::<NouveauNom>(),
            bring,
        )
        .api(
            "POST",
            "/api/v1/rgpd/catalogue/{id}/pieces",
            one("joindrePieceFiche", "Joindre un document à une fiche").takes::<NouvellePiece>().status(201),
            join,
        )
        .api(
            "GET",
            "/api/v1/rgpd/catalogue/{id}/pieces/{piece}",
            op("lirePieceFiche", "Lire un document d’une fiche"),
            page::piece,
        )
        .api(
            "DELETE",
            "/api/v1/rgpd/catalogue/{id}/pieces/{piece}",
            op("retirerPieceFiche", "Retirer un document d’une fiche").status(204),
            unjoin,
        )
}

async fn list(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageApi<FicheLigneApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = catalogue::after(&mut tx, &query.request(), query.after()?).await?;
    Ok(Json(PageApi::new(
        found,
        |row: &LigneCatalogue| row.id,
        |row| FicheLigneApi {
            id: row.id.to_string(),
            genre: row.genre.code().to_owned(),
            nom: row.nom,
            editeur: row.editeur,
            pays: row.fiche.pays,
            retire: row.retire,
            membres: row.membres,
        },
    )))
}

async fn member(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Path<(String, CatalogueId)>,
) -> Result<Json<FicheApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let mut reference = acts::find(&mut tx, id).await?;
    reference.fiche.notes.clear();
    told(&mut tx, &house, reference).await
}

async fn show(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
) -> Result<Json<FicheApi>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let reference = acts::find(&mut tx, id).await?;
    told(&mut tx, &house, reference).await
}

async fn add(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Corps(asked): Corps<FicheEcrite>,
) -> Result<(StatusCode, Json<FicheApi>), WebError> {
    let genre: GenreCatalogue = asked.genre.parse()?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let id = acts::add(&mut tx, contexte(&house, &agent), genre, asked.saisie()?).await?;
    let made = acts::find(&mut tx, id).await?;
    let told = told(&mut tx, &house, made).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, told))
}

async fn edit(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
    Corps(asked): Corps<FicheEcrite>,
) -> Result<Json<FicheApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let mut reference = acts::find(&mut tx, id).await?;
    reference.revision = asked.revision.unwrap_or(0);
    acts::edit(&mut tx, contexte(&house, &agent), reference, asked.saisie()?).await?;
    let changed = acts::find(&mut tx, id).await?;
    let told = told(&mut tx, &house, changed).await?;
    tx.commit().await?;
    Ok(told)
}

async fn bring(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
    Corps(asked): Corps<NouveauNom>,
) -> Result<Json<FicheApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::bring(&mut tx, contexte(&house, &agent), id, &asked.nom).await?;
    let reference = acts::find(&mut tx, id).await?;
    let told = told(&mut tx, &house, reference).await?;
    tx.commit().await?;
    Ok(told)
}

async fn orphans(State(house): State<House>, agent: Agent<GererModeles>) -> Result<Json<Vec<OrphelinApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let all = usages::orphans(&mut tx).await?.into_iter();
    Ok(Json(all.map(|o| OrphelinApi { genre: o.genre.code().to_owned(), nom: o.nom, membres: o.membres }).collect()))
}

async fn join(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path(id): Path<CatalogueId>,
    Corps(asked): Corps<NouvellePiece>,
) -> Result<(StatusCode, Json<FicheApi>), WebError> {
    let valable = asked.valable_jusqu_au.as_deref().map(parse_date).transpose()?;
    let received = receive(&house, &asked.nom, decode(&asked.contenu)?).await?;
    let acteur = &agent.acteur;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let kept = documents::keep(&mut tx, house.clock(), agent.id(), &received, acteur.personne, &acteur.nom).await?;
    acts::join(&mut tx, contexte(&house, &agent), id, (kept.id, asked.libelle(), valable)).await?;
    let reference = acts::find(&mut tx, id).await?;
    let told = told(&mut tx, &house, reference).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, told))
}

async fn unjoin(
    State(house): State<House>,
    agent: Agent<GererModeles>,
    Path((id, piece)): Path<(CatalogueId, Id<PieceCatalogue>)>,
) -> Result<StatusCode, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::unjoin(&mut tx, contexte(&house, &agent), id, piece).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn told(tx: &mut db::Tx, house: &House, r: Reference) -> Result<Json<FicheApi>, WebError> {
    let pieces = catalogue::pieces(tx, r.id).await?.into_iter().map(|p| PieceApi {
        id: p.id.to_string(),
        libelle: p.libelle,
        ajoutee_le: p.ajoutee_le.to_string(),
        ajoutee_par: p.ajoutee_par,
        valable_jusqu_au: p.valable_jusqu_au.map(|date| date.to_string()),
    });
    let alertes = r.fiche.alertes(r.genre, house.clock().today());
    Ok(Json(FicheApi {
        id: r.id.to_string(),
        genre: r.genre.code().to_owned(),
        nom: r.nom,
        editeur: r.editeur,
        retire: r.retire,
        revision: r.revision,
        fiche: serde_json::to_value(&r.fiche).map_err(WebError::internal)?,
        alertes: alertes.into_iter().map(str::to_owned).collect(),
        pieces: pieces.collect(),
    }))
}

impl FicheEcrite {
    fn saisie(&self) -> Result<Saisie, WebError> {
        let editeur = self.editeur.as_deref().map(str::parse::<CatalogueId>).transpose()?;
        Ok(Saisie { nom: self.nom.clone(), editeur, fiche: self.fiche.clone(), retire: self.retire })
    }
}
