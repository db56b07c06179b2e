//! `Juge`: one signature after the other, from what was read and digested of it.

use cades::{Conditions, HorodatageLu, Jeton};
use certificats::{
    Algorithme, Certificat, Examen, Gravite, Hachage, Integrite, Moment, Preuves, Raison, Rapport, Usage, Verdict,
    ecdsa_from_fixed,
};
use time::OffsetDateTime;

use crate::{
    declarations::{judge_designation, judge_policy, judge_properties},
    error::XadesError,
    lue::{Lue, Reference},
    proprietes::Proprietes,
    source::digest,
    taches::Resultat,
    verification::{Contenu, Contexte, Demande, ReferenceVerifiee, SignatureVerifiee},
};

/// Time stamps of one signature that are looked at.
const HORODATAGES: usize = 8;
/// Sets of certificates, and examinations, that are kept for the next signatures; a file made to harm has as many as it wants.
const ENSEMBLES: usize = 8;
const EXAMENS: usize = 64;
const MANIFESTE: &str = "http://www.w3.org/2000/09/xmldsig#Manifest";

/// Judges the signatures of one file; certificates are examined once.
pub(crate) struct Juge<'a> {
    contexte: &'a Contexte<'a>,
    ensembles: Vec<Ensemble>,
}

impl<'a> Juge<'a> {
    pub(crate) fn new(contexte: &'a Contexte<'a>) -> Self {
        Self { contexte, ensembles: Vec::new() }
    }

    pub(crate) fn judge(
        &mut self,
        lue: Lue,
        demande: &Demande,
        resultats: &[Resultat],
    ) -> Result<SignatureVerifiee, XadesError> {
        let mut raisons = lue.defauts.clone();
        let mut references = Vec::new();
        for (reference, tache) in lue.references.iter().zip(&demande.references) {
            let found = tache.map(|tache| &resultats[tache]);
            references.push(self.reference(&lue, reference, found, &mut raisons)?);
        }
        let certificat = signer(&lue);
        judge_value(&lue, certificat.as_ref(), &resultats[demande.info], &mut raisons);
        if let Some(proprietes) = &lue.proprietes {
            judge_properties(&lue, proprietes, &demande.references, resultats, &mut raisons);
        }
        let whole = Verdict::of(&raisons) != Verdict::Invalide && references.iter().all(|reference| reference.conforme);
        let covered = couverture(&lue, &references);
        judge_strength(&lue, certificat.as_ref(), &mut raisons);
        if let Some(proprietes) = &lue.proprietes {
            if let Some(certificat) = &certificat {
                judge_designation(proprietes, certificat, &mut raisons);
            }
            judge_policy(proprietes, self.contexte.politiques, &mut raisons);
        }
        let horodatages = self.stamps(&lue, demande, resultats, &mut raisons);
        let proven = horodatages.iter().filter(|one| one.verdict() == Verdict::Valide).map(|one| one.date);
        let date_prouvee = proven.chain(self.contexte.conditions.existait_le).min();
        let examen = certificat.as_ref().map(|certificat| self.trust(certificat, &lue, date_prouvee));
        let examen = examen.unwrap_or(Examen { chaine: vec![], raisons: vec![], revocation: vec![], demandes: vec![] });
        raisons.extend(examen.raisons);
        let mut demandes = examen.demandes;
        demandes.extend(horodatages.iter().flat_map(|one| one.demandes.iter().cloned()));
        let rapport = Rapport {
            format: format(lue.proprietes.as_ref(), !horodatages.is_empty()),
            integrite: if whole { Integrite::Ok } else { Integrite::Ko },
            verdict: Verdict::of(&raisons),
            signataire: certificat.as_ref().map(|certificat| certificat.sujet().court()),
            date: date_prouvee.or(lue.proprietes.as_ref().and_then(|proprietes| proprietes.date)),
            couverture: covered,
            raisons,
        };
        Ok(SignatureVerifiee {
            id: lue.id,
            emplacement: if lue.chemin.is_empty() { "/".to_owned() } else { lue.chemin },
            derniere: lue.derniere,
            rapport,
            references,
            certificat,
            certificats: lue.certificats,
            proprietes: lue.proprietes,
            horodatages,
            chaine: examen.chaine,
            revocation: examen.revocation,
            date_prouvee,
            demandes,
        })
    }

