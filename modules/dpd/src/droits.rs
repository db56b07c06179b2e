//! What this room lets some do.

web::droits! {
    /// The cockpit, the page of a member, what was exchanged, the designations, the campaigns sent.
    Suivre = "dpd.suivre", "Suivre la protection des données de ses adhérents", [Administrateur, Dpd];
    /// Note an exchange, correct it, remove it; type the receipt of the CNIL.
    Noter = "dpd.noter", "Noter les échanges, le temps passé et les récépissés de la CNIL", [Administrateur, Dpd];
    /// The file of the CNIL.
    Importer = "dpd.importer", "Importer les désignations publiées par la CNIL", [Administrateur, Dpd];
    /// A mail to many.
    Ecrire = "dpd.ecrire", "Écrire à plusieurs adhérents à la fois", [Administrateur, Dpd];
}
