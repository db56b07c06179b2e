//! The CNIL's « registre simplifié »: one sheet a fiche, recognised by its labels and not by their places.

mod ecriture;
mod lecture;

pub use self::ecriture::cnil_pages;
pub(crate) use self::lecture::read;
use crate::Champ;

/// A table of the fiche: the words that open it, the field, and the words of its columns with the part each one holds.
pub(crate) struct Partie {
    /// Folded; a title begins with them.
    pub(crate) titre: &'static str,
    pub(crate) champ: Champ,
    /// The words of a column (folded), the key of its part, and its place after the label when the file does not say it.
    pub(crate) colonnes: &'static [(&'static str, &'static str, u32)],
}

/// The part that the sentence of retention fills.
pub(crate) const CONSERVATION: &str = "conservation";
/// Written where a category says nothing more, so that it is told from those of the model.
pub(crate) const SANS_PRECISION: &str = "(sans précision)";

pub(crate) const PARTIES: &[Partie] = &[
    Partie { titre: "finalite s du traitement", champ: Champ::Finalites, colonnes: &[("finalite", "", 1)] },
    Partie {
        titre: "categories de donnees",
        champ: Champ::Donnees,
        colonnes: &[("description", "détail", 1), ("duree de conservation", CONSERVATION, 4)],
    },
    Partie {
        titre: "donnees sensibles",
        champ: Champ::Donnees,
        colonnes: &[("description", "détail", 1), ("duree de conservation", CONSERVATION, 4)],
    },
    Partie {
        titre: "categories de personnes",
        champ: Champ::Personnes,
        colonnes: &[("description", "", 1), ("precisions", "détail", 4)],
    },
    Partie {
        titre: "destinataires",
        champ: Champ::Destinataires,
        colonnes: &[("type", "", 1), ("precisions", "nom", 4)],
    },
    Partie {
        titre: "mesures de securite",
        champ: Champ::Mesures,
        colonnes: &[("type", "", 1), ("precisions", "détail", 4)],
    },
    Partie {
        titre: "transferts hors ue",
        champ: Champ::Transferts,
        colonnes: &[
            ("destinataire", "", 1),
            ("pays", "pays", 2),
            ("type de garanties", "garantie", 3),
            ("liens", "lien", 5),
        ],
    },
];

/// Fields that stand beside their label, in the description.
pub(crate) const SIMPLES: [Champ; 4] = [Champ::Nom, Champ::Reference, Champ::CreeLe, Champ::ModifieLe];
pub(crate) const ACTEURS: [Champ; 4] = [Champ::Responsable, Champ::Dpd, Champ::SocieteDpd, Champ::Representant];
pub(crate) const COLONNES_ACTEURS: [(&str, &str); 7] = [
    ("Nom", ""),
    ("Adresse", "adresse"),
    ("Code Postal", "code postal"),
    ("Ville", "ville"),
    ("Pays", "pays"),
    ("Téléphone", "téléphone"),
    ("Adresse mél", "courriel"),
];
/// Opens what the CNIL's file has no place for; rows are `champ | lines`.
pub(crate) const COMPLEMENTS: &str = "Informations complémentaires";
/// A row of the part above that completes the items of a table, each by its rank.
pub(crate) const SUITE: &str = " – suite";

/// The parts that the tables of the CNIL's file hold.
pub(crate) fn officielles(champ: Champ) -> Vec<&'static str> {
    let mut cles: Vec<&str> = PARTIES
        .iter()
        .filter(|partie| partie.champ == champ)
        .flat_map(|partie| partie.colonnes.iter().map(|(_, cle, _)| *cle))
        .collect();
    if champ == Champ::Donnees {
        cles.push("");
    }
    cles
}
