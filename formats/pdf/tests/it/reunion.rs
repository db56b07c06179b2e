//! Files joined: pages look the same, in their order, each file under its bookmark.

use pdf::{PdfError, Piece, check, merge, stamp};

use super::{
    en_haut_a_droite,
    fabrique::Fabrique,
    juges::{assert_sound, difference, qpdf, render, run, text},
    officiels::reels,
    signataire::sign,
    tampon,
};

#[test]
fn files_of_every_form_are_joined() {
    let plain = Fabrique { pages: 2, arbre: "/MediaBox [0 0 400 300] /Rotate 90", ..Fabrique::default() }.pdf();
    let mut files = vec![
        plain.clone(),
        qpdf(&["--object-streams=generate"], &plain),
        qpdf(&["--linearize"], &plain),
        stamp(&sign(&plain, None), &tampon(), &en_haut_a_droite()).unwrap(),
    ];
    files.extend(reels().into_iter().map(|(_, octets)| octets).filter(|octets| check(octets).is_ok()));
    let titres: Vec<String> = (1..=files.len()).map(|rank| format!("Délibération n° {rank}")).collect();
    let pieces: Vec<Piece<'_>> = files.iter().zip(&titres).map(|(octets, titre)| Piece { titre, octets }).collect();
    let joined = merge(&pieces).unwrap();
    assert_sound(&joined);
    let mut page = 0;
    for (octets, titre) in files.iter().zip(&titres) {
        for own in 1..=check(octets).unwrap().pages {
            page += 1;
            assert_eq!(difference(&render(own, octets), &render(page, &joined)), None, "{titre}, page {own}");
            assert_eq!(text(own, octets), text(page, &joined));
        }
    }
    assert_eq!(check(&joined).unwrap().pages, page);
    let json = String::from_utf8(run("qpdf", &["--json", "--json-key=outlines", "{}"], &joined).stdout).unwrap();
    assert_eq!(json.matches("\"title\": \"Délibération n° ").count(), files.len());
    // What was joined is stamped like any other.
    assert_sound(&stamp(&joined, &tampon(), &en_haut_a_droite()).unwrap());
}

#[test]
fn the_file_that_prevents_joining_is_named() {
    let plain = Fabrique::default().pdf();
    let refus =
        merge(&[Piece { titre: "Budget", octets: &plain }, Piece { titre: "Annexe", octets: b"PK" }]).unwrap_err();
    assert!(matches!(&refus, PdfError::DansPiece { titre, .. } if titre == "Annexe"));
    assert!(refus.to_string().starts_with("«\u{a0}Annexe\u{a0}»\u{a0}: Ce fichier n’est pas un PDF"));
    assert_eq!(merge(&[]), Err(PdfError::RienAReunir));
}
