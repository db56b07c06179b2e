//! A field for files: the browser's own button, and a place to drop them when JavaScript runs.

use maud::{Markup, html};

use super::field_drawn::Drawn;

pub(super) fn file(drawn: &Drawn, accept: &str, multiple: bool) -> Markup {
    let field = drawn.field;
    let invitation = if multiple { "ou déposez vos fichiers ici" } else { "ou déposez votre fichier ici" };
    html! {
        div.depot data-depot {
            input type="file" id=(drawn.id) name=(field.name) accept=(accept) multiple[multiple] required[!field.optional]
                aria-describedby=[drawn.described_by()] aria-invalid=[drawn.invalid()];
            p data-invitation hidden { (invitation) }
            ul data-choisis aria-live="polite" hidden {}
        }
    }
}