    /// The time stamps of the value of a signature. One that proves nothing is told; the signature is judged as if it had none.
    fn stamps(
        &self,
        lue: &Lue,
        demande: &Demande,
        resultats: &[Resultat],
        raisons: &mut Vec<Raison>,
    ) -> Vec<HorodatageLu> {
        let mut all = Vec::new();
        let jetons = lue.proprietes.iter().flat_map(|proprietes| &proprietes.jetons).zip(&demande.jetons);
        for (jeton, tache) in jetons.take(HORODATAGES) {
            let stamped = tache.map(|tache| &resultats[tache].octets);
            match Jeton::read(&jeton.octets) {
                Ok(jeton) => {
                    let digest = |hachage: Hachage| stamped.map(|octets| hachage.digest(octets));
                    all.push(jeton.verify(digest, &self.contexte.conditions));
                }
                Err(error) => raisons.push(Raison::doute("horodatage_illisible", error.to_string())),
            }
        }
        for horodatage in all.iter().filter(|one| one.verdict() != Verdict::Valide) {
            let why: Vec<&str> = horodatage.raisons.iter().map(|raison| raison.texte.as_str()).collect();
            let texte = format!("L’horodatage ne prouve pas la date. {}", why.join(" "));
            raisons.push(Raison::information("horodatage_sans_preuve", texte));
        }
        all
    }

    fn reference(
        &self,
        lue: &Lue,
        reference: &Reference,
        found: Option<&Resultat>,
        raisons: &mut Vec<Raison>,
    ) -> Result<ReferenceVerifiee, XadesError> {
        let name = reference.uri.as_deref().unwrap_or("un contenu détaché");
        let mut verified = ReferenceVerifiee {
            uri: reference.uri.clone(),
            chemin: found.filter(|found| found.trouves == 1).map(|found| found.chemin.clone()),
            porteur: found
                .is_some_and(|found| found.holds(lue) && (found.chemin.is_empty() || found.chemin == lue.chemin)),
            hachage: reference.hachage,
            conforme: false,
        };
        let reason = if let Some(refusee) = &reference.refusee {
            let texte = format!("« {name} » est transformé ({refusee}) avant d’être signé : rien ne dit ce qui l’est.");
            Some(Raison::echec("transformation_refusee", texte))
        } else if let (Some(found), Some(_)) = (found, reference.hachage) {
            verified.conforme = found.trouves == 1
                && found.octets == reference.empreinte
                && !(reference.enveloppee && found.is_in(lue));
            judge_target(lue, reference, found, verified.conforme)
        } else if let Some(hachage) = reference.hachage {
            let digest = self.elsewhere(lue, reference, hachage)?;
            verified.conforme = digest.as_ref() == Some(&reference.empreinte);
            match digest {
                _ if verified.conforme => None,
                Some(_) => Some(falsified(name)),
                None => {
                    let texte = format!(
                        "Cette signature porte sur {name}, qui n’a pas été donné et n’est jamais cherché ailleurs."
                    );
                    Some(Raison::doute("reference_externe", texte))
                }
            }
        } else {
            Some(Raison::echec(
                "algorithme",
                format!("L’empreinte de « {name} » est d’un genre qui n’est pas pris en charge."),
            ))
        };
        raisons.extend(reason);
        if reference.kind.as_deref() == Some(MANIFESTE) {
            let texte = "Cette signature porte sur une liste d’empreintes (Manifest) ; ce que cette liste désigne n’est pas vérifié.";
            raisons.push(Raison::doute("manifeste", texte));
        }
        Ok(verified)
    }

