//! Tagged files: the stamp is among their tags, and what they had is still there.

use pdf::{Document, Object, Pages, Position, check, stamp};

use super::{
    en_haut_a_droite,
    fabrique::Fabrique,
    juges::{assert_sound, pdfinfo, qpdf, run},
    signataire::sign,
    tampon,
};

/// A document with one heading; `index` is the index of its tags.
fn tagged(index: &str, more: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objets = vec![
        format!("<< /Type /StructTreeRoot /K 5 0 R /ParentTree {index} >>").into_bytes(),
        b"<< /Type /StructElem /S /Document /P 4 0 R /K 6 0 R >>".to_vec(),
        b"<< /Type /StructElem /S /H1 /P 5 0 R /Alt (Titre) /K [] >>".to_vec(),
    ];
    objets.extend(more);
    let catalogue = "/MarkInfo << /Marked true >> /StructTreeRoot 4 0 R /Lang (fr)".into();
    Fabrique { pages: 3, objets, catalogue, ..Fabrique::default() }.pdf()
}

fn structure(octets: &[u8]) -> String {
    String::from_utf8(run("pdfinfo", &["-struct", "{}"], octets).stdout).unwrap()
}

#[test]
fn the_stamp_is_in_the_tags() {
    let leaf = b"<< /Limits [0 41] /Nums [0 [6 0 R] 41 6 0 R] >>".to_vec();
    for before in [
        tagged("<< /Nums [7 [6 0 R]] >>", vec![]),
        tagged("<< >>", vec![]),
        tagged("7 0 R", vec![b"<< /Nums [] >>".to_vec()]),
        tagged("7 0 R", vec![b"<< /Kids [8 0 R] >>".to_vec(), leaf.clone()]),
        qpdf(&["--object-streams=generate"], &tagged("7 0 R", vec![b"<< /Kids [8 0 R] >>".to_vec(), leaf])),
    ] {
        assert!(check(&before).unwrap().balise);
        let after = stamp(&before, &tampon(), &en_haut_a_droite()).unwrap();
        assert_sound(&after);
        let told = structure(&after);
        assert_eq!((told.matches("Annot").count(), told.matches("H1").count()), (3, 1), "{told}");
        assert!(!pdfinfo(&after).contains("Error"));
        // Once more: keys do not meet.
        let twice = stamp(&after, &tampon(), &Position { y: 0.8, ..en_haut_a_droite() }).unwrap();
        assert_sound(&twice);
        assert_eq!(structure(&twice).matches("Annot").count(), 6);
        assert_keys_lead_to_their_annotation(&twice, 6);
    }
}

/// Each annotation has its key, and the index leads from it to the element of this annotation.
fn assert_keys_lead_to_their_annotation(octets: &[u8], expected: usize) {
    let document = Document::open(octets).unwrap();
    let tree = document.find_dict(&document.catalogue().unwrap(), "StructTreeRoot").unwrap().unwrap();
    let index = document.find_dict(&tree, "ParentTree").unwrap().unwrap();
    let mut leaves = vec![index.clone()];
    for kid in document.find(&index, "Kids").unwrap().as_array().unwrap_or_default() {
        leaves.push(document.resolve(kid).unwrap().as_dict().unwrap().clone());
    }
    let (mut found, mut last) = (0, -1);
    for leaf in leaves {
        for pair in document.find(&leaf, "Nums").unwrap().as_array().unwrap_or_default().chunks(2) {
            let key = pair[0].as_integer().unwrap();
            assert!(key > last, "{key} after {last}");
            last = key;
            let element = document.resolve(&pair[1]).unwrap().into_owned();
            let Some(element) = element.as_dict().filter(|element| element.is("S", "Annot")) else { continue };
            let reference = document.find_dict(element, "K").unwrap().unwrap();
            let annotation = document.find_dict(&reference, "Obj").unwrap().unwrap();
            assert_eq!(annotation.get("StructParent"), Some(&Object::Integer(key)));
            found += 1;
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn tags_that_are_not_understood_and_those_of_a_signed_file_are_left() {
    let odd = tagged("<< /Kids [6 0 R] >>", vec![]);
    let after = stamp(&odd, &tampon(), &Position { pages: Pages::Premiere, ..en_haut_a_droite() }).unwrap();
    assert_sound(&after);
    assert!(!String::from_utf8_lossy(&after[odd.len()..]).contains("/StructElem"));
    let signed = sign(&tagged("<< >>", vec![]), None);
    let after = stamp(&signed, &tampon(), &en_haut_a_droite()).unwrap();
    assert!(!String::from_utf8_lossy(&after[signed.len()..]).contains("/StructElem"));
}
