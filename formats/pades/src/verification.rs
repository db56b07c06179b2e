//! The signatures of a file read and judged, each with what was added after it.

use cades::{Cms, Conditions, Empreintes, HorodatageLu, Jeton, Verification};
use certificats::{
    Certificat, Demande, Exigence, Integrite, Moment, Preuves, Raison, Rapport, Usage, Verdict, en_clair,
};
use pdf::{Document, Interdit, PdfError, champs};
use time::OffsetDateTime;

use crate::{
    error::PadesError,
    jugement::{coverage, judge},
    lecture::{Genre, Plage, Signee, read_all, written},
    modifications::{Modification, compare},
    preuves,
};

/// Bytes of the states that are compared, all signatures together: each costs a reading of the file.
const COMPARES: usize = 512 << 20;

/// A signature, or a time stamp of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct SignaturePdf {
    pub champ: String,
    pub rapport: Rapport,
    pub est_horodatage: bool,
    pub certificat: Option<Certificat>,
    pub chaine: Vec<Certificat>,
    /// When the signer says that it signed.
    pub date_declaree: Option<OffsetDateTime>,
    /// When a valid time stamp proves that the signature existed.
    pub date_prouvee: Option<OffsetDateTime>,
    /// The quality of the signer, as it was written.
    pub motif: Option<String>,
    pub lieu: Option<String>,
    /// What this signature forbids to those who come after.
    pub interdit: Option<Interdit>,
    /// Nothing was added after it.
    pub couvre_tout: bool,
    pub modifications: Vec<Modification>,
    pub horodatages: Vec<HorodatageLu>,
    /// What to fetch for a surer verdict, and to keep in the file with `add_preuves`.
    pub demandes: Vec<Demande>,
}

/// The signatures of a PDF, from the first to the last. What the file carries to verify them is used.
pub fn verify(octets: &[u8], conditions: &Conditions<'_>) -> Result<Vec<SignaturePdf>, PadesError> {
    let document = Document::open(octets)?;
    let portees = preuves::read(&document)?;
    let preuves = conditions.preuves.clone().with(&portees);
    let mut lecteur = Lecteur {
        document: &document,
        portees: &portees,
        conditions: Conditions { preuves: &preuves, ..*conditions },
        est_scelle: false,
        reste: COMPARES,
    };
    let mut all = Vec::new();
    // From the last: a valid time stamp of the whole proves what was there before it.
    for signee in read_all(&document)?.into_iter().rev() {
        all.push(lecteur.read(signee)?);
    }
    all.reverse();
    Ok(all)
}

struct Lecteur<'l, 'a> {
    document: &'l Document<'a>,
    portees: &'l Preuves,
    conditions: Conditions<'l>,
    /// A valid time stamp of the whole was made since.
    est_scelle: bool,
    reste: usize,
}

impl Lecteur<'_, '_> {
    fn read(&mut self, mut signee: Signee) -> Result<SignaturePdf, PadesError> {
        let (interdit, verrou) = (signee.interdit(self.document)?, signee.verrou(self.document)?);
        let mut modifications = Vec::new();
        let mut raisons = std::mem::take(&mut signee.raisons);
        let mut couvre_tout = false;
        if let Some(plage) = signee.plage {
            let rest = &self.document.octets()[plage.fin..];
            couvre_tout = rest.iter().all(u8::is_ascii_whitespace);
            if !couvre_tout {
                match self.compare(&signee, plage)? {
                    Ok(found) => modifications = found,
                    Err(raison) => raisons.push(raison),
                }
            }
        }
        if self.document.is_repaired() {
            let texte = "La table des objets de ce PDF est fausse : chaque lecteur peut y voir autre chose.";
            raisons.push(Raison::doute("table_refaite", texte));
        }
        raisons.extend(modifications.iter().filter_map(|one| judge(one, interdit, &verrou)));
        let is_shown = raisons.iter().all(|raison| raison.gravite != certificats::Gravite::Echec);
        let mut found =
            if signee.genre == Genre::Horodatage { self.horodatage(&signee) } else { self.signature(&signee) };
        raisons.append(&mut found.rapport.raisons);
        if !is_shown {
            found.rapport.integrite = Integrite::Ko;
        }
        found.rapport.verdict = Verdict::of(&raisons);
        found.rapport.raisons = raisons;
        found.rapport.couverture = coverage(signee.plage.is_some(), couvre_tout, &modifications);
        let texte = |key| signee.texte(self.document, key);
        Ok(SignaturePdf {
            interdit,
            couvre_tout,
            modifications,
            motif: texte("Reason"),
            lieu: texte("Location"),
            champ: signee.champ.nom.clone(),
            ..found
        })
    }

