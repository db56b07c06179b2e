//! `Conservation`: how long a category of data is kept, and what becomes of it then (art. 5(1)(e), 30(1)(f)).

use std::fmt;

use serde::{Deserialize, Serialize};

use kernel::nomenclature;

/// How long a category of data is kept: first at hand, then in intermediate archives, then its fate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conservation {
    /// Durée d'utilité courante.
    pub active: Option<Duree>,
    /// Durée d'utilité administrative, counted after the first.
    pub intermediaire: Option<Duree>,
    /// From when: « la fin du contrat ».
    pub declencheur: String,
    pub sort: Option<SortFinal>,
    /// The text or the reference that says so.
    pub reference: String,
    /// When a number does not say it: « jusqu’à la désinscription ».
    pub precision: String,
}

/// A length of time, as people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duree {
    pub nombre: u32,
    pub unite: UniteDuree,
}

nomenclature! {
    /// The unit of a length of time.
    pub enum UniteDuree: "L’unité" {
        Jours = "jours", "jours";
        Mois = "mois", "mois";
        Annees = "annees", "ans";
    }
}

nomenclature! {
    /// What becomes of data at the end (code du patrimoine, art. L. 212-2 and R. 212-13 and following).
    pub enum SortFinal: "Le sort final" {
        Conservation = "conservation", "Conservation définitive (versement aux archives)";
        Destruction = "destruction", "Destruction";
        Tri = "tri", "Tri avant versement";
    }
}

impl fmt::Display for Duree {
    /// `5 ans`, with a no-break space.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unite = match (self.unite, self.nombre) {
            (UniteDuree::Jours, 0 | 1) => "jour",
            (UniteDuree::Annees, 0 | 1) => "an",
            (unite, _) => unite.libelle(),
        };
        write!(f, "{}\u{a0}{unite}", kernel::nombre(self.nombre.into()))
    }
}

impl Conservation {
    /// Whether one can tell, by a number or in words, when data go.
    pub fn is_told(&self) -> bool {
        self.active.is_some()
            || self.intermediaire.is_some()
            || !self.precision.trim().is_empty()
            || self.sort == Some(SortFinal::Conservation)
    }

    /// In one sentence: « 2 ans à compter du dernier contact, puis 3 ans en archives, destruction ».
    pub fn phrase(&self) -> String {
        let declencheur = self.declencheur.trim();
        let from = if declencheur.is_empty() { String::new() } else { format!(" à compter de\u{a0}: {declencheur}") };
        let active = self.active.map(|duree| format!("{duree}{from}"));
        let intermediaire = self.intermediaire.map(|duree| match self.active {
            Some(_) => format!("puis {duree} en archives intermédiaires"),
            None => format!("{duree} en archives intermédiaires{from}"),
        });
        let precision = Some(self.precision.trim().to_owned()).filter(|text| !text.is_empty());
        let sort = self.sort.map(|sort| sort.libelle().to_lowercase());
        [active, intermediaire, precision, sort].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_is_told_in_one_sentence() {
        let kept = Conservation {
            active: Some(Duree { nombre: 2, unite: UniteDuree::Annees }),
            intermediaire: Some(Duree { nombre: 1, unite: UniteDuree::Annees }),
            declencheur: "dernier contact".into(),
            sort: Some(SortFinal::Destruction),
            ..Conservation::default()
        };
        assert_eq!(
            kept.phrase(),
            "2\u{a0}ans à compter de\u{a0}: dernier contact, puis 1\u{a0}an en archives intermédiaires, destruction"
        );
        assert!(kept.is_told() && !Conservation::default().is_told());
        assert_eq!(Conservation::default().phrase(), "");
    }
}
