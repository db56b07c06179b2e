//! `Publication`: what a collectivité shows of its register to anybody, once it has opened its page.

use serde::{Deserialize, Serialize};

use super::{Champ, Contenu, Refus};

/// The longest word of introduction, in characters.
const INTRODUCTION_MAX: usize = 2_000;

/// The choices of a collectivité.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub ouverte: bool,
    /// Besides the name, which is always shown.
    pub champs: Vec<Champ>,
    pub introduction: String,
}

/// What may be shown to anybody: neither the security (CRPA art. L. 311-5), nor what is the service's own business.
pub const PUBLIABLES: &[Champ] = &[
    Champ::Description,
    Champ::Finalites,
    Champ::Personnes,
    Champ::Donnees,
    Champ::Origine,
    Champ::Destinataires,
    Champ::SousTraitants,
    Champ::Transferts,
    Champ::Droits,
    Champ::Information,
    Champ::PourLeCompteDe,
    Champ::Conjoints,
];

impl Default for Publication {
    /// Closed; everything that may be shown would be.
    fn default() -> Self {
        Self { ouverte: false, champs: PUBLIABLES.to_vec(), introduction: String::new() }
    }
}

impl Publication {
    pub fn check(&self) -> Result<(), Refus> {
        if self.introduction.chars().count() > INTRODUCTION_MAX {
            return Err(Refus::TropLong(INTRODUCTION_MAX));
        }
        match self.champs.iter().find(|champ| !PUBLIABLES.contains(champ)) {
            Some(champ) => Err(Refus::ChampNonPubliable(champ.libelle())),
            None => Ok(()),
        }
    }

    /// What anybody may read of a traitement: the rest is as if it had never been written.
    pub fn shown(&self, contenu: &Contenu) -> Contenu {
        let mut shown = Contenu { nom: contenu.nom.clone(), role: contenu.role, ..Contenu::default() };
        for champ in self.champs.iter().filter(|champ| PUBLIABLES.contains(champ)) {
            champ.copy(contenu, &mut shown);
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_is_never_shown_whatever_is_asked() {
        let whole: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        let all = Publication { champs: Champ::TOUS.to_vec(), ..Publication::default() };
        let shown = all.shown(&whole);
        assert!(shown.mesures.is_empty() && shown.outils.is_empty() && shown.observations.is_empty());
        assert!(!shown.finalites.is_empty() && shown.nom == whole.nom);
        assert!(matches!(all.check(), Err(Refus::ChampNonPubliable(_))));
        assert!(!Publication::default().ouverte && Publication::default().check().is_ok());
    }

    #[test]
    fn only_the_chosen_parts_are_shown() {
        let whole: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        let some = Publication { champs: vec![Champ::Finalites], ..Publication::default() };
        let shown = some.shown(&whole);
        assert_eq!((shown.finalites.len(), shown.donnees.len()), (whole.finalites.len(), 0));
    }
}
