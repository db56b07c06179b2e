//! `Traitement`: its life, from a draft to the archives; each version is validated once and never changes again.

use kernel::{CollectiviteId, Id, Instant, nomenclature};
use serde::{Deserialize, Serialize};

use super::{Champ, Contenu, Refus, dictionnaires, manques};

/// The identity of a traitement.
pub type TraitementId = Id<Traitement>;
/// Marks the id of a service.
#[derive(Debug)]
pub enum MarqueService {}
/// The identity of a service of a collectivité.
pub type ServiceId = Id<MarqueService>;

/// The longest text of a field, in characters.
pub const TEXTE_MAX: usize = 10_000;
/// The longest name, and the longest reference: lists sort by them.
pub const NOM_MAX: usize = 500;
/// The longest list.
pub const LIGNES_MAX: usize = 200;

nomenclature! {
    /// Where a traitement stands.
    pub enum EtatTraitement: "L’état" {
        Brouillon = "brouillon", "Brouillon";
        Soumis = "soumis", "Soumis au délégué";
        Controle = "controle", "Contrôlé par le délégué";
        Valide = "valide", "Validé";
        Archive = "archive", "Archivé";
    }
}

nomenclature! {
    /// What happened to a traitement.
    pub enum GenreEvenement: "L’évènement" {
        Cree = "cree", "Créé";
        Repris = "repris", "Repris en brouillon";
        Soumis = "soumis", "Soumis au délégué";
        Renvoye = "renvoye", "Renvoyé par le délégué";
        Controle = "controle", "Contrôlé par le délégué";
        Valide = "valide", "Validé par le responsable";
        Archive = "archive", "Archivé";
        Restaure = "restaure", "Sorti des archives";
        Modele = "modele", "Mis à jour depuis le modèle";
        Remis = "remis", "Remis comme avant un lot";
    }
}

/// A traitement and the version on which one works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traitement {
    pub id: TraitementId,
    pub collectivite: CollectiviteId,
    pub contenu: Contenu,
    pub etat: EtatTraitement,
    /// The version on which one works, from 1.
    pub version: u32,
    /// Whether this version was validated: what follows an edit is then the next one.
    pub scellee: bool,
    pub service: Option<ServiceId>,
    /// The model from which it was made.
    pub modele: Option<OrigineModele>,
    /// What the délégué advised.
    pub preconisations: String,
    /// Whether the public page shows it.
    pub public: bool,
    /// Counts the changes: what a form gives back to prove that it saw the latest.
    pub revision: i64,
    pub cree_le: Instant,
    pub modifie_le: Instant,
    pub modifie_par: String,
    /// When this version was validated.
    pub valide_le: Option<Instant>,
}

/// A model and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrigineModele {
    pub code: String,
    pub version: u32,
}

impl Traitement {
    /// A draft.
    pub fn new(id: TraitementId, collectivite: CollectiviteId, contenu: Contenu, now: Instant, par: &str) -> Self {
        Self {
            id,
            collectivite,
            contenu,
            etat: EtatTraitement::Brouillon,
            version: 1,
            scellee: false,
            service: None,
            modele: None,
            preconisations: String::new(),
            public: true,
            revision: 1,
            cree_le: now,
            modifie_le: now,
            modifie_par: par.to_owned(),
            valide_le: None,
        }
    }

    /// Writes another content. A version already validated is left as it is: the change opens the next one. What was
    /// submitted or checked is a draft again. Gives the event to tell, when the state changes.
    pub fn edit(&mut self, contenu: Contenu) -> Result<Option<GenreEvenement>, Refus> {
        check(&contenu)?;
        let event = match self.etat {
            EtatTraitement::Archive => {
                return Err(Refus::ActeImpossible {
                    etat: self.etat,
                    acte: "être modifié\u{a0}: sortez-le d’abord des archives",
                });
            }
            EtatTraitement::Brouillon => None,
            _ => Some(GenreEvenement::Repris),
        };
        if contenu == self.contenu {
            return Ok(None);
        }
        self.contenu = contenu;
        self.reopen();
        Ok(event)
    }

