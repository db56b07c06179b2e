//! The paths from a certificate to an anchor, and what is wrong on each (RFC 5280, 6.1).

use crate::{
    certificat::Certificat,
    confiance::Moment,
    rapport::{Gravite, Raison, en_clair},
};

/// Authorities above a certificate. Real paths have three.
const PROFONDEUR: usize = 8;
/// Signatures verified for one certificate: names can be made so that paths never end.
const VERIFICATIONS: usize = 128;
/// Candidates looked at, whether their key is tried or not: the lists of Europe have a few thousand anchors.
const PAS: usize = 100_000;

/// A path: the certificate, its authorities, the anchor when one was reached.
#[derive(Debug, Clone)]
pub(crate) struct Chemin {
    pub(crate) certificats: Vec<Certificat>,
    pub(crate) raisons: Vec<Raison>,
}

/// Seeks the path with the least to be said against it.
pub(crate) struct Recherche<'a> {
    ancres: &'a [Certificat],
    autres: &'a [Certificat],
    moment: Moment,
    verifications: usize,
    pas: usize,
    best: Option<Chemin>,
}

impl<'a> Recherche<'a> {
    pub(crate) fn new(ancres: &'a [Certificat], autres: &'a [Certificat], moment: Moment) -> Self {
        Self { ancres, autres, moment, verifications: VERIFICATIONS, pas: PAS, best: None }
    }

    pub(crate) fn run(mut self, certificat: &Certificat) -> Chemin {
        self.walk(vec![certificat.clone()]);
        self.best.unwrap_or_else(|| Chemin { certificats: vec![certificat.clone()], raisons: Vec::new() })
    }

    fn walk(&mut self, path: Vec<Certificat>) {
        let Some(last) = path.last().cloned() else { return };
        if self.ancres.contains(&last) {
            let raisons = self.judge(&path);
            self.keep(Chemin { certificats: path, raisons });
            return;
        }
        let mut climbed = false;
        if path.len() <= PROFONDEUR {
            let (ancres, autres) = (self.ancres, self.autres);
            for emetteur in ancres.iter().chain(autres) {
                if self.done() {
                    return;
                }
                self.pas -= 1;
                if may_have_signed(emetteur, &last) && !path.contains(emetteur) {
                    self.verifications -= 1;
                    if last.is_signed_by(emetteur).is_ok() {
                        climbed = true;
                        self.walk([path.as_slice(), std::slice::from_ref(emetteur)].concat());
                    }
                }
            }
        }
        if !climbed {
            let unknown = Raison::doute(
                "chaine_inconnue",
                format!(
                    "L’autorité « {} », qui a émis le certificat de « {} », n’est pas de celles auxquelles on se fie.",
                    last.emetteur().court(),
                    last.sujet().court()
                ),
            );
            let mut raisons = self.judge(&path);
            raisons.insert(0, unknown);
            self.keep(Chemin { certificats: path, raisons });
        }
    }

    /// A path without anything against it was found, or enough was sought.
    fn done(&self) -> bool {
        let perfect = |chemin: &Chemin| chemin.raisons.iter().all(|raison| raison.gravite == Gravite::Information);
        self.pas == 0 || self.verifications == 0 || self.best.as_ref().is_some_and(perfect)
    }

    fn keep(&mut self, chemin: Chemin) {
        // One that reaches an anchor first, then the one with the least against it.
        let cost = |chemin: &Chemin| {
            let reached = chemin.certificats.last().is_some_and(|last| self.ancres.contains(last));
            let worst = chemin.raisons.iter().map(|raison| raison.gravite).max();
            (!reached, worst, chemin.raisons.len())
        };
        if self.best.as_ref().is_none_or(|best| cost(&chemin) < cost(best)) {
            self.best = Some(chemin);
        }
    }

    fn judge(&self, path: &[Certificat]) -> Vec<Raison> {
        let mut raisons = Vec::new();
        let mut below = 0;
        for (rank, certificat) in path.iter().enumerate() {
            self.judge_one(certificat, &mut raisons);
            if rank > 0 {
                judge_autorite(certificat, below, &mut raisons);
                if !certificat.est_auto_emis() {
                    below += 1;
                }
            }
            let by_hash = certificat.algorithme_emetteur().is_some_and(|algorithme| algorithme.hachage().est_faible());
            if by_hash && !self.ancres.contains(certificat) {
                let texte =
                    format!("Le certificat de « {} » est signé avec SHA-1, qui n’est plus sûr.", nom(certificat));
                raisons.push(Raison::doute("algorithme_faible", texte));
            }
        }
        raisons
    }

    fn judge_one(&self, certificat: &Certificat, raisons: &mut Vec<Raison>) {
        let (validite, at) = (certificat.validite(), self.moment.at);
        if at < validite.du {
            let texte =
                format!("Le certificat de « {} » n’était pas encore valide le {}.", nom(certificat), en_clair(at));
            raisons.push(self.moment.raison("pas_encore_valide", texte));
        } else if at > validite.au {
            let (fin, at) = (en_clair(validite.au), en_clair(at));
            let texte =
                format!("Le certificat de « {} » est périmé depuis le {fin} : il l’était le {at}.", nom(certificat));
            raisons.push(self.moment.raison("perime", texte));
        }
        if let Some(faiblesse) = certificat.cle().faiblesse() {
            let texte = format!("La clé de « {} » est trop faible ({faiblesse}).", nom(certificat));
            raisons.push(Raison::doute("cle_faible", texte));
        }
        if let Some(unknown) = certificat.extensions().critiques_inconnues.first() {
            let texte = format!(
                "Le certificat de « {} » porte une contrainte critique qui n’est pas prise en charge ({unknown}).",
                nom(certificat)
            );
            raisons.push(Raison::doute("contrainte_inconnue", texte));
        }
    }
}

/// Whether it may issue certificates at all, and with so many authorities below it.
fn judge_autorite(autorite: &Certificat, below: u32, raisons: &mut Vec<Raison>) {
    let said = autorite.extensions();
    // A root of the time before extensions tells nothing: only an anchor is so taken, and only because it was given.
    let is_autorite = said.contraintes.map_or(autorite.est_auto_emis(), |contraintes| contraintes.autorite);
    if !is_autorite || said.usages.is_some_and(|usages| !usages.signe_certificats()) {
        let texte = format!("« {} » a émis un certificat sans en avoir le droit.", nom(autorite));
        raisons.push(Raison::doute("pas_une_autorite", texte));
    }
    if said.contraintes.and_then(|contraintes| contraintes.longueur).is_some_and(|longueur| below > longueur) {
        let texte = format!("« {} » ne permet pas autant d’autorités sous elle.", nom(autorite));
        raisons.push(Raison::doute("chaine_trop_longue", texte));
    }
}

fn may_have_signed(emetteur: &Certificat, certificat: &Certificat) -> bool {
    let same_key = match (&certificat.extensions().aki, &emetteur.extensions().ski) {
        (Some(aki), Some(ski)) => aki == ski,
        _ => true,
    };
    same_key && certificat.emetteur().is(emetteur.sujet())
}

fn nom(certificat: &Certificat) -> String {
    certificat.sujet().court()
}
