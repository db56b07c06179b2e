//! `Download`: the bytes of a document, whole or in part, and the headers that go with them.

use std::io::{self, SeekFrom};

use bytes::{Bytes, BytesMut};
use futures::{Stream, stream};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt},
};

use crate::Document;

const CHUNK: usize = 64 * 1_024;

/// A document ready to be served.
#[derive(Debug)]
pub struct Download {
    pub document: Document,
    pub(crate) file: File,
}

/// Which part was asked: a header `Range` of one range (RFC 9110 § 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// No range asked, or one that is not understood: 200.
    Whole,
    /// Both ends included: 206.
    Of { first: u64, last: u64 },
    /// Beyond the end: 416.
    Unsatisfiable,
}

impl Download {
    /// Bytes.
    pub fn size(&self) -> u64 {
        u64::try_from(self.document.taille).unwrap_or(0)
    }

    /// The same content from its beginning, for who may have to send it again. The one before it is then read no more.
    pub async fn reopen(&self) -> io::Result<Self> {
        let mut file = self.file.try_clone().await?;
        file.rewind().await?;
        Ok(Self { document: self.document.clone(), file })
    }

    /// The whole content, for who reads without waiting.
    pub async fn into_std(self) -> std::fs::File {
        self.file.into_std().await
    }

    /// A strong validator: the content's fingerprint.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.document.sha256)
    }

    /// The part asked by the headers `Range` and `If-Range`; the whole when what the reader holds is of another content.
    pub fn range(&self, range: Option<&str>, if_range: Option<&str>) -> Part {
        match (range, if_range) {
            (Some(_), Some(held)) if held.trim() != self.etag() => Part::Whole,
            (Some(range), _) => Part::parse(range, self.size()),
            (None, _) => Part::Whole,
        }
    }

    /// The bytes of this part; none for [`Part::Unsatisfiable`].
    pub async fn stream(mut self, part: Part) -> io::Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
        if let Part::Of { first, .. } = part {
            self.file.seek(SeekFrom::Start(first)).await?;
        }
        let left = part.len(self.size());
        Ok(stream::try_unfold((self.file, left), |(mut file, left)| async move {
            if left == 0 {
                return Ok(None);
            }
            let mut chunk = BytesMut::with_capacity(CHUNK.min(usize::try_from(left).unwrap_or(CHUNK)));
            let read = (&mut file).take(left).read_buf(&mut chunk).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Ok(Some((chunk.freeze(), (file, left - read as u64))))
        }))
    }
}

impl Part {
    /// Reads `bytes=0-99`, `bytes=100-`, `bytes=-50`. Several ranges, or what does not read, is the whole.
    pub fn parse(range: &str, size: u64) -> Self {
        let spec = match range.split_once('=') {
            Some((unit, spec)) if unit.trim().eq_ignore_ascii_case("bytes") => spec.trim(),
            _ => return Self::Whole,
        };
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // More digits than a u64 holds: beyond any end.
            digits.then(|| text.parse().unwrap_or(u64::MAX))
        };
        match spec.split_once('-') {
            Some(("", suffix)) => match number(suffix) {
                None => Self::Whole,
                Some(asked) if asked == 0 || size == 0 => Self::Unsatisfiable,
                Some(asked) => Self::Of { first: size.saturating_sub(asked), last: size - 1 },
            },
            Some((first, last)) => {
                let (Some(first), Some(last)) =
                    (number(first), if last.is_empty() { Some(u64::MAX) } else { number(last) })
                else {
                    return Self::Whole;
                };
                match (first <= last, first < size) {
                    (false, _) => Self::Whole,
                    (true, false) => Self::Unsatisfiable,
                    (true, true) => Self::Of { first, last: last.min(size - 1) },
                }
            }
            None => Self::Whole,
        }
    }

    /// How many bytes of a content of this size.
    pub const fn len(&self, size: u64) -> u64 {
        match self {
            Self::Whole => size,
            Self::Of { first, last } => *last - *first + 1,
            Self::Unsatisfiable => 0,
        }
    }

    /// The header `Content-Range`, for 206 and 416.
    pub fn content_range(&self, size: u64) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Of { first, last } => Some(format!("bytes {first}-{last}/{size}")),
            Self::Unsatisfiable => Some(format!("bytes */{size}")),
        }
    }
}

/// The header `Content-Disposition`: the name in ASCII for old readers, then whole (RFC 6266, RFC 8187).
pub fn content_disposition(nom: &str, inline: bool) -> String {
    let ascii: String =
        nom.chars().map(|c| if (c.is_ascii_graphic() || c == ' ') && !"\"\\%".contains(c) { c } else { '_' }).collect();
    let whole: String = nom.bytes().map(encoded).collect();
    let way = if inline { "inline" } else { "attachment" };
    format!("{way}; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

/// The `attr-char`s of RFC 8187 § 3.2.1 stand for themselves.
fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_rfc_9110_says() {
        let of = |first, last| Part::Of { first, last };
        for (range, expected) in [
            ("bytes=0-499", of(0, 499)),
            ("bytes=500-999", of(500, 999)),
            ("bytes=500-", of(500, 999)),
            ("bytes=-100", of(900, 999)),
            ("bytes=-5000", of(0, 999)),
            ("Bytes=0-99999999999999999999999", of(0, 999)),
            ("bytes=999-999", of(999, 999)),
            ("bytes=1000-", Part::Unsatisfiable),
            ("bytes=99999999999999999999999-", Part::Unsatisfiable),
            ("bytes=-0", Part::Unsatisfiable),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=", Part::Whole),
            ("lines=0-5", Part::Whole),
        ] {
            assert_eq!(Part::parse(range, 1_000), expected, "{range}");
        }
        assert_eq!(Part::parse("bytes=0-", 0), Part::Unsatisfiable);
        assert_eq!(
            (of(900, 999).len(1_000), of(900, 999).content_range(1_000)),
            (100, Some("bytes 900-999/1000".to_owned()))
        );
        assert_eq!(Part::Unsatisfiable.content_range(1_000), Some("bytes */1000".to_owned()));
    }

    #[test]
    fn a_name_survives_the_header_and_cannot_leave_it() {
        assert_eq!(
            content_disposition("Délibération n° 12.pdf", false),
            "attachment; filename=\"D_lib_ration n_ 12.pdf\"; filename*=UTF-8''D%C3%A9lib%C3%A9ration%20n%C2%B0%2012.pdf"
        );
        let hostile = content_disposition("a\"; x=\r\nSet-Cookie: y%41'.pdf", true);
        assert!(hostile.starts_with("inline; filename=\"a_; x=__Set-Cookie: y_41'.pdf\"; "), "{hostile}");
        assert!(!hostile.contains(['\r', '\n']));
    }
}
