//! `Service`: what a collectivité may subscribe to, with the words of the convention.

use kernel::nomenclature;

nomenclature! {
    /// A service of the catalogue, in the order in which an état lists them.
    pub enum Service: "Le service" {
        N1 = "N1", "Antivirus et inventaire (niveau 1)";
        N2 = "N2", "Assistance systèmes, réseaux et bureautique (niveau 2)";
        N3 = "N3", "Assistance aux logiciels métiers (niveau 3)";
        Demat = "DEMAT", "Dématérialisation des procédures";
        ModuleParapheur = "MOD-PARAPHEUR", "Module Parapheur électronique";
        ModuleConvocations = "MOD-CONVOCATIONS", "Module Convocation aux assemblées";
        WebDecouverte = "WEB-D", "Pack Internet Découverte";
        WebConfort = "WEB-C", "Pack Internet Confort";
        WebExpert = "WEB-E", "Pack Internet Expert";
        Domaine = "DOM", "Nom de domaine supplémentaire";
        Mel5 = "MEL5", "Adresse mél supplémentaire de 5\u{a0}Go";
        Mel10 = "MEL10", "Supplément de 10\u{a0}Go par compte mél";
        Rgpd = "RGPD", "Délégué à la protection des données mutualisé";
        Certificat = "CERT", "Certificat électronique, à prix coûtant";
        Journee = "JOUR", "Intervention hors convention";
    }
}

/// What one unit of the quantity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unite {
    Poste,
    Utilisateur,
    Pack,
    NomDeDomaine,
    Boite,
    Collectivite,
    Certificat,
    Jour,
}

nomenclature! {
    /// A chapter of the convention générale d'adhésion (CDG 82), printed only when one of its services is subscribed;
    /// the sixth, common to all, always.
    pub enum Chapitre: "Le chapitre" {
        Systemes = "I", "Assistance «\u{a0}Systèmes, Réseaux et Bureautique\u{a0}»";
        LogicielsMetiers = "II", "Assistance aux logiciels métiers Berger-Levrault et Cosoluce";
        Dematerialisation = "III", "Accompagnement à la dématérialisation des procédures";
        MessagerieEtSites = "IV", "Assistance «\u{a0}Messagerie électronique et sites web\u{a0}»";
        ProtectionDesDonnees = "V", "Accompagnement à la protection des données personnelles (RGPD/DPD)";
        DispositionsCommunes = "VI", "Dispositions communes";
    }
}

impl Service {
    /// What the quantity counts.
    pub const fn unite(self) -> Unite {
        match self {
            Self::N1 | Self::N2 | Self::N3 => Unite::Poste,
            Self::Demat | Self::ModuleParapheur | Self::ModuleConvocations => Unite::Utilisateur,
            Self::WebDecouverte | Self::WebConfort | Self::WebExpert => Unite::Pack,
            Self::Domaine => Unite::NomDeDomaine,
            Self::Mel5 | Self::Mel10 => Unite::Boite,
            Self::Rgpd => Unite::Collectivite,
            Self::Certificat => Unite::Certificat,
            Self::Journee => Unite::Jour,
        }
    }

    pub const fn chapitre(self) -> Chapitre {
        match self {
            Self::N1 | Self::N2 => Chapitre::Systemes,
            Self::N3 => Chapitre::LogicielsMetiers,
            Self::Demat | Self::ModuleParapheur | Self::ModuleConvocations | Self::Certificat => {
                Chapitre::Dematerialisation
            }
            Self::WebDecouverte | Self::WebConfort | Self::WebExpert | Self::Domaine | Self::Mel5 | Self::Mel10 => {
                Chapitre::MessagerieEtSites
            }
            Self::Rgpd => Chapitre::ProtectionDesDonnees,
            Self::Journee => Chapitre::DispositionsCommunes,
        }
    }

    /// One a year and no more: a pack, the DPD (art. 4.3 and 5.6: "par collectivité et par an").
    pub const fn is_unique(self) -> bool {
        matches!(self.unite(), Unite::Pack | Unite::Collectivite)
    }

    /// Ordered once and billed the year of the order: a certificate on its order form (art. 3.1), a day of work (art. 6.2).
    pub const fn is_ponctuel(self) -> bool {
        matches!(self, Self::Certificat | Self::Journee)
    }

    /// Postes under assistance, whose number the annual census tells (art. 1.3).
    pub const fn is_assistance(self) -> bool {
        matches!(self.unite(), Unite::Poste)
    }

    /// A pack Internet.
    pub const fn is_pack(self) -> bool {
        matches!(self.unite(), Unite::Pack)
    }
}

impl Unite {
    /// The word for a quantity: `1 poste`, `3 postes`.
    pub const fn nom(self, quantite: u32) -> &'static str {
        match (self, quantite > 1) {
            (Self::Poste, false) => "poste",
            (Self::Poste, true) => "postes",
            (Self::Utilisateur, false) => "utilisateur",
            (Self::Utilisateur, true) => "utilisateurs",
            (Self::Pack, false) => "pack",
            (Self::Pack, true) => "packs",
            (Self::NomDeDomaine, false) => "nom de domaine",
            (Self::NomDeDomaine, true) => "noms de domaine",
            (Self::Boite, false) => "boîte",
            (Self::Boite, true) => "boîtes",
            (Self::Collectivite, false) => "collectivité",
            (Self::Collectivite, true) => "collectivités",
            (Self::Certificat, false) => "certificat",
            (Self::Certificat, true) => "certificats",
            (Self::Jour, false) => "jour",
            (Self::Jour, true) => "jours",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back() {
        for service in Service::TOUS {
            assert_eq!(service.code().parse(), Ok(*service));
        }
    }

    #[test]
    fn an_unknown_code_is_told_the_codes_that_exist() {
        let said = "N4".parse::<Service>().unwrap_err().to_string();
        assert!(said.contains("«\u{a0}N4\u{a0}»") && said.contains("MOD-CONVOCATIONS"), "{said}");
    }

    #[test]
    fn the_chapters_are_those_of_the_convention() {
        assert_eq!(Service::N3.chapitre().code(), "II");
        assert_eq!(Service::Certificat.chapitre().code(), "III");
        assert_eq!(Service::Rgpd.chapitre().code(), "V");
    }
}
