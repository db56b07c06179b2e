//! The same dialogue with OpenSSL, by which most of the servers of the field speak.

use std::process::Stdio;

use liaison::{DepotConfig, Verdict, testing::Autorite};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
};

use crate::world::{config, send};

/// `openssl s_server` requiring a client certificate, and its port; what it receives is on its output, and its input is the answer.
async fn s_server(autorite: &Autorite, version: &str) -> (Child, u16) {
    let papiers = autorite.serveur("localhost");
    let mut child = Command::new("openssl")
        .args(["s_server", "-accept", "127.0.0.1:0", version, "-Verify", "1", "-verify_return_error", "-CAfile"])
        .arg(autorite.ca())
        .arg("-cert")
        .arg(&papiers.certificat)
        .arg("-key")
        .arg(&papiers.cle)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let said = read_until(&mut child, "ACCEPT 127.0.0.1:", "\n").await;
    let port = said.rsplit_once(':').unwrap().1.trim().parse().unwrap();
    (child, port)
}

/// Its output, until this word and after it this end.
async fn read_until(child: &mut Child, word: &str, end: &str) -> String {
    let output = child.stdout.as_mut().unwrap();
    let mut said = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&said);
        if text.split_once(word).is_some_and(|(_, rest)| rest.contains(end)) {
            return text.into_owned();
        }
        assert!(output.read_buf(&mut said).await.unwrap() > 0, "openssl left: {}", String::from_utf8_lossy(&said));
    }
}

#[tokio::test]
async fn openssl_receives_the_file_from_who_shows_its_certificate() {
    let autorite = Autorite::new();
    for version in ["-tls1_2", "-tls1_3"] {
        let (mut child, port) = s_server(&autorite, version).await;
        let config = config(&autorite, &[&format!("https://localhost:{port}/depot")]);
        let sending = tokio::spawn(async move { send(&config).await });
        let said = read_until(&mut child, "une archive", "--\r\n").await;
        assert!(said.contains("POST /depot HTTP/1.1\r\n") && said.contains("CN = CDG 82"), "{said}");
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        child.stdin.as_mut().unwrap().write_all(answer).await.unwrap();
        let issue = sending.await.unwrap();
        assert_eq!(issue.verdict(), Verdict::Accepte, "{version}: {issue:?}");
    }
}

#[tokio::test]
async fn openssl_refuses_who_shows_none() {
    let autorite = Autorite::new();
    for version in ["-tls1_2", "-tls1_3"] {
        let (_child, port) = s_server(&autorite, version).await;
        let right = config(&autorite, &[&format!("https://localhost:{port}/depot")]);
        let issue = send(&DepotConfig { certificat: None, cle: None, ..right }).await;
        assert_eq!(issue.verdict(), Verdict::AReessayer, "{version}: {issue:?}");
        assert!(issue.message().contains("certificat client"), "{version}: {issue:?}");
    }
}
