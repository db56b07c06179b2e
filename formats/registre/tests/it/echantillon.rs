//! Fiches: one that fills every field, and any.

use proptest::{collection::vec, prelude::*, sample::select};
use registre::{Champ, Fiche};

use super::dicos;

/// Every field filled, lists with two items, every part said.
pub fn pleine() -> Fiche {
    let mut fiche = Fiche::default();
    let texte = |champ: Champ, cle: &str, rang: usize| match (champ, cle) {
        (Champ::Donnees, "") => ["Santé", "Coordonnées bancaires"][rang].to_owned(),
        (Champ::Donnees, "durée") => "5 ans".to_owned(),
        (Champ::Donnees, "archivage") => "10 ans".to_owned(),
        (Champ::Donnees, "sort") => "Tri".to_owned(),
        (Champ::Personnes, "nombre") => "120".to_owned(),
        (_, "obligatoire" | "vulnérables") | (Champ::Papier, _) => "oui".to_owned(),
        (Champ::CreeLe | Champ::ModifieLe | Champ::AipdLe | Champ::RevisionLe, _) => "26/05/2018".to_owned(),
        (Champ::Transferts, "pays") => "Andorre".to_owned(),
        (Champ::Transferts, "garantie") => "Décision d’adéquation (art. 45)".to_owned(),
        (Champ::Observations, _) => "Première ligne\nSeconde ligne | barre \\ oblique".to_owned(),
        (champ, cle) => format!("{} {cle} n° {rang} : « été » | x", champ.libelle()),
    };
    for champ in Champ::ALL.iter().copied() {
        for rang in 0..if champ.is_liste() { 2 } else { 1 } {
            registre::put(
                &mut fiche,
                champ,
                rang,
                &champ.cles().iter().map(|cle| (*cle, texte(champ, cle, rang))).collect::<Vec<_>>(),
                dicos(),
            );
        }
    }
    fiche.normalise(dicos())
}

fn mot() -> impl Strategy<Value = String> {
    let known = [
        "",
        "",
        "Santé",
        "Agents",
        "oui",
        "5 ans",
        "Tri",
        "26/05/2018",
        "12",
        "Sauvegarde",
        "la fin du contrat",
        "Andorre",
        "–",
        "-",
        "Consentement",
    ];
    prop_oneof![
        3 => select(known.to_vec()).prop_map(str::to_owned),
        1 => "[a-zéA-Z0-9 |\\\\:;,.()'’=<&\n-]{0,30}",
        1 => select(vec!["5 ans à compter de la fin du contrat, puis archivage 10 ans, puis tri", "Selon le cas : 5 ou 10 ans", "1 an"]).prop_map(str::to_owned),
    ]
}

/// Any fiche, in its normal form.
pub fn fiche() -> impl Strategy<Value = Fiche> {
    let count = Champ::ALL.iter().map(|champ| champ.cles().len() * 3).sum::<usize>();
    (vec(mot(), count), vec(0_usize..3, Champ::ALL.len()), proptest::bool::ANY).prop_map(|(mots, tailles, nomme)| {
        let mut fiche = Fiche::default();
        let mut mots = mots.into_iter();
        for (champ, taille) in Champ::ALL.iter().copied().zip(tailles) {
            for rang in 0..if champ.is_liste() { taille } else { 1 } {
                let parts: Vec<_> = champ.cles().iter().map(|cle| (*cle, mots.next().unwrap_or_default())).collect();
                registre::put(&mut fiche, champ, rang, &parts, dicos());
            }
        }
        if nomme || fiche.nom.is_empty() {
            "Gestion de la paie".clone_into(&mut fiche.nom);
        }
        fiche.normalise(dicos())
    })
}
