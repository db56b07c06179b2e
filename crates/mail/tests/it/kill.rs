//! `kill -9` in the middle of a sending: every mail arrives, and what leaves twice is the same message.

use std::{
    collections::HashMap,
    env,
    future::pending,
    process::{Child, Command, Stdio},
};

use db::{Db, ListRequest, Perimetre, testing::TestDb};
use kernel::Clock;

use crate::{
    smtp::{Answer, Smtp, Taken},
    world::{MIGRATIONS, drain, mail, send, smtp, worker},
};

const URL: &str = "BEFFROI_MAIL_CHILD_URL";
const PORT: &str = "BEFFROI_MAIL_CHILD_PORT";
const MAILS: usize = 20;

#[tokio::test]
#[ignore = "the process that the others start and kill"]
async fn child() {
    let db = Db::open(&env::var(URL).unwrap(), 4).await.unwrap();
    let port = env::var(PORT).unwrap().parse().unwrap();
    worker(&db, &Clock::system(), smtp(port)).concurrency(1).run(pending()).await;
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a process that sends, and kills it (SIGKILL) while the server, which has the message, has not answered yet.
async fn send_and_be_killed(url: &str, server: &Smtp) {
    let child = Command::new(env::current_exe().unwrap())
        .args(["kill::child", "--exact", "--ignored"])
        .env(URL, url)
        .env(PORT, server.port.to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let child = Killed(child);
    server.hanging.notified().await;
    drop(child);
}

async fn killed_while_sending(test: &TestDb) {
    // The 7th message, then, after the restart, the 5th of what is left.
    let mut script = [Answer::Take; 12];
    (script[6], script[11]) = (Answer::HangAfterData, Answer::HangAfterData);
    let server = Smtp::answering(script).await;
    let clock = Clock::system();
    for number in 0..MAILS {
        send(&test.db, &clock, mail(&format!("Courriel {number}"))).await;
    }
    send_and_be_killed(&test.url, &server).await;
    assert_eq!(server.taken().len(), 7);
    send_and_be_killed(&test.url, &server).await;
    assert_eq!(server.taken().len(), 12);
    let later = Clock::fixed(clock.now().plus_seconds(3_600));
    drain(&test.db, &later, smtp(server.port)).await;
    let mut by_id: HashMap<String, Vec<Taken>> = HashMap::new();
    for taken in server.taken() {
        let id = mail_parser::MessageParser::default().parse(&taken.bytes).unwrap().message_id().unwrap().to_owned();
        by_id.entry(id).or_default().push(taken);
    }
    assert_eq!(by_id.len(), MAILS, "every mail arrived");
    let twice: Vec<_> = by_id.values().filter(|copies| copies.len() > 1).collect();
    assert_eq!(twice.len(), 2, "only those whose end nobody knew");
    assert!(
        twice.iter().all(|copies| copies.len() == 2 && copies[0] == copies[1]),
        "and their copies are the same to the byte"
    );
    let request = ListRequest {
        filters: vec![("etat".to_owned(), "envoye".to_owned())],
        page: 1,
        per_page: 1,
        ..ListRequest::default()
    };
    let mut tx = test.db.read(Perimetre::Commun).await.unwrap();
    assert_eq!(mail::list(&mut tx, &request).await.unwrap().total as usize, MAILS);
}

#[tokio::test]
async fn every_mail_arrives_despite_two_kills_on_sqlite() {
    killed_while_sending(&TestDb::sqlite(MIGRATIONS).await).await;
}

#[tokio::test]
async fn every_mail_arrives_despite_two_kills_on_postgresql() {
    killed_while_sending(&TestDb::postgres(MIGRATIONS).await).await;
}
