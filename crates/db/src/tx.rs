//! `Tx`: a transaction of either engine, and the few ways to run a statement in it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sqlx::{
    AssertSqlSafe, Postgres, Sqlite, Transaction, postgres::PgArguments, query::Query, sqlite::SqliteArguments,
};

use crate::{
    Db, DbError, FromColumn, FromRow, IntoValue, Perimetre, Row, Sql, Value, connect::Pools, params, row::Either, sql,
};

/// Placeholders that one multi-row INSERT carries. PostgreSQL takes 65 535. SQLite takes 32 766 but looks each `$n` up among
/// those before it: a few hundred at a time is eight times faster than thirty thousand (measured: 0.4 s against 3.4 s for 6 600 rows).
const PLACEHOLDERS_POSTGRES: usize = 30_000;
const PLACEHOLDERS_SQLITE: usize = 500;

const SET_PERIMETRE: Sql = sql("SELECT set_perimetre($1, $2)");

/// A transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    inner: Inner,
    perimetre: Perimetre,
    statements: Arc<AtomicU64>,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("perimetre", &self.perimetre).finish_non_exhaustive()
    }
}

impl Tx {
    pub(crate) async fn begin(db: &Db, perimetre: Perimetre, writes: bool) -> Result<Self, DbError> {
        let inner = match &db.pools {
            Pools::Sqlite { writer, .. } if writes => Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) if writes => Inner::Postgres(pool.begin().await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin_with("BEGIN READ ONLY").await?),
        };
        let mut tx = Self { inner, perimetre: Perimetre::Commun, statements: db.counter() };
        tx.set_perimetre(perimetre).await?;
        Ok(tx)
    }

    pub const fn perimetre(&self) -> Perimetre {
        self.perimetre
    }

    /// Changes what the rest of the transaction may see.
    pub async fn set_perimetre(&mut self, perimetre: Perimetre) -> Result<(), DbError> {
        if matches!(self.inner, Inner::Postgres(_)) && perimetre != self.perimetre {
            let (one, all) = match perimetre {
                Perimetre::Commun => (None, false),
                Perimetre::Collectivite(id) => (Some(id), false),
                Perimetre::Centre => (None, true),
            };
            self.rows(SET_PERIMETRE.text(), params![one, all]).await?;
        }
        self.perimetre = perimetre;
        Ok(())
    }

    /// The only row, if there is one.
    pub async fn find<T: FromRow>(&mut self, sql: Sql, params: Vec<Value>) -> Result<Option<T>, DbError> {
        self.rows(sql.text(), params).await?.first().map(T::from_row).transpose()
    }

    /// Every row.
    pub async fn list<T: FromRow>(&mut self, sql: Sql, params: Vec<Value>) -> Result<Vec<T>, DbError> {
        self.rows(sql.text(), params).await?.iter().map(T::from_row).collect()
    }

    /// Every row of a statement whose `($*)` is opened to the values of `list`, after the fixed `params`.
    /// At most 30 000 values a call.
    pub async fn list_in<T: FromRow, V: IntoValue>(
        &mut self,
        sql: Sql,
        mut params: Vec<Value>,
        list: impl IntoIterator<Item = V>,
    ) -> Result<Vec<T>, DbError> {
        let fixed = params.len();
        params.extend(list.into_iter().map(IntoValue::into_value));
        let text = sql.with_list(fixed, params.len() - fixed);
        self.rows(&text, params).await?.iter().map(T::from_row).collect()
    }

    /// The column named `value` of the only row: counts, sums, existence.
    pub async fn value<T: FromColumn>(&mut self, sql: Sql, params: Vec<Value>) -> Result<Option<T>, DbError> {
        self.rows(sql.text(), params).await?.first().map(|row| row.get("value")).transpose()
    }

    /// The column named `value` of every row.
    pub async fn values<T: FromColumn>(&mut self, sql: Sql, params: Vec<Value>) -> Result<Vec<T>, DbError> {
        self.rows(sql.text(), params).await?.iter().map(|row| row.get("value")).collect()
    }

    /// Runs a change; gives the number of rows changed.
    pub async fn run(&mut self, sql: Sql, params: Vec<Value>) -> Result<u64, DbError> {
        self.execute(sql.text(), params).await
    }

    /// Runs a change whose `($*)` is opened to the values of `list`, after the fixed `params`.
    pub async fn run_in<V: IntoValue>(
        &mut self,
        sql: Sql,
        mut params: Vec<Value>,
        list: impl IntoIterator<Item = V>,
    ) -> Result<u64, DbError> {
        let fixed = params.len();
        params.extend(list.into_iter().map(IntoValue::into_value));
        let text = sql.with_list(fixed, params.len() - fixed);
        self.execute(&text, params).await
    }

    /// Inserts many rows with few statements: `sql` holds one `VALUES ($1, …, $n)`, and each row gives its `n` values, all of
    /// them placeholders. Refused when the two do not agree.
    pub async fn insert_many(&mut self, sql: Sql, rows: Vec<Vec<Value>>) -> Result<u64, DbError> {
        let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 0) else { return Ok(0) };
        let placeholders =
            if matches!(self.inner, Inner::Sqlite(_)) { PLACEHOLDERS_SQLITE } else { PLACEHOLDERS_POSTGRES };
        let chunk = (placeholders / width).max(1);
        let mut rows = rows.into_iter().peekable();
        let (mut written, mut text, mut text_rows) = (0, String::new(), 0);
        while rows.peek().is_some() {
            let part: Vec<Vec<Value>> = rows.by_ref().take(chunk).collect();
            if part.len() != text_rows {
                text_rows = part.len();
                let opened = sql.with_rows(width, text_rows);
                text = opened.ok_or_else(|| DbError::Constraint(format!("not {width} values in: {}", sql.text())))?;
            }
            written += self.execute(&text, part.into_iter().flatten().collect()).await?;
        }
        Ok(written)
    }

    pub async fn commit(self) -> Result<(), DbError> {
        match self.inner {
            Inner::Sqlite(tx) => Ok(tx.commit().await?),
            Inner::Postgres(tx) => Ok(tx.commit().await?),
        }
    }

    /// Gives the transaction up; dropping it does the same, a little later.
    pub async fn rollback(self) -> Result<(), DbError> {
        match self.inner {
            Inner::Sqlite(tx) => Ok(tx.rollback().await?),
            Inner::Postgres(tx) => Ok(tx.rollback().await?),
        }
    }

    /// Runs several statements at once, without values: migrations only.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), DbError> {
        let script = sqlx::raw_sql(AssertSqlSafe(text.to_owned()));
        match &mut self.inner {
            Inner::Sqlite(tx) => script.execute(&mut **tx).await.map(|_| ())?,
            Inner::Postgres(tx) => script.execute(&mut **tx).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Has the engine read a statement without running it.
    pub(crate) async fn prepare(&mut self, text: &str) -> Result<(), DbError> {
        use sqlx::{Executor, SqlSafeStr};
        let text = AssertSqlSafe(text.to_owned()).into_sql_str();
        match &mut self.inner {
            Inner::Sqlite(tx) => tx.prepare(text).await.map(|_| ())?,
            Inner::Postgres(tx) => tx.prepare(text).await.map(|_| ())?,
        }
        Ok(())
    }

    pub(crate) async fn rows(&mut self, text: &str, params: Vec<Value>) -> Result<Vec<Row>, DbError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let query = AssertSqlSafe(text.to_owned());
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = params.into_iter().fold(sqlx::query(query), bind_sqlite).fetch_all(&mut **tx).await?;
                rows.into_iter().map(|row| Row(Either::Sqlite(row))).collect()
            }
            Inner::Postgres(tx) => {
                let rows = params.into_iter().fold(sqlx::query(query), bind_postgres).fetch_all(&mut **tx).await?;
                rows.into_iter().map(|row| Row(Either::Postgres(row))).collect()
            }
        })
    }

    async fn execute(&mut self, text: &str, params: Vec<Value>) -> Result<u64, DbError> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let query = AssertSqlSafe(text.to_owned());
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => {
                params.into_iter().fold(sqlx::query(query), bind_sqlite).execute(&mut **tx).await?.rows_affected()
            }
            Inner::Postgres(tx) => {
                params.into_iter().fold(sqlx::query(query), bind_postgres).execute(&mut **tx).await?.rows_affected()
            }
        })
    }
}

