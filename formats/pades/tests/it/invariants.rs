//! What is true of every signature, wherever it is put.

use certificats::{Integrite, Verdict};
use pades::{Options, Place, Visuel, prepare};
use pdf::{Cadre, Document, pages};
use proptest::{prelude::*, test_runner::TestRunner};

use super::{certificat, codes, fabrique::Fabrique, options, regards::qpdf, sign_with, verify};

const TOURS: [&str; 5] = ["", "/Rotate 90", "/Rotate 180", "/Rotate -90", "/CropBox [20 30 500 700] /UserUnit 2"];

#[test]
fn the_file_is_kept_and_the_signature_valid_wherever_it_is() {
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) });
    let who = prop::sample::select(vec!["maire", "adjoint", "dgs"]);
    let forms = (0..TOURS.len(), 1..4_usize, any::<bool>());
    let boxes = (0.0..0.9_f64, 0.0..0.9_f64, 0.02..1.0_f64, 0.02..1.0_f64, any::<bool>());
    let texts = ("[A-Za-zéèÀ’ ]{0,30}", prop::collection::vec("[a-z0-9 :/°]{0,40}", 0..4));
    runner
        .run(
            &(who, forms, boxes, texts),
            |(who, (turn, count, grouped), (x, y, width, height, seen), (titre, lignes))| {
                let mut octets = Fabrique { pages: count, page: TOURS[turn], ..Fabrique::default() }.pdf();
                if grouped {
                    octets = qpdf(&["--object-streams=generate"], &octets);
                }
                let (page_width, page_height) = pages(&Document::open(&octets).unwrap()).unwrap()[count - 1].size();
                let cadre = Cadre {
                    gauche: x * page_width,
                    haut: y * page_height,
                    largeur: width * page_width * (1.0 - x),
                    hauteur: height * page_height * (1.0 - y),
                };
                let page = i32::try_from(count).unwrap();
                let visuel = Visuel { place: Place::Cadre { page, cadre }, titre, lignes, image: None, bordure: true };
                let options = Options { visuel: Some(visuel).filter(|_| seen), ..options() };
                let Ok(preparation) = prepare(&octets, &certificat(who), &[], &options) else {
                    prop_assert!(seen, "only a box may be refused");
                    return Ok(());
                };
                // The same request gives the same preparation.
                prop_assert_eq!(&preparation, &prepare(&octets, &certificat(who), &[], &options).unwrap());
                let once = sign_with(&octets, who, &options);
                let twice = sign_with(&once, "adjoint", &super::options());
                prop_assert!(once.starts_with(&octets) && twice.starts_with(&once));
                let found = verify(&twice);
                prop_assert_eq!(found.len(), 2);
                for one in &found {
                    prop_assert_eq!((one.rapport.integrite, one.rapport.verdict), (Integrite::Ok, Verdict::Valide));
                    prop_assert!(codes(one).is_empty(), "{:?}", one.rapport.raisons);
                }
                Ok(())
            },
        )
        .unwrap();
}
