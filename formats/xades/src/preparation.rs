//! `Preparation`: what is to be signed, before anyone signs; and the signed file, verified before it is given.

use std::io::{self, Write};

use c14n::{Encodage, Method};
use certificats::{Algorithme, Certificat, Gravite, Hachage, Raison, Verdict, ecdsa_to_fixed};
use time::OffsetDateTime;

use crate::{
    error::XadesError,
    gabarit::{Gabarit, Objet, Profil},
    modification::{Modification, Modifie},
    pes::{Pes, Signable},
    politique::Politique,
    proprietes::Lieu,
    releve,
    source::{Source, digest},
    taches::{self, Cible, Sortie, Tache},
    verification::{Contenu, Contexte, Verification, verify},
};

/// Who signs, and what he states. The certificate comes first: it is among what is signed.
#[derive(Debug, Clone)]
pub struct DemandeSignature<'a> {
    pub certificat: &'a Certificat,
    /// The authorities joined to it.
    pub chaine: &'a [Certificat],
    pub date: OffsetDateTime,
    /// SHA-256 or better.
    pub hachage: Hachage,
    pub lieu: Option<Lieu>,
    /// In which quality: Maire, Ordonnateur…
    pub roles: Vec<String>,
    pub politique: Option<Politique>,
    /// The type of a PES, for those who want it told: `text/xml`. The types of detached files are given with them.
    pub mime: Option<String>,
}

/// What of a PES is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portee {
    /// Each bordereau, by a signature of its own.
    Bordereaux,
    /// The file, by one signature.
    Entier,
}

/// Signatures ready for their values.
#[derive(Debug, Clone)]
pub struct Preparation {
    algorithme: Algorithme,
    certificat: Certificat,
    encodage: Encodage,
    /// What changes in the file besides the signatures.
    modifications: Vec<Modification>,
    signatures: Vec<Preparee>,
}

#[derive(Debug, Clone)]
struct Preparee {
    /// What it signs, for people.
    objet: String,
    at: u64,
    gabarit: Gabarit,
}

impl<'a> DemandeSignature<'a> {
    /// SHA-256, nothing stated but the date.
    pub fn new(certificat: &'a Certificat, date: OffsetDateTime) -> Self {
        let (chaine, roles): (&[_], _) = (&[], Vec::new());
        Self { certificat, chaine, date, hachage: Hachage::Sha256, lieu: None, roles, politique: None, mime: None }
    }

    fn algorithme(&self) -> Result<Algorithme, XadesError> {
        if self.hachage.est_faible() {
            return Err(certificats::CertificatError::Algorithme { algorithme: self.hachage.to_string() }.into());
        }
        Ok(self.certificat.cle().algorithme(self.hachage)?)
    }
}

