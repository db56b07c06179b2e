//! The two centres of the demo.

use annuaire::{FicheCollectivite, Representant};
use anyhow::{Result, anyhow};
use kernel::{GenreCollectivite, Siret};

/// A centre of the demo. Its SIREN is fictitious: it begins with 999, which the répertoire gives to no public body.
#[derive(Debug)]
pub struct Centre {
    /// How the command line names it.
    pub code: &'static str,
    pub nom: &'static str,
    pub departement: &'static str,
    siren: &'static str,
    adresse: &'static str,
    code_postal: &'static str,
    ville: &'static str,
    /// The grid, in the shape of `beffroi tarif import`.
    pub grille: &'static str,
    /// The year of that grid.
    pub annee: i32,
}

pub const CENTRES: [Centre; 2] = [
    Centre {
        code: "cdg82",
        nom: "CDG 82",
        departement: "82",
        siren: "999820004",
        adresse: "23, boulevard Vincent Auriol",
        code_postal: "82000",
        ville: "Montauban",
        grille: include_str!("../../../data/tarifs/cdg82-2020.toml"),
        annee: 2020,
    },
    Centre {
        code: "cdg62",
        nom: "CDG 62",
        departement: "62",
        siren: "999620008",
        adresse: "",
        code_postal: "62700",
        ville: "Bruay-la-Buissière",
        grille: include_str!("../../../data/tarifs/cdg62-2025.toml"),
        annee: 2025,
    },
];

pub(super) fn find(code: &str) -> Option<&'static Centre> {
    CENTRES.iter().find(|centre| centre.code == code)
}

impl Centre {
    pub(super) fn fiche(&self) -> Result<FicheCollectivite> {
        let wrong = |e: kernel::Illisible| anyhow!(e.0);
        let siren = self.siren.parse().map_err(wrong)?;
        Ok(FicheCollectivite {
            genre: GenreCollectivite::Cdg,
            nom: self.nom.to_owned(),
            siren,
            siret: Some(Siret::of_first_establishment(siren)),
            code_insee: None,
            departement: self.departement.to_owned(),
            arrondissement: None,
            arrondissement_nom: None,
            epci: None,
            adresse: Some(self.adresse).filter(|a| !a.is_empty()).map(str::to_owned).into_iter().collect(),
            code_postal: Some(self.code_postal.parse().map_err(wrong)?),
            ville: Some(self.ville.to_owned()),
            courriel: Some(format!("contact@{}.example", self.code).parse().map_err(wrong)?),
            telephone: None,
            site: None,
            representant: Representant::default(),
            actif: true,
        })
    }
}
