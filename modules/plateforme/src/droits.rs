//! What this room lets some do.

web::droits! {
    /// The directory of the members, as the centre sees it.
    Consulter = "collectivites.consulter", "Consulter les collectivités", [Administrateur, Dpd, Technicien, Comptable];
    /// Identity, populations, imports.
    Gerer = "collectivites.gerer", "Créer, modifier et importer des collectivités", [Administrateur, Comptable];
    /// The fiche of one's own collectivité.
    LireFiche = "collectivites.fiche", "Voir la fiche de la collectivité",
        [Administrateur, Dpd, Technicien, Comptable, Secretaire, Executif, Elu, Agent];
    /// Address, telephone, representative, référents.
    TenirFiche = "collectivites.tenir", "Tenir les coordonnées et les référents de la collectivité",
        [Administrateur, Dpd, Technicien, Comptable, Secretaire, Executif];
    /// Who did what.
    ConsulterJournal = "journal.consulter", "Consulter le journal", [Administrateur, Dpd, Secretaire, Executif];
    /// The proof that no line of any chain was changed.
    VerifierJournal = "journal.verifier", "Vérifier le journal", [Administrateur, Dpd];
    /// The queue.
    GererTravaux = "travaux.gerer", "Suivre, relancer et annuler les travaux", [Administrateur, Technicien];
    /// What was sent. A mail may carry a link that opens an account: only those who could make one anyway.
    ConsulterCourriels = "courriels.consulter", "Consulter et renvoyer les courriels", [Administrateur];
    /// The software of others, told of what happens.
    RelierLogiciels = "webhooks.gerer", "Relier d’autres logiciels (webhooks)", [Administrateur, Technicien, Secretaire, Executif];
    /// The files of a collectivité.
    LireDocuments = "documents.lire", "Télécharger les documents de la collectivité",
        [Administrateur, Dpd, Technicien, Comptable, Secretaire, Executif, Elu, Agent];
}
