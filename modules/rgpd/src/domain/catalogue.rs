//! The shared catalogue: editors, processors and software, described once for every member, with what article 28 asks of
//! their contracts.

use kernel::{Id, nomenclature};
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Refus, TEXTE_MAX, date_iso, pays};

/// The identity of a record.
pub type CatalogueId = Id<MarqueCatalogue>;
/// Marks the id of a record.
#[derive(Debug)]
pub enum MarqueCatalogue {}

nomenclature! {
    /// What a record describes.
    pub enum GenreCatalogue: "Le genre de fiche" {
        Organisme = "organisme", "Éditeur, prestataire, hébergeur";
        Logiciel = "logiciel", "Logiciel ou service en ligne";
    }
}

nomenclature! {
    /// What the contract of a processor must say (art. 28(3)).
    pub enum Clause: "La clause" {
        Objet = "objet", "L’objet, la durée, la nature et le but du traitement";
        Donnees = "donnees", "Les types de données et les catégories de personnes";
        Instructions = "instructions", "N’agir que sur instruction documentée (a)";
        Confidentialite = "confidentialite", "La confidentialité des personnes habilitées (b)";
        Securite = "securite", "La sécurité de l’article 32 (c)";
        SousTraitance = "sous_traitance", "La sous-traitance ultérieure, autorisée par écrit (d)";
        Droits = "droits", "L’aide aux demandes des personnes (e)";
        Assistance = "assistance", "L’aide pour la sécurité, les violations et l’AIPD (f)";
        Sort = "sort", "Le sort des données à la fin du contrat (g)";
        Audit = "audit", "Les preuves et les audits (h)";
        Illicite = "illicite", "L’alerte sur une instruction illicite (art. 28.3, dernier alinéa)";
    }
}

nomenclature! {
    /// What was seen of a clause.
    pub enum EtatClause: "L’état de la clause" {
        AVerifier = "a_verifier", "À vérifier";
        Presente = "presente", "Présente";
        Absente = "absente", "Absente";
        SansObjet = "sans_objet", "Sans objet";
    }
}

nomenclature! {
    /// What attests how data are kept.
    pub enum Certification: "La certification" {
        Hds = "hds", "Hébergeur de données de santé (HDS)";
        Iso27001 = "iso_27001", "ISO/IEC 27001";
        Iso27701 = "iso_27701", "ISO/IEC 27701";
        SecNumCloud = "secnumcloud", "SecNumCloud (ANSSI)";
        CodeConduite = "code_conduite", "Code de conduite (art. 40)";
        Rgs = "rgs", "Homologation RGS";
        Autre = "autre", "Autre";
    }
}

/// What is known of a record, its name and its editor aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FicheCatalogue {
    pub description: String,
    /// Nine digits, or empty.
    pub siren: String,
    pub adresse: String,
    pub site: String,
    pub courriel: String,
    pub telephone: String,
    /// Its own délégué: name and how to reach them.
    pub dpd: String,
    /// Who keeps the data.
    pub hebergeur: String,
    /// ISO 3166 alpha-2, or the name as written.
    pub pays: String,
    /// What allows the transfer, when that country is outside the European Union.
    pub garantie: String,
    pub certifications: Vec<Certification>,
    /// Until when they are worth something.
    #[serde(with = "date_iso")]
    pub certifications_jusqu_au: Option<Date>,
    pub clauses: Vec<ClauseVue>,
    /// When the contract was read.
    #[serde(with = "date_iso")]
    pub contrat_lu_le: Option<Date>,
    /// Further processors, as they are told.
    pub sous_traitants: String,
    /// For the délégué alone.
    pub notes: String,
}

/// A clause and what was seen of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseVue {
    pub clause: Clause,
    pub etat: EtatClause,
    #[serde(default)]
    pub remarque: String,
}

impl FicheCatalogue {
    pub fn etat(&self, clause: Clause) -> EtatClause {
        self.clauses.iter().find(|vue| vue.clause == clause).map_or(EtatClause::AVerifier, |vue| vue.etat)
    }

