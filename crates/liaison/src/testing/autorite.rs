//! `Autorite`: a certificate authority of one test, by the command `openssl`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// An authority; its files go with it.
#[derive(Debug)]
pub struct Autorite {
    folder: TempDir,
}

/// A certificate and its key, in PEM.
#[derive(Debug, Clone)]
pub struct Papiers {
    pub certificat: PathBuf,
    pub cle: PathBuf,
}

impl Autorite {
    #[expect(clippy::new_without_default, reason = "it runs a program")]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj";
        openssl(folder.path(), request, &["/CN=Autorité d’essai", "-utf8", "-keyout", "ca.key", "-out", "ca.pem"]);
        Self { folder }
    }

    /// The certificate of the authority.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// For a server of this name: `localhost`.
    pub fn serveur(&self, nom: &str) -> Papiers {
        self.issue(nom, 2, &format!("subjectAltName=DNS:{nom}\nextendedKeyUsage=serverAuth\n"))
    }

    /// For a client, valid so many days.
    pub fn client(&self, nom: &str, days: u32) -> Papiers {
        self.issue(nom, days, "extendedKeyUsage=clientAuth\n")
    }

    fn issue(&self, nom: &str, days: u32, extensions: &str) -> Papiers {
        let folder = self.folder.path();
        let file = nom.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let at = |end: &str| format!("{file}-{days}.{end}");
        let papiers = Papiers { certificat: folder.join(at("pem")), cle: folder.join(at("key")) };
        // Two servers of one name share their papers: a program that reads them late finds a key that goes with its certificate.
        if papiers.certificat.exists() {
            return papiers;
        }
        std::fs::write(folder.join(at("ext")), format!("basicConstraints=CA:FALSE\n{extensions}")).unwrap();
        let request = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -utf8";
        let subject = format!("/C=FR/O=Centre de gestion/CN={nom}");
        openssl(folder, request, &["-subj", &subject, "-keyout", &at("key"), "-out", &at("csr")]);
        let days = days.to_string();
        let files = ["-in", &at("csr"), "-out", &at("pem"), "-extfile", &at("ext"), "-days", &days];
        openssl(folder, "x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial", &files);
        papiers
    }
}

fn openssl(folder: &Path, words: &str, others: &[&str]) {
    let mut command = Command::new("openssl");
    command.args(words.split(' ')).args(others).current_dir(folder);
    let missing =
        |why| panic!("openssl is missing: install the Debian package openssl (make prepare-test does). {why}");
    let done = command.output().unwrap_or_else(missing);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
