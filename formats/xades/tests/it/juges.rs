//! Independent judges: xmlsec1 (libxml2, OpenSSL), xmllint, and signxml (lxml, cryptography) in a venv of Python.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use super::pki::PKI;

/// A file of these bytes, as long as it is held.
pub(crate) fn file(octets: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::with_suffix(".xml").unwrap();
    file.write_all(octets).unwrap();
    file
}

/// What xmlsec1 says of each signature of a file: whether it is whole.
pub(crate) fn xmlsec1(octets: &[u8], signatures: usize) -> Vec<bool> {
    let file = file(octets);
    let trusted = PKI.join("racine.pem");
    let ranks = 1..=signatures;
    ranks
        .map(|rank| {
            let xpath = format!("(//*[local-name()='Signature'])[{rank}]");
            let output = Command::new("xmlsec1")
                .args(["--verify", "--trusted-pem"])
                .arg(&trusted)
                .args(["--id-attr:Id", "Bordereau", "--id-attr:Id", "PES_Aller", "--id-attr:Id", "SignedProperties"])
                .args(["--node-xpath", &xpath])
                .arg(file.path())
                .output()
                .unwrap();
            if !output.status.success() {
                println!("{}", String::from_utf8_lossy(&output.stderr));
            }
            output.status.success()
        })
        .collect()
}

/// The Python of a venv that has signxml: `SIGNATURE_VENV`, or `target/venv-signature` (the README says how to make it).
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let given = env::var_os("SIGNATURE_VENV").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../venv-signature");
    let mut all = given.into_iter().chain([beside]).map(|folder| folder.join("bin/python"));
    all.find(|python| {
        Command::new(python).args(["-c", "import signxml"]).output().is_ok_and(|done| done.status.success())
    })
});

/// Runs a script with arguments; `None` when there is no signxml here.
pub(crate) fn python(script: &str, args: &[&Path]) -> Option<bool> {
    let Some(python) = &*PYTHON else {
        println!("SKIPPED: no signxml in SIGNATURE_VENV nor in target/venv-signature");
        return None;
    };
    let output = Command::new(python).args(["-c", script]).args(args).output().unwrap();
    println!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Some(output.status.success())
}

/// Verifies each signature of a file by itself; the certificate is given, so that the chain is not judged.
const SIGNXML: &str = r"
import sys, signxml, datetime
from lxml import etree
from signxml import XMLVerifier, SignatureConfiguration
document = etree.parse(sys.argv[1])
signatures = document.findall('.//{http://www.w3.org/2000/09/xmldsig#}Signature')
assert len(signatures) == int(sys.argv[3]), len(signatures)
at = datetime.datetime.fromisoformat(sys.argv[4]) if sys.argv[4] else None
expected = SignatureConfiguration(expect_references=2, location='./', verification_time=at)
for signature in signatures:
    parent = signature.getparent()
    found = XMLVerifier().verify(parent, x509_cert=open(sys.argv[2]).read(), id_attribute='Id', expect_config=expected)
    assert found[0].signed_xml.get('Id') == parent.get('Id')
    assert signature not in list(found[0].signed_xml.iter())
";

/// Whether signxml takes all the signatures of a PES, made by the holder of this certificate (PEM), at an instant or now (empty).
pub(crate) fn signxml(octets: &[u8], pem: &[u8], signatures: usize, at: &str) -> Option<bool> {
    let (document, certificat) = (file(octets), file(pem));
    python(SIGNXML, &[document.path(), certificat.path(), Path::new(&signatures.to_string()), Path::new(at)])
}
