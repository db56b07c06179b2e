//! `FicheCentre` and `FicheMembre`: the two sides as their papers name them.

use editique::{Emetteur, Signataire};
use kernel::{GenreCollectivite, Siren, Siret};
use time::Date;
use ubl::Tva;

use crate::domain::Regime;

/// The widest line that the window of an envelope shows (La Poste, norme NF Z 10-011).
const FENETRE: usize = 38;
/// A name in the head of a page, beside the reference.
const ENSEIGNE: usize = 48;

/// The centre de gestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FicheCentre {
    /// « Centre de gestion de la fonction publique territoriale de Tarn-et-Garonne ».
    pub nom: String,
    /// « CDG 82 ».
    pub sigle: String,
    pub siret: Option<Siret>,
    pub adresse: Adresse,
    /// Telephone, e-mail: one each.
    pub contacts: Vec<String>,
    pub representant: Representant,
    /// The délibération by which its council authorises its conventions, when the convention itself names none.
    pub deliberation: Option<Date>,
    /// « tribunal administratif de Toulouse ».
    pub tribunal: String,
    /// The comptable to whom members pay, name then address. Empty: unknown.
    pub comptable: Vec<String>,
    /// The texts of its conventions.
    pub regime: Regime,
    pub tva: Tva,
}

/// The collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FicheMembre {
    /// « Commune d’Albias ».
    pub nom: String,
    pub genre: GenreCollectivite,
    pub siren: Siren,
    pub siret: Option<Siret>,
    pub adresse: Adresse,
    pub representant: Representant,
    pub population: Option<PopulationTotale>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PopulationTotale {
    pub millesime: i32,
    pub habitants: u32,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adresse {
    /// Above the postal code.
    pub lignes: Vec<String>,
    pub code_postal: String,
    pub ville: String,
}

/// Who signs for a side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Representant {
    /// « Madame Claire Vidal »; empty when nobody is named.
    pub nom: String,
    /// « Maire », « Présidente ».
    pub titre: String,
    /// « Madame la Maire »; « Madame, Monsieur » when unknown.
    pub salutation: String,
}

impl FicheCentre {
    pub(super) fn emetteur(&self) -> Emetteur {
        let contacts = self.contacts.join(" · ");
        Emetteur { nom: enseigne(&self.nom), lignes: kept([self.adresse.on_one_line(), contacts]) }
    }

    pub(super) fn destinataire(&self) -> Vec<String> {
        self.adresse.destinataire(&self.nom, &self.representant)
    }

    pub(super) fn signataire(&self) -> Signataire {
        Signataire {
            pour: format!("Pour le {}", self.sigle),
            qualite: capitalised(&self.representant.with_article()),
            nom: self.representant.nom.clone(),
        }
    }
}

impl FicheMembre {
    /// The member speaks for itself: its délibération, its letter.
    pub(super) fn emetteur(&self) -> Emetteur {
        Emetteur { nom: enseigne(&self.nom), lignes: kept([self.adresse.on_one_line()]) }
    }

    pub(super) fn destinataire(&self) -> Vec<String> {
        self.adresse.destinataire(&self.nom, &self.representant)
    }

    pub(super) fn signataire(&self) -> Signataire {
        Signataire {
            pour: format!("Pour la collectivité\u{a0}: {}", self.nom),
            qualite: capitalised(&self.representant.with_article()),
            nom: self.representant.nom.clone(),
        }
    }

    /// « Commune d’Albias · SIREN 218 200 020 ».
    pub(super) fn sous_titre(&self) -> String {
        format!("{} · SIREN\u{a0}{}", self.nom, self.siren.groupe())
    }

    /// « représentée », as the kind is feminine.
    pub(super) const fn represente(&self) -> &'static str {
        use GenreCollectivite as G;
        match self.genre {
            G::Commune | G::Cc | G::Ca | G::Cu | G::Metropole | G::Region | G::CaisseDesEcoles => "représentée",
            _ => "représenté",
        }
    }

    /// The deliberating body, after « de »: CGCT L. 2121-1 (commune), L. 5211-6 (EPCI), L. 5211-1 (syndicats), L. 3211-1,
    /// L. 4221-1, L. 1424-24 (SDIS), L. 5217-1 (métropole); CASF L. 123-6; code du tourisme L. 133-4.
    pub(super) const fn assemblee(&self) -> &'static str {
        use GenreCollectivite as G;
        match self.genre {
            G::Commune => "du conseil municipal",
            G::Cc | G::Ca | G::Cu => "du conseil communautaire",
            G::Metropole => "du conseil de la métropole",
            G::Syndicat => "du comité syndical",
            G::Departement => "du conseil départemental",
            G::Region => "du conseil régional",
            G::OfficeDeTourisme => "du comité de direction",
            G::CaisseDesEcoles => "du comité de la caisse",
            G::Ccas | G::Cias | G::Sdis | G::Cdg => "du conseil d’administration",
            G::Autre => "de l’assemblée délibérante",
        }
    }
}

