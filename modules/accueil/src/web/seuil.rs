//! What the pages on the threshold share: they are shown to anybody, and nobody is signed in yet.

use axum::response::{AppendHeaders, IntoResponse, Response};
use web::{
    Fait, House, Public, clear_session,
    ui::{Flash, PublicPage, Ton},
};

use crate::faits;

/// The hidden field of a form shown to anybody: the session's, if there is one.
pub(super) fn csrf(public: &Public) -> &str {
    public.connecte.as_ref().map_or("", |connecte| connecte.session.csrf.as_str())
}

/// A page of the threshold. A cookie whose session is over is taken back, so that the form which follows needs no token of it.
pub(super) fn show(house: &House, public: &Public, page: PublicPage) -> Response {
    if public.connecte.is_some() {
        return page.into_response();
    }
    (AppendHeaders([clear_session(house)]), page).into_response()
}

/// What was just done, told on a page of the threshold: `?fait=…`.
pub(super) fn flash(code: &str) -> Option<Flash> {
    let fait: &Fait = faits::FAITS.iter().find(|fait| fait.code == code)?;
    Some(Flash { ton: Ton::Succes, texte: fait.phrase.to_owned() })
}
