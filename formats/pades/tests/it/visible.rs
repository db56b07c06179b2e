//! Signatures that are seen: in their box, upright, inside what is signed.

use certificats::Verdict;
use pades::{Options, PadesError, Place, Visuel, prepare};
use pdf::Cadre;

use super::{
    certificat, codes,
    fabrique::Fabrique,
    juges::assert_pyhanko_agrees,
    options,
    regards::{assert_sound, difference, pdfsig, render, run, text},
    sign_with, verify,
};

pub(crate) fn place(page: i32) -> Place {
    Place::Cadre { page, cadre: Cadre { gauche: 300.0, haut: 600.0, largeur: 200.0, hauteur: 70.0 } }
}

pub(crate) fn visuel(place: Place) -> Options {
    let lignes = vec!["Maire de Moissac".into(), "le 17 novembre 2026 à 10 h 30".into()];
    let visuel = Visuel { place, titre: "Élodie Martin".into(), lignes, image: None, bordure: true };
    Options { visuel: Some(visuel), ..options() }
}

/// A red square, half of it seen, as PNG.
fn png(alpha: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 20, 10);
    encoder.set_color(if alpha { png::ColorType::Rgba } else { png::ColorType::Rgb });
    encoder.set_depth(png::BitDepth::Eight);
    let pixel: &[u8] = if alpha { &[255, 0, 0, 128] } else { &[255, 0, 0] };
    encoder.write_header().unwrap().write_image_data(&pixel.repeat(200)).unwrap();
    out
}

#[test]
fn it_is_drawn_in_its_box_on_pages_turned_or_not() {
    for turn in ["", "/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox [20 30 500 800]"] {
        let plain = Fabrique { pages: 2, page: turn, ..Fabrique::default() }.pdf();
        let cadre = Cadre { gauche: 200.0, haut: 300.0, largeur: 200.0, hauteur: 70.0 };
        let signed = sign_with(&plain, "maire", &visuel(Place::Cadre { page: -1, cadre }));
        assert_sound(&signed);
        assert!(difference(&render(1, &plain), &render(1, &signed)).is_none());
        let [left, top, right, bottom] = difference(&render(2, &plain), &render(2, &signed)).unwrap();
        for (found, wanted) in [(left, 200.0), (top, 300.0), (right, 400.0), (bottom, 370.0)] {
            assert!((found - wanted).abs() <= 2.0, "{turn} {left} {top} {right} {bottom}");
        }
        let said = text(2, &signed);
        assert!(said.contains("Élodie Martin") && said.contains("le 17 novembre 2026 à 10 h 30"), "{turn} {said}");
        assert!(pdfsig(&signed).contains("Signature is Valid."));
        let found = &verify(&signed)[0];
        assert_eq!((found.rapport.verdict, codes(found)), (Verdict::Valide, vec![]));
    }
}

#[test]
fn several_visible_signatures_leave_each_other_valid() {
    let plain = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let bas = |gauche| Place::DepuisLeBas { page: 1, gauche, bas: 40.0, largeur: 180.0, hauteur: 60.0 };
    let once = sign_with(&plain, "maire", &visuel(bas(40.0)));
    let twice = sign_with(&once, "adjoint", &visuel(bas(300.0)));
    assert_sound(&twice);
    assert_eq!(pdfsig(&twice).matches("Signature is Valid.").count(), 2);
    assert_pyhanko_agrees(&twice, 2);
    let found = verify(&twice);
    assert!(found.iter().all(|one| one.rapport.verdict == Verdict::Valide && codes(one).is_empty()), "{found:?}");
}

#[test]
fn an_image_is_drawn_beside_the_lines() {
    let plain = Fabrique::default().pdf();
    let folder = tempfile::tempdir().unwrap();
    for (rank, image) in [png(false), png(true), jpeg(folder.path())].into_iter().enumerate() {
        let mut options = visuel(place(1));
        options.visuel.as_mut().unwrap().image = Some(image);
        let signed = sign_with(&plain, "maire", &options);
        assert_sound(&signed);
        let page = render(1, &signed);
        let at = |x: usize, y: usize| page.pixels[3 * (y * page.width + x)..][..3].to_vec();
        let seen = at(340, 635);
        let [red, green, blue] = seen[..] else { panic!() };
        let light = if rank == 1 { 110..150 } else { 0..20 };
        assert!(red > 240 && light.contains(&green) && light.contains(&blue), "{rank} {seen:?}");
        assert_eq!(at(480, 660), [255, 255, 255]);
        assert!(verify(&signed)[0].rapport.verdict == Verdict::Valide);
    }
    for wrong in [&b"GIF89a"[..], b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n", b""] {
        let mut options = visuel(place(1));
        options.visuel.as_mut().unwrap().image = Some(wrong.to_vec());
        assert_eq!(prepare(&plain, &certificat("maire"), &[], &options).unwrap_err(), PadesError::Image);
    }
}

