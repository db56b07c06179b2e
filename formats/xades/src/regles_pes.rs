//! What the policy of the DGFiP asks of a signed PES (policy v1 of 9 February 2011, 2.1 and 4).

use std::collections::HashSet;

use certificats::{Integrite, Raison, Verdict};

use crate::{
    pes::{Bordereau, Pes, Signable},
    proprietes::{PolitiqueDite, Proprietes},
    verification::{BordereauVerifie, SignatureVerifiee, Verification},
};

/// Adds what is wrong to each signature, and to the file.
pub(crate) fn apply(pes: &Pes, verification: &mut Verification) {
    for signature in &mut verification.signatures {
        let raisons = judge(signature);
        signature.rapport.raisons.extend(raisons);
        signature.rapport.verdict = Verdict::of(&signature.rapport.raisons);
    }
    let whole = verification.signatures.iter().filter(|signature| signature.rapport.integrite == Integrite::Ok);
    // What a whole signature covers of the very element that holds it.
    let (mut ids, mut root) = (HashSet::new(), false);
    for signature in whole {
        for reference in signature.references.iter().filter(|reference| reference.porteur) {
            match reference.uri.as_deref() {
                Some("") => root = true,
                uri => ids.extend(uri.and_then(|uri| uri.strip_prefix('#'))),
            }
        }
    }
    let covers = |element: &Signable| element.id.as_deref().is_some_and(|id| ids.contains(id));
    let root = root || covers(&pes.racine);
    let bordereaux: Vec<BordereauVerifie> = pes
        .bordereaux
        .iter()
        .map(|bordereau| BordereauVerifie {
            genre: bordereau.genre,
            numero: bordereau.numero.clone(),
            id: bordereau.element.id.clone(),
            signe: root || covers(&bordereau.element),
        })
        .collect();
    let raisons = of_file(pes, &bordereaux, root);
    verification.raisons.extend(raisons);
    verification.bordereaux = bordereaux;
}

/// One signature: where it is, and what the policy asks that it says.
fn judge(signature: &SignatureVerifiee) -> Vec<Raison> {
    let mut raisons = Vec::new();
    let place = signature.emplacement.as_str();
    let known = ["/PES_Aller", "/PES_Aller/PES_DepenseAller/Bordereau", "/PES_Aller/PES_RecetteAller/Bordereau"];
    let own = signature.references.iter().any(|reference| reference.porteur);
    if !known.contains(&place) || !own {
        let texte = "Cette signature n’est ni celle d’un bordereau, ni celle du PES entier : elle ne signe pas l’élément qui la porte.";
        raisons.push(Raison::echec("pes_emplacement", texte));
    }
    if !signature.derniere {
        let texte = "Cette signature n’est pas le dernier élément de celui qui la porte : le schéma du PES la refuse.";
        raisons.push(Raison::doute("pes_rang", texte));
    }
    match &signature.proprietes {
        Some(proprietes) => states(proprietes, &mut raisons),
        None => raisons.push(Raison::doute(
            "pes_proprietes",
            "Cette signature n’a pas les propriétés XAdES que demande la DGFiP.",
        )),
    }
    if let Some(certificat) = &signature.certificat
        && !certificat.extensions().usages.is_some_and(certificats::Usages::engagement)
    {
        let texte =
            format!("Le certificat de « {} » ne porte pas l’usage « non-répudiation ».", certificat.sujet().court());
        raisons.push(Raison::doute("pes_usage", texte));
    }
    raisons
}

fn states(proprietes: &Proprietes, raisons: &mut Vec<Raison>) {
    let mut doubt = |wrong: bool, code, texte: &str| {
        if wrong {
            raisons.push(Raison::doute(code, texte));
        }
    };
    doubt(proprietes.date.is_none(), "pes_date", "Cette signature n’est pas datée, ou sa date est illisible.");
    doubt(
        proprietes.date.is_some() && !proprietes.date_utc,
        "pes_date_utc",
        "La date de cette signature n’est pas en temps universel (« …Z »).",
    );
    doubt(proprietes.roles.is_empty(), "pes_role", "Cette signature ne dit pas la qualité du signataire.");
    let named = matches!(proprietes.politique, Some(PolitiqueDite::Nommee { .. }));
    doubt(!named, "pes_politique", "Cette signature ne dit pas quelle politique elle suit.");
    if proprietes.lieu.is_none() {
        raisons.push(Raison::information("pes_lieu", "Cette signature ne dit pas où elle a été faite."));
    }
}

fn of_file(pes: &Pes, bordereaux: &[BordereauVerifie], root: bool) -> Vec<Raison> {
    let mut raisons = Vec::new();
    let unsigned: Vec<String> = bordereaux
        .iter()
        .zip(&pes.bordereaux)
        .filter(|(verified, _)| !verified.signe)
        .map(|(_, bordereau)| bordereau.nom())
        .collect();
    if !unsigned.is_empty() {
        let texte = format!("{} signé de manière intègre : {}.", count(unsigned.len()), listed(&unsigned));
        raisons.push(Raison::echec("pes_bordereau_non_signe", texte));
    }
    let doubled = |element: &Signable| element.signatures > 1;
    let twice: Vec<String> = pes.bordereaux.iter().filter(|one| doubled(&one.element)).map(Bordereau::nom).collect();
    let both = pes.racine.signatures > 0 && pes.bordereaux.iter().any(|bordereau| bordereau.element.signatures > 0);
    if !twice.is_empty() || doubled(&pes.racine) || both {
        let texte =
            "La politique de la DGFiP n’admet qu’une signature de chaque élément ; celui-ci en porte plusieurs.";
        raisons.push(Raison::echec("pes_cosignature", texte));
    }
    for entete in pes.entetes.iter().filter(|entete| !entete.est_dematerialise()) {
        if pes.bordereaux.iter().any(|bordereau| bordereau.genre == entete.genre) {
            let texte = "Ce PES est signé, mais son en-tête ne le dit pas dématérialisé (InfoDematerialisee) : Hélios le rejetterait.";
            raisons.push(Raison::doute("pes_dematerialise", texte));
            break;
        }
    }
    if !root {
        let texte =
            "Seuls les bordereaux sont signés : l’enveloppe, les en-têtes et les pièces jointes du PES ne le sont pas.";
        raisons.push(Raison::information("pes_partiel", texte));
    }
    raisons
}

fn count(nombre: usize) -> String {
    if nombre == 1 { "Un bordereau n’est pas".to_owned() } else { format!("{nombre} bordereaux ne sont pas") }
}

/// The first names of a list.
fn listed(noms: &[String]) -> String {
    let shown = noms.iter().take(5).map(|nom| nom.trim_start_matches("Le ").to_owned()).collect::<Vec<_>>().join(", ");
    if noms.len() > 5 { format!("{shown}…") } else { shown }
}
