//! `Lot`: what came at once, from a file or from a deployment of models, and can be undone at once.

use kernel::{Id, Instant, nomenclature};
use serde::{Deserialize, Serialize};

use super::{Contenu, EtatTraitement, Refus, Traitement};

/// The identity of a lot.
pub type LotId = Id<MarqueLot>;
/// Marks the id of a lot.
#[derive(Debug)]
pub enum MarqueLot {}

/// The identity of a deployment.
pub type DeploiementId = Id<MarqueDeploiement>;
/// Marks the id of a deployment.
#[derive(Debug)]
pub enum MarqueDeploiement {}

nomenclature! {
    /// Where a lot comes from.
    pub enum GenreLot: "L’origine du lot" {
        Import = "import", "Fichier importé";
        Deploiement = "deploiement", "Modèles donnés par le centre de gestion";
    }
}

/// A traitement as it was before a lot changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Avant {
    pub contenu: Contenu,
    pub etat: EtatTraitement,
    pub version: u32,
    pub scellee: bool,
    pub preconisations: String,
    pub valide_le: Option<Instant>,
}

/// What undoing does to one traitement of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retour {
    /// The lot created it and nobody touched it since.
    Retirer,
    /// As it was.
    Remettre,
    /// Somebody worked there since: their work stays.
    Garder,
}

impl Avant {
    pub fn of(t: &Traitement) -> Self {
        Self {
            contenu: t.contenu.clone(),
            etat: t.etat,
            version: t.version,
            scellee: t.scellee,
            preconisations: t.preconisations.clone(),
            valide_le: t.valide_le,
        }
    }

    /// Puts a traitement back.
    pub fn restore(self, t: &mut Traitement) {
        t.contenu = self.contenu;
        t.etat = self.etat;
        t.version = self.version;
        t.scellee = self.scellee;
        t.preconisations = self.preconisations;
        t.valide_le = self.valide_le;
    }
}

impl Retour {
    /// `revision`: the one that the lot left.
    pub const fn of(t: &Traitement, revision: i64, created: bool) -> Self {
        if t.revision != revision {
            Self::Garder
        } else if created {
            Self::Retirer
        } else {
            Self::Remettre
        }
    }
}

/// A lot is undone once.
pub const fn ensure_open(annule_le: Option<Instant>) -> Result<(), Refus> {
    if annule_le.is_some() { Err(Refus::LotDejaAnnule) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use kernel::Clock;

    use super::*;

    #[test]
    fn what_somebody_worked_on_since_stays() {
        let now: Instant = "2026-11-25T08:00:00Z".parse().unwrap();
        let clock = Clock::fixed(now);
        let contenu: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        let mut t = Traitement::new(Id::new(&clock), Id::new(&clock), contenu.clone(), now, "Sylvie");
        assert_eq!(Retour::of(&t, 1, true), Retour::Retirer);
        assert_eq!(Retour::of(&t, 1, false), Retour::Remettre);
        let avant = Avant::of(&t);
        t.edit(Contenu { nom: "Autre".into(), ..contenu.clone() }).unwrap();
        t.revision += 1;
        assert_eq!(Retour::of(&t, 1, true), Retour::Garder);
        let kept: Avant = serde_json::from_value(serde_json::to_value(&avant).unwrap()).unwrap();
        kept.restore(&mut t);
        assert_eq!(t.contenu, contenu);
        assert_eq!((ensure_open(None), ensure_open(Some(now))), (Ok(()), Err(Refus::LotDejaAnnule)));
    }
}
