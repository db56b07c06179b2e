//! A signed file, whatever its format, judged: who signed, when, what the signature covers, why it is believed or not.

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
};

use cades::{CadesError, Cms, Conditions, Empreinteur};
use certificats::{Certificat, Confiance, Preuves, Raison, Rapport, Verdict};
use pades::PadesError;
use serde::Serialize;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use xades::{Contenu, Contexte, Politique, XadesError};

use super::Refus;

/// The beginning by which a format is known.
const TETE: usize = 1_024;
/// Pieces in which a signed content is read.
const PIECE: usize = 64 << 10;

/// A file that can be read again, and its name.
#[derive(Debug, Clone)]
pub struct Fichier {
    pub nom: String,
    pub chemin: PathBuf,
}

/// What is verified, and with whom one trusts.
#[derive(Debug, Clone, Copy)]
pub struct Demande<'a> {
    pub document: &'a Fichier,
    /// A signature that stands apart.
    pub signature: Option<&'a Fichier>,
    pub confiance: &'a Confiance,
    /// Certificates and lists of revocation, given beside.
    pub preuves: &'a Preuves,
    pub maintenant: OffsetDateTime,
}

/// What is said of a file. Its JSON is a promise to other programs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bilan {
    /// The name of the document.
    pub document: String,
    /// SHA-256, in hexadecimal: a signature may leave parts out, this does not.
    pub empreinte: String,
    /// The worst of what follows.
    pub verdict: Verdict,
    pub signatures: Vec<Rapport>,
    /// What concerns the file as a whole.
    pub remarques: Vec<Raison>,
    /// What no signature covers: a header of PES, a bordereau.
    pub hors_signature: Vec<String>,
    /// Who signed, from the certificate to the authority; in the order of the signatures.
    #[serde(skip)]
    pub certificats: Vec<Option<Certificat>>,
}

/// Verifies a file. It computes: call it where blocking is allowed.
///
/// # Errors
/// When it has no signature, or does not read.
pub fn verify(demande: Demande<'_>) -> Result<Bilan, Refus> {
    let head = head(demande.document)?;
    match demande.signature {
        Some(signature) if is_xml(&self::head(signature)?) => detached_xml(demande, signature),
        Some(signature) => detached(demande, signature),
        None if is_pdf(&head) => pdf(demande),
        None if is_xml(&head) => xml(demande),
        None if is_cms(&head) => Err(Refus::SignatureSeule),
        None => Err(Refus::SansSignature),
    }
}

fn head(fichier: &Fichier) -> Result<Vec<u8>, Refus> {
    let mut head = Vec::new();
    open(fichier)?.take(TETE as u64).read_to_end(&mut head).map_err(|error| unread(&error))?;
    Ok(head)
}

fn open(fichier: &Fichier) -> Result<File, Refus> {
    File::open(&fichier.chemin).map_err(|error| unread(&error))
}

fn unread(error: &io::Error) -> Refus {
    Refus::Illisible(format!("Ce fichier ne se lit pas ({error})."))
}

/// Some software writes bytes before the header.
fn is_pdf(head: &[u8]) -> bool {
    head.windows(5).any(|window| window == b"%PDF-")
}

fn is_xml(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    text.iter().find(|octet| !octet.is_ascii_whitespace()) == Some(&b'<')
}

fn is_cms(head: &[u8]) -> bool {
    head.starts_with(b"-----BEGIN PKCS7") || head.starts_with(b"-----BEGIN CMS") || (head.len() > 4 && head[0] == 0x30)
}

impl<'a> Demande<'a> {
    /// Time stamps are believed from the same authorities.
    const fn conditions(&self) -> Conditions<'a> {
        Conditions {
            confiance: self.confiance,
            horodateurs: self.confiance,
            preuves: self.preuves,
            maintenant: self.maintenant,
            existait_le: None,
        }
    }

    fn bilan(&self, signatures: Vec<(Rapport, Option<Certificat>)>) -> Result<Bilan, Refus> {
        if signatures.is_empty() {
            return Err(Refus::SansSignature);
        }
        let verdict = signatures.iter().map(|(rapport, _)| rapport.verdict).fold(Verdict::Valide, Verdict::max);
        let (signatures, certificats) = signatures.into_iter().unzip();
        Ok(Bilan {
            document: self.document.nom.clone(),
            empreinte: fingerprint(self.document)?,
            verdict,
            signatures,
            remarques: Vec::new(),
            hors_signature: Vec::new(),
            certificats,
        })
    }
}

