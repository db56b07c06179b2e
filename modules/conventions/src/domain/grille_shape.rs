//! The shape of the files of `data/tarifs`: which field of which table holds which row.

use super::Rubrique;

/// A table of simple prices, `[[nom]]`, repeated by year; `[[poste]]` is told apart by its `code`.
pub(super) struct TableTarifs {
    pub nom: &'static str,
    pub code: Option<&'static str>,
    pub champs: &'static [(&'static str, Rubrique)],
}

pub(super) const TABLES: &[TableTarifs] = &[
    TableTarifs { nom: "poste", code: Some("N1"), champs: &[("montant", Rubrique::PosteN1)] },
    TableTarifs { nom: "poste", code: Some("N2"), champs: &[("montant", Rubrique::PosteN2)] },
    TableTarifs {
        nom: "poste",
        code: Some("N3"),
        champs: &[("forfait", Rubrique::ForfaitN3), ("montant", Rubrique::PosteN3)],
    },
    TableTarifs {
        nom: "demat",
        code: None,
        champs: &[("installation", Rubrique::InstallationDemat), ("par_utilisateur", Rubrique::UtilisateurDemat)],
    },
    TableTarifs {
        nom: "module",
        code: None,
        champs: &[("par_utilisateur_premiere_annee", Rubrique::UtilisateurModule)],
    },
    TableTarifs {
        nom: "pack",
        code: None,
        champs: &[
            ("decouverte", Rubrique::PackDecouverte),
            ("confort", Rubrique::PackConfort),
            ("expert", Rubrique::PackExpert),
            ("domaine", Rubrique::Domaine),
            ("mel_5go", Rubrique::Mel5),
            ("mel_10go_supplement", Rubrique::Mel10),
        ],
    },
    TableTarifs { nom: "journee", code: None, champs: &[("montant", Rubrique::Journee)] },
];

/// The word of the files for what has no price in the grid.
pub(super) const DEVIS: &str = "devis";
