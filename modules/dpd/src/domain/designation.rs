//! Who is designated as delegate, by what the CNIL publishes and by the receipt that the collectivité received (RGPD art. 37(7)).

use std::{fmt, str::FromStr};

use kernel::{Id, Siren, nomenclature};
use time::Date;

use super::Refus;

/// The identity of a declaration.
pub type DeclarationId = Id<Declaration>;

nomenclature! {
    /// What sort of delegate is designated.
    pub enum TypePersonne: "Le type de délégué" {
        Morale = "morale", "Un organisme";
        Physique = "physique", "Une personne physique";
    }
}

/// A designation as the CNIL publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    pub id: DeclarationId,
    pub personne: TypePersonne,
    /// The day of the designation.
    pub le: Option<Date>,
    pub organisme: Option<Siren>,
    pub organisme_nom: String,
    pub courriel: String,
    pub telephone: String,
    pub site: String,
    /// The last file where it was.
    pub vue_le: Date,
    /// The first file where it was no longer.
    pub fin: Option<Date>,
}

impl Declaration {
    /// Who is designated, in words.
    pub fn qui(&self) -> String {
        match (self.personne, self.organisme_nom.trim()) {
            (TypePersonne::Physique, "") => "une personne physique, que le fichier ne nomme pas".to_owned(),
            (TypePersonne::Morale, "") => "un organisme que le fichier ne nomme pas".to_owned(),
            (_, nom) => nom.to_owned(),
        }
    }
}

/// `DPO-12345`: the number is text, since the CNIL may give it letters or zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumeroDesignation(String);

impl NumeroDesignation {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NumeroDesignation {
    type Err = Refus;

    fn from_str(typed: &str) -> Result<Self, Refus> {
        let plain = typed.trim().to_uppercase().replace([' ', '\u{a0}', '_', '–'], "-");
        let rest = plain.strip_prefix("DPO-").or_else(|| plain.strip_prefix("DPD-")).ok_or(Refus::NumeroIllisible)?;
        let right =
            (1..=12).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if right && rest.bytes().any(|b| b.is_ascii_digit()) {
            Ok(Self(format!("DPO-{rest}")))
        } else {
            Err(Refus::NumeroIllisible)
        }
    }
}

impl fmt::Display for NumeroDesignation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is typed from the receipt of the CNIL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recepisse {
    /// Empty when it is not known.
    pub numero: String,
    /// The day from which the centre is the delegate.
    pub effet: Option<Date>,
    pub note: String,
}

/// Where the designation of a member stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cnil {
    /// No file was ever imported, and no receipt is typed: nobody can tell.
    Inconnue,
    /// A receipt more recent than the file, or no file at all.
    Recepisse { effet: Option<Date> },
    /// The file does not know the member.
    Absente { fichier: Date },
    /// The centre is the delegate.
    Centre { le: Option<Date> },
    /// Designated twice or more, the centre among others.
    Doublon { autres: Vec<String> },
    /// Somebody else.
    Autre { qui: String },
    /// It was published, and no longer is.
    Terminee { fin: Date, centre: bool },
}

impl Cnil {
    /// By which the lists filter it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Inconnue => "inconnue",
            Self::Recepisse { .. } => "recepisse",
            Self::Absente { .. } => "absente",
            Self::Centre { .. } => "centre",
            Self::Doublon { .. } => "doublon",
            Self::Autre { .. } => "autre",
            Self::Terminee { .. } => "terminee",
        }
    }

    /// Every code and its words, in the order of the screens.
    pub const TOUS: [(&'static str, &'static str); 7] = [
        ("absente", "Jamais déclarée"),
        ("autre", "Un autre délégué"),
        ("doublon", "Déclarée plusieurs fois"),
        ("terminee", "Terminée"),
        ("centre", "Ce centre"),
        ("recepisse", "Récépissé, pas encore publié"),
        ("inconnue", "Inconnue"),
    ];

    pub fn libelle(&self) -> &'static str {
        Self::TOUS.iter().find(|(code, _)| *code == self.code()).map_or("", |(_, words)| words)
    }

    /// Whether the CNIL still has the centre as delegate.
    pub const fn is_centre(&self) -> bool {
        matches!(self, Self::Centre { .. } | Self::Doublon { .. })
    }
}

