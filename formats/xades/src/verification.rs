//! `verify`: the signatures of a file, what each is worth, what they cover.

use std::io::{self, Read};

use c14n::Method;
use cades::{Conditions, HorodatageLu};
use certificats::{Certificat, Demande as DemandeCertificat, Hachage, Hacheur, Raison, Rapport, Statut, Verdict};
use serde::Serialize;
use time::OffsetDateTime;

use crate::{
    couverture::Couverture,
    error::XadesError,
    jugement::Juge,
    lue::Lue,
    pes::Genre,
    politique::Politique,
    proprietes::Proprietes,
    regles_pes, releve,
    source::Source,
    taches::{self, Cible, Sortie, Tache},
};

/// Digests asked of one file.
const TACHES: usize = 100_000;

/// Against what signatures are judged. Nothing is fetched, no clock is read.
#[derive(Clone, Copy)]
pub struct Contexte<'a> {
    pub conditions: Conditions<'a>,
    /// The policies that are known. When there are none, policies are told and not judged.
    pub politiques: &'a [Politique],
    /// What detached signatures sign.
    pub contenus: &'a [Contenu<'a>],
}

/// A file that is signed apart.
#[derive(Clone, Copy)]
pub struct Contenu<'a> {
    /// As references may write it. The only content of a context answers for the only reference, whatever its name.
    pub nom: Option<&'a str>,
    pub source: &'a dyn Source,
}

/// What is said of a file. As JSON, dates are RFC 3339 and digests hexadecimal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// In the order of the file.
    pub signatures: Vec<SignatureVerifiee>,
    pub couverture: Couverture,
    /// What is said of the file as a whole: for a PES, what the policy of the DGFiP asks of it.
    pub raisons: Vec<Raison>,
    /// Of a PES: its bordereaux.
    pub bordereaux: Vec<BordereauVerifie>,
    /// SHA-256 of the whole file, in hexadecimal: a signature may leave parts of it out, this does not.
    pub sha256: String,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignatureVerifiee {
    pub id: Option<String>,
    /// The path of the element that holds it.
    pub emplacement: String,
    /// Nothing follows it in that element.
    pub derniere: bool,
    pub rapport: Rapport,
    pub references: Vec<ReferenceVerifiee>,
    #[serde(skip)]
    pub certificat: Option<Certificat>,
    /// All the certificates that it carries.
    #[serde(skip)]
    pub certificats: Vec<Certificat>,
    pub proprietes: Option<Proprietes>,
    /// The time stamps of its value.
    #[serde(skip)]
    pub horodatages: Vec<HorodatageLu>,
    /// From the certificate to the anchor, or to where the chain stops.
    #[serde(skip)]
    pub chaine: Vec<Certificat>,
    #[serde(skip)]
    pub revocation: Vec<Statut>,
    /// When a valid time stamp proves that the signature existed.
    #[serde(skip)]
    pub date_prouvee: Option<OffsetDateTime>,
    /// What to fetch for a surer verdict.
    #[serde(skip)]
    pub demandes: Vec<DemandeCertificat>,
}

/// One of the things that a signature covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceVerifiee {
    /// As written: `#id`, empty for the whole file, none for a content given apart.
    pub uri: Option<String>,
    /// The path of what it designates in the file.
    pub chemin: Option<String>,
    /// It is the element that holds the signature, or the whole file.
    pub porteur: bool,
    pub hachage: Option<Hachage>,
    /// The digest is the one that was signed.
    pub conforme: bool,
}

/// A bordereau of a PES, and whether a signature that is whole covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BordereauVerifie {
    pub genre: Genre,
    pub numero: Option<String>,
    pub id: Option<String>,
    pub signe: bool,
}

impl Verification {
    /// The worst of what is said of the file and of its signatures.
    pub fn verdict(&self) -> Verdict {
        let signatures = self.signatures.iter().map(|signature| signature.rapport.verdict);
        signatures.fold(Verdict::of(&self.raisons), Verdict::max)
    }
}

