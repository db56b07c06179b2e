//! What a mail says is read with its accents, and what it carries is read to the byte.

use kernel::Instant;
use liaison::{Courriel, PieceJointe};

/// With the line ends of the network.
fn read(text: &str) -> Courriel {
    read_bytes(text.replace('\n', "\r\n").as_bytes())
}

fn read_bytes(bytes: &[u8]) -> Courriel {
    Courriel::read(bytes).unwrap()
}

fn mixed(parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| format!("--b\n{part}\n")).collect::<Vec<_>>().concat();
    format!("Subject: essai\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n")
}

fn names(courriel: &Courriel) -> Vec<&str> {
    courriel.pieces.iter().map(|piece| piece.nom.as_deref().unwrap_or("-")).collect()
}

#[test]
fn the_headers_and_the_text_are_read() {
    let courriel = read(
        "From: =?UTF-8?Q?Pr=C3=A9fecture_de_Tarn-et-Garonne?= <actes@interieur.gouv.fr>\n\
         Subject: =?ISO-8859-1?Q?Accus=E9_de?= =?ISO-8859-1?Q?_r=E9ception?=\nDate: Wed, 25 Nov 2026 10:30:00 +0100\n\
         Message-ID: <abc@interieur.gouv.fr>\nContent-Type: text/plain; charset=iso-8859-15\n\
         Content-Transfer-Encoding: quoted-printable\n\nL=27acte est re=E7u.=\n Bien.\n",
    );
    assert_eq!(courriel.de.as_deref(), Some("actes@interieur.gouv.fr"));
    assert_eq!(courriel.de_nom.as_deref(), Some("Préfecture de Tarn-et-Garonne"));
    assert_eq!(courriel.sujet.as_deref(), Some("Accusé de réception"));
    assert_eq!(courriel.message_id.as_deref(), Some("abc@interieur.gouv.fr"));
    assert_eq!(courriel.date, Some("2026-11-25T09:30:00.000000Z".parse::<Instant>().unwrap()));
    assert_eq!(courriel.texte.trim_end(), "L'acte est reçu. Bien.");
    assert_eq!(courriel.pieces, []);
}

#[test]
fn names_are_decoded_however_they_are_written() {
    let part = |header: &str| format!("Content-Type: application/pdf\n{header}\n\nx");
    let courriel = read(&mixed(&[
        "Content-Type: text/plain\n\nBonjour.",
        &part("Content-Disposition: attachment; filename=\"acte 1.pdf\""),
        &part("Content-Disposition: attachment; filename*=UTF-8''d%C3%A9lib%C3%A9ration.pdf"),
        &part(
            "Content-Disposition: attachment;\n filename*0*=UTF-8''arr%C3%AAt;\n filename*1*=%C3%A9%20;\n filename*2=\"2026.pdf\"",
        ),
        &part("Content-Disposition: attachment; filename=\"=?UTF-8?B?cmVuw6k=?=.pdf\""),
        "Content-Type: application/xml; name=\"sans-disposition.xml\"\n\n<a/>",
        "Content-Type: text/plain; name=\"lettre.txt\"\nContent-Disposition: inline\n\nlettre",
    ]));
    let expected =
        ["acte 1.pdf", "délibération.pdf", "arrêté 2026.pdf", "rené.pdf", "sans-disposition.xml", "lettre.txt"];
    assert_eq!(names(&courriel), expected);
    assert_eq!(courriel.pieces[0].genre, "application/pdf");
    assert_eq!(courriel.texte.trim_end().lines().next(), Some("Bonjour."));
}

#[test]
fn what_is_attached_keeps_its_own_bytes() {
    let xml = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<a>\xe9t\xe9</a>";
    let head = |how: &str| {
        format!(
            "Content-Type: text/xml; charset=ISO-8859-1; name=\"a.xml\"\r\nContent-Transfer-Encoding: {how}\r\nContent-Disposition: attachment\r\n\r\n"
        )
    };
    let encoded = "PD94bWwgdmVyc2lvbj0iMS4wIiBlbmNvZGluZz0iSVNPLTg4NTktMSI/Pg0KPGE+6XTp\r\nPC9hPg==".to_owned();
    let quoted = "<?xml version=3D\"1.0\" encoding=3D\"ISO-8859-1\"?>\r\n<a>=E9t=\r\n=E9</a>".to_owned();
    for (how, body) in
        [("8bit", xml.to_vec()), ("base64", encoded.into_bytes()), ("Quoted-Printable", quoted.into_bytes())]
    {
        let start =
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\n"
                .to_vec();
        let mail = [start, head(how).into_bytes(), body, b"\r\n--b--\r\n".to_vec()].concat();
        let pieces = read_bytes(&mail).pieces;
        let octets = xml.to_vec();
        let expected = PieceJointe { nom: Some("a.xml".to_owned()), genre: "text/xml".to_owned(), niveau: 0, octets };
        assert_eq!(pieces, [expected], "{how}");
    }
}

#[test]
fn a_lone_file_is_an_attachment() {
    let courriel = read("Subject: seul\nContent-Type: application/xml; name=a.xml\n\n<a/>\n");
    assert_eq!((names(&courriel), courriel.pieces[0].octets.as_slice()), (vec!["a.xml"], &b"<a/>\r\n"[..]));
}

#[test]
fn a_message_carried_by_a_message_is_opened() {
    let inner =
        mixed(&["Content-Type: text/plain\n\nDedans.", "Content-Type: application/xml; name=dedans.xml\n\n<dedans/>"]);
    let outer = |encoding: &str, body: &str| {
        format!(
            "Subject: dehors\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nDehors.\n\
             --B\nContent-Type: application/pdf; name=avant.pdf\n\nx\n--B\nContent-Type: message/rfc822{encoding}\n\n{body}\n\
             --B\nContent-Type: application/pdf; name=apres.pdf\n\ny\n--B--\n"
        )
    };
    let base64 = base64_of(inner.replace('\n', "\r\n").as_bytes());
    for courriel in [read(&outer("", &inner)), read(&outer("\nContent-Transfer-Encoding: base64", &base64))] {
        assert_eq!(names(&courriel), ["avant.pdf", "-", "dedans.xml", "apres.pdf"]);
        assert_eq!(courriel.pieces.iter().map(|piece| piece.niveau).collect::<Vec<_>>(), [0, 0, 1, 0]);
        assert_eq!(courriel.pieces[1].genre, "message/rfc822");
        let carried = read_bytes(&courriel.pieces[1].octets);
        assert_eq!((carried.sujet.as_deref(), names(&carried)), (Some("essai"), vec!["dedans.xml"]));
        assert_eq!(courriel.pieces[2].octets, b"<dedans/>");
        assert_eq!(courriel.pieces[3].octets, b"y");
        assert!(courriel.texte.starts_with("Dehors."));
    }
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    BASE64_STANDARD.encode(bytes)
}

#[test]
fn a_mail_in_html_alone_still_has_a_text() {
    let courriel = read("Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>L’acte est <b>reçu</b>.</p>\n");
    assert_eq!((courriel.texte.trim(), courriel.pieces.len()), ("L’acte est reçu.", 0));
}

#[test]
fn what_is_no_mail_does_no_harm() {
    assert_eq!(Courriel::read(b""), None);
    for bytes in [&b"\xff\xfe\x00"[..], b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", b"\r\n\r\n"] {
        let _ = Courriel::read(bytes);
    }
    // Messages in messages, deeper than anybody writes.
    let deep = "Content-Type: message/rfc822\n\n".repeat(500) + "Subject: fond\n\nx";
    let _ = Courriel::read(deep.as_bytes());
}
