//! Icons: one symbol of the sprite, always beside a word, hence hidden from screen readers.

use maud::{Markup, html};

use crate::assets;

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// Draws an icon at the size of the text around it. It is decorative: the word beside it says the same.
pub fn icon(icon: Icon) -> Markup {
    html! { svg.ic aria-hidden="true" focusable="false" { use href={ (assets::ICONS_SVG) "#" (icon.name()) } {} } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icon_points_to_its_symbol_and_is_hidden_from_screen_readers() {
        let drawn = icon(Icon::Building2).into_string();
        assert!(drawn.contains("#building-2\""), "{drawn}");
        assert!(drawn.contains("aria-hidden=\"true\""));
    }
}
