//! What each form keeps, sorts, and takes from around an element.

use c14n::{C14nError, Encodage, Method, Reader};

use super::{
    canonical, element,
    xmllint::{forms, xmllint},
};

const C14N: Method = Method::Inclusive { comments: false };

/// A form, its name and what it should write of the whole document, are those of xmllint.
fn same(octets: &[u8]) -> String {
    for (option, method) in forms() {
        let ours = canonical(octets, &method).unwrap();
        let judge = xmllint(option, octets).unwrap();
        assert_eq!(String::from_utf8_lossy(&ours), String::from_utf8_lossy(&judge), "{option}");
    }
    String::from_utf8(canonical(octets, &C14N).unwrap()).unwrap()
}

#[test]
fn texts_and_values_are_written_one_way() {
    let form = same(b"<a  z = '1\t&#9;\"&#xA;'\n b=\"&lt;&amp;'\"><![CDATA[<&>\r\n]]>x&#13;\r\ny\r</a >");
    assert_eq!(form, "<a b=\"&lt;&amp;'\" z=\"1 &#x9;&quot;&#xA;\">&lt;&amp;&gt;\nx&#xD;\ny\n</a>");
}

#[test]
fn what_is_around_the_root_has_its_lines() {
    let document = b"<?xml version='1.0'?>\n\n<!-- a\r\n --><?b  c d?>\n<r><!-- in --><?p?></r>\n<!--e-->\n<?f?>\n";
    assert_eq!(same(document), "<?b c d?>\n<r><?p?></r>\n<?f?>");
}

#[test]
fn namespaces_and_attributes_are_sorted() {
    let document = b"<e xmlns:b='urn:1' xmlns:a='urn:2' xmlns='urn:0' b:x='1' a:x='2' x='3' a:a='4'>\
        <f xmlns='' xmlns:a='urn:2'><a:g xmlns:a='urn:3'/></f><b:h xmlns='urn:0'/></e>";
    let form = same(document);
    assert!(
        form.starts_with(
            "<e xmlns=\"urn:0\" xmlns:a=\"urn:2\" xmlns:b=\"urn:1\" x=\"3\" b:x=\"1\" a:a=\"4\" a:x=\"2\">"
        )
    );
    assert!(form.contains("<f xmlns=\"\"><a:g xmlns:a=\"urn:3\"></a:g></f><b:h></b:h></e>"), "{form}");
}

#[test]
fn an_element_takes_what_its_form_takes_from_around() {
    let document = br#"<r xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q" xml:lang="fr" xml:base="a/" xml:id="x">
        <p:b Id="1" xml:lang="en"><c q:z=""/><hors>x</hors><!-- no --></p:b></r>"#;
    let exclusive = element(document, "1", &Method::EXCLUSIVE).unwrap();
    assert_eq!(
        exclusive,
        "<p:b xmlns:p=\"urn:p\" Id=\"1\" xml:lang=\"en\"><c xmlns=\"urn:d\" xmlns:q=\"urn:q\" q:z=\"\"></c></p:b>"
    );
    let listed = Method::Exclusive { comments: false, prefixes: vec!["q".into(), String::new(), "none".into()] };
    assert_eq!(
        element(document, "1", &listed).unwrap(),
        "<p:b xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" Id=\"1\" xml:lang=\"en\"><c q:z=\"\"></c></p:b>"
    );
    assert_eq!(
        element(document, "1", &C14N).unwrap(),
        "<p:b xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" Id=\"1\" xml:base=\"a/\" xml:id=\"x\" xml:lang=\"en\">\
         <c q:z=\"\"></c></p:b>"
    );
    let joined = element(document, "1", &Method::Inclusive11 { comments: false });
    assert!(matches!(joined, Err(C14nError::BaseHeritee)));
}

#[test]
fn encodings_of_one_byte_are_read_to_the_letter() {
    let declared =
        |nom: &str, rest: &[u8]| [b"<?xml version=\"1.0\" encoding=\"", nom.as_bytes(), b"\"?>", rest].concat();
    let latin = declared("ISO-8859-1", b"<\xe9l\xe9 a\xe0='\xe9\x80'>\xe9\x85&#8364;</\xe9l\xe9>");
    assert_eq!(same(&latin), "<élé aà=\"é\u{80}\">é\u{85}€</élé>");
    let windows = declared("windows-1252", b"<a b='\x80'>\x9c\xe9\r\n</a>");
    assert_eq!(same(&windows), "<a b=\"€\">œé\n</a>");
    let latin9 = declared("ISO-8859-15", b"<a>\xa4\xbd</a>");
    assert_eq!(same(&latin9), "<a>€œ</a>");
    assert_eq!(same("\u{feff}<é>ŷ</é>".as_bytes()), "<é>ŷ</é>");
    assert!(canonical(&declared("windows-1252", b"<a>\x81</a>"), &C14N).is_err());
    assert_eq!(Encodage::Latin1.encode("é€&amp;"), b"\xe9&#8364;&amp;");
    assert_eq!(Encodage::Windows1252.encode("é€"), b"\xe9\x80");
    assert_eq!(Reader::new(&latin[..]).unwrap().encodage(), Encodage::Latin1);
}

#[test]
fn a_form_is_named_as_signatures_name_it() {
    for (_, method) in forms() {
        assert_eq!(Method::named(&method.uri()), Some(method));
    }
    assert_eq!(Method::named("http://www.w3.org/2001/10/xml-exc-c14n#"), Some(Method::EXCLUSIVE));
    for other in ["http://www.w3.org/2001/10/xml-exc-c14n", "http://www.w3.org/2006/12/xml-c14n11#", "", "#"] {
        assert_eq!(Method::named(other), None, "{other}");
    }
}
