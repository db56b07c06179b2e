//! What is added after a signature: what readers allow is told, what changes what is seen is refused.

use certificats::{Integrite, Verdict};
use pades::{GenreModification as G, Modification, Options};
use pdf::{Data, Dict, Document, Interdit, Object, Pages, Position, Ref, Revision, Stream, Tampon, stamp};

use super::{codes, fabrique::Fabrique, juges::pyhanko_says, options, regards::pdfsig, sign, sign_with, verify};

/// A page, a field to fill, a layer, a note.
fn plain() -> Vec<u8> {
    Fabrique {
        pages: 2,
        objets: vec![
            b"<< /FT /Tx /T (Montant) /V (100) /Type /Annot /Subtype /Widget /Rect [50 50 200 70] /F 4 /DA (/F 12 Tf) >>".to_vec(),
            b"<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (Vu) >>".to_vec(),
            b"<< /Fields [4 0 R] /DR << /Font << /F 3 0 R >> >> >>".to_vec(),
            b"<< /OCGs [] /D << /Order [] >> >>".to_vec(),
        ],
        page: "/Annots [4 0 R 5 0 R]",
        catalogue: "/AcroForm 6 0 R /OCProperties 7 0 R".into(),
        ..Fabrique::default()
    }
    .pdf()
}

const CHAMP: u32 = 4;
const NOTE: u32 = 5;
const FORMULAIRE: u32 = 6;
const CALQUES: u32 = 7;
/// The first page, its content, the second.
const PAGE: u32 = 8;
const CONTENU: u32 = 9;
const POLICE: u32 = 3;

fn id(number: u32) -> Ref {
    Ref { number, generation: 0 }
}

/// The file, one object changed.
fn change(octets: &[u8], number: u32, how: impl FnOnce(&mut Dict)) -> Vec<u8> {
    let document = Document::open(octets).unwrap();
    let mut revision = Revision::new(&document);
    match revision.get(id(number)).unwrap() {
        Object::Dict(mut dict) => {
            how(&mut dict);
            revision.replace(id(number), dict);
        }
        Object::Stream(Stream { mut dict, data }) => {
            how(&mut dict);
            revision.replace(id(number), Stream { dict, data });
        }
        other => panic!("{other:?}"),
    }
    revision.write().unwrap()
}

fn add(octets: &[u8], how: impl FnOnce(&mut Revision<'_, '_>)) -> Vec<u8> {
    let document = Document::open(octets).unwrap();
    let mut revision = Revision::new(&document);
    how(&mut revision);
    revision.write().unwrap()
}

fn stream(texte: &str) -> Stream {
    Stream { dict: Dict::default(), data: Data::New(texte.as_bytes().to_vec()) }
}

/// The only signature of a file to which this was done.
fn judged(octets: &[u8]) -> (Integrite, Verdict, Vec<&'static str>, Vec<G>) {
    let found = verify(octets).remove(0);
    let genres = found.modifications.iter().map(|one| one.genre).collect();
    assert!(!found.couvre_tout);
    (found.rapport.integrite, found.rapport.verdict, codes(&found), genres)
}

#[test]
fn a_stamp_laid_after_is_told_and_harmless() {
    let signed = sign(&plain(), "maire");
    let tampon = Tampon { titre: "Acte télétransmis".into(), lignes: vec![] };
    let stamped = stamp(&signed, &tampon, &Position { x: 0.9, y: 0.0, pages: Pages::Premiere }).unwrap();
    let found = &verify(&stamped)[0];
    assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Valide, vec!["annotation_ajoutee"]));
    assert_eq!(found.modifications, [Modification { genre: G::AnnotationAjoutee, page: Some(1), champ: None }]);
    assert_eq!(found.rapport.couverture, "le document tel qu’il était ; ajouté depuis : une annotation");
    assert!(pdfsig(&stamped).contains("Signature is Valid."));
}

#[test]
fn a_field_filled_after_is_told() {
    let signed = sign(&plain(), "maire");
    let filled = change(&signed, CHAMP, |champ| champ.set("V", Object::Text(b"900".to_vec())));
    let valid = (Integrite::Ok, Verdict::Valide, vec!["formulaire_rempli"; 2], vec![G::Formulaire; 2]);
    assert_eq!(judged(&filled), valid);
    // It may be certified that nobody fills it.
    let certified = sign_with(&plain(), "maire", &Options { certification: Some(Interdit::Tout), ..options() });
    let filled = change(&certified, CHAMP, |champ| champ.set("V", Object::Text(b"900".to_vec())));
    let (integrite, verdict, codes, _) = judged(&filled);
    assert_eq!((integrite, verdict, codes[0]), (Integrite::Ko, Verdict::Invalide, "interdit_par_le_signataire"));
}

