//! `Notice`: a collectivité as a file describes it, before it meets what the house knows.

use kernel::Siren;

use super::{collectivite::FicheCollectivite, population::Population};

/// A collectivité read from a file, and its populations if the file gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub fiche: FicheCollectivite,
    pub population: Option<Population>,
}

/// What a file says that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejet {
    /// The line of a CSV file, from 1; none for the national data.
    pub ligne: Option<u64>,
    /// The column at fault, when one is.
    pub colonne: Option<String>,
    pub phrase: String,
}

impl std::fmt::Display for Rejet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.ligne, &self.colonne) {
            (Some(ligne), Some(colonne)) => write!(f, "Ligne {ligne}, colonne {colonne} : {}", self.phrase),
            (Some(ligne), None) => write!(f, "Ligne {ligne} : {}", self.phrase),
            (None, _) => f.write_str(&self.phrase),
        }
    }
}

/// How a notice meets a fiche that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fusion {
    /// Only what is empty is filled: what people typed stays.
    Completer,
    /// What the file gives replaces: somebody chose this file to correct.
    Remplacer,
}

impl Notice {
    pub const fn siren(&self) -> Siren {
        self.fiche.siren
    }

    /// The fiche after the import.
    pub fn merged_into(&self, known: &FicheCollectivite, fusion: Fusion) -> FicheCollectivite {
        let new = &self.fiche;
        let replace = fusion == Fusion::Remplacer;
        let adresse = if new.adresse.is_empty() || !(replace || known.adresse.is_empty()) { known } else { new };
        FicheCollectivite {
            genre: if replace { new.genre } else { known.genre },
            nom: if replace { new.nom.clone() } else { known.nom.clone() },
            siret: field(known.siret.as_ref(), new.siret.as_ref(), replace),
            code_insee: field(known.code_insee.as_ref(), new.code_insee.as_ref(), replace),
            arrondissement: field(known.arrondissement.as_ref(), new.arrondissement.as_ref(), replace),
            arrondissement_nom: field(known.arrondissement_nom.as_ref(), new.arrondissement_nom.as_ref(), replace),
            epci: field(known.epci.as_ref(), new.epci.as_ref(), replace),
            adresse: adresse.adresse.clone(),
            code_postal: field(known.code_postal.as_ref(), new.code_postal.as_ref(), replace),
            ville: field(known.ville.as_ref(), new.ville.as_ref(), replace),
            courriel: field(known.courriel.as_ref(), new.courriel.as_ref(), replace),
            telephone: field(known.telephone.as_ref(), new.telephone.as_ref(), replace),
            site: field(known.site.as_ref(), new.site.as_ref(), replace),
            ..known.clone()
        }
    }
}

/// The one that comes first, if it is there; else the other.
fn field<T: Clone>(known: Option<&T>, new: Option<&T>, replace: bool) -> Option<T> {
    if replace { new.or(known) } else { known.or(new) }.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::saisie_collectivite::SaisieCollectivite;

    fn fiche(telephone: &str, ville: &str) -> FicheCollectivite {
        let typed = SaisieCollectivite {
            genre: "commune".into(),
            nom: "Albias".into(),
            siren: "218200020".into(),
            code_insee: "82002".into(),
            telephone: telephone.into(),
            ville: ville.into(),
            ..SaisieCollectivite::default()
        };
        typed.read().unwrap()
    }

    #[test]
    fn the_national_data_fill_only_what_is_empty() {
        let notice = Notice { fiche: fiche("0563000000", "ALBIAS"), population: None };
        let known = fiche("0563111111", "");
        let completed = notice.merged_into(&known, Fusion::Completer);
        assert_eq!(
            (completed.telephone.as_deref(), completed.ville.as_deref()),
            (Some("05 63 11 11 11"), Some("ALBIAS"))
        );
        let replaced = notice.merged_into(&known, Fusion::Remplacer);
        assert_eq!(replaced.telephone.as_deref(), Some("05 63 00 00 00"));
        let silent = Notice { fiche: fiche("", ""), population: None };
        assert_eq!(silent.merged_into(&known, Fusion::Remplacer), known);
    }
}
