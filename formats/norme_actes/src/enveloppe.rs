//! The envelopes: who sends, who receives, which messages are inside.

use time::Date;

use crate::{
    ActesError, Departement, FichierSigne, NumeroSiren, Schema,
    acte::date_souple,
    arbre::Element,
    ecriture::{Xml, document, required},
    lecture::Source,
    valeurs::{REGLE_COURRIEL, courriel, digits},
};

/// `EnveloppeCLMISILL`: from a collectivité to the ministry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnveloppeClMisill {
    pub emetteur: Emetteur,
    /// Where the préfecture's mails go: at least one.
    pub adresses_retour: Vec<String>,
    /// The messages inside, by their file names: at least one.
    pub formulaires_envoyes: Vec<FichierSigne>,
}

/// `EnveloppeMISILLCL`: from the préfecture to a collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnveloppeMisillCl {
    /// None when the sender could not be read: the rest of the envelope still counts.
    pub emetteur: Option<IdPrefecture>,
    pub referent: Option<Referent>,
    pub formulaires_envoyes: Vec<FichierSigne>,
    pub destinataire: NumeroSiren,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emetteur {
    pub id_cl: IdCl,
    pub referent: Option<Referent>,
}

/// `IDCL`: the collectivité as the ministry knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdCl {
    pub siren: NumeroSiren,
    pub departement: Departement,
    /// One digit.
    pub arrondissement: String,
    /// Two digits: `31` for a commune in the samples; the list is not published with the schema.
    pub nature: String,
}

/// Which service of the State sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdPrefecture {
    Sgar { departement: Departement },
    Pref { departement: Departement },
    SousPref { departement: Departement, arrondissement: String },
}

/// Whom to call about what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Referent {
    pub nom: Option<String>,
    pub telephone: Option<String>,
    pub email: Option<String>,
}

/// `AnomalieEnveloppe`: an envelope that could not be taken at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalieEnveloppe {
    pub date: Option<Date>,
    /// As given: the ministry sends `999`, that its own schema refuses.
    pub nature: String,
    pub detail: Option<String>,
    pub enveloppe_recue: Option<EnveloppeClMisill>,
}

impl EnveloppeClMisill {
    pub(crate) fn read(element: &Element, source: &Source) -> Result<Self, ActesError> {
        let emetteur = element.require("Emetteur")?;
        let adresses = element.require("AdressesRetour")?;
        Ok(Self {
            emetteur: Emetteur {
                id_cl: IdCl::read(emetteur.require("IDCL")?)?,
                referent: emetteur.enfant("Referent").map(Referent::read),
            },
            adresses_retour: adresses.nommes("Email").map(|email| email.texte.trim().to_owned()).collect(),
            formulaires_envoyes: formulaires(element, source)?,
        })
    }

    /// The file, as the schema wants it.
    ///
    /// # Errors
    /// When the schema would refuse it.
    pub fn to_xml(&self) -> Result<Vec<u8>, ActesError> {
        document("EnveloppeCLMISILL", Schema::default(), &[], |xml| self.write(xml))
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.within("Emetteur", &[], |xml| {
            xml.empty("IDCL", &self.emetteur.id_cl.parts().into_iter().collect::<Result<Vec<_>, _>>()?)?;
            self.emetteur.referent.as_ref().map_or(Ok(()), |referent| referent.write(xml))
        })?;
        if self.adresses_retour.is_empty() {
            return Err(ActesError::manquant("AdressesRetour", "Email"));
        }
        xml.within("AdressesRetour", &[], |xml| {
            self.adresses_retour.iter().try_for_each(|adresse| xml.leaf("Email", check_email(adresse)?))
        })?;
        write_formulaires(&self.formulaires_envoyes, xml)
    }
}

impl EnveloppeMisillCl {
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        let emetteur = element.enfant("Emetteur");
        let lu = element.require("Emetteur").and_then(IdPrefecture::read);
        Ok(Self {
            emetteur: lu.map_err(|error| source.ecart("Emetteur", error.to_string())).ok(),
            referent: emetteur.and_then(|e| e.enfant("Referent")).map(Referent::read),
            formulaires_envoyes: formulaires(element, source)?,
            destinataire: siren(element.require("Destinataire")?)?,
        })
    }

    /// The file, as the schema wants it.
    ///
    /// # Errors
    /// When the schema would refuse it.
    pub fn to_xml(&self) -> Result<Vec<u8>, ActesError> {
        document("EnveloppeMISILLCL", Schema::default(), &[], |xml| {
            let emetteur = required("EnveloppeMISILLCL", "Emetteur", self.emetteur.as_ref())?;
            xml.within("Emetteur", &[], |xml| {
                emetteur.write(xml)?;
                self.referent.as_ref().map_or(Ok(()), |referent| referent.write(xml))
            })?;
            write_formulaires(&self.formulaires_envoyes, xml)?;
            xml.empty("Destinataire", &[("insee:SIREN", self.destinataire.check()?.to_owned())])
        })
    }
}

impl IdCl {
    fn read(element: &Element) -> Result<Self, ActesError> {
        Ok(Self {
            siren: siren(element)?,
            departement: Departement::recu(element.require_attribut("Departement")?)?,
            arrondissement: element.require_attribut("Arrondissement")?.to_owned(),
            nature: element.require_attribut("Nature")?.to_owned(),
        })
    }

