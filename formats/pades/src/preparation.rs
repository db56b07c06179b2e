//! A signature prepared in a PDF: what is to be signed, then the file with its signature.

use cades::{Cms, Options as OptionsCms};
use certificats::{Certificat, Hachage, RawSigner};
use pdf::{Balisage, Dict, Document, Interdit, Object, Page, Ref, Revision, Signatures};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, UtcOffset};

use crate::{
    apparence::{self, Visuel},
    error::PadesError,
    formulaire::{Formulaire, root},
    trou::Trou,
};

/// Bytes kept for a time stamp and the certificates of its authority.
const HORODATAGE: usize = 12 << 10;
/// Kept besides, so that a value a little longer than foreseen has its place.
const MARGE: usize = 256;

/// What the caller decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The digest that is wished; ECDSA takes that of its curve.
    pub hachage: Hachage,
    /// When one says that it is signed.
    pub date: OffsetDateTime,
    /// A field that waits for its signature, or the name of a new one; a free name when none is given.
    pub champ: Option<String>,
    /// None for a signature that is not seen on the pages.
    pub visuel: Option<Visuel>,
    pub nom: Option<String>,
    /// The quality in which one signs.
    pub motif: Option<String>,
    /// The town where one signs.
    pub lieu: Option<String>,
    /// This signature, the first, certifies the file and limits what comes after.
    pub certification: Option<Interdit>,
    /// Room is kept for a time stamp.
    pub horodatage: bool,
}

impl Options {
    /// An invisible signature with a time stamp to come, SHA-256.
    pub fn new(date: OffsetDateTime) -> Self {
        Self {
            hachage: Hachage::Sha256,
            date,
            champ: None,
            visuel: None,
            nom: None,
            motif: None,
            lieu: None,
            certification: None,
            horodatage: true,
        }
    }
}

/// A signature that waits for its value. It is kept between two requests, without the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preparation {
    trou: Trou,
    cms: cades::Preparation,
}

/// Prepares the signature of this file. The bytes that are given are the beginning of those that will come back.
pub fn prepare(
    octets: &[u8],
    certificat: &Certificat,
    chaine: &[Certificat],
    options: &Options,
) -> Result<Preparation, PadesError> {
    let document = Document::open(octets)?;
    let signatures = Signatures::read(&document)?;
    let mut revision = Revision::new(&document);
    let formulaire = Formulaire::read(&document)?;
    let attendu = options.champ.as_deref().map(|nom| formulaire.waiting(nom)).transpose()?.flatten();
    refuse_certified(&signatures, options, attendu.is_some())?;
    let (champ, dict) = match attendu {
        Some((id, dict)) => (id, sign_waiting(&document, &mut revision, &formulaire, dict, options)?),
        None => sign_new(&document, &mut revision, &formulaire, options, signatures.total() == 0)?,
    };
    let cms = OptionsCms { hachage: options.hachage, date: None };
    let hachage = cms.hachage_pour(certificat)?;
    let size = cades::Preparation::new(&vec![0; hachage.taille()], certificat, chaine, cms)?.taille();
    let place = size + MARGE + if options.horodatage { HORODATAGE } else { 0 };
    let value = Trou::entries(signature_dict(&document, options, &dict)?, place);
    let value = revision.add(value);
    revision.replace(champ, dict.with("V", value));
    if options.certification.is_some() {
        let (root, catalogue) = root(&document, &revision)?;
        let mut perms = document.find_dict(&catalogue, "Perms")?.unwrap_or_default();
        perms.set("DocMDP", value);
        revision.replace(root, catalogue.with("Perms", perms));
    }
    let trou = Trou::new(octets, revision, place)?;
    let digest = trou.digest(octets, hachage)?;
    Ok(Preparation { cms: cades::Preparation::new(&digest, certificat, chaine, cms)?, trou })
}

impl Preparation {
    /// What is to be signed, as it is: the key hashes it.
    pub fn to_sign(&self) -> &[u8] {
        self.cms.to_sign()
    }

    /// For keys that take a digest.
    pub fn digest(&self) -> Vec<u8> {
        self.cms.digest()
    }

    pub fn algorithme(&self) -> certificats::Algorithme {
        self.cms.algorithme()
    }

    pub fn certificat(&self) -> &Certificat {
        self.cms.certificat()
    }

    /// The signature, once its value is known to be that of the certificate; a time stamp may be added to it.
    pub fn assemble(&self, valeur: &[u8]) -> Result<Cms, PadesError> {
        Ok(self.cms.assemble(valeur)?)
    }

    /// The signed file. `octets` is the file that was prepared, and `cms` what `assemble` gave, stamped or not.
    pub fn write(&self, octets: &[u8], cms: &Cms) -> Result<Vec<u8>, PadesError> {
        // The value is verified again: a signature of another preparation is not written.
        let [signataire] = cms.signataires() else { return Err(PadesError::AutreFichier) };
        self.cms.assemble(signataire.valeur()).map_err(|_| PadesError::AutreFichier)?;
        self.trou.fill(octets, &cms.to_der())
    }

    /// Signed at once by a key that is at hand, without time stamp.
    pub fn sign(&self, octets: &[u8], signer: &dyn RawSigner) -> Result<Vec<u8>, PadesError> {
        let cms = self.assemble(&signer.sign(self.algorithme(), self.to_sign())?)?;
        self.write(octets, &cms)
    }
}

