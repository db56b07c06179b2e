//! `Jeton`: a time stamp, and what it proves (RFC 3161, 2.4.2).

use certificats::{
    Certificat, Examen, Hachage, Moment, Oid, Preuves, Raison, Usage,
    der::{BOOLEAN, GENERALIZED_TIME, INTEGER, OCTET_STRING, SEQUENCE, Value},
    en_clair,
};
use time::OffsetDateTime;

use crate::{
    cms::Cms,
    controle::Controle,
    empreintes::Empreintes,
    error::CadesError,
    oids,
    verification::{Conditions, HorodatageLu},
};

/// A token as it was given: signed by its authority over a digest and an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jeton {
    der: Vec<u8>,
    cms: Cms,
    politique: Oid,
    hachage: Hachage,
    empreinte: Vec<u8>,
    date: OffsetDateTime,
    nonce: Option<Vec<u8>>,
}

impl Jeton {
    /// Of one signer only.
    pub fn read(octets: &[u8]) -> Result<Self, CadesError> {
        let (cms, rest) = Cms::read_first(octets)?;
        let der = octets[..octets.len() - rest.len()].to_vec();
        let octets = match &cms.contenu.octets {
            Some(octets) if cms.contenu.kind == oids::TST_INFO && cms.signataires.len() == 1 => octets.clone(),
            _ => return Err(CadesError::faux("ce n’est pas un horodatage")),
        };
        let mut fields = Value::only(&octets, SEQUENCE)?.enter();
        fields.expect(INTEGER)?;
        let politique = fields.oid()?;
        let mut imprint = fields.sequence()?;
        let hachage = Hachage::read(imprint.expect(SEQUENCE)?)?;
        let empreinte = imprint.expect(OCTET_STRING)?.content.to_vec();
        fields.expect(INTEGER)?;
        let date = fields.expect(GENERALIZED_TIME)?.instant()?;
        // Accuracy, ordering.
        fields.optional(SEQUENCE)?;
        fields.optional(BOOLEAN)?;
        let nonce = fields.optional(INTEGER)?.map(|nonce| nonce.content.to_vec());
        Ok(Self { der, cms, politique, hachage, empreinte, date, nonce })
    }

    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The instant that it proves.
    pub fn date(&self) -> OffsetDateTime {
        self.date
    }

    pub fn hachage(&self) -> Hachage {
        self.hachage
    }

    pub fn empreinte(&self) -> &[u8] {
        &self.empreinte
    }

    pub fn politique(&self) -> Oid {
        self.politique
    }

    pub(crate) fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Its certificates, that of the authority among them.
    pub fn certificats(&self) -> Vec<Certificat> {
        self.cms.certificats()
    }

    /// Signed by the certificate that it carries, which is made for time stamps.
    pub(crate) fn check(&self) -> Result<(), CadesError> {
        let controle = self.controle(&self.certificats());
        let said = controle.certificat.as_ref().filter(|_| controle.integre && controle.nomme);
        let said = said.ok_or_else(|| CadesError::faux("sa signature est fausse"))?.extensions();
        let only = said.usages_etendus.as_deref() == Some(&[certificats::oids::EKU_TIME_STAMPING]);
        if only { Ok(()) } else { Err(CadesError::faux("son certificat n’est pas fait pour horodater")) }
    }

    /// Whether it proves that bytes of this digest existed at its date. `digest` gives the digest of what is stamped.
    pub fn verify(&self, digest: impl FnOnce(Hachage) -> Option<Vec<u8>>, conditions: &Conditions<'_>) -> HorodatageLu {
        let preuves = conditions.preuves.clone().with(&Preuves {
            certificats: self.certificats(),
            crl: self.cms.crls(),
            ocsp: Vec::new(),
        });
        let controle = self.controle(&preuves.certificats);
        let mut raisons = controle.raisons;
        if digest(self.hachage).as_deref() != Some(&self.empreinte) {
            raisons.push(Raison::echec("horodatage_autre", "L’horodatage porte sur autre chose que cette signature."));
        }
        if self.hachage.est_faible() {
            let texte = "L’horodatage emploie SHA-1, qui n’est plus sûr.";
            raisons.push(Raison::doute("algorithme_faible", texte));
        }
        let mut demandes = Vec::new();
        let (mut chaine, mut revocation) = (Vec::new(), Vec::new());
        if let Some(certificat) = &controle.certificat {
            // What is younger than its certificate or older than it was not stamped by it.
            if !certificat.validite().contains(self.date) {
                let texte = "La date de l’horodatage est hors de la validité de son certificat.";
                raisons.push(Raison::echec("horodatage_hors_validite", texte));
            }
            let examen = self.examine(certificat, conditions, &preuves);
            raisons.extend(examen.raisons);
            demandes = examen.demandes;
            (chaine, revocation) = (examen.chaine, examen.revocation);
        }
        HorodatageLu { date: self.date, autorite: controle.certificat, raisons, chaine, revocation, demandes }
    }

    /// Its authority must be good now, or when something else proves that the token existed. What was said of its
    /// revocation when it stamped is enough, when nothing more recent is given: that is what files of level B-LT keep.
    fn examine(&self, certificat: &Certificat, conditions: &Conditions<'_>, preuves: &Preuves) -> Examen {
        let at = |moment| conditions.horodateurs.examine(certificat, Usage::Horodatage, moment, preuves);
        let moment = conditions.existait_le.map_or(Moment::maintenant(conditions.maintenant), Moment::prouve);
        let mut examen = at(moment);
        let unknown = |raison: &Raison| raison.code == "revocation_inconnue";
        if !examen.raisons.iter().any(unknown) {
            return examen;
        }
        let then = at(Moment::maintenant(self.date));
        if !then.raisons.iter().any(|raison| unknown(raison) || raison.code == "revoque") {
            examen.raisons.retain(|raison| !unknown(raison));
            examen.revocation = then.revocation;
            let texte = format!(
                "Le certificat de « {} » n’était pas révoqué le {} ; rien de plus récent n’a été donné.",
                certificat.sujet().court(),
                en_clair(self.date)
            );
            examen.raisons.push(Raison::information("revocation_ancienne", texte));
        }
        examen
    }

    fn controle(&self, certificats: &[Certificat]) -> Controle {
        let octets = self.cms.contenu.octets.as_deref().unwrap_or_default();
        let empreintes = Empreintes::of(&self.cms.hachages(), &[octets]);
        Controle::new(&self.cms.signataires[0], oids::TST_INFO, &empreintes, certificats)
    }
}
