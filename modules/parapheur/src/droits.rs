//! What this room lets some do.

web::droits! {
    /// Whom the installation trusts to say who signs.
    GererConfiance = "parapheur.confiance", "Gérer les autorités de confiance des signatures", [Administrateur];
}
