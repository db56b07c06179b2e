//! A server of the field, reached by TLS from the first byte and by STARTTLS, with a certificate of one's own authority.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use mail::{EtatMessage, Mailer, Security, SmtpConfig, Transport};
use tempfile::TempDir;

use crate::world::{clock, config, drain, found, mail, send};

const OPENSSL_SERVER: &str = "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n";

/// The server and what it kept; it stops with the test.
struct Serveur {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl Drop for Serveur {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serveur {
    fn new(mode: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        authority(folder.path());
        std::fs::create_dir(folder.path().join("boites")).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/serveur.py");
        let at = |name: &str| folder.path().join(name);
        // Debian's interpreter, which has Debian's module.
        let mut child = Command::new("/usr/bin/python3")
            .args([script, mode])
            .args([at("serveur.pem"), at("serveur.key"), at("boites")])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap(); // Empty: python3-aiosmtpd is missing, which make prepare-test installs.
        Self { child, folder, port }
    }

    fn config(&self, security: Security) -> SmtpConfig {
        SmtpConfig {
            host: "localhost".to_owned(),
            security,
            user: Some("beffroi".to_owned()),
            password: Some("tocsin".to_owned()),
            ca: Some(self.folder.path().join("autorite.pem")),
            ..config(self.port)
        }
    }

    fn kept(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path().join("boites")).unwrap();
        files.map(|file| String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned()).collect()
    }
}

/// `autorite.pem`, and `serveur.pem` signed by it for `localhost`.
fn authority(folder: &Path) {
    std::fs::write(folder.join("serveur.ext"), OPENSSL_SERVER).unwrap();
    let key = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for command in [
        format!("{key} -x509 -days 2 -subj /CN=Autorite -keyout autorite.key -out autorite.pem"),
        format!("{key} -subj /CN=localhost -keyout serveur.key -out serveur.csr"),
        "x509 -req -in serveur.csr -CA autorite.pem -CAkey autorite.key -CAcreateserial -days 2 -extfile serveur.ext \
         -out serveur.pem"
            .to_owned(),
    ] {
        let done = Command::new("openssl").args(command.split(' ')).current_dir(folder).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

async fn sent_with(config: SmtpConfig) -> (EtatMessage, Option<String>) {
    let test = db::testing::TestDb::sqlite(crate::world::MIGRATIONS).await;
    let clock = clock();
    let id = send(&test.db, &clock, mail("État annuel 2026")).await;
    drain(&test.db, &clock, Mailer::new(Transport::Smtp(config)).unwrap()).await;
    let message = found(&test.db, id).await.message;
    (message.etat, message.erreur)
}

#[tokio::test]
async fn a_mail_leaves_encrypted_and_signed_in_both_ways() {
    for (mode, security) in [("tls", Security::Tls), ("starttls", Security::StartTls)] {
        let server = Serveur::new(mode);
        let sent = sent_with(server.config(security)).await;
        assert_eq!(sent, (EtatMessage::Envoye, None), "{mode}");
        let kept = server.kept();
        assert_eq!(kept.len(), 1);
        assert!(
            kept[0].contains("X-Pour: anne.eluere@albias.fr") && kept[0].contains("X-Chiffre: True"),
            "{}",
            kept[0]
        );
        assert!(kept[0].contains("multipart/alternative"), "{}", kept[0]);
    }
}

#[tokio::test]
async fn an_unknown_authority_a_wrong_name_or_a_wrong_password_send_nothing() {
    let server = Serveur::new("starttls");
    let right = || server.config(Security::StartTls);
    let wrong_password = SmtpConfig { password: Some("tambour".to_owned()), ..right() };
    for (config, why) in [
        (SmtpConfig { ca: None, ..right() }, "unknown authority"),
        (SmtpConfig { host: "127.0.0.1".to_owned(), ..right() }, "the certificate is for localhost"),
        (wrong_password, "wrong password"),
    ] {
        let (etat, erreur) = sent_with(config).await;
        assert!(matches!(etat, EtatMessage::AEnvoyer | EtatMessage::Echec), "{why}: {etat:?}");
        assert!(erreur.is_some(), "{why}");
    }
    assert_eq!(server.kept(), Vec::<String>::new());
}

#[test]
fn an_authority_that_does_not_read_is_told_by_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("autorite.pem");
    std::fs::write(&file, "pas un certificat").unwrap();
    for ca in [file, folder.path().join("absent.pem")] {
        let config = SmtpConfig { security: Security::Tls, ca: Some(ca.clone()), ..config(465) };
        let refus = Mailer::new(Transport::Smtp(config)).unwrap_err().to_string();
        assert!(refus.contains(&ca.display().to_string()), "{refus}");
    }
}
