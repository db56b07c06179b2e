//! `Politique`: the policy that a signature says it follows (ETSI TS 101 903, 7.2.3).

use certificats::{Hachage, pem};

use crate::error::XadesError;

/// The policies of the DGFiP for PES: the current one as its users sign with it, and the one of 2011, whose text was digested.
const CONNUES: &str = include_str!("../data/politiques.csv");

/// A policy, known by the digest of its text. The DGFiP may publish another: this is a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Politique {
    /// Its object identifier, `1.2.250.1.131.1.5.18.21.1.7`.
    pub identifiant: String,
    pub description: String,
    pub hachage: Hachage,
    pub empreinte: Vec<u8>,
    /// Where its text is.
    pub adresse: Option<String>,
}

impl Politique {
    /// `empreinte`: in base64.
    ///
    /// # Errors
    /// When the digest is not one of this function.
    pub fn new(
        identifiant: &str,
        description: &str,
        hachage: Hachage,
        empreinte: &str,
        adresse: Option<&str>,
    ) -> Result<Self, XadesError> {
        let empreinte = pem::decode(empreinte.as_bytes())?;
        if empreinte.len() != hachage.taille() {
            return Err(certificats::CertificatError::illisible(
                "l’empreinte de la politique n’a pas la bonne longueur",
            )
            .into());
        }
        Ok(Self {
            identifiant: identifiant.to_owned(),
            description: description.to_owned(),
            hachage,
            empreinte,
            adresse: adresse.map(ToOwned::to_owned),
        })
    }

    /// Those of the DGFiP for PES, the one to sign with first.
    pub fn dgfip() -> Vec<Self> {
        let read = |line: &str| {
            let [identifiant, description, hachage, empreinte, adresse] =
                line.split(';').collect::<Vec<_>>().try_into().ok()?;
            let hachage = Hachage::TOUS.into_iter().find(|known| known.to_string() == hachage)?;
            Self::new(identifiant, description, hachage, empreinte, Some(adresse)).ok()
        };
        CONNUES.lines().skip(1).filter_map(read).collect()
    }

    pub(crate) fn urn(&self) -> String {
        format!("urn:oid:{}", self.identifiant)
    }
}

/// An object identifier as signatures write it: alone, as a URN or in a web address.
pub(crate) fn oid(identifiant: &str) -> &str {
    let identifiant = identifiant.trim();
    identifiant.strip_prefix("urn:oid:").or_else(|| identifiant.strip_prefix("OID:")).unwrap_or(identifiant)
}
