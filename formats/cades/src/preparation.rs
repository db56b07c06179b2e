//! `Preparation`: what is given to whoever holds the key, and the signature made of what comes back.

use certificats::{
    Algorithme, Certificat, Hachage, RawSigner,
    der::{self, OCTET_STRING, constructed, oid, sequence, set_of, tlv},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    cms::Cms,
    error::CadesError,
    oids,
    signataire::{Attribut, SignerInfo},
};

/// What the caller decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The digest that is wished; ECDSA takes that of its curve instead. `Options::hachage_pour` says which it will be.
    pub hachage: Hachage,
    /// Written as signed attribute; PAdES has its own place for it (ETSI EN 319 142-1, 6.3).
    pub date: Option<OffsetDateTime>,
}

/// A signature that waits for its value. It can be kept between two requests: nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preparation {
    certificat: Certificat,
    chaine: Vec<Certificat>,
    hachage: Hachage,
    algorithme: Algorithme,
    #[serde(with = "certificats::octets")]
    attributs: Vec<u8>,
}

impl Options {
    /// The digest that the content has to be hashed with, for this certificate to sign it.
    pub fn hachage_pour(&self, certificat: &Certificat) -> Result<Hachage, CadesError> {
        Ok(certificat.cle().algorithme(self.hachage)?.hachage())
    }
}

impl Preparation {
    /// `empreinte` is the digest of the content, of `options.hachage_pour(certificat)`. `chaine` travels with the signature.
    pub fn new(
        empreinte: &[u8],
        certificat: &Certificat,
        chaine: &[Certificat],
        options: Options,
    ) -> Result<Self, CadesError> {
        let algorithme = certificat.cle().algorithme(options.hachage)?;
        // One digest for the content and for what is signed (RFC 5652, 5.4).
        let hachage = algorithme.hachage();
        if hachage.est_faible() {
            return Err(CadesError::Empreinte { hachage: Hachage::Sha256 });
        }
        if empreinte.len() != hachage.taille() {
            return Err(CadesError::Empreinte { hachage });
        }
        let mut attributs = vec![
            Attribut::new(oids::CONTENT_TYPE, oid(oids::DATA)),
            Attribut::new(oids::MESSAGE_DIGEST, tlv(OCTET_STRING, empreinte)),
            Attribut::new(oids::SIGNING_CERTIFICATE_V2, signing_certificate(certificat, hachage)),
            Attribut::new(oids::ALGORITHM_PROTECTION, protection(hachage, algorithme)),
        ];
        if let Some(date) = options.date {
            attributs.push(Attribut::new(oids::SIGNING_TIME, der::instant(date)));
        }
        let attributs: Vec<Vec<u8>> = attributs.iter().map(Attribut::to_der).collect();
        let chaine = chaine.iter().filter(|one| *one != certificat).cloned().collect();
        Ok(Self { certificat: certificat.clone(), chaine, hachage, algorithme, attributs: set_of(&attributs) })
    }

    /// What is to be signed, as it is: the key hashes it.
    pub fn to_sign(&self) -> &[u8] {
        &self.attributs
    }

    /// For keys that take a digest: the one of `to_sign`, of the function of `algorithme`.
    pub fn digest(&self) -> Vec<u8> {
        self.algorithme.hachage().digest(&self.attributs)
    }

    pub fn algorithme(&self) -> Algorithme {
        self.algorithme
    }

    pub fn certificat(&self) -> &Certificat {
        &self.certificat
    }

    /// The signature, once the value is known to be that of this certificate over these bytes.
    pub fn assemble(&self, valeur: &[u8]) -> Result<Cms, CadesError> {
        self.certificat.verify(self.algorithme, &self.attributs, valeur)?;
        Ok(self.fill(valeur))
    }

    /// Prepared and assembled at once by a key that is at hand.
    pub fn sign(&self, signer: &dyn RawSigner) -> Result<Cms, CadesError> {
        self.assemble(&signer.sign(self.algorithme, &self.attributs)?)
    }

    /// Bytes that the whole signature takes in DER, at most, without time stamp.
    pub fn taille(&self) -> usize {
        self.fill(&vec![0; self.certificat.cle().taille_signature()]).to_der().len()
    }

    fn fill(&self, valeur: &[u8]) -> Cms {
        let signataire =
            SignerInfo::new(&self.certificat, self.algorithme, self.hachage, self.attributs.clone(), valeur);
        let certificats: Vec<&Certificat> = [&self.certificat].into_iter().chain(&self.chaine).collect();
        Cms::of(signataire, self.hachage, &certificats)
    }
}

/// `SigningCertificateV2` (RFC 5035, 3): whose signature it is, inside what is signed.
fn signing_certificate(certificat: &Certificat, hachage: Hachage) -> Vec<u8> {
    let digest = tlv(OCTET_STRING, &certificat.empreinte(hachage));
    // SHA-256 is the default, that DER leaves out.
    let function = if hachage == Hachage::Sha256 { Vec::new() } else { hachage.identifier() };
    sequence(&[&sequence(&[&sequence(&[&function, &digest])])])
}

/// `CMSAlgorithmProtection` (RFC 6211): the algorithms, inside what is signed.
fn protection(hachage: Hachage, algorithme: Algorithme) -> Vec<u8> {
    let algorithm = algorithme.identifier();
    // [1] replaces the tag of the sequence.
    let algorithm = [&[constructed(1)], &algorithm[1..]].concat();
    sequence(&[&hachage.identifier(), &algorithm])
}
