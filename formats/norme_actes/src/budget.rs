//! `Budget`: a `DocumentBudgetaire` recognised, identified and summed up by chapter.

mod lecteur;

pub(crate) use lecteur::looks_like;
pub use lecteur::{read_budget, unzip_budget};

use kernel::Montant;
use time::Date;

use crate::Encodage;

/// The codes of `NatDec` (`CommunBudget.xsd`, `TNatDec`).
const DECISIONS: &str = include_str!("../data/decisions.csv");
/// The chapters of M57 and M14: code, section, label.
const CHAPITRES: &str = include_str!("../data/chapitres.csv");
/// Inflated: a budget of a large city with its annexes stays below.
pub(crate) const OCTETS_MAX: usize = 64 << 20;

/// What a budget says of itself (`DocumentBudgetaire.xsd`, version 43). Texts are as given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Budget {
    pub encodage: Encodage,
    /// Whether the file came in gzip.
    pub compresse: bool,
    pub version_schema: Option<String>,
    /// The seal, when there is one. It is not verified: see the README.
    pub scellement: Option<Scellement>,
    /// `EnTeteDocBudgetaire`.
    pub collectivite: Option<String>,
    /// SIRET, or SIREN.
    pub id_coll: Option<String>,
    /// `EnTeteBudget`.
    pub etablissement: Option<String>,
    pub id_etab: Option<String>,
    /// `00` for the main budget.
    pub code_budget: Option<String>,
    /// `M57-M57_A`, `M14-M14_COM_SUP500`…
    pub nomenclature: Option<String>,
    /// `BlocBudget`: `01`, `02`, `03`, `09`, `10`.
    pub nature_decision: Option<String>,
    pub numero_decision: Option<String>,
    pub exercice: Option<String>,
    pub projet: bool,
    pub date_decision: Option<Date>,
    pub type_budget: Option<String>,
    /// Lines that count, those of totals left out (`calculated`).
    pub lignes: u32,
    /// Amounts that are no `xs:decimal`, and that the sums leave out.
    pub montants_illisibles: u32,
    /// Sums by level of vote (`ContNat`) and sense.
    pub chapitres: Vec<Chapitre>,
}

/// `Scellement`: the prints taken when the document was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scellement {
    pub date: String,
    pub md5: String,
    pub sha1: String,
}

/// The sums of the lines under one level of vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapitre {
    /// `ContNat`; empty when lines have none.
    pub code: String,
    /// `D` or `R`; empty when lines do not say.
    pub sens: String,
    pub lignes: u32,
    /// `MtPrev`.
    pub previsions: Montant,
    /// `MtRARPrec`.
    pub restes: Montant,
    /// `MtReal`, in accounts.
    pub realisations: Montant,
}

impl Budget {
    /// What `NatDec` means.
    pub fn decision(&self) -> Option<&'static str> {
        let code = self.nature_decision.as_deref()?;
        crate::tables::rows(DECISIONS).find(|[known, _]| *known == code).map(|[_, libelle]| libelle)
    }

    /// The sum of what is planned in one sense: `D` or `R`.
    pub fn previsions(&self, sens: &str) -> Montant {
        let sum: i128 =
            self.chapitres.iter().filter(|c| c.sens == sens).map(|c| i128::from(c.previsions.cents())).sum();
        borne(sum)
    }
}

/// The two halves of a local budget (CGCT, article L. 2311-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    Fonctionnement,
    Investissement,
}

impl Section {
    pub const TOUTES: [Self; 2] = [Self::Fonctionnement, Self::Investissement];

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Fonctionnement => "Fonctionnement",
            Self::Investissement => "Investissement",
        }
    }
}

impl Chapitre {
    /// The schema does not tell it: it follows from the nomenclature, where classes 6 and 7 are those of fonctionnement. A number of
    /// operation is investissement.
    pub fn section(&self) -> Section {
        let known = crate::tables::rows(CHAPITRES).find(|[code, _, _]| *code == self.code);
        let fonctionnement = known.map_or(self.code.starts_with(['6', '7']), |[_, section, _]| section == "F");
        if fonctionnement { Section::Fonctionnement } else { Section::Investissement }
    }

    /// What the nomenclatures M57 and M14 call it.
    pub fn libelle(&self) -> Option<&'static str> {
        crate::tables::rows(CHAPITRES).find(|[code, _, _]| *code == self.code).map(|[_, _, libelle]| libelle)
    }
}

impl Scellement {
    /// Whether it holds prints of the right shape.
    pub fn is_plausible(&self) -> bool {
        let hexa = |texte: &str, len| texte.len() == len && texte.bytes().all(|octet| octet.is_ascii_hexdigit());
        hexa(&self.md5, 32) && hexa(&self.sha1, 40)
    }
}

/// Cents, within what a `Montant` holds: hostile sums do not overflow.
pub(crate) fn borne(cents: i128) -> Montant {
    Montant::from_cents(i64::try_from(cents).unwrap_or(if cents < 0 { i64::MIN + 1 } else { i64::MAX }))
}
