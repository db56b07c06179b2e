//! pyHanko, when it is there: `SIGNATURE_VENV`, or `target/venv-signature` (the README says how to make it).

use std::{path::PathBuf, process::Command};

use super::{pki::PKI, regards::file};

fn tool(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os("SIGNATURE_VENV").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../venv-signature");
    let found =
        given.into_iter().chain([beside]).map(|folder| folder.join("bin").join(name)).find(|path| path.exists());
    if found.is_none() {
        println!("SKIPPED: no pyHanko in SIGNATURE_VENV nor in target/venv-signature");
    }
    found
}

/// What pyHanko says of each signature of a file, or nothing when it is not there.
pub(crate) fn pyhanko_says(octets: &[u8], extra: &[&str]) -> Option<String> {
    let file = file(octets);
    let output = Command::new(tool("pyhanko")?)
        .args(["sign", "validate", "--pretty-print", "--trust", "racine.pem", "--trust-replace"])
        .args(["--other-certs", "intermediaire.pem"])
        .args(extra)
        .arg(file.path())
        .current_dir(&*PKI)
        .output()
        .unwrap();
    Some(String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

/// pyHanko takes all the signatures, and what was added after each.
pub(crate) fn assert_pyhanko_agrees(octets: &[u8], signatures: usize) {
    let Some(said) = pyhanko_says(octets, &["--no-revocation-check"]) else { return };
    assert_eq!(said.matches("The signature is judged VALID").count(), signatures, "{said}");
    assert!(!said.contains("INVALID"), "{said}");
}

const LTA: &str = r#"
import asyncio, sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec, RevinfoOnlineFetchingRule, RevocationInfoGatheringSpec, SignatureValidationSpec)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
roots = SimpleTrustManager.build([load_cert_from_pemder("racine.pem")])
policy = CertValidationPolicySpec(roots, CertRevTrustPolicy(REQUIRE_REVINFO))
offline = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
spec = PdfSignatureValidationSpec(SignatureValidationSpec(policy, revinfo_gathering_policy=offline))
signature = PdfFileReader(open(sys.argv[1], "rb")).embedded_regular_signatures[0]
print("LTA", asyncio.run(ades_lta_validation(signature, spec)).ades_subindic)
"#;

/// What pyHanko says of a file whose proofs are all inside, or nothing when it is not there.
pub(crate) fn pyhanko_says_lta(octets: &[u8]) -> Option<String> {
    let file = file(octets);
    let output = Command::new(tool("python")?).args(["-c", LTA]).arg(file.path()).current_dir(&*PKI).output().unwrap();
    Some(String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

/// The file signed by pyHanko as this person, or nothing when it is not there.
pub(crate) fn pyhanko_signs(octets: &[u8], name: &str, extra: &[&str]) -> Option<Vec<u8>> {
    let (before, after) = (file(octets), file(b""));
    let output = Command::new(tool("pyhanko")?)
        .args(["sign", "addsig", "--field", "1/40,40,240,110/Pyhanko"])
        .args(extra)
        .args(["pemder", "--no-pass", "--key", &format!("{name}.key"), "--cert", &format!("{name}.pem")])
        .args(["--chain", "intermediaire.pem"])
        .args([before.path(), after.path()])
        .current_dir(&*PKI)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(std::fs::read(after.path()).unwrap())
}
