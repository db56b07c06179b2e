//! The mark of Beffroi: a belfry, its roof of brick, its tower of stone, one bell.

use maud::{Markup, html};

/// The mark and the name, as a link to `href`.
pub fn marque(href: &str) -> Markup {
    html! {
        a.enseigne href=(href) {
            svg viewBox="0 0 34 34" aria-hidden="true" focusable="false" {
                path.marque-toit d="M17 1l6.4 7.4v2.6H10.6V8.4z" {}
                path.marque-pierre d="M9.6 11h14.8v4.2h-2.2v2.9h2.2V33H9.6V18.1h2.2v-2.9H9.6z" {}
                path.marque-ombre d="M13.8 19.9a3.2 3.2 0 0 1 6.4 0v4.3h-6.4zM15.3 27.2h3.4V33h-3.4z" {}
                circle.marque-toit cx="17" cy="14.5" r="1.8" {}
            }
            "Beffroi"
        }
    }
}
