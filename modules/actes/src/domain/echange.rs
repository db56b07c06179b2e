//! `Echange`: a letter of the préfecture about an acte, and the answer that it waits for.

use kernel::{CollectiviteId, Id, Instant};
use serde::{Deserialize, Serialize};
use time::Date;

use super::{ActeId, Refus};

/// Marks the id of a letter.
#[derive(Debug)]
pub enum MarqueEchange {}
pub type EchangeId = Id<MarqueEchange>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echange {
    pub collectivite_id: CollectiviteId,
    pub id: EchangeId,
    pub acte_id: ActeId,
    pub genre: GenreEchange,
    /// `DateCourrierPref`, which the answer repeats.
    #[serde(with = "super::jour")]
    pub date_courrier: Date,
    /// What is asked, or why.
    pub texte: String,
    pub etat: EtatEchange,
    pub recu_le: Instant,
    pub reponse: Option<Reponse>,
    pub repondu_le: Option<Instant>,
    pub repondu_par: String,
    /// The préfecture received the answer.
    #[serde(with = "super::jour::option")]
    pub ar_reponse_le: Option<Date>,
}

/// What the préfecture writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GenreEchange {
    CourrierSimple,
    DemandePieceComplementaire,
    LettreObservations,
    DefereTa,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EtatEchange {
    /// Received; an answer may be given, or must.
    Recu,
    Repondu,
    /// The préfecture has the answer.
    Clos,
}

/// An answer, by the message that carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reponse {
    ReponseCourrierSimple,
    RefusPieceComplementaire,
    PieceComplementaire,
    RejetLettreObservations,
    ReponseLettreObservations,
}

impl GenreEchange {
    pub const TOUS: [Self; 4] =
        [Self::CourrierSimple, Self::DemandePieceComplementaire, Self::LettreObservations, Self::DefereTa];

    /// The code of the message.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CourrierSimple => "2-1",
            Self::DemandePieceComplementaire => "3-1",
            Self::LettreObservations => "4-1",
            Self::DefereTa => "5-1",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|genre| genre.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::CourrierSimple => "Courrier de la préfecture",
            Self::DemandePieceComplementaire => "Demande de pièces complémentaires",
            Self::LettreObservations => "Lettre d’observations",
            Self::DefereTa => "Déféré au tribunal administratif",
        }
    }

    /// What one may answer; nothing to a déféré, which goes to the tribunal.
    pub const fn reponses(self) -> &'static [Reponse] {
        match self {
            Self::CourrierSimple => &[Reponse::ReponseCourrierSimple],
            Self::DemandePieceComplementaire => &[Reponse::PieceComplementaire, Reponse::RefusPieceComplementaire],
            Self::LettreObservations => &[Reponse::ReponseLettreObservations, Reponse::RejetLettreObservations],
            Self::DefereTa => &[],
        }
    }

    /// The receipt that the collectivité owes at once, without anybody's gesture: 3-2 and 4-2.
    pub const fn accuse(self) -> Option<&'static str> {
        match self {
            Self::DemandePieceComplementaire => Some("3-2"),
            Self::LettreObservations => Some("4-2"),
            Self::CourrierSimple | Self::DefereTa => None,
        }
    }
}
coded!(GenreEchange);

impl EtatEchange {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Recu => "recu",
            Self::Repondu => "repondu",
            Self::Clos => "clos",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Recu, Self::Repondu, Self::Clos].into_iter().find(|etat| etat.code() == code)
    }
}
coded!(EtatEchange);

impl Reponse {
    pub const TOUTES: [Self; 5] = [
        Self::ReponseCourrierSimple,
        Self::RefusPieceComplementaire,
        Self::PieceComplementaire,
        Self::RejetLettreObservations,
        Self::ReponseLettreObservations,
    ];

    /// The code of its message.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ReponseCourrierSimple => "2-2",
            Self::RefusPieceComplementaire => "3-3",
            Self::PieceComplementaire => "3-4",
            Self::RejetLettreObservations => "4-3",
            Self::ReponseLettreObservations => "4-4",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|reponse| reponse.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::ReponseCourrierSimple => "Répondre au courrier",
            Self::RefusPieceComplementaire => "Refuser d’envoyer les pièces",
            Self::PieceComplementaire => "Envoyer les pièces demandées",
            Self::RejetLettreObservations => "Rejeter les observations",
            Self::ReponseLettreObservations => "Répondre aux observations",
        }
    }

    /// Whether several documents may go with it: only the pieces asked (`Documents`).
    pub const fn takes_many(self) -> bool {
        matches!(self, Self::PieceComplementaire)
    }
}
coded!(Reponse);

impl Echange {
    /// Whether somebody has to do something.
    pub fn is_a_repondre(&self) -> bool {
        self.etat == EtatEchange::Recu && !self.genre.reponses().is_empty()
    }

    /// Gives the answer; its documents are counted.
    ///
    /// # Errors
    /// When the letter has its answer, when it waits for another kind, when documents are missing or too many.
    pub fn answer(&self, reponse: Reponse, documents: usize, (par, le): (&str, Instant)) -> Result<Self, Refus> {
        if self.etat != EtatEchange::Recu {
            return Err(Refus::DejaRepondu);
        }
        if !self.genre.reponses().contains(&reponse) {
            return Err(Refus::ReponseImpossible);
        }
        match documents {
            0 => Err(Refus::SansDocument),
            1 => Ok(()),
            _ if reponse.takes_many() => Ok(()),
            _ => Err(Refus::UnSeulDocument),
        }?;
        Ok(Self {
            etat: EtatEchange::Repondu,
            reponse: Some(reponse),
            repondu_le: Some(le),
            repondu_par: par.to_owned(),
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Clock;
    use time::macros::date;

    #[test]
    fn a_letter_takes_one_answer_of_its_kind() {
        let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        let echange = Echange {
            collectivite_id: Id::new(&clock),
            id: Id::new(&clock),
            acte_id: Id::new(&clock),
            genre: GenreEchange::DemandePieceComplementaire,
            date_courrier: date!(2026 - 11 - 24),
            texte: "Le plan".into(),
            etat: EtatEchange::Recu,
            recu_le: clock.now(),
            reponse: None,
            repondu_le: None,
            repondu_par: String::new(),
            ar_reponse_le: None,
        };
        let by = ("Claire", clock.now());
        assert_eq!(echange.answer(Reponse::ReponseCourrierSimple, 1, by), Err(Refus::ReponseImpossible));
        assert_eq!(echange.answer(Reponse::PieceComplementaire, 0, by), Err(Refus::SansDocument));
        assert_eq!(echange.answer(Reponse::RefusPieceComplementaire, 2, by), Err(Refus::UnSeulDocument));
        let answered = echange.answer(Reponse::PieceComplementaire, 2, by).unwrap();
        assert_eq!(answered.answer(Reponse::PieceComplementaire, 1, by), Err(Refus::DejaRepondu));
        assert!(echange.is_a_repondre() && !answered.is_a_repondre());
    }
}