/// Verifies all the signatures of a file, in two readings of it.
///
/// # Errors
/// When the file is not XML as it has to be (a DTD is refused), or holds no signature. A signature that is false is no error: its
/// report says so.
pub fn verify(document: &dyn Source, contexte: &Contexte<'_>) -> Result<Verification, XadesError> {
    let (releve, before) = digested(document, |source| releve::read(source))?;
    if releve.signatures.is_empty() {
        return Err(XadesError::SansSignature);
    }
    let mut taches = Vec::new();
    let demandes: Vec<Demande> = releve.signatures.iter().map(|lue| Demande::of(lue, &mut taches)).collect();
    if taches.len() > TACHES {
        return Err(XadesError::TropGrand { quoi: "éléments signés", max: TACHES });
    }
    let ((resultats, couverture), after) = digested(document, |source| taches::run(source, &taches))?;
    if before != after {
        return Err(io::Error::other("le fichier a changé pendant sa lecture").into());
    }
    let mut juge = Juge::new(contexte);
    let mut signatures = Vec::new();
    for (lue, demande) in releve.signatures.into_iter().zip(&demandes) {
        signatures.push(juge.judge(lue, demande, &resultats)?);
    }
    let sha256 = before.iter().fold(String::new(), |text, octet| text + &format!("{octet:02x}"));
    let mut verification = Verification { signatures, couverture, raisons: Vec::new(), bordereaux: Vec::new(), sha256 };
    verification.tell_comments();
    if let Some(pes) = &releve.pes {
        regles_pes::apply(pes, &mut verification);
    }
    Ok(verification)
}

impl Verification {
    fn tell_comments(&mut self) {
        if !self.couverture.commentaires.is_empty() {
            let places = self.couverture.commentaires.keys().take(5).cloned().collect::<Vec<_>>().join(", ");
            let texte = format!(
                "Un commentaire, qui n’est pas signé, coupe un texte qui l’est ({places}) : selon le logiciel, on n’en lit pas la même chose."
            );
            self.raisons.push(Raison::doute("commentaire", texte));
        }
    }
}

/// The tasks of one signature, by their rank.
#[derive(Debug)]
pub(crate) struct Demande {
    pub(crate) info: usize,
    /// None for what is outside of the file, or refused.
    pub(crate) references: Vec<Option<usize>>,
    pub(crate) jetons: Vec<Option<usize>>,
}

impl Demande {
    fn of(lue: &Lue, taches: &mut Vec<Tache>) -> Self {
        let mut add = |cible, hors, methode, sortie| {
            taches.push(Tache { cible, hors, methode, sortie });
            taches.len() - 1
        };
        let info = add(Cible::Octet(lue.info.start), None, lue.methode.clone(), Sortie::Octets);
        let references = lue.references.iter().map(|reference| {
            let (id, hachage) = reference.interne().zip(reference.hachage)?;
            if reference.refusee.is_some() {
                return None;
            }
            let cible = if id.is_empty() { Cible::Document } else { Cible::Id(id.to_owned()) };
            // References to a part of the same document have no comment, whatever the form (XML Signature, 4.4.3.3).
            let methode = without_comments(reference.methode.clone());
            Some(add(cible, reference.enveloppee.then_some(lue.place.start), methode, Sortie::Empreinte(hachage)))
        });
        let references = references.collect();
        let jetons = lue.proprietes.iter().flat_map(|proprietes| &proprietes.jetons).map(|jeton| {
            let methode = Method::named(&jeton.methode)?;
            Some(add(Cible::Octet(lue.valeur_place.start), None, methode, Sortie::Octets))
        });
        let jetons = jetons.collect();
        Self { info, references, jetons }
    }
}

fn without_comments(methode: Option<Method>) -> Method {
    match methode {
        None | Some(Method::Inclusive { .. }) => Method::Inclusive { comments: false },
        Some(Method::Inclusive11 { .. }) => Method::Inclusive11 { comments: false },
        Some(Method::Exclusive { prefixes, .. }) => Method::Exclusive { comments: false, prefixes },
    }
}

/// Reads a file to its end, and gives the SHA-256 of all that was read.
fn digested<T>(
    document: &dyn Source,
    read: impl FnOnce(&mut Compteur<'_>) -> Result<T, XadesError>,
) -> Result<(T, Vec<u8>), XadesError> {
    let mut source = Compteur { source: document.open()?, hacheur: Hachage::Sha256.start() };
    let read = read(&mut source)?;
    Ok((read, source.hacheur.finish()))
}

/// Digests what goes through it.
struct Compteur<'a> {
    source: Box<dyn Read + 'a>,
    hacheur: Hacheur,
}

impl Read for Compteur<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(out)?;
        self.hacheur.update(&out[..read]);
        Ok(read)
    }
}

impl std::fmt::Debug for Contexte<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contexte").field("conditions", &self.conditions).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Contenu<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contenu").field("nom", &self.nom).finish_non_exhaustive()
    }
}
