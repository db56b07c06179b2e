//! Between the list of a page and the list of the database; and the same rows as a file.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use db::ListRequest;
use editique::{Classeur, Tableau};
use serde::Deserialize;

use crate::{House, WebError, ui::ListState};

/// Rows of an export: more than every collectivité of France.
pub const EXPORT_ROWS: u32 = 50_000;

/// What the database is asked for what the page shows.
pub fn request(state: &ListState) -> ListRequest {
    let words = (!state.q.is_empty()).then(|| ("q".to_owned(), state.q.clone()));
    ListRequest {
        filters: state.filters.iter().cloned().chain(words).collect(),
        sort: state.sort.clone(),
        desc: state.desc,
        page: state.page,
        per_page: state.per_page,
    }
}

/// The same for what comes by dates: the latest first, when nothing is asked.
pub fn latest_first(state: &ListState) -> ListRequest {
    let asked = request(state);
    ListRequest { desc: asked.desc || asked.sort.is_none(), ..asked }
}

/// `?format=xlsx`.
#[derive(Debug, Default, Deserialize)]
pub struct Voulu {
    #[serde(default)]
    pub format: Format,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    #[default]
    Csv,
    Xlsx,
    Ods,
}

impl Format {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }
}

/// The table as a file to keep: `nom-2026-11-22.xlsx`.
///
/// # Errors
/// When it would not be whole: more rows than [`EXPORT_ROWS`].
pub async fn export(house: &House, nom: &str, tableau: Tableau, format: Format) -> Result<Response, WebError> {
    ensure_whole(&tableau)?;
    let day = house.clock().today();
    let file = format!("{nom}-{day}.{}", format.extension());
    let written = tokio::task::spawn_blocking(move || match format {
        Format::Csv => editique::csv(&tableau),
        Format::Xlsx => editique::xlsx(&workbook(tableau, day)),
        Format::Ods => editique::ods(&workbook(tableau, day)),
    });
    let bytes = written.await.map_err(WebError::internal)?.map_err(WebError::internal)?;
    Ok(attachment(&file, format.content_type(), bytes))
}

/// A file that stopped in the middle would pass for the whole.
fn ensure_whole(tableau: &Tableau) -> Result<(), WebError> {
    if u32::try_from(tableau.lignes.len()).is_ok_and(|rows| rows < EXPORT_ROWS) {
        return Ok(());
    }
    let most = kernel::nombre(EXPORT_ROWS.into());
    Err(WebError::Refus(format!(
        "Cet export dépasse {most} lignes\u{a0}: filtrez la liste, puis exportez en plusieurs fois."
    )))
}

fn workbook(tableau: Tableau, day: time::Date) -> Classeur {
    Classeur::new(tableau.titre.clone(), "Beffroi", day).with_feuille(tableau.titre.clone(), tableau)
}

/// A file made here: its name holds only what we wrote, ASCII.
pub fn attachment(file: &str, content_type: &'static str, bytes: impl Into<axum::body::Body>) -> Response {
    let mut response = bytes.into().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(named) = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_by_dates_begins_with_the_latest() {
        let of = |query: &str| latest_first(&ListState::from_query(query)).desc;
        assert!(of("") && of("tri=decision&ordre=desc") && !of("tri=decision"));
    }

    #[test]
    fn an_export_is_whole_or_refused() {
        let of = |rows: usize| Tableau { lignes: vec![Vec::new(); rows], ..Tableau::default() };
        assert!(ensure_whole(&of(49_999)).is_ok());
        assert!(matches!(ensure_whole(&of(50_000)), Err(WebError::Refus(sentence)) if sentence.contains("filtrez")));
    }

    #[test]
    fn words_searched_are_a_filter_of_the_database() {
        let asked = request(&ListState::from_query("q=Albias&genre=commune&tri=nom&ordre=desc&page=2&par=25"));
        assert_eq!(asked.filters, [("genre".into(), "commune".into()), ("q".into(), "Albias".into())]);
        assert_eq!((asked.sort.as_deref(), asked.desc, asked.page, asked.per_page), (Some("nom"), true, 2, 25));
    }
}
