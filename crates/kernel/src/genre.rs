//! `GenreCollectivite`: what kind of public body a collectivité is.

/// The kinds of public bodies that join a centre de gestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreCollectivite {
    Commune,
    /// Communauté de communes.
    Cc,
    /// Communauté d'agglomération.
    Ca,
    /// Communauté urbaine.
    Cu,
    Metropole,
    Syndicat,
    Ccas,
    Cias,
    OfficeDeTourisme,
    Departement,
    Region,
    CaisseDesEcoles,
    Sdis,
    Cdg,
    Autre,
}

use GenreCollectivite as G;

const ALL: [(GenreCollectivite, &str, &str, &str); 15] = [
    (G::Commune, "commune", "Commune", "Communes"),
    (G::Cc, "cc", "Communauté de communes", "Communautés de communes"),
    (G::Ca, "ca", "Communauté d’agglomération", "Communautés d’agglomération"),
    (G::Cu, "cu", "Communauté urbaine", "Communautés urbaines"),
    (G::Metropole, "metropole", "Métropole", "Métropoles"),
    (G::Syndicat, "syndicat", "Syndicat", "Syndicats"),
    (G::Ccas, "ccas", "CCAS", "CCAS"),
    (G::Cias, "cias", "CIAS", "CIAS"),
    (G::OfficeDeTourisme, "office_de_tourisme", "Office de tourisme", "Offices de tourisme"),
    (G::Departement, "departement", "Département", "Départements"),
    (G::Region, "region", "Région", "Régions"),
    (G::CaisseDesEcoles, "caisse_des_ecoles", "Caisse des écoles", "Caisses des écoles"),
    (G::Sdis, "sdis", "SDIS", "SDIS"),
    (G::Cdg, "cdg", "Centre de gestion", "Centres de gestion"),
    (G::Autre, "autre", "Autre établissement", "Autres établissements"),
];

impl GenreCollectivite {
    /// Every kind, in the order of the screens.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(genre, ..)| *genre)
    }

    /// The stored text: `office_de_tourisme`.
    pub fn code(&self) -> &'static str {
        ALL[*self as usize].1
    }

    /// The text of the screens: `Office de tourisme`.
    pub fn libelle(&self) -> &'static str {
        ALL[*self as usize].2
    }

    pub fn pluriel(&self) -> &'static str {
        ALL[*self as usize].3
    }

    pub fn from_code(code: &str) -> Option<Self> {
        ALL.iter().find(|(_, known, ..)| *known == code).map(|(genre, ..)| *genre)
    }

    /// Établissement public de coopération intercommunale à fiscalité propre (CGCT L. 5210-1-1 A), métropoles included.
    pub const fn is_epci(self) -> bool {
        matches!(self, Self::Cc | Self::Ca | Self::Cu | Self::Metropole)
    }

    /// The title of its legal representative, as on a letter. A commune has a maire; every other body a président.
    pub const fn representant(self) -> &'static str {
        if matches!(self, Self::Commune) { "Maire" } else { "Président" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for genre in GenreCollectivite::all() {
            assert_eq!(GenreCollectivite::from_code(genre.code()), Some(genre));
        }
        assert_eq!(GenreCollectivite::OfficeDeTourisme.code(), "office_de_tourisme");
        assert_eq!(GenreCollectivite::Autre.libelle(), "Autre établissement");
        assert_eq!(GenreCollectivite::from_code("ville"), None);
    }
}
