//! What this room lets some do.

web::droits! {
    /// The actes of a collectivité and what the préfecture said of them.
    ConsulterActes = "actes.consulter", "Consulter les actes télétransmis",
        [Administrateur, Secretaire, Executif, Elu, Agent];
    /// Prepare actes and answers; they wait for who may send.
    Deposer = "actes.deposer", "Préparer des actes à télétransmettre", [Administrateur, Secretaire, Executif, Agent];
    /// Send, answer, cancel: what engages the collectivité.
    Transmettre = "actes.transmettre", "Télétransmettre les actes à la préfecture", [Secretaire, Executif];
    /// Open to everybody, and settle the page and the stamp.
    Publier = "actes.publier", "Publier les actes en ligne", [Administrateur, Secretaire, Executif];
    /// Every member: what waits, who is connected, the school.
    SuivreActes = "actes.suivre", "Suivre la télétransmission de tous les adhérents", [Administrateur, Technicien];
    /// Connect members, note trainings, pause and resend.
    Raccorder = "actes.raccorder", "Raccorder les adhérents à la préfecture", [Administrateur, Technicien];
}
