//! Collectivités: found, listed, searched, counted, written.

use std::collections::HashMap;

use db::{
    DbError, Filter, Genre, IntoValue, ListAfter, ListPage, ListRequest, ListSql, Sort, Sql, Tx, Value, params, sql,
};
use kernel::{Clock, CodeInsee, CollectiviteId, GenreCollectivite, Siren, fold};
use time::Date;

use crate::domain::{
    collectivite::{Collectivite, CollectiviteCarte, CollectiviteLigne, FicheCollectivite},
    droits::Visibles,
    population::{Population, Taille},
};

const FIND: Sql = sql("SELECT * FROM annuaire_collectivite WHERE id = $1");
const FIND_BY_SIREN: Sql = sql("SELECT * FROM annuaire_collectivite WHERE siren = $1");
const FIND_EXPLOITANT: Sql = sql("SELECT * FROM annuaire_collectivite WHERE exploitant = TRUE");
const FIND_MANY: Sql = sql("SELECT * FROM annuaire_collectivite WHERE id IN ($*) ORDER BY nom_tri, id");
const BY_SIREN: Sql = sql("SELECT * FROM annuaire_collectivite WHERE siren IN ($*)");
const BY_CODE_INSEE: Sql = sql("SELECT * FROM annuaire_collectivite WHERE code_insee IN ($*)");
const MEMBERS: Sql = sql("SELECT * FROM annuaire_collectivite WHERE epci = $1 ORDER BY nom_tri, id");
const INSERT: Sql = sql("INSERT INTO annuaire_collectivite
    (id, genre, nom, siren, siret, code_insee, departement, arrondissement, arrondissement_nom, epci, adresse,
     code_postal, ville, courriel, telephone, site, representant_civilite, representant_prenom, representant_nom,
     representant_qualite, actif, nom_tri, recherche, exploitant, millesime, population_totale, population_municipale,
     taille, version, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)");
const UPDATE: Sql =
    sql("UPDATE annuaire_collectivite SET genre = $2, nom = $3, siren = $4, siret = $5, code_insee = $6,
    departement = $7, arrondissement = $8, arrondissement_nom = $9, epci = $10, adresse = $11, code_postal = $12,
    ville = $13, courriel = $14, telephone = $15, site = $16, representant_civilite = $17, representant_prenom = $18,
    representant_nom = $19, representant_qualite = $20, actif = $21, nom_tri = $22, recherche = $23,
    version = version + 1, updated_at = $24 WHERE id = $1 AND version = $25");
const SET_POPULATION: Sql = sql("UPDATE annuaire_collectivite SET millesime = $2, population_totale = $3,
    population_municipale = $4, taille = $5, updated_at = $6 WHERE id = $1");
const COUNT_BY_GENRE: Sql = sql("SELECT genre AS cle, COUNT(*) AS nombre FROM annuaire_collectivite
    WHERE actif = TRUE AND exploitant = FALSE GROUP BY genre");
const COUNT_BY_TAILLE: Sql = sql("SELECT taille AS cle, COUNT(*) AS nombre FROM annuaire_collectivite
    WHERE actif = TRUE AND exploitant = FALSE GROUP BY taille");
const COUNT_BY_ARRONDISSEMENT: Sql =
    sql("SELECT arrondissement_nom AS cle, COUNT(*) AS nombre FROM annuaire_collectivite
    WHERE actif = TRUE AND exploitant = FALSE AND arrondissement_nom IS NOT NULL
    GROUP BY arrondissement_nom ORDER BY arrondissement_nom");

const COLUMNS: &str = "c.id, c.genre, c.nom, c.siren, c.code_insee, c.code_postal, c.ville, c.departement,
    c.arrondissement_nom, c.epci, c.courriel, c.telephone, c.millesime, c.population_totale, c.population_municipale,
    c.taille, c.exploitant, c.actif";
const CARTE_COLUMNS: &str = "c.id, c.genre, c.nom, c.siren, c.arrondissement_nom, c.taille, c.exploitant";
const FILTERS: &[Filter] = &[
    Filter { name: "q", clause: "c.recherche LIKE {}", genre: Genre::Mots },
    Filter { name: "genre", clause: "c.genre = {}", genre: Genre::Texte },
    Filter { name: "departement", clause: "c.departement = {}", genre: Genre::Texte },
    Filter { name: "arrondissement", clause: "c.arrondissement = {}", genre: Genre::Texte },
    Filter { name: "taille", clause: "c.taille = {}", genre: Genre::Texte },
    Filter { name: "epci", clause: "c.epci = {}", genre: Genre::Texte },
    Filter { name: "code_insee", clause: "c.code_insee = {}", genre: Genre::Texte },
    Filter { name: "actif", clause: "c.actif = {}", genre: Genre::OuiNon },
    Filter { name: "sans_population", clause: "c.population_totale IS NULL", genre: Genre::Present },
];
const SORTS: &[Sort] = &[
    Sort { name: "nom", expression: "c.nom_tri" },
    Sort { name: "population", expression: "COALESCE(c.population_totale, -1)" },
    Sort { name: "genre", expression: "c.genre" },
    Sort { name: "code_postal", expression: "COALESCE(c.code_postal, '')" },
];

pub(crate) const LIST: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM annuaire_collectivite c WHERE 1 = 1",
    fixed: 0,
    filters: FILTERS,
    sorts: SORTS,
    key: "c.id",
};

/// The collectivités of a person's memberships and portefeuilles: `$1` the person, `$2` today.
pub(crate) const LIST_DE: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM annuaire_collectivite c WHERE c.id IN (
        SELECT a.collectivite FROM annuaire_appartenance a
        WHERE a.personne = $1 AND a.depuis <= $2 AND (a.jusqu_a IS NULL OR a.jusqu_a >= $2)
        UNION SELECT p.collectivite FROM annuaire_portefeuille p JOIN annuaire_appartenance a ON a.id = p.appartenance
        WHERE a.personne = $1 AND a.depuis <= $2 AND (a.jusqu_a IS NULL OR a.jusqu_a >= $2))",
    fixed: 2,
    filters: FILTERS,
    sorts: SORTS,
    key: "c.id",
};

/// The same with what a map shows and nothing else: dashboards draw all of them.
pub(crate) const CARTE: ListSql = ListSql { columns: CARTE_COLUMNS, ..LIST };
pub(crate) const CARTE_DE: ListSql = ListSql { columns: CARTE_COLUMNS, ..LIST_DE };

// Five words at most; the absent ones are `%`. Whose name is the words, then begins with them, then the most peopled.
const SEARCH: Sql = sql("SELECT c.id, c.genre, c.nom, c.siren, c.code_insee, c.code_postal, c.ville, c.departement,
    c.arrondissement_nom, c.epci, c.courriel, c.telephone, c.millesime, c.population_totale, c.population_municipale,
    c.taille, c.exploitant, c.actif
    FROM annuaire_collectivite c WHERE c.actif = TRUE AND c.recherche LIKE $1 AND c.recherche LIKE $2
    AND c.recherche LIKE $3 AND c.recherche LIKE $4 AND c.recherche LIKE $5
    ORDER BY CASE WHEN c.nom_tri = $6 THEN 0 WHEN c.nom_tri LIKE $7 THEN 1 ELSE 2 END,
    COALESCE(c.population_totale, -1) DESC, c.id LIMIT 10");
const SEARCH_DE: Sql = sql("SELECT c.id, c.genre, c.nom, c.siren, c.code_insee, c.code_postal, c.ville, c.departement,
    c.arrondissement_nom, c.epci, c.courriel, c.telephone, c.millesime, c.population_totale, c.population_municipale,
    c.taille, c.exploitant, c.actif
    FROM annuaire_collectivite c WHERE c.actif = TRUE AND c.recherche LIKE $1 AND c.recherche LIKE $2
    AND c.recherche LIKE $3 AND c.recherche LIKE $4 AND c.recherche LIKE $5 AND c.id IN (
        SELECT a.collectivite FROM annuaire_appartenance a
        WHERE a.personne = $8 AND a.depuis <= $9 AND (a.jusqu_a IS NULL OR a.jusqu_a >= $9)
        UNION SELECT p.collectivite FROM annuaire_portefeuille p JOIN annuaire_appartenance a ON a.id = p.appartenance
        WHERE a.personne = $8 AND a.depuis <= $9 AND (a.jusqu_a IS NULL OR a.jusqu_a >= $9))
    ORDER BY CASE WHEN c.nom_tri = $6 THEN 0 WHEN c.nom_tri LIKE $7 THEN 1 ELSE 2 END,
    COALESCE(c.population_totale, -1) DESC, c.id LIMIT 10");

struct Compte {
    cle: String,
    nombre: u32,
}
db::row!(Compte { cle, nombre });

pub(crate) async fn find(tx: &mut Tx, id: CollectiviteId) -> Result<Option<Collectivite>, DbError> {
    tx.find(FIND, params![id]).await
}

pub(crate) async fn find_by_siren(tx: &mut Tx, siren: Siren) -> Result<Option<Collectivite>, DbError> {
    tx.find(FIND_BY_SIREN, params![siren]).await
}

pub(crate) async fn find_exploitant(tx: &mut Tx) -> Result<Option<Collectivite>, DbError> {
    tx.find(FIND_EXPLOITANT, params![]).await
}

pub(crate) async fn find_many(tx: &mut Tx, ids: &[CollectiviteId]) -> Result<Vec<Collectivite>, DbError> {
    tx.list_in(FIND_MANY, params![], ids.iter().copied()).await
}

pub(crate) async fn members(tx: &mut Tx, epci: Siren) -> Result<Vec<Collectivite>, DbError> {
    tx.list(MEMBERS, params![epci]).await
}

/// Those of these SIREN that are known, by SIREN.
pub(crate) async fn by_siren(tx: &mut Tx, sirens: Vec<Siren>) -> Result<HashMap<Siren, Collectivite>, DbError> {
    let mut found = HashMap::with_capacity(sirens.len());
    for part in sirens.chunks(10_000) {
        let rows: Vec<Collectivite> = tx.list_in(BY_SIREN, params![], part.iter().copied()).await?;
        found.extend(rows.into_iter().map(|row| (row.fiche.siren, row)));
    }
    Ok(found)
}

/// Those of these communes that are known.
pub(crate) async fn by_code_insee(tx: &mut Tx, codes: Vec<CodeInsee>) -> Result<Vec<Collectivite>, DbError> {
    let mut found = Vec::with_capacity(codes.len());
    for part in codes.chunks(10_000) {
        found.extend(tx.list_in::<Collectivite, _>(BY_CODE_INSEE, params![], part.iter().copied()).await?);
    }
    Ok(found)
}

pub(crate) async fn page(
    tx: &mut Tx,
    visibles: Visibles,
    today: Date,
    request: &ListRequest,
) -> Result<ListPage<CollectiviteLigne>, DbError> {
    let (list, fixed) = of(visibles, today);
    list.page(tx, fixed, request).await
}

pub(crate) async fn all(
    tx: &mut Tx,
    visibles: Visibles,
    today: Date,
    request: &ListRequest,
    limit: u32,
) -> Result<Vec<CollectiviteLigne>, DbError> {
    let (list, fixed) = of(visibles, today);
    list.all(tx, fixed, request, limit).await
}

pub(crate) async fn after(
    tx: &mut Tx,
    visibles: Visibles,
    today: Date,
    request: &ListRequest,
    after: Option<CollectiviteId>,
) -> Result<ListAfter<CollectiviteLigne>, DbError> {
    let (list, fixed) = of(visibles, today);
    list.after(tx, fixed, request, after).await
}

/// Every active collectivité, by name.
pub(crate) async fn carte(
    tx: &mut Tx,
    visibles: Visibles,
    today: Date,
    limit: u32,
) -> Result<Vec<CollectiviteCarte>, DbError> {
    let (list, fixed) = match visibles {
        Visibles::Toutes => (&CARTE, params![]),
        Visibles::De(personne) => (&CARTE_DE, params![personne, today]),
    };
    let active = vec![("actif".to_owned(), "oui".to_owned())];
    list.all(tx, fixed, &ListRequest { filters: active, ..ListRequest::default() }, limit).await
}

/// The ten best answers to a few words.
pub(crate) async fn search(
    tx: &mut Tx,
    visibles: Visibles,
    today: Date,
    text: &str,
) -> Result<Vec<CollectiviteLigne>, DbError> {
    let folded = fold(text);
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let words = folded.split(' ').map(|word| format!("%{word}%")).chain(std::iter::repeat("%".to_owned()));
    let mut values: Vec<Value> = words.take(5).map(IntoValue::into_value).collect();
    values.extend(params![&folded, format!("{folded}%")]);
    match visibles {
        Visibles::Toutes => tx.list(SEARCH, values).await,
        Visibles::De(personne) => {
            values.extend(params![personne, today]);
            tx.list(SEARCH_DE, values).await
        }
    }
}

fn of(visibles: Visibles, today: Date) -> (&'static ListSql, Vec<Value>) {
    match visibles {
        Visibles::Toutes => (&LIST, params![]),
        Visibles::De(personne) => (&LIST_DE, params![personne, today]),
    }
}

pub(crate) async fn count_by_genre(tx: &mut Tx) -> Result<Vec<(GenreCollectivite, u32)>, DbError> {
    let counts = counts(tx, COUNT_BY_GENRE).await?;
    Ok(GenreCollectivite::all().filter_map(|genre| Some((genre, *counts.get(genre.code())?))).collect())
}

pub(crate) async fn count_by_taille(tx: &mut Tx) -> Result<Vec<(Taille, u32)>, DbError> {
    let counts = counts(tx, COUNT_BY_TAILLE).await?;
    Ok(Taille::all().map(|taille| (taille, counts.get(taille.code()).copied().unwrap_or(0))).collect())
}

pub(crate) async fn count_by_arrondissement(tx: &mut Tx) -> Result<Vec<(String, u32)>, DbError> {
    let rows: Vec<Compte> = tx.list(COUNT_BY_ARRONDISSEMENT, params![]).await?;
    Ok(rows.into_iter().map(|row| (row.cle, row.nombre)).collect())
}

async fn counts(tx: &mut Tx, sql: Sql) -> Result<HashMap<String, u32>, DbError> {
    let rows: Vec<Compte> = tx.list(sql, params![]).await?;
    Ok(rows.into_iter().map(|row| (row.cle, row.nombre)).collect())
}

/// A row to insert: with its population, and whether it runs the platform.
pub(crate) struct NewCollectivite<'a> {
    pub id: CollectiviteId,
    pub fiche: &'a FicheCollectivite,
    pub population: Option<Population>,
    pub exploitant: bool,
}

pub(crate) async fn insert_many(tx: &mut Tx, clock: &Clock, new: &[NewCollectivite<'_>]) -> Result<u64, DbError> {
    let now = clock.now();
    let row = |new: &NewCollectivite<'_>| {
        let mut values = fiche_values(new.id, new.fiche);
        let population = new.population;
        values.extend(params![
            new.exploitant,
            population.map(|p| p.millesime),
            population.and_then(|p| p.totale),
            population.and_then(|p| p.municipale),
            Taille::of(population.and_then(|p| p.totale)),
            1_i64,
            now,
            now,
        ]);
        values
    };
    tx.insert_many(INSERT, new.iter().map(row).collect()).await
}

/// Whether the row was still at this version.
pub(crate) async fn update(
    tx: &mut Tx,
    clock: &Clock,
    id: CollectiviteId,
    version: i64,
    fiche: &FicheCollectivite,
) -> Result<bool, DbError> {
    let mut values = fiche_values(id, fiche);
    values.extend(params![clock.now(), version]);
    Ok(tx.run(UPDATE, values).await? == 1)
}

/// Copies the latest population on the row.
pub(crate) async fn set_population(
    tx: &mut Tx,
    clock: &Clock,
    id: CollectiviteId,
    population: Population,
) -> Result<(), DbError> {
    let taille = Taille::of(population.totale);
    let values = params![id, population.millesime, population.totale, population.municipale, taille, clock.now()];
    tx.run(SET_POPULATION, values).await.map(|_| ())
}

/// The 23 first placeholders of INSERT and UPDATE, in their order.
fn fiche_values(id: CollectiviteId, fiche: &FicheCollectivite) -> Vec<Value> {
    let representant = &fiche.representant;
    params![
        id,
        fiche.genre,
        &fiche.nom,
        fiche.siren,
        fiche.siret,
        fiche.code_insee,
        &fiche.departement,
        fiche.arrondissement.clone(),
        fiche.arrondissement_nom.clone(),
        fiche.epci,
        fiche.adresse.join("\n"),
        fiche.code_postal,
        fiche.ville.clone(),
        fiche.courriel.clone(),
        fiche.telephone.clone(),
        fiche.site.clone(),
        representant.civilite,
        representant.prenom.clone(),
        representant.nom.clone(),
        representant.qualite.clone(),
        fiche.actif,
        fold(&fiche.nom),
        fiche.recherche(),
    ]
}