    /// The digest of a content that was given; none when it was not.
    fn elsewhere(&self, lue: &Lue, reference: &Reference, hachage: Hachage) -> Result<Option<Vec<u8>>, XadesError> {
        let alone = lue.references.iter().filter(|one| one.interne().is_none()).count() == 1;
        let contenus = self.contexte.contenus;
        let named = contenus.iter().find(|contenu| contenu.nom.is_some() && contenu.nom == reference.uri.as_deref());
        let only = || contenus.first().filter(|_| alone && contenus.len() == 1);
        let Some(Contenu { source, .. }) = named.or_else(only) else { return Ok(None) };
        if reference.uri.as_deref().is_some_and(|uri| uri.starts_with('#')) || reference.enveloppee {
            return Ok(None);
        }
        Ok(Some(digest(*source, reference.methode.as_ref(), hachage)?))
    }

    fn trust(&mut self, certificat: &Certificat, lue: &Lue, prouve: Option<OffsetDateTime>) -> Examen {
        let Conditions { confiance, preuves, maintenant, .. } = self.contexte.conditions;
        let moment = prouve.map_or(Moment::maintenant(maintenant), Moment::prouve);
        let mut carried = lue.preuves.clone();
        carried.certificats.extend(lue.certificats.iter().cloned());
        let rank = self.ensembles.iter().position(|known| known.portees == carried).unwrap_or_else(|| {
            self.ensembles.truncate(ENSEMBLES - 1);
            let toutes = preuves.clone().with(&carried);
            self.ensembles.insert(0, Ensemble { portees: carried, toutes, examens: Vec::new() });
            0
        });
        let ensemble = &mut self.ensembles[rank];
        let known = |examen: &&(Certificat, Moment, Examen)| examen.0 == *certificat && examen.1 == moment;
        if let Some((_, _, examen)) = ensemble.examens.iter().find(known) {
            return examen.clone();
        }
        let examen = confiance.examine(certificat, Usage::Signature, moment, &ensemble.toutes);
        if ensemble.examens.len() < EXAMENS {
            ensemble.examens.push((certificat.clone(), moment, examen.clone()));
        }
        examen
    }
}

/// What signatures carry beside them, and what follows. Few people sign one file: lists of revocation are long, and are put
/// together once for each.
struct Ensemble {
    portees: Preuves,
    /// With what is known besides.
    toutes: Preuves,
    examens: Vec<(Certificat, Moment, Examen)>,
}

fn falsified(name: &str) -> Raison {
    Raison::echec("empreinte_fausse", format!("Ce que désigne « {name} » a été modifié après la signature."))
}

fn judge_target(lue: &Lue, reference: &Reference, found: &Resultat, conforme: bool) -> Option<Raison> {
    let name = match reference.uri.as_deref() {
        Some("") | None => "le fichier entier",
        Some(uri) => uri,
    };
    let (code, texte) = match found.trouves {
        0 => ("cible_absente", format!("« {name} », que cette signature désigne, n’est pas dans le fichier.")),
        // The transform takes away the signature, with all that it holds: nothing is left to sign.
        1 if reference.enveloppee && found.is_in(lue) => (
            "enveloppe_de_rien",
            format!(
                "« {name} » est dans la signature, que sa transformation retire : selon la norme, rien n’en est signé. D’anciens logiciels faisaient cette erreur."
            ),
        ),
        1 if !conforme => return Some(falsified(name)),
        1 if reference.enveloppee && !found.holds(lue) => (
            "enveloppe_ailleurs",
            format!("Cette signature dit être dans « {name} », et n’y est pas : elle a été déplacée."),
        ),
        1 => return None,
        trouves => ("id_double", format!("« {name} » désigne {trouves} éléments : on ne sait pas lequel est signé.")),
    };
    Some(Raison::echec(code, texte))
}

