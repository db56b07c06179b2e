//! The traitements: the row on which one works, and the lists.

use db::{
    DbError, Filter, FromRow, Genre, ListAfter, ListPage, ListRequest, ListSql, Row, Sort, Sql, Tx, Value, params, sql,
};
use kernel::{CollectiviteId, Id, Instant, PersonneId, fold, searchable};
use time::Date;

use super::{CHUNK, json, usages};
use crate::domain::{
    Contenu, DecisionAipd, EtatTraitement, OrigineModele, RoleTraitement, Traitement, TraitementId, dictionnaires,
    manques,
};

const INSERT: Sql = sql(
    "INSERT INTO rgpd_traitement (collectivite_id, id, nom, nom_tri, recherche, reference, finalite, role, etat, version, \
     scellee, service_id, modele, modele_version, preconisations, public, obligatoires, conseils, sensible, aipd, \
     revision_le, contenu, revision, cree_le, modifie_le, modifie_par, valide_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
     $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)",
);
const UPDATE: Sql = sql(
    "UPDATE rgpd_traitement SET nom = $3, nom_tri = $4, recherche = $5, reference = $6, finalite = $7, role = $8, \
     etat = $9, version = $10, scellee = $11, service_id = $12, modele = $13, modele_version = $14, preconisations = $15, \
     public = $16, obligatoires = $17, conseils = $18, sensible = $19, aipd = $20, revision_le = $21, contenu = $22, \
     revision = $23 + 1, modifie_le = $24, modifie_par = $25, valide_le = $26 \
     WHERE collectivite_id = $1 AND id = $2 AND revision = $23",
);
const FIND: Sql = sql(
    "SELECT collectivite_id, id, etat, version, scellee, service_id, modele, modele_version, preconisations, public, \
     contenu, revision, cree_le, modifie_le, modifie_par, valide_le FROM rgpd_traitement \
     WHERE collectivite_id = $1 AND id = $2",
);
const ALL: Sql = sql(
    "SELECT collectivite_id, id, etat, version, scellee, service_id, modele, modele_version, preconisations, public, \
     contenu, revision, cree_le, modifie_le, modifie_par, valide_le FROM rgpd_traitement \
     WHERE collectivite_id = $1 AND etat <> 'archive' ORDER BY nom_tri, id",
);
const ARCHIVED_REFERENCES: Sql = sql(
    "SELECT reference AS value FROM rgpd_traitement WHERE collectivite_id = $1 AND etat = 'archive' AND reference <> ''",
);
const REFERENCE_TAKEN: Sql =
    sql("SELECT COUNT(*) AS value FROM rgpd_traitement WHERE collectivite_id = $1 AND reference = $2 AND id <> $3");
const COUNTS: Sql =
    sql("SELECT etat, role, COUNT(*) AS combien FROM rgpd_traitement WHERE collectivite_id = $1 GROUP BY etat, role");
const CODES_OF_MODELES: Sql = sql(
    "SELECT DISTINCT modele AS value FROM rgpd_traitement WHERE collectivite_id = $1 AND modele IS NOT NULL AND etat <> 'archive'",
);
const COUNT_OF_MODELE: Sql =
    sql("SELECT COUNT(*) AS value FROM rgpd_traitement WHERE modele = $1 AND etat <> 'archive'");
const MANY: Sql = sql(
    "SELECT collectivite_id, id, etat, version, scellee, service_id, modele, modele_version, preconisations, public, \
     contenu, revision, cree_le, modifie_le, modifie_par, valide_le FROM rgpd_traitement \
     WHERE collectivite_id = $1 AND id IN ($*) ORDER BY nom_tri, id",
);
const FORGET_EVENTS: Sql = sql("DELETE FROM rgpd_evenement WHERE collectivite_id = $1 AND traitement_id IN ($*)");
const FORGET: Sql = sql("DELETE FROM rgpd_traitement WHERE collectivite_id = $1 AND id IN ($*)");
const PUBLIC: Sql =
    sql("SELECT id AS value FROM rgpd_traitement WHERE collectivite_id = $1 AND public = TRUE AND etat <> 'archive'");

