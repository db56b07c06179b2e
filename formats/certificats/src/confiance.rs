//! `Confiance`: whom one trusts, and what follows for a certificate at an instant.

use time::OffsetDateTime;

use crate::{
    certificat::Certificat,
    chemin::Recherche,
    error::CertificatError,
    ocsp::ReponseOcsp,
    oids,
    rapport::{Gravite, Raison, Verdict, en_clair},
    revocation::{Demande, EtatRevocation, Preuves, Statut},
};

/// The anchors: authorities of the RGS and of the lists of confidence of eIDAS, or one's own.
#[derive(Debug, Clone, Default)]
pub struct Confiance {
    ancres: Vec<Certificat>,
    revocation: Exigence,
}

/// What is asked about revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Exigence {
    /// Each certificate of the chain must be known not to be revoked, else the verdict is indeterminate.
    #[default]
    Prouvee,
    /// What is given is used; that nothing is known is told, without more.
    SiConnue,
}

/// What the certificate is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    Signature,
    Horodatage,
}

/// When the certificate has to be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: OffsetDateTime,
    /// A time stamp proves that the signature was made then or before; else it is only known to exist now.
    pub prouve: bool,
}

/// What was found of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examen {
    /// From the certificate to the anchor, or to where the chain stops.
    pub chaine: Vec<Certificat>,
    pub raisons: Vec<Raison>,
    /// One for each certificate of the chain but the anchor.
    pub revocation: Vec<Statut>,
    /// What to fetch to know more.
    pub demandes: Vec<Demande>,
}

impl Confiance {
    pub fn new(ancres: impl IntoIterator<Item = Certificat>) -> Self {
        let mut confiance = Self::default();
        confiance.extend(ancres);
        confiance
    }

    /// The anchors of one more file, PEM or DER; gives how many it has. A folder is read by who has the right to.
    pub fn add(&mut self, octets: &[u8]) -> Result<usize, CertificatError> {
        let all = Certificat::read_all(octets)?;
        let count = all.len();
        self.extend(all);
        Ok(count)
    }

    #[must_use]
    pub fn with_revocation(mut self, exigence: Exigence) -> Self {
        self.revocation = exigence;
        self
    }

    pub fn ancres(&self) -> &[Certificat] {
        &self.ancres
    }

    fn extend(&mut self, all: impl IntoIterator<Item = Certificat>) {
        for one in all {
            if !self.ancres.contains(&one) {
                self.ancres.push(one);
            }
        }
    }

    /// Builds the chain, and says all that is against it. Nothing is fetched: `demandes` tells what could be.
    pub fn examine(&self, certificat: &Certificat, usage: Usage, moment: Moment, preuves: &Preuves) -> Examen {
        let carried = preuves.ocsp.iter().flat_map(ReponseOcsp::certificats);
        let autres: Vec<Certificat> = preuves.certificats.iter().chain(carried).cloned().collect();
        let chemin = Recherche::new(&self.ancres, &autres, moment).run(certificat);
        let mut examen = Examen {
            chaine: chemin.certificats,
            raisons: chemin.raisons,
            revocation: Vec::new(),
            demandes: Vec::new(),
        };
        usage.judge(certificat, &mut examen.raisons);
        self.judge_revocation(&mut examen, moment, preuves);
        examen
    }

    fn judge_revocation(&self, examen: &mut Examen, moment: Moment, preuves: &Preuves) {
        for pair in examen.chaine.windows(2) {
            let [certificat, emetteur] = pair else { continue };
            if self.ancres.contains(certificat) {
                continue;
            }
            let etat = preuves.etat(certificat, emetteur, moment.at);
            let nom = certificat.sujet().court();
            match etat {
                EtatRevocation::Bon { .. } => {}
                EtatRevocation::Revoque { le, motif } => {
                    let texte = format!("Le certificat de « {nom} » a été révoqué le {} ({motif}).", en_clair(le));
                    examen.raisons.push(moment.raison("revoque", texte));
                }
                EtatRevocation::Inconnu => {
                    let texte = format!("Rien ne dit si le certificat de « {nom} » a été révoqué.");
                    examen.raisons.push(match self.revocation {
                        Exigence::Prouvee => Raison::doute("revocation_inconnue", texte),
                        Exigence::SiConnue => Raison::information("revocation_inconnue", texte),
                    });
                    examen.demandes.extend(Demande::revocation(certificat, emetteur).unwrap_or_default());
                }
            }
            examen.revocation.push(Statut { certificat: certificat.clone(), etat });
        }
        let last = examen.chaine.last().filter(|last| !self.ancres.contains(last));
        let places = last.into_iter().flat_map(|last| last.extensions().emetteurs.iter().cloned());
        examen.demandes.extend(places.map(|adresse| Demande::Emetteur { adresse }));
    }
}

impl Examen {
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.raisons)
    }

    /// The chain reaches an anchor and nothing is against it.
    pub fn est_de_confiance(&self) -> bool {
        self.verdict() == Verdict::Valide
    }
}

impl Moment {
    pub fn maintenant(at: OffsetDateTime) -> Self {
        Self { at, prouve: false }
    }

    pub fn prouve(at: OffsetDateTime) -> Self {
        Self { at, prouve: true }
    }

    /// What is wrong at an instant that is proven is wrong for good; else the signature may have been made before
    /// (ETSI EN 319 102-1, 5.2.6: `REVOKED_NO_POE`, `OUT_OF_BOUNDS_NO_POE`).
    pub(crate) fn raison(self, code: &'static str, texte: String) -> Raison {
        let gravite = if self.prouve { Gravite::Echec } else { Gravite::Doute };
        Raison { gravite, code, texte }
    }
}

impl Usage {
    fn judge(self, certificat: &Certificat, raisons: &mut Vec<Raison>) {
        let said = certificat.extensions();
        let nom = certificat.sujet().court();
        let for_signing = match self {
            Self::Signature => {
                let key = said.usages.is_none_or(|usages| usages.engagement() || usages.signature_numerique());
                // A key that may not commit its holder signs documents only if nothing says that it is for something else.
                let committed = said.usages.is_some_and(crate::Usages::engagement);
                let list = said.usages_etendus.as_deref();
                key && (committed || list.is_none_or(|list| list.iter().any(|kind| oids::EKU_DOCUMENTS.contains(kind))))
            }
            // RFC 3161, 2.3: this usage alone, and critical.
            Self::Horodatage => {
                said.usages_etendus.as_deref() == Some(&[oids::EKU_TIME_STAMPING]) && said.usages_etendus_critiques
            }
        };
        if !for_signing {
            let what = match self {
                Self::Signature => "signer des documents",
                Self::Horodatage => "horodater",
            };
            let texte = format!("Le certificat de « {nom} » n’est pas fait pour {what}.");
            raisons.push(Raison::doute("usage", texte));
        }
    }
}
