//! `Tarif`: one figure of a grid, for one year, with its origin.

use std::{fmt, str::FromStr};

use kernel::{Exercice, Illisible, Montant, nombre, nomenclature};

use super::{Bareme, Calcul, Phase};

/// A dated row of a grid: the price of one thing, for the year for which it is stated. Never a constant of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tarif {
    pub cle: CleTarif,
    pub annee: Exercice,
    pub montant: Montant,
    pub origine: Origine,
}

/// What a row of the grid prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CleTarif {
    Rubrique(Rubrique),
    Rgpd(CaseRgpd),
}

nomenclature! {
    /// A price that does not depend on who pays it, in the order of the convention.
    pub enum Rubrique: "La rubrique" {
        /// T1 (art. 1.4).
        PosteN1 = "N1", "Poste de niveau 1, par an";
        /// T2 (art. 1.4).
        PosteN2 = "N2", "Poste de niveau 2, par an";
        /// F (art. 2.2).
        ForfaitN3 = "N3-FORFAIT", "Forfait annuel «\u{a0}métier\u{a0}», par collectivité";
        /// T3 (art. 2.2).
        PosteN3 = "N3", "Poste de niveau 3, par an";
        /// Art. 3.7, first year.
        InstallationDemat = "DEMAT-INSTALLATION", "Dématérialisation, frais d’installation, la première année";
        /// Art. 3.7, every year.
        UtilisateurDemat = "DEMAT", "Dématérialisation, par utilisateur et par an";
        /// Art. 3.7, first year of each module.
        UtilisateurModule = "MOD", "Module optionnel, par utilisateur, la première année";
        /// Art. 4.3.
        PackDecouverte = "WEB-D", "Pack Internet Découverte, par an";
        /// Art. 4.3.
        PackConfort = "WEB-C", "Pack Internet Confort, par an";
        /// Art. 4.3.
        PackExpert = "WEB-E", "Pack Internet Expert, par an";
        /// Art. 4.3.
        Domaine = "DOM", "Nom de domaine supplémentaire, par an";
        /// Art. 4.3.
        Mel5 = "MEL5", "Adresse mél supplémentaire de 5\u{a0}Go, par an";
        /// Art. 4.3.
        Mel10 = "MEL10", "Supplément de 10\u{a0}Go par compte mél, par an";
        /// Art. 6.2.
        Journee = "JOUR", "Journée d’intervention";
    }
}

/// A cell of the grid of the DPD: a barème, a population up to which it applies (included; none = no upper bound), a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseRgpd {
    pub bareme: Bareme,
    pub jusqu_a: Tranche,
    pub phase: Phase,
}

/// The upper bound of a tranche of population, included. The open tranche sorts last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tranche {
    JusquA(u32),
    SansLimite,
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origine {
    /// Written in a document: a convention, a délibération, a file.
    Document(String),
    /// Computed from the tariff of the year before.
    Revision(Calcul),
}

impl CleTarif {
    pub fn libelle(self) -> String {
        match self {
            Self::Rubrique(rubrique) => rubrique.libelle().to_owned(),
            Self::Rgpd(case) => {
                let (service, phase) = match case.phase {
                    Phase::Annuel => ("Conseil juridique numérique", ""),
                    Phase::MiseEnPlace => ("Délégué à la protection des données", ", première année"),
                    Phase::Accompagnement => ("Délégué à la protection des données", ", années suivantes"),
                };
                format!("{service}, {}{}{phase}", case.bareme.libelle(), case.tranche())
            }
        }
    }
}

impl CaseRgpd {
    fn tranche(self) -> String {
        match (self.jusqu_a, self.bareme) {
            (Tranche::JusquA(habitants), _) => format!(" jusqu’à {}\u{a0}habitants", nombre(habitants.into())),
            (Tranche::SansLimite, Bareme::Communes | Bareme::Epci) => ", dernière tranche".to_owned(),
            (Tranche::SansLimite, _) => String::new(),
        }
    }
}

impl Tranche {
    /// The bound as the files and the database write it: 0 = no upper bound.
    pub const fn borne(self) -> u32 {
        match self {
            Self::JusquA(habitants) => habitants,
            Self::SansLimite => 0,
        }
    }

    pub const fn from_borne(habitants: u32) -> Self {
        if habitants == 0 { Self::SansLimite } else { Self::JusquA(habitants) }
    }

    pub const fn contains(self, population: u32) -> bool {
        match self {
            Self::JusquA(habitants) => population <= habitants,
            Self::SansLimite => true,
        }
    }
}

/// The code of the key, as stored: `N2`, or `RGPD/communes/300/mise_en_place`.
impl fmt::Display for CleTarif {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rubrique(rubrique) => rubrique.fmt(f),
            Self::Rgpd(case) => write!(f, "RGPD/{}/{}/{}", case.bareme, case.jusqu_a.borne(), case.phase),
        }
    }
}

impl FromStr for CleTarif {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let Some(case) = s.strip_prefix("RGPD/") else { return s.parse().map(Self::Rubrique) };
        let parts: Vec<&str> = case.split('/').collect();
        let wrong = || Illisible::new(format!("La case de tarif «\u{a0}{s}\u{a0}» ne se lit pas."));
        let [bareme, borne, phase] = parts[..] else { return Err(wrong()) };
        Ok(Self::Rgpd(CaseRgpd {
            bareme: bareme.parse()?,
            jusqu_a: Tranche::from_borne(borne.parse().map_err(|_| wrong())?),
            phase: phase.parse()?,
        }))
    }
}

impl fmt::Display for Origine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(nom) => f.write_str(nom),
            Self::Revision(calcul) => {
                write!(f, "Révision Syntec, {} sur {}\u{a0}: {calcul}", calcul.apres.0, calcul.avant.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_text() {
        let case =
            CleTarif::Rgpd(CaseRgpd { bareme: Bareme::Epci, jusqu_a: Tranche::SansLimite, phase: Phase::Annuel });
        assert_eq!(case.to_string(), "RGPD/epci/0/annuel");
        assert_eq!(case.to_string().parse(), Ok(case));
        for rubrique in Rubrique::TOUS {
            assert_eq!(rubrique.code().parse(), Ok(CleTarif::Rubrique(*rubrique)));
        }
        assert!("RGPD/epci/0".parse::<CleTarif>().is_err());
    }

    #[test]
    fn a_cell_says_whom_it_is_for() {
        let case: CleTarif = "RGPD/communes/2000/mise_en_place".parse().unwrap();
        assert_eq!(
            case.libelle(),
            "Délégué à la protection des données, communes jusqu’à 2\u{202f}000\u{a0}habitants, première année"
        );
    }

    #[test]
    fn the_upper_bound_is_included() {
        assert!(Tranche::JusquA(300).contains(300) && !Tranche::JusquA(300).contains(301));
        assert!(Tranche::SansLimite.contains(u32::MAX));
    }
}
