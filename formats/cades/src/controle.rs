//! What the mathematics say of one signer: content, signed attributes, value, certificate (RFC 5652, 5.6).

use certificats::{
    Certificat, CertificatError, Hachage, Oid, Raison,
    der::{OCTET_STRING, SEQUENCE, SET, Value, constructed, set_of},
};

use crate::{empreintes::Empreintes, error::CadesError, oids, signataire::SignerInfo};

/// What was found, before anything is said of trust.
#[derive(Debug, Clone)]
pub(crate) struct Controle {
    pub(crate) integre: bool,
    pub(crate) certificat: Option<Certificat>,
    /// The certificate is named inside what is signed, as every level of CAdES and PAdES wants it.
    pub(crate) nomme: bool,
    pub(crate) raisons: Vec<Raison>,
}

impl Controle {
    /// `kind` is the kind of what is signed; `certificats`, those among which the signataire's is sought.
    pub(crate) fn new(signataire: &SignerInfo, kind: Oid, empreintes: &Empreintes, certificats: &[Certificat]) -> Self {
        let mut controle = Self {
            integre: false,
            certificat: signataire.find(certificats).cloned(),
            nomme: false,
            raisons: Vec::new(),
        };
        let outcome = controle.run(signataire, kind, empreintes);
        match outcome {
            Ok(()) => {
                controle.integre = !controle.raisons.iter().any(|raison| raison.gravite == certificats::Gravite::Echec);
            }
            Err(raison) => controle.raisons.push(raison),
        }
        controle
    }

    fn run(&mut self, signataire: &SignerInfo, kind: Oid, empreintes: &Empreintes) -> Result<(), Raison> {
        let hachage = signataire.hachage().map_err(|error| unsupported(&error))?;
        let algorithme = signataire.algorithme().map_err(|error| unsupported(&error))?;
        for weak in [hachage, algorithme.hachage()].into_iter().filter(|one| one.est_faible()).take(1) {
            let texte = format!("Cette signature emploie {weak}, qui n’est plus sûr.");
            self.raisons.push(Raison::doute("algorithme_faible", texte));
        }
        check_attributes(signataire, kind, hachage, empreintes)?;
        let certificat = self.certificat.as_ref().ok_or_else(|| {
            Raison::doute("certificat_absent", "Le certificat du signataire n’est pas joint à la signature.")
        })?;
        let octets = signataire.signes.as_deref().unwrap_or_default();
        let mut verified = certificat.verify(algorithme, octets, signataire.valeur());
        if verified == Err(CertificatError::SignatureFausse) {
            // What is signed is in the order of DER, even when it is written in another (RFC 5652, 5.4).
            let sorted = in_order(octets).map_err(|error| malformed(&error))?;
            verified = certificat.verify(algorithme, &sorted, signataire.valeur());
        }
        match verified {
            Ok(()) => {}
            Err(CertificatError::SignatureFausse) => {
                let texte =
                    "La valeur de la signature n’est pas celle du certificat : elle a été altérée ou contrefaite.";
                return Err(Raison::echec("signature_fausse", texte));
            }
            Err(error) => return Err(unsupported(&error)),
        }
        let named = named_certificate(signataire).map_err(|error| malformed(&error))?;
        if let Some((hachage, digest)) = &named {
            if certificat.empreinte(*hachage) != *digest {
                let texte = "Le certificat joint n’est pas celui que le signataire a désigné en signant.";
                return Err(Raison::echec("certificat_substitue", texte));
            }
            self.nomme = true;
        }
        Ok(())
    }
}

fn in_order(set: &[u8]) -> Result<Vec<u8>, CadesError> {
    let values = Value::only(set, SET)?.enter().map(|value| Ok(value?.whole.to_vec()));
    Ok(set_of(&values.collect::<Result<Vec<_>, CertificatError>>()?))
}

fn check_attributes(
    signataire: &SignerInfo,
    kind: Oid,
    hachage: Hachage,
    empreintes: &Empreintes,
) -> Result<(), Raison> {
    if signataire.signes.is_none() {
        let texte = "Cette signature n’a pas d’attributs signés : cette forme ancienne n’est pas vérifiée ici.";
        return Err(Raison::doute("forme_ancienne", texte));
    }
    let signed = |kind| signataire.signe(kind).map_err(|error| malformed(&error));
    let told = signed(oids::CONTENT_TYPE)?;
    if told.as_deref().and_then(|told| Value::only(told, certificats::der::OID).ok()?.oid().ok()) != Some(kind) {
        return Err(Raison::echec("type_de_contenu", "Cette signature porte sur un contenu d’une autre sorte."));
    }
    let told = signed(oids::MESSAGE_DIGEST)?;
    let told = told.as_deref().and_then(|told| Value::only(told, OCTET_STRING).ok());
    let found = empreintes.get(hachage);
    let Some(found) = found else {
        return Err(Raison::doute(
            "empreinte_absente",
            format!("L’empreinte {hachage} du document n’a pas été calculée."),
        ));
    };
    if told.map(|told| told.content) != Some(found) {
        let texte = "Le document n’est pas celui qui a été signé : il a été modifié depuis, ou c’en est un autre.";
        return Err(Raison::echec("document_modifie", texte));
    }
    if let Some(protection) = signed(oids::ALGORITHM_PROTECTION)? {
        check_protection(signataire, &protection).map_err(|error| malformed(&error))?;
    }
    Ok(())
}

/// RFC 6211: the algorithms are those that the signataire meant.
fn check_protection(signataire: &SignerInfo, protection: &[u8]) -> Result<(), CadesError> {
    let mut fields = Value::only(protection, SEQUENCE)?.enter();
    let hachage = Hachage::read(fields.expect(SEQUENCE)?)?;
    let algorithm = fields.optional(constructed(1))?;
    let algorithm = algorithm.map(|algorithm| certificats::Algorithme::read(algorithm, Some(hachage))).transpose()?;
    let same =
        hachage == signataire.hachage()? && algorithm.is_none_or(|algorithm| signataire.algorithme() == Ok(algorithm));
    if same {
        Ok(())
    } else {
        Err(CadesError::illisible("les algorithmes annoncés ne sont pas ceux qui ont été signés"))
    }
}

/// The certificate that the signataire named, by its digest (RFC 5035).
fn named_certificate(signataire: &SignerInfo) -> Result<Option<(Hachage, Vec<u8>)>, CadesError> {
    let (named, is_first) = match signataire.signe(oids::SIGNING_CERTIFICATE_V2)? {
        Some(named) => (Some(named), false),
        None => (signataire.signe(oids::SIGNING_CERTIFICATE)?, true),
    };
    let Some(named) = named else { return Ok(None) };
    let mut id = Value::only(&named, SEQUENCE)?.enter().sequence()?.sequence()?;
    let hachage = match id.optional(SEQUENCE)? {
        Some(function) if !is_first => Hachage::read(function)?,
        _ if is_first => Hachage::Sha1,
        _ => Hachage::Sha256,
    };
    Ok(Some((hachage, id.expect(OCTET_STRING)?.content.to_vec())))
}

fn malformed(error: &CadesError) -> Raison {
    Raison::echec("signature_mal_formee", error.to_string())
}

fn unsupported(error: &CertificatError) -> Raison {
    Raison::doute("algorithme_inconnu", error.to_string())
}
