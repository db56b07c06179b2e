//! The difference between two fiches, field by field: what an Excel file edited offline changes.

use serde::Serialize;

use crate::{Champ, Fiche, export::texte};

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub champ: Champ,
    /// As the flat table writes it: one item a line.
    pub avant: String,
    pub apres: String,
    /// Of a list: the lines that only one side has, in order.
    pub retires: Vec<String>,
    pub ajoutes: Vec<String>,
}

/// Every field that changed between two fiches in their normal form, in the order of the fiche.
pub fn difference(avant: &Fiche, apres: &Fiche) -> Vec<Difference> {
    let changed = |champ: &Champ| {
        let (avant, apres) = (texte(*champ, avant), texte(*champ, apres));
        (avant != apres).then(|| {
            let only = |here: &str, there: &str| {
                let mut left: Vec<&str> = there.split('\n').collect();
                let alone = |line: &&str| match left.iter().position(|other| other == line) {
                    Some(at) => {
                        left.remove(at);
                        false
                    }
                    None => true,
                };
                let lines: Vec<&str> = here.split('\n').filter(alone).collect();
                lines.into_iter().filter(|line| !line.is_empty()).map(str::to_owned).collect()
            };
            let (retires, ajoutes) =
                if champ.is_liste() { (only(&avant, &apres), only(&apres, &avant)) } else { (Vec::new(), Vec::new()) };
            Difference { champ: *champ, avant, apres, retires, ajoutes }
        })
    };
    Champ::ALL.iter().filter_map(changed).collect()
}

/// Puts one field of a fiche into another: a difference that somebody accepted.
pub fn accept(cible: &mut Fiche, source: &Fiche, champ: Champ, dicos: &crate::Dictionnaires) {
    let mut kept = Fiche::default();
    for other in Champ::ALL.iter().copied() {
        let from = if other == champ { source } else { &*cible };
        for (rang, parties) in other.articles(from).into_iter().enumerate() {
            let parts: Vec<_> = parties.into_iter().map(|(cle, texte)| (cle.to_owned(), texte)).collect();
            other.put(&mut kept, rang, &parts, dicos);
        }
    }
    *cible = kept;
}
