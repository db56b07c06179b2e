//! Readings that are cut: nothing is lost, and what was not filed comes back.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use liaison::{
    Boite, BoiteConfig, Keep, LiaisonError, Security,
    testing::{Autorite, Dovecot},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use crate::world::{mail, subjects};

type Pair = (u32, u32, Option<String>);

#[tokio::test]
async fn a_reading_killed_between_storing_and_filing_presents_the_same_message_again() {
    let autorite = Autorite::new();
    let dovecot = Dovecot::start(&autorite);
    (1..3).for_each(|numero| dovecot.deliver(&mail(numero)));
    let boite = Boite::new(dovecot.config(Security::Tls)).unwrap();
    let (stored, seen) = (Notify::new(), Mutex::new(Vec::<Pair>::new()));
    let reading = boite.read(async |recu| {
        seen.lock().unwrap().push((recu.uidvalidity, recu.uid, recu.message_id));
        stored.notify_one();
        std::future::pending::<Result<Keep, Infallible>>().await
    });
    tokio::select! {
        _ = reading => unreachable!(),
        () = stored.notified() => {}
    }
    assert_eq!(dovecot.messages("INBOX").len(), 2);
    let store = async |recu: liaison::MessageRecu| {
        seen.lock().unwrap().push((recu.uidvalidity, recu.uid, recu.message_id));
        Ok::<_, Infallible>(Keep::Traite)
    };
    assert_eq!(boite.read(store).await.unwrap().traites, 2);
    let seen = seen.into_inner().unwrap();
    assert_eq!((seen.len(), &seen[0]), (3, &seen[1]));
    assert_eq!(seen[0].2.as_deref(), Some("1@interieur.gouv.fr"));
}

#[tokio::test]
async fn dovecot_killed_in_the_middle_loses_nothing() {
    let autorite = Autorite::new();
    let dovecot = Arc::new(Mutex::new(Dovecot::start(&autorite)));
    (1..4).for_each(|numero| dovecot.lock().unwrap().deliver(&mail(numero)));
    let boite = Boite::new(dovecot.lock().unwrap().config(Security::Tls)).unwrap();
    let seen = Mutex::new(Vec::new());
    let store = async |recu: liaison::MessageRecu| {
        seen.lock().unwrap().push(recu.courriel().unwrap().sujet.unwrap());
        if seen.lock().unwrap().len() == 2 {
            dovecot.lock().unwrap().kill();
        }
        Ok::<_, Infallible>(Keep::Traite)
    };
    let cut = boite.read(store).await.unwrap_err();
    assert!(matches!(&cut, LiaisonError::Retry(why) if why.contains("a coupé la connexion")), "{cut:?}");
    let gone = boite.read(store).await.unwrap_err();
    assert!(matches!(&gone, LiaisonError::Retry(why) if why.contains("refuse la connexion")), "{gone:?}");
    dovecot.lock().unwrap().restart();
    assert_eq!(boite.read(store).await.unwrap().traites, 2);
    assert_eq!(seen.into_inner().unwrap(), ["Retour 1", "Retour 2", "Retour 2", "Retour 3"]);
    let dovecot = dovecot.lock().unwrap();
    assert_eq!(subjects(&dovecot.messages("Traites")), ["Retour 1", "Retour 2", "Retour 3"]);
    assert_eq!(dovecot.messages("INBOX").len(), 0);
}

/// A server in clear that answers each command by a rule: the lines to say before the final one, and the final one
/// (`OK`…); none closes the connection.
async fn scripted(rule: fn(&str) -> Option<(String, &'static str)>) -> BoiteConfig {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        converse(stream, rule).await
    });
    BoiteConfig { patience_secondes: 1, ..BoiteConfig::new("127.0.0.1", port, Security::Aucune, "beffroi", "tocsin") }
}