impl Resultat {
    /// The element that was found holds the signature.
    fn holds(&self, lue: &Lue) -> bool {
        self.place.start < lue.place.start && lue.place.end <= self.place.end
    }

    /// The signature holds the element that was found.
    fn is_in(&self, lue: &Lue) -> bool {
        lue.place.start <= self.place.start && self.place.end <= lue.place.end
    }
}

/// The certificate of the signer: the one that the signed properties designate, else the first.
fn signer(lue: &Lue) -> Option<Certificat> {
    let designated = lue.proprietes.as_ref().and_then(|proprietes| proprietes.certificats.first());
    let same = |certificat: &&Certificat| {
        designated.is_some_and(|designated| {
            designated.hachage.is_some_and(|hachage| certificat.empreinte(hachage) == designated.empreinte)
        })
    };
    lue.certificats.iter().find(same).or(lue.certificats.first()).cloned()
}

fn judge_value(lue: &Lue, certificat: Option<&Certificat>, info: &Resultat, raisons: &mut Vec<Raison>) {
    let Some(certificat) = certificat else {
        let texte = "Cette signature ne porte pas le certificat de son signataire.";
        return raisons.push(Raison::echec("sans_certificat", texte));
    };
    let Some(algorithme) = lue.algorithme else { return };
    let value = match algorithme {
        Algorithme::Ecdsa(_) => ecdsa_from_fixed(&lue.valeur),
        _ => Ok(lue.valeur.clone()),
    };
    if let Err(error) = value.and_then(|value| certificat.verify(algorithme, &info.octets, &value)) {
        raisons.push(Raison::echec("signature_fausse", error.to_string()));
    }
}

fn judge_strength(lue: &Lue, certificat: Option<&Certificat>, raisons: &mut Vec<Raison>) {
    let signed = lue.algorithme.map(Algorithme::hachage);
    let digests = lue.references.iter().filter_map(|reference| reference.hachage);
    if signed.into_iter().chain(digests).any(Hachage::est_faible) {
        let texte =
            "Cette signature emploie SHA-1, que l’on sait contrefaire : elle ne vaut que pour un ancien fichier.";
        raisons.push(Raison::doute("algorithme_faible", texte));
    }
    if let Some(faiblesse) = certificat.and_then(|certificat| certificat.cle().faiblesse()) {
        let texte = format!("La clé du signataire est trop courte ({faiblesse}).");
        raisons.push(Raison::doute("cle_faible", texte));
    }
    raisons.sort_by_key(|raison| raison.gravite != Gravite::Echec);
}

fn format(proprietes: Option<&Proprietes>, stamped: bool) -> String {
    let Some(proprietes) = proprietes else { return "XML-DSig".to_owned() };
    let level = match (stamped, &proprietes.politique) {
        (true, _) => "T",
        (false, Some(_)) => "EPES",
        (false, None) => "BES",
    };
    format!("XAdES-{level} ({})", proprietes.version)
}

/// What a signature covers, in French.
fn couverture(lue: &Lue, references: &[ReferenceVerifiee]) -> String {
    let own = lue.proprietes.as_ref().map(|proprietes| &proprietes.place);
    let parts: Vec<String> = references
        .iter()
        .filter(|reference| {
            own.is_none() || !reference.chemin.as_deref().is_some_and(|chemin| chemin.ends_with("/SignedProperties"))
        })
        .map(|reference| match (reference.uri.as_deref(), &reference.chemin) {
            (Some(""), _) => "le fichier entier".to_owned(),
            (Some(uri), Some(chemin)) => format!("l’élément {chemin} ({uri})"),
            (Some(uri), None) => format!("« {uri} »"),
            (None, _) => "un contenu détaché".to_owned(),
        })
        .collect();
    if parts.is_empty() { "rien".to_owned() } else { parts.join(", ") }
}
