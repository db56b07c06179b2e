//! Collectivités: list, show, create, update.

use annuaire::{FicheCollectivite, SaisieCollectivite};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use db::Perimetre;
use kernel::CollectiviteId;
use web::{
    Agent, House, Operation, Routes,
    api::{Corps, PageApi, PageQuery, Parametre},
};

use super::{
    ANNUAIRE as TAG, APRES, PAR_PAGE, Q,
    refuse::Refuse,
    schema::{CollectiviteEcrite, CollectiviteLue, CollectiviteResume, CoordonneesEcrites},
};
use crate::droits::{Consulter, Gerer, LireFiche, TenirFiche};

const QUERY: &[Parametre] = &[
    APRES,
    PAR_PAGE,
    Q,
    Parametre { nom: "genre", description: "commune, cc, ca, syndicat…" },
    Parametre { nom: "arrondissement", description: "Son code, par exemple 822." },
    Parametre { nom: "taille", description: "moins_500, moins_1000… plus_50000, inconnue." },
    Parametre { nom: "departement", description: "82, 2A, 971." },
    Parametre { nom: "epci", description: "Le SIREN de l’EPCI." },
    Parametre { nom: "actif", description: "oui ou non." },
];

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/collectivites",
            Operation::new(TAG, "listCollectivites", "Les collectivités suivies")
                .query(QUERY)
                .gives::<PageApi<CollectiviteResume>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/collectivites",
            Operation::new(TAG, "createCollectivite", "Ajouter une collectivité")
                .takes::<CollectiviteEcrite>()
                .gives::<CollectiviteLue>()
                .status(201),
            create,
        )
        .api(
            "GET",
            "/api/v1/collectivites/{siren}",
            Operation::new(TAG, "getCollectivite", "La fiche d’une collectivité").gives::<CollectiviteLue>(),
            show,
        )
        .api(
            "PUT",
            "/api/v1/collectivites/{siren}",
            Operation::new(TAG, "updateCollectivite", "Remplacer la fiche, si elle est encore à cette version")
                .takes::<CollectiviteEcrite>()
                .gives::<CollectiviteLue>(),
            update,
        )
        .api(
            "PUT",
            "/api/v1/collectivites/{siren}/coordonnees",
            Operation::new(TAG, "updateCoordonnees", "Remplacer les coordonnées et le représentant")
                .takes::<CoordonneesEcrites>()
                .gives::<CollectiviteLue>(),
            update_coordonnees,
        )
}

pub(super) async fn list(
    State(house): State<House>,
    agent: Agent<Consulter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageApi<CollectiviteResume>>, Refuse> {
    let (request, after) = (page.request(), page.after()?);
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let found =
        annuaire::collectivites::after(&mut tx, house.clock(), agent.droits.visibles(), &request, after).await?;
    Ok(Json(PageApi::new(found, |row| row.id, CollectiviteResume::from)))
}

pub(super) async fn show(State(_): State<House>, agent: Agent<LireFiche>) -> Json<CollectiviteLue> {
    Json(annuaire::Collectivite::clone(&agent.collectivite).into())
}

pub(super) async fn create(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Corps(body): Corps<CollectiviteEcrite>,
) -> Result<(StatusCode, Json<CollectiviteLue>), Refuse> {
    let fiche = SaisieCollectivite::from(body).read()?;
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let created = annuaire::collectivites::create(&mut tx, house.clock(), &agent.acteur, &fiche).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

pub(super) async fn update(
    State(house): State<House>,
    agent: Agent<Gerer>,
    Corps(body): Corps<CollectiviteEcrite>,
) -> Result<Json<CollectiviteLue>, Refuse> {
    let version = body.version.unwrap_or_default();
    let fiche = SaisieCollectivite::from(body).read()?;
    save(&house, &agent, (agent.id(), version), &fiche).await
}

pub(super) async fn update_coordonnees(
    State(house): State<House>,
    agent: Agent<TenirFiche>,
    Corps(body): Corps<CoordonneesEcrites>,
) -> Result<Json<CollectiviteLue>, Refuse> {
    let version = body.version;
    let fiche = body.over(SaisieCollectivite::from(&agent.collectivite.fiche)).read()?;
    save(&house, &agent, (agent.id(), version), &fiche).await
}

async fn save<P>(
    house: &House,
    agent: &Agent<P>,
    at: (CollectiviteId, i64),
    fiche: &FicheCollectivite,
) -> Result<Json<CollectiviteLue>, Refuse> {
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    let saved = annuaire::collectivites::update(&mut tx, house.clock(), &agent.acteur, at, fiche).await?;
    tx.commit().await?;
    Ok(Json(saved.into()))
}
