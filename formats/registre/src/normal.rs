//! `Fiche::normalise`: the one form that files keep, so that a fiche comes back the same.

use crate::{Champ, Dictionnaires, Fiche, duree};

impl Fiche {
    /// Texts without control characters nor spaces at their ends, words with their codes, items that say nothing left
    /// out, sentences of retention read when they are certain. What `read` gives already has this form; who builds
    /// fiches from elsewhere calls it before writing them.
    #[must_use]
    pub fn normalise(&self, dicos: &Dictionnaires) -> Self {
        let mut out = Self::default();
        for champ in Champ::ALL.iter().copied() {
            let mut rang = 0;
            for parties in champ.articles(self) {
                let parts: Vec<(String, String)> = parties
                    .into_iter()
                    .map(|(cle, texte)| (cle.to_owned(), crate::valeur::clean(&texte)))
                    .filter(|(_, texte)| !texte.is_empty())
                    .collect();
                if !parts.is_empty() {
                    champ.put(&mut out, rang, &parts, dicos);
                    rang += 1;
                }
            }
        }
        for donnee in &mut out.donnees {
            let said = donnee.active.is_some()
                || donnee.intermediaire.is_some()
                || !donnee.declencheur.is_empty()
                || !donnee.sort.texte.is_empty();
            if !said && duree::parse_conservation(&donnee.precision).is_some() {
                let precision = std::mem::take(&mut donnee.precision);
                duree::put(donnee, &precision, dicos);
            }
        }
        out
    }
}
