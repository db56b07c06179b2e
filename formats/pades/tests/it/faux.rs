//! Files whose signatures lie about what they cover.

use certificats::{Integrite, Verdict};
use pdf::{Document, Object, Revision};

use super::{codes, fabrique::Fabrique, sign, verify};

fn signed() -> Vec<u8> {
    sign(&Fabrique { pages: 2, ..Fabrique::default() }.pdf(), "adjoint")
}

/// The numbers of the range of bytes, and where they are written.
fn range(octets: &[u8]) -> (usize, usize, [usize; 4]) {
    let start = octets.windows(11).rposition(|window| window == b"/ByteRange ").unwrap() + 12;
    let end = start + octets[start..].iter().position(|byte| *byte == b']').unwrap();
    let told = String::from_utf8(octets[start..end].to_vec()).unwrap();
    let numbers: Vec<usize> = told.split_whitespace().map(|number| number.parse().unwrap()).collect();
    (start, end, numbers.try_into().unwrap())
}

fn with_range(octets: &[u8], numbers: [usize; 4]) -> Vec<u8> {
    let (start, end, _) = range(octets);
    let told = numbers.map(|number| number.to_string()).join(" ");
    let mut out = octets.to_vec();
    out[start..end].copy_from_slice(format!("{told:<width$}", width = end - start).as_bytes());
    out
}

#[test]
fn a_byte_changed_anywhere_is_seen() {
    let signed = signed();
    let (_, _, [_, before, after, rest]) = range(&signed);
    assert_eq!(after + rest, signed.len());
    for at in (0..signed.len()).step_by(37).filter(|at| !(before..after).contains(at)) {
        let mut changed = signed.clone();
        changed[at] ^= 0x04;
        let Ok(document) = Document::open(&changed) else { continue };
        if pdf::champs(&document).is_ok_and(|champs| !champs.is_empty()) {
            for found in verify(&changed) {
                assert_eq!(found.rapport.integrite, Integrite::Ko, "{at}");
                assert_ne!(found.rapport.verdict, Verdict::Valide, "{at}");
            }
        }
    }
}

#[test]
fn a_range_that_leaves_something_out_is_refused() {
    let signed = signed();
    let (_, _, [_, before, after, rest]) = range(&signed);
    for numbers in [
        [0, before - 20, after, rest],
        [0, before, after + 20, rest - 20],
        [10, before - 10, after, rest],
        [0, before, after, rest + 1],
        [0, before, after, 0],
        [0, after, before, rest],
        [0, 0, 0, 0],
        [0, usize::MAX / 2, usize::MAX / 2, usize::MAX / 2],
    ] {
        let found = verify(&with_range(&signed, numbers.map(|number| number.min(9_999_999_999)))).remove(0);
        assert_eq!((found.rapport.integrite, found.rapport.verdict), (Integrite::Ko, Verdict::Invalide), "{numbers:?}");
    }
}

/// The signature of a file carried to another, or beside itself in the same.
#[test]
fn a_signature_carried_elsewhere_is_refused() {
    let signed = signed();
    let document = Document::open(&signed).unwrap();
    let champ = pdf::champs(&document).unwrap().remove(0);
    let value = document.find_dict(&champ.dict, "V").unwrap().unwrap();
    // A new field, later, with the same value.
    let mut revision = Revision::new(&document);
    let again = revision.add(value.clone());
    let field = champ.dict.clone().with("T", Object::Text(b"Copie".to_vec())).with("V", again);
    let field = revision.add(field);
    let mut catalogue = document.catalogue().unwrap();
    let form = document.find_dict(&catalogue, "AcroForm").unwrap().unwrap();
    let mut fields = document.find(&form, "Fields").unwrap().as_array().unwrap().to_vec();
    fields.push(field.into());
    catalogue.set("AcroForm", form.with("Fields", fields));
    revision.replace(document.trailer().get("Root").unwrap().as_ref().unwrap(), catalogue);
    let found = verify(&revision.write().unwrap());
    assert_eq!(found.len(), 2);
    let copy = found.iter().find(|one| one.champ == "Copie").unwrap();
    assert_eq!((copy.rapport.integrite, copy.rapport.verdict), (Integrite::Ko, Verdict::Invalide));
    assert!(codes(copy).contains(&"signature_rapportee"));
    // In a file of its own.
    let other = Fabrique { pages: 3, ..Fabrique::default() }.pdf();
    let other_document = Document::open(&other).unwrap();
    let mut revision = Revision::new(&other_document);
    let value = revision.add(value);
    let field = revision.add(champ.dict.with("V", value));
    let catalogue = other_document.catalogue().unwrap();
    let form = pdf::Dict::default().with("Fields", Object::array([field]));
    revision.replace(other_document.trailer().get("Root").unwrap().as_ref().unwrap(), catalogue.with("AcroForm", form));
    let found = verify(&revision.write().unwrap()).remove(0);
    assert_eq!((found.rapport.integrite, found.rapport.verdict), (Integrite::Ko, Verdict::Invalide));
}

#[test]
fn a_signature_told_twice_is_refused() {
    let signed = signed();
    let document = Document::open(&signed).unwrap();
    let champ = pdf::champs(&document).unwrap().remove(0);
    let id = champ.dict.get("V").unwrap().as_ref().unwrap();
    let text = format!("{} 0 obj\n<< /Type", id.number);
    let start = signed.windows(text.len()).rposition(|window| window == text.as_bytes()).unwrap();
    let mut twice = signed[..start].to_vec();
    twice.extend(format!("{} 0 obj\n<< /ByteRange [0 1 2 3] /Type", id.number).bytes());
    twice.extend(&signed[start + text.len()..]);
    if let Ok(document) = Document::open(&twice) {
        drop(document);
        for found in verify(&twice) {
            assert_eq!(found.rapport.verdict, Verdict::Invalide);
        }
    }
}
