//! The closed lists of the law that a traitement names: bases, conditions, guarantees, criteria.

use kernel::nomenclature;

nomenclature! {
    /// In what quality the collectivité acts: the register of art. 30(1), or that of art. 30(2).
    pub enum RoleTraitement: "Le rôle" {
        Responsable = "responsable", "Responsable du traitement";
        Conjoint = "conjoint", "Responsable conjoint";
        SousTraitant = "sous_traitant", "Sous-traitant, pour le compte d’un autre";
    }
}

nomenclature! {
    /// What makes a purpose lawful (art. 6(1)).
    pub enum Base: "La base légale" {
        Consentement = "a", "Consentement de la personne";
        Contrat = "b", "Contrat ou mesures précontractuelles";
        ObligationLegale = "c", "Obligation légale";
        InteretsVitaux = "d", "Sauvegarde des intérêts vitaux";
        MissionPublique = "e", "Mission d’intérêt public ou autorité publique";
        /// Not for a public authority in the performance of its tasks (art. 6(1), last sentence).
        InteretLegitime = "f", "Intérêt légitime";
    }
}

nomenclature! {
    /// What lifts the ban on sensitive data (art. 9(2)).
    pub enum Article9: "La condition de l’article 9" {
        Consentement = "a", "Consentement explicite";
        DroitSocial = "b", "Droit du travail, sécurité et protection sociales";
        InteretsVitaux = "c", "Intérêts vitaux d’une personne incapable de consentir";
        Organisme = "d", "Membres d’un organisme à but non lucratif";
        RenduesPubliques = "e", "Données manifestement rendues publiques par la personne";
        Justice = "f", "Constatation, exercice ou défense d’un droit en justice";
        InteretPublic = "g", "Motif d’intérêt public important";
        MedecinePreventive = "h", "Médecine préventive ou du travail, prise en charge sanitaire ou sociale";
        SantePublique = "i", "Santé publique";
        Archives = "j", "Archives, recherche, statistiques";
    }
}

nomenclature! {
    /// What sort of recipient.
    pub enum GenreDestinataire: "Le genre de destinataire" {
        Interne = "interne", "Service interne";
        SousTraitant = "sous_traitant", "Sous-traitant";
        Autorite = "autorite", "Autorité ou administration";
        Partenaire = "partenaire", "Partenaire";
        Public = "public", "Public";
        HorsUe = "hors_ue", "Organisme hors de l’Union européenne";
    }
}

nomenclature! {
    /// What allows a transfer (art. 45 to 49).
    pub enum Garantie: "La garantie" {
        Adequation = "45", "Décision d’adéquation (art. 45)";
        InstrumentPublic = "46-2-a", "Instrument contraignant entre autorités publiques (art. 46.2.a)";
        ReglesEntreprise = "46-2-b", "Règles d’entreprise contraignantes (art. 46.2.b et 47)";
        ClausesCommission = "46-2-c", "Clauses types de la Commission (art. 46.2.c)";
        ClausesAutorite = "46-2-d", "Clauses types d’une autorité de contrôle (art. 46.2.d)";
        CodeConduite = "46-2-e", "Code de conduite (art. 46.2.e)";
        Certification = "46-2-f", "Certification (art. 46.2.f)";
        ClausesAutorisees = "46-3", "Clauses ou arrangement autorisés par la CNIL (art. 46.3)";
        Entreprise = "47", "Règles d’entreprise contraignantes (art. 47)";
        DecisionEtrangere = "48", "Accord international (art. 48)";
        Consentement = "49-1-a", "Dérogation\u{a0}: consentement explicite (art. 49.1.a)";
        Contrat = "49-1-b", "Dérogation\u{a0}: contrat avec la personne (art. 49.1.b)";
        ContratTiers = "49-1-c", "Dérogation\u{a0}: contrat dans l’intérêt de la personne (art. 49.1.c)";
        InteretPublic = "49-1-d", "Dérogation\u{a0}: motifs importants d’intérêt public (art. 49.1.d)";
        Justice = "49-1-e", "Dérogation\u{a0}: droits en justice (art. 49.1.e)";
        InteretsVitaux = "49-1-f", "Dérogation\u{a0}: intérêts vitaux (art. 49.1.f)";
        RegistrePublic = "49-1-g", "Dérogation\u{a0}: registre public (art. 49.1.g)";
        InteretsImperieux = "49-1-2", "Intérêts légitimes impérieux (art. 49.1, second alinéa)";
    }
}

nomenclature! {
    /// Where a measure of security stands.
    pub enum EtatMesure: "L’état de la mesure" {
        EnPlace = "en_place", "En place";
        Prevue = "prevue", "Prévue";
        SansObjet = "sans_objet", "Sans objet";
    }
}

nomenclature! {
    /// The rights of persons (art. 7(3), 15 to 18, 20 to 22; loi n° 78-17, art. 85).
    pub enum DroitPersonne: "Le droit" {
        Acces = "acces", "Accès (art. 15)";
        Rectification = "rectification", "Rectification (art. 16)";
        Effacement = "effacement", "Effacement (art. 17)";
        Limitation = "limitation", "Limitation (art. 18)";
        Portabilite = "portabilite", "Portabilité (art. 20)";
        Opposition = "opposition", "Opposition (art. 21)";
        DecisionAutomatisee = "decision_automatisee", "Décision automatisée (art. 22)";
        RetraitConsentement = "retrait_consentement", "Retrait du consentement (art. 7.3)";
        PostMortem = "post_mortem", "Directives après la mort (loi Informatique et Libertés, art. 85)";
    }
}

nomenclature! {
    /// The nine criteria of the CEPD (WP 248 rev. 01): two of them, and an impact assessment is due in principle.
    pub enum Critere: "Le critère" {
        Evaluation = "evaluation", "Évaluation ou notation de personnes";
        DecisionAutomatisee = "decision_automatisee", "Décision automatique avec effet juridique ou similaire";
        Surveillance = "surveillance", "Surveillance systématique";
        Sensibles = "sensibles", "Données sensibles ou hautement personnelles";
        LargeEchelle = "large_echelle", "Collecte à large échelle";
        Croisement = "croisement", "Croisement de données";
        Vulnerables = "vulnerables", "Personnes vulnérables";
        Innovation = "innovation", "Usage innovant d’une technologie";
        Exclusion = "exclusion", "Exclusion d’un droit, d’un service ou d’un contrat";
    }
}

nomenclature! {
    /// What was decided of the impact assessment.
    pub enum DecisionAipd: "La décision" {
        Requise = "requise", "Une AIPD est nécessaire";
        NonRequise = "non_requise", "Une AIPD n’est pas nécessaire";
        Exemptee = "exemptee", "Dispensé d’AIPD par la liste de la CNIL";
        Faite = "faite", "L’AIPD est faite";
    }
}

#[expect(clippy::derivable_impls, reason = "the macro of closed lists declares the enum")]
impl Default for RoleTraitement {
    fn default() -> Self {
        Self::Responsable
    }
}

#[expect(clippy::derivable_impls, reason = "the macro of closed lists declares the enum")]
impl Default for GenreDestinataire {
    fn default() -> Self {
        Self::Interne
    }
}

#[expect(clippy::derivable_impls, reason = "the macro of closed lists declares the enum")]
impl Default for EtatMesure {
    fn default() -> Self {
        Self::EnPlace
    }
}
