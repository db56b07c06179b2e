//! `Acte`: a decision sent to the State's legality review, and what one writes of it.

use kernel::{CollectiviteId, Id, Instant, PersonneId, fold, searchable};
use norme_actes::CodesMatieres;
use serde::{Deserialize, Serialize};
use time::{Date, Duration};

use super::{Canal, EtatActe, GroupeId, LotId, NatureActe, Refus};

/// Marks the id of an acte.
#[derive(Debug)]
pub enum MarqueActe {}
pub type ActeId = Id<MarqueActe>;

/// The longest `Objet` of the schema.
pub const OBJET_MAX: usize = 500;
/// The longest `NumeroInterne` of the schema.
pub const NUMERO_MAX: usize = 15;
/// A decision older than this is a year mistyped, [D].
const TROP_ANCIEN: Duration = Duration::days(3653);

/// An acte, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acte {
    pub collectivite_id: CollectiviteId,
    pub id: ActeId,
    pub fiche: FicheActe,
    pub etat: EtatActe,
    /// `082-218200020-20261117-2026_112-DE`, from the day it is given for sending.
    pub id_acte: Option<String>,
    /// The road by which it goes, from the same day: what follows an acte takes it, and an exercise never reaches the true préfecture.
    pub canal: Option<Canal>,
    pub transmis_le: Option<Instant>,
    /// `DateReception` of the préfecture's receipt.
    #[serde(with = "super::jour::option")]
    pub recu_le: Option<Date>,
    /// The day of its posting.
    #[serde(with = "super::jour::option")]
    pub affiche_le: Option<Date>,
    /// When Beffroi opened it to everybody; and when it was taken away.
    pub publie_le: Option<Instant>,
    pub retire_le: Option<Instant>,
    /// Why it was refused, or what failed.
    pub motif: String,
    /// Letters of the préfecture that wait for an answer.
    pub a_repondre: u32,
    /// The lot with which it was deposited.
    pub lot: Option<LotId>,
    /// Those who see it alone.
    pub groupe: Option<GroupeId>,
    pub revision: i64,
    pub cree_le: Instant,
    pub cree_par: Option<PersonneId>,
    pub cree_par_nom: String,
    pub modifie_le: Instant,
}

impl Acte {
    /// A draft, just begun by this person.
    pub fn draft(
        (collectivite_id, id): (CollectiviteId, ActeId),
        fiche: FicheActe,
        (cree_par, cree_par_nom): (Option<PersonneId>, &str),
        now: Instant,
    ) -> Self {
        Self {
            collectivite_id,
            id,
            fiche,
            etat: EtatActe::Brouillon,
            id_acte: None,
            canal: None,
            transmis_le: None,
            recu_le: None,
            affiche_le: None,
            publie_le: None,
            retire_le: None,
            motif: String::new(),
            a_repondre: 0,
            lot: None,
            groupe: None,
            revision: 1,
            cree_le: now,
            cree_par,
            cree_par_nom: cree_par_nom.to_owned(),
            modifie_le: now,
        }
    }

    /// Whether it went to the school, the préfecture where one practises.
    pub fn is_exercice(&self) -> bool {
        self.canal == Some(Canal::Ecole)
    }
}

/// What people write of an acte. A draft may lack anything but its nature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FicheActe {
    pub nature: NatureActe,
    /// `NumeroInterne`; empty while it is not chosen.
    pub numero: String,
    #[serde(with = "super::jour::option")]
    pub decision_le: Option<Date>,
    pub objet: String,
    /// `7.10`; empty while it is not chosen.
    pub matiere: String,
    /// `DocumentPapier`: other documents follow on paper.
    pub papier: bool,
    /// The `IDActe` of the acte that this one changes; empty when none.
    pub precedent: String,
}

impl FicheActe {
    pub fn new(nature: NatureActe) -> Self {
        Self {
            nature,
            numero: String::new(),
            decision_le: None,
            objet: String::new(),
            matiere: String::new(),
            papier: false,
            precedent: String::new(),
        }
    }

    /// Trimmed, the number in capitals: what is kept.
    #[must_use]
    pub fn cleaned(self) -> Self {
        Self {
            numero: self.numero.trim().to_uppercase(),
            objet: self.objet.split_whitespace().collect::<Vec<_>>().join(" "),
            matiere: self.matiere.trim().to_owned(),
            precedent: self.precedent.trim().to_owned(),
            ..self
        }
    }