const FILTERS: &[Filter] = &[
    Filter { name: "q", clause: "t.recherche LIKE {}", genre: Genre::Mots },
    Filter { name: "etat", clause: "t.etat = {}", genre: Genre::Texte },
    Filter { name: "en_cours", clause: "t.etat <> 'archive'", genre: Genre::Present },
    Filter { name: "role", clause: "t.role = {}", genre: Genre::Texte },
    Filter { name: "article_30_1", clause: "t.role <> 'sous_traitant'", genre: Genre::Present },
    Filter { name: "service", clause: "t.service_id = {}", genre: Genre::Id },
    Filter { name: "incomplet", clause: "t.obligatoires > 0", genre: Genre::Present },
    Filter { name: "sensible", clause: "t.sensible = {}", genre: Genre::OuiNon },
    Filter { name: "aipd", clause: "COALESCE(t.aipd, 'a_decider') = {}", genre: Genre::Texte },
    Filter { name: "a_relire_avant", clause: "t.revision_le < {}", genre: Genre::Date },
    Filter { name: "reference", clause: "t.reference = {}", genre: Genre::Texte },
    Filter { name: "modele", clause: "t.modele = {}", genre: Genre::Texte },
    Filter { name: "portefeuille", clause: "t.collectivite_id IN ({})", genre: Genre::Ids },
    // Whom the services of this person show.
    Filter {
        name: "habilite",
        clause: "t.service_id IN (SELECT h.service_id FROM rgpd_habilitation h \
                 WHERE h.collectivite_id = t.collectivite_id AND h.personne_id = {})",
        genre: Genre::Id,
    },
];
const SORTS: &[Sort] = &[
    Sort { name: "nom", expression: "t.nom_tri" },
    // Not the bare column: its index would be taken to filter by state, then every row found sorted by name.
    Sort { name: "etat", expression: "(t.etat || '')" },
    Sort { name: "manques", expression: "t.obligatoires * 1000 + t.conseils" },
    Sort { name: "revision", expression: "COALESCE(t.revision_le, '9999-12-31')" },
    Sort { name: "modifie", expression: "t.modifie_le" },
    Sort { name: "reference", expression: "t.reference" },
];

/// The register of a collectivité. The service is read for the rows that are shown: a join would be counted too.
pub const LIST: ListSql = ListSql {
    columns: "t.collectivite_id, t.id, t.nom, t.reference, t.finalite, t.role, t.etat, t.version, \
              (SELECT s.nom FROM rgpd_service s WHERE s.collectivite_id = t.collectivite_id AND s.id = t.service_id) AS service, \
              t.modele, t.obligatoires, t.conseils, t.sensible, t.aipd, t.revision_le, t.modifie_le, t.modifie_par",
    from: "FROM rgpd_traitement t WHERE t.collectivite_id = $1",
    fixed: 1,
    filters: FILTERS,
    sorts: SORTS,
    key: "t.id",
};

/// The registers of every member, for the centre.
pub const LIST_CENTRE: ListSql = ListSql {
    columns: LIST.columns,
    from: "FROM rgpd_traitement t WHERE t.id IS NOT NULL",
    fixed: 0,
    filters: FILTERS,
    sorts: SORTS,
    key: "t.id",
};

/// A traitement as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneTraitement {
    pub collectivite_id: CollectiviteId,
    pub id: TraitementId,
    pub nom: String,
    pub reference: String,
    /// The main purpose.
    pub finalite: String,
    pub role: RoleTraitement,
    pub etat: EtatTraitement,
    pub version: u32,
    pub service: Option<String>,
    pub modele: Option<String>,
    /// How many things the validation still needs.
    pub obligatoires: u32,
    pub conseils: u32,
    pub sensible: bool,
    pub aipd: Option<DecisionAipd>,
    pub revision_le: Option<Date>,
    pub modifie_le: Instant,
    pub modifie_par: String,
}
db::row!(LigneTraitement {
    collectivite_id,
    id,
    nom,
    reference,
    finalite,
    role,
    etat,
    version,
    service,
    modele,
    obligatoires,
    conseils,
    sensible,
    aipd,
    revision_le,
    modifie_le,
    modifie_par
});

