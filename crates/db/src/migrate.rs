//! Migrations by room, row-level security on every table of a collectivité, and the proof that it holds.

use kernel::{Clock, CollectiviteId};
use sha2::{Digest, Sha256};

use crate::{Db, DbError, Engine, Perimetre, Sql, Tx, params, sql};

/// One step of a room's schema. Its text serves both engines; what follows a line `--! postgres` or `--! sqlite`,
/// until `--! both`, serves one.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    pub room: &'static str,
    /// `0001_collectivite`: steps run in the order of their names within a room.
    pub name: &'static str,
    pub sql: &'static str,
}

#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    #[error(
        "La migration {room}/{name} a changé depuis qu’elle a été appliquée : rétablissez son texte et ajoutez-en une nouvelle."
    )]
    Changed { room: String, name: String },
    #[error("La migration {room}/{name} a échoué : {source}")]
    Failed { room: String, name: String, source: DbError },
    #[error(
        "Ce compte PostgreSQL passe outre la sécurité par ligne (superutilisateur ou BYPASSRLS) : \
         donnez à Beffroi un compte ordinaire, propriétaire de sa base."
    )]
    PerimetreNotEnforced,
    #[error(transparent)]
    Db(#[from] DbError),
}

const APPLIED: Sql = sql("SELECT checksum AS value FROM beffroi_migration WHERE room = $1 AND name = $2");
const RECORD: Sql = sql("INSERT INTO beffroi_migration (room, name, checksum, applied_at) VALUES ($1, $2, $3, $4)");
const PROBE: Sql = sql("INSERT INTO beffroi_probe (collectivite_id, id) VALUES ($1, $2)");
const PROBED: Sql = sql("SELECT COUNT(*) AS value FROM beffroi_probe WHERE id = $1");

const GROUND: &str = include_str!("../migrations/ground.sql");
const RLS: &str = include_str!("../migrations/rls.sql");

impl Db {
    /// Brings the schema up to date: idempotent, and safe when several nodes start together.
    /// Gives the steps applied now.
    pub async fn migrate(&self, all: &[Migration], clock: &Clock) -> Result<Vec<Migration>, MigrationError> {
        let mut tx = self.ground().await?;
        let mut applied = Vec::new();
        for step in all {
            if apply(&mut tx, self.engine(), *step, clock).await? {
                applied.push(*step);
            }
        }
        if self.engine() == Engine::Postgres && !applied.is_empty() {
            tx.script(RLS).await?;
        }
        tx.commit().await?;
        self.prove_perimetre(clock).await?;
        Ok(applied)
    }

    /// Has the engine read a statement as the migrated schema stands.
    pub async fn prepare(&self, text: &str) -> Result<(), DbError> {
        let mut tx = Tx::begin(self, Perimetre::Commun, true).await?;
        tx.prepare(text).await?;
        tx.rollback().await
    }

    /// The table of migrations, made if absent and locked: a second node waits here.
    async fn ground(&self) -> Result<Tx, MigrationError> {
        for _ in 0..5 {
            // Not through `begin`: on a new PostgreSQL database the function that sets the perimeter is made here.
            let mut tx = Tx::begin(self, Perimetre::Commun, true).await?;
            match tx.script(&for_engine(GROUND, self.engine())).await {
                Ok(()) => return Ok(tx),
                // Two nodes made it at the same time: the loser looks again.
                Err(DbError::Unique(_) | DbError::Busy(_) | DbError::Other(_)) => tx.rollback().await?,
                Err(error) => return Err(error.into()),
            }
        }
        let mut tx = Tx::begin(self, Perimetre::Commun, true).await?;
        tx.script(&for_engine(GROUND, self.engine())).await?;
        Ok(tx)
    }

    /// One row is seen under its perimeter and none without: else PostgreSQL does not enforce it for this account.
    async fn prove_perimetre(&self, clock: &Clock) -> Result<(), MigrationError> {
        if self.engine() == Engine::Sqlite {
            return Ok(());
        }
        let collectivite = CollectiviteId::new(clock);
        let mut tx = self.begin(Perimetre::Collectivite(collectivite)).await?;
        tx.run(PROBE, params![collectivite, collectivite]).await?;
        let inside: Option<i64> = tx.value(PROBED, params![collectivite]).await?;
        tx.set_perimetre(Perimetre::Commun).await?;
        let outside: Option<i64> = tx.value(PROBED, params![collectivite]).await?;
        tx.rollback().await?;
        if (inside, outside) == (Some(1), Some(0)) { Ok(()) } else { Err(MigrationError::PerimetreNotEnforced) }
    }
}

async fn apply(tx: &mut Tx, engine: Engine, step: Migration, clock: &Clock) -> Result<bool, MigrationError> {
    let named = |source| MigrationError::Failed { room: step.room.to_owned(), name: step.name.to_owned(), source };
    let checksum = hex::encode(Sha256::digest(step.sql));
    match tx.value::<String>(APPLIED, params![step.room, step.name]).await? {
        Some(known) if known == checksum => Ok(false),
        Some(_) => Err(MigrationError::Changed { room: step.room.to_owned(), name: step.name.to_owned() }),
        None => {
            tx.script(&for_engine(step.sql, engine)).await.map_err(named)?;
            tx.run(RECORD, params![step.room, step.name, checksum, clock.now()]).await?;
            Ok(true)
        }
    }
}

/// Keeps the lines that serve this engine.
fn for_engine(text: &str, engine: Engine) -> String {
    let wanted = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    let mut serves = true;
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(mark) = line.trim().strip_prefix("--! ") {
            serves = mark == "both" || mark == wanted;
        } else if serves {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_part_serves_one_engine() {
        let text = "a;\n--! postgres\nb;\n--! sqlite\nc;\n--! both\nd;";
        assert_eq!(for_engine(text, Engine::Sqlite), "a;\nc;\nd;\n");
        assert_eq!(for_engine(text, Engine::Postgres), "a;\nb;\nd;\n");
    }
}
