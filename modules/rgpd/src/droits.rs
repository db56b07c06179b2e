//! What this room lets some do.

web::droits! {
    /// The register of a collectivité; whoever has not `ConsulterTout` sees the traitements of their services only.
    ConsulterRegistre = "rgpd.consulter", "Consulter le registre RGPD de ses services",
        [Administrateur, Dpd, Secretaire, Executif, Elu, Agent];
    /// Every service. An auditor invited for a period is a partenaire to whom both are given.
    ConsulterTout = "rgpd.consulter_tout", "Consulter le registre RGPD de tous les services",
        [Administrateur, Dpd, Secretaire, Executif, Elu];
    /// Write and submit traitements.
    Rediger = "rgpd.rediger", "Rédiger et soumettre des traitements", [Administrateur, Dpd, Secretaire, Agent];
    /// The référent: archives, services and who is limited to which, public page, seals.
    GererRegistre = "rgpd.gerer", "Gérer le registre RGPD, ses services et sa page publique",
        [Administrateur, Dpd, Secretaire];
    /// The délégué looks and advises.
    Controler = "rgpd.controler", "Contrôler les traitements et donner des préconisations", [Dpd];
    /// The responsable du traitement answers for it.
    Valider = "rgpd.valider", "Valider les traitements au nom du responsable", [Executif];
    /// The registers of every member, in the portefeuille of who looks.
    SuivreRgpd = "rgpd.suivre", "Consulter les registres RGPD de tous les adhérents", [Administrateur, Dpd];
    /// What the centre writes once for all: models, their deployment, the shared catalogue.
    GererModeles = "rgpd.modeles", "Gérer les modèles RGPD, leur déploiement et le catalogue", [Administrateur, Dpd];
}
