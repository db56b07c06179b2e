//! The files of the look (styles, script, fonts, icons): embedded, compressed at build time, served for a year.
//!
//! The constants ([`STYLE_CSS`], [`HTMX_JS`]…) are the addresses to write in pages; each carries the hash of the
//! file, so that a browser never keeps an old one. `style/build.mjs` makes the files and this table.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
struct Asset {
    /// Its name, hash included.
    file: &'static str,
    content_type: &'static str,
    raw: &'static [u8],
    /// Absent for what is compressed by nature (fonts).
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// The route of the assets, to merge in the server's.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(
        "/assets/{file}",
        get(|Path(file): Path<String>, headers: HeaderMap| async move { serve(&file, &headers) }),
    )
}

/// The answer for one file: immutable for a year, in the best encoding that the browser accepts, or 404.
pub fn serve(file: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let common = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "Accept-Encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    match (asset.brotli, asset.gzip) {
        (Some(body), _) if accepts(headers, "br") => (common, [(header::CONTENT_ENCODING, "br")], body).into_response(),
        (_, Some(body)) if accepts(headers, "gzip") => {
            (common, [(header::CONTENT_ENCODING, "gzip")], body).into_response()
        }
        _ => (common, asset.raw).into_response(),
    }
}

/// Whether `Accept-Encoding` lists `encoding` without refusing it (`q=0`).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let refused =
                parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
            named && !refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(address: &str, encodings: &'static str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, header::HeaderValue::from_static(encodings));
        serve(address.trim_start_matches("/assets/"), &headers)
    }

    fn encoding(response: &Response) -> Option<&str> {
        response.headers().get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok())
    }

    #[test]
    fn every_address_is_served_for_a_year_with_its_type() {
        for (address, content_type) in [
            (STYLE_CSS, "text/css; charset=utf-8"),
            (BEFFROI_JS, "text/javascript; charset=utf-8"),
            (HTMX_JS, "text/javascript; charset=utf-8"),
            (ICONS_SVG, "image/svg+xml"),
            (FAVICON_SVG, "image/svg+xml"),
            (ATKINSON_WOFF2, "font/woff2"),
            (ATKINSON_ITALIQUE_WOFF2, "font/woff2"),
            (BRICOLAGE_WOFF2, "font/woff2"),
        ] {
            let response = answer(address, "identity");
            assert_eq!(response.status(), StatusCode::OK, "{address}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], content_type);
            assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_eq!(encoding(&response), None);
        }
    }

    #[test]
    fn best_accepted_encoding_is_chosen() {
        assert_eq!(encoding(&answer(STYLE_CSS, "gzip, deflate, br, zstd")), Some("br"));
        assert_eq!(encoding(&answer(STYLE_CSS, "gzip;q=1.0, br;q=0")), Some("gzip"));
        assert_eq!(encoding(&answer(STYLE_CSS, "identity")), None);
        assert_eq!(encoding(&answer(BRICOLAGE_WOFF2, "br, gzip")), None, "a font is compressed by nature");
    }

    #[test]
    fn unknown_file_is_not_found() {
        assert_eq!(answer("/assets/style-0000000000.css", "br").status(), StatusCode::NOT_FOUND);
        assert_eq!(answer("/assets/../Cargo.toml", "br").status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn stylesheet_only_names_fonts_that_are_served() {
        let css =
            ASSETS.iter().find(|asset| STYLE_CSS.ends_with(asset.file)).map(|asset| asset.raw).unwrap_or_default();
        let css = std::str::from_utf8(css).unwrap();
        let fonts: Vec<_> = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert_eq!(fonts.len(), 3);
        assert!(fonts.iter().all(|font| answer(font, "identity").status() == StatusCode::OK), "{fonts:?}");
    }
}
