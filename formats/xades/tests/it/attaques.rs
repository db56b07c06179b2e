//! Files made to be taken for what was signed: each is refused, with its reason.

use certificats::Verdict;
use xades::{Portee, XadesError};

use super::{
    Monde, assert_invalid, codes,
    fabrique::{between, find, latin, pes, replace, sign},
    integre, key,
};

fn signed() -> Vec<u8> {
    sign(&pes(2, 0), Portee::Bordereaux, &key("maire"))
}

fn text(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}

#[test]
fn any_change_inside_is_seen() {
    let (monde, signed) = (Monde::new(), signed());
    for (old, new, code) in [
        ("V=\"0.50\"", "V=\"9.50\"", "empreinte_fausse"),
        ("<Piece>", "<Piece>\n", "empreinte_fausse"),
        ("Villebrumier", "Villebrumiez", "empreinte_fausse"),
        ("<xad:ClaimedRole>Maire", "<xad:ClaimedRole>Roi", "empreinte_fausse"),
        ("2026-11-25T08", "2026-11-24T08", "empreinte_fausse"),
        ("xmlenc#sha256\"/><ds:DigestValue>", "xmldsig-more#sha384\"/><ds:DigestValue>", "signature_fausse"),
        ("xmlenc#sha256\"/><ds:DigestValue>", "xmldsig#md5\"/><ds:DigestValue>", "algorithme"),
        ("rsa-sha256", "rsa-sha512", "signature_fausse"),
        ("rsa-sha256", "hmac-sha256", "algorithme"),
        ("xml-exc-c14n#\"/><ds:Sig", "xml-exc-c14n#WithComments\"/><ds:Sig", "signature_fausse"),
        ("xml-exc-c14n#\"/><ds:Sig", "xml-c14n12\"/><ds:Sig", "canonisation"),
        ("<ds:SignatureValue", "<ds:SignatureValue/><ds:SignatureValue", "structure"),
        ("<ds:SignedInfo>", "<ds:SignedInfo/><ds:SignedInfo>", "structure"),
        ("<ds:X509Certificate>MII", "<ds:X509Certificate>MIJ", "certificat_illisible"),
        ("Target=\"#S", "Target=\"#T", "proprietes_d_une_autre"),
    ] {
        assert_invalid(&monde, &replace(&signed, old, new), code);
    }
}

#[test]
fn a_signature_moved_elsewhere_is_refused() {
    let (monde, signed) = (Monde::new(), signed());
    let genuine = between(&signed, "<Bordereau Id='Bord0'", "</Bordereau>");
    let signature = between(&genuine, "<ds:Signature ", "</ds:Signature>");
    let forged = latin(&text(&genuine).replace("V=\"0.50\"", "V=\"9.50\"").replace(&text(&signature), ""));
    // The genuine bordereau is hidden in its signature, that a forged one carries.
    let hidden = text(&signature).replace(
        "</ds:Signature>",
        &format!("<ds:Object>{}</ds:Object></ds:Signature>", text(&genuine).replace(&text(&signature), "")),
    );
    let forged_text =
        text(&forged).replace("Id='Bord0'", "Id='Autre'").replace("</Bordereau>", &format!("{hidden}</Bordereau>"));
    let wrapped = latin(&text(&signed).replace(&text(&genuine), &forged_text));
    assert_invalid(&monde, &wrapped, "enveloppe_de_rien");
    // The genuine one, with its signature, goes where nobody looks, and a forged one takes its place.
    let aside = text(&signed)
        .replace(&text(&genuine), &text(&forged).replace("Id='Bord0'", "Id='Autre'"))
        .replace("</n:PES_Aller>", &format!("<Extra>{}</Extra></n:PES_Aller>", text(&genuine)));
    let aside = latin(&aside);
    assert_invalid(&monde, &aside, "pes_emplacement");
    assert_invalid(&monde, &aside, "pes_bordereau_non_signe");
    assert!(integre(&monde.verify(&aside).unwrap()), "what was signed is whole, and elsewhere");
    // The signature leaves the bordereau that it signs.
    let apart = text(&signed)
        .replace(&text(&signature), "")
        .replace("\t</PES_DepenseAller>", &format!("{}</PES_DepenseAller>", text(&signature)));
    assert_invalid(&monde, &latin(&apart), "enveloppe_ailleurs");
    // Two elements of one name.
    let doubled = text(&signed).replace("\t</PES_DepenseAller>", &format!("{}</PES_DepenseAller>", text(&forged)));
    assert_invalid(&monde, &latin(&doubled), "id_double");
    for attribute in ["ID", "id", "xml:id"] {
        let doubled = replace(&signed, "<Enveloppe>", format!("<Enveloppe {attribute}=\"Bord0\">"));
        assert_invalid(&monde, &doubled, "id_double");
    }
    // The name that is signed is given to nothing.
    assert_invalid(&monde, &replace(&signed, "Id='Bord0'", "Id='Autre'"), "cible_absente");
    // The properties of another signature, that are whole.
    let first = between(&signed, "<xad:QualifyingProperties", "</xad:QualifyingProperties>");
    let rest = &signed[find(&signed, "Id='Bord1'")..];
    let second = between(rest, "<xad:QualifyingProperties", "</xad:QualifyingProperties>");
    let swapped = text(&signed).replacen(&text(&second), &text(&first), 1);
    assert_invalid(&monde, &latin(&swapped), "proprietes_d_une_autre");
}

