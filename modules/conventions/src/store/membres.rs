//! The row that sums up a member for the lists of the centre: who it is, and where its convention stands.

use db::{DbError, Filter, FromRow, Genre, ListPage, ListRequest, ListSql, Row, Sort, Sql, Tx, params, sql};
use kernel::{CollectiviteId, GenreCollectivite, Siren, fold};
use time::Date;

use crate::domain::{Convention, ConventionId, Echeance, EtatConvention, NatureEcheance, Regime};

const SAVE: Sql = sql(
    "INSERT INTO conventions_membre (collectivite_id, siren, nom, nom_tri, genre, population, convention_id, etat, regime, \
     date_effet, echeance_le, echeance_nature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     ON CONFLICT (collectivite_id) DO UPDATE SET siren = excluded.siren, nom = excluded.nom, nom_tri = excluded.nom_tri, \
     genre = excluded.genre, population = excluded.population, convention_id = excluded.convention_id, \
     etat = excluded.etat, regime = excluded.regime, date_effet = excluded.date_effet, \
     echeance_le = excluded.echeance_le, echeance_nature = excluded.echeance_nature",
);
const TO_RENEW: Sql = sql(
    "SELECT collectivite_id, siren, nom, genre, population, convention_id, etat, regime, date_effet, echeance_le, \
     echeance_nature FROM conventions_membre WHERE echeance_le >= $1 AND echeance_le <= $2 \
     ORDER BY echeance_le, collectivite_id",
);

/// The members, for the screen of the centre.
pub const LIST: ListSql = ListSql {
    columns: "m.collectivite_id, m.siren, m.nom, m.genre, m.population, m.convention_id, m.etat, m.regime, m.date_effet, \
              m.echeance_le, m.echeance_nature",
    from: "FROM conventions_membre m WHERE 1 = 1",
    fixed: 0,
    filters: &[
        Filter { name: "q", clause: "m.nom_tri LIKE {}", genre: Genre::Mots },
        Filter { name: "siren", clause: "m.siren = {}", genre: Genre::Texte },
        Filter { name: "genre", clause: "m.genre = {}", genre: Genre::Texte },
        Filter { name: "etat", clause: "m.etat = {}", genre: Genre::Texte },
        Filter { name: "sans_convention", clause: "m.etat IS NULL", genre: Genre::Present },
        Filter { name: "avant", clause: "m.echeance_le <= {}", genre: Genre::Date },
    ],
    sorts: &[
        Sort { name: "nom", expression: "m.nom_tri" },
        Sort { name: "population", expression: "COALESCE(m.population, -1)" },
        Sort { name: "etat", expression: "COALESCE(m.etat, '')" },
        Sort { name: "echeance", expression: "COALESCE(m.echeance_le, '9999-12-31')" },
    ],
    key: "m.collectivite_id",
};

/// A collectivité as this room must know it: copied from the annuaire, saved again when it changes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identite {
    pub id: CollectiviteId,
    pub siren: Siren,
    pub nom: String,
    pub genre: GenreCollectivite,
    /// Population totale of the last census in force.
    pub population: Option<u32>,
}

/// A member and its convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membre {
    pub identite: Identite,
    /// None: no convention was ever proposed.
    pub convention: Option<Situation>,
    /// What falls due next.
    pub echeance: Option<Echeance>,
}

/// Where the convention of a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    pub id: ConventionId,
    pub etat: EtatConvention,
    pub regime: Regime,
    pub date_effet: Option<Date>,
}

impl Membre {
    /// The summary of a collectivité on a day: its convention in force, else the last one proposed.
    pub fn new(identite: Identite, conventions: &[&Convention], today: Date) -> Self {
        let chosen = conventions.iter().max_by_key(|c| (c.etat().is_active(), c.id));
        let convention =
            chosen.map(|c| Situation { id: c.id, etat: c.etat(), regime: c.regime, date_effet: c.date_effet() });
        Self { identite, convention, echeance: chosen.and_then(|c| c.echeances(today).into_iter().next()) }
    }
}

impl FromRow for Membre {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let identite = Identite {
            id: row.get("collectivite_id")?,
            siren: row.get("siren")?,
            nom: row.get("nom")?,
            genre: row.get("genre")?,
            population: row.get("population")?,
        };
        let convention = match row.get::<Option<ConventionId>>("convention_id")? {
            None => None,
            Some(id) => Some(Situation {
                id,
                etat: row.get("etat")?,
                regime: row.get("regime")?,
                date_effet: row.get("date_effet")?,
            }),
        };
        let nature = row.get::<Option<NatureEcheance>>("echeance_nature")?;
        let le = row.get::<Option<Date>>("echeance_le")?;
        let echeance = le.zip(nature).map(|(le, nature)| Echeance { le, nature });
        Ok(Self { identite, convention, echeance })
    }
}

/// Keeps the summaries true, in the same transaction as the change.
pub async fn save(tx: &mut Tx, membres: &[Membre]) -> Result<(), DbError> {
    let rows = membres.iter().map(|m| {
        let (who, convention) = (&m.identite, m.convention.as_ref());
        params![
            who.id,
            who.siren,
            &who.nom,
            fold(&who.nom),
            who.genre,
            who.population,
            convention.map(|c| c.id),
            convention.map(|c| c.etat),
            convention.map(|c| c.regime),
            convention.and_then(|c| c.date_effet),
            m.echeance.map(|e| e.le),
            m.echeance.map(|e| e.nature),
        ]
    });
    tx.insert_many(SAVE, rows.collect()).await.map(drop)
}

/// A page of the members.
pub async fn page(tx: &mut Tx, request: &ListRequest) -> Result<ListPage<Membre>, DbError> {
    LIST.page(tx, params![], request).await
}

/// The members for whom something falls due between two dates, included.
pub async fn list_due(tx: &mut Tx, from: Date, to: Date) -> Result<Vec<Membre>, DbError> {
    tx.list(TO_RENEW, params![from, to]).await
}
