//! Elements taken out of documents made at random: the digest of our form is the one that xmlsec1 signs.

use std::{fs, io::Write, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};
use c14n::Method;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{
    element,
    hasard::{self, cases},
};

const EXC: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const HMAC: &str = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";

/// The digest that xmlsec1 puts in a signature of the element `x`; `None` when it refuses the document.
fn signed(inner: &str, transform: &str) -> Option<(String, String)> {
    let document = format!(
        "<r xmlns='urn:4' xmlns:p='urn:1' xmlns:q='urn:4' xmlns:r='urn:5' xml:lang='fr' xml:space='default'><!-- a --><e xmlns:s='urn:6' xml:lang='en' s:y='1'>\
         <cible Id='x' r:z='&lt;'>{inner}</cible></e>\
         <Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo><CanonicalizationMethod Algorithm='{EXC}'/><SignatureMethod Algorithm='{HMAC}'/>\
         <Reference URI='#x'><Transforms>{transform}</Transforms><DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/><DigestValue/>\
         </Reference></SignedInfo><SignatureValue/></Signature></r>"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("key"), b"secret of the tests").unwrap();
    fs::File::create(path("document")).unwrap().write_all(document.as_bytes()).unwrap();
    let output = Command::new("xmlsec1")
        .args(["--sign", "--id-attr:Id", "urn:4:cible", "--hmackey", "key", "document"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, rest) = text.split_once("<DigestValue>")?;
    Some((document, rest.split_once("</DigestValue>")?.0.replace('\n', "")))
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn an_element_has_the_form_that_xmlsec1_signs(inner in hasard::element()) {
        let listed = format!("<Transform Algorithm='{EXC}'><InclusiveNamespaces xmlns='{EXC}' PrefixList='p s #default none'/></Transform>");
        let simple = |method: &Method| format!("<Transform Algorithm='{}'/>", method.uri());
        let prefixes = ["p", "s", "", "none"].map(str::to_owned).to_vec();
        let methods = [
            Method::EXCLUSIVE,
            Method::Inclusive { comments: false },
            Method::Inclusive11 { comments: false },
            Method::Exclusive { comments: false, prefixes },
        ];
        for method in methods {
            let transform =
                if matches!(&method, Method::Exclusive { prefixes, .. } if !prefixes.is_empty()) { listed.clone() } else { simple(&method) };
            let Some((document, judge)) = signed(&inner, &transform) else { continue };
            let ours = element(document.as_bytes(), "x", &method);
            let ours = ours.map_err(|error| TestCaseError::fail(format!("{error}: {document}")))?;
            prop_assert_eq!(STANDARD.encode(Sha256::digest(ours.as_bytes())), judge, "{:?} {} {}", method, ours, document);
        }
    }
}

#[test]
fn the_judge_signs() {
    assert!(signed("<a/>", &format!("<Transform Algorithm='{EXC}'/>")).is_some());
}
