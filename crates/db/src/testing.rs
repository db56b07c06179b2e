//! Throw-away databases for the tests, on both engines.
#![expect(clippy::missing_panics_doc, reason = "what is only for tests fails by panicking")]

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
};

use kernel::{Clock, secret};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Db, Migration};

static FILES: AtomicU64 = AtomicU64::new(0);

/// A database of its own for one test; its file or its database goes with it or with the throw-away cluster.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    /// The URL, for tests that start the program itself or a second node.
    pub url: String,
    folder: Option<PathBuf>,
    /// The cluster and the name of the database to drop.
    database: Option<(String, String)>,
}

impl TestDb {
    /// A migrated SQLite file in the system's temporary folder.
    pub async fn sqlite(migrations: &[Migration]) -> Self {
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("beffroi-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("no temporary folder: {e}"));
        let url = format!("sqlite:{}", folder.join("test.db").display());
        let db = opened(&url, migrations).await;
        Self { db, url, folder: Some(folder), database: None }
    }

    /// A database of the throw-away PostgreSQL cluster, copied from one migrated once.
    pub async fn postgres(migrations: &[Migration]) -> Self {
        let cluster = cluster_url();
        let digest =
            migrations.iter().fold(Sha256::new(), |hash, step| hash.chain_update(step.name).chain_update(step.sql));
        let template = format!("modele_{}", &hex::encode(digest.finalize())[..16]);
        let mut admin = PgConnection::connect(&cluster).await.unwrap_or_else(|e| panic!("no PostgreSQL cluster: {e}"));
        make_template(&mut admin, &cluster, &template, migrations).await;
        let name = format!("essai_{}", secret::token::<8>());
        run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let url = with_database(&cluster, &name);
        Self { db: opened(&url, migrations).await, url, folder: None, database: Some((cluster, name)) }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some((cluster, name)) = self.database.take() {
            // A thread of its own: dropping cannot await, and a test's runtime may be ending. Hundreds of databases of ten
            // megabytes would fill the disk.
            let dropped = std::thread::spawn(move || drop_database(&cluster, &name));
            let _ = dropped.join();
        }
    }
}

/// Writes one test as two: `sentence::sqlite` and `sentence::postgres`.
///
/// ```ignore
/// db::both_engines! { crate::MIGRATIONS;
///     async fn a_saved_thing_is_found(db: Db) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_engines {
    ($migrations:expr; $($(#[$meta:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        $(#[$meta])*
        async fn $name($db: $crate::Db) $body

        mod $name {
            #[tokio::test]
            async fn sqlite() {
                let test = $crate::testing::TestDb::sqlite($migrations).await;
                super::$name(test.db.clone()).await;
            }

            #[tokio::test]
            async fn postgres() {
                let test = $crate::testing::TestDb::postgres($migrations).await;
                super::$name(test.db.clone()).await;
            }
        }
    )*};
}

async fn opened(url: &str, migrations: &[Migration]) -> Db {
    let db = Db::open(url, 4).await.unwrap_or_else(|e| panic!("{url}: {e}"));
    db.migrate(migrations, &Clock::system()).await.unwrap_or_else(|e| panic!("{url}: {e}"));
    db
}

fn drop_database(cluster: &str, name: &str) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        if let Ok(mut admin) = PgConnection::connect(cluster).await {
            let text = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            let _ = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut admin).await;
        }
    });
}

/// Two test processes may want the same template: the lock on the admin's side lets one make it, the other finds it.
async fn make_template(admin: &mut PgConnection, cluster: &str, template: &str, migrations: &[Migration]) {
    run(admin, "SELECT pg_advisory_lock(82)").await;
    let known = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(template);
    if known.fetch_optional(&mut *admin).await.is_ok_and(|row| row.is_none()) {
        let making = format!("{template}_en_cours");
        run(admin, &format!("DROP DATABASE IF EXISTS {making}")).await;
        run(admin, &format!("CREATE DATABASE {making}")).await;
        opened(&with_database(cluster, &making), migrations).await.close().await;
        run(admin, &format!("ALTER DATABASE {making} RENAME TO {template}")).await;
    }
    run(admin, "SELECT pg_advisory_unlock(82)").await;
}

async fn run(admin: &mut PgConnection, text: &str) {
    sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(admin).await.unwrap_or_else(|e| panic!("{text}: {e}"));
}

fn with_database(cluster: &str, name: &str) -> String {
    cluster.replace("/postgres?", &format!("/{name}?"))
}

/// The URL of the cluster, started if it is not there by `tools/postgres-jetable`.
fn cluster_url() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/postgres-jetable");
    let out = Command::new(&script).arg("start").output().unwrap_or_else(|e| panic!("{}: {e}", script.display()));
    assert!(out.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}
