//! What the préfecture says of a transmission: received (1-2), refused (1-3), cancelled (6-2).

use time::Date;

use crate::{
    ActesError, DonneesActe, IdActe, Schema,
    acte::{acte_recu, date_souple},
    arbre::Element,
    courrier::id_acte,
    ecriture::{Xml, required},
    error::abrege,
    lecture::Source,
    valeurs::{digits, en_iso},
};

/// `ARActe`, message 1-2: what proves the transmission (CGCT L. 2131-1), dated by `date_reception`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArActe {
    pub id_acte: IdActe,
    pub date_reception: Date,
    /// None when it came back damaged: the receipt still counts.
    pub acte_recu: Option<DonneesActe>,
    pub classification_date_version_en_cours: Option<Date>,
}

/// `AnomalieActe`, message 1-3: the acte is not transmitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalieActe {
    pub date: Option<Date>,
    /// Three digits in the schema; as given.
    pub nature: String,
    pub detail: Option<String>,
    pub acte_recu: Option<DonneesActe>,
    pub classification_date_version_en_cours: Option<Date>,
}

/// `ARAnnulation`, message 6-2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArAnnulation {
    pub id_acte: IdActe,
    pub date_reception: Date,
}

impl ArActe {
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        Ok(Self {
            id_acte: id_acte(element)?,
            date_reception: element.date_attribut("DateReception")?,
            acte_recu: acte_recu(element, source),
            classification_date_version_en_cours: date_souple(element, "ClassificationDateVersionEnCours", source),
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        write_acte("ARActe", self.acte_recu.as_ref(), self.classification_date_version_en_cours, xml)
    }
}

impl AnomalieActe {
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        let nature = element.texte_de("Nature").ok_or_else(|| ActesError::manquant(&element.nom, "Nature"))?;
        if !is_nature(nature) {
            source.ecart("Nature", format!("«\u{a0}{}\u{a0}» n’a pas trois chiffres.", abrege(nature)));
        }
        Ok(Self {
            date: date_souple(element, "Date", source),
            nature: nature.to_owned(),
            detail: element.texte_de("Detail").map(str::to_owned),
            acte_recu: acte_recu(element, source),
            classification_date_version_en_cours: date_souple(element, "ClassificationDateVersionEnCours", source),
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.date("Date", *required("AnomalieActe", "Date", self.date.as_ref())?)?;
        if !is_nature(&self.nature) {
            return Err(ActesError::valeur("Nature", &self.nature, "trois chiffres"));
        }
        xml.leaf("Nature", &self.nature)?;
        self.detail.as_ref().map_or(Ok(()), |detail| xml.leaf("Detail", detail))?;
        write_acte("AnomalieActe", self.acte_recu.as_ref(), self.classification_date_version_en_cours, xml)
    }
}

impl ArAnnulation {
    pub(crate) fn read(element: &Element) -> Result<Self, ActesError> {
        Ok(Self { id_acte: id_acte(element)?, date_reception: element.date_attribut("DateReception")? })
    }
}

/// The two attributes of a receipt.
pub(crate) fn attributs(
    id: &IdActe,
    date_reception: Date,
    schema: Schema,
) -> Result<[(&'static str, String); 2], ActesError> {
    Ok([("actes:IDActe", id.check(schema)?), ("actes:DateReception", en_iso("DateReception", date_reception)?)])
}

fn write_acte(
    ou: &'static str,
    acte: Option<&DonneesActe>,
    en_cours: Option<Date>,
    xml: &mut Xml,
) -> Result<(), ActesError> {
    let acte = required(ou, "ActeRecu", acte)?;
    xml.within("ActeRecu", &acte.attributs()?, |xml| acte.write(xml))?;
    xml.date("ClassificationDateVersionEnCours", *required(ou, "ClassificationDateVersionEnCours", en_cours.as_ref())?)
}

fn is_nature(nature: &str) -> bool {
    nature.len() == 3 && digits(nature)
}
