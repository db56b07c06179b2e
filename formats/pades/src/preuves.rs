//! `DSS`: certificates, lists of revocation and answers kept in the file for later verification (ETSI EN 319 142-1, 5.4.2).

use std::collections::HashSet;

use certificats::{Certificat, Crl, Preuves, ReponseOcsp};
use pdf::{Data, Dict, Document, Object, PdfError, Ref, Revision, Stream, deflate};

use crate::{error::PadesError, formulaire::root};

/// Bytes of the proofs of one kind, and how many there may be: what comes after is left out.
const OCTETS: usize = 64 << 20;
const PREUVES: usize = 2000;

/// What a file carries to verify its signatures; what cannot be read of it is left out.
pub(crate) fn read(document: &Document<'_>) -> Result<Preuves, PdfError> {
    let mut preuves = Preuves::default();
    let Some(dss) = document.find_dict(&document.catalogue()?, "DSS")? else { return Ok(preuves) };
    preuves.certificats = list(document, &dss, "Certs")?.iter().filter_map(|one| Certificat::read(one).ok()).collect();
    preuves.crl = list(document, &dss, "CRLs")?.iter().filter_map(|one| Crl::read(one).ok()).collect();
    preuves.ocsp = list(document, &dss, "OCSPs")?.iter().filter_map(|one| ReponseOcsp::read(one).ok()).collect();
    Ok(preuves)
}

/// The same file with these proofs besides those that it has: level B-LT, when they are enough. What is signed is not touched.
pub fn add_preuves(octets: &[u8], preuves: &Preuves) -> Result<Vec<u8>, PadesError> {
    let document = Document::open(octets)?;
    let mut revision = Revision::new(&document);
    let (id, catalogue) = root(&document, &revision)?;
    let mut dss = document.find_dict(&catalogue, "DSS")?.unwrap_or_default().with("Type", Object::name("DSS"));
    let all = [
        ("Certs", preuves.certificats.iter().map(Certificat::der).collect::<Vec<_>>()),
        ("CRLs", preuves.crl.iter().map(Crl::der).collect()),
        ("OCSPs", preuves.ocsp.iter().map(ReponseOcsp::der).collect()),
    ];
    let mut is_richer = false;
    for (key, given) in all {
        let known = list(&document, &dss, key)?;
        let mut refs = document.find(&dss, key)?.as_array().map(<[Object]>::to_vec).unwrap_or_default();
        for (rank, octets) in given.iter().enumerate() {
            if !known.iter().any(|one| one == octets) && !given[..rank].contains(octets) {
                refs.push(stream(&mut revision, octets).into());
                is_richer = true;
            }
        }
        if !refs.is_empty() {
            dss.set(key, refs);
        }
    }
    if !is_richer {
        return Ok(octets.to_vec());
    }
    if let Some(known) = catalogue.get("DSS").and_then(Object::as_ref) {
        revision.replace(known, dss);
    } else {
        let dss = revision.add(dss);
        revision.replace(id, catalogue.with("DSS", dss));
    }
    Ok(revision.write()?)
}

fn list(document: &Document<'_>, dss: &Dict, key: &str) -> Result<Vec<Vec<u8>>, PdfError> {
    let (mut all, mut seen, mut left) = (Vec::new(), HashSet::new(), OCTETS);
    for one in document.find(dss, key)?.as_array().unwrap_or_default().iter().take(PREUVES) {
        let is_new = one.as_ref().is_none_or(|id| seen.insert(id));
        if let (true, Object::Stream(stream)) = (is_new, document.resolve(one)?.as_ref()) {
            let text = document.text(stream, left as u64)?.unwrap_or_default();
            left = left.saturating_sub(text.len());
            all.push(text);
        }
    }
    Ok(all)
}

fn stream(revision: &mut Revision<'_, '_>, octets: &[u8]) -> Ref {
    let dict = Dict::default().with("Filter", Object::name("FlateDecode"));
    revision.add(Stream { dict, data: Data::New(deflate(octets)) })
}
