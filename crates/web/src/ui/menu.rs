//! The menu of the tower: groups of items, the current one marked from the address of the page.

use maud::{Markup, Render, html};

use super::{Icon, icon};

/// The navigation of a person: only what they may open.
#[derive(Debug, Clone, Default)]
pub struct Menu {
    pub groups: Vec<MenuGroup>,
}

/// A titled group: « Pilotage », « Services ».
#[derive(Debug, Clone)]
pub struct MenuGroup {
    pub libelle: String,
    pub items: Vec<MenuItem>,
}

/// One place of the house.
#[derive(Debug, Clone)]
pub struct MenuItem {
    pub libelle: String,
    pub icone: Icon,
    pub href: String,
    pub current: bool,
}

impl Menu {
    /// Adds a group; one without items is not shown.
    #[must_use]
    pub fn group(mut self, libelle: impl Into<String>, items: Vec<MenuItem>) -> Self {
        if !items.is_empty() {
            self.groups.push(MenuGroup { libelle: libelle.into(), items });
        }
        self
    }

    /// Marks the item whose address is the longest beginning of `path` (whole segments).
    #[must_use]
    pub fn with_current(mut self, path: &str) -> Self {
        let holds = |href: &str| path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let longest = self.items().map(|item| item.href.as_str()).filter(|href| holds(href)).map(str::len).max();
        for item in self.groups.iter_mut().flat_map(|group| &mut group.items) {
            item.current = Some(item.href.len()) == longest && holds(&item.href);
        }
        self
    }

    fn items(&self) -> impl Iterator<Item = &MenuItem> {
        self.groups.iter().flat_map(|group| &group.items)
    }
}

impl MenuItem {
    pub fn new(libelle: impl Into<String>, icone: Icon, href: impl Into<String>) -> Self {
        Self { libelle: libelle.into(), icone, href: href.into(), current: false }
    }
}

impl Render for Menu {
    fn render(&self) -> Markup {
        html! {
            nav aria-label="Navigation principale" {
                @for group in &self.groups {
                    h2 { (group.libelle) }
                    ul {
                        @for item in &group.items {
                            li {
                                a href=(item.href) aria-current=[item.current.then_some("page")] { (icon(item.icone)) (item.libelle) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn current(path: &str) -> Vec<String> {
        let menu = Menu::default().group(
            "Adhérents",
            vec![
                MenuItem::new("Tableau de bord", Icon::LayoutDashboard, "/centre"),
                MenuItem::new("Conventions", Icon::FileSignature, "/centre/conventions"),
            ],
        );
        menu.with_current(path).items().filter(|item| item.current).map(|item| item.libelle.clone()).collect()
    }

    #[test]
    fn current_item_is_the_longest_that_holds_the_page() {
        assert_eq!(current("/centre"), ["Tableau de bord"]);
        assert_eq!(current("/centre/conventions/42"), ["Conventions"]);
        assert_eq!(current("/centre/conventions-passees"), ["Tableau de bord"]);
        assert!(current("/public/simulateur").is_empty());
    }

    #[test]
    fn group_without_item_is_not_shown() {
        assert!(!Menu::default().group("Services", vec![]).render().into_string().contains("Services"));
    }
}
