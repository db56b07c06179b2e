//! `kill -9` of a real process in the middle of its work, then another takes over.

use std::{
    env,
    future::pending,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use db::{Db, Perimetre, Sql, params, sql, testing::TestDb};
use jobs::{EtatJob, JobContext, JobError, JobId, Kind, NewJob, Registry, Worker};
use kernel::Clock;
use serde_json::json;

use crate::world::{MIGRATIONS, effect, effects, enqueue, job, worker};

const URL: &str = "BEFFROI_JOBS_CHILD_URL";
const STOP_AT: &str = "BEFFROI_JOBS_CHILD_STOP_AT";
const PIECES: u32 = 6;
const BATCH: Kind = Kind::new("essai.lot", "Un lot");
/// Waits until the transaction of the killed process is rolled back: its rows are locked until the server sees it gone.
const TOUCH: Sql = sql("UPDATE jobs_job SET priority = priority WHERE id = $1");

/// A batch of six pieces, each with its checkpoint, the last effect with the end of the job.
fn batch() -> Registry {
    let mut registry = Registry::new();
    registry.on(BATCH, async |ctx: JobContext| {
        for piece in ctx.checkpoint::<(u32,)>()?.map_or(0, |(next,)| next)..PIECES {
            let mut tx = ctx.db.begin(Perimetre::Commun).await?;
            effect(&mut tx, &format!("pièce {piece}")).await;
            stop_at(&format!("effect {piece}")).await;
            ctx.checkpoint_in(&mut tx, &(piece + 1,)).await?;
            stop_at(&format!("checkpoint {piece}")).await;
            tx.commit().await?;
            stop_at(&format!("committed {piece}")).await;
        }
        let mut tx = ctx.db.begin(Perimetre::Commun).await?;
        effect(&mut tx, "total").await;
        ctx.finish_in(&mut tx, json!({ "pieces": PIECES })).await?;
        stop_at("finished").await;
        tx.commit().await?;
        stop_at("committed").await;
        Ok::<_, JobError>(())
    });
    registry
}

/// In the child, at the place that it was given: says that it is there, and stays until it is killed.
#[expect(clippy::print_stdout, reason = "this is how the child tells its parent")]
async fn stop_at(place: &str) {
    if env::var(STOP_AT).is_ok_and(|asked| asked == place) {
        println!("\nici");
        pending::<()>().await;
    }
}

#[tokio::test]
#[ignore = "the process that the others start and kill"]
async fn child() {
    let db = Db::open(&env::var(URL).unwrap(), 4).await.unwrap();
    Worker::new(db, batch(), Clock::system(), "enfant").run(pending()).await;
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a process that works on this database, and kills it (SIGKILL) when it is at this place.
fn work_and_be_killed_at(url: &str, place: &str) {
    let child = Command::new(env::current_exe().unwrap())
        .args(["kill::child", "--exact", "--ignored", "--nocapture"])
        .env(URL, url)
        .env(STOP_AT, place)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut child = Killed(child);
    let said = BufReader::new(child.0.stdout.take().unwrap()).lines().any(|line| line.unwrap() == "ici");
    assert!(said, "the child never came to {place:?}");
}

async fn killed_everywhere(test: &TestDb) {
    let clock = Clock::system();
    for place in ["effect 0", "checkpoint 2", "committed 3", "effect 5", "finished", "committed"] {
        let before = effects(&test.db).await.len();
        let id = enqueue(&test.db, &clock, NewJob::new(BATCH, json!({}))).await.id;
        work_and_be_killed_at(&test.url, place);
        resume(&test.db, id).await;
        let all = effects(&test.db).await;
        assert_eq!(all.len() - before, PIECES as usize + 1, "killed at {place:?}: {all:?}");
        assert!(
            all.iter().all(|nom| all.iter().filter(|other| *other == nom).count() == before / 7 + 1),
            "{place:?}: {all:?}"
        );
    }
}

/// An hour later, another worker.
async fn resume(db: &Db, id: JobId) {
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    tx.run(TOUCH, params![id]).await.unwrap();
    tx.commit().await.unwrap();
    let later = Clock::fixed(Clock::system().now().plus_seconds(3_600));
    worker(db, &later, batch()).drain().await.unwrap();
    let job = job(db, id).await;
    assert_eq!((job.etat, job.result), (EtatJob::Reussi, Some(json!({ "pieces": PIECES }))));
}

#[tokio::test]
async fn a_killed_process_loses_nothing_and_does_nothing_twice_on_sqlite() {
    killed_everywhere(&TestDb::sqlite(MIGRATIONS).await).await;
}

#[tokio::test]
async fn a_killed_process_loses_nothing_and_does_nothing_twice_on_postgresql() {
    killed_everywhere(&TestDb::postgres(MIGRATIONS).await).await;
}
