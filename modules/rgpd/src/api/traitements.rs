//! The traitements over the API: read, written, submitted, checked, validated, archived, compared.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Agent, House, Operation, Routes, WebError,
    api::{Corps, PageApi, PageQuery, Parametre},
};

use super::formes::{TraitementApi, TraitementLigneApi, VersionApi};
use crate::{
    domain::{Contenu, ServiceId, TraitementId, differences, manques},
    droits::{ConsulterRegistre, Controler, GererRegistre, Rediger, Valider},
    gestes::traitements::{self as acts, Acte, Avec},
    store::{
        traitements::{self, LigneTraitement},
        versions,
    },
    web::acces::{contexte, find, limite, may_attach, own_services},
};

const TAG: &str = "Registre RGPD";
pub(super) const FILTRES: &[Parametre] = &[
    Parametre { nom: "apres", description: "Le curseur « suite » de la page précédente." },
    Parametre { nom: "par_page", description: "De 1 à 500 ; 100 par défaut." },
    Parametre { nom: "q", description: "Des mots du nom, de la référence, du but, des logiciels." },
    Parametre { nom: "etat", description: "`brouillon`, `soumis`, `controle`, `valide`, `archive`." },
    Parametre { nom: "role", description: "`responsable`, `conjoint`, `sous_traitant`." },
    Parametre { nom: "incomplet", description: "`oui` : ceux auxquels il manque une réponse attendue." },
    Parametre { nom: "reference", description: "Exactement cette référence." },
];

/// A traitement to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NouveauTraitement {
    #[schema(value_type = Object)]
    contenu: Contenu,
    service: Option<String>,
}

/// A traitement written again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TraitementEcrit {
    /// The one that was read.
    revision: i64,
    #[schema(value_type = Object)]
    contenu: Contenu,
    service: Option<String>,
}

/// What is done to a traitement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Controle {
    /// False: it goes back to be taken up again.
    favorable: bool,
    #[serde(default)]
    preconisations: String,
}

/// Why it is archived.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Archivage {
    motif: String,
}

/// Whether the public page shows it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Montre {
    public: bool,
}

/// Something missing, and why it matters.
#[derive(Debug, Serialize, ToSchema)]
struct ManqueApi {
    champ: String,
    quoi: String,
    pourquoi: String,
    /// Without it the traitement cannot be validated.
    obligatoire: bool,
}

/// A part that differs between two versions, line by line.
#[derive(Debug, Serialize, ToSchema)]
struct DifferenceApi {
    champ: String,
    avant: Vec<String>,
    apres: Vec<String>,
}

/// `?de=1&a=2`; 0 is what is being written.
#[derive(Debug, Deserialize)]
struct Entre {
    de: u32,
    a: u32,
}

pub(super) fn routes() -> Routes {
    let op = |id, resume| Operation::new(TAG, id, resume);
    let one = |id, resume| op(id, resume).gives::<TraitementApi>();
    Routes::new()
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/traitements",
            op("traitements", "Le registre").query(FILTRES).gives::<PageApi<TraitementLigneApi>>(),
            list,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/traitements",
            one("ajouterTraitement", "Ajouter un traitement").takes::<NouveauTraitement>().status(201),
            create,
        )
        .api("GET", "/api/v1/c/{siren}/rgpd/traitements/{id}", one("traitement", "Un traitement"), show)
        .api(
            "PUT",
            "/api/v1/c/{siren}/rgpd/traitements/{id}",
            one("ecrireTraitement", "Écrire un traitement").takes::<TraitementEcrit>(),
            edit,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/manques",
            op("manquesTraitement", "Ce qui manque, et pourquoi").gives::<Vec<ManqueApi>>(),
            missing,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/soumission",
            one("soumettreTraitement", "Soumettre au délégué"),
            submit,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/controle",
            one("controlerTraitement", "Contrôler").takes::<Controle>(),
            check,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/validation",
            one("validerTraitement", "Valider au nom du responsable"),
            validate,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/archivage",
            one("archiverTraitement", "Archiver").takes::<Archivage>(),
            archive,
        )
        .api(
            "POST",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/restauration",
            one("restaurerTraitement", "Sortir des archives"),
            restore,
        )
        .api(
            "PUT",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/publication",
            one("montrerTraitement", "Montrer ou non sur la page publique").takes::<Montre>(),
            publish,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/versions",
            op("versionsTraitement", "Les versions validées").gives::<Vec<VersionApi>>(),
            list_versions,
        )
        .api(
            "GET",
            "/api/v1/c/{siren}/rgpd/traitements/{id}/differences",
            op("differencesTraitement", "Ce qui change d’une version à l’autre")
                .query(ENTRE)
                .gives::<Vec<DifferenceApi>>(),
            compare,
        )
}

const ENTRE: &[Parametre] = &[
    Parametre { nom: "de", description: "Le numéro de la première version ; 0 : celle qui s’écrit." },
    Parametre { nom: "a", description: "Le numéro de la seconde ; 0 : celle qui s’écrit." },
];

type Chemin = Path<(String, TraitementId)>;
type Un = Result<Json<TraitementApi>, WebError>;

async fn list(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageApi<TraitementLigneApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let found = traitements::after(&mut tx, agent.id(), limite(&agent), &query.request(), query.after()?).await?;
    let siren = agent.collectivite.fiche.siren.to_string();
    Ok(Json(PageApi::new(found, |row: &LigneTraitement| row.id, |row| TraitementLigneApi::new(row, siren.clone()))))
}

