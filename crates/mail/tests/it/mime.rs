//! The message as it arrives, read by a parser that is not ours.

use db::{Perimetre, testing::TestDb};
use mail::{Corps, Correspondant, Mail};
use mail_parser::{MessageParser, MimeHeaders};

use crate::{
    smtp::Smtp,
    world::{MIGRATIONS, anne, clock, drain, send, smtp},
};

async fn arrived(mail: Mail) -> (Vec<u8>, String) {
    let test = TestDb::sqlite(MIGRATIONS).await;
    let (clock, server) = (clock(), Smtp::answering([]).await);
    let id = send(&test.db, &clock, mail).await;
    drain(&test.db, &clock, smtp(server.port)).await;
    let mut tx = test.db.read(Perimetre::Commun).await.unwrap();
    assert!(mail::attachment(&mut tx, id, 7).await.unwrap().is_none());
    (server.taken().remove(0).bytes, id.to_string())
}

#[tokio::test]
async fn both_bodies_and_the_attachments_arrive_whole() {
    let corps = Corps::new("Centre de gestion de Tarn-et-Garonne")
        .paragraph("Bonjour Madame Éluère,\n.un point en début de ligne\n.")
        .table([("Total", "1\u{202f}234,00\u{a0}€")])
        .button("Voir l’état", "https://beffroi.example/c/218200011/etat?a=1&b=2");
    let mail = Mail::new(
        anne(),
        "État annuel 2026 : « Albias », à vérifier avant le 31 décembre, merci de votre réponse",
        corps,
    )
    .unwrap()
    .reply_to(Correspondant::new("Service conventions", "conventions@cdg82.fr").unwrap())
    .attach("État n° 12 – été.pdf", "application/pdf", vec![0, 159, 146, 150, 13, 10, 46])
    .unwrap()
    .attach("lignes.csv", "text/csv", "siren;nom\n218200011;Albias\n".as_bytes().to_vec())
    .unwrap();
    let (bytes, id) = arrived(mail).await;
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(
        message.subject(),
        Some("État annuel 2026 : « Albias », à vérifier avant le 31 décembre, merci de votre réponse")
    );
    let to = message.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Anne Éluère"), Some("anne.eluere@albias.fr")));
    let from = message.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("Centre de gestion de Tarn-et-Garonne"), Some("ne-pas-repondre@cdg82.fr"))
    );
    assert_eq!(message.reply_to().unwrap().first().unwrap().address(), Some("conventions@cdg82.fr"));
    assert_eq!(message.message_id(), Some(format!("{id}@cdg82.fr").as_str()));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-22T08:00:00Z");
    assert_eq!(message.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    let text = message.body_text(0).unwrap().replace("\r\n", "\n");
    assert!(
        text.starts_with(
            "Bonjour Madame Éluère,\n.un point en début de ligne\n.\n\nTotal\u{a0}: 1\u{202f}234,00\u{a0}€\n"
        ),
        "{text}"
    );
    let html = message.body_html(0).unwrap();
    assert!(html.contains("href=\"https://beffroi.example/c/218200011/etat?a=1&amp;b=2\""), "{html}");
    let attached: Vec<_> =
        message.attachments().map(|part| (part.attachment_name().unwrap(), part.contents())).collect();
    let csv = "siren;nom\n218200011;Albias\n".as_bytes();
    assert_eq!(attached[0], ("État n° 12 – été.pdf", [0, 159, 146, 150, 13, 10, 46].as_slice()));
    assert_eq!((attached[1].0, attached.len()), ("lignes.csv", 2));
    assert_eq!(String::from_utf8_lossy(attached[1].1).replace("\r\n", "\n").as_bytes(), csv);
}

#[tokio::test]
async fn the_message_is_well_formed_for_the_oldest_server() {
    let long = "Une phrase qui n’en finit pas, ".repeat(60);
    let mail = Mail::new(anne(), "Objet", Corps::new("CDG 82").paragraph(long.trim())).unwrap();
    let (bytes, _) = arrived(mail).await;
    assert!(bytes.is_ascii(), "what is not ASCII is encoded");
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    let message = MessageParser::default().parse(text.as_bytes()).unwrap();
    assert_eq!((message.text_body_count(), message.html_body_count(), message.attachment_count()), (1, 1, 0));
    assert!(message.body_text(0).unwrap().lines().all(|line| line.chars().count() <= 72));
}
