//! The signature, as others compute it: `openssl`, Python's `hmac`, and the library of Standard Webhooks when it is at hand.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use db::testing::TestDb;
use liaison::testing::{Appele, Reponse};
use webhooks::{Secret, abonnements};

use crate::world::{MIGRATIONS, Monde};

/// The Python that has the package `standardwebhooks`: that of `SIGNATURE_VENV`, or of `target/venv-signature` (`tools/venv-signature`
/// makes it).
fn judge() -> Option<PathBuf> {
    let given = std::env::var_os("SIGNATURE_VENV").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../venv-signature");
    given.into_iter().chain([beside]).map(|folder| folder.join("bin/python")).find(|python| {
        Command::new(python).args(["-c", "import standardwebhooks"]).output().is_ok_and(|done| done.status.success())
    })
}

const HMAC: &str = "import base64,hashlib,hmac,sys\n\
    key=base64.b64decode(sys.argv[1].removeprefix('whsec_'))\n\
    print(base64.b64encode(hmac.new(key,sys.stdin.buffer.read(),hashlib.sha256).digest()).decode(),end='')";
const STANDARD: &str = "import datetime,sys\n\
    from unittest import mock\n\
    from standardwebhooks import Webhook, webhooks\n\
    real=datetime.datetime\n\
    class Then(real):\n\
    \x20   @classmethod\n\
    \x20   def now(cls,tz=None): return real.fromtimestamp(int(sys.argv[3]),tz)\n\
    with mock.patch.object(webhooks,'datetime',Then):\n\
    \x20   Webhook(sys.argv[1]).verify(sys.stdin.buffer.read(),{'webhook-id':sys.argv[2],'webhook-timestamp':sys.argv[3],'webhook-signature':sys.argv[4]})";

fn run(program: &str, args: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

fn signed(appele: &Appele) -> Vec<u8> {
    let head = format!("{}.{}.", appele.entete("webhook-id"), appele.entete("webhook-timestamp"));
    [head.as_bytes(), &appele.octets].concat()
}

/// What each of the others finds for this request and this secret.
fn expected(appele: &Appele, secret: &Secret) -> String {
    let text = secret.reveal();
    let python = String::from_utf8(run("python3", &["-c", HMAC, &text], &signed(appele))).unwrap();
    let key = run("openssl", &["base64", "-d", "-A"], text.trim_start_matches("whsec_").as_bytes());
    let key = hex::encode(key);
    assert_eq!(key.len(), 64, "32 bytes");
    let hexkey = format!("hexkey:{key}");
    let tag = run("openssl", &["dgst", "-sha256", "-mac", "HMAC", "-macopt", &hexkey, "-binary"], &signed(appele));
    let openssl = String::from_utf8(run("openssl", &["base64", "-A"], &tag)).unwrap();
    assert_eq!(python, openssl);
    format!("v1,{openssl}")
}

#[tokio::test]
async fn others_find_the_same_signature_before_during_and_after_a_rotation() {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let monde = Monde::new(test.db.clone());
    let commune = monde.commune;
    let serveur = monde.serve(|_| Reponse::ok()).await;
    let (id, first) = monde.listen(commune, &serveur.url()).await;
    let rotate = async || {
        let mut tx = monde.begin(commune).await;
        let made = abonnements::rotate(&mut tx, &monde.webhooks, monde.ctx(commune), id).await.unwrap();
        tx.commit().await.unwrap();
        made
    };
    let told = async || {
        monde.emit(commune).await;
        monde.drain().await;
        serveur.appels().pop().unwrap()
    };
    let signatures =
        |appele: &Appele| appele.entete("webhook-signature").split(' ').map(str::to_owned).collect::<Vec<_>>();
    let alone = told().await;
    assert_eq!(signatures(&alone), [expected(&alone, &first)]);
    assert_eq!(alone.entete("webhook-timestamp"), "1795334400");

    let second = rotate().await;
    let both = told().await;
    assert_eq!(signatures(&both), [expected(&both, &second), expected(&both, &first)]);
    monde.clock.advance_seconds(7 * 86_400);
    let later = told().await;
    assert_eq!(signatures(&later), [expected(&later, &second)], "seven days are over");

    let third = rotate().await;
    assert!(monde.abonnement(commune, id).await.precedent_jusqu_a.is_some());
    let mut tx = monde.begin(commune).await;
    abonnements::end_rotation(&mut tx, monde.ctx(commune), id).await.unwrap();
    tx.commit().await.unwrap();
    let ended = told().await;
    assert_eq!(signatures(&ended), [expected(&ended, &third)]);

    let (fourth, fifth) = (rotate().await, rotate().await);
    let twice = told().await;
    assert_eq!(signatures(&twice), [expected(&twice, &fifth), expected(&twice, &fourth)], "two secrets at most");
    standard_library(&twice, &[fourth, fifth], &first);
}

/// The library that receivers take accepts it with any of the secrets that are valid, and no other.
fn standard_library(appele: &Appele, valid: &[Secret], gone: &Secret) {
    let Some(python) = judge() else {
        println!("SKIPPED: no standardwebhooks in SIGNATURE_VENV nor in target/venv-signature");
        return;
    };
    let verify = |secret: &Secret, body: &[u8]| {
        let header = |name| appele.entete(name).to_owned();
        let (id, at, signature) = (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
        let mut child = Command::new(&python)
            .args(["-c", STANDARD, &secret.reveal(), &id, &at, &signature])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(body).unwrap();
        let out = child.wait_with_output().unwrap();
        (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    for secret in valid {
        let (accepted, why) = verify(secret, &appele.octets);
        assert!(accepted, "{why}");
    }
    let altered = appele.octets.iter().map(|byte| byte ^ 1).collect::<Vec<u8>>();
    for (accepted, why) in [verify(gone, &appele.octets), verify(&valid[0], &altered)] {
        assert!(!accepted && why.contains("WebhookVerificationError"), "{why}");
    }
}
