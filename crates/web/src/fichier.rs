//! A form with one small text file (a grid, a CSV), read into memory. What is large goes by `Depot`, to the disk.

use crate::{House, WebError, cookie, formulaire::check_csrf, ui::FormState};
use axum::extract::{
    FromRequest, Multipart, Request,
    multipart::{Field, MultipartError},
};

/// The fields of the form and its file.
#[derive(Debug, Default)]
pub struct FormulaireFichier {
    pub form: FormState,
    /// None: no file was chosen.
    pub fichier: Option<Fichier>,
}

/// A text that somebody deposited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fichier {
    pub nom: String,
    pub bytes: Vec<u8>,
}

impl Fichier {
    /// As text, whatever put a byte order mark before it.
    pub fn texte(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        Some(text.trim_start_matches('\u{feff}'))
    }
}

impl FromRequest<House> for FormulaireFichier {
    type Rejection = WebError;

    /// The body is at most what the house lets a form weigh.
    async fn from_request(request: Request, house: &House) -> Result<Self, WebError> {
        let session = cookie::session(request.headers(), house);
        let mut parts = Multipart::from_request(request, house).await.map_err(|_| unreadable())?;
        let mut read = Self::default();
        while let Some(field) = parts.next_field().await.map_err(cut)? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(nom) = field.file_name().map(str::to_owned) {
                let bytes = field.bytes().await.map_err(cut)?.to_vec();
                read.fichier = (!nom.is_empty()).then_some(Fichier { nom, bytes }).or(read.fichier);
            } else {
                read.form.values.push((name, text(field).await?));
            }
        }
        check_csrf(session.as_deref(), read.form.value("_csrf"))?;
        Ok(read)
    }
}

async fn text(field: Field<'_>) -> Result<String, WebError> {
    field.text().await.map_err(cut)
}

fn unreadable() -> WebError {
    WebError::Unreadable("Ce formulaire ne se lit pas.".to_owned())
}

fn cut(_: MultipartError) -> WebError {
    WebError::TooLarge("Ce fichier dépasse 2\u{a0}Mo, ou l’envoi a été interrompu\u{a0}: recommencez.".to_owned())
}
