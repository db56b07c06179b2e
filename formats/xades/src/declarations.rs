//! What the signer states, held against his signature, his certificate and the policies that are known.

use certificats::{Certificat, Raison};

use crate::{
    lue::Lue,
    politique::{Politique, oid},
    proprietes::{PolitiqueDite, Proprietes},
    taches::Resultat,
};

/// The properties are those of this signature, and it signs them.
pub(crate) fn judge_properties(
    lue: &Lue,
    proprietes: &Proprietes,
    taches: &[Option<usize>],
    resultats: &[Resultat],
    raisons: &mut Vec<Raison>,
) {
    let covered = |tache: &Option<usize>| tache.is_some_and(|tache| resultats[tache].place == proprietes.place);
    if !taches.iter().any(covered) {
        let texte = "Les propriétés de cette signature (date, certificat, qualité) ne sont pas signées.";
        raisons.push(Raison::echec("proprietes_non_signees", texte));
    }
    let cible = proprietes.cible.strip_prefix('#').unwrap_or(&proprietes.cible);
    if lue.id.as_deref() != Some(cible) {
        raisons.push(Raison::echec(
            "proprietes_d_une_autre",
            "Les propriétés de cette signature disent être celles d’une autre.",
        ));
    }
}

/// The certificate that the signer designated is the one that verifies.
pub(crate) fn judge_designation(proprietes: &Proprietes, certificat: &Certificat, raisons: &mut Vec<Raison>) {
    let Some(designe) = proprietes.certificats.first() else {
        let texte = "Cette signature ne désigne pas le certificat de son signataire parmi ce qu’elle signe.";
        return raisons.push(Raison::doute("certificat_non_designe", texte));
    };
    let Some(hachage) = designe.hachage else {
        let texte = "Le certificat du signataire est désigné par une empreinte d’un genre inconnu.";
        return raisons.push(Raison::doute("certificat_non_designe", texte));
    };
    if certificat.empreinte(hachage) != designe.empreinte {
        let texte = "Le certificat joint n’est pas celui que le signataire a désigné en signant.";
        return raisons.push(Raison::echec("certificat_autre", texte));
    }
    if designe.serie.as_ref().is_some_and(|serie| *serie != certificat.serie_decimale()) {
        let texte = "Le numéro du certificat désigné n’est pas celui du certificat joint.";
        raisons.push(Raison::echec("certificat_autre", texte));
    }
    let plain = |nom: &str| nom.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
    let issuer = certificat.emetteur().rfc4514();
    if designe.emetteur.as_ref().is_some_and(|emetteur| plain(emetteur) != plain(&issuer)) {
        let texte = "L’autorité du certificat désigné est écrite autrement que dans le certificat joint.";
        raisons.push(Raison::information("emetteur_ecrit_autrement", texte));
    }
}

/// The policy is one that is known, by the digest of its text.
pub(crate) fn judge_policy(proprietes: &Proprietes, politiques: &[Politique], raisons: &mut Vec<Raison>) {
    let Some(PolitiqueDite::Nommee { identifiant, hachage, empreinte, .. }) = &proprietes.politique else { return };
    if politiques.is_empty() {
        return;
    }
    let mut known = politiques.iter().filter(|known| known.identifiant == oid(identifiant)).peekable();
    if known.peek().is_none() {
        let texte = format!("La politique de signature « {identifiant} » n’est pas connue ici.");
        raisons.push(Raison::doute("politique_inconnue", texte));
    } else if !known.any(|known| Some(known.hachage) == *hachage && known.empreinte == *empreinte) {
        let texte = format!("L’empreinte de la politique de signature « {identifiant} » n’est pas celle de son texte.");
        raisons.push(Raison::doute("politique_empreinte", texte));
    }
}
