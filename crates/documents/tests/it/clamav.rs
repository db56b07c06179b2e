//! ClamAV itself, with a signature of our own: its public base is not redistributed.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use documents::{Antivirus, EtatDocument, ReceiveError, Refus};
use tempfile::TempDir;

use crate::world::{PDF, chunks, world};

/// What the signature looks for: a sentence of ours, in hexadecimal.
const MARK: &[u8] = b"Ceci est un virus de laboratoire.";
const PATIENCE: Duration = Duration::from_mins(1);

/// A clamd on a socket of its own; it stops with the test.
struct ClamAv {
    child: Child,
    folder: TempDir,
}

impl Drop for ClamAv {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl ClamAv {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("base")).unwrap();
        std::fs::write(at("base/essai.ndb"), format!("Essai.Laboratoire:0:*:{}\n", hex::encode(MARK))).unwrap();
        let lines = [
            format!("LocalSocket {}", at("clamd.sock").display()),
            format!("DatabaseDirectory {}", at("base").display()),
            "Foreground yes".to_owned(),
            "User root".to_owned(),
            "StreamMaxLength 1M".to_owned(),
        ];
        // Without the rights of root, clamd may not change its user: it keeps its own.
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
        let kept: Vec<String> = lines.into_iter().filter(|line| is_root || !line.starts_with("User")).collect();
        std::fs::write(at("clamd.conf"), kept.join("\n") + "\n").unwrap();
        let child = Command::new("/usr/sbin/clamd")
            .arg("--config-file")
            .arg(at("clamd.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(); // `make prepare-test` installs it.
        let since = Instant::now();
        while !at("clamd.sock").exists() {
            assert!(since.elapsed() < PATIENCE, "clamd does not listen");
            std::thread::yield_now();
        }
        Self { child, folder }
    }

    fn antivirus(&self) -> Antivirus {
        Antivirus::new(&format!("unix:{}", self.folder.path().join("clamd.sock").display())).unwrap()
    }
}

#[tokio::test]
async fn clamav_lets_a_clean_file_in_and_refuses_an_infected_one_by_its_name() {
    let clamav = ClamAv::start();
    let world = world(Some(clamav.antivirus()), false).await;
    assert_eq!(world.receive(PDF).await.etat, EtatDocument::Sain);
    let infected = [PDF, &[b'x'; 9_000], MARK].concat();
    let error = world.documents.receive(chunks(&infected), "acte.pdf", None).await.unwrap_err();
    assert!(
        matches!(&error, ReceiveError::Refus(Refus::Infecte(name)) if name.starts_with("Essai.Laboratoire")),
        "{error}"
    );
    assert_eq!(world.files().len(), 1, "of the clean one alone");
}

#[tokio::test]
async fn what_clamav_will_not_read_whole_waits() {
    let clamav = ClamAv::start();
    let world = world(Some(clamav.antivirus()), false).await;
    let long = vec![b'x'; 990_000]; // Within our limit.
    assert_eq!(world.receive(&long).await.etat, EtatDocument::Sain);
    drop(clamav);
    assert_eq!(world.receive(&[PDF, b"%"].concat()).await.etat, EtatDocument::NonAnalyse, "clamd is gone");
}
