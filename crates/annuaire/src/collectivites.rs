//! Collectivités: create, update, find, list, search, count, populations.

use db::{DbError, ListAfter, ListPage, ListRequest, Tx};
use journal::Acteur;
use kernel::{Clock, CollectiviteId, GenreCollectivite, Id, Siren};
use serde_json::{Value, json};

use crate::{
    domain::{
        champs::FieldErrors,
        collectivite::{Collectivite, CollectiviteCarte, CollectiviteLigne, FicheCollectivite},
        droits::Visibles,
        population::{Population, Taille},
        refus::{AnnuaireError, Refus, Result},
        saisie_collectivite::SaisieCollectivite,
    },
    store::{collectivite as store, collectivite::NewCollectivite, population as populations_store},
    trace::Trace,
};

/// More collectivités than there are in France.
const EVERYBODY: u32 = 50_000;

/// A new member.
pub async fn create(tx: &mut Tx, clock: &Clock, acteur: &Acteur, fiche: &FicheCollectivite) -> Result<Collectivite> {
    insert(tx, clock, acteur, fiche, false).await
}

/// The centre de gestion that runs this installation: once. Its SIREN is asked, never guessed.
pub async fn create_exploitant(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    fiche: &FicheCollectivite,
) -> Result<Collectivite> {
    if store::find_exploitant(tx).await?.is_some() {
        return Err(Refus::ExploitantExiste.into());
    }
    insert(tx, clock, acteur, fiche, true).await
}

async fn insert(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    fiche: &FicheCollectivite,
    exploitant: bool,
) -> Result<Collectivite> {
    refuse_double(tx, None, fiche).await?;
    let id = Id::new(clock);
    store::insert_many(tx, clock, &[NewCollectivite { id, fiche, population: None, exploitant }]).await?;
    let trace = Trace::new("collectivite.creee", "collectivite", id.uuid(), fiche.nom_complet()).apres(fields(fiche));
    trace.write(tx, clock, acteur, id).await?;
    found(tx, id).await
}

/// Writes the fiche if nobody did since `version`.
pub async fn update(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (id, version): (CollectiviteId, i64),
    fiche: &FicheCollectivite,
) -> Result<Collectivite> {
    let before = found(tx, id).await?;
    if before.exploitant && !fiche.actif {
        return Err(Refus::ExploitantActif.into());
    }
    refuse_double(tx, Some(id), fiche).await?;
    if !store::update(tx, clock, id, version, fiche).await? {
        return Err(Refus::FicheModifiee.into());
    }
    if before.fiche != *fiche {
        let trace = Trace::new("collectivite.modifiee", "collectivite", id.uuid(), fiche.nom_complet());
        trace.changed(fields(&before.fiche), fields(fiche)).write(tx, clock, acteur, id).await?;
    }
    found(tx, id).await
}

async fn refuse_double(tx: &mut Tx, me: Option<CollectiviteId>, fiche: &FicheCollectivite) -> Result<()> {
    match store::find_by_siren(tx, fiche.siren).await? {
        Some(other) if Some(other.id) != me => {
            let phrase = format!("Ce SIREN est déjà celui de « {} » : ouvrez sa fiche.", other.nom_complet());
            Err(FieldErrors::one("siren", phrase).into())
        }
        _ => Ok(()),
    }
}

async fn found(tx: &mut Tx, id: CollectiviteId) -> Result<Collectivite> {
    store::find(tx, id).await?.ok_or(AnnuaireError::NotFound)
}

/// The fields of the journal, named and written as on the form.
pub(crate) fn fields(fiche: &FicheCollectivite) -> Value {
    let saisie = SaisieCollectivite::from(fiche);
    let all = json!({
        "genre": saisie.genre, "nom": saisie.nom, "siren": saisie.siren, "siret": saisie.siret,
        "code_insee": saisie.code_insee, "departement": saisie.departement, "arrondissement": saisie.arrondissement,
        "epci": saisie.epci, "adresse": saisie.adresse, "code_postal": saisie.code_postal, "ville": saisie.ville,
        "courriel": saisie.courriel, "telephone": saisie.telephone, "site": saisie.site,
        "representant": fiche.representant.nom_complet(), "qualite": saisie.representant_qualite, "actif": saisie.actif,
    });
    match all {
        Value::Object(fields) => Value::Object(fields.into_iter().filter(|(_, v)| !v.is_null() && v != "").collect()),
        other => other,
    }
}

pub async fn find(tx: &mut Tx, id: CollectiviteId) -> Result<Option<Collectivite>, DbError> {
    store::find(tx, id).await
}