async fn show(State(house): State<House>, agent: Agent<ConsulterRegistre>, Path((_, id)): Chemin) -> Un {
    let mut tx = house.db().read(agent.perimetre()).await?;
    Ok(Json(find(&mut tx, &house, &agent, id).await?.into()))
}

async fn missing(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Chemin,
) -> Result<Json<Vec<ManqueApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let told = manques(&t.contenu).into_iter().map(|m| ManqueApi {
        champ: m.champ.code().to_owned(),
        quoi: m.quoi,
        pourquoi: m.pourquoi.to_owned(),
        obligatoire: m.obligatoire,
    });
    Ok(Json(told.collect()))
}

async fn create(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Corps(asked): Corps<NouveauTraitement>,
) -> Result<(StatusCode, Json<TraitementApi>), WebError> {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let service = service(&mut tx, &agent, asked.service.as_deref(), None).await?;
    let ctx = contexte(&house, &agent);
    let id = acts::create(&mut tx, ctx, asked.contenu, Avec { service, modele: None }).await?;
    let made = acts::find(&mut tx, ctx, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok((StatusCode::CREATED, Json(made.into())))
}

async fn edit(
    State(house): State<House>,
    agent: Agent<Rediger>,
    Path((_, id)): Chemin,
    Corps(asked): Corps<TraitementEcrit>,
) -> Un {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let mut t = find(&mut tx, &house, &agent, id).await?;
    let service = service(&mut tx, &agent, asked.service.as_deref(), t.service).await?;
    t.revision = asked.revision;
    let ctx = contexte(&house, &agent);
    acts::edit(&mut tx, ctx, t, asked.contenu, service).await?;
    let changed = acts::find(&mut tx, ctx, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(changed.into()))
}

/// The service that is asked, if this person may attach a traitement to it.
async fn service(
    tx: &mut db::Tx,
    agent: &Agent<Rediger>,
    asked: Option<&str>,
    kept: Option<ServiceId>,
) -> Result<Option<ServiceId>, WebError> {
    let service = asked.map(str::parse::<ServiceId>).transpose()?;
    if service != kept || limite(agent).is_some() {
        let own = own_services(tx, agent).await?;
        may_attach(agent, &own, service).map_err(|refused| WebError::Refus(refused.to_owned()))?;
    }
    Ok(service)
}

async fn submit(State(house): State<House>, agent: Agent<Rediger>, Path((_, id)): Chemin) -> Un {
    done(&house, &agent, id, Acte::Soumission).await
}

async fn check(
    State(house): State<House>,
    agent: Agent<Controler>,
    Path((_, id)): Chemin,
    Corps(asked): Corps<Controle>,
) -> Un {
    let acte = Acte::Controle { preconisations: asked.preconisations, favorable: asked.favorable };
    done(&house, &agent, id, acte).await
}

async fn validate(State(house): State<House>, agent: Agent<Valider>, Path((_, id)): Chemin) -> Un {
    done(&house, &agent, id, Acte::Validation).await
}

async fn archive(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    Corps(asked): Corps<Archivage>,
) -> Un {
    done(&house, &agent, id, Acte::Archivage { motif: asked.motif }).await
}

async fn restore(State(house): State<House>, agent: Agent<GererRegistre>, Path((_, id)): Chemin) -> Un {
    done(&house, &agent, id, Acte::Restauration).await
}

async fn done<P>(house: &House, agent: &Agent<P>, id: TraitementId, acte: Acte) -> Un {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let t = find(&mut tx, house, agent, id).await?;
    let ctx = contexte(house, agent);
    acts::act(&mut tx, ctx, t, acte).await?;
    let changed = acts::find(&mut tx, ctx, id).await?;
    tx.commit().await?;
    house.wake().now();
    Ok(Json(changed.into()))
}

async fn publish(
    State(house): State<House>,
    agent: Agent<GererRegistre>,
    Path((_, id)): Chemin,
    Corps(asked): Corps<Montre>,
) -> Un {
    let mut tx = house.db().begin(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let ctx = contexte(&house, &agent);
    acts::mark(&mut tx, ctx, t, Some(asked.public)).await?;
    let changed = acts::find(&mut tx, ctx, id).await?;
    tx.commit().await?;
    Ok(Json(changed.into()))
}

async fn list_versions(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Chemin,
) -> Result<Json<Vec<VersionApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    find(&mut tx, &house, &agent, id).await?;
    let all = versions::list(&mut tx, agent.id(), id).await?;
    Ok(Json(all.into_iter().map(VersionApi::from).collect()))
}

async fn compare(
    State(house): State<House>,
    agent: Agent<ConsulterRegistre>,
    Path((_, id)): Chemin,
    Query(asked): Query<Entre>,
) -> Result<Json<Vec<DifferenceApi>>, WebError> {
    let mut tx = house.db().read(agent.perimetre()).await?;
    let t = find(&mut tx, &house, &agent, id).await?;
    let mut contents = Vec::with_capacity(2);
    for numero in [asked.de, asked.a] {
        contents.push(match numero {
            0 => t.contenu.clone(),
            n => versions::find(&mut tx, agent.id(), id, n).await?.ok_or(WebError::NotFound)?.contenu,
        });
    }
    let lines = |side: Vec<crate::domain::Mot>| side.into_iter().map(|mot| mot.texte).collect();
    let told = differences(&contents[0], &contents[1]).into_iter().map(|d| DifferenceApi {
        champ: d.champ.code().to_owned(),
        avant: lines(d.avant),
        apres: lines(d.apres),
    });
    Ok(Json(told.collect()))
}
