//! Servers that answer anything: every attempt ends, in bounded time, with something to show.

use std::{env, sync::Arc, sync::Mutex};

use db::testing::TestDb;
use liaison::AppelConfig;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use webhooks::{EtatLivraison, WebhooksConfig, livraisons};

use crate::world::{MIGRATIONS, Monde};

const CASES: u32 = 64;

/// The cases of a run; `WEBHOOKS_FUZZ_CASES` for a long one.
fn cases() -> u32 {
    env::var("WEBHOOKS_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES)
}

/// Answers these bytes to each request, then closes.
async fn answering(bytes: Arc<Mutex<Vec<u8>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let answer = bytes.lock().unwrap().clone();
            tokio::spawn(async move {
                let mut request = vec![0; 4_096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(&answer).await;
            });
        }
    });
    port
}

/// An answer of the field, then bytes changed, cut, doubled.
fn answer() -> impl Strategy<Value = Vec<u8>> {
    let field = prop::sample::select(vec![
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".to_vec(),
        b"HTTP/1.1 503 Nope\r\nRetry-After: Sun, 22 Nov 2026 09:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlate\r\n0\r\n\r\n".to_vec(),
        b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n".to_vec(),
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nok".to_vec(),
        b"HTTP/1.1 429 Slow\r\nRetry-After: 99999999999999999999\r\nContent-Length: 1\r\n\r\n\0".to_vec(),
        b"\x16\x03\x01\x00\x02\x01\x00".to_vec(),
        b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
        Vec::new(),
    ]);
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0_u8..4);
    (field, prop::collection::vec(change, 0..6)).prop_map(|(mut bytes, changes)| {
        for (at, byte, how) in changes {
            if bytes.is_empty() {
                return bytes;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at),
                2 => bytes.insert(at, byte),
                _ => bytes.extend_from_within(at..),
            }
        }
        bytes
    })
}

#[tokio::test]
async fn whatever_a_server_answers_is_kept_and_ends() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let appel = AppelConfig { http_local: true, total_secondes: 2, ..AppelConfig::default() };
    let monde = monde.with(&WebhooksConfig { appel, ..WebhooksConfig::default() });
    let commune = monde.commune;
    let bytes = Arc::new(Mutex::new(Vec::new()));
    let port = answering(Arc::clone(&bytes)).await;
    let (id, _) = monde.listen(commune, &format!("http://127.0.0.1:{port}/")).await;
    let siren = "218200020".parse().unwrap();
    let mut runner = TestRunner::deterministic();
    for _ in 0..cases() {
        let tried = answer().new_tree(&mut runner).unwrap().current();
        bytes.lock().unwrap().clone_from(&tried);
        let mut tx = monde.begin(commune).await;
        let essai = livraisons::try_out(&mut tx, monde.ctx(commune), siren, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(monde.drain().await, 1);
        let mut tx = monde.begin(commune).await;
        let whole = livraisons::find(&mut tx, commune, essai).await.unwrap().unwrap();
        let tentative = &whole.tentatives[0];
        let told = String::from_utf8_lossy(&tried);
        assert!(tentative.statut.is_some() != tentative.erreur.is_some(), "{told}");
        let passed = tentative.statut.is_some_and(|statut| (200..300).contains(&statut));
        assert_eq!(whole.livraison.etat == EtatLivraison::Livree, passed, "{told}");
        assert!(tentative.extrait.as_ref().is_none_or(|text| text.len() <= 3 * liaison::Appel::EXTRAIT));
    }
}