impl Adresse {
    /// « 23, boulevard Vincent-Auriol, 82000 Montauban ».
    pub(super) fn on_one_line(&self) -> String {
        let town = format!("{} {}", self.code_postal, self.ville);
        kept([self.lignes.join(", "), town.trim().to_owned()]).join(", ")
    }

    /// The town where a paper is written, without what only the post reads: « Bruay-la-Buissière Cedex ».
    pub(super) fn lieu(&self) -> String {
        let is_town = |word: &&str| !kernel::fold(word).starts_with("cedex");
        self.ville.split(' ').take_while(is_town).collect::<Vec<_>>().join(" ")
    }

    /// What stands in the window: who, the body, where; six lines of 38 characters.
    fn destinataire(&self, nom: &str, representant: &Representant) -> Vec<String> {
        let person = representant.named().then(|| representant.salutation.clone());
        let town = format!("{} {}", self.code_postal, self.ville).to_uppercase();
        let lines = person.iter().map(String::as_str).chain([nom]).chain(self.lignes.iter().map(String::as_str));
        let mut all: Vec<String> = lines.flat_map(|line| cut(line, FENETRE)).collect();
        all.truncate(5);
        all.extend(kept([town.trim().to_owned()]));
        all
    }
}

impl Representant {
    /// The title that greets is that of a person, not « Madame, Monsieur ».
    fn named(&self) -> bool {
        self.salutation.starts_with("Madame ") || self.salutation.starts_with("Monsieur ")
    }

    /// « le président », « la maire », « l’administratrice ».
    pub(super) fn with_article(&self) -> String {
        let titre = uncapitalised(&self.titre);
        match (is_vowel(&titre), self.salutation.starts_with("Madame ")) {
            (true, _) => format!("l’{titre}"),
            (false, true) => format!("la {titre}"),
            (false, false) => format!("le {titre}"),
        }
    }

    /// « sa maire, Madame Claire Vidal », « son président ».
    pub(super) fn with_possessive(&self) -> String {
        let titre = uncapitalised(&self.titre);
        let feminine = self.salutation.starts_with("Madame ") && !is_vowel(&titre);
        let possessive = if feminine { "sa" } else { "son" };
        kept([format!("{possessive} {titre}"), self.nom.clone()]).join(", ")
    }
}

pub(super) fn capitalised(text: &str) -> String {
    changed(text, |first| first.to_uppercase().collect())
}

fn uncapitalised(text: &str) -> String {
    changed(text, |first| first.to_lowercase().collect())
}

fn changed(text: &str, change: impl Fn(char) -> String) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| change(first) + chars.as_str())
}

fn is_vowel(word: &str) -> bool {
    kernel::fold(word).starts_with(['a', 'e', 'i', 'o', 'u'])
}

fn kept<const N: usize>(texts: [String; N]) -> Vec<String> {
    texts.into_iter().filter(|text| !text.is_empty()).collect()
}

/// A long name on several lines, cut between words: « Tarn-et-Garonne » stays whole.
fn enseigne(nom: &str) -> String {
    cut(nom, ENSEIGNE).join("\n")
}

/// The text in lines of that many characters; a word that does not fit stays whole.
fn cut(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn representant(nom: &str, titre: &str, salutation: &str) -> Representant {
        Representant { nom: nom.into(), titre: titre.into(), salutation: salutation.into() }
    }

    #[test]
    fn titles_agree_with_who_holds_them() {
        let maire = representant("Madame Claire Vidal", "Maire", "Madame la Maire");
        assert_eq!(maire.with_possessive(), "sa maire, Madame Claire Vidal");
        assert_eq!(maire.with_article(), "la maire");
        let unknown = representant("", "Président", "Madame, Monsieur");
        assert_eq!(
            (unknown.with_possessive(), unknown.with_article()),
            ("son président".into(), "le président".into())
        );
        let vowel = representant("", "Administratrice provisoire", "Madame l’Administratrice provisoire");
        assert_eq!(vowel.with_possessive(), "son administratrice provisoire");
        assert_eq!(vowel.with_article(), "l’administratrice provisoire");
    }

    #[test]
    fn the_window_of_the_envelope_holds_the_address() {
        let adresse = Adresse {
            lignes: vec!["23, boulevard Vincent-Auriol".into()],
            code_postal: "82000".into(),
            ville: "Montauban".into(),
        };
        let nom = "Centre de gestion de la fonction publique territoriale de Tarn-et-Garonne";
        let lines = adresse.destinataire(nom, &representant("", "Président", "Monsieur le Président"));
        assert_eq!(lines.first().unwrap(), "Monsieur le Président");
        assert_eq!(lines.last().unwrap(), "82000 MONTAUBAN");
        assert!(lines.len() <= 6 && lines.iter().all(|line| line.chars().count() <= FENETRE), "{lines:?}");
        assert!(lines.join(" ").contains(nom));
        assert_eq!(Adresse { ville: "Arras Cedex 9".into(), ..adresse }.lieu(), "Arras");
    }
}
