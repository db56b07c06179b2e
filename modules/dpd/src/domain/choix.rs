//! Which members the cockpit shows, and in which order: words, reason, kind, phase, designation, portefeuille.

use std::{cmp::Ordering, collections::HashSet};

use contracts::conventions::PhaseRgpd;
use kernel::{CollectiviteId, GenreCollectivite, Siren, fold};

use super::{Faits, Motif, Raison, Rang};

/// A member as the delegate sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membre {
    pub id: CollectiviteId,
    pub siren: Siren,
    pub genre: GenreCollectivite,
    /// « Commune d’Albias ».
    pub nom: String,
    /// Without its kind, folded: to sort and to search.
    pub nom_tri: String,
    pub population: Option<u32>,
    pub faits: Faits,
    /// The heaviest first.
    pub raisons: Vec<Raison>,
    pub rang: Rang,
    /// Time spent since the beginning, in minutes.
    pub minutes: u64,
}

/// What is asked of the list. Nothing asked: everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choix {
    pub mots: String,
    pub motif: Option<Motif>,
    /// Only those that have a reason.
    pub a_voir: bool,
    pub genre: Option<GenreCollectivite>,
    pub phase: Option<PhaseRgpd>,
    /// Subscribed to the service, or not.
    pub souscrit: Option<bool>,
    /// The code of a [`Cnil`](super::Cnil).
    pub cnil: Option<String>,
    pub portefeuille: Option<HashSet<CollectiviteId>>,
}

/// An order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tri {
    /// Who needs attention first.
    #[default]
    Attention,
    Nom,
    Population,
    Traitements,
    /// The longest without a word first.
    Echange,
    Temps,
}

impl Tri {
    pub fn from_code(code: &str) -> Self {
        match code {
            "nom" => Self::Nom,
            "population" => Self::Population,
            "traitements" => Self::Traitements,
            "echange" => Self::Echange,
            "temps" => Self::Temps,
            _ => Self::Attention,
        }
    }

    /// Equal members stand by their name.
    pub fn apply(self, membres: &mut [Membre], desc: bool) {
        membres.sort_by(|a, b| {
            let order = self.compare(a, b);
            let order = if desc { order.reverse() } else { order };
            order.then_with(|| (&a.nom_tri, a.siren).cmp(&(&b.nom_tri, b.siren)))
        });
    }

    fn compare(self, a: &Membre, b: &Membre) -> Ordering {
        let treated = |m: &Membre| m.faits.registre.as_ref().map_or(0, |r| r.traitements);
        match self {
            Self::Attention => b.rang.cmp(&a.rang),
            Self::Nom => a.nom_tri.cmp(&b.nom_tri),
            Self::Population => a.population.cmp(&b.population),
            Self::Traitements => treated(a).cmp(&treated(b)),
            Self::Echange => a.faits.dernier_echange.cmp(&b.faits.dernier_echange),
            Self::Temps => a.minutes.cmp(&b.minutes),
        }
    }
}

impl Membre {
    pub fn has(&self, motif: Motif) -> bool {
        self.raisons.iter().any(|raison| raison.motif == motif)
    }
}

impl Choix {
    pub fn keeps(&self, membre: &Membre) -> bool {
        let siren = membre.siren.to_string();
        let words = fold(&self.mots);
        let found = |word: &str| membre.nom_tri.contains(word) || siren.contains(word);
        words.split(' ').filter(|word| !word.is_empty()).all(found)
            && self.motif.is_none_or(|motif| membre.has(motif))
            && (!self.a_voir || !membre.raisons.is_empty())
            && self.genre.is_none_or(|genre| membre.genre == genre)
            && self.phase.is_none_or(|phase| membre.faits.phase() == Some(phase))
            && self.souscrit.is_none_or(|wanted| membre.faits.is_souscrit() == wanted)
            && self.cnil.as_ref().is_none_or(|code| membre.faits.cnil.code() == code)
            && self.portefeuille.as_ref().is_none_or(|listed| listed.contains(&membre.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Cnil;

    fn membre(nom: &str, siren: &str, urgents: u32) -> Membre {
        let faits =
            Faits { registre: None, service: None, cnil: Cnil::Inconnue, referent: true, dernier_echange: None };
        Membre {
            id: kernel::Id::from_uuid(uuid::Uuid::nil()),
            siren: siren.parse().unwrap(),
            genre: GenreCollectivite::Commune,
            nom: format!("Commune de {nom}"),
            nom_tri: fold(nom),
            population: Some(1_000),
            faits,
            raisons: Vec::new(),
            rang: Rang { urgents, ..Rang::default() },
            minutes: 0,
        }
    }

    #[test]
    fn who_needs_attention_comes_first_then_the_name() {
        let mut all =
            [membre("Montauban", "218201218", 0), membre("Albias", "218200020", 0), membre("Bressols", "999000003", 2)];
        Tri::Attention.apply(&mut all, false);
        assert_eq!(all.each_ref().map(|m| m.nom_tri.as_str()), ["bressols", "albias", "montauban"]);
        Tri::Nom.apply(&mut all, true);
        assert_eq!(all[0].nom_tri, "montauban");
    }

    #[test]
    fn words_find_a_name_or_a_siren_and_every_filter_holds() {
        let albias = membre("Albias", "218200020", 0);
        let with = |mots: &str| Choix { mots: mots.into(), ..Choix::default() };
        assert!(with("ALBI").keeps(&albias) && with("2182").keeps(&albias) && !with("albi montauban").keeps(&albias));
        assert!(!Choix { a_voir: true, ..Choix::default() }.keeps(&albias));
        assert!(!Choix { souscrit: Some(true), ..Choix::default() }.keeps(&albias));
        assert!(!Choix { portefeuille: Some(HashSet::new()), ..Choix::default() }.keeps(&albias));
        assert!(Choix { cnil: Some("inconnue".into()), ..Choix::default() }.keeps(&albias));
    }
}
