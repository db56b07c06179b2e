//! Several nodes on one database, and nodes that die.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use axum::http::StatusCode;
use beffroi::rooms::migrations;
use db::{Perimetre, Sql, params, sql, testing::TestDb};
use kernel::Exercice;

use crate::world::World;

const COUNT: Sql = sql("SELECT COUNT(*) AS value FROM conventions_etat WHERE annee = $1");
const DOUBLES: Sql = sql("SELECT COUNT(*) AS value FROM
    (SELECT collectivite_id FROM conventions_etat WHERE annee = $1 GROUP BY collectivite_id HAVING COUNT(*) > 1) d");
const CHANGE: Sql = sql("UPDATE journal_ligne SET libelle = 'autre' WHERE seq = $1");

#[tokio::test]
async fn a_session_opened_on_one_node_serves_on_the_other() {
    let one = World::postgres().await;
    let two = one.second_node().await;
    let cookie = one.sign_in("claire.arnaud@cdg82.example").await;
    assert_eq!(two.get("/centre/collectivites", Some(&cookie)).await.status(), StatusCode::OK);
    let csrf = crate::world::csrf_of(&two, &cookie).await;
    let out = two.post("/deconnexion", Some(&cookie), &format!("_csrf={csrf}")).await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    assert_ne!(one.get("/centre/collectivites", Some(&cookie)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_line_changed_in_the_database_is_named() {
    let world = World::sqlite().await;
    let db = world.opened.services.db();
    assert_eq!(journal::verify(db).await.unwrap().fautes, vec![]);
    let mut tx = db.begin(Perimetre::Centre).await.unwrap();
    assert!(tx.run(CHANGE, params![1_i64]).await.unwrap() > 0);
    tx.commit().await.unwrap();
    assert!(!journal::verify(db).await.unwrap().fautes.is_empty());
}

/// `beffroi etat compute` killed in the middle, as often as it takes, then left to end: every état is there, once.
async fn killed_then_resumed(test: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let (data, url) = (folder.path(), test.url.clone());
    let grid = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tarifs/cdg82-2020.toml");
    let wait = |args: &[&str]| {
        let mut child = start(data, &url, args);
        assert!(child.wait().unwrap().success(), "{args:?}");
    };
    wait(&["init", "--departement", "82", "--siren", "999820004", "--courriel", "cdg@exemple.example"]);
    wait(&["tarif", "import", grid.to_str().unwrap()]);
    wait(&["syntec", "set", "2018-11", "270.4"]);
    wait(&["syntec", "set", "2019-11", "274.5"]);
    wait(&["tarif", "revise", "2020", "--validate"]);
    let file = data.join("abonnements.csv");
    std::fs::write(&file, abonnements(&test).await).unwrap();
    wait(&["convention", "import", file.to_str().unwrap()]);
    for looks in [0, 20, 60, 120, 240] {
        let mut child = start(data, &url, &["etat", "compute", "2020"]);
        // Each look takes its time: the child dies at another place each round.
        for _ in 0..looks {
            let seen = count(&test, COUNT).await;
            assert!(seen == 0 || seen == 195, "{seen} états are seen: one transaction was kept by half");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let kept = count(&test, COUNT).await;
        assert!(kept == 0 || kept == 195, "{kept} états were kept: one transaction was kept by half");
    }
    wait(&["etat", "compute", "2020"]);
    wait(&["etat", "compute", "2020"]);
    assert_eq!((count(&test, COUNT).await, count(&test, DOUBLES).await), (195, 0));
}

fn start(data: &Path, url: &str, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
    command.arg("--data").arg(data).args(["--database", url]).args(args);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

async fn count(test: &TestDb, question: Sql) -> i64 {
    let year = i64::from(Exercice::new(2020).unwrap().annee());
    let mut tx = test.db.read(Perimetre::Centre).await.unwrap();
    tx.value(question, params![year]).await.unwrap().unwrap()
}

/// Two postes of level 1 for each commune.
async fn abonnements(test: &TestDb) -> String {
    let mut tx = test.db.read(Perimetre::Centre).await.unwrap();
    let filters = vec![("genre".to_owned(), "commune".to_owned())];
    let request = db::ListRequest { filters, ..db::ListRequest::default() };
    let clock = kernel::Clock::system();
    let all =
        annuaire::collectivites::export(&mut tx, &clock, annuaire::Visibles::Toutes, &request, 1_000).await.unwrap();
    let lines = all.iter().map(|c| format!("{};N1;2;2019\n", c.siren));
    lines.fold("siren;service;quantite;depuis\n".to_owned(), |csv, line| csv + &line)
}

#[tokio::test]
async fn an_etat_killed_in_the_middle_loses_nothing_on_sqlite() {
    killed_then_resumed(TestDb::sqlite(&migrations()).await).await;
}

#[tokio::test]
async fn an_etat_killed_in_the_middle_loses_nothing_on_postgres() {
    killed_then_resumed(TestDb::postgres(&migrations()).await).await;
}