/// Reads the declarations of a member: those in force decide; the receipt speaks where the file is older than it, or silent
/// because there is none. A receipt is of the day from which it takes effect, else of the day on which it was typed. Of several
/// others, the latest designated is told.
pub fn situation(
    declarations: &[Declaration],
    recepisse: Option<(&Recepisse, Date)>,
    centre: Siren,
    fichier: Option<Date>,
) -> Cnil {
    let mut in_force: Vec<&Declaration> = declarations.iter().filter(|d| d.fin.is_none()).collect();
    in_force.sort_by_key(|d| d.le);
    let ours = |d: &&&Declaration| d.organisme == Some(centre);
    let others: Vec<String> = in_force.iter().filter(|d| d.organisme != Some(centre)).map(|d| d.qui()).collect();
    match (in_force.iter().find(ours), others.is_empty()) {
        (Some(own), true) if in_force.len() == 1 => return Cnil::Centre { le: own.le },
        (Some(_), _) => return Cnil::Doublon { autres: others },
        (None, _) => {}
    }
    let known = recepisse.filter(|(r, _)| !r.numero.is_empty() || r.effet.is_some());
    if let Some((typed, saisi_le)) = known {
        let newer = |day: Date| typed.effet.unwrap_or(saisi_le) >= day;
        if fichier.is_none_or(newer) {
            return Cnil::Recepisse { effet: typed.effet };
        }
    }
    let last_end = declarations.iter().filter_map(|d| d.fin.map(|fin| (fin, d.organisme == Some(centre)))).max();
    match (others.into_iter().next_back(), last_end, fichier) {
        (Some(qui), ..) => Cnil::Autre { qui },
        (None, Some((fin, centre)), _) => Cnil::Terminee { fin, centre },
        (None, None, Some(fichier)) => Cnil::Absente { fichier },
        (None, None, None) => Cnil::Inconnue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Clock;
    use time::macros::date;

    fn centre() -> Siren {
        "999000003".parse().unwrap()
    }

    fn declared(organisme: Option<&str>, fin: Option<Date>) -> Declaration {
        let clock = Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap());
        Declaration {
            id: Id::new(&clock),
            personne: if organisme.is_some() { TypePersonne::Morale } else { TypePersonne::Physique },
            le: Some(date!(2018 - 05 - 25)),
            organisme: organisme.map(|siren| siren.parse().unwrap()),
            organisme_nom: String::new(),
            courriel: String::new(),
            telephone: String::new(),
            site: String::new(),
            vue_le: date!(2026 - 11 - 01),
            fin,
        }
    }

    fn found(declarations: &[Declaration]) -> &'static str {
        situation(declarations, None, centre(), Some(date!(2026 - 11 - 01))).code()
    }

    #[test]
    fn the_file_tells_who_is_the_delegate() {
        let (ours, theirs) = (declared(Some("999000003"), None), declared(None, None));
        let ended = declared(Some("999000003"), Some(date!(2026 - 11 - 01)));
        assert_eq!(found(&[]), "absente");
        assert_eq!(found(std::slice::from_ref(&ours)), "centre");
        assert_eq!(found(std::slice::from_ref(&theirs)), "autre");
        assert_eq!(found(&[ours.clone(), theirs.clone()]), "doublon");
        assert_eq!(found(&[ours.clone(), ours.clone()]), "doublon");
        assert_eq!(found(std::slice::from_ref(&ended)), "terminee");
        assert_eq!(found(&[ended, ours]), "centre");
        assert_eq!(situation(&[], None, centre(), None), Cnil::Inconnue);
    }

    #[test]
    fn a_receipt_speaks_until_a_later_file_is_imported() {
        let typed = Recepisse { numero: "DPO-12345".into(), effet: Some(date!(2026 - 11 - 20)), note: String::new() };
        let at = |fichier| situation(&[], Some((&typed, date!(2026 - 11 - 25))), centre(), fichier).code();
        assert_eq!(at(None), "recepisse");
        assert_eq!(at(Some(date!(2026 - 11 - 01))), "recepisse");
        assert_eq!(at(Some(date!(2027 - 01 - 01))), "absente");
        // Its number alone: the day on which it was typed tells.
        let number = Recepisse { effet: None, ..typed.clone() };
        let at = |fichier| situation(&[], Some((&number, date!(2026 - 11 - 25))), centre(), fichier).code();
        assert_eq!(at(Some(date!(2026 - 11 - 24))), "recepisse");
        assert_eq!(at(Some(date!(2026 - 11 - 26))), "absente");
    }

    #[test]
    fn of_several_others_the_latest_designated_is_told() {
        let named = |nom: &str, le| Declaration { organisme_nom: nom.into(), le: Some(le), ..declared(None, None) };
        let all = [named("Nouveau", date!(2024 - 01 - 01)), named("Ancien", date!(2019 - 01 - 01))];
        let found = situation(&all, None, centre(), Some(date!(2026 - 11 - 01)));
        assert_eq!(found, Cnil::Autre { qui: "Nouveau".into() });
    }

    #[test]
    fn a_number_of_designation_is_text() {
        let read = |text: &str| text.parse::<NumeroDesignation>().map(|n| n.to_string());
        assert_eq!(read(" dpo-012345 "), Ok("DPO-012345".to_owned()));
        assert_eq!(read("DPO 12345"), Ok("DPO-12345".to_owned()));
        for wrong in ["12345", "DPO-", "DPO-12 45!", "DPO-ABC"] {
            assert_eq!(read(wrong), Err(Refus::NumeroIllisible), "{wrong}");
        }
    }
}