    /// What even a draft may not hold, each with the field concerned.
    pub fn faults(&self, today: Date) -> Vec<(&'static str, Refus)> {
        let mut faults = Vec::new();
        let long = self.objet.chars().count();
        if long > OBJET_MAX {
            faults.push(("objet", Refus::ObjetTropLong(long)));
        } else if let Err(refuses) = norme_actes::translitere(&self.objet) {
            faults.push(("objet", Refus::Norme(hors_latin1(&refuses))));
        }
        if !self.numero.is_empty() && !is_numero(&self.numero) {
            faults.push(("numero", Refus::Numero));
        }
        match self.decision_le {
            Some(day) if day > today => faults.push(("decision_le", Refus::DecisionAVenir)),
            Some(day) if today - day > TROP_ANCIEN => faults.push(("decision_le", Refus::DecisionTropAncienne)),
            _ => {}
        }
        if !self.matiere.is_empty() && self.codes_matieres().is_none() {
            faults.push(("matiere", Refus::MatiereInconnue));
        }
        faults
    }

    pub fn codes_matieres(&self) -> Option<CodesMatieres> {
        self.matiere.parse().ok()
    }

    /// What the search reads, folded.
    pub fn recherche(&self, matiere: &str) -> String {
        searchable(&fold(&format!("{} {} {} {matiere}", self.numero, self.objet, self.nature.libelle())))
    }
}

/// What both homologated products take: capitals, digits, underscores, a letter or a digit at both ends. The schemas take more;
/// this suits everybody.
pub fn is_numero(numero: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    numero.len() <= NUMERO_MAX
        && numero.chars().all(|c| plain(c) || c == '_')
        && numero.starts_with(plain)
        && numero.ends_with(plain)
}

/// The number after this one: its last digits and one, as wide; a number of another year begins again.
pub fn next_numero(last: Option<&str>, year: i32) -> String {
    let first = || format!("{year}_001");
    let Some(last) = last else { return first() };
    let digits = last.len() - last.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (head, tail) = last.split_at(last.len() - digits);
    let width = digits;
    let Ok(number) = tail.parse::<u64>() else { return first() };
    if head.contains(&(year - 1).to_string()) && !head.contains(&year.to_string()) {
        return first();
    }
    let next = format!("{head}{:0width$}", number + 1);
    if is_numero(&next) { next } else { first() }
}

/// « Ces caractères ne passent pas : « ∞ ». Remplacez-les. »
fn hors_latin1(refuses: &[char]) -> String {
    let told: Vec<String> = refuses.iter().map(|c| format!("«\u{a0}{c}\u{a0}»")).collect();
    format!("La préfecture ne reçoit pas ces caractères\u{a0}: {}. Remplacez-les.", told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn the_next_number_follows_the_habit_of_the_town() {
        assert_eq!(next_numero(None, 2026), "2026_001");
        assert_eq!(next_numero(Some("2026_009"), 2026), "2026_010");
        assert_eq!(next_numero(Some("D2026_99"), 2026), "D2026_100");
        assert_eq!(next_numero(Some("2025_412"), 2026), "2026_001");
        assert_eq!(next_numero(Some("DELIB"), 2026), "2026_001");
        assert_eq!(next_numero(Some("12"), 2026), "13");
        assert_eq!(next_numero(Some("999999999999999"), 2026), "2026_001", "it would be too long");
    }

    #[test]
    fn a_draft_says_what_cannot_leave() {
        let today = date!(2026 - 11 - 25);
        let fiche = FicheActe {
            numero: "2026-1".into(),
            decision_le: Some(date!(2026 - 11 - 26)),
            objet: "Tarifs ∞".into(),
            matiere: "7.x".into(),
            ..FicheActe::new(NatureActe::Deliberation)
        };
        let fields: Vec<_> = fiche.faults(today).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["objet", "numero", "decision_le", "matiere"]);
        let fine = FicheActe {
            numero: " 2026_a1 ".into(),
            objet: "  Tarifs de  l’école — 5 €".into(),
            ..FicheActe::new(NatureActe::Deliberation)
        };
        let fine = fine.cleaned();
        assert_eq!((fine.numero.as_str(), fine.objet.as_str()), ("2026_A1", "Tarifs de l’école — 5 €"));
        assert!(fine.faults(today).is_empty());
    }
}