/// How many traitements of a state and a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compte {
    pub etat: EtatTraitement,
    pub role: RoleTraitement,
    pub combien: u32,
}
db::row!(Compte { etat, role, combien });

impl FromRow for Traitement {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let modele = row.get::<Option<String>>("modele")?.zip(row.get::<Option<u32>>("modele_version")?);
        Ok(Self {
            id: row.get("id")?,
            collectivite: row.get("collectivite_id")?,
            contenu: json(row, "contenu")?,
            etat: row.get("etat")?,
            version: row.get("version")?,
            scellee: row.get("scellee")?,
            service: row.get("service_id")?,
            modele: modele.map(|(code, version)| OrigineModele { code, version }),
            preconisations: row.get("preconisations")?,
            public: row.get("public")?,
            revision: row.get("revision")?,
            cree_le: row.get("cree_le")?,
            modifie_le: row.get("modifie_le")?,
            modifie_par: row.get("modifie_par")?,
            valide_le: row.get("valide_le")?,
        })
    }
}

/// The values of the columns that both statements share, from `collectivite_id` to `contenu`.
fn columns(t: &Traitement) -> Vec<Value> {
    let c = &t.contenu;
    let missing = manques(c);
    let must = missing.iter().filter(|m| m.obligatoire).count();
    let flag = |code: &str| dictionnaires().donnees.find(code).is_some_and(|terme| terme.sensible || terme.infractions);
    params![
        t.collectivite,
        t.id,
        c.nom.trim(),
        fold(&c.nom),
        searched(c),
        c.reference.trim(),
        c.finalites.first().map_or("", |f| f.libelle.trim()),
        c.role,
        t.etat,
        t.version,
        t.scellee,
        t.service,
        t.modele.as_ref().map(|m| m.code.clone()),
        t.modele.as_ref().map(|m| m.version),
        &t.preconisations,
        t.public,
        i64::try_from(must).unwrap_or(i64::MAX),
        i64::try_from(missing.len() - must).unwrap_or(i64::MAX),
        c.donnees.iter().any(|donnee| flag(&donnee.categorie)),
        c.aipd.decision,
        c.revision_le,
        serde_json::to_value(c).unwrap_or_default(),
    ]
}

/// Short: a search across every member reads all of them.
fn searched(c: &Contenu) -> String {
    let purposes = c.finalites.iter().map(|f| f.libelle.as_str());
    let tools = c.outils.iter().map(|o| o.nom.as_str()).chain(c.sous_traitants.iter().map(|s| s.nom.as_str()));
    let told = [c.nom.as_str(), c.reference.as_str(), c.description.as_str()].into_iter().chain(purposes).chain(tools);
    searchable(&told.collect::<Vec<_>>().join(" "))
}

/// Adds traitements, with few statements.
pub async fn insert(tx: &mut Tx, traitements: &[Traitement]) -> Result<(), DbError> {
    let row = |t: &Traitement| {
        let mut values = columns(t);
        values.extend(params![t.revision, t.cree_le, t.modifie_le, &t.modifie_par, t.valide_le]);
        values
    };
    tx.insert_many(INSERT, traitements.iter().map(row).collect()).await?;
    usages::add(tx, traitements).await
}

/// Keeps what was changed since it was read; false when somebody else changed it meanwhile.
pub async fn save(tx: &mut Tx, t: &Traitement) -> Result<bool, DbError> {
    let mut values = columns(t);
    values.extend(params![t.revision, t.modifie_le, &t.modifie_par, t.valide_le]);
    if tx.run(UPDATE, values).await? != 1 {
        return Ok(false);
    }
    usages::replace(tx, t).await?;
    Ok(true)
}

pub async fn find(tx: &mut Tx, collectivite: CollectiviteId, id: TraitementId) -> Result<Option<Traitement>, DbError> {
    tx.find(FIND, params![collectivite, id]).await
}

