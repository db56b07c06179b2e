//! The head of every page, and the document around its body.

use maud::{DOCTYPE, Markup, html};

use super::Theme;
use crate::assets;

/// What the head of a page needs to know.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub title: String,
    pub theme: Theme,
    /// The page asks for htmx, and tells it to write no inline style and to evaluate nothing.
    pub htmx: bool,
    /// Without JavaScript, the page asks itself again after so many seconds.
    pub refresh: Option<u32>,
}

/// The whole document around `body`.
pub(super) fn document(head: &Head, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" data-bs-theme=[head.theme.attribute()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (head.title) " · Beffroi" }
                meta name="theme-color" content="#26343f";
                link rel="icon" type="image/svg+xml" href=(assets::FAVICON_SVG);
                link rel="preload" as="font" type="font/woff2" href=(assets::ATKINSON_WOFF2) crossorigin;
                link rel="preload" as="font" type="font/woff2" href=(assets::BRICOLAGE_WOFF2) crossorigin;
                link rel="stylesheet" href=(assets::STYLE_CSS);
                script type="module" src=(assets::BEFFROI_JS) {}
                @if head.htmx {
                    meta name="htmx-config" content=r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true}"#;
                    script defer src=(assets::HTMX_JS) data-htmx {}
                }
                @if let Some(seconds) = head.refresh {
                    noscript { meta http-equiv="refresh" content=(seconds); }
                }
            }
            body { (body) }
        }
    }
}
