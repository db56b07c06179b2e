//! What an update changed.

use std::collections::HashSet;

use pdf::{Difference, Document, Object, Ref, Revision, stamp};

use super::{en_haut_a_droite, fabrique::Fabrique, juges::qpdf, tampon};

fn id(number: u32) -> Ref {
    Ref { number, generation: 0 }
}

#[test]
fn only_what_changed_is_told_and_what_leads_to_it() {
    let plain = Fabrique { pages: 3, objets: vec![b"[5 0 R]".to_vec(), b"(x)".to_vec()], ..Fabrique::default() }.pdf();
    let document = Document::open(&plain).unwrap();
    let mut revision = Revision::new(&document);
    revision.replace(id(5), Object::Text(b"y".to_vec()));
    let added = revision.add(Object::Integer(1));
    let octets = revision.write().unwrap();
    let new = Document::open(&octets).unwrap();
    let difference = Difference::new(&document, &new).unwrap();
    assert!(difference.is_changed(id(5)) && difference.is_changed(added) && !difference.is_changed(id(4)));
    let mut known = HashSet::new();
    for _ in 0..2 {
        assert!(difference.reaches(&id(4).into(), &[], &mut known).unwrap());
        assert!(!difference.reaches(&id(1).into(), &[], &mut known).unwrap());
    }
    assert!(known.contains(&id(1)) && !known.contains(&id(4)));
    // An object written again as it was is not changed.
    let mut revision = Revision::new(&document);
    revision.replace(id(5), document.get(id(5)).unwrap());
    let same = revision.write().unwrap();
    let same = Document::open(&same).unwrap();
    assert!(Difference::new(&document, &same).unwrap().is_empty());
}

#[test]
fn objects_in_groups_are_compared_too() {
    let plain = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let grouped = qpdf(&["--object-streams=generate"], &plain);
    let document = Document::open(&grouped).unwrap();
    let stamped = stamp(&grouped, &tampon(), &en_haut_a_droite()).unwrap();
    let new = Document::open(&stamped).unwrap();
    let difference = Difference::new(&document, &new).unwrap();
    for page in pdf::pages(&new).unwrap() {
        assert!(difference.is_changed(page.id));
        let contents = page.dict.get("Contents").unwrap();
        assert!(!difference.reaches(contents, &[], &mut HashSet::new()).unwrap());
    }
}