pub async fn find_by_siren(tx: &mut Tx, siren: Siren) -> Result<Option<Collectivite>, DbError> {
    store::find_by_siren(tx, siren).await
}

/// The centre de gestion that runs this installation.
pub async fn find_exploitant(tx: &mut Tx) -> Result<Option<Collectivite>, DbError> {
    store::find_exploitant(tx).await
}

/// In the order of names; 30 000 ids at most.
pub async fn find_many(tx: &mut Tx, ids: &[CollectiviteId]) -> Result<Vec<Collectivite>, DbError> {
    store::find_many(tx, ids).await
}

/// The known members of an EPCI.
pub async fn members(tx: &mut Tx, epci: Siren) -> Result<Vec<Collectivite>, DbError> {
    store::members(tx, epci).await
}

/// A page of the list. Filters: `q`, `genre`, `departement`, `arrondissement`, `taille`, `epci`, `code_insee`,
/// `actif` (oui, non), `sans_population`. Sorts: `nom`, `population`, `genre`, `code_postal`.
pub async fn list(
    tx: &mut Tx,
    clock: &Clock,
    visibles: Visibles,
    request: &ListRequest,
) -> Result<ListPage<CollectiviteLigne>, DbError> {
    store::page(tx, visibles, clock.today(), request).await
}

/// The whole list, for an export: at most `limit` rows.
pub async fn export(
    tx: &mut Tx,
    clock: &Clock,
    visibles: Visibles,
    request: &ListRequest,
    limit: u32,
) -> Result<Vec<CollectiviteLigne>, DbError> {
    store::all(tx, visibles, clock.today(), request, limit).await
}

/// Every active collectivité that one may see, by name, the centre aside: what a map shows of them.
pub async fn carte(tx: &mut Tx, clock: &Clock, visibles: Visibles) -> Result<Vec<CollectiviteCarte>, DbError> {
    let mut all = store::carte(tx, visibles, clock.today(), EVERYBODY).await?;
    all.retain(|one| !one.exploitant);
    Ok(all)
}

/// What follows a row, for the API.
pub async fn after(
    tx: &mut Tx,
    clock: &Clock,
    visibles: Visibles,
    request: &ListRequest,
    after: Option<CollectiviteId>,
) -> Result<ListAfter<CollectiviteLigne>, DbError> {
    store::after(tx, visibles, clock.today(), request, after).await
}

/// The ten best answers to a few words: name, town, SIREN, code INSEE or postal code.
pub async fn search(
    tx: &mut Tx,
    clock: &Clock,
    visibles: Visibles,
    text: &str,
) -> Result<Vec<CollectiviteLigne>, DbError> {
    store::search(tx, visibles, clock.today(), text).await
}

/// Active members by kind, the centre aside; the kinds without any are left out.
pub async fn count_by_genre(tx: &mut Tx) -> Result<Vec<(GenreCollectivite, u32)>, DbError> {
    store::count_by_genre(tx).await
}

/// Active members by size class, every class told.
pub async fn count_by_taille(tx: &mut Tx) -> Result<Vec<(Taille, u32)>, DbError> {
    store::count_by_taille(tx).await
}

/// Active members by arrondissement, by name.
pub async fn count_by_arrondissement(tx: &mut Tx) -> Result<Vec<(String, u32)>, DbError> {
    store::count_by_arrondissement(tx).await
}

/// Every known millésime, the latest first.
pub async fn populations(tx: &mut Tx, id: CollectiviteId) -> Result<Vec<Population>, DbError> {
    populations_store::list(tx, id).await
}

/// Writes the populations of a millésime; the row of the lists follows when it is the latest.
pub async fn set_population(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    id: CollectiviteId,
    population: Population,
) -> Result<()> {
    let collectivite = found(tx, id).await?;
    let before = populations_store::list(tx, id).await?.into_iter().find(|p| p.millesime == population.millesime);
    if before == Some(population) {
        return Ok(());
    }
    populations_store::save_many(tx, &[(id, population)]).await?;
    if collectivite.population.is_none_or(|latest| latest.millesime <= population.millesime) {
        store::set_population(tx, clock, id, population).await?;
    }
    let told = |p: Option<Population>| {
        json!({"millesime": population.millesime, "totale": p.and_then(|p| p.totale),
            "municipale": p.and_then(|p| p.municipale)})
    };
    let trace = Trace::new("collectivite.population", "collectivite", id.uuid(), collectivite.nom_complet());
    trace.changed(told(before), told(Some(population))).write(tx, clock, acteur, id).await?;
    Ok(())
}