    /// How many clauses are absent, and how many nobody has looked for.
    pub fn bilan_clauses(&self) -> (u32, u32) {
        let count = |etat| u32::try_from(Clause::TOUS.iter().filter(|c| self.etat(**c) == etat).count()).unwrap_or(0);
        (count(EtatClause::Absente), count(EtatClause::AVerifier))
    }

    /// Whether the data are known to leave the European Union.
    pub fn is_hors_ue(&self) -> bool {
        !self.pays.trim().is_empty() && !pays::is_ue(&self.pays)
    }

    /// What should be looked at, in plain sentences.
    pub fn alertes(&self, genre: GenreCatalogue, today: Date) -> Vec<&'static str> {
        let (absent, unknown) = self.bilan_clauses();
        let organisme = genre == GenreCatalogue::Organisme;
        let old = self.certifications_jusqu_au.is_some_and(|date| date < today);
        [
            (organisme && absent > 0, "Son contrat ne dit pas tout ce que demande l’article 28."),
            (organisme && absent == 0 && unknown > 0, "Son contrat n’a pas été lu en entier."),
            (self.pays.trim().is_empty(), "Le pays d’hébergement n’est pas connu."),
            (
                self.is_hors_ue() && self.garantie.trim().is_empty() && !pays::is_adequat(&self.pays),
                "Les données quittent l’Union européenne sans garantie connue.",
            ),
            (old, "Une certification n’est plus valable."),
        ]
        .into_iter()
        .filter_map(|(told, sentence)| told.then_some(sentence))
        .collect()
    }

    pub fn check(&self) -> Result<(), Refus> {
        let texts = [
            &self.description,
            &self.adresse,
            &self.site,
            &self.courriel,
            &self.telephone,
            &self.dpd,
            &self.hebergeur,
            &self.pays,
            &self.garantie,
            &self.sous_traitants,
            &self.notes,
        ];
        if texts.iter().any(|text| text.chars().count() > TEXTE_MAX) {
            return Err(Refus::TropLong(TEXTE_MAX));
        }
        let siren = self.siren.trim();
        if !siren.is_empty() && siren.parse::<kernel::Siren>().is_err() {
            return Err(Refus::SirenFaux);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn what_is_not_known_is_told_and_what_is_in_order_is_not() {
        let today = date!(2026 - 11 - 25);
        let told = FicheCatalogue::default().alertes(GenreCatalogue::Organisme, today);
        assert_eq!(told, ["Son contrat n’a pas été lu en entier.", "Le pays d’hébergement n’est pas connu."]);
        let seen =
            |etat| Clause::TOUS.iter().map(|c| ClauseVue { clause: *c, etat, remarque: String::new() }).collect();
        let good = FicheCatalogue { pays: "FR".into(), clauses: seen(EtatClause::Presente), ..Default::default() };
        assert!(good.alertes(GenreCatalogue::Organisme, today).is_empty());
        let bad = FicheCatalogue {
            pays: "IN".into(),
            clauses: seen(EtatClause::Absente),
            certifications_jusqu_au: Some(date!(2026 - 11 - 24)),
            ..Default::default()
        };
        assert_eq!(bad.alertes(GenreCatalogue::Organisme, today).len(), 3);
        assert_eq!(bad.alertes(GenreCatalogue::Logiciel, today).len(), 2, "a software has no contract of its own");
        let andorre = FicheCatalogue { pays: "Andorre".into(), ..good };
        assert!(andorre.alertes(GenreCatalogue::Organisme, today).is_empty(), "a decision of adequacy");
    }

    #[test]
    fn a_wrong_siren_and_an_endless_text_are_refused() {
        let of = |siren: &str, notes: String| FicheCatalogue { siren: siren.into(), notes, ..Default::default() };
        assert_eq!(of("123456789", String::new()).check(), Err(Refus::SirenFaux));
        assert_eq!(of("", "x".repeat(TEXTE_MAX + 1)).check(), Err(Refus::TropLong(TEXTE_MAX)));
        assert_eq!(of("218200020", String::new()).check(), Ok(()));
    }
}
