//! Why a certificate, a key or a signature is not taken: one complete French sentence.

/// What was refused. Nothing is ever accepted in part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificatError {
    /// The bytes are not what they should be (X.690, RFC 5280).
    #[error("Cette donnée de signature est illisible : {detail}.")]
    Illisible { detail: String },
    #[error("Ce fichier ne contient aucun certificat : choisissez un fichier de certificat, PEM ou DER.")]
    AucunCertificat,
    /// Neither RSA nor ECDSA on P-256 or P-384, or another digest than SHA-1 and SHA-2.
    #[error("Cet algorithme n’est pas pris en charge ({algorithme}) : signez avec RSA ou ECDSA, et SHA-256 ou mieux.")]
    Algorithme { algorithme: String },
    /// The signature was not made by this key over these bytes.
    #[error("La signature ne correspond pas aux données signées et à la clé du certificat.")]
    SignatureFausse,
    #[error(
        "Cette clé privée ne peut pas être lue ({detail}) : donnez une clé PKCS#8 non chiffrée, ou un fichier PKCS#12 et son mot de passe."
    )]
    Cle { detail: String },
    #[error("Le mot de passe du fichier PKCS#12 est faux, ou ce fichier est abîmé.")]
    MotDePasse,
    #[error("La clé privée n’est pas celle du certificat : donnez les deux du même porteur.")]
    CleDUnAutre,
    /// The key, the token or the remote service did not sign.
    #[error("La signature n’a pas pu être faite : {detail}.")]
    Signature { detail: String },
}

impl CertificatError {
    pub fn illisible(detail: impl Into<String>) -> Self {
        Self::Illisible { detail: detail.into() }
    }

    pub(crate) fn algorithme(algorithme: impl Into<String>) -> Self {
        Self::Algorithme { algorithme: algorithme.into() }
    }
}