fn fingerprint(fichier: &Fichier) -> Result<String, Refus> {
    let mut hash = Sha256::new();
    pieces(fichier, |piece| hash.update(piece))?;
    Ok(hex::encode(hash.finalize()))
}

fn pieces(fichier: &Fichier, mut each: impl FnMut(&[u8])) -> Result<(), Refus> {
    let mut file = open(fichier)?;
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer).map_err(|error| unread(&error))? {
            0 => return Ok(()),
            read => each(&buffer[..read]),
        }
    }
}

fn pdf(demande: Demande<'_>) -> Result<Bilan, Refus> {
    let mut octets = Vec::new();
    open(demande.document)?.read_to_end(&mut octets).map_err(|error| unread(&error))?;
    let found = pades::verify(&octets, &demande.conditions())
        .map_err(|error: PadesError| Refus::Illisible(error.to_string()))?;
    demande.bilan(found.into_iter().map(|one| (one.rapport, one.certificat)).collect())
}

/// A signature of any file, beside it.
fn detached(demande: Demande<'_>, signature: &Fichier) -> Result<Bilan, Refus> {
    let refused = |error: CadesError| Refus::Illisible(error.to_string());
    let mut octets = Vec::new();
    open(signature)?.read_to_end(&mut octets).map_err(|error| unread(&error))?;
    let cms = Cms::read(&octets).map_err(refused)?;
    let mut empreinteur = Empreinteur::new(&cms.hachages());
    pieces(demande.document, |piece| empreinteur.update(piece))?;
    let found = cms.verify(&empreinteur.finish(), &demande.conditions());
    demande.bilan(found.into_iter().map(|one| (one.rapport, one.certificat)).collect())
}

fn xml(demande: Demande<'_>) -> Result<Bilan, Refus> {
    judge(demande, demande.document, &[])
}

fn detached_xml(demande: Demande<'_>, signature: &Fichier) -> Result<Bilan, Refus> {
    let chemin = demande.document.chemin.clone();
    let source = move || File::open(&chemin);
    judge(demande, signature, &[Contenu { nom: Some(&demande.document.nom), source: &source }])
}

fn judge(demande: Demande<'_>, signed: &Fichier, contenus: &[Contenu<'_>]) -> Result<Bilan, Refus> {
    let politiques = Politique::dgfip();
    let contexte = Contexte { conditions: demande.conditions(), politiques: &politiques, contenus };
    let chemin = signed.chemin.clone();
    let found = xades::verify(&move || File::open(&chemin), &contexte).map_err(|error| match error {
        XadesError::SansSignature => Refus::SansSignature,
        other => Refus::Illisible(other.to_string()),
    })?;
    let (verdict, remarques) = (found.verdict(), found.raisons);
    // Apart, the signature file itself is covered by nothing: it is not what one asks about.
    let hors = if contenus.is_empty() { found.couverture.hors } else { std::collections::BTreeMap::new() };
    let hors_signature = hors.into_iter().map(|(place, count)| told(&place, count)).collect();
    let signatures = found.signatures.into_iter().map(|one| (one.rapport, one.certificat)).collect();
    Ok(Bilan { verdict, remarques, hors_signature, ..demande.bilan(signatures)? })
}

fn told(place: &str, count: usize) -> String {
    if count > 1 { format!("{place} ({count} fois)") } else { place.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_its_beginning() {
        assert!(is_pdf(b"\n%PDF-1.7") && !is_pdf(b"PK\x03\x04"));
        assert!(is_xml(b"\xEF\xBB\xBF <a/>") && is_xml(b"<?xml") && !is_xml(b"%PDF"));
        assert!(is_cms(b"-----BEGIN PKCS7-----") && is_cms(b"\x30\x82\x01\x00\x06") && !is_cms(b"0"));
    }
}