/// A field that its signer locked, by the list of the field of signature.
#[test]
fn a_field_that_was_locked_is_not_filled_after() {
    for (lock, locked) in [
        ("/Action /All", true),
        ("/Action /Include /Fields [(Montant)]", true),
        ("/Action /Include /Fields [(Autre)]", false),
        ("/Action /Exclude /Fields [(Montant)]", false),
    ] {
        let signature = format!(
            "<< /FT /Sig /T (Maire) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /Lock << /Type /SigFieldLock {lock} >> >>"
        );
        let waiting = Fabrique {
            objets: vec![
                b"<< /FT /Tx /T (Montant) /Kids [6 0 R] /V (100) >>".to_vec(),
                signature.into_bytes(),
                b"<< /Type /Annot /Subtype /Widget /Parent 4 0 R /Rect [50 50 200 70] /F 4 >>".to_vec(),
            ],
            page: "/Annots [6 0 R 5 0 R]",
            catalogue: "/AcroForm << /Fields [4 0 R 5 0 R] >>".into(),
            ..Fabrique::default()
        };
        let signed = sign_with(&waiting.pdf(), "maire", &Options { champ: Some("Maire".into()), ..options() });
        let filled = change(&signed, CHAMP, |champ| champ.set("V", Object::Text(b"900".to_vec())));
        let (_, verdict, codes, genres) = judged(&filled);
        assert_eq!(
            (verdict == Verdict::Invalide, codes.contains(&"champ_verrouille")),
            (locked, locked),
            "{lock} {codes:?}"
        );
        assert_eq!(genres, [G::Formulaire]);
    }
}

#[test]
fn annotations_are_refused_by_who_forbids_them() {
    let note = |signed: &[u8]| {
        let annotation =
            Dict::default().with("Subtype", Object::name("Square")).with("Rect", Object::array([0_i64, 0, 600, 800]));
        let mut added = None;
        let with = add(signed, |revision| added = Some(revision.add(annotation)));
        change(&with, PAGE, |page| {
            let mut annots = page.get("Annots").unwrap().as_array().unwrap().to_vec();
            annots.push(added.unwrap().into());
            page.set("Annots", annots);
        })
    };
    for (interdit, verdict) in [
        (Interdit::Tout, Verdict::Invalide),
        (Interdit::ToutSaufFormulaire, Verdict::Invalide),
        (Interdit::ToutSaufAnnotations, Verdict::Valide),
    ] {
        let certified = sign_with(&plain(), "maire", &Options { certification: Some(interdit), ..options() });
        assert_eq!(judged(&note(&certified)).1, verdict, "{interdit:?}");
    }
}

/// The same content, the same fonts, the same layers: what changes what is seen is never valid.
#[test]
fn what_changes_what_is_seen_is_refused() {
    let signed = sign(&plain(), "maire");
    let other = |texte: &'static str| add(&signed, |revision| revision.replace(id(CONTENU), stream(texte)));
    let script =
        Dict::default().with("S", Object::name("JavaScript")).with("JS", Object::Text(b"app.alert(1)".to_vec()));
    let attacks = [
        ("content replaced", other("BT /F 40 Tf 100 400 Td (Autre) Tj ET"), "contenu_change", G::Contenu),
        (
            "another content for the page",
            change(&signed, PAGE, |page| page.set("Contents", Object::array([id(CONTENU), id(11)]))),
            "contenu_change",
            G::Contenu,
        ),
        (
            "another font",
            change(&signed, POLICE, |font| font.set("BaseFont", Object::name("Symbol"))),
            "contenu_change",
            G::Contenu,
        ),
        (
            "a page cropped",
            change(&signed, PAGE, |page| page.set("CropBox", Object::array([0_i64, 0, 100, 100]))),
            "contenu_change",
            G::Contenu,
        ),
        ("a page turned", change(&signed, PAGE, |page| page.set("Rotate", 180_i64)), "contenu_change", G::Contenu),
        (
            "all pages cropped",
            change(&signed, 2, |tree| tree.set("MediaBox", Object::array([0_i64, 0, 100, 100]))),
            "contenu_change",
            G::Contenu,
        ),
        (
            "a page removed",
            change(&signed, 2, |tree| {
                tree.set("Kids", Object::array([id(PAGE)]));
                tree.set("Count", 1_i64);
            }),
            "pages_changees",
            G::Pages,
        ),
        (
            "pages exchanged",
            change(&signed, 2, |tree| tree.set("Kids", Object::array([id(PAGE + 2), id(PAGE)]))),
            "pages_changees",
            G::Pages,
        ),
        (
            "layers",
            change(&signed, CALQUES, |layers| layers.set("D", Dict::default().with("BaseState", Object::name("OFF")))),
            "affichage_change",
            G::Affichage,
        ),
        (
            "an action at opening",
            change(&signed, 1, |root| root.set("OpenAction", script.clone())),
            "affichage_change",
            G::Affichage,
        ),
        (
            "fonts of the form",
            change(&signed, FORMULAIRE, |form| form.set("DR", Dict::default())),
            "affichage_change",
            G::Affichage,
        ),
        (
            "fields drawn again",
            change(&signed, FORMULAIRE, |form| form.set("NeedAppearances", Object::Bool(true))),
            "affichage_change",
            G::Affichage,
        ),
    ];
    for (what, octets, code, genre) in attacks {
        let (integrite, verdict, codes, genres) = judged(&octets);
        assert_eq!((integrite, verdict), (Integrite::Ko, Verdict::Invalide), "{what}: {codes:?} {genres:?}");
        assert!(codes.contains(&code) && genres.contains(&genre), "{what}: {codes:?} {genres:?}");
    }
}

