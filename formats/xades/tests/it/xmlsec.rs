//! Signatures made by others, in all the forms that are taken: xmlsec1, and signxml.

use std::{path::Path, process::Command};

use certificats::Integrite;

use super::{
    Monde, codes,
    juges::{file, python},
    pki::PKI,
};

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
const ENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const EXC: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const C14N11: &str = "http://www.w3.org/2006/12/xml-c14n11";

struct Modele<'a> {
    c14n: &'a str,
    signature: String,
    uri: &'a str,
    transforms: String,
    digest: String,
}

impl Modele<'_> {
    /// A document with namespaces, `xml:` attributes and comments around, and a signature without values.
    fn document(&self) -> String {
        let Self { c14n, signature, uri, transforms, digest } = self;
        let transforms =
            if transforms.is_empty() { String::new() } else { format!("<Transforms>{transforms}</Transforms>") };
        format!(
            "<?xml version=\"1.0\"?>\n<!-- a --><?pi x?>\n<r xmlns=\"urn:r\" xmlns:b=\"urn:b\" xmlns:a=\"urn:a\" xml:lang=\"fr\" xml:space=\"preserve\" Id=\"racine\">\n\
             <x b:z=\"1\" a:z=\"2\" z=\"&lt;3\"><!-- c --><a:y xml:lang=\"en\"/><y xmlns=\"\">&amp; é</y></x>\n\
             <b:part Id=\"part\" a:w=\"x\"><c/><?pi y?>text<!-- d --></b:part>\n\
             <Signature xmlns=\"{DSIG}\"><SignedInfo><CanonicalizationMethod Algorithm=\"{c14n}\"/><SignatureMethod Algorithm=\"{signature}\"/>\
             <Reference URI=\"{uri}\">{transforms}<DigestMethod Algorithm=\"{digest}\"/><DigestValue/></Reference></SignedInfo>\
             <SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>\
             <Object Id=\"objet\"><b:o xmlns:q=\"urn:q\">dans</b:o></Object></Signature>\n</r>\n<!-- z -->"
        )
    }
}

fn transform(uri: &str) -> String {
    format!("<Transform Algorithm=\"{uri}\"/>")
}

