//! `Db`: the pools of either engine, opened from a URL.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sqlx::{
    PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{DbError, Perimetre, Tx};

/// How long one waits for a connection or for the writer's turn before [`DbError::Busy`].
const PATIENCE: Duration = Duration::from_secs(20);

/// The database: cheap to clone, shared by the whole house.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) pools: Pools,
    statements: Arc<AtomicU64>,
}

/// Which engine runs, for what tells the administrator about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One writer, whose turn is waited for, and readers that never wait (WAL).
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("L’adresse de base de données « {0} » ne se lit pas : écrivez sqlite:chemin/beffroi.db ou postgres://…")]
    Url(String),
    #[error("La base de données ne répond pas : {0}")]
    Unreachable(#[from] DbError),
}

impl Db {
    /// Opens `sqlite:PATH` (created if absent) or `postgres://…`, with at most `connections` connections.
    pub async fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        let wrong = || OpenError::Url(url.to_owned());
        let pools = if url.starts_with("sqlite:") {
            open_sqlite(SqliteConnectOptions::from_str(url).map_err(|_| wrong())?, connections).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(|_| wrong())?.application_name("beffroi");
            let pool = PgPoolOptions::new().max_connections(connections.max(2)).acquire_timeout(PATIENCE);
            Pools::Postgres(pool.connect_with(options).await.map_err(DbError::from)?)
        } else {
            return Err(wrong());
        };
        Ok(Self { pools, statements: Arc::default() })
    }

    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that writes. On SQLite it takes the writer's turn at once; nothing is kept without [`Tx::commit`].
    pub async fn begin(&self, perimetre: Perimetre) -> Result<Tx, DbError> {
        Tx::begin(self, perimetre, true).await
    }

    /// A transaction that only reads one consistent state.
    pub async fn read(&self, perimetre: Perimetre) -> Result<Tx, DbError> {
        Tx::begin(self, perimetre, false).await
    }

    /// How many statements ran since the start: a test compares two readings to prove that a page asks a constant number.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(crate) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.statements)
    }

    /// Closes the pools once their transactions are over.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(options: SqliteConnectOptions, connections: u32) -> Result<Pools, DbError> {
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: what was answered « enregistré » survives a power cut, not only a killed process.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // A page reads a thousand rows at most in one go: they cross from the engine's thread without a stop.
        .row_buffer_size(1_024)
        .pragma("cache_size", "-8000")
        .pragma("temp_store", "memory")
        .optimize_on_close(true, None);
    let writer =
        SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options.clone()).await?;
    let readers = SqlitePoolOptions::new().max_connections(connections.max(1)).acquire_timeout(PATIENCE);
    let readers = readers.connect_with(options.read_only(true).create_if_missing(false)).await?;
    Ok(Pools::Sqlite { writer, readers })
}