    /// What was added since, once it is known that the file was signed as it claims.
    fn compare(&mut self, signee: &Signee, plage: Plage) -> Result<Result<Vec<Modification>, Raison>, PadesError> {
        let Some(reste) = self.reste.checked_sub(self.document.octets().len()) else {
            let texte = "Ce PDF a trop de signatures, ou est trop gros, pour que ce qui a été ajouté après chacune soit comparé.";
            return Ok(Err(Raison::doute("non_compare", texte)));
        };
        self.reste = reste;
        let unreadable = |_| {
            let texte =
                "Ce que cette signature couvre n’est pas un PDF complet : le document a pu être changé après elle.";
            Raison::echec("revision_illisible", texte)
        };
        let old = match Document::open(&self.document.octets()[..plage.fin]).map_err(unreadable) {
            Ok(old) => old,
            Err(raison) => return Ok(Err(raison)),
        };
        if !is_in(&old, self.document, signee)? {
            let texte = "Cette signature n’était pas dans le document qu’elle couvre : elle y a été rapportée.";
            return Ok(Err(Raison::echec("signature_rapportee", texte)));
        }
        match compare(&old, self.document) {
            Ok(found) => Ok(Ok(found)),
            // What is too intricate to be compared is not declared harmless.
            Err(error) => Ok(Err(Raison::doute("non_compare", error.to_string()))),
        }
    }

    fn horodatage(&mut self, signee: &Signee) -> SignaturePdf {
        let octets = self.document.octets();
        let read =
            Jeton::read(&signee.contenu).map_err(|error| Raison::echec("signature_illisible", error.to_string()));
        let (mut lu, mut raisons) = (None, Vec::new());
        match (read, signee.plage) {
            (Ok(jeton), Some(plage)) => {
                let found = jeton.verify(|hachage| Some(plage.digest(octets, hachage)), &self.conditions);
                raisons.clone_from(&found.raisons);
                if found.verdict() == Verdict::Valide {
                    self.conditions.existait_le = Some(found.date);
                    self.est_scelle = true;
                }
                lu = Some(found);
            }
            (Err(raison), _) => raisons.push(raison),
            (Ok(_), None) => {}
        }
        let is_whole = !raisons.iter().any(|raison| raison.gravite == certificats::Gravite::Echec) && lu.is_some();
        let autorite = lu.as_ref().and_then(|lu| lu.autorite.clone());
        let date = lu.as_ref().map(|lu| lu.date);
        let verdict = Verdict::of(&raisons);
        SignaturePdf {
            rapport: rapport("Horodatage RFC 3161", is_whole, autorite.as_ref(), date, raisons),
            est_horodatage: true,
            certificat: autorite,
            date_prouvee: date.filter(|_| verdict == Verdict::Valide),
            demandes: lu.as_ref().map(|lu| lu.demandes.clone()).unwrap_or_default(),
            chaine: lu.as_ref().map(|lu| lu.chaine.clone()).unwrap_or_default(),
            horodatages: lu.into_iter().collect(),
            ..SignaturePdf::empty()
        }
    }

    fn signature(&self, signee: &Signee) -> SignaturePdf {
        let date_declaree = signee.date(self.document);
        let refused = |raison: Raison| SignaturePdf {
            rapport: rapport("PAdES", false, None, date_declaree, vec![raison]),
            date_declaree,
            ..SignaturePdf::empty()
        };
        if signee.genre == Genre::Ancien {
            let texte =
                "Cette signature est d’une forme ancienne, que les normes ont abandonnée : elle n’est pas vérifiée.";
            return refused(Raison::doute("forme_ancienne", texte));
        }
        let Some(plage) = signee.plage else {
            let texte = "Comme ce qu’elle couvre est faux, sa valeur n’est pas vérifiée.";
            return refused(Raison::information("non_verifiee", texte));
        };
        let cms = match Cms::read_first(&signee.contenu) {
            Ok((cms, rest)) if rest.iter().all(|byte| *byte == 0) && cms.signataires().len() == 1 => cms,
            Ok(_) => {
                let texte = "La valeur de la signature est suivie d’autre chose, ou compte plusieurs signataires.";
                return refused(Raison::echec("signature_mal_formee", texte));
            }
            Err(error) => return refused(Raison::echec("signature_illisible", error.to_string())),
        };
        let empreintes = Empreintes::of(&cms.hachages(), &plage.parts(self.document.octets()));
        let Some(found) = cms.verify(&empreintes, &self.conditions).into_iter().next() else {
            return refused(Raison::echec("signature_mal_formee", "La signature n’a pas de signataire."));
        };
        self.of_cms(found, date_declaree)
    }