#[test]
fn annotations_that_were_signed_and_changed_since_are_a_doubt() {
    let signed = sign(&plain(), "maire");
    let changed = change(&signed, NOTE, |note| note.set("Contents", Object::Text(b"Refuse".to_vec())));
    let removed = change(&signed, PAGE, |page| page.set("Annots", Object::array([id(CHAMP)])));
    let moved = change(&signed, CHAMP, |champ| champ.set("Rect", Object::array([50_i64, 500, 200, 570])));
    for octets in [changed, removed, moved] {
        let (integrite, verdict, codes, genres) = judged(&octets);
        assert_eq!((integrite, verdict), (Integrite::Ok, Verdict::Indetermine), "{codes:?} {genres:?}");
        assert!(codes.contains(&"annotation_changee"));
    }
}

/// What a field shows changed without its value, and a field of signature that is not signed but shows something.
#[test]
fn fields_that_show_what_they_do_not_say_are_a_doubt() {
    let signed = sign(&plain(), "maire");
    let mut shown = None;
    let with = add(&signed, |revision| {
        let dict =
            Dict::default().with("Subtype", Object::name("Form")).with("BBox", Object::array([0_i64, 0, 150, 20]));
        let data = Data::New(b"BT /F 12 Tf (900) Tj ET".to_vec());
        shown = Some(revision.add(Stream { dict, data }));
    });
    let appearance = Dict::default().with("N", shown.unwrap());
    let lie = change(&with, CHAMP, |champ| champ.set("AP", appearance.clone()));
    let (_, verdict, codes, _) = judged(&lie);
    assert_eq!((verdict, codes), (Verdict::Indetermine, vec!["annotation_changee"; 2]));
    let mut added = None;
    let cover = add(&with, |revision| {
        let field = Dict::default()
            .with("Subtype", Object::name("Widget"))
            .with("FT", Object::name("Sig"))
            .with("T", Object::Text(b"Cache".to_vec()))
            .with("Rect", Object::array([0_i64, 0, 595, 842]))
            .with("AP", appearance.clone());
        added = Some(revision.add(field));
    });
    let cover = change(&cover, PAGE, |page| {
        let mut annots = page.get("Annots").unwrap().as_array().unwrap().to_vec();
        annots.push(added.unwrap().into());
        page.set("Annots", annots);
    });
    let (_, verdict, codes, _) = judged(&cover);
    assert_eq!((verdict, codes), (Verdict::Indetermine, vec!["autre_changement"]));
}

#[test]
fn the_appearance_of_a_signature_cannot_be_exchanged() {
    let visible = sign_with(&plain(), "maire", &super::visible::visuel(super::visible::place(1)));
    let document = Document::open(&visible).unwrap();
    let champ = pdf::champs(&document).unwrap().into_iter().find(|champ| champ.genre == b"Sig").unwrap();
    let forme = document.find_dict(&champ.dict, "AP").unwrap().unwrap().get("N").unwrap().as_ref().unwrap();
    let mut dict = document.get(forme).unwrap().as_dict().unwrap().clone();
    dict.remove("Filter");
    let data = Data::New(b"BT /G 12 Tf (Un autre) Tj ET".to_vec());
    let drawn = add(&visible, |revision| revision.replace(forme, Stream { dict, data }));
    let moved = change(&visible, champ.id.unwrap().number, |champ| champ.set("Rect", Object::array([0_i64, 0, 9, 9])));
    let emptied = change(&visible, champ.id.unwrap().number, |champ| champ.remove("AP"));
    for octets in [drawn, moved, emptied] {
        let (integrite, verdict, codes, _) = judged(&octets);
        assert_eq!((integrite, verdict), (Integrite::Ko, Verdict::Invalide));
        assert!(codes.contains(&"apparence_changee"), "{codes:?}");
    }
}

#[test]
fn pyhanko_refuses_what_is_refused_here() {
    let signed = sign(&plain(), "maire");
    let changed = add(&signed, |revision| revision.replace(id(CONTENU), stream("BT ET")));
    let Some(said) = pyhanko_says(&changed, &["--no-revocation-check"]) else { return };
    assert!(said.contains("INVALID"), "{said}");
}
