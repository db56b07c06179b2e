//! `Champs`: the fields of a TOML table, read one by one, none forgotten, with refusals in French.

use std::{collections::BTreeSet, str::FromStr};

use kernel::{Exercice, Illisible, Montant};
use toml::{Table, Value};

use super::Refus;

/// A table being read. [`Champs::finish`] refuses the fields that nobody asked for: a misspelt field is never ignored.
pub(super) struct Champs<'a> {
    ou: String,
    table: &'a Table,
    lus: BTreeSet<&'a str>,
}

impl<'a> Champs<'a> {
    pub fn new(ou: String, table: &'a Table) -> Self {
        Self { ou, table, lus: BTreeSet::new() }
    }

    /// The place, for a refusal: `[[poste]] n° 2`.
    pub fn ou(&self) -> &str {
        &self.ou
    }

    pub fn refus(&self, champ: &str, what: &str) -> Refus {
        let place = if self.ou.is_empty() { String::new() } else { format!("{}, ", self.ou) };
        let end = if what.ends_with('.') { "" } else { "." };
        Refus::TarifIllisible(format!("{place}«\u{a0}{champ}\u{a0}» {what}{end}"))
    }

    fn get(&mut self, champ: &str) -> Option<&'a Value> {
        let (key, value) = self.table.get_key_value(champ)?;
        self.lus.insert(key);
        Some(value)
    }

    /// One table, that must be there: `[centre]`.
    pub fn table(&mut self, champ: &str) -> Result<Self, Refus> {
        let table = self.get(champ).and_then(Value::as_table).ok_or_else(|| self.refus(champ, "manque"))?;
        Ok(Self::new(format!("[{champ}]"), table))
    }

    /// The tables of a name, written once (`[rgpd]`) or several times (`[[rgpd]]`).
    pub fn tables(&mut self, champ: &str) -> Result<Vec<Self>, Refus> {
        match self.get(champ) {
            None => Ok(Vec::new()),
            Some(Value::Table(table)) => Ok(vec![Self::new(format!("[{champ}]"), table)]),
            Some(value) => {
                let list = value.as_array().ok_or_else(|| self.refus(champ, "attend une table"))?;
                list.iter()
                    .enumerate()
                    .map(|(i, v)| match v.as_table() {
                        Some(table) => Ok(Self::new(format!("[[{champ}]] n°\u{a0}{}", i + 1), table)),
                        None => Err(self.refus(champ, "attend une table")),
                    })
                    .collect()
            }
        }
    }

    pub fn texte_or_none(&mut self, champ: &str) -> Result<Option<&'a str>, Refus> {
        self.get(champ)
            .map(|v| v.as_str().ok_or_else(|| self.refus(champ, "attend un texte entre guillemets")))
            .transpose()
    }

    pub fn texte(&mut self, champ: &str) -> Result<&'a str, Refus> {
        self.texte_or_none(champ)?.filter(|t| !t.trim().is_empty()).ok_or_else(|| self.refus(champ, "manque"))
    }

    pub fn parsed<T: FromStr<Err = Illisible>>(&mut self, champ: &str) -> Result<Option<T>, Refus> {
        let text = self.texte_or_none(champ)?;
        text.map(|t| t.parse().map_err(|e: Illisible| self.refus(champ, &format!("ne se lit pas\u{a0}: {e}"))))
            .transpose()
    }

    /// A price, never negative.
    pub fn montant(&mut self, champ: &str) -> Result<Option<Montant>, Refus> {
        let montant: Option<Montant> = self.parsed(champ)?;
        if montant.is_some_and(|m| m < Montant::ZERO) {
            return Err(self.refus(champ, "ne peut pas être négatif"));
        }
        Ok(montant)
    }

    /// The field `annee`, a number.
    pub fn annee(&mut self) -> Result<Exercice, Refus> {
        self.get("annee")
            .and_then(Value::as_integer)
            .and_then(|n| i32::try_from(n).ok())
            .and_then(|n| Exercice::new(n).ok())
            .ok_or_else(|| self.refus("annee", "attend une année de quatre chiffres, sans guillemets"))
    }

    pub fn list(&mut self, champ: &str) -> Result<Option<&'a [Value]>, Refus> {
        self.get(champ)
            .map(|v| v.as_array().map(Vec::as_slice).ok_or_else(|| self.refus(champ, "attend une liste")))
            .transpose()
    }

    /// An inline table of texts.
    pub fn pairs(&mut self, champ: &str) -> Result<Vec<(&'a str, &'a str)>, Refus> {
        let Some(value) = self.get(champ) else { return Ok(Vec::new()) };
        let pairs = value.as_table().map(|t| t.iter().map(|(k, v)| Some((k.as_str(), v.as_str()?))).collect());
        pairs.flatten().ok_or_else(|| self.refus(champ, "attend des textes entre guillemets"))
    }

    pub fn finish(&self) -> Result<(), Refus> {
        match self.table.keys().find(|key| !self.lus.contains(key.as_str())) {
            None => Ok(()),
            Some(key) => Err(self.refus(key, "n’est pas un champ connu")),
        }
    }
}