async fn converse(stream: TcpStream, rule: fn(&str) -> Option<(String, &'static str)>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"* OK pret\r\n").await.ok()?;
    loop {
        let line = lines.next_line().await.ok()??;
        let (tag, command) = line.split_once(' ')?;
        let (said, end) = rule(command)?;
        write.write_all(format!("{said}{tag} {end}\r\n").as_bytes()).await.ok()?;
    }
}

/// An ordinary server, with two messages.
fn ordinary(command: &str) -> (String, &'static str) {
    let said = match command {
        "CAPABILITY" => "* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n".to_owned(),
        "SELECT \"INBOX\"" => "* OK [UIDVALIDITY 7] ok\r\n".to_owned(),
        "UID SEARCH ALL" => "* SEARCH 2 1\r\n".to_owned(),
        list if list.starts_with("LIST") => format!("* LIST () \".\" {}\r\n", list.rsplit_once(' ').unwrap().1),
        size if size.contains("RFC822.SIZE") => {
            let uid = size.split(' ').nth(2).unwrap();
            format!("* {uid} FETCH (UID {uid} RFC822.SIZE 12)\r\n")
        }
        body if body.contains("BODY.PEEK") => {
            let uid = body.split(' ').nth(2).unwrap();
            format!("* {uid} FETCH (UID {uid} BODY[]<0> {{12}}\r\nSubject: a\r\n)\r\n")
        }
        _ => String::new(),
    };
    (said, "OK fait")
}

async fn read(rule: fn(&str) -> Option<(String, &'static str)>) -> (Result<liaison::Releve, LiaisonError>, usize) {
    let boite = Boite::new(scripted(rule).await).unwrap();
    let seen = Mutex::new(0);
    let store = async |_| {
        *seen.lock().unwrap() += 1;
        Ok::<_, Infallible>(Keep::Traite)
    };
    (boite.read(store).await, seen.into_inner().unwrap())
}

#[tokio::test]
async fn a_server_that_leaves_or_refuses_is_never_taken_for_an_empty_mailbox() {
    let (releve, seen) = read(|command| Some(ordinary(command))).await;
    assert_eq!((releve.unwrap().traites, seen), (2, 2), "the ordinary one is read");
    let (left, _) = read(|command| (!command.starts_with("UID SEARCH")).then(|| ordinary(command))).await;
    assert!(matches!(left, Err(LiaisonError::Retry(_))), "{left:?}");
    let (refused, _) = read(|command| {
        Some(if command.starts_with("UID SEARCH") { (String::new(), "NO non") } else { ordinary(command) })
    })
    .await;
    assert!(matches!(&refused, Err(LiaisonError::Fail(why)) if why.contains("«\u{a0}non\u{a0}»")), "{refused:?}");
    let (read_only, _) = read(|command| {
        let (said, end) = ordinary(command);
        Some((said, if command.starts_with("SELECT") { "OK [READ-ONLY] fait" } else { end }))
    })
    .await;
    assert!(matches!(read_only, Err(LiaisonError::Fail(_))), "{read_only:?}");
}

#[tokio::test]
async fn sizes_that_a_server_says_are_not_believed() {
    let short = read(|command| Some(resized(command, "RFC822.SIZE 3"))).await;
    let long = read(|command| Some(resized(command, "RFC822.SIZE 99"))).await;
    for (releve, seen) in [short, long] {
        assert_eq!((releve.unwrap().traites, seen), (2, 2));
    }
    let (releve, seen) = read(|command| {
        let (said, end) = ordinary(command);
        Some((said.replace("BODY[]<0>", "BODY[]<7>"), end))
    })
    .await;
    assert_eq!((releve.unwrap().laisses.len(), seen), (2, 0), "another piece than the one asked for");
}

/// The ordinary one, that says another size, and nothing past the end.
fn resized(command: &str, size: &str) -> (String, &'static str) {
    let (said, end) = ordinary(command);
    let past = command.contains("BODY.PEEK") && !command.contains("<0.");
    (if past { String::new() } else { said.replace("RFC822.SIZE 12", size) }, end)
}

#[tokio::test]
async fn an_answer_that_is_no_imap_is_told_shortly() {
    let (releve, _) = read(|command| {
        let noise = "x".repeat(100_000);
        Some(if command.starts_with("UID SEARCH") { (format!("* {noise}\r\n"), "OK") } else { ordinary(command) })
    })
    .await;
    let Err(LiaisonError::Retry(why)) = releve else { panic!("{releve:?}") };
    assert!(why.contains("répond mal") && why.len() < 400, "{why}");
}

#[tokio::test]
async fn a_message_that_does_not_read_or_does_not_move_stays_and_the_next_one_goes() {
    let (releve, seen) = read(|command| {
        Some(if command.starts_with("UID FETCH 1 (UID BODY") { (String::new(), "NO abime") } else { ordinary(command) })
    })
    .await;
    let releve = releve.unwrap();
    assert_eq!((releve.traites, releve.laisses.len(), seen), (1, 1, 1));
    assert!(releve.laisses[0].raison.contains("abime"), "{releve:?}");
    let (releve, seen) = read(|command| {
        Some(if command.starts_with("UID MOVE 1") {
            (String::new(), "NO [OVERQUOTA] plein")
        } else {
            ordinary(command)
        })
    })
    .await;
    assert_eq!((releve.unwrap().laisses.len(), seen), (1, 2));
}

#[tokio::test]
async fn a_server_that_never_speaks_is_left_after_the_patience_of_an_operation() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for security in [Security::Tls, Security::StartTls, Security::Aucune] {
        let config = BoiteConfig::new("localhost", port, security, "beffroi", "tocsin");
        let boite = Boite::new(BoiteConfig { patience_secondes: 1, ..config }).unwrap();
        let late = boite.read(async |_| Ok::<_, Infallible>(Keep::Traite)).await.unwrap_err();
        assert!(matches!(&late, LiaisonError::Retry(why) if why.contains("ne répond pas à temps")), "{late:?}");
    }
}
