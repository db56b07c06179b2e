//! A mail written once for many members: its fields, what each member reads, to whom it goes.

use annuaire::{Contact, FonctionContact};

use super::{Refus, TEXTE_MAX};

/// What a text may say of its reader, and what each field holds.
pub const CHAMPS: [(&str, &str); 8] = [
    ("collectivite", "Commune d’Albias"),
    ("siren", "218 200 020"),
    ("destinataire", "le nom du référent, sinon la collectivité"),
    ("representant", "Madame la Maire, Monsieur le Président…"),
    ("motifs", "ce qui demande son attention, une ligne chacun"),
    ("lien", "l’adresse de son registre"),
    ("dpd", "votre nom"),
    ("centre", "le nom du centre de gestion"),
];

/// The longest subject, in characters: that of a mail.
const OBJET_MAX: usize = 200;

/// The values of the fields, for one member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Champs {
    pub collectivite: String,
    pub siren: String,
    pub destinataire: String,
    pub representant: String,
    pub motifs: Vec<String>,
    pub lien: String,
    pub dpd: String,
    pub centre: String,
}

/// A subject and a text whose fields all exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modele {
    objet: String,
    texte: String,
}

impl Modele {
    pub fn new(objet: &str, texte: &str) -> Result<Self, Refus> {
        let (objet, texte) = (objet.trim(), texte.trim());
        if objet.is_empty() {
            return Err(Refus::CampagneSansObjet);
        }
        if texte.is_empty() {
            return Err(Refus::CampagneSansTexte);
        }
        if objet.chars().count() > OBJET_MAX {
            return Err(Refus::TropLong(OBJET_MAX));
        }
        if texte.chars().count() > TEXTE_MAX {
            return Err(Refus::TropLong(TEXTE_MAX));
        }
        let nobody = Champs::default();
        fill(objet, &nobody)?;
        fill(texte, &nobody)?;
        Ok(Self { objet: objet.to_owned(), texte: texte.replace("\r\n", "\n") })
    }

    pub fn objet(&self) -> &str {
        &self.objet
    }

    pub fn texte(&self) -> &str {
        &self.texte
    }

    /// What one member reads: the subject on one line, cut where a mail cuts it, and the text.
    pub fn write(&self, champs: &Champs) -> Result<(String, String), Refus> {
        let objet = fill(&self.objet, champs)?.replace(char::is_control, " ");
        Ok((objet.chars().take(OBJET_MAX).collect(), fill(&self.texte, champs)?))
    }
}

fn fill(text: &str, champs: &Champs) -> Result<String, Refus> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = opened.split_once('}').ok_or(Refus::AccoladeOuverte)?;
        out.push_str(&champs.value(name.trim())?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

impl Champs {
    fn value(&self, name: &str) -> Result<String, Refus> {
        Ok(match name {
            "collectivite" => self.collectivite.clone(),
            "siren" => self.siren.clone(),
            "destinataire" => self.destinataire.clone(),
            "representant" => self.representant.clone(),
            "motifs" if self.motifs.is_empty() => "Rien à signaler aujourd’hui.".to_owned(),
            "motifs" => self.motifs.iter().map(|motif| format!("– {motif}")).collect::<Vec<_>>().join("\n"),
            "lien" => self.lien.clone(),
            "dpd" => self.dpd.clone(),
            "centre" => self.centre.clone(),
            unknown => {
                let known: Vec<String> = CHAMPS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
                return Err(Refus::ChampInconnu(unknown.to_owned(), known.join(", ")));
            }
        })
    }
}

/// Who reads it: the référent RGPD who has an address; else the collectivité at its own. Nobody is invented: without any
/// address there is none.
pub fn destinataire(contacts: &[Contact], nom: &str, courriel: Option<&str>) -> (String, Option<String>) {
    let named = contacts.iter().filter(|c| c.fiche.fonction == FonctionContact::ReferentRgpd);
    let reached = named.clone().find_map(|c| Some((&c.fiche.nom, c.fiche.courriel.as_ref()?)));
    match (reached, courriel.map(str::trim).filter(|address| !address.is_empty())) {
        (Some((nom, address)), _) => (nom.clone(), Some(address.as_str().to_owned())),
        (None, Some(address)) => (nom.to_owned(), Some(address.to_owned())),
        (None, None) => (named.map(|c| c.fiche.nom.clone()).next().unwrap_or_else(|| nom.to_owned()), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use annuaire::FicheContact;
    use proptest::prelude::*;

    fn contact(nom: &str, fonction: FonctionContact, courriel: &str) -> Contact {
        let fiche = FicheContact {
            fonction,
            nom: nom.into(),
            courriel: courriel.parse().ok(),
            telephone: None,
            note: String::new(),
        };
        Contact {
            id: kernel::Id::from_uuid(uuid::Uuid::nil()),
            collectivite: kernel::Id::from_uuid(uuid::Uuid::nil()),
            fiche,
        }
    }

    #[test]
    fn fields_are_filled_for_each_member() {
        let modele =
            Modele::new("{collectivite}\u{a0}: votre registre", "Bonjour {destinataire},\r\n\r\n{motifs}").unwrap();
        let champs = Champs {
            collectivite: "Commune d’Albias".into(),
            destinataire: "Sylvie".into(),
            motifs: vec!["Aucun échange noté.".into(), "Relecture attendue.".into()],
            ..Champs::default()
        };
        let (objet, texte) = modele.write(&champs).unwrap();
        assert_eq!(objet, "Commune d’Albias\u{a0}: votre registre");
        assert_eq!(texte, "Bonjour Sylvie,\n\n– Aucun échange noté.\n– Relecture attendue.");
    }

    #[test]
    fn an_unknown_field_is_refused_with_those_that_exist() {
        let refused = |texte: &str| Modele::new("Objet", texte).unwrap_err().to_string();
        assert!(
            refused("{commune}").contains("«\u{a0}{commune}\u{a0}» n’existe pas")
                && refused("{x}").contains("{motifs}")
        );
        assert_eq!(refused("{collectivite"), Refus::AccoladeOuverte.to_string());
        assert_eq!(Modele::new(" ", "Texte"), Err(Refus::CampagneSansObjet));
        assert_eq!(Modele::new("Objet", " "), Err(Refus::CampagneSansTexte));
    }

    #[test]
    fn the_referent_reads_it_or_else_the_collectivite_or_nobody() {
        let secretary = contact("Paul", FonctionContact::Secretariat, "paul@albias.example");
        let referent = contact("Sylvie", FonctionContact::ReferentRgpd, "sylvie@albias.example");
        let silent = contact("Jeanne", FonctionContact::ReferentRgpd, "");
        let all = [secretary.clone(), referent];
        assert_eq!(
            destinataire(&all, "Albias", Some("mairie@albias.example")).1.as_deref(),
            Some("sylvie@albias.example")
        );
        let none = [secretary, silent];
        let to = destinataire(&none, "Albias", Some("mairie@albias.example"));
        assert_eq!(to, ("Albias".to_owned(), Some("mairie@albias.example".to_owned())));
        assert_eq!(destinataire(&none, "Albias", None), ("Jeanne".to_owned(), None));
    }

    proptest! {
        #[test]
        fn what_a_member_is_called_never_becomes_a_field(nom in "[{}a-z]{0,20}") {
            let modele = Modele::new("Objet", "{collectivite}").unwrap();
            let champs = Champs { collectivite: nom.clone(), ..Champs::default() };
            prop_assert_eq!(modele.write(&champs).unwrap().1, nom);
        }
    }
}
