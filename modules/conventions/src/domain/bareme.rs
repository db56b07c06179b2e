//! `Bareme`: which column of the DPD's grid a collectivité reads, and what it pays there.

use std::str::FromStr;

use kernel::{Exercice, GenreCollectivite, Illisible, nomenclature};

use super::{CleTarif, Grille, Tarif, Tranche};

nomenclature! {
    /// A column of the grid of the DPD.
    pub enum Bareme: "Le barème" {
        Communes = "communes", "communes";
        Epci = "epci", "EPCI";
        Ccas = "ccas", "CCAS";
        Syndicat = "syndicat", "syndicats";
        OfficeDeTourisme = "office_de_tourisme", "offices de tourisme";
    }
}

nomenclature! {
    /// When a price of the DPD applies: the two phases of the CDG 82 (art. 5.3) or the one price of the CDG 62 (art. 5).
    pub enum Phase: "La phase" {
        Annuel = "annuel", "tous les ans";
        MiseEnPlace = "mise_en_place", "mise en place, la première année";
        Accompagnement = "accompagnement", "accompagnement, les années suivantes";
    }
}

/// A collectivité treated as another kind for its tariff, by the grid or by its own convention
/// (CDG 62, art. 5: the département "est assimilé à un EPCI de plus de 200 000 habitants").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assimilation {
    pub bareme: Bareme,
    /// Treated as having more inhabitants than this; none = with its own population.
    pub au_dessus_de: Option<u32>,
}

/// Who pays, as far as the price of the DPD depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redevable {
    pub genre: GenreCollectivite,
    /// Population totale of the last census in force (CDG 82, art. 5.6; CDG 62 \[D\]).
    pub population: Option<u32>,
    /// By its own convention; comes before that of the grid.
    pub assimilation: Option<Assimilation>,
}

/// What the grid answers for the DPD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrixRgpd<'a> {
    Tarif(&'a Tarif),
    /// "Sur devis après étude des besoins" (CDG 82, art. 5.6); and, in both grids, every kind they do not name \[D\].
    SurDevis,
    PopulationManquante,
    /// The grid knows no price of the DPD for this year.
    Absent,
}

impl Bareme {
    /// The column of a kind; none for the kinds that no grid names (CIAS, région, SDIS…), which go by quote or assimilation.
    pub const fn of(genre: GenreCollectivite) -> Option<Self> {
        use GenreCollectivite as G;
        match genre {
            G::Commune => Some(Self::Communes),
            G::Cc | G::Ca | G::Cu | G::Metropole => Some(Self::Epci),
            G::Ccas => Some(Self::Ccas),
            G::Syndicat => Some(Self::Syndicat),
            G::OfficeDeTourisme => Some(Self::OfficeDeTourisme),
            G::Cias | G::Departement | G::Region | G::CaisseDesEcoles | G::Sdis | G::Cdg | G::Autre => None,
        }
    }
}

impl Grille {
    /// The price of the DPD in a year, the first of the abonnement or a following one.
    ///
    /// The tranches are those of the last grid stated for that year or before, taken as a whole: a new grid may cut the
    /// population otherwise.
    pub fn rgpd(&self, redevable: &Redevable, premiere_annee: bool, annee: Exercice) -> PrixRgpd<'_> {
        let mut cases = self.cases_rgpd(annee).peekable();
        if cases.peek().is_none() {
            return PrixRgpd::Absent;
        }
        let assimilation = redevable.assimilation.or_else(|| self.assimilation(redevable.genre));
        let (bareme, population) = match assimilation {
            Some(a) => (Some(a.bareme), a.au_dessus_de.map(|n| n.saturating_add(1)).or(redevable.population)),
            None => (Bareme::of(redevable.genre), redevable.population),
        };
        let phase = if premiere_annee { Phase::MiseEnPlace } else { Phase::Accompagnement };
        let column: Vec<(Tranche, &Tarif)> = cases
            .filter_map(|tarif| match tarif.cle {
                CleTarif::Rgpd(case) if Some(case.bareme) == bareme && [phase, Phase::Annuel].contains(&case.phase) => {
                    Some((case.jusqu_a, tarif))
                }
                _ => None,
            })
            .collect();
        match (&column[..], population) {
            ([], _) => PrixRgpd::SurDevis,
            ([(Tranche::SansLimite, tarif)], _) => PrixRgpd::Tarif(tarif),
            (_, None) => PrixRgpd::PopulationManquante,
            (column, Some(population)) => column
                .iter()
                .filter(|(tranche, _)| tranche.contains(population))
                .min_by_key(|(tranche, _)| *tranche)
                .map_or(PrixRgpd::SurDevis, |(_, tarif)| PrixRgpd::Tarif(tarif)),
        }
    }
}

/// The text of the grids: `epci > 200000`, or `ccas` alone.
impl std::fmt::Display for Assimilation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.bareme.fmt(f)?;
        self.au_dessus_de.map_or(Ok(()), |n| write!(f, " > {n}"))
    }
}

impl FromStr for Assimilation {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let (bareme, au_dessus_de) = match s.split_once('>') {
            None => (s, None),
            Some((bareme, n)) => {
                let n = n.trim().parse().map_err(|_| {
                    Illisible::new(
                        "Une assimilation s’écrit par exemple «\u{a0}epci > 200000\u{a0}» ou «\u{a0}ccas\u{a0}».",
                    )
                })?;
                (bareme, Some(n))
            }
        };
        Ok(Self { bareme: bareme.parse()?, au_dessus_de })
    }
}