/// Prepares the signatures of a PES Aller as the policy of the DGFiP asks: XAdES 1.1.1, enveloped, one of each element.
///
/// An element without `Id` is given one, and `InfoDematerialisee` becomes 1 (`Preparation::modifications` tells both). The same
/// request gives the same preparation: a server that waits for a signature keeps the request, and prepares again to assemble.
///
/// # Errors
/// When the file is no PES Aller, has no bordereau, is already signed, or when the policy and the quality are missing.
pub fn prepare_pes(
    document: &dyn Source,
    portee: Portee,
    demande: &DemandeSignature<'_>,
) -> Result<Preparation, XadesError> {
    let releve = releve::read(document.open()?)?;
    let pes = releve.pes.ok_or(XadesError::PasUnPes)?;
    if demande.roles.is_empty() || demande.politique.is_none() {
        return Err(XadesError::SansRole);
    }
    let signables = signables(&pes, portee)?;
    let mut modifications = dematerialise(&pes, releve.encodage);
    let mut ids = Vec::new();
    for (rank, (_, element)) in signables.iter().enumerate() {
        ids.push(if let Some(id) = &element.id {
            id.clone()
        } else {
            let id = identifiant("E", &[&rank.to_be_bytes(), demande.certificat.der()], demande.date);
            let octets = format!(" Id=\"{id}\"").into_bytes();
            modifications.push(Modification { at: element.balise.end - 1, retire: 0, octets });
            id
        });
    }
    modifications.sort_by_key(|modification| modification.at);
    let tache = |id: &String| Tache {
        cible: Cible::Id(id.clone()),
        hors: None,
        methode: Method::EXCLUSIVE,
        sortie: Sortie::Empreinte(demande.hachage),
    };
    let taches: Vec<Tache> = ids.iter().map(tache).collect();
    let modified = Modifie { source: document, modifications: &modifications };
    let (resultats, _) = taches::run(modified.open()?, &taches)?;
    let algorithme = demande.algorithme()?;
    let mut signatures = Vec::new();
    for ((resultat, id), (objet, element)) in resultats.iter().zip(&ids).zip(signables) {
        if resultat.trouves != 1 {
            return Err(XadesError::IdDouble { id: id.clone() });
        }
        let own = identifiant("S", &[&resultat.octets, id.as_bytes(), demande.certificat.der()], demande.date);
        let empreinte = resultat.octets.clone();
        let signed = Objet { uri: Some(format!("#{id}")), enveloppe: true, empreinte, mime: demande.mime.clone() };
        let gabarit = Gabarit::write(Profil::Pes, &own, &[signed], algorithme, demande)?;
        signatures.push(Preparee { objet, at: element.fin, gabarit });
    }
    let certificat = demande.certificat.clone();
    Ok(Preparation { algorithme, certificat, encodage: releve.encodage, modifications, signatures })
}

