//! Between the list of a page and the list of the database; and tables, texts and archives as files.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use db::ListRequest;
use editique::{Classeur, Tableau};
use serde::Deserialize;
use web::{House, WebError, ui::ListState};

/// Rows of an export: more than every collectivité of France.
pub(super) const EXPORT_ROWS: u32 = 50_000;

/// What the database is asked for what the page shows; the words searched are the filter `words`.
pub(super) fn request(state: &ListState, words: &str) -> ListRequest {
    let searched = (!state.q.is_empty()).then(|| (words.to_owned(), state.q.clone()));
    ListRequest {
        filters: state.filters.iter().cloned().chain(searched).collect(),
        sort: state.sort.clone(),
        desc: state.desc,
        page: state.page,
        per_page: state.per_page,
    }
}

/// `?format=xlsx`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Voulu {
    #[serde(default)]
    pub format: Format,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    #[default]
    Csv,
    Xlsx,
    Ods,
}

/// The table as a file to keep: `nom-2026-11-22.xlsx`.
pub(super) async fn export(house: &House, nom: &str, tableau: Tableau, format: Format) -> Result<Response, WebError> {
    let day = house.clock().today();
    let (extension, media) = match format {
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
        Format::Xlsx => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format::Ods => ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    };
    let workbook = move |tableau: Tableau| {
        Classeur::new(tableau.titre.clone(), "Beffroi", day).with_feuille(tableau.titre.clone(), tableau)
    };
    let written = tokio::task::spawn_blocking(move || match format {
        Format::Csv => editique::csv(&tableau),
        Format::Xlsx => editique::xlsx(&workbook(tableau)),
        Format::Ods => editique::ods(&workbook(tableau)),
    });
    let bytes = written.await.map_err(WebError::internal)?.map_err(WebError::internal)?;
    Ok(attachment(&format!("{nom}-{day}.{extension}"), media, bytes))
}

/// A file made here: its name holds only what we wrote, ASCII.
pub(super) fn attachment(file: &str, media: &'static str, bytes: impl Into<axum::body::Body>) -> Response {
    let mut response = bytes.into().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(named) = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    response
}
