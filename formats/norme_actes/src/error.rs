//! Why a file of ACTES is not read, or not written: one complete French sentence.

/// A file that is not read, a name that is not one, a message that the schema would refuse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActesError {
    #[error("Ce fichier est vide.")]
    Vide,
    #[error("Ce fichier dépasse {mo}\u{a0}Mo, plus qu’aucun message ni budget d’ACTES\u{a0}: il n’est pas ouvert.")]
    TropLourd { mo: usize },
    #[error("Ce fichier est en UTF-16\u{a0}: ACTES n’emploie qu’ISO-8859-1 et UTF-8.")]
    Utf16,
    /// A document type declaration or an entity of its own: never expanded.
    #[error("Ce fichier déclare des entités XML, ce qu’aucun message d’ACTES ne fait\u{a0}: il n’est pas ouvert.")]
    Entites,
    #[error(
        "Ce fichier compte plus de {max} {quoi}\u{a0}: aucun message d’ACTES n’est ainsi fait, il n’est pas ouvert."
    )]
    TropGrand { quoi: &'static str, max: usize },
    #[error("Ce fichier n’est pas un XML bien formé ({detail}).")]
    MalForme { detail: String },
    #[error(
        "Ce XML n’est pas d’ACTES\u{a0}: sa racine est «\u{a0}{racine}\u{a0}» dans l’espace de noms «\u{a0}{espace}\u{a0}»."
    )]
    PasActes { racine: String, espace: String },
    #[error("Le message ACTES «\u{a0}{racine}\u{a0}» n’est pas connu.")]
    RacineInconnue { racine: String },
    /// What is missing, and in which element.
    #[error("«\u{a0}{quoi}\u{a0}» manque dans «\u{a0}{ou}\u{a0}».")]
    Manquant { ou: String, quoi: String },
    #[error("«\u{a0}{valeur}\u{a0}» ne se lit pas dans «\u{a0}{ou}\u{a0}»\u{a0}: {attendu}.")]
    Illisible { ou: String, valeur: String, attendu: &'static str },
    /// What the schema refuses in what one wants to send.
    #[error("«\u{a0}{champ}\u{a0}» ne peut pas être {}\u{a0}: {regle}.", cite(valeur))]
    Valeur { champ: &'static str, valeur: String, regle: &'static str },
    /// The characters that neither ISO-8859-1 nor the table of transliteration has.
    #[error(
        "«\u{a0}{champ}\u{a0}» contient des caractères qu’ACTES ne transmet pas\u{a0}: {caracteres}. Remplacez-les."
    )]
    HorsLatin1 { champ: String, caracteres: String },
    #[error("«\u{a0}{nom}\u{a0}» n’est pas un nom de fichier d’ACTES\u{a0}: {regle}.")]
    Nom { nom: String, regle: &'static str },
    #[error("Ce fichier n’est pas une archive .tar.gz.")]
    PasUneArchive,
    #[error("Cette archive est abîmée ou incomplète ({detail}).")]
    ArchiveAbimee { detail: String },
    #[error(
        "Cette archive se décompresse au-delà de {mo}\u{a0}Mo\u{a0}: elle ressemble à une bombe et n’est pas ouverte."
    )]
    Bombe { mo: u64 },
    #[error("Cette archive contient plus de {max} fichiers\u{a0}: elle n’est pas ouverte.")]
    TropDeFichiers { max: usize },
    #[error(
        "«\u{a0}{nom}\u{a0}» sort de l’archive ou y est rangé dans un dossier\u{a0}: une archive d’ACTES est à plat."
    )]
    Chemin { nom: String },
    #[error(
        "«\u{a0}{nom}\u{a0}» n’est pas un simple fichier (lien, dossier ou périphérique)\u{a0}: l’archive n’est pas ouverte."
    )]
    PasUnFichier { nom: String },
    /// An extension of tar (PAX): two tools would not see the same file.
    #[error(
        "«\u{a0}{nom}\u{a0}» change le nom ou la taille du fichier qui le suit\u{a0}: l’archive n’est pas ouverte."
    )]
    Extension { nom: String },
    #[error("«\u{a0}{nom}\u{a0}» est deux fois dans l’archive.")]
    Doublon { nom: String },
    #[error("«\u{a0}{nom}\u{a0}» dépasse {mo}\u{a0}Mo.")]
    FichierTropLourd { nom: String, mo: u64 },
    #[error("«\u{a0}{nom}\u{a0}» a changé de taille pendant l’envoi\u{a0}: {annonce}\u{a0}octets annoncés, {lu} lus.")]
    TailleChangee { nom: String, annonce: u64, lu: u64 },
    #[error("L’archive dépasse {mo}\u{a0}Mo\u{a0}: retirez une annexe, ou numérisez en plus basse résolution.")]
    ArchiveTropLourde { mo: u64 },
    /// Two parts of a packet that do not speak of the same collectivité, message, acte or files.
    #[error("Le paquet se contredit\u{a0}: {ici} annonce «\u{a0}{valeur}\u{a0}», et {la} «\u{a0}{autre}\u{a0}».")]
    Contradiction { ici: &'static str, valeur: String, la: &'static str, autre: String },
    #[error("«\u{a0}{nom}\u{a0}» est annoncé et manque dans l’archive.")]
    Absent { nom: String },
    #[error("«\u{a0}{nom}\u{a0}» est dans l’archive sans être annoncé.")]
    NonAnnonce { nom: String },
    /// What a reader passes over and a préfecture does not: a complete sentence.
    #[error("{detail}")]
    Irrecevable { detail: String },
    #[error("Le paquet attend {attendus} fichier{} et en reçoit {recus}.", if *attendus > 1 { "s" } else { "" })]
    PiecesManquantes { attendus: usize, recus: usize },
    #[error("Le paquet n’a pas de message\u{a0}: il ne peut pas partir.")]
    SansMessage,
    #[error("La lecture ou l’écriture a été interrompue ({detail}).")]
    Interrompu { detail: String },
    #[error("Ce document budgétaire est abîmé ou incomplet ({detail}).")]
    Budget { detail: String },
}

