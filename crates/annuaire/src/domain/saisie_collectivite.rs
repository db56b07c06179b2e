//! The form of a collectivité: what is typed, read field by field, and written back.

use kernel::{CodeInsee, GenreCollectivite, Illisible, Siren, Siret, fold};
use serde::Deserialize;

use super::{
    champs::{FieldErrors, Site, Telephone, Texte},
    collectivite::{Civilite, FicheCollectivite, Representant},
};
use crate::national;

/// The form of a collectivité, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SaisieCollectivite {
    pub genre: String,
    pub nom: String,
    pub siren: String,
    pub siret: String,
    pub code_insee: String,
    pub departement: String,
    pub arrondissement: String,
    pub epci: String,
    /// Several lines.
    pub adresse: String,
    pub code_postal: String,
    pub ville: String,
    pub courriel: String,
    pub telephone: String,
    pub site: String,
    pub representant_civilite: String,
    pub representant_prenom: String,
    pub representant_nom: String,
    pub representant_qualite: String,
    /// `oui` or `non`; empty is `oui`.
    pub actif: String,
}

impl SaisieCollectivite {
    /// Reads the form, or says by each field what is wrong.
    #[expect(clippy::similar_names, reason = "SIREN and SIRET are the words of the law")]
    pub fn read(&self) -> Result<FicheCollectivite, FieldErrors> {
        let mut errors = FieldErrors::default();
        let genre =
            errors.required("genre", &self.genre, "Choisissez le type de collectivité.").map(|Genre(genre)| genre);
        let nom = errors.required::<Texte>("nom", &self.nom, "Écrivez le nom, sans le type : par exemple Albias.");
        let siren = errors.required("siren", &self.siren, "Écrivez le SIREN : neuf chiffres.");
        let siret = self.siret(siren, &mut errors);
        let code_insee = errors.optional::<CodeInsee>("code_insee", &self.code_insee);
        if genre == Some(GenreCollectivite::Commune) && self.code_insee.trim().is_empty() {
            errors.push("code_insee", "Une commune a un code INSEE : cinq caractères, par exemple 82121.");
        }
        let departement = self.departement(code_insee, &mut errors);
        let (arrondissement, arrondissement_nom) = self.arrondissement(&mut errors).unzip();
        let representant = self.representant(&mut errors);
        let texte = |errors: &mut FieldErrors, champ, typed: &str| errors.optional::<Texte>(champ, typed).map(|t| t.0);
        let (epci, code_postal) =
            (errors.optional("epci", &self.epci), errors.optional("code_postal", &self.code_postal));
        let ville = texte(&mut errors, "ville", &self.ville);
        let courriel = errors.optional("courriel", &self.courriel);
        let telephone = errors.optional::<Telephone>("telephone", &self.telephone).map(|t| t.0);
        let site = errors.optional::<Site>("site", &self.site).map(|s| s.0);
        let adresse = self.adresse.lines().filter_map(|line| texte(&mut errors, "adresse", line)).collect::<Vec<_>>();
        if adresse.len() > 5 {
            errors.push("adresse", "Cette adresse a trop de lignes : cinq au plus, sans le code postal ni la ville.");
        }
        let made = genre.zip(nom).zip(siren).zip(departement).map(|(((genre, nom), siren), departement)| {
            let (nom, actif) = (nom.0, self.actif.trim() != "non");
            FicheCollectivite {
                genre,
                nom,
                siren,
                siret,
                code_insee,
                departement,
                arrondissement,
                arrondissement_nom,
                epci,
                adresse,
                code_postal,
                ville,
                courriel,
                telephone,
                site,
                representant,
                actif,
            }
        });
        errors.or(made)
    }

    fn siret(&self, siren: Option<Siren>, errors: &mut FieldErrors) -> Option<Siret> {
        let read = errors.optional::<Siret>("siret", &self.siret)?;
        if siren.is_some_and(|siren| siren != read.siren()) {
            errors.push("siret", "Ce SIRET ne commence pas par le SIREN de la collectivité.");
        }
        Some(read)
    }

    /// The département typed, else that of the INSEE code.
    fn departement(&self, code_insee: Option<CodeInsee>, errors: &mut FieldErrors) -> Option<String> {
        let typed = self.departement.trim().to_uppercase();
        let of_code = code_insee.map(|code| code.departement().to_owned());
        match (typed.is_empty(), of_code) {
            (true, Some(code)) => Some(code),
            (true, None) => {
                errors.push("departement", "Choisissez le département.");
                None
            }
            (false, Some(code)) if code != typed => {
                errors.push(
                    "departement",
                    format!("Le code INSEE est celui du département {code} : corrigez l’un ou l’autre."),
                );
                None
            }
            (false, _) if national::departement_nom(&typed).is_none() => {
                errors.push("departement", "Ce département n’existe pas : écrivez par exemple 82 ou 2A.");
                None
            }
            (false, _) => Some(typed),
        }
    }

    fn arrondissement(&self, errors: &mut FieldErrors) -> Option<(String, String)> {
        let typed = self.arrondissement.trim().to_uppercase();
        if typed.is_empty() {
            return None;
        }
        let found = national::arrondissement_nom(&typed);
        if found.is_none() {
            errors.push("arrondissement", "Cet arrondissement n’existe pas : choisissez-le dans la liste.");
        }
        found.map(|nom| (typed, nom))
    }

