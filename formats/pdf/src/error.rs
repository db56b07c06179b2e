//! Why a PDF is not taken, or not stamped: one complete French sentence that says what to do.

/// A file that is refused, a stamp that is not laid. Nothing is ever written in part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    #[error("Ce fichier est vide : choisissez le document à nouveau.")]
    Vide,
    /// Another format, named when its first bytes are plain.
    #[error("Ce fichier n’est pas un PDF{} : enregistrez le document au format PDF, puis déposez ce PDF.", like(*.semble))]
    PasUnPdf { semble: Option<&'static str> },
    #[error("Ce PDF dépasse {mo} Mo : retirez-en des pages, ou numérisez-le en plus basse résolution.")]
    TropLourd { mo: usize },
    /// Its end is missing.
    #[error(
        "Ce PDF est incomplet : sa fin manque. Le téléchargement ou la copie a sans doute été interrompu ; reprenez le fichier d’origine."
    )]
    Tronque,
    #[error(
        "Ce PDF est abîmé ({detail}) : ouvrez-le et enregistrez-le à nouveau en PDF, ou reprenez le fichier d’origine."
    )]
    Abime { detail: String },
    /// A password is asked to open it.
    #[error(
        "Ce PDF est protégé par un mot de passe : personne ne pourrait l’ouvrir sans lui. Enregistrez-le sans mot de passe."
    )]
    Verrouille,
    /// It opens without password, but its author restricted what may be done of it.
    #[error(
        "Ce PDF s’ouvre, mais il est chiffré et des droits y sont restreints (impression, copie ou modification). Retirez cette protection avec le logiciel qui l’a faite, ou imprimez-le en PDF."
    )]
    Restreint,
    /// For the holders of certificates, or by a method that no standard describes.
    #[error(
        "Ce PDF est chiffré d’une manière que tous les logiciels ne savent pas ouvrir ({methode}). Enregistrez-le sans protection."
    )]
    Chiffre { methode: String },
    #[error("Ce PDF n’a aucune page : enregistrez le document à nouveau en PDF.")]
    SansPage,
    /// More than any document has: a file made to harm, or a machine's mistake.
    #[error(
        "Ce PDF compte plus de {max} {quoi} : aucun document n’est ainsi fait, il n’est pas ouvert. Imprimez-le en PDF et déposez le résultat."
    )]
    TropGrand { quoi: &'static str, max: usize },
    #[error(
        "Ce PDF se décompresse sans mesure : il ressemble à une bombe et n’est pas ouvert. Imprimez-le en PDF et déposez le résultat."
    )]
    Bombe,
    /// Its parts send back to each other until reading would never end.
    #[error(
        "Ce PDF renvoie à lui-même sans fin : il ressemble à un piège et n’est pas ouvert. Imprimez-le en PDF et déposez le résultat."
    )]
    Labyrinthe,
    #[error("Le tampon est vide : donnez-lui un titre ou une ligne.")]
    TamponVide,
    #[error("Le tampon contient des caractères qu’il ne sait pas écrire ({caracteres}). Remplacez-les.")]
    Caracteres { caracteres: String },
    #[error("Le tampon est trop long : {max} lignes au plus après le titre.")]
    TropDeLignes { max: usize },
    #[error("Le tampon est trop large : « {ligne} » ne tient pas. Raccourcissez cette ligne.")]
    TropLarge { ligne: String },
    #[error("La position du tampon est hors de la page : elle va de 0 (à gauche, en haut) à 1 (à droite, en bas).")]
    HorsPage,
    #[error("La page {page} est trop petite pour le tampon ({largeur} × {hauteur} mm).")]
    PageTropPetite { page: usize, largeur: u32, hauteur: u32 },
    /// Certified, or signed with the demand that nothing changes.
    #[error(
        "Ce PDF est signé et son signataire y interdit {interdit} : le tamponner rendrait la signature invalide. Tamponnez une copie non signée, ou publiez-le sans tampon."
    )]
    Certifie { interdit: &'static str },
    #[error("Aucun PDF n’a été donné à réunir : choisissez au moins un document.")]
    RienAReunir,
    /// One of the files to join.
    #[error("« {titre} » : {cause}")]
    DansPiece { titre: String, cause: Box<PdfError> },
}

impl PdfError {
    pub(crate) fn abime(detail: impl Into<String>) -> Self {
        Self::Abime { detail: detail.into() }
    }
}

fn like(semble: Option<&str>) -> String {
    semble.map(|nom| format!(", il ressemble à {nom}")).unwrap_or_default()
}
