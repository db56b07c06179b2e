//! `Contact`: whom to call in a collectivité, for what.

use kernel::{CollectiviteId, Id, Illisible};
use serde::Deserialize;

use super::champs::{Courriel, FieldErrors, Telephone, Texte};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub id: Id<Contact>,
    pub collectivite: CollectiviteId,
    pub fiche: FicheContact,
}

/// What people write of a contact, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FicheContact {
    pub fonction: FonctionContact,
    pub nom: String,
    pub courriel: Option<Courriel>,
    pub telephone: Option<String>,
    pub note: String,
}

impl db::FromRow for Contact {
    fn from_row(row: &db::Row) -> Result<Self, db::DbError> {
        let fiche = FicheContact {
            fonction: row.get("fonction")?,
            nom: row.get("nom")?,
            courriel: row.get("courriel")?,
            telephone: row.get("telephone")?,
            note: row.get("note")?,
        };
        Ok(Self { id: row.get("id")?, collectivite: row.get("collectivite")?, fiche })
    }
}

/// The service for which a contact is named (convention, art. « référents »).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FonctionContact {
    Secretariat,
    ReferentRgpd,
    ReferentInformatique,
    EluReferent,
    Comptabilite,
    MarchesPublics,
    Autre,
}

use FonctionContact as F;

const FONCTIONS: [(FonctionContact, &str, &str); 7] = [
    (F::Secretariat, "secretariat", "Secrétariat de mairie"),
    (F::ReferentRgpd, "referent_rgpd", "Référent RGPD"),
    (F::ReferentInformatique, "referent_informatique", "Référent informatique"),
    (F::EluReferent, "elu_referent", "Élu référent"),
    (F::Comptabilite, "comptabilite", "Comptabilité"),
    (F::MarchesPublics, "marches_publics", "Marchés publics"),
    (F::Autre, "autre", "Autre contact"),
];

impl FonctionContact {
    /// Every fonction, in the order of the screens.
    pub fn all() -> impl Iterator<Item = Self> {
        FONCTIONS.iter().map(|(fonction, ..)| *fonction)
    }

    pub const fn code(&self) -> &'static str {
        FONCTIONS[*self as usize].1
    }

    pub const fn libelle(self) -> &'static str {
        FONCTIONS[self as usize].2
    }

    pub fn from_code(code: &str) -> Option<Self> {
        FONCTIONS.iter().find(|(_, known, _)| *known == code).map(|(fonction, ..)| *fonction)
    }
}
db::text_column!(FonctionContact, code, from_code);

impl std::str::FromStr for FonctionContact {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        Self::from_code(s).ok_or_else(|| Illisible::new("Choisissez la fonction dans la liste."))
    }
}

/// The form of a contact, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SaisieContact {
    pub fonction: String,
    pub nom: String,
    pub courriel: String,
    pub telephone: String,
    pub note: String,
}

impl SaisieContact {
    /// Reads the form, or says by each field what is wrong.
    pub fn read(&self) -> Result<FicheContact, FieldErrors> {
        let mut errors = FieldErrors::default();
        let fonction = errors.required("fonction", &self.fonction, "Choisissez la fonction dans la liste.");
        let nom = errors.required::<Texte>("nom", &self.nom, "Écrivez le nom de la personne.");
        let courriel = errors.optional("courriel", &self.courriel);
        let telephone = errors.optional::<Telephone>("telephone", &self.telephone).map(|t| t.0);
        if self.courriel.trim().is_empty() && self.telephone.trim().is_empty() {
            errors.push("courriel", "Donnez au moins une adresse ou un téléphone.");
        }
        let note = errors.optional::<Texte>("note", &self.note).map(|t| t.0).unwrap_or_default();
        let made =
            fonction.zip(nom).map(|(fonction, nom)| FicheContact { fonction, nom: nom.0, courriel, telephone, note });
        errors.or(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_can_be_reached() {
        let typed =
            SaisieContact { fonction: "referent_rgpd".into(), nom: "Claire Vidal".into(), ..SaisieContact::default() };
        assert!(typed.read().unwrap_err().of("courriel").is_some());
        let reached = SaisieContact { telephone: "05 63 31 00 00".into(), ..typed };
        assert_eq!(reached.read().unwrap().fonction, FonctionContact::ReferentRgpd);
    }

    #[test]
    fn fonctions_come_back_from_their_code() {
        for fonction in FonctionContact::all() {
            assert_eq!(FonctionContact::from_code(fonction.code()), Some(fonction));
        }
    }
}
