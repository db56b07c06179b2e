//! What is said of each signer: integrity, proof of time, trust (ETSI EN 319 102-1, 5).

use certificats::{
    Certificat, Confiance, Demande, Integrite, Moment, Preuves, Raison, Rapport, Statut, Usage, Verdict,
};
use time::OffsetDateTime;

use crate::{
    cms::Cms,
    controle::Controle,
    empreintes::Empreintes,
    error::CadesError,
    jeton::Jeton,
    oids,
    signataire::{Attribut, SignerInfo},
};

/// Time stamps of one signer that are looked at.
const HORODATAGES: usize = 8;

/// With what one judges.
#[derive(Debug, Clone, Copy)]
pub struct Conditions<'a> {
    pub confiance: &'a Confiance,
    /// The anchors of time stamps; often the same.
    pub horodateurs: &'a Confiance,
    /// Certificates, lists and answers that the file does not carry.
    pub preuves: &'a Preuves,
    pub maintenant: OffsetDateTime,
    /// A proof from outside that the whole file, its time stamps included, existed at this instant.
    pub existait_le: Option<OffsetDateTime>,
}

/// One signature read and judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub rapport: Rapport,
    pub certificat: Option<Certificat>,
    /// From the certificate to the anchor, or to where the chain stops.
    pub chaine: Vec<Certificat>,
    pub horodatages: Vec<HorodatageLu>,
    pub revocation: Vec<Statut>,
    /// When the signer says that it signed.
    pub date_declaree: Option<OffsetDateTime>,
    /// When a valid time stamp proves that the signature existed.
    pub date_prouvee: Option<OffsetDateTime>,
    /// What to fetch for a surer verdict.
    pub demandes: Vec<Demande>,
}

/// One time stamp judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HorodatageLu {
    pub date: OffsetDateTime,
    pub autorite: Option<Certificat>,
    pub raisons: Vec<Raison>,
    pub chaine: Vec<Certificat>,
    pub revocation: Vec<Statut>,
    pub demandes: Vec<Demande>,
}

impl HorodatageLu {
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.raisons)
    }
}

impl Cms {
    /// Each signer of a content that is beside, by its digests.
    pub fn verify(&self, empreintes: &Empreintes, conditions: &Conditions<'_>) -> Vec<Verification> {
        let preuves = conditions.preuves.clone().with(&Preuves {
            certificats: self.certificats(),
            crl: self.crls(),
            ocsp: Vec::new(),
        });
        let conditions = Conditions { preuves: &preuves, ..*conditions };
        self.signataires().iter().map(|signer| verify_one(signer, self.contenu.kind, empreintes, &conditions)).collect()
    }

    /// The digest that a time stamp of this signature is of.
    pub fn a_horodater(&self, rang: usize, hachage: certificats::Hachage) -> Result<Vec<u8>, CadesError> {
        let signer = self.signataires().get(rang).ok_or(CadesError::RangInconnu { rang: rang + 1 })?;
        Ok(hachage.digest(signer.valeur()))
    }

    /// Adds a time stamp to the signature of this rank, counted from 0: level B-T. One that is of something else is refused.
    pub fn add_horodatage(&mut self, rang: usize, jeton: &Jeton) -> Result<(), CadesError> {
        if self.a_horodater(rang, jeton.hachage())? != jeton.empreinte() {
            return Err(CadesError::faux("elle porte sur une autre empreinte"));
        }
        self.attach(rang, Attribut::new(oids::TIME_STAMP, jeton.der().to_vec()))
    }
}

fn verify_one(
    signer: &SignerInfo,
    kind: certificats::Oid,
    empreintes: &Empreintes,
    conditions: &Conditions<'_>,
) -> Verification {
    let controle = Controle::new(signer, kind, empreintes, &conditions.preuves.certificats);
    let mut raisons = controle.raisons;
    let horodatages = read_horodatages(signer, conditions, &mut raisons);
    let proven = horodatages.iter().filter(|one| one.verdict() == Verdict::Valide).map(|one| one.date);
    let date_prouvee = proven.chain(conditions.existait_le).min();
    let mut demandes: Vec<Demande> = horodatages.iter().flat_map(|one| one.demandes.iter().cloned()).collect();
    let (mut chaine, mut revocation) = (Vec::new(), Vec::new());
    if let Some(certificat) = &controle.certificat {
        let moment = date_prouvee.map_or(Moment::maintenant(conditions.maintenant), Moment::prouve);
        let examen = conditions.confiance.examine(certificat, Usage::Signature, moment, conditions.preuves);
        raisons.extend(examen.raisons);
        demandes.extend(examen.demandes);
        (chaine, revocation) = (examen.chaine, examen.revocation);
    }
    for horodatage in &horodatages {
        note_horodatage(horodatage, &mut raisons);
    }
    let date_declaree = signer.date();
    if !controle.nomme && controle.integre {
        let texte = "Le certificat n’est pas désigné dans ce qui est signé : ce n’est pas une signature CAdES.";
        raisons.push(Raison::information("certificat_non_designe", texte));
    }
    let level = if date_prouvee.is_some() { "B-T" } else { "B-B" };
    let rapport = Rapport {
        format: if controle.nomme { format!("CAdES-{level}") } else { "CMS".to_owned() },
        integrite: if controle.integre { Integrite::Ok } else { Integrite::Ko },
        verdict: Verdict::of(&raisons),
        signataire: controle.certificat.as_ref().map(|one| one.sujet().court()),
        date: date_prouvee.or(date_declaree),
        couverture: "le fichier entier".to_owned(),
        raisons,
    };
    let certificat = controle.certificat;
    Verification { rapport, certificat, chaine, horodatages, revocation, date_declaree, date_prouvee, demandes }
}

fn read_horodatages(signer: &SignerInfo, conditions: &Conditions<'_>, raisons: &mut Vec<Raison>) -> Vec<HorodatageLu> {
    let mut all = Vec::new();
    for token in signer.non_signe(oids::TIME_STAMP).take(HORODATAGES) {
        match Jeton::read(token) {
            Ok(jeton) => all.push(jeton.verify(|hachage| Some(hachage.digest(signer.valeur())), conditions)),
            Err(error) => raisons.push(Raison::doute("horodatage_illisible", error.to_string())),
        }
    }
    all
}

/// What a time stamp that proves nothing is worth: the signature is judged as if it had none, and one says it.
fn note_horodatage(horodatage: &HorodatageLu, raisons: &mut Vec<Raison>) {
    if horodatage.verdict() == Verdict::Valide {
        return;
    }
    let why: Vec<&str> = horodatage.raisons.iter().map(|raison| raison.texte.as_str()).collect();
    let texte = format!("L’horodatage ne prouve pas la date. {}", why.join(" "));
    raisons.push(Raison::information("horodatage_sans_preuve", texte));
}
