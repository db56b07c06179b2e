//! Documents made at random: our forms are those of xmllint, whatever the pieces in which the bytes come.

use std::{env, io::Read};

use c14n::{Canonicalizer, Method, Reader};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    canonical,
    xmllint::{forms, xmllint},
};

pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let asked = env::var("C14N_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(usual)) }
}

fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a", " ", "\n", "\r\n", "\r", "\t", "é", "&amp;", "&lt;", "&gt;", ">", "&#13;", "&#x9;", "&#233;", "\"", "'",
        "]]", "ÿ", "&quot;", "&apos;", "&#10;", "=", "--", "\u{85}",
    ]);
    vec(piece, 0..8).prop_map(|pieces| pieces.concat().replace("]]>", "]] >"))
}

fn attributes() -> impl Strategy<Value = String> {
    let name = select(vec!["x", "y", "Id", "p:x", "q:x", "p:a", "xml:lang", "xml:space", "r:b"]);
    let declaration = select(vec![
        " xmlns='urn:1'",
        " xmlns=''",
        " xmlns:p='urn:1'",
        " xmlns:p=\"urn:2\"",
        " xmlns:q='urn:2'",
        " xmlns:r='urn:3'",
        " xmlns='urn:2'",
        "",
    ]);
    let values = vec((name, text()), 0..4);
    (vec(declaration, 0..3), values).prop_map(|(mut declarations, mut values)| {
        let name_of = |text: &str| text.split('=').next().unwrap_or_default().to_owned();
        declarations.sort_by_key(|declaration| name_of(declaration));
        declarations.dedup_by_key(|declaration| name_of(declaration));
        values.sort();
        values.dedup_by_key(|(name, _)| *name);
        // `p` and `q` may stand for one namespace.
        if values.iter().any(|(name, _)| *name == "p:x") {
            values.retain(|(name, _)| *name != "q:x");
        }
        let value = |text: &str| text.replace('<', "").replace('"', "'");
        let values = values.iter().map(|(name, text)| format!(" {name} = \"{}\"", value(text)));
        declarations.into_iter().map(str::to_owned).chain(values).collect()
    })
}

pub(crate) fn element() -> impl Strategy<Value = String> {
    let name = || select(vec!["a", "b", "p:a", "q:c", "é"]);
    let leaf = prop_oneof![
        text(),
        text().prop_map(|text| format!("<![CDATA[{text}]]>").replace("]]]]>", "]]>")),
        select(vec!["<!--c\r\n-->", "<?p  x?>", "<?q?>", "<!---->"]).prop_map(str::to_owned),
        (name(), attributes()).prop_map(|(name, attributes)| format!("<{name}{attributes}/>")),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        (name(), attributes(), vec(inner, 0..5))
            .prop_map(|(name, attributes, inner)| format!("<{name}{attributes}>{}</{name}\n>", inner.concat()))
    })
}

fn document() -> impl Strategy<Value = Vec<u8>> {
    let latin = select(vec![true, false]);
    (element(), latin).prop_map(|(element, latin)| {
        let root = format!("<r xmlns:p='urn:1' xmlns:q='urn:4' xmlns:r='urn:5'>{element}</r>\n<!--z-->");
        if latin {
            let octets = root.chars().map(|c| u8::try_from(u32::from(c)).unwrap());
            b"<?xml version='1.0' encoding='ISO-8859-1'?>".iter().copied().chain(octets).collect()
        } else {
            root.into_bytes()
        }
    })
}

/// Gives its bytes few at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let taken = self.1.min(self.0.len()).min(out.len());
        out[..taken].copy_from_slice(&self.0[..taken]);
        self.0 = &self.0[taken..];
        Ok(taken)
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn any_document_has_the_form_that_xmllint_gives_it(octets in document()) {
        for (option, method) in forms() {
            let judge = xmllint(option, &octets);
            let ours = canonical(&octets, &method);
            let Some(judge) = judge else {
                prop_assert!(ours.is_err(), "{option}: xmllint refuses {}", String::from_utf8_lossy(&octets));
                continue;
            };
            let ours = ours.map_err(|error| TestCaseError::fail(format!("{error}: {}", String::from_utf8_lossy(&octets))))?;
            prop_assert_eq!(String::from_utf8_lossy(&ours), String::from_utf8_lossy(&judge), "{} {}", option, String::from_utf8_lossy(&octets));
            let mut canonicalizer = Canonicalizer::new(method.clone(), Vec::new());
            let mut reader = Reader::new(Slow(&octets, 3)).unwrap();
            while let Some(event) = reader.next().unwrap() {
                canonicalizer.push(&event).unwrap();
            }
            prop_assert_eq!(canonicalizer.finish().unwrap(), ours.clone());
            // A canonical form is its own canonical form.
            prop_assert_eq!(canonical(&ours, &method).unwrap(), ours);
        }
    }
}

#[test]
fn long_texts_are_cut_where_nothing_is_lost() {
    let seams = ["é", "&amp;", "\r\n", "]]", "&#x00000000000000000041;", "€", "&#13;", "𝄞", "] ]"];
    for seam in seams {
        for shift in (0..40).step_by(3) {
            let text = format!("{}{}{}", "a".repeat((64 << 10) - 60 + shift), seam.repeat(8), "b".repeat(70_000));
            let document = format!("<r>{text}<![CDATA[{}]]></r>", text.replace('&', "+"));
            let ours = canonical(document.as_bytes(), &Method::EXCLUSIVE).unwrap();
            let meant = text.replace("\r\n", "\n").replace("&#x00000000000000000041;", "A").replace("&#13;", "&#xD;");
            let section = text.replace('&', "+").replace("\r\n", "\n");
            let expected = format!("<r>{meant}{section}</r>");
            assert!(ours == expected.as_bytes(), "{seam:?} at {shift}");
        }
    }
}
