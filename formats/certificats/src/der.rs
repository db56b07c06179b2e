//! Values of ASN.1 in their distinguished encoding (X.690): read in place without copying, and written.
//!
//! What was signed is a range of bytes: nothing here reads a value in order to write it again.

use const_oid::ObjectIdentifier as Oid;
use time::{Date, Month, OffsetDateTime, Time};

use crate::error::CertificatError;

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OID: u8 = 0x06;
pub const ENUMERATED: u8 = 0x0A;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// A tag of context, of a constructed value: `[0]`, `[1]`…
pub const fn constructed(number: u8) -> u8 {
    0xA0 | number
}

/// A tag of context, of a primitive value.
pub const fn primitive(number: u8) -> u8 {
    0x80 | number
}

/// One value where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    /// Its tag, its length and its content.
    pub whole: &'a [u8],
}

/// Values that follow each other.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value, whatever it is. Lengths are definite, minimal, and hold in what is left.
    pub fn read(&mut self) -> Result<Value<'a>, CertificatError> {
        let (tag, header, length) = header(self.rest)?;
        let end = header.checked_add(length).filter(|end| *end <= self.rest.len()).ok_or_else(truncated)?;
        let (whole, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(Value { tag, content: &whole[header..], whole })
    }

    pub fn expect(&mut self, tag: u8) -> Result<Value<'a>, CertificatError> {
        self.optional(tag)?.ok_or_else(|| CertificatError::illisible(format!("la valeur {tag:#04x} attendue manque")))
    }

    pub fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>, CertificatError> {
        if self.peek() == Some(tag) { self.read().map(Some) } else { Ok(None) }
    }

    pub fn sequence(&mut self) -> Result<Reader<'a>, CertificatError> {
        Ok(self.expect(SEQUENCE)?.enter())
    }

    pub fn oid(&mut self) -> Result<Oid, CertificatError> {
        self.expect(OID)?.oid()
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), CertificatError> {
        if self.is_empty() { Ok(()) } else { Err(CertificatError::illisible("des octets suivent la dernière valeur")) }
    }
}

/// Each value until the end, or the error that stops the reading.
impl<'a> Iterator for Reader<'a> {
    type Item = Result<Value<'a>, CertificatError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_empty() {
            return None;
        }
        let read = self.read();
        if read.is_err() {
            self.rest = &[];
        }
        Some(read)
    }
}

impl<'a> Value<'a> {
    /// The only value of these bytes.
    pub fn only(octets: &'a [u8], tag: u8) -> Result<Self, CertificatError> {
        let mut reader = Reader::new(octets);
        let value = reader.expect(tag)?;
        reader.end()?;
        Ok(value)
    }

    pub fn enter(&self) -> Reader<'a> {
        Reader::new(self.content)
    }

    pub fn oid(&self) -> Result<Oid, CertificatError> {
        Oid::from_bytes(self.content).map_err(|_| CertificatError::illisible("un identifiant d’objet est mal formé"))
    }

    pub fn boolean(&self) -> Result<bool, CertificatError> {
        match self.content {
            [0] => Ok(false),
            [_] => Ok(true),
            _ => Err(CertificatError::illisible("un booléen est mal formé")),
        }
    }

    /// An integer that holds in 32 bits and is not negative.
    pub fn small(&self) -> Result<u32, CertificatError> {
        let wrong = || CertificatError::illisible("un entier est trop grand");
        let [first, ..] = self.content else { return Err(wrong()) };
        if *first >= 0x80 || self.content.len() > 5 {
            return Err(wrong());
        }
        let value = self.content.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        u32::try_from(value).map_err(|_| wrong())
    }

    /// The bytes of a string of bits, which are whole.
    pub fn bits(&self) -> Result<&'a [u8], CertificatError> {
        match self.content {
            [0, bits @ ..] => Ok(bits),
            _ => Err(CertificatError::illisible("une chaîne de bits est mal formée")),
        }
    }

    /// Named bits: the first is the heaviest of the first byte.
    pub fn flags(&self) -> Result<u16, CertificatError> {
        match self.content {
            [unused @ 0..=7, bits @ ..] if bits.len() <= 2 && (*unused == 0 || !bits.is_empty()) => {
                let first = bits.first().copied().unwrap_or(0);
                let second = bits.get(1).copied().unwrap_or(0);
                Ok(u16::from(first.reverse_bits()) | u16::from(second.reverse_bits()) << 8)
            }
            _ => Err(CertificatError::illisible("une liste de bits est mal formée")),
        }
    }

    /// A text of any of the kinds of ASN.1; what cannot be read is replaced.
    pub fn text(&self) -> String {
        match self.tag {
            // BMPString, then UniversalString.
            0x1E => String::from_utf16_lossy(&pairs(self.content)),
            0x1C => self
                .content
                .chunks_exact(4)
                .map(|four| {
                    let code = four.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                })
                .collect(),
            // TeletexString: Latin-1 in practice.
            0x14 if std::str::from_utf8(self.content).is_err() => {
                self.content.iter().copied().map(char::from).collect()
            }
            _ => String::from_utf8_lossy(self.content).into_owned(),
        }
    }

    /// `UTCTime` or `GeneralizedTime`, in UTC, as X.509 and RFC 3161 have them. Fractions of a second are kept.
    pub fn instant(&self) -> Result<OffsetDateTime, CertificatError> {
        let wrong = || CertificatError::illisible("une date est mal formée");
        let text = std::str::from_utf8(self.content).map_err(|_| wrong())?;
        let text = text.strip_suffix('Z').filter(|text| text.is_ascii()).ok_or_else(wrong)?;
        let (text, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| {
            let plain = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u32>().ok().filter(|_| plain).ok_or_else(wrong)
        };
        let (year, rest) = match (self.tag, text.len()) {
            // RFC 5280, 4.1.2.5.1: 50 and after are of the twentieth century.
            (UTC_TIME, 12) => {
                let year = digits(&text[..2])?;
                (year + if year < 50 { 2000 } else { 1900 }, &text[2..])
            }
            (GENERALIZED_TIME, 14) => (digits(&text[..4])?, &text[4..]),
            _ => return Err(wrong()),
        };
        let part =
            |rank: usize| digits(&rest[2 * rank..2 * rank + 2]).map(|value| u8::try_from(value).unwrap_or(u8::MAX));
        let nanos = match fraction.len() {
            0 => 0,
            count @ 1..=9 => digits(fraction)? * 10_u32.pow(9 - u32::try_from(count).unwrap_or(9)),
            _ => return Err(wrong()),
        };
        let month = Month::try_from(part(0)?).map_err(|_| wrong())?;
        let date = Date::from_calendar_date(i32::try_from(year).map_err(|_| wrong())?, month, part(1)?);
        let time = Time::from_hms_nano(part(2)?, part(3)?, part(4)?, nanos);
        Ok(OffsetDateTime::new_utc(date.map_err(|_| wrong())?, time.map_err(|_| wrong())?))
    }
}