    /// The secretary has finished: the délégué looks.
    pub fn submit(&mut self) -> Result<(), Refus> {
        self.expect(&[EtatTraitement::Brouillon], "être soumis")?;
        if self.contenu.nom.trim().is_empty() {
            return Err(Refus::SansNom);
        }
        self.etat = EtatTraitement::Soumis;
        Ok(())
    }

    /// The délégué has looked: it goes to the responsable with what he advises, or back to be taken up again.
    pub fn check(&mut self, preconisations: &str, favorable: bool) -> Result<GenreEvenement, Refus> {
        self.expect(&[EtatTraitement::Soumis], "être contrôlé")?;
        let said = preconisations.trim();
        if !favorable && said.is_empty() {
            return Err(Refus::SansPreconisation);
        }
        if said.chars().count() > TEXTE_MAX {
            return Err(Refus::TropLong(TEXTE_MAX));
        }
        said.clone_into(&mut self.preconisations);
        self.etat = if favorable { EtatTraitement::Controle } else { EtatTraitement::Brouillon };
        Ok(if favorable { GenreEvenement::Controle } else { GenreEvenement::Renvoye })
    }

    /// The responsable du traitement answers for it (art. 24): this version will not change any more.
    pub fn validate(&mut self, now: Instant) -> Result<(), Refus> {
        self.expect(&[EtatTraitement::Controle], "être validé")?;
        let missing: Vec<Champ> = manques(&self.contenu).iter().filter(|m| m.obligatoire).map(|m| m.champ).collect();
        if !missing.is_empty() {
            let mut words: Vec<String> = missing.iter().map(|champ| champ.libelle().to_lowercase()).collect();
            words.dedup();
            return Err(Refus::Incomplet(words.join(", ")));
        }
        self.etat = EtatTraitement::Valide;
        self.scellee = true;
        self.valide_le = Some(now);
        Ok(())
    }

    /// It is no longer done: it leaves the register, and stays readable.
    pub fn archive(&mut self, motif: &str) -> Result<(), Refus> {
        if self.etat == EtatTraitement::Archive {
            return Err(Refus::ActeImpossible { etat: self.etat, acte: "être archivé deux fois" });
        }
        if motif.trim().is_empty() {
            return Err(Refus::SansMotif);
        }
        self.etat = EtatTraitement::Archive;
        Ok(())
    }

    /// It is done again: a draft, of the next version when the last one was validated.
    pub fn restore(&mut self) -> Result<(), Refus> {
        self.expect(&[EtatTraitement::Archive], "sortir des archives")?;
        self.reopen();
        Ok(())
    }

    fn reopen(&mut self) {
        if self.scellee {
            self.version += 1;
            self.scellee = false;
            self.valide_le = None;
            self.preconisations.clear();
        }
        self.etat = EtatTraitement::Brouillon;
    }

    fn expect(&self, etats: &[EtatTraitement], acte: &'static str) -> Result<(), Refus> {
        if etats.contains(&self.etat) { Ok(()) } else { Err(Refus::ActeImpossible { etat: self.etat, acte }) }
    }
}

/// What no register can hold: unknown codes, texts and lists without end. Anything missing passes.
pub fn check(contenu: &Contenu) -> Result<(), Refus> {
    let terms = dictionnaires();
    let code = |dictionnaire: &super::Dictionnaire, nom, code: &str| {
        let known = code.is_empty() || dictionnaire.find(code).is_some();
        if known { Ok(()) } else { Err(Refus::CodeInconnu { dictionnaire: nom, code: code.to_owned() }) }
    };
    for donnee in &contenu.donnees {
        code(&terms.donnees, "données", &donnee.categorie)?;
    }
    for personnes in &contenu.personnes {
        code(&terms.personnes, "personnes", &personnes.categorie)?;
    }
    for mesure in &contenu.mesures {
        code(&terms.mesures, "mesures", &mesure.mesure)?;
    }
    for moyen in &contenu.origine.collecte {
        code(&terms.collecte, "collecte", moyen)?;
    }
    for support in &contenu.information.support {
        code(&terms.supports, "supports", support)?;
    }
    if [&contenu.nom, &contenu.reference].iter().any(|text| text.chars().count() > NOM_MAX) {
        return Err(Refus::NomTropLong(NOM_MAX));
    }
    measure(&serde_json::to_value(contenu).unwrap_or_default())
}

