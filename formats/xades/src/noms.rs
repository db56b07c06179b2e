//! The addresses by which XML signatures name what they use (RFC 6931, ETSI TS 101 903).

use certificats::{Algorithme, Hachage};

pub(crate) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// The only form of Canonical XML that applies when none is named (XML Signature, 4.4.3.2).
pub(crate) const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/// The versions of XAdES, oldest first. PES uses the first.
pub(crate) const XADES: [&str; 3] =
    ["http://uri.etsi.org/01903/v1.1.1#", "http://uri.etsi.org/01903/v1.2.2#", "http://uri.etsi.org/01903/v1.3.2#"];
/// What a reference to signed properties says that it is, with XAdES 1.3.2.
pub(crate) const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";

const HACHAGES: [(Hachage, &str); 4] = [
    (Hachage::Sha1, "http://www.w3.org/2000/09/xmldsig#sha1"),
    (Hachage::Sha256, "http://www.w3.org/2001/04/xmlenc#sha256"),
    (Hachage::Sha384, "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    (Hachage::Sha512, "http://www.w3.org/2001/04/xmlenc#sha512"),
];

const ALGORITHMES: [(Algorithme, &str); 11] = [
    (Algorithme::RsaPkcs1(Hachage::Sha1), "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
    (Algorithme::RsaPkcs1(Hachage::Sha256), "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
    (Algorithme::RsaPkcs1(Hachage::Sha384), "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"),
    (Algorithme::RsaPkcs1(Hachage::Sha512), "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
    (Algorithme::RsaPss(Hachage::Sha256), "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"),
    (Algorithme::RsaPss(Hachage::Sha384), "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1"),
    (Algorithme::RsaPss(Hachage::Sha512), "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1"),
    (Algorithme::Ecdsa(Hachage::Sha1), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"),
    (Algorithme::Ecdsa(Hachage::Sha256), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
    (Algorithme::Ecdsa(Hachage::Sha384), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"),
    (Algorithme::Ecdsa(Hachage::Sha512), "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"),
];

/// Transforms that are known, and refused: what is signed would be what a program makes of the file.
const REFUSEES: [(&str, &str); 5] = [
    ("http://www.w3.org/TR/1999/REC-xslt-19991116", "XSLT"),
    ("http://www.w3.org/TR/1999/REC-xpath-19991116", "XPath"),
    ("http://www.w3.org/2002/06/xmldsig-filter2", "XPath Filter 2.0"),
    ("http://www.w3.org/2000/09/xmldsig#base64", "base64"),
    ("http://www.w3.org/2002/07/decrypt#XML", "déchiffrement"),
];

pub(crate) fn hachage(uri: &str) -> Option<Hachage> {
    HACHAGES.iter().find(|(_, known)| *known == uri).map(|(hachage, _)| *hachage)
}

pub(crate) fn uri_of_hachage(hachage: Hachage) -> &'static str {
    HACHAGES.iter().find(|(known, _)| *known == hachage).map_or("", |(_, uri)| uri)
}

pub(crate) fn algorithme(uri: &str) -> Option<Algorithme> {
    ALGORITHMES.iter().find(|(_, known)| *known == uri).map(|(algorithme, _)| *algorithme)
}

pub(crate) fn uri_of_algorithme(algorithme: Algorithme) -> Option<&'static str> {
    ALGORITHMES.iter().find(|(known, _)| *known == algorithme).map(|(_, uri)| *uri)
}

/// How people call a transform that is refused.
pub(crate) fn refusee(uri: &str) -> String {
    let known = REFUSEES.iter().find(|(known, _)| *known == uri);
    known.map_or_else(|| uri.chars().take(80).collect(), |(_, nom)| (*nom).to_owned())
}
