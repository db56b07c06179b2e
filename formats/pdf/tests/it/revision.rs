//! Revisions: what the signatures of PDF will be written with.

use pdf::{Data, Dict, Document, Object, Ref, Revision, Stream};

use super::{
    fabrique::Fabrique,
    juges::{assert_sound, qpdf, run},
};

#[test]
fn a_revision_adds_and_replaces_after_the_bytes_that_were_there() {
    let plain = Fabrique::default().pdf();
    for before in [plain.clone(), qpdf(&["--object-streams=generate"], &plain), qpdf(&["--linearize"], &plain)] {
        let document = Document::open(&before).unwrap();
        let mut revision = Revision::new(&document);
        let text = Stream { dict: Dict::default(), data: Data::New(b"des octets (et des parenth\xE8ses".to_vec()) };
        let text = revision.add(text);
        let root = document.trailer().get("Root").unwrap().as_ref().unwrap();
        let odd = Dict::default()
            .with("Nom étrange (1)", Object::Text(b"(\\)\r\n\xFF".to_vec()))
            .with("Réel", 0.25)
            .with("Rien", Object::Null)
            .with("Vers", text);
        revision.replace(root, document.catalogue().unwrap().with("Beffroi", odd.clone()));
        assert_eq!(revision.get(text).unwrap().as_dict(), Some(&Dict::default()));
        let after = revision.write().unwrap();
        assert!(after.starts_with(&before));
        assert_sound(&after);
        let again = Document::open(&after).unwrap();
        assert_eq!(again.find_dict(&again.catalogue().unwrap(), "Beffroi").unwrap(), Some(odd));
        let Object::Stream(stream) = again.get(text).unwrap() else { panic!() };
        assert_eq!(again.data(&stream).unwrap(), b"des octets (et des parenth\xE8ses");
        let shown = run("qpdf", &[&format!("--show-object={}", text.number), "--raw-stream-data", "{}"], &after);
        assert_eq!(shown.stdout, b"des octets (et des parenth\xE8ses");
    }
}

#[test]
fn a_stream_of_the_file_is_written_again_with_its_bytes() {
    let before = Fabrique::default().pdf();
    let document = Document::open(&before).unwrap();
    let id = Ref { number: 5, generation: 0 };
    let Object::Stream(mut stream) = document.get(id).unwrap() else { panic!() };
    let data = document.data(&stream).unwrap().to_vec();
    stream.dict.set("Beffroi", 1_i64);
    let mut revision = Revision::new(&document);
    revision.replace(id, stream);
    let after = revision.write().unwrap();
    assert_sound(&after);
    let again = Document::open(&after).unwrap();
    let Object::Stream(stream) = again.get(id).unwrap() else { panic!() };
    assert_eq!((again.data(&stream).unwrap(), stream.dict.get("Beffroi")), (&data[..], Some(&Object::Integer(1))));
}