/// Every traitement that is not archived, by name.
pub async fn list_all(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Traitement>, DbError> {
    tx.list(ALL, params![collectivite]).await
}

/// The references of the archived traitements.
pub async fn archived_references(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<String>, DbError> {
    tx.values(ARCHIVED_REFERENCES, params![collectivite]).await
}

/// Whether another traitement of the collectivité has this reference.
pub async fn is_reference_taken(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    reference: &str,
    but: TraitementId,
) -> Result<bool, DbError> {
    let taken: Option<i64> = tx.value(REFERENCE_TAKEN, params![collectivite, reference.trim(), but]).await?;
    Ok(!reference.trim().is_empty() && taken.unwrap_or(0) > 0)
}

pub async fn counts(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<Compte>, DbError> {
    tx.list(COUNTS, params![collectivite]).await
}

/// The codes of the models that a register holds already.
pub async fn codes_of_modeles(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<String>, DbError> {
    tx.values(CODES_OF_MODELES, params![collectivite]).await
}

/// How many traitements come from a model, in every collectivité that the perimeter shows.
pub async fn count_of_modele(tx: &mut Tx, code: &str) -> Result<u32, DbError> {
    Ok(tx.value(COUNT_OF_MODELE, params![code]).await?.unwrap_or(0))
}

/// Those of these ids that exist, by name.
pub async fn list_many(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    ids: &[TraitementId],
) -> Result<Vec<Traitement>, DbError> {
    let mut found = Vec::new();
    for part in ids.chunks(CHUNK) {
        found.extend(tx.list_in(MANY, params![collectivite], part.iter().copied()).await?);
    }
    Ok(found)
}

/// Forgets drafts that nobody validated nor joined anything to, with their history.
pub async fn forget(tx: &mut Tx, collectivite: CollectiviteId, ids: &[TraitementId]) -> Result<(), DbError> {
    for part in ids.chunks(CHUNK) {
        tx.run_in(FORGET_EVENTS, params![collectivite], part.iter().copied()).await?;
        tx.run_in(FORGET, params![collectivite], part.iter().copied()).await?;
    }
    Ok(())
}

/// Those that the collectivité lets its public page show.
pub async fn list_public(tx: &mut Tx, collectivite: CollectiviteId) -> Result<Vec<TraitementId>, DbError> {
    tx.values(PUBLIC, params![collectivite]).await
}

/// A page of the register; `limite`: only what the services of this person show.
pub async fn page(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    limite: Option<PersonneId>,
    request: &ListRequest,
) -> Result<ListPage<LigneTraitement>, DbError> {
    LIST.page(tx, params![collectivite], &limited(request, limite)).await
}

/// The whole of what `page` would show, for an export.
pub async fn export(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    limite: Option<PersonneId>,
    request: &ListRequest,
    most: u32,
) -> Result<Vec<LigneTraitement>, DbError> {
    LIST.all(tx, params![collectivite], &limited(request, limite), most).await
}

/// A page of the registers of every member.
pub async fn page_centre(tx: &mut Tx, request: &ListRequest) -> Result<ListPage<LigneTraitement>, DbError> {
    LIST_CENTRE.page(tx, params![], request).await
}

/// The whole of what `page_centre` would show, for an export.
pub async fn export_centre(tx: &mut Tx, request: &ListRequest, most: u32) -> Result<Vec<LigneTraitement>, DbError> {
    LIST_CENTRE.all(tx, params![], request, most).await
}

/// What follows a row, for the API of the centre.
pub async fn after_centre(
    tx: &mut Tx,
    request: &ListRequest,
    after: Option<Id<()>>,
) -> Result<ListAfter<LigneTraitement>, DbError> {
    LIST_CENTRE.after(tx, params![], request, after).await
}

/// What follows a row, for the API.
pub async fn after(
    tx: &mut Tx,
    collectivite: CollectiviteId,
    limite: Option<PersonneId>,
    request: &ListRequest,
    after: Option<Id<()>>,
) -> Result<ListAfter<LigneTraitement>, DbError> {
    LIST.after(tx, params![collectivite], &limited(request, limite), after).await
}

/// A person's own limit is added to what they ask: both hold.
fn limited(request: &ListRequest, limite: Option<PersonneId>) -> ListRequest {
    let mut request = request.clone();
    request.filters.extend(limite.map(|personne| ("habilite".to_owned(), personne.to_string())));
    request
}