    fn representant(&self, errors: &mut FieldErrors) -> Representant {
        let civilite = self.representant_civilite.trim();
        if !civilite.is_empty() && Civilite::from_code(civilite).is_none() {
            errors.push("representant_civilite", "Choisissez « Madame » ou « Monsieur ».");
        }
        let mut texte = |champ, typed: &str| errors.optional::<Texte>(champ, typed).map(|t| t.0);
        Representant {
            civilite: Civilite::from_code(civilite),
            prenom: texte("representant_prenom", &self.representant_prenom),
            nom: texte("representant_nom", &self.representant_nom),
            qualite: texte("representant_qualite", &self.representant_qualite),
        }
    }
}

impl From<&FicheCollectivite> for SaisieCollectivite {
    fn from(fiche: &FicheCollectivite) -> Self {
        fn text<T: ToString>(value: Option<&T>) -> String {
            value.map(ToString::to_string).unwrap_or_default()
        }
        Self {
            genre: fiche.genre.code().to_owned(),
            nom: fiche.nom.clone(),
            siren: fiche.siren.to_string(),
            siret: text(fiche.siret.as_ref()),
            code_insee: text(fiche.code_insee.as_ref()),
            departement: fiche.departement.clone(),
            arrondissement: text(fiche.arrondissement.as_ref()),
            epci: text(fiche.epci.as_ref()),
            adresse: fiche.adresse.join("\n"),
            code_postal: text(fiche.code_postal.as_ref()),
            ville: text(fiche.ville.as_ref()),
            courriel: text(fiche.courriel.as_ref()),
            telephone: text(fiche.telephone.as_ref()),
            site: text(fiche.site.as_ref()),
            representant_civilite: fiche.representant.civilite.map(|c| c.code().to_owned()).unwrap_or_default(),
            representant_prenom: text(fiche.representant.prenom.as_ref()),
            representant_nom: text(fiche.representant.nom.as_ref()),
            representant_qualite: text(fiche.representant.qualite.as_ref()),
            actif: if fiche.actif { "oui" } else { "non" }.to_owned(),
        }
    }
}

/// A kind as a form or a file writes it: its code (`office_de_tourisme`) or its label (`Office de tourisme`).
pub(crate) struct Genre(pub GenreCollectivite);

impl std::str::FromStr for Genre {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        let typed = fold(s);
        let found = GenreCollectivite::all().find(|g| fold(g.code()) == typed || fold(g.libelle()) == typed);
        let known = || GenreCollectivite::all().map(|g| g.code()).collect::<Vec<_>>().join(", ");
        found.map(Self).ok_or_else(|| Illisible::new(format!("Ce type n’existe pas : écrivez l’un de {}.", known())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn albias() -> SaisieCollectivite {
        SaisieCollectivite {
            genre: "commune".into(),
            nom: " Albias ".into(),
            siren: "218 200 020".into(),
            code_insee: "82002".into(),
            ..SaisieCollectivite::default()
        }
    }

    #[test]
    fn a_form_reads_and_is_written_back() {
        let typed = SaisieCollectivite {
            adresse: "Mairie\r\n1 place de l'Hôtel de Ville\n".into(),
            telephone: "0563310000".into(),
            representant_civilite: "madame".into(),
            representant_nom: "Vidal".into(),
            ..albias()
        };
        let fiche = typed.read().unwrap();
        assert_eq!(fiche.departement, "82");
        assert_eq!(fiche.adresse, ["Mairie", "1 place de l’Hôtel de Ville"]);
        assert_eq!(fiche.representant.salutation(fiche.genre), "Madame la Maire");
        assert_eq!(SaisieCollectivite::from(&fiche).read().unwrap(), fiche);
    }

    #[test]
    fn each_wrong_field_has_its_sentence() {
        let typed = SaisieCollectivite {
            genre: "ville".into(),
            nom: String::new(),
            siren: "218200021".into(),
            siret: "1".into(),
            departement: "99".into(),
            courriel: "mairie".into(),
            ..SaisieCollectivite::default()
        };
        let errors = typed.read().unwrap_err();
        for champ in ["genre", "nom", "siren", "siret", "departement", "courriel"] {
            assert!(errors.of(champ).is_some_and(|phrase| phrase.ends_with('.')), "{champ}: {errors:?}");
        }
        let elsewhere = SaisieCollectivite { departement: "62".into(), ..albias() };
        assert!(elsewhere.read().unwrap_err().of("departement").unwrap().contains("82"));
        let nameless = SaisieCollectivite { code_insee: String::new(), departement: "82".into(), ..albias() };
        assert!(nameless.read().unwrap_err().of("code_insee").is_some());
    }

    #[test]
    fn saints_are_found_by_their_abbreviation() {
        let fiche = SaisieCollectivite { nom: "Saint-Étienne-de-Tulmont".into(), ..albias() }.read().unwrap();
        assert!(fiche.recherche().contains("st etienne"), "{}", fiche.recherche());
        assert!(fiche.recherche().contains("218200020"));
    }
}
