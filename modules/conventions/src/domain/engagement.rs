//! `Engagement`: what each side promised, line by line, with the state of each on the convention's page.

use std::sync::LazyLock;

use serde::Deserialize;

use kernel::nomenclature;

use super::{Partie, Regime, Service};

/// A promise written in one of the two source documents; the list is `data/engagements.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// By which its state is stored; never reused.
    pub code: String,
    /// The conventions that carry it.
    pub regime: Regime,
    /// Who promised.
    pub partie: Partie,
    /// `5.2.2`.
    pub article: String,
    pub texte: String,
    /// Only with one of these services; none = with any.
    #[serde(default)]
    pub services: Vec<Service>,
}

nomenclature! {
    /// How far a promise is kept.
    pub enum EtatEngagement: "L’état d’engagement" {
        ATenir = "a_tenir", "À tenir";
        EnCours = "en_cours", "En cours";
        Tenu = "tenu", "Tenu";
        NonTenu = "non_tenu", "Non tenu";
        SansObjet = "sans_objet", "Sans objet";
    }
}

#[derive(Deserialize)]
struct Fichier {
    engagement: Vec<Engagement>,
}

/// Every promise of both documents, in their order. A test reads the embedded file, so the empty list never happens.
static CATALOGUE: LazyLock<Vec<Engagement>> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Result<Vec<Engagement>, toml::de::Error> {
    let file: Fichier = toml::from_str(include_str!("../../data/engagements.toml"))?;
    Ok(file.engagement)
}

/// The promises of a convention of this régime, for what is subscribed.
pub fn engagements(regime: Regime, subscribed: &[Service]) -> impl Iterator<Item = &'static Engagement> {
    CATALOGUE
        .iter()
        .filter(move |e| e.regime == regime)
        .filter(move |e| e.services.is_empty() || e.services.iter().any(|s| subscribed.contains(s)))
}

/// The promises about the protection of data alone: the check list of the delegate. Every promise of the CDG 62 is one,
/// since its convention is about nothing else.
pub fn engagements_rgpd(regime: Regime) -> impl Iterator<Item = &'static Engagement> {
    engagements(regime, &[Service::Rgpd])
        .filter(move |e| e.services.contains(&Service::Rgpd) || e.regime == Regime::TroisAnsExpres)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_list_of_the_delegate_leaves_out_the_promises_common_to_all_services() {
        let of = |regime| engagements_rgpd(regime).count();
        assert_eq!((of(Regime::UnAnTacite), of(Regime::TroisAnsExpres)), (13, 19));
    }

    #[test]
    fn the_embedded_list_reads_and_its_codes_are_unique() {
        let all = read().unwrap();
        let mut codes: Vec<&str> = all.iter().map(|e| e.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len());
    }

    #[test]
    fn the_cdg_62_promises_nine_things_and_the_member_informs_it_of_every_project() {
        let all: Vec<_> = engagements(Regime::TroisAnsExpres, &[Service::Rgpd]).collect();
        assert_eq!(all.iter().filter(|e| e.partie == Partie::Centre).count(), 9, "article 3");
        assert_eq!(all.iter().filter(|e| e.partie == Partie::Membre).count(), 10, "article 4");
        assert!(all.iter().any(|e| e.partie == Partie::Membre && e.texte.contains("dès le début de chaque projet")));
    }

    #[test]
    fn only_what_is_subscribed_is_promised() {
        let of = |services: &'static [Service]| engagements(Regime::UnAnTacite, services).count();
        assert!(of(&[Service::Rgpd]) < of(&[Service::Rgpd, Service::Demat]));
        let rgpd: Vec<_> = engagements(Regime::UnAnTacite, &[Service::Rgpd]).collect();
        assert!(rgpd.iter().all(|e| !e.services.contains(&Service::Demat)));
    }
}
