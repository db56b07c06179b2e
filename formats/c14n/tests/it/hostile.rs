//! Hostile bytes: refused with a sentence, in bounded memory and time.

use std::{
    io::{self, Read},
    time::{Duration, Instant},
};

use c14n::{C14nError, Faute, Interdit, Method, canonicalize};
use proptest::prelude::*;

use super::{canonical, hasard::cases};

fn refused(octets: &[u8]) -> C14nError {
    let error = canonical(octets, &Method::EXCLUSIVE).unwrap_err();
    assert!(error.to_string().ends_with('.'), "{error}");
    error
}

#[test]
fn dtd_and_entities_are_refused() {
    let bombs: [&[u8]; 3] = [
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        b"<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"<!DOCTYPE\n",
    ];
    for bomb in bombs {
        assert!(matches!(refused(bomb), C14nError::Interdit { interdit: Interdit::Dtd, .. }));
    }
    let error = refused(b"<a>&eacute;</a>");
    assert!(error.to_string().contains("&eacute;") && error.to_string().contains('3'), "{error}");
}

#[test]
fn what_is_not_xml_is_refused_with_its_fault() {
    let table: [(&[u8], Faute); 24] = [
        (b"<a>", Faute::Tronque),
        (b"<a", Faute::Tronque),
        (b"hello", Faute::PasDuXml),
        (b"<a></b>", Faute::Fermeture),
        (b"<a/></a>", Faute::Fermeture),
        (b"<a/><b/>", Faute::Reste),
        (b"<a/>x", Faute::Reste),
        (b"<a x='1' x='2'/>", Faute::AttributDouble),
        (b"<a xmlns:p='u:1' xmlns:q='u:1' p:x='' q:x=''/>", Faute::AttributDouble),
        (b"<p:a/>", Faute::Prefixe),
        (b"<a p:x=''/>", Faute::Prefixe),
        (b"<a xmlns:p=''/>", Faute::EspaceDeNoms),
        (b"<a xmlns:xml='urn:x'/>", Faute::EspaceDeNoms),
        (b"<a xmlns='http://www.w3.org/2000/xmlns/'/>", Faute::EspaceDeNoms),
        (b"<a>&#0;</a>", Faute::Caractere),
        (b"<a>\x01</a>", Faute::Caractere),
        (b"<a>\xff</a>", Faute::Octet),
        (b"<a>]]></a>", Faute::FinDeSection),
        (b"<a><!-- -- --></a>", Faute::Commentaire),
        (b"<a><?xml x?></a>", Faute::Instruction),
        (b"<a b='<'/>", Faute::Balise),
        (b"<a b=c/>", Faute::Balise),
        (b"<a b='1'c='2'/>", Faute::Balise),
        (b"<a>&;</a>", Faute::Reference),
    ];
    for (octets, expected) in table {
        let error = refused(octets);
        assert!(
            matches!(error, C14nError::MalForme { faute, .. } if faute == expected),
            "{}: {error}",
            String::from_utf8_lossy(octets)
        );
    }
    for declaration in
        ["<?xml?>", "<?xml encoding='UTF-8'?>", "<?xml version='1.0' other='1'?>", "<?xml version='1.0'/?>"]
    {
        let document = [declaration, "<a/>"].concat();
        assert!(matches!(refused(document.as_bytes()), C14nError::MalForme { .. }), "{declaration}");
    }
    assert!(matches!(refused(b""), C14nError::Vide));
    assert!(matches!(refused(b"\xff\xfe<\0a\0"), C14nError::Encodage { .. }));
    assert!(matches!(refused(b"<?xml version='1.0' encoding='EBCDIC'?><a/>"), C14nError::Encodage { .. }));
    let two = b"\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?><a/>";
    assert!(matches!(refused(two), C14nError::DeuxEncodages));
    let ascii = "<?xml version='1.0' encoding='US-ASCII'?><a>é</a>";
    assert!(matches!(refused(ascii.as_bytes()), C14nError::MalForme { faute: Faute::Octet, .. }));
    assert!(matches!(refused(b"<?xml version='1.1'?><a/>"), C14nError::Interdit { .. }));
    assert!(matches!(refused(b"<a xmlns='x/y'/>"), C14nError::Interdit { .. }));
}

/// The same bytes again and again, without end.
struct Endless {
    head: &'static [u8],
    body: &'static [u8],
    given: u64,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given > 6 << 20 {
            return Ok(0);
        }
        for octet in out.iter_mut() {
            *octet = if let Some((first, rest)) = self.head.split_first() {
                self.head = rest;
                *first
            } else {
                self.given += 1;
                self.body[usize::try_from(self.given - 1).unwrap() % self.body.len()]
            };
        }
        Ok(out.len())
    }
}

#[test]
fn endless_files_end_soon_and_cost_little() {
    let traps: [(&[u8], &[u8]); 9] = [
        (b"", b"<a>"),
        (b"<a b='", b"x"),
        (b"<a", b" b='1'"),
        (b"<a>", b"]"),
        (b"<a>", b"&"),
        (b"<a>", b"\r"),
        (b"<a><!--", b" "),
        (b"<a><![CDATA[", b"]"),
        (b"<a>", b"\x80"),
    ];
    for (head, body) in traps {
        let start = Instant::now();
        let done = canonicalize(Endless { head, body, given: 0 }, &Method::EXCLUSIVE, io::sink());
        assert!(done.is_err(), "{}", String::from_utf8_lossy(body));
        assert!(start.elapsed() < Duration::from_secs(20), "{:?} {}", start.elapsed(), String::from_utf8_lossy(body));
    }
}

#[test]
fn names_without_end_are_refused() {
    for long in [
        format!("<{}/>", "a".repeat(1001)),
        format!("<a {}=''/>", "b".repeat(1001)),
        format!("<a xmlns='u:{}'/>", "c".repeat(600)),
    ] {
        assert!(matches!(refused(long.as_bytes()), C14nError::TropGrand { .. }));
    }
}

#[test]
fn namespaces_without_number_are_refused() {
    let many = (0..5000).fold(String::new(), |all, rank| all + &format!("<a xmlns:p{rank}='urn:{rank}'/>"));
    assert!(matches!(refused(format!("<r>{many}</r>").as_bytes()), C14nError::TropGrand { .. }));
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn changed_bytes_are_refused_or_read(at in 0_usize..400, octet in any::<u8>(), cut in 0_usize..400) {
        let sound = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><n:r xmlns:n='urn:n' Id=\"1\">\r\n<a V=\"\xe9&amp;\"/>\
            <!-- c --><?p q?><![CDATA[ x ]]><b xmlns='urn:b' n:z='&#x41;'>text &lt; \xe9</b></n:r>";
        let mut changed = sound.to_vec();
        let place = at % changed.len();
        changed[place] = octet;
        changed.truncate(changed.len().saturating_sub(cut / 8));
        if let Err(error) = canonical(&changed, &Method::Inclusive { comments: true }) {
            prop_assert!(error.to_string().ends_with('.'), "{}", error);
        }
    }
}
