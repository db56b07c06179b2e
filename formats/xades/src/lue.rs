//! `Lue`: a signature as it is written, before anything is verified.

use std::{collections::HashMap, ops::Range};

use c14n::Method;
use certificats::{Algorithme, Certificat, Crl, Hachage, Preuves, Raison, ReponseOcsp, pem};

use crate::{
    noeud::{Espace, Noeud},
    noms,
    proprietes::Proprietes,
};

/// References of one signature.
const REFERENCES: usize = 256;

/// The place of what is not in the file.
const ABSENT: Range<u64> = u64::MAX..u64::MAX;

/// A signature. What is wrong with its writing is among `defauts`: it will not be valid.
#[derive(Debug, Clone)]
pub(crate) struct Lue {
    pub(crate) id: Option<String>,
    pub(crate) place: Range<u64>,
    /// The path of the element that holds it, empty when it is the root.
    pub(crate) chemin: String,
    /// Nothing follows it in that element.
    pub(crate) derniere: bool,
    pub(crate) info: Range<u64>,
    pub(crate) methode: Method,
    pub(crate) algorithme: Option<Algorithme>,
    pub(crate) references: Vec<Reference>,
    pub(crate) valeur: Vec<u8>,
    pub(crate) valeur_place: Range<u64>,
    pub(crate) valeur_id: Option<String>,
    pub(crate) certificats: Vec<Certificat>,
    pub(crate) proprietes: Option<Proprietes>,
    /// Certificates, lists and answers that its unsigned properties hold (XAdES-X-L).
    pub(crate) preuves: Preuves,
    pub(crate) defauts: Vec<Raison>,
}

/// One of the things that a signature covers.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) uri: Option<String>,
    /// What it says that it is.
    pub(crate) kind: Option<String>,
    /// The signature is left out of what it covers.
    pub(crate) enveloppee: bool,
    /// None when bytes are digested as they are.
    pub(crate) methode: Option<Method>,
    /// The function, when it is known, and what it should give.
    pub(crate) hachage: Option<Hachage>,
    pub(crate) empreinte: Vec<u8>,
    /// The transform for which nothing is digested.
    pub(crate) refusee: Option<String>,
}

/// Certificates already read: those of a thousand signatures are often one.
#[derive(Debug, Default)]
pub(crate) struct Lus(HashMap<Vec<u8>, Certificat>);

impl Lue {
    pub(crate) fn read(signature: &Noeud, chemin: String, lus: &mut Lus) -> Self {
        let mut lue = Self {
            id: signature.attribut("Id").map(ToOwned::to_owned),
            place: signature.place.clone(),
            chemin,
            derniere: true,
            info: ABSENT,
            methode: Method::EXCLUSIVE,
            algorithme: None,
            references: Vec::new(),
            valeur: Vec::new(),
            valeur_place: ABSENT,
            valeur_id: None,
            certificats: Vec::new(),
            proprietes: None,
            preuves: Preuves::default(),
            defauts: Vec::new(),
        };
        match signature.get("SignedInfo") {
            Some(info) => lue.read_info(info),
            None => lue.reject("structure", "Cette signature n’a pas une, et une seule, liste de ce qu’elle signe."),
        }
        match signature.get("SignatureValue") {
            Some(value) => {
                lue.valeur_place = value.place.clone();
                lue.valeur_id = value.attribut("Id").map(ToOwned::to_owned);
                lue.valeur = pem::decode(value.texte.as_bytes()).unwrap_or_default();
            }
            None => lue.reject("structure", "Cette signature n’a pas une, et une seule, valeur."),
        }
        if let Some(info) = signature.get("KeyInfo") {
            lue.read_key(info, lus);
        }
        let mut qualifying = signature.all("Object").flat_map(|object| object.all("QualifyingProperties"));
        if let Some(first) = qualifying.next() {
            lue.proprietes = Proprietes::read(first);
            lue.preuves = preuves(first);
            if lue.proprietes.is_none() || qualifying.next().is_some() {
                lue.reject("structure", "Les propriétés XAdES de cette signature sont mal formées ou en double.");
            }
        }
        if signature.est_coupe() {
            lue.reject(
                "commentaire",
                "Un commentaire coupe un texte de cette signature : deux logiciels n’y liraient pas la même chose.",
            );
        }
        if ["ArchiveTimeStamp", "SigAndRefsTimeStamp", "RefsOnlyTimeStamp"].iter().any(|nom| signature.holds(nom)) {
            let texte = "Cette signature porte des horodatages d’archive ; ils ne sont pas vérifiés.";
            lue.defauts.push(Raison::information("archive", texte));
        }
        if signature.holds("CounterSignature") {
            let texte = "Cette signature est contresignée ; la contresignature n’est pas vérifiée.";
            lue.defauts.push(Raison::doute("contresignature", texte));
        }
        lue
    }

    fn reject(&mut self, code: &'static str, texte: impl Into<String>) {
        self.defauts.push(Raison::echec(code, texte));
    }