fn pairs(octets: &[u8]) -> Vec<u16> {
    octets.chunks_exact(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect()
}

/// Tag, bytes of the header, bytes of the content.
fn header(octets: &[u8]) -> Result<(u8, usize, usize), CertificatError> {
    let [tag, first, rest @ ..] = octets else { return Err(truncated()) };
    if tag & 0x1F == 0x1F {
        return Err(CertificatError::illisible("une étiquette est plus longue que prévu"));
    }
    if *first < 0x80 {
        return Ok((*tag, 2, usize::from(*first)));
    }
    let count = usize::from(first & 0x7F);
    let bytes = rest.get(..count).filter(|_| (1..=4).contains(&count));
    let bytes = bytes.ok_or_else(|| CertificatError::illisible("une longueur est mal formée"))?;
    let length = bytes.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    if bytes[0] == 0 || length < 0x80 {
        return Err(CertificatError::illisible("une longueur n’est pas la plus courte"));
    }
    Ok((*tag, 2 + count, length))
}

fn truncated() -> CertificatError {
    CertificatError::illisible("ses octets s’arrêtent avant la fin annoncée")
}

/// A value written.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    let length = content.len();
    if length < 0x80 {
        out.push(u8::try_from(length).unwrap_or(0x7F));
    } else {
        let bytes = length.to_be_bytes();
        let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        out.push(0x80 | u8::try_from(bytes.len()).unwrap_or(8));
        out.extend_from_slice(bytes);
    }
    out.extend_from_slice(content);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &parts.concat())
}

/// A set, its values in the order that DER wants: that of their bytes.
pub fn set_of(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut sorted: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    sorted.sort_unstable();
    tlv(SET, &sorted.concat())
}

pub fn oid(oid: Oid) -> Vec<u8> {
    tlv(OID, oid.as_bytes())
}

/// An integer that is not negative, from its big-endian bytes.
pub fn natural(octets: &[u8]) -> Vec<u8> {
    let zeros = octets.iter().take_while(|byte| **byte == 0).count();
    let bytes = &octets[zeros.min(octets.len().saturating_sub(1))..];
    match bytes {
        [] => tlv(INTEGER, &[0]),
        [first, ..] if *first >= 0x80 => tlv(INTEGER, &[&[0], bytes].concat()),
        _ => tlv(INTEGER, bytes),
    }
}

/// `UTCTime` until 2049, `GeneralizedTime` after (RFC 5280, 4.1.2.5); to the second.
pub fn instant(at: OffsetDateTime) -> Vec<u8> {
    let at = at.to_offset(time::UtcOffset::UTC);
    let rest =
        format!("{:02}{:02}{:02}{:02}{:02}Z", u8::from(at.month()), at.day(), at.hour(), at.minute(), at.second());
    if (1950..2050).contains(&at.year()) {
        tlv(UTC_TIME, format!("{:02}{rest}", at.year() % 100).as_bytes())
    } else {
        tlv(GENERALIZED_TIME, format!("{:04}{rest}", at.year()).as_bytes())
    }
}
