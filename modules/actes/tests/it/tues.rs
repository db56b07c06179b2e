//! Killed with SIGKILL while it sends and while it reads, the mail server too: every acte is at the préfecture once, and none is lost.

use std::{
    env,
    os::unix::process::ExitStatusExt,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use actes::{
    RELEVE, ROOM,
    domain::{ActeId, EtatActe, EtatEnvoi},
    store::envois,
    transport::{Transport, reel::Reel},
};
use db::{Db, Perimetre};
use jobs::{NewJob, Registry, Worker};
use kernel::Clock;
use serde_json::json;
use web::{Ports, testing::services_with};

use crate::{
    ministere::Humeur,
    site::{BASE, Site},
};

const URL: &str = "ACTES_TEST_URL";
const FILES: &str = "ACTES_TEST_FILES";
const ROAD: &str = "ACTES_TEST_ROAD";
const NOW: &str = "ACTES_TEST_NOW";
/// Rounds, and actes sent in each.
const ROUNDS: usize = 10;
const BY_ROUND: usize = 2;

/// A node: sends what waits, reads what came back, and ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the process that the others start and kill"]
async fn child() {
    let asked = |name: &str| env::var(name).unwrap();
    let clock = Clock::fixed(asked(NOW).parse().unwrap());
    let db = Db::open(&asked(URL), 4).await.unwrap();
    let road = Reel::new(toml::from_str(&asked(ROAD)).unwrap(), clock.clone()).unwrap();
    let mut offered = Ports::default();
    offered.offer::<dyn Transport>(Arc::new(road));
    let services = services_with(&db, &clock, asked(FILES).as_ref(), (&[&ROOM], offered)).await;
    let mut registry = Registry::new();
    (ROOM.register)(&mut registry, &services).unwrap();
    let worker = Worker::new(db.clone(), Arc::new(registry), clock.clone(), "enfant");
    worker.drain().await.unwrap();
    let mut tx = db.begin(Perimetre::Commun).await.unwrap();
    jobs::enqueue(&mut tx, &clock, NewJob::new(RELEVE, json!({}))).await.unwrap();
    tx.commit().await.unwrap();
    worker.drain().await.unwrap();
}

/// Starts a node on the house of this test.
fn start(site: &Site, road: &str) -> Child {
    let (url, files) = site.place();
    Command::new(env::current_exe().unwrap())
        .args(["tues::child", "--exact", "--ignored", "--nocapture"])
        .env(URL, url)
        .env(FILES, files)
        .env(ROAD, road)
        .env(NOW, site.clock.now().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until it ends or dies, or until `enough`: it is then killed. Tells whether it was.
async fn watch(mut child: Child, enough: impl Fn() -> bool) -> bool {
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success() || status.signal() == Some(9), "{status}");
            return status.signal() == Some(9);
        }
        if enough() {
            child.kill().unwrap();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acte_is_lost_nor_sent_twice_whoever_dies() {
    let (site, ministere) = Site::connected().await;
    let road = ministere.config_toml();
    let claire = site.secretaire().await;
    let mut ids: Vec<ActeId> = Vec::new();
    for rang in 1..=ROUNDS * BY_ROUND {
        ids.push(site.prepared(&format!("2026_{rang:03}")).await);
    }
    let mut killed = 0;
    let filed = || ministere.boite.lock().unwrap().messages("Traites").len();
    for round in 0..ROUNDS {
        for id in &ids[round * BY_ROUND..(round + 1) * BY_ROUND] {
            claire.post(&format!("{BASE}/{id}/envoi"), &[]).await;
        }
        let child = start(&site, &road);
        let victim = child.id();
        let before = filed();
        match round {
            0 | 5 => ministere.set(Humeur::PrendEtTue(victim)),
            1 => ministere.set(Humeur::PerdEtTue(victim)),
            2 => ministere.set(Humeur::PrendEtCoupe),
            3 => ministere.boite.lock().unwrap().kill(),
            7 => ministere.set(Humeur::Occupe),
            _ => {}
        }
        killed += u32::from(watch(child, || matches!(round, 4 | 6 | 8) && filed() > before).await);
        if round == 3 {
            ministere.boite.lock().unwrap().restart();
        }
        // Its lease is over, and what was to be tried again may be.
        site.clock.advance_seconds(600);
    }
    assert!(killed >= 4, "only {killed} were killed");
    // What was perhaps received has had its four hours.
    for _ in 0..3 {
        site.clock.advance_seconds(5 * 3_600);
        watch(start(&site, &road), || false).await;
    }
    assert_eq!(ministere.actes(), ids.len(), "{:?}", ministere.seen());
    for id in ids {
        let acte = site.acte(id).await;
        let sendings = envois::list_of(&mut site.read().await, site.albias.id, id).await.unwrap();
        assert_eq!(
            (acte.etat, sendings.len(), sendings[0].etat),
            (EtatActe::Recu, 1, EtatEnvoi::Depose),
            "{sendings:?}"
        );
    }
    assert!(ministere.boite.lock().unwrap().messages("INBOX").is_empty());
}
