//! PEM: base64 between two lines that say what it is (RFC 7468).

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::error::CertificatError;

/// Blocks of one file: a list of all the authorities of Europe has a few thousand.
const BLOCKS: usize = 20_000;
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What is between `-----BEGIN label-----` and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub label: String,
    pub der: Vec<u8>,
}

/// The blocks of a file in their order; what is around them is left out.
pub fn blocks(octets: &[u8]) -> Result<Vec<Block>, CertificatError> {
    let text = String::from_utf8_lossy(octets);
    let (mut blocks, mut open): (Vec<Block>, Option<(String, String)>) = (Vec::new(), None);
    for line in text.lines().map(str::trim) {
        if let Some(label) = line.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----")) {
            open = Some((label.to_owned(), String::new()));
        } else if line.starts_with("-----END ") {
            let (label, body) = open.take().ok_or_else(broken)?;
            if line.strip_prefix("-----END ").and_then(|rest| rest.strip_suffix("-----")) != Some(&label) {
                return Err(broken());
            }
            blocks.push(Block { label, der: decode(body.as_bytes())? });
            if blocks.len() > BLOCKS {
                return Err(CertificatError::illisible("ce fichier PEM compte trop de blocs"));
            }
        } else if let Some((_, body)) = &mut open {
            body.push_str(line);
        }
    }
    if open.is_some() { Err(broken()) } else { Ok(blocks) }
}

pub fn write(label: &str, der: &[u8]) -> String {
    let body = encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push('\n');
    }
    out + "-----END " + label + "-----\n"
}

/// Base64 of one line.
pub fn encode(octets: &[u8]) -> String {
    ENGINE.encode(octets)
}

/// Base64 in which blanks do not count.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, CertificatError> {
    let plain: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    ENGINE.decode(plain).map_err(|_| CertificatError::illisible("un texte en base64 est mal formé"))
}

fn broken() -> CertificatError {
    CertificatError::illisible("un bloc PEM est mal formé")
}
