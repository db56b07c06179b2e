//! `Depot`: a fiche being filled with the words of a file; what is not understood is told and kept.

use crate::{
    Champ, Dictionnaires, Fiche, Probleme,
    champ::{Genre, Remarque},
    duree,
    probleme::{Gravite, Lieu},
    syntaxe,
};

pub(crate) struct Depot<'d> {
    pub(crate) fiche: Fiche,
    pub(crate) problemes: Vec<Probleme>,
    pub(crate) dicos: &'d Dictionnaires,
}

impl<'d> Depot<'d> {
    pub(crate) fn new(dicos: &'d Dictionnaires) -> Self {
        Self { fiche: Fiche::default(), problemes: Vec::new(), dicos }
    }

    /// Puts parts into the item of this rank.
    pub(crate) fn put(&mut self, champ: Champ, rang: usize, parts: &[(String, String)], lieu: &Lieu) {
        let remarques = champ.put(&mut self.fiche, rang, parts, self.dicos);
        for remarque in remarques {
            self.tell(champ, remarque, lieu);
        }
    }

    /// Puts one part.
    pub(crate) fn put_one(&mut self, champ: Champ, rang: usize, cle: &str, texte: &str, lieu: &Lieu) {
        self.put(champ, rang, &[(cle.to_owned(), texte.to_owned())], lieu);
    }

    /// Puts the items of a cell that this crate wrote.
    pub(crate) fn put_lines(&mut self, champ: Champ, texte: &str, lieu: &Lieu) {
        for ligne in texte.split('\n').filter(|ligne| !ligne.trim().is_empty()) {
            let rang = if champ.is_liste() { champ.len(&self.fiche) } else { 0 };
            self.put(champ, rang, &syntaxe::read(ligne), lieu);
        }
    }

    /// Adds one item by its head, and says its rank.
    pub(crate) fn add(&mut self, champ: Champ, tete: &str, lieu: &Lieu) -> usize {
        let rang = champ.len(&self.fiche);
        self.put_one(champ, rang, "", tete, lieu);
        rang
    }

    pub(crate) fn put_conservation(&mut self, rang: usize, texte: &str) {
        if let Some(donnee) = self.fiche.donnees.get_mut(rang) {
            duree::put(donnee, texte, self.dicos);
        }
    }

    pub(crate) fn warn(&mut self, champ: Champ, valeur: &str, message: String, lieu: &Lieu) {
        self.problemes.push(lieu.probleme(Gravite::Alerte, Some(champ), valeur, message));
    }

    /// What no field could take is kept with the observations.
    pub(crate) fn keep(&mut self, titre: &str, texte: &str) {
        let observations = &mut self.fiche.observations;
        if !observations.is_empty() {
            observations.push('\n');
        }
        observations.extend([titre, " : ", texte.trim()]);
    }

    fn tell(&mut self, champ: Champ, remarque: Remarque, lieu: &Lieu) {
        let Remarque { cle, texte, genre } = remarque;
        let titre = if cle.is_empty() { champ.libelle().to_owned() } else { format!("{} – {cle}", champ.libelle()) };
        let message = match genre {
            Genre::Inconnu => {
                format!(
                    "« {texte} » n’est pas un terme connu pour « {titre} » : il est gardé en toutes lettres, choisissez le terme qui convient."
                )
            }
            Genre::Refuse(attendu) => {
                self.keep(&titre, &texte);
                format!(
                    "« {texte} » ne se lit pas pour « {titre} » : écrivez {attendu}. Le texte est gardé dans les observations."
                )
            }
            Genre::CleInconnue => {
                self.keep(&titre, &texte);
                format!(
                    "« {cle} » n’est pas une précision connue de « {} » : le texte est gardé dans les observations.",
                    champ.libelle()
                )
            }
        };
        self.warn(champ, &texte, message, lieu);
    }
}