/// Prepares one signature, XAdES 1.3.2, of files that stay apart from it, each with its type (`application/pdf`). Each but a sole
/// one needs a name, by which the signature designates it.
///
/// # Errors
/// When there is no file, or several of which one has no name.
pub fn prepare_detachee(
    contenus: &[(Contenu<'_>, &str)],
    demande: &DemandeSignature<'_>,
) -> Result<Preparation, XadesError> {
    let mut objets = Vec::new();
    let mut all = Vec::new();
    for (contenu, mime) in contenus {
        let empreinte = digest(contenu.source, None, demande.hachage)?;
        all.extend_from_slice(&empreinte);
        let uri = contenu.nom.map(ToOwned::to_owned);
        objets.push(Objet { uri, enveloppe: false, empreinte, mime: Some((*mime).to_owned()) });
    }
    let unnamed = objets.iter().filter(|objet| objet.uri.is_none()).count();
    if objets.is_empty() || (unnamed > 0 && objets.len() > 1) {
        return Err(XadesError::Nombre { attendues: 1, recues: objets.len() });
    }
    let algorithme = demande.algorithme()?;
    let id = identifiant("S", &[&all, demande.certificat.der()], demande.date);
    let gabarit = Gabarit::write(Profil::Detache, &id, &objets, algorithme, demande)?;
    let objet = contenus.iter().filter_map(|(contenu, _)| contenu.nom).collect::<Vec<_>>().join(", ");
    let declaration = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_vec();
    Ok(Preparation {
        algorithme,
        certificat: demande.certificat.clone(),
        encodage: Encodage::Utf8,
        modifications: vec![Modification { at: 0, retire: 0, octets: declaration }],
        signatures: vec![Preparee { objet, at: 0, gabarit }],
    })
}

impl Preparation {
    /// By what the bytes have to be signed.
    pub fn algorithme(&self) -> Algorithme {
        self.algorithme
    }

    /// What each signature is of, in French, and the bytes to sign: they are hashed by whoever signs.
    pub fn to_sign(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.signatures.iter().map(|one| (one.objet.as_str(), one.gabarit.a_signer.as_slice()))
    }

    /// What changes in the file besides the signatures.
    pub fn modifications(&self) -> &[Modification] {
        &self.modifications
    }

    /// Puts the values in place, verifies the whole, and only then writes it. `document` is the one that was prepared (empty for a
    /// detached signature); values are in the order of `to_sign`, those of ECDSA as X.509 has them.
    ///
    /// # Errors
    /// When a value is false, or anything is against the file that a signer should not do. What is only doubtful (an authority that
    /// is not known, a policy that is not) is in what is returned.
    pub fn assemble(
        &self,
        document: &dyn Source,
        valeurs: &[Vec<u8>],
        contexte: &Contexte<'_>,
        out: &mut dyn Write,
    ) -> Result<Verification, XadesError> {
        if valeurs.len() != self.signatures.len() {
            return Err(XadesError::Nombre { attendues: self.signatures.len(), recues: valeurs.len() });
        }
        let mut modifications = self.modifications.clone();
        for (signature, valeur) in self.signatures.iter().zip(valeurs) {
            let octets = signature.gabarit.fill(&self.fixed(valeur)?, self.encodage);
            modifications.push(Modification { at: signature.at, retire: 0, octets });
        }
        modifications.sort_by_key(|modification| modification.at);
        let modified = Modifie { source: document, modifications: &modifications };
        let verification = verify(&modified, contexte)?;
        if verification.verdict() == Verdict::Invalide {
            return Err(XadesError::Assemblage { raison: worst(&verification) });
        }
        io::copy(&mut modified.open()?, out)?;
        Ok(verification)
    }

    fn fixed(&self, valeur: &[u8]) -> Result<Vec<u8>, XadesError> {
        match self.algorithme {
            Algorithme::Ecdsa(_) => Ok(ecdsa_to_fixed(self.certificat.cle(), valeur)?),
            _ => Ok(valeur.to_vec()),
        }
    }
}

/// The sentence of the first thing that makes a file invalid.
pub(crate) fn worst(verification: &Verification) -> String {
    let signatures = verification.signatures.iter().flat_map(|signature| &signature.rapport.raisons);
    let found = signatures.chain(&verification.raisons).find(|raison| raison.gravite == Gravite::Echec);
    found.map(Raison::to_string).unwrap_or_default()
}

/// The elements to sign, with their name for people.
fn signables(pes: &Pes, portee: Portee) -> Result<Vec<(String, Signable)>, XadesError> {
    let bordereaux: Vec<_> = pes.bordereaux.iter().map(|one| (one.nom(), one.element.clone())).collect();
    if bordereaux.is_empty() && portee == Portee::Bordereaux {
        return Err(XadesError::SansBordereau);
    }
    let root = ("Le PES entier".to_owned(), pes.racine.clone());
    let signed = std::iter::once(&root).chain(&bordereaux).find(|(_, element)| element.signatures > 0);
    if let Some((ou, _)) = signed {
        return Err(XadesError::DejaSigne { ou: ou.clone() });
    }
    Ok(match portee {
        Portee::Bordereaux => bordereaux,
        Portee::Entier => vec![root],
    })
}

/// A signed PES has to say that it is dematerialised (`PES_DepenseAller.xsd`, `InfoDematerialisee`).
fn dematerialise(pes: &Pes, encodage: Encodage) -> Vec<Modification> {
    let signed = |entete: &&crate::pes::EnTete| {
        !entete.est_dematerialise() && pes.bordereaux.iter().any(|bordereau| bordereau.genre == entete.genre)
    };
    let change = |entete: &crate::pes::EnTete| match (&entete.demat, entete.fin) {
        (Some((_, place)), _) => {
            Some(Modification { at: place.start, retire: place.end - place.start, octets: b"1".to_vec() })
        }
        (None, Some(at)) => {
            Some(Modification { at, retire: 0, octets: encodage.encode("<InfoDematerialisee V=\"1\"/>") })
        }
        (None, None) => None,
    };
    pes.entetes.iter().filter(signed).filter_map(change).collect()
}

/// A name that no other element has: a digest of what makes it different.
fn identifiant(lettre: &str, parts: &[&[u8]], date: OffsetDateTime) -> String {
    let seconds = date.unix_timestamp_nanos().to_be_bytes();
    let digest = Hachage::Sha256.digest(&[parts.concat().as_slice(), &seconds].concat());
    digest.iter().take(12).fold(lettre.to_owned(), |id, octet| id + &format!("{octet:02x}"))
}
