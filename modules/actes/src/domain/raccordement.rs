//! `Raccordement`: the connection of a collectivité to the préfecture, and what its sendings say of it.

use kernel::{CollectiviteId, GenreCollectivite, Instant};
use norme_actes::{Emetteur, IdCl, Referent};
use time::Date;

use super::{NatureActe, Refus};

/// Which préfecture receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Canal {
    /// The training préfecture of the house: nothing leaves.
    Ecole,
    /// The true one.
    Reel,
}

impl Canal {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ecole => "ecole",
            Self::Reel => "reel",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Ecole, Self::Reel].into_iter().find(|canal| canal.code() == code)
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Ecole => "École (préfecture d’exercice)",
            Self::Reel => "Préfecture",
        }
    }
}
coded!(Canal);

/// The convention of a collectivité with its préfecture, and its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raccordement {
    pub collectivite_id: CollectiviteId,
    pub canal: Canal,
    /// The day on which the convention was signed, and the one from which actes may leave.
    pub convention_le: Option<Date>,
    pub debut_le: Option<Date>,
    /// What the convention opens.
    pub natures: Vec<NatureActe>,
    /// Three characters: `082`.
    pub departement: String,
    /// One digit.
    pub arrondissement: String,
    /// Two digits, the ministry's: `31` for a commune.
    pub nature_cl: String,
    pub referent: Contact,
    pub tampon: Position,
    pub page_ouverte: bool,
    pub introduction: String,
    pub revision: i64,
    pub modifie_le: Instant,
    pub modifie_par: String,
}

/// Whom the préfecture calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub nom: String,
    pub telephone: String,
    pub courriel: String,
}

/// Where the stamp stands, in thousandths of the page from its top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub x: u32,
    pub y: u32,
}

impl Default for Position {
    /// Top right, where most letters leave room.
    fn default() -> Self {
        Self { x: 620, y: 25 }
    }
}

impl Position {
    /// # Errors
    /// Out of the page.
    pub fn new(x: u32, y: u32) -> Result<Self, Refus> {
        if x > 1000 || y > 1000 { Err(Refus::Position) } else { Ok(Self { x, y }) }
    }
}

impl Raccordement {
    /// A collectivité that begins at the school: everything is open, nothing leaves.
    pub fn ecole(collectivite_id: CollectiviteId, genre: GenreCollectivite, departement: &str, now: Instant) -> Self {
        Self {
            collectivite_id,
            canal: Canal::Ecole,
            convention_le: None,
            debut_le: None,
            natures: NatureActe::TOUTES.to_vec(),
            departement: departement_sur_trois(departement),
            arrondissement: "1".to_owned(),
            nature_cl: nature_cl(genre).to_owned(),
            referent: Contact::default(),
            tampon: Position::default(),
            page_ouverte: false,
            introduction: String::new(),
            revision: 1,
            modifie_le: now,
            modifie_par: String::new(),
        }
    }

    /// Whether an acte of this nature may leave on this day.
    ///
    /// # Errors
    /// What the convention does not open.
    pub fn opens(&self, nature: NatureActe, today: Date) -> Result<(), Refus> {
        if self.canal == Canal::Ecole {
            return Ok(());
        }
        match self.debut_le {
            None => return Err(Refus::PasRaccordee),
            Some(day) if day > today => return Err(Refus::PasEncore),
            Some(_) => {}
        }
        if self.natures.contains(&nature) { Ok(()) } else { Err(Refus::NatureFermee) }
    }

    /// Who sends, as the envelope says it.
    ///
    /// # Errors
    /// When a code is not what the schema wants.
    pub fn emetteur(&self, siren: kernel::Siren) -> Result<Emetteur, Refus> {
        let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let Contact { nom, telephone, courriel } = &self.referent;
        let referent = Referent { nom: filled(nom), telephone: filled(telephone), email: filled(courriel) };
        let named = referent.nom.is_some() || referent.telephone.is_some() || referent.email.is_some();
        Ok(Emetteur {
            id_cl: IdCl {
                siren: siren.to_string().parse()?,
                departement: self.departement.parse()?,
                arrondissement: self.arrondissement.clone(),
                nature: self.nature_cl.clone(),
            },
            referent: named.then_some(referent),
        })
    }
}

/// `82` is `082`, `2A` is `02A`, `971` stays.
pub fn departement_sur_trois(code: &str) -> String {
    format!("{code:0>3}")
}

/// The ministry's code of a kind of collectivité. Only that of a commune is told by the official samples; the others are to be
/// taken from the convention of raccordement, and are typed on its page.
const fn nature_cl(genre: GenreCollectivite) -> &'static str {
    match genre {
        GenreCollectivite::Commune => "31",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Clock, Id};
    use time::macros::date;

    #[test]
    fn a_convention_opens_natures_from_a_day() {
        let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        let school = Raccordement::ecole(Id::new(&clock), GenreCollectivite::Commune, "82", clock.now());
        let today = date!(2026 - 11 - 25);
        assert_eq!(school.departement, "082");
        assert_eq!(school.opens(NatureActe::Contrat, today), Ok(()));
        let real = Raccordement { canal: Canal::Reel, natures: vec![NatureActe::Deliberation], ..school };
        assert_eq!(real.opens(NatureActe::Deliberation, today), Err(Refus::PasRaccordee));
        let real = Raccordement { debut_le: Some(date!(2026 - 12 - 01)), ..real };
        assert_eq!(real.opens(NatureActe::Deliberation, today), Err(Refus::PasEncore));
        let real = Raccordement { debut_le: Some(today), ..real };
        assert_eq!(real.opens(NatureActe::Deliberation, today), Ok(()));
        assert_eq!(real.opens(NatureActe::Contrat, today), Err(Refus::NatureFermee));
    }
}