#[test]
fn transforms_that_run_are_refused() {
    let (monde, signed) = (Monde::new(), signed());
    let enveloped = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    for (transform, nom) in [
        ("http://www.w3.org/TR/1999/REC-xslt-19991116", "XSLT"),
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "XPath"),
        ("http://www.w3.org/2002/06/xmldsig-filter2", "XPath Filter 2.0"),
        ("urn:inconnue", "urn:inconnue"),
    ] {
        let changed =
            replace(&signed, enveloped, format!("<ds:Transform Algorithm=\"{transform}\"><a/></ds:Transform>"));
        assert_invalid(&monde, &changed, "transformation_refusee");
        let verification = monde.verify(&changed).unwrap();
        let told = verification.signatures[0].rapport.raisons.iter().any(|raison| raison.texte.contains(nom));
        assert!(told, "{nom}");
    }
    // The signature, taken away from what it holds, leaves nothing: signers of before 2016 did so.
    let own = between(&signed, "_SP\"><ds:Transforms>", "<ds:Transform ");
    let inside = [&*own, &enveloped.as_bytes()["<ds:Transform ".len()..], b"<ds:Transform "].concat();
    assert_invalid(&monde, &replace(&signed, &text(&own), &inside), "enveloppe_de_rien");
    // After the canonical form there are only bytes.
    let exclusive = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    let after = replace(&signed, &format!("{enveloped}{exclusive}"), format!("{exclusive}{enveloped}"));
    assert_invalid(&monde, &after, "transformation_refusee");
    // Found by what it is, not by where it says.
    assert_invalid(&monde, &replace(&signed, "URI=\"#Bord0\"", "URI=\"#xpointer(id('Bord0'))\""), "signature_fausse");
}

#[test]
fn nothing_is_fetched() {
    let (monde, signed) = (Monde::new(), signed());
    for uri in ["file:///etc/passwd", "http://exemple.fr/", "passwd"] {
        let changed = replace(&signed, "URI=\"#Bord0\"", format!("URI=\"{uri}\""));
        assert!(codes(&monde.verify(&changed).unwrap()).contains(&"reference_externe"), "{uri}");
        assert_invalid(&monde, &changed, "signature_fausse");
    }
    let dtd = replace(&signed, "<!-- ", "<!DOCTYPE a SYSTEM 'http://exemple.fr/a.dtd'><!-- ");
    assert!(matches!(monde.verify(&dtd), Err(XadesError::Xml(_))));
    let entity = replace(&signed, "&amp; toiture", "&toiture;");
    assert!(matches!(monde.verify(&entity), Err(XadesError::Xml(_))));
}

#[test]
fn comments_that_cut_a_text_are_told() {
    let (monde, signed) = (Monde::new(), signed());
    // The canonical form leaves comments out: the digest stays.
    let cut = replace(&signed, " a &lt; b", " a<!-- --> &lt; b");
    let verification = monde.verify(&cut).unwrap();
    assert!(integre(&verification));
    assert_eq!(verification.verdict(), Verdict::Indetermine);
    assert!(codes(&verification).contains(&"commentaire"));
    let path = "/PES_Aller/PES_DepenseAller/Bordereau/Piece/Texte";
    assert_eq!(verification.couverture.commentaires.get(path), Some(&1), "{:?}", verification.couverture);
    let between_elements = replace(&signed, "<Piece>", "<!-- --><Piece>");
    assert_eq!(monde.verify(&between_elements).unwrap().verdict(), Verdict::Valide);
    for (old, new) in
        [("<xad:City>Ville", "<xad:City>Ville<!-- -->"), ("<xad:ClaimedRole>Mai", "<xad:ClaimedRole>Mai<!-- -->")]
    {
        assert_invalid(&monde, &replace(&signed, old, new), "commentaire");
    }
}

#[test]
fn a_certificate_put_in_the_place_of_another_is_refused() {
    let (monde, signed) = (Monde::new(), signed());
    let certificate = between(&signed, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let other = sign(&pes(2, 0), Portee::Bordereaux, &key("revoque"));
    let other = between(&other, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let swapped = replace(&signed, &text(&certificate), &other);
    assert_invalid(&monde, &swapped, "signature_fausse");
    assert_invalid(&monde, &swapped, "certificat_autre");
    // Beside it, it changes nothing: the one that is designated is taken.
    let beside = replace(&signed, &text(&certificate), [&*other, &*certificate].concat());
    assert!(integre(&monde.verify(&beside).unwrap()));
    let none = replace(&signed, &text(&between(&signed, "<ds:KeyInfo ", "</ds:KeyInfo>")), "");
    assert_invalid(&monde, &none, "sans_certificat");
}

#[test]
fn properties_that_are_not_signed_are_refused() {
    let (monde, signed) = (Monde::new(), signed());
    let properties = between(&signed, "<xad:SignedProperties ", "</xad:SignedProperties>");
    // The genuine ones stay in the file, where the digest finds them; those that are read are others.
    let forged = text(&properties).replace("Maire", "Préfet").replace(" Id=\"", " Id=\"X");
    let moved = text(&signed).replace(&text(&properties), &forged).replace(
        "\t<EnTetePES>",
        &format!("<Extra xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xad=\"http://uri.etsi.org/01903/v1.1.1#\">{}</Extra><EnTetePES>", text(&properties)),
    );
    assert_invalid(&monde, &latin(&moved), "proprietes_non_signees");
}
