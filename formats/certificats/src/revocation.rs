//! Whether a certificate was revoked at an instant, from lists and answers that were given.

use std::fmt;

use time::{Duration, OffsetDateTime};

use crate::{
    certificat::Certificat,
    crl::Crl,
    error::CertificatError,
    ocsp::{ReponseOcsp, demande_ocsp},
};

/// How long an answer that tells no end is taken for fresh.
const FRAICHEUR: Duration = Duration::hours(24);

/// What was gathered to judge: authorities between the certificate and the anchors, lists, answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preuves {
    pub certificats: Vec<Certificat>,
    pub crl: Vec<Crl>,
    pub ocsp: Vec<ReponseOcsp>,
}

/// What is known of the revocation of one certificate of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statut {
    pub certificat: Certificat,
    pub etat: EtatRevocation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EtatRevocation {
    /// The authority said so at this instant.
    Bon {
        vu_le: OffsetDateTime,
    },
    Revoque {
        le: OffsetDateTime,
        motif: Motif,
    },
    /// Nothing that was given tells.
    Inconnu,
}

/// Why it was revoked (RFC 5280, 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Motif(u32);

/// What to fetch to know more; nothing is fetched here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demande {
    /// The certificate of the authority of another (`GET`).
    Emetteur { adresse: String },
    /// A list of revocation (`GET`).
    Crl { adresse: String },
    /// `POST` of these bytes, `application/ocsp-request`.
    Ocsp { adresse: String, question: Vec<u8> },
}

impl Preuves {
    /// What was gathered elsewhere, besides.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.certificats.extend(other.certificats.iter().cloned());
        self.crl.extend(other.crl.iter().cloned());
        self.ocsp.extend(other.ocsp.iter().cloned());
        self
    }

    /// Of all these, what verifies this chain: its certificates, and for each the last list and the last answer about it.
    #[must_use]
    pub fn select(&self, chaine: &[Certificat]) -> Self {
        let mut useful = Self { certificats: chaine.to_vec(), ..Self::default() };
        for pair in chaine.windows(2) {
            let [certificat, emetteur] = pair else { continue };
            let lists = self.crl.iter().filter(|crl| crl.is_about(certificat, emetteur));
            useful.crl.extend(lists.max_by_key(|crl| crl.publiee()).cloned());
            let answers = self.ocsp.iter().filter(|reponse| reponse.about(certificat, emetteur).is_some());
            useful.ocsp.extend(answers.max_by_key(|reponse| reponse.produite()).cloned());
        }
        useful.crl.dedup();
        useful
    }

    /// The state of a certificate at an instant. A revocation that came later does not count.
    pub(crate) fn etat(&self, certificat: &Certificat, emetteur: &Certificat, at: OffsetDateTime) -> EtatRevocation {
        // What was said once the certificate had expired may have forgotten it.
        let fresh = |du: OffsetDateTime, au: Option<OffsetDateTime>| {
            au.unwrap_or(du + FRAICHEUR) >= at && du <= certificat.validite().au
        };
        let answers = self.ocsp.iter().filter_map(|reponse| reponse.about(certificat, emetteur));
        let answers = answers.filter(|etat| etat.connu && (etat.revoque.is_some() || fresh(etat.du, etat.au)));
        let answers = answers.map(|etat| (etat.du, etat.revoque));
        let lists = self.crl.iter().filter(|crl| crl.emetteur().is(certificat.emetteur()));
        let lists = lists.filter_map(|crl| {
            let found = crl.find(certificat.serie()).ok()?;
            let useful = found.is_some() || fresh(crl.publiee(), crl.suivante());
            (useful && crl.is_about(certificat, emetteur)).then(|| (crl.publiee(), found))
        });
        let mut etat = EtatRevocation::Inconnu;
        for (vu_le, revoque) in answers.chain(lists) {
            match (revoque, etat) {
                (Some((le, motif)), _) if le <= at && !motif.est_levee() => {
                    return EtatRevocation::Revoque { le, motif };
                }
                (_, EtatRevocation::Bon { vu_le: known }) if known >= vu_le => {}
                _ => etat = EtatRevocation::Bon { vu_le },
            }
        }
        etat
    }
}

impl Demande {
    pub(crate) fn revocation(certificat: &Certificat, emetteur: &Certificat) -> Result<Vec<Self>, CertificatError> {
        let said = certificat.extensions();
        let question = demande_ocsp(certificat, emetteur)?;
        let ocsp = said.ocsp.iter().map(|adresse| Self::Ocsp { adresse: adresse.clone(), question: question.clone() });
        Ok(ocsp.chain(said.crl.iter().map(|adresse| Self::Crl { adresse: adresse.clone() })).collect())
    }
}

impl Motif {
    pub(crate) fn of(code: u32) -> Self {
        Self(code)
    }

    /// `removeFromCRL`: it had been held, it is no longer.
    fn est_levee(self) -> bool {
        self.0 == 8
    }
}

impl fmt::Display for Motif {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            1 => "clé compromise",
            2 => "clé de l’autorité compromise",
            3 => "changement de fonctions",
            4 => "remplacé",
            5 => "cessation d’activité",
            6 => "suspendu",
            9 => "droits retirés",
            10 => "clé d’attributs compromise",
            _ => "motif non précisé",
        })
    }
}
