//! The little world of these tests: a table of effects, a clock moved by hand, workers.

use db::{Db, Migration, Perimetre, Sql, Tx, params, sql};
use jobs::{Enqueued, Job, JobId, Kind, NewJob, Registry, Worker};
use kernel::{Clock, CollectiviteId};
use serde_json::{Value, json};

pub const MIGRATIONS: &[Migration] = &[
    jobs::MIGRATIONS[0],
    // No key: an effect done twice is seen.
    Migration { room: "essai", name: "0001_effet", sql: "CREATE TABLE essai_effet (nom TEXT NOT NULL);" },
];

pub const INSERT: Sql = sql("INSERT INTO essai_effet (nom) VALUES ($1)");
const EFFECTS: Sql = sql("SELECT nom AS value FROM essai_effet ORDER BY nom");

pub const ESSAI: Kind = Kind::new("essai.un", "Un essai").max_attempts(3);

pub fn clock() -> Clock {
    Clock::fixed("2026-11-22T08:00:00Z".parse().unwrap())
}

pub fn somebody() -> CollectiviteId {
    CollectiviteId::new(&Clock::system())
}

pub async fn effects(db: &Db) -> Vec<String> {
    db.read(Perimetre::Commun).await.unwrap().values(EFFECTS, params![]).await.unwrap()
}

pub async fn effect(tx: &mut Tx, nom: &str) {
    tx.run(INSERT, params![nom]).await.unwrap();
}

pub async fn enqueue(db: &Db, clock: &Clock, job: NewJob) -> Enqueued {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    let enqueued = jobs::enqueue(&mut tx, clock, job).await.unwrap();
    tx.commit().await.unwrap();
    enqueued
}

pub async fn one(db: &Db, clock: &Clock, payload: Value) -> JobId {
    enqueue(db, clock, NewJob::new(ESSAI, payload)).await.id
}

pub async fn job(db: &Db, id: JobId) -> Job {
    jobs::find(&mut db.read(Perimetre::Commun).await.unwrap(), id).await.unwrap().unwrap()
}

pub fn worker(db: &Db, clock: &Clock, registry: Registry) -> Worker {
    Worker::new(db.clone(), registry, clock.clone(), "essai")
}

/// A registry whose only handler writes the effect `payload.nom` and ends in the same transaction.
pub fn writes_an_effect() -> Registry {
    let mut registry = Registry::new();
    registry.on(ESSAI, async |ctx| {
        let asked: Value = ctx.payload()?;
        let mut tx = ctx.db.begin(Perimetre::Commun).await?;
        effect(&mut tx, asked["nom"].as_str().unwrap()).await;
        ctx.finish_in(&mut tx, json!({ "fait": true })).await?;
        Ok(tx.commit().await?)
    });
    registry
}
