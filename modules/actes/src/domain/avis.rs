//! Who is told of what by mail: each person's choice, and the addresses that receive the actes themselves.

use annuaire::Courriel;
use kernel::{Id, PersonneId};

use super::{GenreEvenement, NatureActe};

/// The steps of which one is told; those of the préfecture, and what fails.
pub const ANNONCES: [GenreEvenement; 5] = [
    GenreEvenement::Recu,
    GenreEvenement::Refuse,
    GenreEvenement::EnvoiEchoue,
    GenreEvenement::CourrierRecu,
    GenreEvenement::Annule,
];

/// Of which actes one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portee {
    Tous,
    Miens,
    Aucun,
}

impl Portee {
    pub const TOUTES: [Self; 3] = [Self::Miens, Self::Tous, Self::Aucun];

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Tous => "tous",
            Self::Miens => "miens",
            Self::Aucun => "aucun",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|portee| portee.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Tous => "Tous les actes de la collectivité",
            Self::Miens => "Ceux que j’ai déposés",
            Self::Aucun => "Aucun",
        }
    }
}
db::text_column!(Portee, code, from_code);

/// What one person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoixAvis {
    pub personne_id: PersonneId,
    pub portee: Portee,
    pub genres: Vec<GenreEvenement>,
}

impl ChoixAvis {
    /// Before one chooses: everything of the actes that one deposited.
    pub fn initial(personne_id: PersonneId) -> Self {
        Self { personne_id, portee: Portee::Miens, genres: ANNONCES.to_vec() }
    }

    /// Whether this step is told; `mien`: the person deposited the acte.
    pub fn wants(&self, genre: GenreEvenement, mien: bool) -> bool {
        let concerned = match self.portee {
            Portee::Tous => true,
            Portee::Miens => mien,
            Portee::Aucun => false,
        };
        concerned && self.genres.contains(&genre)
    }
}

/// Marks the id of an address of the broadcast list.
#[derive(Debug)]
pub enum MarqueDestinataire {}
pub type DestinataireId = Id<MarqueDestinataire>;

/// The addresses of a list, [D].
pub const DESTINATAIRES_MAX: usize = 50;

/// Who receives the acte itself, with its stamp, once the préfecture has it: the press, the trésorerie, a syndicat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destinataire {
    pub id: DestinataireId,
    pub nom: String,
    pub courriel: Courriel,
    /// Of these natures only.
    pub natures: Vec<NatureActe>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Clock;

    #[test]
    fn one_is_told_of_what_one_chose() {
        let initial = ChoixAvis::initial(Id::new(&Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap())));
        assert!(initial.wants(GenreEvenement::Recu, true) && !initial.wants(GenreEvenement::Recu, false));
        let all = ChoixAvis { portee: Portee::Tous, genres: vec![GenreEvenement::Refuse], ..initial.clone() };
        assert!(all.wants(GenreEvenement::Refuse, false) && !all.wants(GenreEvenement::Recu, true));
        assert!(!ChoixAvis { portee: Portee::Aucun, ..initial }.wants(GenreEvenement::Recu, true));
    }
}
