//! What additions do to the verdict on a signature, and what is said of them.

use certificats::Raison;
use pdf::Interdit;

use crate::{
    lecture::Verrou,
    modifications::{GenreModification, Modification},
};

/// What an addition does to the verdict.
pub(crate) fn judge(modification: &Modification, interdit: Option<Interdit>, verrou: &Verrou) -> Option<Raison> {
    use GenreModification as G;
    let page = modification.page.map(|page| format!(" (page {page})")).unwrap_or_default();
    let forbidden = match interdit {
        Some(Interdit::Tout) => modification.genre > G::Horodatage,
        Some(Interdit::ToutSaufFormulaire) => modification.genre > G::Formulaire,
        Some(Interdit::ToutSaufAnnotations) => modification.genre > G::AnnotationChangee,
        None => false,
    };
    if forbidden {
        let texte = format!("Le signataire interdisait ce qui a été fait après lui{page} : {}.", modification.genre);
        return Some(Raison::echec("interdit_par_le_signataire", texte));
    }
    if let Some(champ) = modification.champ.as_deref().filter(|champ| verrou.locks(champ)) {
        let texte = format!("Le champ « {champ} », que le signataire avait verrouillé, a été rempli après lui{page}.");
        return Some(Raison::echec("champ_verrouille", texte));
    }
    let after = |texte: &str| format!("Après cette signature{page} : {texte}.");
    match modification.genre {
        G::Metadonnees | G::Preuves | G::Horodatage | G::Signature => None,
        G::Formulaire => Some(Raison::information("formulaire_rempli", after("un champ a été rempli"))),
        G::AnnotationAjoutee => Some(Raison::information("annotation_ajoutee", after("une annotation a été ajoutée"))),
        G::AnnotationChangee => {
            Some(Raison::doute("annotation_changee", after("une annotation a été modifiée ou retirée")))
        }
        G::Autre => Some(Raison::doute("autre_changement", after("une partie du document a été ajoutée ou modifiée"))),
        G::ApparenceDeSignature => {
            Some(Raison::echec("apparence_changee", after("l’apparence d’une signature a été modifiée")))
        }
        G::Affichage => {
            Some(Raison::echec("affichage_change", after("ce qui commande l’affichage du document a été modifié")))
        }
        G::Contenu => Some(Raison::echec("contenu_change", after("le contenu de la page a été modifié"))),
        G::Pages => Some(Raison::echec("pages_changees", after("des pages ont été ajoutées, retirées ou déplacées"))),
    }
}

/// What the signature covers.
pub(crate) fn coverage(is_true: bool, couvre_tout: bool, modifications: &[Modification]) -> String {
    if !is_true {
        return "inconnue".to_owned();
    }
    if couvre_tout {
        return "le document entier".to_owned();
    }
    let mut genres: Vec<String> = modifications.iter().map(|one| one.genre.to_string()).collect();
    genres.dedup();
    if genres.is_empty() {
        return "le document entier, hormis des octets ajoutés sans effet".to_owned();
    }
    format!("le document tel qu’il était ; ajouté depuis : {}", genres.join(", "))
}
