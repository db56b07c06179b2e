//! `Db::claim`: taking rows of a queue for one worker, which the two engines lock differently.

use crate::{Db, DbError, Engine, FromRow, IntoValue, Perimetre, Sql, Value};

/// Where the inner SELECT of the statement locks the rows that it picks. To SQLite it is a comment: its only writer is us.
const MARK: &str = "/* claim */";
const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";

impl Db {
    /// Runs, in a transaction of its own, a statement that takes rows of a queue and returns them: the same row is never given to
    /// two callers, and on PostgreSQL nobody waits for the rows that another is taking. The text holds the mark `/* claim */`
    /// at the end of its inner SELECT; its `($*)`, if any, is opened to the values of `list`, after the fixed `params`.
    pub async fn claim<T: FromRow, V: IntoValue>(
        &self,
        sql: Sql,
        mut params: Vec<Value>,
        list: impl IntoIterator<Item = V>,
    ) -> Result<Vec<T>, DbError> {
        let fixed = params.len();
        params.extend(list.into_iter().map(IntoValue::into_value));
        let mut text = sql.with_list(fixed, params.len() - fixed);
        if self.engine() == Engine::Postgres {
            text = text.replace(MARK, SKIP_LOCKED);
        }
        let mut tx = self.begin(Perimetre::Commun).await?;
        let rows = tx.rows(&text, params).await?.iter().map(T::from_row).collect::<Result<_, _>>()?;
        tx.commit().await?;
        Ok(rows)
    }
}