    /// Its attributes, each as it is written or refused.
    pub(crate) fn parts(&self) -> [Result<(&'static str, String), ActesError>; 4] {
        [
            self.departement.check().map(|texte| ("actes:Departement", texte.to_owned())),
            self.siren.check().map(|texte| ("insee:SIREN", texte.to_owned())),
            check_chiffres("Arrondissement", &self.arrondissement, 1, "un seul chiffre")
                .map(|texte| ("actes:Arrondissement", texte)),
            check_chiffres("Nature", &self.nature, 2, "deux chiffres").map(|texte| ("actes:Nature", texte)),
        ]
    }
}

impl IdPrefecture {
    fn read(emetteur: &Element) -> Result<Self, ActesError> {
        let departement = |id: &Element| Departement::recu(id.require_attribut("Departement")?);
        if let Some(id) = emetteur.enfant("IDSousPref") {
            let arrondissement = id.require_attribut("Arrondissement")?.to_owned();
            return Ok(Self::SousPref { departement: departement(id)?, arrondissement });
        }
        if let Some(id) = emetteur.enfant("IDSGAR") {
            return Ok(Self::Sgar { departement: departement(id)? });
        }
        Ok(Self::Pref { departement: departement(emetteur.require("IDPref")?)? })
    }

    fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        let attribut = |departement: &Departement| Ok(("actes:Departement", departement.check()?.to_owned()));
        match self {
            Self::Sgar { departement } => xml.empty("IDSGAR", &[attribut(departement)?]),
            Self::Pref { departement } => xml.empty("IDPref", &[attribut(departement)?]),
            Self::SousPref { departement, arrondissement } => {
                let arrondissement = check_chiffres("Arrondissement", arrondissement, 1, "un seul chiffre")?;
                xml.empty("IDSousPref", &[attribut(departement)?, ("actes:Arrondissement", arrondissement)])
            }
        }
    }
}

impl Referent {
    fn read(element: &Element) -> Self {
        let texte = |nom| element.texte_de(nom).map(str::to_owned);
        Self { nom: texte("Nom"), telephone: texte("Telephone"), email: texte("Email") }
    }

    fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.within("Referent", &[], |xml| {
            self.nom.as_ref().map_or(Ok(()), |nom| xml.leaf("Nom", nom))?;
            self.telephone.as_ref().map_or(Ok(()), |telephone| xml.leaf("Telephone", telephone))?;
            self.email.as_ref().map_or(Ok(()), |email| xml.leaf("Email", check_email(email)?))
        })
    }
}

impl AnomalieEnveloppe {
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        let nature = element.texte_de("Nature").ok_or_else(|| ActesError::manquant(&element.nom, "Nature"))?;
        if !is_nature(nature) {
            source.ecart("Nature", format!("«\u{a0}{}\u{a0}» n’est pas dans le schéma.", crate::error::abrege(nature)));
        }
        let recue = element.require("EnveloppeRecue").and_then(|recue| EnveloppeClMisill::read(recue, source));
        Ok(Self {
            date: date_souple(element, "Date", source),
            nature: nature.to_owned(),
            detail: element.texte_de("Detail").map(str::to_owned),
            enveloppe_recue: recue.map_err(|error| source.ecart("EnveloppeRecue", error.to_string())).ok(),
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.date("Date", *required("AnomalieEnveloppe", "Date", self.date.as_ref())?)?;
        if !is_nature(&self.nature) {
            let regle = "le schéma connaît 001, 002, 003, 004, 005 et 100";
            return Err(ActesError::valeur("Nature", &self.nature, regle));
        }
        xml.leaf("Nature", &self.nature)?;
        self.detail.as_ref().map_or(Ok(()), |detail| xml.leaf("Detail", detail))?;
        let recue = required("AnomalieEnveloppe", "EnveloppeRecue", self.enveloppe_recue.as_ref())?;
        xml.within("EnveloppeRecue", &[], |xml| recue.write(xml))
    }
}

/// The enumeration of the schema is of integers: the ministry writes `5` for `005`.
fn is_nature(nature: &str) -> bool {
    digits(nature) && matches!(nature.parse(), Ok(1_u16..=5 | 100))
}

fn siren(element: &Element) -> Result<NumeroSiren, ActesError> {
    let lu = element.require_attribut("SIREN")?.trim();
    lu.parse().map_err(|_| ActesError::illisible("SIREN", lu, NumeroSiren::REGLE))
}

fn formulaires(element: &Element, source: &Source) -> Result<Vec<FichierSigne>, ActesError> {
    let envoyes = element.require("FormulairesEnvoyes")?;
    envoyes.nommes("Formulaire").map(|formulaire| FichierSigne::read(formulaire, source)).collect()
}

fn write_formulaires(formulaires: &[FichierSigne], xml: &mut Xml) -> Result<(), ActesError> {
    if formulaires.is_empty() {
        return Err(ActesError::manquant("FormulairesEnvoyes", "Formulaire"));
    }
    xml.within("FormulairesEnvoyes", &[], |xml| formulaires.iter().try_for_each(|f| f.write("Formulaire", xml)))
}

pub(crate) fn check_email(email: &str) -> Result<&str, ActesError> {
    if courriel(email) { Ok(email) } else { Err(ActesError::valeur("Email", email, REGLE_COURRIEL)) }
}

fn check_chiffres(champ: &'static str, texte: &str, len: usize, regle: &'static str) -> Result<String, ActesError> {
    if texte.len() == len && digits(texte) {
        Ok(texte.to_owned())
    } else {
        Err(ActesError::valeur(champ, texte, regle))
    }
}
