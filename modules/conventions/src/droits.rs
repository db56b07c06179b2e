//! What this room lets some do.

web::droits! {
    /// The dashboard: of the centre at `/centre`, of a member at `/c/{siren}`.
    VoirTableau = "tableau.consulter", "Voir le tableau de bord",
        [Administrateur, Dpd, Technicien, Comptable, Secretaire, Executif, Elu, Agent];
    /// The grids and the Syntec index.
    ConsulterTarifs = "tarifs.consulter", "Consulter les tarifs et l’indice Syntec", [Administrateur, Comptable];
    /// Import, revise, validate a grid; record the index.
    GererTarifs = "tarifs.gerer", "Importer, réviser et valider les tarifs", [Administrateur, Comptable];
    /// The yearly états: all of them for the centre, its own validated ones for a member.
    ConsulterEtats = "etats.consulter", "Consulter les états annuels", [Administrateur, Comptable, Secretaire, Executif];
    /// Compute, correct.
    CalculerEtats = "etats.calculer", "Calculer et rectifier les états annuels", [Administrateur, Comptable];
    /// What is validated is billed.
    ValiderEtats = "etats.valider", "Valider les états annuels", [Administrateur, Comptable];
    /// The conventions of every member, and what falls due.
    SuivreConventions = "conventions.suivre", "Suivre les conventions et les échéances de tous les adhérents",
        [Administrateur, Comptable];
    /// One convention, its abonnements, its census, its devis: those of the portefeuille for the centre, its own for a member.
    ConsulterConventions = "conventions.consulter", "Consulter une convention et ce qu’elle comprend",
        [Administrateur, Dpd, Technicien, Comptable, Secretaire, Executif, Elu];
    /// Propose, sign, denounce, renew, end, amend.
    GererConventions = "conventions.gerer", "Proposer les conventions et enregistrer leurs actes",
        [Administrateur, Comptable];
    /// How far each promise is kept.
    SuivreEngagements = "engagements.suivre", "Suivre les engagements d’une convention", [Administrateur, Dpd, Technicien];
    /// Subscribe, change, end, import.
    GererAbonnements = "abonnements.gerer", "Souscrire, modifier et importer les abonnements", [Administrateur, Comptable];
    /// Prepare and send.
    GererDevis = "devis.gerer", "Établir et envoyer les devis", [Administrateur, Comptable];
    /// Accept or refuse, which commits the collectivité.
    RepondreDevis = "devis.repondre", "Accepter ou refuser un devis", [Administrateur, Executif];
    /// Choose the levels of the postes.
    Recenser = "recensements.saisir", "Saisir le recensement des postes", [Administrateur, Technicien, Secretaire, Executif];
    /// The signature of the collectivité on its annex, given here or on paper.
    SignerRecensement = "recensements.signer", "Signer l’annexe de recensement", [Administrateur, Executif];
}
