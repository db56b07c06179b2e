//! `Echange`: a visit, a call, a mail between the delegate and a collectivité, with the time spent.

use kernel::{CollectiviteId, Id, Instant, PersonneId, nomenclature};
use time::Date;

use super::Refus;

/// The identity of an exchange.
pub type EchangeId = Id<Echange>;

/// A whole day.
pub const MINUTES_MAX: u32 = 1_440;
/// The longest text, in characters.
pub const TEXTE_MAX: usize = 10_000;
/// The longest line.
const LIGNE_MAX: usize = 300;

nomenclature! {
    /// How they spoke.
    pub enum GenreEchange: "Le genre d’échange" {
        Visite = "visite", "Visite sur place";
        Telephone = "telephone", "Appel téléphonique";
        Courriel = "courriel", "Courriel";
        Visio = "visio", "Visioconférence";
        Reunion = "reunion", "Réunion";
        Formation = "formation", "Formation";
        Dossier = "dossier", "Travail sur dossier";
    }
}

/// An exchange, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echange {
    pub collectivite_id: CollectiviteId,
    pub id: EchangeId,
    pub fiche: FicheEchange,
    pub auteur: Option<PersonneId>,
    pub auteur_nom: String,
    /// Counts the changes: what a form gives back to prove that it saw the latest.
    pub revision: i64,
    pub modifie_le: Instant,
}

/// What one writes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FicheEchange {
    pub le: Date,
    pub genre: GenreEchange,
    pub minutes: u32,
    /// With whom, as people say it; may be empty.
    pub avec: String,
    pub objet: String,
    pub notes: String,
}

impl FicheEchange {
    /// What may be kept: it happened, it has a subject, it lasts a day at most.
    pub fn check(&self, today: Date) -> Result<(), Refus> {
        if self.le > today {
            return Err(Refus::EchangeAVenir);
        }
        if self.minutes > MINUTES_MAX {
            return Err(Refus::TempsIllisible);
        }
        if self.objet.trim().is_empty() {
            return Err(Refus::SansObjet);
        }
        let long = |text: &str, most| text.chars().count() > most;
        if long(&self.objet, LIGNE_MAX) || long(&self.avec, LIGNE_MAX) {
            return Err(Refus::TropLong(LIGNE_MAX));
        }
        if long(&self.notes, TEXTE_MAX) { Err(Refus::TropLong(TEXTE_MAX)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn fiche() -> FicheEchange {
        FicheEchange {
            le: date!(2026 - 11 - 25),
            genre: GenreEchange::Visite,
            minutes: 90,
            avec: "Sylvie Cassagne".into(),
            objet: "Revue du registre".into(),
            notes: String::new(),
        }
    }

    #[test]
    fn an_exchange_to_come_is_refused() {
        assert_eq!(fiche().check(date!(2026 - 11 - 24)), Err(Refus::EchangeAVenir));
        assert_eq!(fiche().check(date!(2026 - 11 - 25)), Ok(()));
    }

    #[test]
    fn a_day_has_1440_minutes_and_an_exchange_a_subject() {
        let today = date!(2026 - 11 - 25);
        assert_eq!(FicheEchange { minutes: 1_440, ..fiche() }.check(today), Ok(()));
        assert_eq!(FicheEchange { minutes: 1_441, ..fiche() }.check(today), Err(Refus::TempsIllisible));
        assert_eq!(FicheEchange { objet: " ".into(), ..fiche() }.check(today), Err(Refus::SansObjet));
        assert_eq!(FicheEchange { notes: "a".repeat(10_001), ..fiche() }.check(today), Err(Refus::TropLong(10_000)));
    }
}
