//! `DonneesActe`: what a message says of one acte, sent (1-1) or sent back (1-2, 1-3).

use time::Date;

use crate::{
    ActesError, CleActe, CodesMatieres, IdActe, NumeroInterne, Schema,
    arbre::Element,
    ecriture::Xml,
    encodage::translitere,
    lecture::Source,
    valeurs::{date, en_iso, entier},
};

/// `texte max 500 caractères` (`actesv1_1.xsd`, `Objet`).
pub(crate) const OBJET_MAX: usize = 500;
const NIVEAUX: [&str; 5] = ["CodeMatiere1", "CodeMatiere2", "CodeMatiere3", "CodeMatiere4", "CodeMatiere5"];

/// `DonneesActe` of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DonneesActe {
    /// The day of the decision.
    pub date: Date,
    pub numero_interne: NumeroInterne,
    pub code_nature_acte: u32,
    pub codes_matieres: CodesMatieres,
    pub objet: String,
    pub precedent_identifiant_acte: Option<IdActe>,
    pub classification_date_version: Date,
    pub document: FichierSigne,
    pub annexes: Vec<FichierSigne>,
    /// Whether papers follow by post: `O` or `N`; none when the element is empty or absent.
    pub document_papier: Option<bool>,
}

/// A file that goes with a message, by its name, and its detached signature when it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FichierSigne {
    pub nom_fichier: String,
    pub signature: Option<Signature>,
}

/// A detached signature. The schema takes anything (`xs:anyType`); what is seen is a PKCS#7 in text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    Texte(String),
    /// Elements, as they stood: received only.
    Xml(String),
}

impl DonneesActe {
    /// What tells this acte from the others of its collectivité: an anomaly names it by nothing else.
    ///
    /// # Errors
    /// When no nature has its code.
    pub fn cle(&self) -> Result<CleActe, ActesError> {
        CleActe::new(self.date, self.numero_interne.clone(), self.code_nature_acte)
    }

    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        let objet = &element.require("Objet")?.texte;
        if objet.chars().count() > OBJET_MAX {
            source.ecart("Objet", format!("L’objet dépasse les {OBJET_MAX} caractères du schéma."));
        }
        Ok(Self {
            date: element.date_attribut("Date")?,
            numero_interne: NumeroInterne::recu(element.require_attribut("NumeroInterne")?)?,
            code_nature_acte: entier("CodeNatureActe", element.require_attribut("CodeNatureActe")?)?,
            codes_matieres: read_matieres(element, source)?,
            objet: objet.clone(),
            precedent_identifiant_acte: match element.enfant("PrecedentIdentifiantActe") {
                Some(precedent) => Some(IdActe::recu(precedent.require_attribut("IDActe")?)?),
                None => None,
            },
            classification_date_version: element.date_de("ClassificationDateVersion")?,
            document: FichierSigne::read(element.require("Document")?, source)?,
            annexes: read_annexes(element, source)?,
            document_papier: read_papier(element, source),
        })
    }

    pub(crate) fn attributs(&self) -> Result<[(&'static str, String); 3], ActesError> {
        Ok([
            ("actes:Date", en_iso("Date", self.date)?),
            ("actes:NumeroInterne", self.numero_interne.check()?.to_owned()),
            ("actes:CodeNatureActe", self.code_nature_acte.to_string()),
        ])
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        for (nom, code) in NIVEAUX.into_iter().zip(self.codes_matieres.0) {
            match code {
                Some(code) => xml.empty(nom, &[("actes:CodeMatiere", code.to_string())])?,
                None if matches!(nom, "CodeMatiere1" | "CodeMatiere2") => {
                    return Err(ActesError::manquant("Acte", nom));
                }
                None => {}
            }
        }
        check_objet(&self.objet)?;
        xml.leaf("Objet", &self.objet)?;
        if let Some(id) = &self.precedent_identifiant_acte {
            xml.empty("PrecedentIdentifiantActe", &[("actes:IDActe", id.check(xml.schema)?)])?;
        }
        xml.date("ClassificationDateVersion", self.classification_date_version)?;
        self.document.write("Document", xml)?;
        let nombre = [("actes:Nombre", self.annexes.len().to_string())];
        xml.within("Annexes", &nombre, |xml| self.annexes.iter().try_for_each(|a| a.write("Annexe", xml)))?;
        match (xml.schema, self.document_papier) {
            (Schema::Large, _) => Ok(()),
            (Schema::Typologie, None) => xml.empty("DocumentPapier", &[("xsi:nil", "true".to_owned())]),
            (Schema::Typologie, Some(papier)) => xml.leaf("DocumentPapier", if papier { "O" } else { "N" }),
        }
    }
}

impl FichierSigne {
    pub fn new(nom_fichier: impl Into<String>) -> Self {
        Self { nom_fichier: nom_fichier.into(), signature: None }
    }

