//! Keys, certificates and signatures made by openssl for a test, in a folder that goes with it.

use std::{path::PathBuf, process::Command};

use certificats::{Hachage, RawSigner, SoftwareKey};
use time::OffsetDateTime;

pub const PDF: &[u8] = include_bytes!("../../../actes/fixtures/deliberation.pdf");

pub struct Papiers {
    folder: tempfile::TempDir,
}

impl Papiers {
    /// An authority, and a signer whom it knows.
    pub fn new() -> Self {
        let papiers = Self { folder: tempfile::tempdir().unwrap() };
        papiers.openssl(&[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "ac.key",
            "-out",
            "ac.pem",
            "-days",
            "3650",
            "-subj",
            "/CN=AC de test",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
        ]);
        papiers.openssl(&[
            "req",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "maire.key",
            "-out",
            "maire.csr",
            "-subj",
            "/CN=Jean Vidal/O=Albias",
        ]);
        std::fs::write(
            papiers.path("ext"),
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n",
        )
        .unwrap();
        papiers.openssl(&[
            "x509",
            "-req",
            "-in",
            "maire.csr",
            "-CA",
            "ac.pem",
            "-CAkey",
            "ac.key",
            "-CAcreateserial",
            "-out",
            "maire.pem",
            "-days",
            "365",
            "-extfile",
            "ext",
        ]);
        papiers
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn openssl(&self, arguments: &[&str]) {
        let done = Command::new("openssl").args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// A detached CMS of these bytes, by openssl.
    pub fn p7s(&self, octets: &[u8]) -> Vec<u8> {
        std::fs::write(self.path("document"), octets).unwrap();
        self.openssl(&[
            "cms",
            "-sign",
            "-binary",
            "-in",
            "document",
            "-signer",
            "maire.pem",
            "-inkey",
            "maire.key",
            "-outform",
            "DER",
            "-out",
            "document.p7s",
            "-cades",
            "-md",
            "sha256",
        ]);
        self.read("document.p7s")
    }

    pub fn key(&self) -> SoftwareKey {
        SoftwareKey::new(&self.read("maire.key"), &self.read("maire.pem")).unwrap()
    }

    /// The PDF signed by the mayor.
    pub fn signed_pdf(&self, at: OffsetDateTime) -> Vec<u8> {
        let key = self.key();
        let options = pades::Options::new(at);
        let prepared = pades::prepare(PDF, key.certificat(), &[], &options).unwrap();
        let algorithme = key.certificat().cle().algorithme(Hachage::Sha256).unwrap();
        let value = key.sign(algorithme, prepared.to_sign()).unwrap();
        let cms = prepared.assemble(&value).unwrap();
        prepared.write(PDF, &cms).unwrap()
    }
}