type SqliteQuery<'q> = Query<'q, Sqlite, SqliteArguments>;
type PostgresQuery<'q> = Query<'q, Postgres, PgArguments>;

/// SQLite keeps instants and dates as text of fixed width, which sorts as they do.
fn bind_sqlite(query: SqliteQuery<'_>, value: Value) -> SqliteQuery<'_> {
    match value {
        Value::Text(v) => query.bind(v),
        Value::Int(v) => query.bind(v),
        Value::Bool(v) => query.bind(v),
        Value::Uuid(v) => query.bind(v),
        Value::Bytes(v) => query.bind(v),
        Value::Instant(v) => query.bind(v.map(|i| i.to_string())),
        Value::Date(v) => query.bind(v.map(|d| d.to_string())),
        Value::Json(v) => query.bind(v.map(|j| j.to_string())),
    }
}

fn bind_postgres(query: PostgresQuery<'_>, value: Value) -> PostgresQuery<'_> {
    match value {
        Value::Text(v) => query.bind(v),
        Value::Int(v) => query.bind(v),
        Value::Bool(v) => query.bind(v),
        Value::Uuid(v) => query.bind(v),
        Value::Bytes(v) => query.bind(v),
        Value::Instant(v) => query.bind(v.map(kernel::Instant::to_utc)),
        Value::Date(v) => query.bind(v),
        Value::Json(v) => query.bind(v.map(sqlx::types::Json)),
    }
}