fn measure(value: &serde_json::Value) -> Result<(), Refus> {
    match value {
        serde_json::Value::String(text) if text.chars().count() > TEXTE_MAX => Err(Refus::TropLong(TEXTE_MAX)),
        serde_json::Value::Array(items) if items.len() > LIGNES_MAX => Err(Refus::TropDeLignes(LIGNES_MAX)),
        serde_json::Value::Array(items) => items.iter().try_for_each(measure),
        serde_json::Value::Object(fields) => fields.values().try_for_each(measure),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Clock;

    fn whole() -> Contenu {
        toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap()
    }

    fn now() -> Instant {
        "2026-11-25T08:00:00Z".parse().unwrap()
    }

    fn draft(contenu: Contenu) -> Traitement {
        let clock = Clock::fixed(now());
        Traitement::new(Id::new(&clock), Id::new(&clock), contenu, now(), "Sylvie")
    }

    fn validated() -> Traitement {
        let mut t = draft(whole());
        t.submit().unwrap();
        assert_eq!(t.check("", true), Ok(GenreEvenement::Controle));
        t.validate(now()).unwrap();
        t
    }

    #[test]
    fn editing_what_is_validated_opens_the_next_version() {
        let mut t = validated();
        assert_eq!((t.etat, t.version, t.scellee), (EtatTraitement::Valide, 1, true));
        assert_eq!(t.edit(whole()), Ok(None), "nothing changed");
        assert_eq!((t.etat, t.version), (EtatTraitement::Valide, 1));
        let other = Contenu { nom: "Cantine".into(), ..whole() };
        assert_eq!(t.edit(other), Ok(Some(GenreEvenement::Repris)));
        assert_eq!((t.etat, t.version, t.scellee, t.valide_le), (EtatTraitement::Brouillon, 2, false, None));
    }

    #[test]
    fn the_order_of_the_acts_is_kept() {
        let mut t = draft(whole());
        assert!(t.validate(now()).is_err() && t.check("", true).is_err());
        t.submit().unwrap();
        assert!(t.submit().is_err());
        assert_eq!(t.check(" ", false), Err(Refus::SansPreconisation));
        assert_eq!(t.check("Ajoutez une durée.", false), Ok(GenreEvenement::Renvoye));
        assert_eq!((t.etat, t.preconisations.as_str()), (EtatTraitement::Brouillon, "Ajoutez une durée."));
    }

    #[test]
    fn what_is_incomplete_is_not_validated_and_the_refusal_says_what_is_missing() {
        let mut t = draft(Contenu { nom: "Paie".into(), ..Contenu::default() });
        t.submit().unwrap();
        t.check("", true).unwrap();
        let refused = t.validate(now()).unwrap_err().to_string();
        assert!(refused.contains("finalités, personnes concernées, données"), "{refused}");
        assert_eq!(t.etat, EtatTraitement::Controle);
        assert_eq!(draft(Contenu::default()).submit(), Err(Refus::SansNom));
    }

    #[test]
    fn what_is_archived_does_not_change_until_it_is_taken_back() {
        let mut t = validated();
        assert_eq!(t.archive(""), Err(Refus::SansMotif));
        t.archive("La cantine a fermé.").unwrap();
        assert!(t.edit(Contenu::default()).is_err() && t.archive("x").is_err());
        t.restore().unwrap();
        assert_eq!((t.etat, t.version), (EtatTraitement::Brouillon, 2));
    }

    #[test]
    fn unknown_codes_and_endless_texts_are_refused() {
        let mut c = whole();
        c.donnees[0].categorie = "pointure".into();
        assert!(check(&c).unwrap_err().to_string().contains("«\u{a0}pointure\u{a0}» n’est pas du dictionnaire"));
        let long = Contenu { observations: "x".repeat(TEXTE_MAX + 1), ..whole() };
        assert_eq!(check(&long), Err(Refus::TropLong(TEXTE_MAX)));
        let named = Contenu { nom: "x".repeat(NOM_MAX + 1), ..whole() };
        assert_eq!(check(&named), Err(Refus::NomTropLong(NOM_MAX)));
        let many = Contenu { outils: vec![super::super::Outil::default(); LIGNES_MAX + 1], ..whole() };
        assert_eq!(check(&many), Err(Refus::TropDeLignes(LIGNES_MAX)));
    }
}