/// The square drawn by poppler from a PDF, as JPEG.
fn jpeg(folder: &std::path::Path) -> Vec<u8> {
    let square = Fabrique { arbre: "/MediaBox [0 0 20 10]", ..Fabrique::default() }.pdf();
    let red = pdf::Document::open(&square).map(|document| {
        let mut revision = pdf::Revision::new(&document);
        let data = pdf::Data::New(b"1 0 0 rg 0 0 20 10 re f".to_vec());
        revision.replace(pdf::Ref { number: 5, generation: 0 }, pdf::Stream { dict: pdf::Dict::default(), data });
        revision.write().unwrap()
    });
    let out = folder.join("rouge");
    let output = run("pdftoppm", &["-jpeg", "-singlefile", "{}", out.to_str().unwrap()], &red.unwrap());
    assert!(output.status.success());
    std::fs::read(folder.join("rouge.jpg")).unwrap()
}

#[test]
fn what_has_no_place_is_refused() {
    let plain = Fabrique::default().pdf();
    let refus = |options: &Options| prepare(&plain, &certificat("maire"), &[], options).unwrap_err();
    assert_eq!(refus(&visuel(place(2))), PadesError::PageInconnue { page: 2 });
    assert_eq!(refus(&visuel(place(0))), PadesError::PageInconnue { page: 0 });
    assert_eq!(refus(&visuel(place(-2))), PadesError::PageInconnue { page: -2 });
    let cadre = |gauche, largeur| Place::Cadre { page: 1, cadre: Cadre { gauche, haut: 10.0, largeur, hauteur: 40.0 } };
    assert_eq!(refus(&visuel(cadre(500.0, 200.0))), PadesError::CadreTropPetit);
    assert_eq!(refus(&visuel(cadre(10.0, 20.0))), PadesError::CadreTropPetit);
    assert_eq!(refus(&visuel(cadre(f64::NAN, 200.0))), PadesError::CadreTropPetit);
    let mut wrong = visuel(place(1));
    wrong.visuel.as_mut().unwrap().titre = "Ἀθήνα".into();
    assert!(refus(&wrong).to_string().contains('Ἀ'));
}

#[test]
fn those_who_hear_a_tagged_file_are_told_who_signed() {
    let tagged = Fabrique {
        objets: vec![
            b"<< /Type /StructTreeRoot /K 5 0 R /ParentTree << /Nums [7 [6 0 R]] >> >>".to_vec(),
            b"<< /S /Document /P 4 0 R /K 6 0 R >>".to_vec(),
            b"<< /S /H1 /P 5 0 R /Alt (Titre) /K [] >>".to_vec(),
        ],
        catalogue: "/MarkInfo << /Marked true >> /StructTreeRoot 4 0 R /Lang (fr)".into(),
        ..Fabrique::default()
    }
    .pdf();
    let signed = sign_with(&tagged, "maire", &visuel(place(1)));
    assert_sound(&signed);
    let structure = |octets: &[u8]| String::from_utf8(run("pdfinfo", &["-struct", "{}"], octets).stdout).unwrap();
    let said = structure(&signed);
    assert!(said.contains("Form") && said.contains("H1"), "{said}");
    // The tags of what is signed are left.
    let twice = sign_with(
        &signed,
        "dgs",
        &visuel(Place::DepuisLeBas { page: 1, gauche: 40.0, bas: 40.0, largeur: 200.0, hauteur: 70.0 }),
    );
    assert_eq!(structure(&twice), said);
    assert_pyhanko_agrees(&twice, 2);
    assert!(verify(&twice).iter().all(|one| one.rapport.verdict == Verdict::Valide));
}