impl ActesError {
    pub(crate) fn manquant(ou: &str, quoi: &str) -> Self {
        Self::Manquant { ou: ou.to_owned(), quoi: quoi.to_owned() }
    }

    pub(crate) fn illisible(ou: &str, valeur: &str, attendu: &'static str) -> Self {
        Self::Illisible { ou: ou.to_owned(), valeur: abrege(valeur), attendu }
    }

    pub(crate) fn valeur(champ: &'static str, valeur: &str, regle: &'static str) -> Self {
        Self::Valeur { champ, valeur: abrege(valeur), regle }
    }

    /// Nothing when both parts say the same.
    pub(crate) fn agree((ici, valeur): (&'static str, &str), (la, autre): (&'static str, &str)) -> Result<(), Self> {
        if valeur == autre {
            return Ok(());
        }
        Err(Self::Contradiction { ici, valeur: abrege(valeur), la, autre: abrege(autre) })
    }

    pub(crate) fn absent(nom: &str) -> Self {
        Self::Absent { nom: abrege(nom) }
    }

    pub(crate) fn non_annonce(nom: &str) -> Self {
        Self::NonAnnonce { nom: abrege(nom) }
    }

    pub(crate) fn nom(nom: &str, regle: &'static str) -> Self {
        Self::Nom { nom: abrege(nom), regle }
    }
}

fn cite(valeur: &str) -> String {
    if valeur.is_empty() { "vide".to_owned() } else { format!("«\u{a0}{valeur}\u{a0}»") }
}

/// A hostile value is not repeated whole on the screen.
pub(crate) fn abrege(valeur: &str) -> String {
    const MAX: usize = 80;
    let visible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut told: String = valeur.chars().take(MAX).map(visible).collect();
    if valeur.chars().nth(MAX).is_some() {
        told.push('…');
    }
    told
}
