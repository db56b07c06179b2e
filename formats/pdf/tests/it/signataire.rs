//! A signer of PDF, as small as can be: a revision with a hole, and openssl to fill it.

use std::process::Command;

use pdf::{Dict, Document, Object, Revision};
use tempfile::TempDir;

use super::juges::file;

/// Bytes kept for the signature.
const HOLE: usize = 4096;
const FAR: i64 = 9_999_999_999;

/// A key and its certificate, `key.pem` and `cert.pem`, as long as the folder lives.
fn key_and_certificate() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Maire de Test"])
        .args(["-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

/// Signs the whole file; `level` certifies it (`DocMDP`).
pub(crate) fn sign(octets: &[u8], level: Option<i64>) -> Vec<u8> {
    let document = Document::open(octets).unwrap();
    let mut revision = Revision::new(&document);
    let mut signature = Dict::default()
        .with("Type", Object::name("Sig"))
        .with("Filter", Object::name("Adobe.PPKLite"))
        .with("SubFilter", Object::name("adbe.pkcs7.detached"))
        .with("ByteRange", Object::array([0, FAR, FAR, FAR]))
        .with("Contents", Object::Hex(vec![0; HOLE]));
    if let Some(level) = level {
        let params = Dict::default()
            .with("Type", Object::name("TransformParams"))
            .with("V", Object::name("1.2"))
            .with("P", level);
        let reference = Dict::default()
            .with("Type", Object::name("SigRef"))
            .with("TransformMethod", Object::name("DocMDP"))
            .with("TransformParams", params);
        signature.set("Reference", Object::array([reference]));
    }
    let signature = revision.add(signature);
    let catalogue_id = document.trailer().get("Root").unwrap().as_ref().unwrap();
    let mut catalogue = document.catalogue().unwrap();
    let mut form = document.find_dict(&catalogue, "AcroForm").unwrap().unwrap_or_default();
    let mut fields = document.find(&form, "Fields").unwrap().as_array().map(<[Object]>::to_vec).unwrap_or_default();
    let field = Dict::default()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("Rect", Object::array([0_i64; 4]))
        .with("F", 132_i64)
        .with("FT", Object::name("Sig"))
        .with("T", Object::Text(format!("Signature{}", fields.len() + 1).into_bytes()))
        .with("V", signature);
    fields.push(revision.add(field).into());
    form.set("Fields", fields);
    form.set("SigFlags", 3_i64);
    catalogue.set("AcroForm", form);
    if level.is_some() {
        catalogue.set("Perms", Dict::default().with("DocMDP", signature));
    }
    revision.replace(catalogue_id, catalogue);
    fill(octets.len(), revision.write().unwrap())
}

/// Writes where the hole is, then what signs the rest.
fn fill(before: usize, mut octets: Vec<u8>) -> Vec<u8> {
    let find = |octets: &[u8], word: &[u8]| {
        before + octets[before..].windows(word.len()).position(|window| window == word).unwrap()
    };
    let start = find(&octets, b"/Contents <0000") + "/Contents ".len();
    let end = start + 2 * HOLE + 2;
    let range = find(&octets, b"[0 9999999999 9999999999 9999999999]");
    let told = format!("[0 {start} {end} {}", octets.len() - end);
    let told = format!("{told:<35}]");
    octets[range..range + told.len()].copy_from_slice(told.as_bytes());
    let signed = [&octets[..start], &octets[end..]].concat();
    let folder = key_and_certificate();
    let input = file(&signed);
    let output = Command::new("openssl")
        .args([
            "cms", "-sign", "-binary", "-md", "sha256", "-outform", "DER", "-inkey", "key.pem", "-signer", "cert.pem",
            "-in",
        ])
        .arg(input.path())
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (rank, byte) in output.stdout.iter().enumerate() {
        let at = start + 1 + 2 * rank;
        octets[at..at + 2].copy_from_slice(format!("{byte:02X}").as_bytes());
    }
    octets
}
