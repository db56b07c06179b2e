//! Why a package is not read, or not written: one complete French sentence.

/// A package that is refused, a value that the schema would refuse, an object that is not what was announced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SedaError {
    // What the schema refuses in what one wants to send.
    #[error("«\u{a0}{champ}\u{a0}» ne peut pas être {}\u{a0}: {regle}.", cite(valeur))]
    Valeur { champ: String, valeur: String, regle: &'static str },
    /// Two things of one transfer have the same `id`.
    #[error("L’identifiant «\u{a0}{id}\u{a0}» est porté deux fois dans ce bordereau\u{a0}: chacun doit être unique.")]
    IdentifiantDouble { id: String },
    #[error("«\u{a0}{id}\u{a0}» est cité dans ce bordereau, mais rien n’y porte cet identifiant.")]
    ReferencePerdue { id: String },
    /// Two objects would be one file.
    #[error("Deux objets de ce bordereau désignent le même fichier «\u{a0}{uri}\u{a0}».")]
    UriDouble { uri: String },
    #[error("Le groupe d’objets «\u{a0}{id}\u{a0}» est coupé en deux\u{a0}: ses objets doivent se suivre.")]
    GroupeCoupe { id: String },
    #[error("Ce bordereau compte plus de {max} {quoi}\u{a0}: découpez le versement en plusieurs.")]
    TropGrand { quoi: &'static str, max: usize },

    // What is wrong with the XML of a manifest.
    #[error("Le bordereau n’est pas un XML bien formé ({detail})\u{a0}: demandez-le à nouveau à qui l’a produit.")]
    MalForme { detail: String },
    /// A document type declaration or an entity of its own: never expanded.
    #[error("Le bordereau déclare des entités XML, ce qu’aucun bordereau SEDA n’a à faire\u{a0}: il n’est pas ouvert.")]
    Entites,
    #[error("Le bordereau est codé en {encodage}\u{a0}: seul l’UTF-8 est lu. Demandez-le dans ce codage.")]
    Encodage { encodage: String },
    #[error(
        "Ce XML n’est pas un versement SEDA 2.1\u{a0}: sa racine est «\u{a0}{racine}\u{a0}» dans l’espace de noms «\u{a0}{espace}\u{a0}»."
    )]
    PasUnVersement { racine: String, espace: String },
    #[error("«\u{a0}{quoi}\u{a0}» manque dans «\u{a0}{ou}\u{a0}».")]
    Manquant { ou: String, quoi: String },
    #[error("«\u{a0}{valeur}\u{a0}» ne se lit pas dans «\u{a0}{ou}\u{a0}»\u{a0}: {attendu}.")]
    Illisible { ou: String, valeur: String, attendu: &'static str },
    #[error("«\u{a0}{quoi}\u{a0}» est donné deux fois dans «\u{a0}{ou}\u{a0}».")]
    Double { ou: String, quoi: String },
    #[error("«\u{a0}{quoi}\u{a0}» n’est pas à sa place dans «\u{a0}{ou}\u{a0}»\u{a0}: le schéma fixe l’ordre.")]
    Desordre { ou: String, quoi: String },

    // What is wrong with the ZIP.
    #[error("Ce fichier n’est pas un paquet ZIP\u{a0}: choisissez le paquet de versement (.zip).")]
    PasUnZip,
    #[error("Ce paquet est abîmé ou incomplet ({detail})\u{a0}: demandez-le à nouveau à qui l’a produit.")]
    Abime { detail: String },
    #[error("Ce paquet est protégé par un mot de passe\u{a0}: demandez-le sans protection.")]
    Chiffre,
    #[error("«\u{a0}{nom}\u{a0}» est compressé d’une manière que tous les logiciels ne savent pas lire.")]
    Methode { nom: String },
    #[error(
        "«\u{a0}{nom}\u{a0}» n’est pas un nom de fichier sûr ({detail})\u{a0}: ce paquet ressemble à un piège et n’est pas ouvert."
    )]
    NomDangereux { nom: String, detail: &'static str },
    #[error(
        "Ce paquet contient deux fois «\u{a0}{nom}\u{a0}»\u{a0}: deux logiciels y liraient deux contenus, il n’est pas ouvert."
    )]
    DeuxFois { nom: String },
    #[error("Les fichiers de ce paquet se chevauchent\u{a0}: il ressemble à une bombe et n’est pas ouvert.")]
    Chevauchement,
    #[error("Ce paquet compte plus de {max} {quoi}\u{a0}: il n’est pas ouvert.")]
    PaquetTropGrand { quoi: &'static str, max: u64 },
    #[error("Ce paquet n’a pas de bordereau\u{a0}: «\u{a0}manifest.xml\u{a0}» ou «\u{a0}bordereau.xml\u{a0}» manque.")]
    SansBordereau,
    #[error("Ce paquet a plusieurs bordereaux ({noms})\u{a0}: un seul est attendu.")]
    PlusieursBordereaux { noms: String },

    // What an object is, against what was announced.
    #[error("«\u{a0}{uri}\u{a0}» est annoncé par le bordereau et manque dans le paquet.")]
    ObjetAbsent { uri: String },
    #[error("«\u{a0}{nom}\u{a0}» est dans le paquet sans être annoncé par le bordereau.")]
    NonDeclare { nom: String },
    #[error("«\u{a0}{uri}\u{a0}» n’a pas la taille annoncée\u{a0}: {attendu} octets annoncés, {recu}.", recu = told(*recu))]
    TailleDifferente { uri: String, attendu: u64, recu: Option<u64> },
    #[error("«\u{a0}{uri}\u{a0}» n’a pas l’empreinte annoncée\u{a0}: son contenu a changé.")]
    EmpreinteDifferente { uri: String },
    #[error("«\u{a0}{nom}\u{a0}» est vide\u{a0}: un fichier vide ne se verse pas, retirez-le du versement.")]
    ObjetVide { nom: String },

    // The world outside.
    #[error(
        "«\u{a0}{nom}\u{a0}» n’a pas pu être lu ({detail}). Recommencez\u{a0}; si cela dure, signalez cet incident."
    )]
    Lecture { nom: String, detail: String },
    #[error("Le paquet n’a pas pu être écrit ({detail}). Recommencez\u{a0}; si cela dure, signalez cet incident.")]
    Ecriture { detail: String },
}

impl SedaError {
    pub(crate) fn valeur(champ: &str, valeur: &str, regle: &'static str) -> Self {
        Self::Valeur { champ: abrege(champ), valeur: abrege(valeur), regle }
    }

    pub(crate) fn mal_forme(detail: impl Into<String>) -> Self {
        Self::MalForme { detail: detail.into() }
    }

    pub(crate) fn abime(detail: impl Into<String>) -> Self {
        Self::Abime { detail: detail.into() }
    }

    pub(crate) fn illisible(ou: &str, valeur: &str, attendu: &'static str) -> Self {
        Self::Illisible { ou: abrege(ou), valeur: abrege(valeur), attendu }
    }
}

fn cite(valeur: &str) -> String {
    if valeur.is_empty() { "vide".to_owned() } else { format!("«\u{a0}{valeur}\u{a0}»") }
}

fn told(recu: Option<u64>) -> String {
    recu.map_or_else(|| "davantage reçus".to_owned(), |octets| format!("{octets} reçus"))
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
