//! People and their passwords.

use db::{DbError, Filter, Genre, ListPage, ListRequest, ListSql, Sort, Sql, Tx, params, sql};
use kernel::{Clock, CollectiviteId, PersonneId};

use crate::domain::{
    champs::Courriel,
    mot_de_passe::MotDePasseHache,
    personne::{FichePersonne, Personne, PersonneLigne, Theme},
};

const FIND: Sql = sql("SELECT id, prenom, nom, courriel, telephone, genre, actif, theme, version, created_at,
    mot_de_passe IS NOT NULL AS a_un_mot_de_passe, totp_secret IS NOT NULL AS a_un_second_facteur
    FROM annuaire_personne WHERE id = $1");
const FIND_BY_COURRIEL: Sql =
    sql("SELECT id, prenom, nom, courriel, telephone, genre, actif, theme, version, created_at,
    mot_de_passe IS NOT NULL AS a_un_mot_de_passe, totp_secret IS NOT NULL AS a_un_second_facteur
    FROM annuaire_personne WHERE courriel = $1");
const PASSWORD: Sql =
    sql("SELECT mot_de_passe AS value FROM annuaire_personne WHERE id = $1 AND mot_de_passe IS NOT NULL");
const INSERT: Sql = sql("INSERT INTO annuaire_personne
    (id, prenom, nom, courriel, telephone, genre, theme, actif, totp_dernier_pas, nom_tri, recherche, version,
     created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
const UPDATE: Sql =
    sql("UPDATE annuaire_personne SET prenom = $2, nom = $3, courriel = $4, telephone = $5, genre = $6,
    nom_tri = $7, recherche = $8, version = version + 1, updated_at = $9 WHERE id = $1 AND version = $10");
const SET_ACTIF: Sql =
    sql("UPDATE annuaire_personne SET actif = $2, version = version + 1, updated_at = $3 WHERE id = $1");
const SET_THEME: Sql = sql("UPDATE annuaire_personne SET theme = $2 WHERE id = $1");
const SET_PASSWORD: Sql =
    sql("UPDATE annuaire_personne SET mot_de_passe = $2, mot_de_passe_le = $3, updated_at = $3 WHERE id = $1");

const COLUMNS: &str = "p.id, p.prenom, p.nom, p.courriel, p.telephone, p.genre, p.actif,
    p.totp_secret IS NOT NULL AS a_un_second_facteur";
const FILTERS: &[Filter] = &[
    Filter { name: "q", clause: "p.recherche LIKE {}", genre: Genre::Mots },
    Filter { name: "genre", clause: "p.genre = {}", genre: Genre::Texte },
    Filter { name: "actif", clause: "p.actif = {}", genre: Genre::OuiNon },
    Filter {
        name: "role",
        clause: "p.id IN (SELECT a.personne FROM annuaire_appartenance a WHERE a.role = {})",
        genre: Genre::Texte,
    },
];
const SORTS: &[Sort] =
    &[Sort { name: "nom", expression: "p.nom_tri" }, Sort { name: "courriel", expression: "p.courriel" }];

pub(crate) const LIST: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM annuaire_personne p WHERE 1 = 1",
    fixed: 0,
    filters: FILTERS,
    sorts: SORTS,
    key: "p.id",
};

/// The people who have or had a rôle in a collectivité (`$1`).
pub(crate) const LIST_DANS: ListSql = ListSql {
    columns: COLUMNS,
    from: "FROM annuaire_personne p
        WHERE p.id IN (SELECT a.personne FROM annuaire_appartenance a WHERE a.collectivite = $1)",
    fixed: 1,
    filters: FILTERS,
    sorts: SORTS,
    key: "p.id",
};

pub(crate) async fn find(tx: &mut Tx, id: PersonneId) -> Result<Option<Personne>, DbError> {
    tx.find(FIND, params![id]).await
}

pub(crate) async fn find_by_courriel(tx: &mut Tx, courriel: &Courriel) -> Result<Option<Personne>, DbError> {
    tx.find(FIND_BY_COURRIEL, params![courriel.as_str()]).await
}

pub(crate) async fn page(
    tx: &mut Tx,
    dans: Option<CollectiviteId>,
    request: &ListRequest,
) -> Result<ListPage<PersonneLigne>, DbError> {
    match dans {
        Some(collectivite) => LIST_DANS.page(tx, params![collectivite], request).await,
        None => LIST.page(tx, params![], request).await,
    }
}

pub(crate) async fn insert(tx: &mut Tx, clock: &Clock, id: PersonneId, fiche: &FichePersonne) -> Result<(), DbError> {
    let now = clock.now();
    let values = params![
        id,
        &fiche.prenom,
        &fiche.nom,
        fiche.courriel.as_str(),
        fiche.telephone.clone(),
        fiche.genre,
        Theme::Auto,
        true,
        0_i64,
        fiche.nom_tri(),
        fiche.recherche(),
        1_i64,
        now,
        now,
    ];
    tx.run(INSERT, values).await.map(|_| ())
}

/// Whether the row was still at this version.
pub(crate) async fn update(
    tx: &mut Tx,
    clock: &Clock,
    id: PersonneId,
    version: i64,
    fiche: &FichePersonne,
) -> Result<bool, DbError> {
    let values = params![
        id,
        &fiche.prenom,
        &fiche.nom,
        fiche.courriel.as_str(),
        fiche.telephone.clone(),
        fiche.genre,
        fiche.nom_tri(),
        fiche.recherche(),
        clock.now(),
        version,
    ];
    Ok(tx.run(UPDATE, values).await? == 1)
}

pub(crate) async fn set_actif(tx: &mut Tx, clock: &Clock, id: PersonneId, actif: bool) -> Result<(), DbError> {
    tx.run(SET_ACTIF, params![id, actif, clock.now()]).await.map(|_| ())
}

pub(crate) async fn set_theme(tx: &mut Tx, id: PersonneId, theme: Theme) -> Result<(), DbError> {
    tx.run(SET_THEME, params![id, theme]).await.map(|_| ())
}

pub(crate) async fn password(tx: &mut Tx, id: PersonneId) -> Result<Option<MotDePasseHache>, DbError> {
    Ok(tx.value::<String>(PASSWORD, params![id]).await?.map(MotDePasseHache))
}

pub(crate) async fn set_password(
    tx: &mut Tx,
    clock: &Clock,
    id: PersonneId,
    hache: &MotDePasseHache,
) -> Result<(), DbError> {
    tx.run(SET_PASSWORD, params![id, &hache.0, clock.now()]).await.map(|_| ())
}
