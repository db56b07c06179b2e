//! Rows of a form without JavaScript: their fields are named `liste.rang.champ`, and buttons that post the form add or take
//! one away.

use std::{collections::BTreeSet, str::FromStr};

use kernel::Illisible;
use web::ui::FormState;

/// A row of a list of a form.
pub(super) struct Rang<'a> {
    form: &'a mut FormState,
    prefixe: String,
}

/// What a button of the form asks, besides saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Geste {
    /// To the next step.
    Continuer,
    Rester,
    Ajouter(String),
    Retirer(String, usize),
    /// Ask the rule of the AIPD.
    Conseil,
}

impl Geste {
    pub(super) fn of(form: &FormState) -> Self {
        let asked = form.value("geste");
        let mut parts = asked.split(':');
        match (parts.next(), parts.next(), parts.next().map(str::parse)) {
            (Some("ajouter"), Some(liste), None) => Self::Ajouter(liste.to_owned()),
            (Some("retirer"), Some(liste), Some(Ok(rang))) => Self::Retirer(liste.to_owned(), rang),
            (Some("rester"), ..) => Self::Rester,
            (Some("conseil"), ..) => Self::Conseil,
            _ => Self::Continuer,
        }
    }
}

/// The ranks of the rows of a list, in order, as they were posted.
pub(super) fn rangs(form: &FormState, liste: &str) -> BTreeSet<usize> {
    let rank = |name: &str| name.strip_prefix(liste)?.strip_prefix('.')?.split('.').next()?.parse().ok();
    form.values.iter().filter_map(|(name, _)| rank(name)).collect()
}

/// Reads the rows of a list. A row where nothing is filled is not kept, nor the one that the button takes away.
pub(super) fn read_rows<T: PartialEq + Default>(
    form: &mut FormState,
    liste: &str,
    geste: &Geste,
    read: impl Fn(&mut Rang) -> T,
) -> Vec<T> {
    let mut rows = Vec::new();
    for rang in rangs(form, liste) {
        if *geste == Geste::Retirer(liste.to_owned(), rang) {
            continue;
        }
        let row = read(&mut Rang { form, prefixe: format!("{liste}.{rang}") });
        if row != T::default() {
            rows.push(row);
        }
    }
    rows
}

impl Rang<'_> {
    pub(super) fn nom(&self, champ: &str) -> String {
        format!("{}.{champ}", self.prefixe)
    }

    /// Line breaks of browsers are made those of the house.
    pub(super) fn text(&self, champ: &str) -> String {
        self.form.value(&self.nom(champ)).replace("\r\n", "\n")
    }

    pub(super) fn checked(&self, champ: &str) -> bool {
        self.form.checked(&self.nom(champ))
    }

    /// A code of a closed list; nothing when it is empty.
    pub(super) fn code<T: FromStr<Err = Illisible>>(&mut self, champ: &str) -> Option<T> {
        let nom = self.nom(champ);
        self.form.read_if_filled(&nom, str::parse::<T>)
    }

    /// A whole number; nothing when it is empty.
    pub(super) fn number(&mut self, champ: &str) -> Option<u32> {
        let nom = self.nom(champ);
        let read = web::entier_entre(0, 99_999_999);
        self.form.read_if_filled(&nom, |text| read(text)).and_then(|n| u32::try_from(n).ok())
    }

    pub(super) fn read<T: FromStr>(&mut self, champ: &str) -> Option<T> {
        self.text(champ).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_in_order_without_the_empty_ones_nor_the_one_taken_away() {
        let typed = "outils.2.nom=B&outils.0.nom=A&outils.5.nom=&outils.7.nom=C&geste=retirer:outils:0&outil.1.nom=X";
        let mut form = FormState::from_urlencoded(typed);
        let geste = Geste::of(&form);
        assert_eq!(geste, Geste::Retirer("outils".into(), 0));
        assert_eq!(read_rows(&mut form, "outils", &geste, |row| row.text("nom")), ["B", "C"]);
        assert_eq!(read_rows(&mut form, "outils", &Geste::Rester, |row| row.text("nom")), ["A", "B", "C"]);
        assert_eq!(Geste::of(&FormState::from_urlencoded("geste=ajouter:outils")), Geste::Ajouter("outils".into()));
        assert_eq!(Geste::of(&FormState::default()), Geste::Continuer);
    }
}
