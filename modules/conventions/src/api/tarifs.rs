//! Tariffs and the Syntec index, over the API.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use db::Perimetre;
use kernel::{Exercice, Indice};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, Parametre},
};

use crate::{
    domain::{LigneRevision, Mois, Origine, Tarif},
    droits::{ConsulterTarifs, GererTarifs},
    gestes::{grilles, simulation::latest, syntec as acts},
    store::syntec,
};

const TAG: &str = "Tarifs";
const ANNEE: &[Parametre] =
    &[Parametre { nom: "annee", description: "L’année des tarifs ; la dernière par défaut." }];

/// A figure of the grid.
#[derive(Debug, Serialize, ToSchema)]
struct TarifApi {
    /// `N2`, `RGPD/communes/300/mise_en_place`.
    cle: String,
    libelle: String,
    /// Euros, two decimals: `128.46`.
    montant: String,
    /// The year for which it is stated.
    annee: i32,
    /// The document that states it, or the computation that revised it.
    origine: String,
}

/// The grid in force in a year.
#[derive(Debug, Serialize, ToSchema)]
struct GrilleApi {
    annee: i32,
    centre: String,
    /// `ttc` or `ht`.
    prix: String,
    /// The last validated year.
    validee: Option<i32>,
    tarifs: Vec<TarifApi>,
}

/// One line of a revision.
#[derive(Debug, Serialize, ToSchema)]
struct RevisionApi {
    cle: String,
    annee: i32,
    avant: String,
    apres: String,
    /// `126,40 € × 274,5 ÷ 270,1 = 128,46 €`.
    calcul: String,
}

/// The lines of a revision, and whether it is kept.
#[derive(Debug, Serialize, ToSchema)]
struct Revision {
    annee: i32,
    validee: bool,
    lignes: Vec<RevisionApi>,
}

/// A file of tariffs.
#[derive(Debug, Deserialize, ToSchema)]
struct Import {
    /// The text of the file, TOML.
    contenu: String,
    /// The document that decides these tariffs.
    document: String,
}

/// The index of a month.
#[derive(Debug, Serialize, ToSchema)]
struct IndiceApi {
    /// `2019-11`.
    mois: String,
    /// `274.50`.
    indice: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct NouvelIndice {
    /// `274.5`.
    indice: String,
}

#[derive(Debug, Default, Deserialize)]
struct Voulue {
    annee: Option<i32>,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    Routes::new()
        .api("GET", "/api/v1/tarifs", op("tarifs", "La grille d’une année").query(ANNEE).gives::<GrilleApi>(), show)
        .api(
            "POST",
            "/api/v1/tarifs",
            op("importerTarifs", "Importer une grille").takes::<Import>().gives::<GrilleApi>(),
            import,
        )
        .api(
            "GET",
            "/api/v1/tarifs/revisions/{annee}",
            op("revision", "L’aperçu d’une révision").gives::<Revision>(),
            preview,
        )
        .api(
            "POST",
            "/api/v1/tarifs/revisions/{annee}/validation",
            op("validerRevision", "Réviser et valider une grille").gives::<Revision>(),
            validate,
        )
        .api("GET", "/api/v1/syntec", op("syntec", "Les indices Syntec enregistrés").gives::<Vec<IndiceApi>>(), indices)
        .api(
            "PUT",
            "/api/v1/syntec/{mois}",
            op("enregistrerSyntec", "Enregistrer ou corriger l’indice d’un mois")
                .takes::<NouvelIndice>()
                .gives::<IndiceApi>(),
            record,
        )
}

async fn show(
    State(house): State<House>,
    _: Agent<ConsulterTarifs>,
    Query(voulue): Query<Voulue>,
) -> Result<Json<GrilleApi>, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let grille = grilles::current(&mut tx).await?;
    let annee = voulue.annee.map(Exercice::new).transpose()?.or_else(|| latest(&grille)).ok_or(WebError::NotFound)?;
    Ok(Json(shown(&grille, annee)))
}

async fn import(
    State(house): State<House>,
    agent: Agent<GererTarifs>,
    Corps(asked): Corps<Import>,
) -> Result<Json<GrilleApi>, WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let done = grilles::add(&mut tx, house.clock(), &agent.acteur, &asked.contenu, &asked.document).await?;
    tx.commit().await?;
    let annee = latest(&done.grille).ok_or(WebError::NotFound)?;
    Ok(Json(shown(&done.grille, annee)))
}

async fn preview(
    State(house): State<House>,
    _: Agent<ConsulterTarifs>,
    Path(annee): Path<i32>,
) -> Result<Json<Revision>, WebError> {
    let annee = Exercice::new(annee)?;
    let lines = grilles::preview(&mut house.db().read(Perimetre::Commun).await?, annee).await?;
    Ok(Json(Revision { annee: annee.annee(), validee: false, lignes: lines.iter().map(RevisionApi::from).collect() }))
}

async fn validate(
    State(house): State<House>,
    agent: Agent<GererTarifs>,
    Path(annee): Path<i32>,
) -> Result<Json<Revision>, WebError> {
    let annee = Exercice::new(annee)?;
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let lines = grilles::validate(&mut tx, house.clock(), &agent.acteur, annee).await?;
    tx.commit().await?;
    Ok(Json(Revision { annee: annee.annee(), validee: true, lignes: lines.iter().map(RevisionApi::from).collect() }))
}

async fn indices(State(house): State<House>, _: Agent<ConsulterTarifs>) -> Result<Json<Vec<IndiceApi>>, WebError> {
    let known = syntec::list(&mut house.db().read(Perimetre::Commun).await?).await?;
    Ok(Json(known.iter().map(|(mois, indice)| IndiceApi { mois: mois.iso(), indice: indice.decimal() }).collect()))
}

async fn record(
    State(house): State<House>,
    agent: Agent<GererTarifs>,
    Path(mois): Path<String>,
    Corps(asked): Corps<NouvelIndice>,
) -> Result<Json<IndiceApi>, WebError> {
    let (mois, indice): (Mois, Indice) = (mois.parse()?, asked.indice.parse()?);
    let mut tx = house.db().begin(agent.perimetre()).await?;
    acts::set(&mut tx, house.clock(), &agent.acteur, mois, indice).await?;
    tx.commit().await?;
    Ok(Json(IndiceApi { mois: mois.iso(), indice: indice.decimal() }))
}

fn shown(grille: &crate::domain::Grille, annee: Exercice) -> GrilleApi {
    GrilleApi {
        annee: annee.annee(),
        centre: grille.centre.sigle.clone(),
        prix: grille.prix.code().to_owned(),
        validee: grille.validee().map(Exercice::annee),
        tarifs: grille.en_vigueur(annee).into_iter().map(TarifApi::from).collect(),
    }
}

impl From<&Tarif> for TarifApi {
    fn from(tarif: &Tarif) -> Self {
        let origine = match &tarif.origine {
            Origine::Document(nom) => nom.clone(),
            Origine::Revision(calcul) => calcul.to_string(),
        };
        Self {
            cle: tarif.cle.to_string(),
            libelle: tarif.cle.libelle(),
            montant: tarif.montant.decimal(),
            annee: tarif.annee.annee(),
            origine,
        }
    }
}

impl From<&LigneRevision> for RevisionApi {
    fn from(line: &LigneRevision) -> Self {
        Self {
            cle: line.cle.to_string(),
            annee: line.annee.annee(),
            avant: line.calcul.base.decimal(),
            apres: line.montant().decimal(),
            calcul: line.calcul.to_string(),
        }
    }
}