/// What a signer who came before forbids.
fn refuse_certified(signatures: &Signatures, options: &Options, is_waiting: bool) -> Result<(), PadesError> {
    if options.certification.is_some() && signatures.total() > 0 {
        return Err(PadesError::DejaSigne);
    }
    match signatures.interdit {
        Some(Interdit::Tout) => Err(PadesError::Certifie { interdit: "toute modification, signatures comprises" }),
        Some(Interdit::ToutSaufFormulaire) if !is_waiting && options.visuel.is_some() => {
            Err(PadesError::Certifie { interdit: "d’ajouter une signature visible ailleurs que dans ses champs" })
        }
        _ => Ok(()),
    }
}

/// A new field, on the page where it is seen, or on the first when it is not.
fn sign_new(
    document: &Document<'_>,
    revision: &mut Revision<'_, '_>,
    formulaire: &Formulaire<'_, '_>,
    options: &Options,
    is_first: bool,
) -> Result<(Ref, Dict), PadesError> {
    let nom = options.champ.clone().unwrap_or_else(|| formulaire.free_name("Signature"));
    let pages = pdf::pages(document)?;
    let Some(visuel) = &options.visuel else {
        return formulaire.add(revision, &nom, &pages[0], [0.0; 4]);
    };
    let (page, cadre) = visuel.place.find(document, &pages)?;
    let (id, mut dict) = formulaire.add(revision, &nom, page, page.rect(cadre))?;
    let forme = apparence::draw(revision, visuel, (cadre.largeur, cadre.hauteur), page)?;
    dict.set("AP", Dict::default().with("N", forme));
    // What a signature covers is changed as little as can be: the tags of a signed file stay as they are.
    if let Some(mut balisage) = Balisage::read(document).ok().flatten().filter(|_| is_first) {
        let texte = Object::texte(&visuel.texte());
        dict.set("TU", texte.clone());
        dict.set("StructParent", balisage.add(revision, "Form", page.id, id, &texte));
        balisage.finish(document, revision)?;
    }
    Ok((id, dict))
}

/// A field that waits, in its own place.
fn sign_waiting(
    document: &Document<'_>,
    revision: &mut Revision<'_, '_>,
    formulaire: &Formulaire<'_, '_>,
    dict: &Dict,
    options: &Options,
) -> Result<Dict, PadesError> {
    formulaire.update(revision, None)?;
    let Some(visuel) = &options.visuel else { return Ok(dict.clone()) };
    let rect = document.find(dict, "Rect")?;
    let corners: Option<Vec<f64>> = rect.as_array().map(|rect| rect.iter().filter_map(Object::as_f64).collect());
    let Some([left, bottom, right, top]) = corners.as_deref() else { return Err(PadesError::CadreTropPetit) };
    let pages = pdf::pages(document)?;
    let owner = dict.get("P").and_then(Object::as_ref);
    let page: &Page = pages.iter().find(|page| Some(page.id) == owner).unwrap_or(&pages[0]);
    let (width, height) = ((right - left).abs(), (top - bottom).abs());
    let size = if page.quarts.is_multiple_of(2) { (width, height) } else { (height, width) };
    let forme = apparence::draw(revision, visuel, size, page)?;
    Ok(dict.clone().with("AP", Dict::default().with("N", forme)))
}

/// The dictionary of the signature (ISO 32000-1, table 252; ETSI EN 319 142-1, 6.3).
fn signature_dict(document: &Document<'_>, options: &Options, champ: &Dict) -> Result<Dict, PadesError> {
    let mut dict = Dict::default()
        .with("Type", Object::name("Sig"))
        .with("Filter", Object::name("Adobe.PPKLite"))
        .with("SubFilter", Object::name("ETSI.CAdES.detached"))
        .with("M", Object::Text(date(options.date).into_bytes()));
    for (key, texte) in [("Name", &options.nom), ("Reason", &options.motif), ("Location", &options.lieu)] {
        if let Some(texte) = texte {
            dict.set(key, Object::texte(texte));
        }
    }
    let mut references = Vec::new();
    if let Some(interdit) = options.certification {
        references.push(reference("DocMDP", Dict::default().with("P", level(interdit))));
    }
    if let Some(lock) = document.find_dict(champ, "Lock")? {
        let mut params = Dict::default();
        for key in ["Action", "Fields"] {
            if let Some(value) = lock.get(key) {
                params.set(key, value.clone());
            }
        }
        references.push(reference("FieldMDP", params));
    }
    if !references.is_empty() {
        dict.set("Reference", references);
    }
    Ok(dict)
}

fn reference(method: &str, params: Dict) -> Object {
    let params = params.with("Type", Object::name("TransformParams")).with("V", Object::name("1.2"));
    Dict::default()
        .with("Type", Object::name("SigRef"))
        .with("TransformMethod", Object::name(method))
        .with("TransformParams", params)
        .into()
}

fn level(interdit: Interdit) -> i64 {
    match interdit {
        Interdit::Tout => 1,
        Interdit::ToutSaufFormulaire => 2,
        Interdit::ToutSaufAnnotations => 3,
    }
}

/// A date as PDF write it (ISO 32000-1, 7.9.4).
fn date(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    format!("D:{year:04}{month:02}{day:02}{:02}{:02}{:02}+00'00'", at.hour(), at.minute(), at.second())
}
