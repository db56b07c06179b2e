//! `Courriel`: what a mail says, and the files that it carries (RFC 5322, MIME).

use kernel::Instant;
use mail_parser::{
    Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};

/// How deep messages carried by messages are opened.
const DEPTH: u8 = 8;

/// A mail that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Courriel {
    /// The address of the first author.
    pub de: Option<String>,
    /// The name beside it.
    pub de_nom: Option<String>,
    pub sujet: Option<String>,
    pub date: Option<Instant>,
    /// Without its angle brackets.
    pub message_id: Option<String>,
    /// The body as text; made from the HTML when there is nothing else.
    pub texte: String,
    /// In their order, those of the messages that it carries included, each after its message.
    pub pieces: Vec<PieceJointe>,
}

/// A file carried by a mail, exactly as it was attached: a text keeps its own encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceJointe {
    /// Decoded; never trust it as the name of a file.
    pub nom: Option<String>,
    /// `application/xml`, in lower case.
    pub genre: String,
    /// 0 for what the mail itself carries, 1 for what a message that it carries does…
    pub niveau: u8,
    pub octets: Vec<u8>,
}

impl Courriel {
    /// None when the bytes are no mail at all.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let from = message.from().and_then(|from| from.first());
        let bodies = (0..message.text_body_count()).filter_map(|place| message.body_text(place));
        let mut pieces = Vec::new();
        collect(&message, 0, &mut pieces);
        Some(Self {
            de: from.and_then(|from| from.address()).map(str::to_owned),
            de_nom: from.and_then(|from| from.name()).map(str::to_owned),
            sujet: message.subject().map(str::to_owned),
            date: message.date().map(|date| Instant::from_unix_micros(date.to_timestamp().saturating_mul(1_000_000))),
            message_id: message.message_id().map(str::to_owned),
            texte: bodies.collect::<Vec<_>>().join("\n"),
            pieces,
        })
    }
}

fn collect(message: &Message<'_>, niveau: u8, pieces: &mut Vec<PieceJointe>) {
    for (place, part) in (0..).zip(&message.parts) {
        let is_body = message.text_body.contains(&place) || message.html_body.contains(&place);
        match &part.body {
            PartType::Multipart(_) => {}
            PartType::Message(carried) => {
                pieces.push(piece(part, niveau, carried.raw_message().to_vec()));
                if niveau < DEPTH {
                    collect(carried, niveau + 1, pieces);
                }
            }
            _ if is_body && part.attachment_name().is_none() => {}
            _ => pieces.push(piece(part, niveau, contents(message, part))),
        }
    }
}

fn piece(part: &MessagePart<'_>, niveau: u8, octets: Vec<u8>) -> PieceJointe {
    let genre = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |read| format!("{}/{}", read.ctype(), read.subtype().unwrap_or("octet-stream")).to_lowercase(),
    );
    PieceJointe { nom: part.attachment_name().map(str::to_owned), genre, niveau, octets }
}

/// The bytes of a part. Those of a text are taken from the source: the parser has translated them, and an XML that declares
/// its encoding would contradict itself.
fn contents(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    let is_text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
    let source = message.raw_message.get(part.offset_body as usize..part.offset_end as usize).filter(|_| is_text);
    let decoded = source.and_then(|raw| match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::Base64 => base64_decode(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
    });
    decoded.unwrap_or_else(|| part.contents().to_vec())
}