    fn read_info(&mut self, info: &Noeud) {
        self.info = info.place.clone();
        match info.get("CanonicalizationMethod").and_then(method) {
            Some(methode) => self.methode = methode,
            None => self.reject("canonisation", "La canonisation de cette signature n’est pas prise en charge."),
        }
        let uri = info.get("SignatureMethod").and_then(|method| method.attribut("Algorithm")).unwrap_or_default();
        self.algorithme = noms::algorithme(uri);
        if self.algorithme.is_none() {
            let uri: String = uri.chars().take(100).collect();
            self.reject("algorithme", format!("L’algorithme de cette signature n’est pas pris en charge ({uri})."));
        }
        self.references = info.all("Reference").take(REFERENCES + 1).map(Reference::read).collect();
        if self.references.is_empty() || self.references.len() > REFERENCES {
            self.reject("structure", "Cette signature ne signe rien, ou plus de choses qu’aucune ne le fait.");
        }
        let foreign = info.enfants.iter().any(|enfant| enfant.espace != Espace::Signature);
        if foreign {
            self.reject("structure", "La liste de ce que signe cette signature contient des éléments étrangers.");
        }
    }

    fn read_key(&mut self, info: &Noeud, lus: &mut Lus) {
        let all = info.all("X509Data").flat_map(|data| data.all("X509Certificate"));
        let Ok(certificats) = all.map(|one| lus.read(&one.texte)).collect::<Result<Vec<_>, _>>() else {
            return self.reject("certificat_illisible", "Un certificat de cette signature est illisible.");
        };
        self.certificats = certificats;
    }
}

impl Reference {
    fn read(reference: &Noeud) -> Self {
        let text = |nom| reference.attribut(nom).map(ToOwned::to_owned);
        let uri = reference.get("DigestMethod").and_then(|method| method.attribut("Algorithm")).unwrap_or_default();
        let value = reference.get("DigestValue").and_then(|value| pem::decode(value.texte.as_bytes()).ok());
        let mut read = Self {
            uri: text("URI"),
            kind: text("Type"),
            enveloppee: false,
            methode: None,
            hachage: noms::hachage(uri),
            empreinte: value.unwrap_or_default(),
            refusee: None,
        };
        for transform in reference.all("Transforms").flat_map(|list| &list.enfants) {
            let uri = transform.attribut("Algorithm").unwrap_or_default();
            let known = transform.espace == Espace::Signature && transform.nom == "Transform" && read.methode.is_none();
            match method(transform) {
                _ if !known => read.refusee = Some(noms::refusee(uri)),
                Some(methode) => read.methode = Some(methode),
                None if uri == noms::ENVELOPED && transform.enfants.is_empty() => read.enveloppee = true,
                None => read.refusee = Some(noms::refusee(uri)),
            }
        }
        read
    }

    /// What it designates in the file itself: an identifier, or the whole (empty). None when it is elsewhere.
    pub(crate) fn interne(&self) -> Option<&str> {
        match self.uri.as_deref() {
            Some("") => Some(""),
            Some(uri) => uri.strip_prefix('#').filter(|id| !id.is_empty() && !id.contains('(')),
            None => None,
        }
    }
}

impl Lus {
    fn read(&mut self, base64: &str) -> Result<Certificat, certificats::CertificatError> {
        let der = pem::decode(base64.as_bytes())?;
        if let Some(known) = self.0.get(&der) {
            return Ok(known.clone());
        }
        let certificat = Certificat::read(&der)?;
        self.0.insert(der, certificat.clone());
        Ok(certificat)
    }
}

/// What was kept beside a signature for it to be verified later. What cannot be read is as if it were not there.
fn preuves(qualifying: &Noeud) -> Preuves {
    let values = |path: &[&str], nom: &'static str| -> Vec<Vec<u8>> {
        let own = qualifying.path(&["UnsignedProperties", "UnsignedSignatureProperties"]);
        let list = own.and_then(|own| own.path(path));
        list.into_iter()
            .flat_map(|list| list.all(nom))
            .filter_map(|one| pem::decode(one.texte.as_bytes()).ok())
            .collect()
    };
    let certificats = values(&["CertificateValues"], "EncapsulatedX509Certificate");
    let crl = values(&["RevocationValues", "CRLValues"], "EncapsulatedCRLValue");
    let ocsp = values(&["RevocationValues", "OCSPValues"], "EncapsulatedOCSPValue");
    Preuves {
        certificats: certificats.iter().filter_map(|der| Certificat::read(der).ok()).collect(),
        crl: crl.iter().filter_map(|der| Crl::read(der).ok()).collect(),
        ocsp: ocsp.iter().filter_map(|der| ReponseOcsp::read(der).ok()).collect(),
    }
}

/// The canonical form that an element names, with its list of prefixes.
fn method(noeud: &Noeud) -> Option<Method> {
    let mut method = Method::named(noeud.attribut("Algorithm")?)?;
    match (&mut method, noeud.enfants.as_slice()) {
        (_, []) => {}
        (Method::Exclusive { prefixes, .. }, [list]) if list.nom == "InclusiveNamespaces" => {
            let names = list.attribut("PrefixList").unwrap_or_default().split_ascii_whitespace();
            *prefixes = names.map(|name| if name == "#default" { String::new() } else { name.to_owned() }).collect();
        }
        _ => return None,
    }
    Some(method)
}
