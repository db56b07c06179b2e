//! `Champ`: the parts of a traitement, by which it is filled step by step, compared and taken from a model.

use kernel::nomenclature;
use serde_json::Value;

use super::Contenu;

nomenclature! {
    /// A part of a traitement: a key of [`Contenu`](super::Contenu).
    pub enum Champ: "Le champ" {
        Nom = "nom", "Nom";
        Reference = "reference", "Référence";
        Description = "description", "Description";
        Role = "role", "Rôle";
        PourLeCompteDe = "pour_le_compte_de", "Pour le compte de";
        Conjoints = "conjoints", "Responsables conjoints";
        Finalites = "finalites", "Finalités";
        Donnees = "donnees", "Données";
        Personnes = "personnes", "Personnes concernées";
        Destinataires = "destinataires", "Destinataires";
        Transferts = "transferts", "Transferts hors de l’Union européenne";
        Mesures = "mesures", "Mesures de sécurité";
        Outils = "outils", "Logiciels et supports";
        SousTraitants = "sous_traitants", "Sous-traitants";
        Papier = "papier", "Dossiers papier";
        Droits = "droits", "Exercice des droits";
        Information = "information", "Information des personnes";
        Origine = "origine", "Origine des données";
        Criteres = "criteres", "Critères de l’AIPD";
        Aipd = "aipd", "Analyse d’impact (AIPD)";
        Gestionnaire = "gestionnaire", "Gestionnaire";
        Observations = "observations", "Observations";
        RevisionLe = "revision_le", "Prochaine relecture";
    }
}

nomenclature! {
    /// A step of the guided entry.
    pub enum Etape: "L’étape" {
        Essentiel = "essentiel", "L’essentiel";
        Finalites = "finalites", "Pourquoi";
        Donnees = "donnees", "Qui et quoi";
        Circulation = "circulation", "Vers qui";
        Securite = "securite", "Sécurité";
        Droits = "droits", "Droits";
        Aipd = "aipd", "Risques";
    }
}

impl Etape {
    /// What is filled there.
    pub const fn champs(self) -> &'static [Champ] {
        match self {
            Self::Essentiel => &[
                Champ::Nom,
                Champ::Reference,
                Champ::Description,
                Champ::Role,
                Champ::PourLeCompteDe,
                Champ::Conjoints,
                Champ::Gestionnaire,
            ],
            Self::Finalites => &[Champ::Finalites],
            Self::Donnees => &[Champ::Personnes, Champ::Donnees, Champ::Origine],
            Self::Circulation => &[Champ::Destinataires, Champ::SousTraitants, Champ::Transferts],
            Self::Securite => &[Champ::Outils, Champ::Papier, Champ::Mesures],
            Self::Droits => &[Champ::Information, Champ::Droits],
            Self::Aipd => &[Champ::Criteres, Champ::Aipd, Champ::RevisionLe, Champ::Observations],
        }
    }

    /// The one that follows, if any.
    pub fn next(self) -> Option<Self> {
        let at = Self::TOUS.iter().position(|etape| *etape == self)?;
        Self::TOUS.get(at + 1).copied()
    }
}

impl Champ {
    /// Where it is filled.
    pub fn etape(self) -> Etape {
        Etape::TOUS.iter().copied().find(|etape| etape.champs().contains(&self)).unwrap_or(Etape::Essentiel)
    }

    /// Its value in a content.
    pub fn of(self, contenu: &Contenu) -> Value {
        serde_json::to_value(contenu)
            .ok()
            .and_then(|mut all| all.get_mut(self.code()).map(Value::take))
            .unwrap_or_default()
    }

    /// Takes it from another content.
    pub fn copy(self, from: &Contenu, to: &mut Contenu) {
        match self {
            Self::Nom => to.nom.clone_from(&from.nom),
            Self::Reference => to.reference.clone_from(&from.reference),
            Self::Description => to.description.clone_from(&from.description),
            Self::Role => to.role = from.role,
            Self::PourLeCompteDe => to.pour_le_compte_de.clone_from(&from.pour_le_compte_de),
            Self::Conjoints => to.conjoints.clone_from(&from.conjoints),
            Self::Finalites => to.finalites.clone_from(&from.finalites),
            Self::Donnees => to.donnees.clone_from(&from.donnees),
            Self::Personnes => to.personnes.clone_from(&from.personnes),
            Self::Destinataires => to.destinataires.clone_from(&from.destinataires),
            Self::Transferts => to.transferts.clone_from(&from.transferts),
            Self::Mesures => to.mesures.clone_from(&from.mesures),
            Self::Outils => to.outils.clone_from(&from.outils),
            Self::SousTraitants => to.sous_traitants.clone_from(&from.sous_traitants),
            Self::Papier => to.papier = from.papier,
            Self::Droits => to.droits.clone_from(&from.droits),
            Self::Information => to.information.clone_from(&from.information),
            Self::Origine => to.origine.clone_from(&from.origine),
            Self::Criteres => to.criteres.clone_from(&from.criteres),
            Self::Aipd => to.aipd.clone_from(&from.aipd),
            Self::Gestionnaire => to.gestionnaire.clone_from(&from.gestionnaire),
            Self::Observations => to.observations.clone_from(&from.observations),
            Self::RevisionLe => to.revision_le = from.revision_le,
        }
    }

    /// Whether two contents say the same here.
    pub fn same(self, one: &Contenu, other: &Contenu) -> bool {
        let mut copy = one.clone();
        self.copy(other, &mut copy);
        copy == *one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// W12: what is copied is the whole of it, key by key.
    #[test]
    fn every_key_of_a_traitement_is_a_champ_filled_at_one_step_and_copied_whole() {
        let whole: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        let keys: Vec<String> = serde_json::to_value(&whole).unwrap().as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, Champ::TOUS.iter().map(|c| c.code().to_owned()).collect::<Vec<_>>());
        let mut filled: Vec<Champ> = Etape::TOUS.iter().flat_map(|e| e.champs()).copied().collect();
        filled.sort_unstable();
        assert_eq!(filled, Champ::TOUS);
        let mut copy = Contenu::default();
        for champ in Champ::TOUS {
            champ.copy(&whole, &mut copy);
            assert!(champ.same(&copy, &whole) && champ.of(&copy) == champ.of(&whole), "{champ}");
        }
        assert_eq!(copy, whole);
    }

    #[test]
    fn steps_follow_one_another() {
        assert_eq!(Etape::Essentiel.next(), Some(Etape::Finalites));
        assert_eq!(Etape::Aipd.next(), None);
        assert_eq!(Champ::Aipd.etape(), Etape::Aipd);
    }
}
