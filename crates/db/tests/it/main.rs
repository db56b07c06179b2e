//! What both engines must do alike.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use db::{
    Db, DbError, Filter, Genre, ListRequest, ListSql, Migration, MigrationError, Perimetre, Sort, Sql, params, sql,
};
use kernel::{Clock, CollectiviteId, Id, Instant, Montant};
use time::macros::date;

struct Chose;

const MIGRATIONS: &[Migration] = &[Migration {
    room: "essai",
    name: "0001_chose",
    sql: "CREATE TABLE essai_chose (
        collectivite_id UUID NOT NULL, id UUID NOT NULL, nom TEXT NOT NULL, recherche TEXT NOT NULL, rang BIGINT NOT NULL,
        montant BIGINT, actif BOOLEAN NOT NULL, le DATE, fait_le TIMESTAMPTZ, fiche JSONB, octets BYTEA,
        PRIMARY KEY (collectivite_id, id), CONSTRAINT essai_chose_nom UNIQUE (collectivite_id, nom));",
}];

const INSERT: Sql = sql("INSERT INTO essai_chose
    (collectivite_id, id, nom, recherche, rang, montant, actif, le, fait_le, fiche, octets)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
const COUNT: Sql = sql("SELECT COUNT(*) AS value FROM essai_chose WHERE collectivite_id = $1");
const COUNT_ALL: Sql = sql("SELECT COUNT(*) AS value FROM essai_chose");
const NAMED: Sql = sql("SELECT nom AS value FROM essai_chose WHERE collectivite_id = $1 AND id IN ($*) ORDER BY nom");
const ALL: Sql =
    sql("SELECT nom, montant, actif, le, fait_le, fiche, octets FROM essai_chose WHERE collectivite_id = $1");

const LIST: ListSql = ListSql {
    columns: "nom, id",
    from: "FROM essai_chose WHERE collectivite_id = $1",
    fixed: 1,
    filters: &[
        Filter { name: "q", clause: "recherche LIKE {}", genre: Genre::Mots },
        Filter { name: "actif", clause: "actif = {}", genre: Genre::OuiNon },
        Filter { name: "du", clause: "le >= {}", genre: Genre::Date },
        Filter { name: "sans_montant", clause: "montant IS NULL", genre: Genre::Present },
    ],
    sorts: &[Sort { name: "nom", expression: "recherche" }, Sort { name: "rang", expression: "rang" }],
    key: "id",
};

#[derive(Debug)]
struct Nommee {
    nom: String,
    id: Id<Chose>,
}
db::row!(Nommee { nom, id });

#[derive(Debug, PartialEq)]
struct Entiere {
    nom: String,
    montant: Option<Montant>,
    actif: bool,
    le: Option<time::Date>,
    fait_le: Option<Instant>,
    fiche: Option<serde_json::Value>,
    octets: Option<Vec<u8>>,
}
db::row!(Entiere { nom, montant, actif, le, fait_le, fiche, octets });

fn row(collectivite: CollectiviteId, rang: i64, nom: &str) -> Vec<db::Value> {
    let id = Id::<Chose>::new(&Clock::system());
    let at: Instant = "2026-03-01T08:00:00.5Z".parse().unwrap();
    params![
        collectivite,
        id,
        nom,
        kernel::fold(nom),
        rang,
        (rang != 2).then(|| Montant::from_cents(rang * 100)),
        rang % 2 == 0,
        Some(date!(2026 - 01 - 31)),
        Some(at),
        Some(serde_json::json!({"clé": ["é", rang]})),
        Some(vec![0u8, 255]),
    ]
}

async fn fill(db: &Db, collectivite: CollectiviteId, count: i64) {
    let mut tx = db.begin(Perimetre::Collectivite(collectivite)).await.unwrap();
    let rows = (1..=count).map(|rang| row(collectivite, rang, &format!("Écluse n° {rang:05}"))).collect();
    assert_eq!(tx.insert_many(INSERT, rows).await.unwrap(), u64::try_from(count).unwrap());
    tx.commit().await.unwrap();
}

fn somebody() -> CollectiviteId {
    CollectiviteId::new(&Clock::system())
}

async fn names(db: &Db, collectivite: CollectiviteId, request: &ListRequest) -> (Vec<String>, u32) {
    let mut tx = db.read(Perimetre::Collectivite(collectivite)).await.unwrap();
    let page = LIST.page::<Nommee>(&mut tx, params![collectivite], request).await.unwrap();
    (page.rows.into_iter().map(|r| r.nom).collect(), page.total)
}

fn asked(filters: &[(&str, &str)]) -> ListRequest {
    let filters = filters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    ListRequest { filters, page: 1, per_page: 10, ..ListRequest::default() }
}

db::both_engines! { crate::MIGRATIONS;
    async fn every_type_survives(db: Db) {
        let me = somebody();
        fill(&db, me, 2).await;
        let mut tx = db.read(Perimetre::Collectivite(me)).await.unwrap();
        let rows: Vec<Entiere> = tx.list(ALL, params![me]).await.unwrap();
        assert_eq!(rows[0], Entiere {
            nom: "Écluse n° 00001".to_owned(),
            montant: Some(Montant::from_euros(1)),
            actif: false,
            le: Some(date!(2026 - 01 - 31)),
            fait_le: Some("2026-03-01T08:00:00.500000Z".parse().unwrap()),
            fiche: Some(serde_json::json!({"clé": ["é", 1]})),
            octets: Some(vec![0, 255]),
        });
        assert_eq!(rows[1].montant, None);
    }

    async fn nothing_is_kept_without_commit(db: Db) {
        let me = somebody();
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        tx.run(INSERT, row(me, 1, "Un")).await.unwrap();
        drop(tx);
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        assert_eq!(tx.value::<i64>(COUNT, params![me]).await.unwrap(), Some(0));
    }

    async fn many_rows_take_few_statements(db: Db) {
        let me = somebody();
        let before = db.statements();
        fill(&db, me, 6_000).await;
        assert!(db.statements() - before <= 140, "{}", db.statements() - before);
        let mut tx = db.read(Perimetre::Collectivite(me)).await.unwrap();
        assert_eq!(tx.value::<i64>(COUNT, params![me]).await.unwrap(), Some(6_000));
    }

    async fn lists_filter_sort_and_page(db: Db) {
        let me = somebody();
        fill(&db, me, 25).await;
        fill(&db, somebody(), 3).await;
        let (first, total) = names(&db, me, &asked(&[])).await;
        assert_eq!((first.len(), total, first[0].as_str()), (10, 25, "Écluse n° 00001"));
        let (last, _) = names(&db, me, &ListRequest { page: 99, ..asked(&[]) }).await;
        assert_eq!(last.len(), 5);
        let desc = ListRequest { sort: Some("rang".to_owned()), desc: true, ..asked(&[]) };
        assert_eq!(names(&db, me, &desc).await.0[0], "Écluse n° 00025");
        assert_eq!(names(&db, me, &asked(&[("q", "ÉCLUSE 00007"), ("inconnu", "x")])).await.1, 1);
        assert_eq!(names(&db, me, &asked(&[("actif", "oui"), ("du", "01/01/2026")])).await.1, 12);
        assert_eq!(names(&db, me, &asked(&[("du", "pas une date")])).await.1, 0);
        assert_eq!(names(&db, me, &asked(&[("sans_montant", "oui")])).await.1, 1);
        let hostile = ListRequest { sort: Some("rang; DROP TABLE essai_chose".to_owned()), ..asked(&[("q", "%' OR 1=1 --")]) };
        assert_eq!(names(&db, me, &hostile).await.1, 0);
    }

    async fn pages_put_end_to_end_are_the_list_in_either_order(db: Db) {
        let me = somebody();
        fill(&db, me, 25).await;
        for desc in [false, true] {
            let mut all = Vec::new();
            for page in 1..=4 {
                let request = ListRequest { page, per_page: 7, sort: Some("nom".to_owned()), desc, ..asked(&[]) };
                all.extend(names(&db, me, &request).await.0);
            }
            let mut expected: Vec<String> = (1..=25).map(|rang| format!("Écluse n° {rang:05}")).collect();
            if desc {
                expected.reverse();
            }
            assert_eq!(all, expected);
        }
    }

    async fn the_api_pages_by_key_without_a_gap(db: Db) {
        let me = somebody();
        fill(&db, me, 25).await;
        let mut tx = db.read(Perimetre::Collectivite(me)).await.unwrap();
        let (mut seen, mut after) = (0, None);
        loop {
            let page = LIST.after::<Nommee, Chose>(&mut tx, params![me], &asked(&[]), after).await.unwrap();
            seen += page.rows.len();
            after = page.rows.last().map(|r| r.id);
            if !page.more { break; }
        }
        assert_eq!(seen, 25);
    }

    async fn every_text_of_a_list_prepares(db: Db) {
        for text in LIST.variants() {
            db.prepare(&text).await.unwrap_or_else(|e| panic!("{text}: {e}"));
        }
        assert!(db.prepare("SELECT inconnu FROM essai_chose").await.is_err());
    }

    async fn a_list_of_values_may_be_empty(db: Db) {
        let me = somebody();
        fill(&db, me, 3).await;
        let mut tx = db.read(Perimetre::Collectivite(me)).await.unwrap();
        let ids: Vec<Id<Chose>> = LIST.all::<Nommee>(&mut tx, params![me], &asked(&[]), 10).await.unwrap().iter().map(|r| r.id).collect();
        let none: Vec<Id<Chose>> = Vec::new();
        assert_eq!(tx.list_in::<Texte, _>(NAMED, params![me], none).await.unwrap().len(), 0);
        assert_eq!(tx.list_in::<Texte, _>(NAMED, params![me], ids[..2].to_vec()).await.unwrap().len(), 2);
    }

    async fn twice_the_same_key_is_told_by_its_code(db: Db) {
        let me = somebody();
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        tx.run(INSERT, row(me, 1, "Un")).await.unwrap();
        assert!(matches!(tx.run(INSERT, row(me, 1, "Un")).await, Err(DbError::Unique(_))));
    }

    async fn migrations_apply_once_and_refuse_to_change(db: Db) {
        assert!(db.migrate(MIGRATIONS, &Clock::system()).await.unwrap().is_empty());
        let changed = Migration { sql: "SELECT 1;", ..MIGRATIONS[0] };
        assert!(matches!(db.migrate(&[changed], &Clock::system()).await, Err(MigrationError::Changed { .. })));
    }

    async fn two_nodes_may_migrate_together(db: Db) {
        let step = Migration { room: "autre", name: "0001_rien", sql: "CREATE TABLE autre_rien (id UUID PRIMARY KEY);" };
        let clock = Clock::system();
        let (steps, other) = (&[step], db.clone());
        let (a, b) = tokio::join!(db.migrate(steps, &clock), other.migrate(steps, &clock));
        assert_eq!(a.unwrap().len() + b.unwrap().len(), 1);
    }
}

#[derive(Debug)]
struct Texte;
impl db::FromRow for Texte {
    fn from_row(row: &db::Row) -> Result<Self, DbError> {
        row.get::<String>("value").map(|_| Self)
    }
}

#[tokio::test]
async fn row_level_security_hides_the_others_even_from_a_careless_statement() {
    let test = db::testing::TestDb::postgres(MIGRATIONS).await;
    let (me, other) = (somebody(), somebody());
    fill(&test.db, me, 2).await;
    fill(&test.db, other, 3).await;
    let seen = async |perimetre| {
        let mut tx = test.db.read(perimetre).await.unwrap();
        tx.value::<i64>(COUNT_ALL, params![]).await.unwrap()
    };
    assert_eq!(seen(Perimetre::Collectivite(me)).await, Some(2));
    assert_eq!(seen(Perimetre::Centre).await, Some(5));
    assert_eq!(seen(Perimetre::Commun).await, Some(0));
    let mut tx = test.db.begin(Perimetre::Collectivite(me)).await.unwrap();
    assert!(matches!(tx.run(INSERT, row(other, 9, "Intrus")).await, Err(DbError::Perimetre(_))));
}

#[tokio::test]
async fn a_superuser_is_refused_at_start() {
    let test = db::testing::TestDb::postgres(MIGRATIONS).await;
    let url = test.url.replace("beffroi@", "postgres@");
    let db = Db::open(&url, 2).await.unwrap();
    assert!(matches!(db.migrate(MIGRATIONS, &Clock::system()).await, Err(MigrationError::PerimetreNotEnforced)));
}

#[tokio::test]
async fn a_wrong_address_is_explained() {
    let error = Db::open("mysql://ailleurs", 2).await.unwrap_err().to_string();
    assert!(error.contains("sqlite:"), "{error}");
}