    fn of_cms(&self, found: Verification, date: Option<OffsetDateTime>) -> SignaturePdf {
        let date_declaree = date.or(found.date_declaree);
        let mut rapport = found.rapport.clone();
        rapport.format = self.level(&found);
        rapport.date = found.date_prouvee.or(date_declaree);
        if let (Some(proven), Some(told)) = (found.date_prouvee, date_declaree)
            && told > proven + time::Duration::minutes(10)
        {
            let texte = format!(
                "La date annoncée par le signataire ({}) est postérieure à celle que prouve l’horodatage ({}).",
                en_clair(told),
                en_clair(proven)
            );
            rapport.raisons.push(Raison::information("date_annoncee", texte));
        }
        SignaturePdf {
            rapport,
            certificat: found.certificat,
            chaine: found.chaine,
            date_declaree,
            date_prouvee: found.date_prouvee,
            horodatages: found.horodatages,
            demandes: found.demandes,
            ..SignaturePdf::empty()
        }
    }

    /// B-B, B-T, B-LT when the file itself has all that verifies it, B-LTA when a time stamp of the whole was added.
    fn level(&self, found: &Verification) -> String {
        if found.rapport.format == "CMS" {
            return "PDF CMS".to_owned();
        }
        let (Some(date), Some(certificat)) = (found.date_prouvee, &found.certificat) else {
            return "PAdES-B-B".to_owned();
        };
        let strict = self.conditions.confiance.clone().with_revocation(Exigence::Prouvee);
        let carried = Preuves { certificats: found.chaine.clone(), ..Preuves::default() }.with(self.portees);
        let examen = strict.examine(certificat, Usage::Signature, Moment::prouve(date), &carried);
        let missing =
            examen.raisons.iter().any(|raison| matches!(raison.code, "revocation_inconnue" | "chaine_inconnue"));
        let level = match (missing, self.est_scelle) {
            (true, _) => "B-T",
            (false, false) => "B-LT",
            (false, true) => "B-LTA",
        };
        format!("PAdES-{level}")
    }
}

impl SignaturePdf {
    /// Of what was gathered, what verifies this signature and its time stamps: to be kept in the file by `add_preuves`.
    pub fn preuves(&self, reunies: &Preuves) -> Preuves {
        let mut useful = reunies.select(&self.chaine);
        for horodatage in &self.horodatages {
            useful = useful.with(&reunies.select(&horodatage.chaine));
        }
        useful
    }

    fn empty() -> Self {
        Self {
            champ: String::new(),
            rapport: rapport("PAdES", false, None, None, Vec::new()),
            est_horodatage: false,
            certificat: None,
            chaine: Vec::new(),
            date_declaree: None,
            date_prouvee: None,
            motif: None,
            lieu: None,
            interdit: None,
            couvre_tout: false,
            modifications: Vec::new(),
            horodatages: Vec::new(),
            demandes: Vec::new(),
        }
    }
}

fn rapport(
    format: &str,
    integre: bool,
    certificat: Option<&Certificat>,
    date: Option<OffsetDateTime>,
    raisons: Vec<Raison>,
) -> Rapport {
    Rapport {
        format: format.to_owned(),
        integrite: if integre { Integrite::Ok } else { Integrite::Ko },
        verdict: Verdict::of(&raisons),
        signataire: certificat.map(|one| one.sujet().court()),
        date,
        couverture: String::new(),
        raisons,
    }
}

/// The same field of the signed state has the same signature.
fn is_in(old: &Document<'_>, new: &Document<'_>, signee: &Signee) -> Result<bool, PdfError> {
    let Ok(before) = champs(old) else { return Ok(false) };
    let Some(champ) = before.iter().find(|champ| champ.id == signee.champ.id && champ.nom == signee.champ.nom) else {
        return Ok(false);
    };
    let Some(dict) = old.find_dict(&champ.dict, "V")? else { return Ok(false) };
    for key in ["ByteRange", "Contents", "SubFilter", "Reference"] {
        if written(old, &dict, key)? != written(new, &signee.dict, key)? {
            return Ok(false);
        }
    }
    Ok(true)
}