    pub(crate) fn read(element: &Element, source: &Source) -> Result<Self, ActesError> {
        let nom = element.texte_de("NomFichier").ok_or_else(|| ActesError::manquant(&element.nom, "NomFichier"))?;
        let signature = element.enfant("Signature").and_then(|signature| {
            if signature.enfants.is_empty() {
                let texte = signature.texte.trim();
                (!texte.is_empty()).then(|| Signature::Texte(texte.to_owned()))
            } else {
                source.extrait(signature).map(Signature::Xml)
            }
        });
        Ok(Self { nom_fichier: nom.to_owned(), signature })
    }

    pub(crate) fn write(&self, nom: &'static str, xml: &mut Xml) -> Result<(), ActesError> {
        xml.within(nom, &[], |xml| {
            if self.nom_fichier.trim().is_empty() {
                return Err(ActesError::manquant(nom, "NomFichier"));
            }
            xml.leaf("NomFichier", self.nom_fichier.trim())?;
            match &self.signature {
                None => Ok(()),
                Some(Signature::Texte(texte)) => xml.leaf("Signature", texte),
                Some(Signature::Xml(texte)) => {
                    Err(ActesError::valeur("Signature", texte, "seule une signature détachée en texte se transmet"))
                }
            }
        })
    }
}

/// What the schema says of the objet, on what will really be written.
pub(crate) fn check_objet(objet: &str) -> Result<(), ActesError> {
    let ecrit = translitere(objet).map_err(|refuses| crate::encodage::hors_latin1("Objet", &refuses))?;
    if ecrit.trim().is_empty() {
        return Err(ActesError::valeur("Objet", "", "un acte a un objet"));
    }
    if ecrit.chars().count() > OBJET_MAX {
        return Err(ActesError::valeur("Objet", &ecrit, "cinq cents caractères au plus"));
    }
    Ok(())
}

fn read_matieres(element: &Element, source: &mut Source) -> Result<CodesMatieres, ActesError> {
    let mut codes = CodesMatieres::default();
    for (place, nom) in codes.0.iter_mut().zip(NIVEAUX) {
        if let Some(enfant) = element.enfant(nom) {
            *place = Some(entier(nom, enfant.require_attribut("CodeMatiere")?)?);
        }
    }
    if codes.has_hole() {
        source.ecart("CodeMatiere", format!("La matière {codes} saute un niveau."));
    }
    Ok(codes)
}

fn read_annexes(element: &Element, source: &mut Source) -> Result<Vec<FichierSigne>, ActesError> {
    let Some(annexes) = element.enfant("Annexes") else {
        source.ecart("Annexes", "«\u{a0}Annexes\u{a0}» manque, qui dit leur nombre.".to_owned());
        return Ok(Vec::new());
    };
    let lues: Vec<FichierSigne> =
        annexes.nommes("Annexe").map(|annexe| FichierSigne::read(annexe, source)).collect::<Result<_, _>>()?;
    let annonce = annexes.attribut("Nombre").and_then(|nombre| entier("Nombre", nombre).ok());
    if annonce.map(|n| n as usize) != Some(lues.len()) {
        let listees = if lues.len() == 1 { "annexe est listée" } else { "annexes sont listées" };
        let annoncees = match annexes.attribut("Nombre") {
            None => "aucun nombre n’est annoncé".to_owned(),
            Some("1") => "1 annoncée".to_owned(),
            Some(nombre) => format!("{} annoncées", crate::error::abrege(nombre)),
        };
        source.ecart("Annexes", format!("{} {listees}, {annoncees}.", lues.len()));
    }
    Ok(lues)
}

/// `O` and `N` are sent; `1`, `0` and nothing come back.
fn read_papier(element: &Element, source: &mut Source) -> Option<bool> {
    let texte = element.texte_de("DocumentPapier")?;
    match texte {
        "O" | "1" | "true" => Some(true),
        "N" | "0" | "false" => Some(false),
        autre => {
            source.ecart("DocumentPapier", format!("«\u{a0}{}\u{a0}» n’est ni O ni N.", crate::error::abrege(autre)));
            None
        }
    }
}

/// A date that a received message may lack, or say wrong: the rest of the message still counts.
pub(crate) fn date_souple(element: &Element, nom: &str, source: &mut Source) -> Option<Date> {
    let lu = element.require(nom).and_then(|enfant| date(nom, &enfant.texte));
    lu.map_err(|error| source.ecart(nom, error.to_string())).ok()
}

/// An acte that comes back: the message counts even when the acte in it is damaged.
pub(crate) fn acte_recu(element: &Element, source: &mut Source) -> Option<DonneesActe> {
    let lu = element.require("ActeRecu").and_then(|acte| DonneesActe::read(acte, source));
    lu.map_err(|error| source.ecart("ActeRecu", error.to_string())).ok()
}
