//! `Depot`: a form that carries files, read as it arrives; its files are on the disk before the handler begins.

use crate::{House, WebError, cookie, formulaire::check_csrf, ui::FormState};
use axum::{
    extract::{
        FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{HeaderMap, header},
};
use documents::{Received, Refus};
use futures::{StreamExt, stream};

/// The longest text of a field.
const LONGEST_TEXT: usize = 256 * 1024;
/// Fields of one form, files included.
const MOST_FIELDS: usize = 200;

/// What was sent, after the proof that it comes from our page. A file that is refused is an error of its field; a file that nobody
/// keeps (`documents::keep`) is forgotten by the housekeeping of the store.
#[derive(Debug, Default)]
pub struct Depot {
    pub form: FormState,
    files: Vec<(String, Received)>,
}

impl Depot {
    /// The file of a field.
    pub fn file(&self, name: &str) -> Option<&Received> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, file)| file)
    }

    /// Every file of a field, in their order.
    pub fn files<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Received> {
        self.files.iter().filter(move |(known, _)| known == name).map(|(_, file)| file)
    }
}

impl FromRequest<House> for Depot {
    type Rejection = WebError;

    /// The first field is the token: nothing is written to the disk for a page that is not ours.
    async fn from_request(request: Request, house: &House) -> Result<Self, WebError> {
        let session = cookie::session(request.headers(), house);
        refuse_too_long(request.headers(), house)?;
        let mut parts = Multipart::from_request(request, house).await.map_err(|_| wrong())?;
        let mut depot = Self::default();
        let mut seen = 0;
        while let Some(field) = parts.next_field().await.map_err(cut)? {
            seen += 1;
            let name = field.name().unwrap_or_default().to_owned();
            if seen == 1 {
                let typed = if name == "_csrf" { text(field).await? } else { String::new() };
                check_csrf(session.as_deref(), &typed)?;
            } else if seen > MOST_FIELDS {
                return Err(wrong());
            } else if field.file_name().is_some() {
                depot.receive(house, name, field).await?;
            } else {
                let value = text(field).await?;
                depot.form.values.push((name, value));
            }
        }
        if seen == 0 { Err(wrong()) } else { Ok(depot) }
    }
}

impl Depot {
    async fn receive(&mut self, house: &House, name: String, mut field: Field<'_>) -> Result<(), WebError> {
        let given = field.file_name().unwrap_or_default().to_owned();
        let mut first = field.chunk().await.map_err(cut)?;
        while first.as_ref().is_some_and(axum::body::Bytes::is_empty) {
            first = field.chunk().await.map_err(cut)?;
        }
        // A file field left empty is sent without a name nor a byte.
        let Some(first) = first else {
            if !given.is_empty() {
                self.form.add_error(name, Refus::Vide.to_string());
            }
            return Ok(());
        };
        let rest = stream::try_unfold(field, async |mut field| {
            Ok::<_, MultipartError>(field.chunk().await?.map(|chunk| (chunk, field)))
        });
        let bytes = stream::once(async { Ok(first) }).chain(rest);
        let max = house.config().max_upload;
        match house.documents().receive(Box::pin(bytes), &given, Some(max)).await {
            Ok(file) => self.files.push((name, file)),
            Err(error) => match WebError::from(error) {
                WebError::Refus(sentence) => self.form.add_error(name, sentence),
                other => return Err(other),
            },
        }
        Ok(())
    }
}

async fn text(mut field: Field<'_>) -> Result<String, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(cut)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_TEXT {
            return Err(WebError::TooLarge("Un des textes de ce formulaire est trop long.".to_owned()));
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// A body whose length is announced is refused before it is read.
fn refuse_too_long(headers: &HeaderMap, house: &House) -> Result<(), WebError> {
    let max = house.config().max_upload;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    // Several files may come together.
    if announced.is_some_and(|length| length > max.saturating_mul(4)) {
        return Err(WebError::TooLarge(Refus::TropGros(max).to_string()));
    }
    Ok(())
}

fn wrong() -> WebError {
    WebError::Unreadable("Ce formulaire ne se lit pas.".to_owned())
}

fn cut(_: MultipartError) -> WebError {
    WebError::Unreadable(Refus::Coupe.to_string())
}