fn xmlsec_sign(document: &str, key: &str) -> Option<Vec<u8>> {
    let template = file(document.as_bytes());
    let pair = format!("{},{}", PKI.join(format!("{key}.key")).display(), PKI.join(format!("{key}.pem")).display());
    let output = Command::new("xmlsec1")
        .args(["--sign", "--privkey-pem", &pair, "--id-attr:Id", "urn:r:r", "--id-attr:Id", "urn:b:part"])
        .args(["--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Object"])
        .arg(template.path())
        .output()
        .unwrap();
    if !output.status.success() {
        println!("{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success().then_some(output.stdout)
}

#[test]
fn what_xmlsec1_signs_is_whole_whatever_the_form() {
    let monde = Monde::new();
    let enveloped = transform(&format!("{DSIG}enveloped-signature"));
    let listed = format!(
        "<Transform Algorithm=\"{EXC}\"><ec:InclusiveNamespaces xmlns:ec=\"{EXC}\" PrefixList=\"a #default none\"/></Transform>"
    );
    let comments = transform(&format!("{EXC}WithComments"));
    let rsa = |name: &str| format!("{MORE}rsa-{name}");
    let table: Vec<(&str, &str, String, &str, String, String)> = vec![
        ("maire", EXC, rsa("sha256"), "", enveloped.clone() + &transform(EXC), format!("{ENC}sha256")),
        ("maire", C14N, rsa("sha384"), "", enveloped.clone() + &transform(C14N), format!("{MORE}sha384")),
        ("maire", C14N11, rsa("sha512"), "", enveloped.clone() + &transform(C14N11), format!("{ENC}sha512")),
        // Without a form, that of 2001.
        ("maire", EXC, rsa("sha256"), "", enveloped.clone(), format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#part", String::new(), format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#part", transform(C14N), format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#part", transform(C14N11), format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#part", listed, format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#part", comments.clone(), format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#racine", enveloped.clone() + &comments, format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#objet", transform(EXC), format!("{ENC}sha256")),
        ("maire", EXC, rsa("sha256"), "#objet", transform(C14N), format!("{ENC}sha256")),
        (
            "adjoint",
            EXC,
            format!("{MORE}ecdsa-sha256"),
            "",
            enveloped.clone() + &transform(EXC),
            format!("{ENC}sha256"),
        ),
        ("dgs", EXC, format!("{MORE}ecdsa-sha384"), "", enveloped.clone() + &transform(EXC), format!("{ENC}sha256")),
        ("maire", EXC, format!("{DSIG}rsa-sha1"), "", enveloped + &transform(EXC), format!("{DSIG}sha1")),
    ];
    for (key, c14n, signature, uri, transforms, digest) in table {
        let modele = Modele { c14n, signature, uri, transforms, digest };
        let signed = xmlsec_sign(&modele.document(), key).unwrap();
        let verification = monde.verify(&signed).unwrap();
        let what = format!("{} {uri} {}", modele.signature, modele.transforms);
        assert_eq!(verification.signatures[0].rapport.integrite, Integrite::Ok, "{what} {:?}", codes(&verification));
        assert_eq!(verification.signatures[0].rapport.format, "XML-DSig");
        assert_eq!(codes(&verification).contains(&"algorithme_faible"), what.contains("sha1"));
        assert_eq!(verification.couverture.entiere, uri.is_empty());
        let changed =
            String::from_utf8(signed.clone()).unwrap().replace(">text<", ">texte<").replace(">dans<", ">hors<");
        let verification = monde.verify(&changed.into_bytes()).unwrap();
        assert_eq!(verification.signatures[0].rapport.integrite, Integrite::Ko, "{what}");
    }
}

/// Signs with XAdES 1.3.2, by several algorithms; writes what it makes where it is told.
const XADES: &str = r"
import sys, os
from lxml import etree
from signxml import methods, SignatureMethod, DigestAlgorithm
from signxml.xades import XAdESSigner, XAdESSignaturePolicy, XAdESDataObjectFormat
pki, out = sys.argv[1], sys.argv[2]
read = lambda name: open(os.path.join(pki, name)).read()
for name, key, algorithm in [('pkcs1', 'maire', SignatureMethod.RSA_SHA256), ('pss', 'maire', SignatureMethod.SHA256_RSA_MGF1),
                             ('pss512', 'maire', SignatureMethod.SHA512_RSA_MGF1), ('ecdsa', 'adjoint', SignatureMethod.ECDSA_SHA256)]:
    signer = XAdESSigner(claimed_roles=['Maire'], data_object_format=XAdESDataObjectFormat(Description='x', MimeType='text/xml'),
                         signature_algorithm=algorithm, digest_algorithm=DigestAlgorithm.SHA256)
    signed = signer.sign(etree.fromstring('<r xmlns=\'urn:r\'><a>\u00e9</a></r>'), key=read(key + '.key'), cert=read(key + '.pem'))
    open(os.path.join(out, name), 'wb').write(etree.tostring(signed))
";

#[test]
fn what_signxml_signs_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let Some(done) = python(XADES, &[&PKI, folder.path()]) else { return };
    assert!(done);
    let monde = Monde::new().with_crl();
    for name in ["pkcs1", "pss", "pss512", "ecdsa"] {
        let signed = std::fs::read(Path::new(folder.path()).join(name)).unwrap();
        let verification = monde.verify(&signed).unwrap();
        let signature = &verification.signatures[0];
        assert_eq!(signature.rapport.integrite, Integrite::Ok, "{name} {:?}", codes(&verification));
        assert_eq!(signature.rapport.format, "XAdES-BES (1.3.2)");
        let proprietes = signature.proprietes.as_ref().unwrap();
        assert_eq!((proprietes.roles.len(), proprietes.types.len()), (1, 1), "{proprietes:?}");
        assert!(proprietes.date.is_some());
    }
}
