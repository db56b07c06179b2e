//! The tile map of the members: one link each, grouped by place, a level shown by a colour and a shape.

use maud::{Markup, Render, html};

/// How far a member is, from nothing to everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Niveau {
    Aucun,
    Bas,
    Moyen,
    Haut,
}

impl Niveau {
    const fn class(self) -> &'static str {
        match self {
            Self::Aucun => "niveau-0",
            Self::Bas => "niveau-1",
            Self::Moyen => "niveau-2",
            Self::Haut => "niveau-3",
        }
    }
}

/// One member on the map.
#[derive(Debug, Clone)]
pub struct MosaiqueTile {
    nom: String,
    href: String,
    niveau: Niveau,
}

impl MosaiqueTile {
    pub fn new(nom: impl Into<String>, href: impl Into<String>, niveau: Niveau) -> Self {
        Self { nom: nom.into(), href: href.into(), niveau }
    }
}

/// The map. Give the legend first: the name of each tile is made with it.
#[derive(Debug, Clone)]
pub struct Mosaique {
    id: String,
    legend: Vec<(Niveau, String)>,
    groups: Vec<(String, Vec<MosaiqueTile>)>,
}

impl Mosaique {
    /// `id` is the anchor of the map, unique in the page.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), legend: Vec::new(), groups: Vec::new() }
    }

    /// What a level means: « registre à jour ».
    #[must_use]
    pub fn legend(mut self, niveau: Niveau, meaning: impl Into<String>) -> Self {
        self.legend.push((niveau, meaning.into()));
        self
    }

    /// The members of one place: « Arrondissement de Castelsarrasin ».
    #[must_use]
    pub fn group(mut self, nom: impl Into<String>, tiles: impl IntoIterator<Item = MosaiqueTile>) -> Self {
        self.groups.push((nom.into(), tiles.into_iter().collect()));
        self
    }

    fn meaning(&self, niveau: Niveau) -> &str {
        self.legend.iter().find(|(known, _)| *known == niveau).map_or("", |(_, meaning)| meaning)
    }

    fn count(&self, niveau: Niveau) -> usize {
        self.groups.iter().flat_map(|(_, tiles)| tiles).filter(|tile| tile.niveau == niveau).count()
    }
}

impl Render for Mosaique {
    fn render(&self) -> Markup {
        html! {
            a.passer href={ "#" (self.id) "-suite" } { "Passer la carte" }
            div.mosaique id=(self.id) {
                @for (nom, tiles) in &self.groups {
                    div {
                        h3 { (nom) " · " (tiles.len()) }
                        ul.mosaique-cases {
                            @for tile in tiles {
                                li { a class=(tile.niveau.class()) href=(tile.href) aria-label={ (tile.nom) "\u{a0}: " (self.meaning(tile.niveau)) } {} }
                            }
                        }
                    }
                }
            }
            ul.legende id={ (self.id) "-suite" } tabindex="-1" {
                @for (niveau, meaning) in &self.legend {
                    li { i class=(niveau.class()) {} (meaning) " (" (self.count(*niveau)) ")" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tile_is_a_link_that_says_its_name_and_level() {
        let map = Mosaique::new("adhesion")
            .legend(Niveau::Haut, "registre à jour")
            .legend(Niveau::Aucun, "non adhérente")
            .group("Montauban", [MosaiqueTile::new("L’Honor-de-Cos", "/c/218200764", Niveau::Haut)]);
        let html = map.render().into_string();
        assert!(html.contains("aria-label=\"L’Honor-de-Cos\u{a0}: registre à jour\""), "{html}");
        assert!(html.contains("registre à jour (1)") && html.contains("non adhérente (0)"));
    }
}
