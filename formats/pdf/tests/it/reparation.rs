//! Damaged files: what readers repair is told, what they lose is refused, qpdf being the judge.

use pdf::{PdfError, Remarque, check, stamp};

use super::{
    en_haut_a_droite,
    fabrique::Fabrique,
    juges::{assert_sound, qpdf, qpdf_is_happy, text},
    officiels::reels,
    tampon,
};

fn samples() -> Vec<Vec<u8>> {
    let plain = Fabrique { pages: 3, ..Fabrique::default() }.pdf();
    let grouped = qpdf(&["--object-streams=generate"], &plain);
    let linear = qpdf(&["--linearize"], &plain);
    let stamped = stamp(&plain, &tampon(), &en_haut_a_droite()).unwrap();
    let mut samples = vec![plain, grouped, linear, stamped];
    samples.extend(reels().into_iter().map(|(_, octets)| octets).filter(|octets| check(octets).is_ok()));
    samples
}

fn replace(octets: &[u8], word: &[u8], other: &[u8]) -> Vec<u8> {
    let Some(at) = octets.windows(word.len()).rposition(|window| window == word) else { return octets.to_vec() };
    [&octets[..at], other, &octets[at + word.len()..]].concat()
}

#[test]
fn a_lost_table_is_told_and_the_stamp_brings_a_true_one() {
    for octets in samples() {
        let sound = check(&octets).unwrap();
        let lost = replace(&octets, b"startxref", b"startxref 7");
        // A table in a stream takes the groups of objects with it: no reader finds them again.
        if octets.windows(7).any(|window| window == b"/ObjStm") {
            assert!(matches!(check(&lost), Err(PdfError::Abime { .. })) && !qpdf_is_happy(&lost));
            continue;
        }
        let pdf = check(&lost).unwrap();
        assert!(pdf.remarques.contains(&Remarque::TableRefaite));
        assert_eq!((pdf.pages, pdf.formats.clone()), (sound.pages, sound.formats.clone()));
        let stamped = stamp(&lost, &tampon(), &en_haut_a_droite()).unwrap();
        assert!(stamped.starts_with(&lost));
        assert_sound(&stamped);
        assert!(!check(&stamped).unwrap().remarques.contains(&Remarque::TableRefaite));
        for page in 1..=pdf.pages {
            assert!(text(page, &stamped).contains("Reçu le 17 novembre 2026"));
        }
    }
}

#[test]
fn offsets_shifted_by_a_mail_or_an_editor_are_told() {
    let plain = Fabrique { pages: 2, ..Fabrique::default() }.pdf();
    let shifted = replace(&plain, b"1 0 obj\n<< /Type /Catalog", b"1 0 obj\n%       \n<< /Type /Catalog");
    let pdf = check(&shifted).unwrap();
    assert_eq!(pdf.remarques, [Remarque::TableRefaite]);
    assert_sound(&stamp(&shifted, &tampon(), &en_haut_a_droite()).unwrap());
}

#[test]
fn a_false_length_is_told() {
    let plain = Fabrique::default().pdf();
    let lying = replace(&plain, b"/Length ", b"/Length 1");
    assert_eq!(check(&lying).unwrap().remarques, [Remarque::LongueurFausse]);
}

/// A file cut anywhere is never taken, but where nothing is missing.
#[test]
fn a_file_cut_short_is_refused() {
    for octets in samples() {
        let whole = octets.trim_ascii_end().len();
        for eighth in 1..40 {
            let cut = &octets[..whole * eighth / 40];
            match check(cut) {
                Err(PdfError::Tronque | PdfError::Abime { .. } | PdfError::PasUnPdf { .. }) => {}
                other => assert!(qpdf_is_happy(cut), "{eighth}/40 of {whole} bytes: {other:?}"),
            }
        }
    }
}

#[test]
fn contents_that_cannot_be_read_are_refused_by_page() {
    let squeezed = qpdf(
        &["--stream-data=compress", "--object-streams=disable"],
        &Fabrique { pages: 2, ..Fabrique::default() }.pdf(),
    );
    let at = squeezed.windows(7).rposition(|window| window == b"stream\n").unwrap();
    let starts: Vec<usize> = (0..at).filter(|rank| squeezed[*rank..].starts_with(b"\nstream\n")).collect();
    let mut broken = squeezed.clone();
    let data = starts.last().unwrap() + 8;
    broken[data + 2..data + 12].fill(0xFF);
    let refus = check(&broken).unwrap_err().to_string();
    assert!(refus.contains("le contenu de la page 2 est illisible"), "{refus}");
    assert!(!qpdf_is_happy(&broken));

    // A checksum alone: every reader shows the page, and nobody can say that it is the right one.
    let mut doubtful = squeezed;
    let end = data + doubtful[data..].windows(9).position(|window| window == b"endstream").unwrap();
    let end = if doubtful[end - 1] == b'\n' { end - 1 } else { end };
    doubtful[end - 1] ^= 1;
    assert_eq!(check(&doubtful).unwrap().remarques, [Remarque::ContenuDouteux { page: 2 }]);
}
