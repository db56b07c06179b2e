//! `Motif`: why a member needs attention. Each has its weight and its words; none is a number without a name.

use kernel::nomenclature;

nomenclature! {
    /// A reason to look at a member.
    pub enum Motif: "Le motif" {
        Soumis = "soumis", "Traitements à contrôler";
        Aipd = "aipd", "Analyse d’impact à faire";
        AutreDelegue = "autre_delegue", "Un autre délégué à la CNIL";
        NonDesigne = "non_designe", "Pas de désignation à la CNIL";
        DesigneSansService = "designe_sans_service", "Désigné sans que le service soit souscrit";
        ConventionFinie = "convention_finie", "Convention terminée";
        SansRegistre = "sans_registre", "Aucun registre";
        Dormant = "dormant", "Registre non touché depuis un an";
        Revision = "revision", "Relecture en retard";
        Incomplets = "incomplets", "Réponses obligatoires manquantes";
        SansReferent = "sans_referent", "Aucun référent RGPD";
        SansEchange = "sans_echange", "Aucun échange récent";
        NonTenu = "non_tenu", "Engagement non tenu";
        Doublon = "doublon", "Désignations en double";
        Propositions = "propositions", "Modèles proposés sans réponse";
        NonSouscrit = "non_souscrit", "Service non souscrit";
    }
}

/// How much a reason weighs. The order is that of attention: the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravite {
    /// To know.
    Suivi,
    /// To plan.
    Important,
    /// Somebody waits for the delegate, or the law is not obeyed today.
    Urgent,
}

impl Motif {
    /// A judgement of ours **[D]**: what waits for the delegate, or leaves a member without one in law, comes first.
    pub const fn gravite(self) -> Gravite {
        match self {
            Self::Soumis
            | Self::Aipd
            | Self::AutreDelegue
            | Self::NonDesigne
            | Self::DesigneSansService
            | Self::ConventionFinie => Gravite::Urgent,
            Self::SansRegistre
            | Self::Dormant
            | Self::Revision
            | Self::Incomplets
            | Self::SansReferent
            | Self::SansEchange
            | Self::NonTenu => Gravite::Important,
            Self::Doublon | Self::Propositions | Self::NonSouscrit => Gravite::Suivi,
        }
    }
}

/// A reason, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raison {
    pub motif: Motif,
    /// For the delegate: « 3 traitements attendent votre contrôle. »
    pub phrase: String,
    /// The same for the member, in a mail; none when it does not concern them.
    pub pour_membre: Option<String>,
}
