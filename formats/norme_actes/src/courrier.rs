//! The letters about an acte (transactions 2 to 5) and what answers them.

use time::Date;

use crate::{
    ActesError, FichierSigne, IdActe, Schema, arbre::Element, ecriture::Xml, lecture::Source, valeurs::en_iso,
};

/// `DonneesCourrierPref`: which acte, and the day of the préfecture's letter; the whole of messages 3-2 and 4-2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourrierPref {
    pub id_acte: IdActe,
    pub date_courrier_pref: Date,
}

/// A letter and its document: messages 2-1, 2-2, 3-3, 4-3, 4-4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Courrier {
    pub infos: CourrierPref,
    pub document: FichierSigne,
}

/// Message 3-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandePieceComplementaire {
    pub infos: CourrierPref,
    pub description_pieces: String,
    pub document: FichierSigne,
}

/// Message 3-4: one document or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceComplementaire {
    pub infos: CourrierPref,
    pub documents: Vec<FichierSigne>,
}

/// Message 4-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LettreObservations {
    pub infos: CourrierPref,
    pub motif: String,
    pub document: FichierSigne,
}

/// `ARReponseCL`: the préfecture has the answer; messages 3-5 and 4-5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArReponse {
    pub date_reception: Date,
    pub infos_courrier_pref: CourrierPref,
}

/// Message 5-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefereTa {
    pub id_acte: IdActe,
    pub date_depot: Date,
    pub nature_illegalite: String,
    pub pieces_jointes: Vec<FichierSigne>,
}

impl CourrierPref {
    pub(crate) fn read(element: &Element) -> Result<Self, ActesError> {
        Ok(Self { id_acte: id_acte(element)?, date_courrier_pref: element.date_attribut("DateCourrierPref")? })
    }

    pub(crate) fn attributs(&self, schema: Schema) -> Result<[(&'static str, String); 2], ActesError> {
        Ok([
            ("actes:IDActe", self.id_acte.check(schema)?),
            ("actes:DateCourrierPref", en_iso("DateCourrierPref", self.date_courrier_pref)?),
        ])
    }
}

impl Courrier {
    pub(crate) fn read(element: &Element, source: &Source) -> Result<Self, ActesError> {
        Ok(Self { infos: CourrierPref::read(element)?, document: document(element, source)? })
    }
}

impl DemandePieceComplementaire {
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        Ok(Self {
            infos: CourrierPref::read(element)?,
            description_pieces: texte_souple(element, "DescriptionPieces", source),
            document: document(element, source)?,
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.leaf("DescriptionPieces", &self.description_pieces)?;
        self.document.write("Document", xml)
    }
}

impl PieceComplementaire {
    pub(crate) fn read(element: &Element, source: &Source) -> Result<Self, ActesError> {
        let documents = element.require("Documents")?.nommes("Document");
        let documents = documents.map(|d| FichierSigne::read(d, source)).collect::<Result<_, _>>()?;
        Ok(Self { infos: CourrierPref::read(element)?, documents })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        if self.documents.is_empty() {
            return Err(ActesError::manquant("Documents", "Document"));
        }
        xml.within("Documents", &[], |xml| self.documents.iter().try_for_each(|d| d.write("Document", xml)))
    }
}

impl LettreObservations {
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        Ok(Self {
            infos: CourrierPref::read(element)?,
            motif: texte_souple(element, "Motif", source),
            document: document(element, source)?,
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.leaf("Motif", &self.motif)?;
        self.document.write("Document", xml)
    }
}

impl ArReponse {
    pub(crate) fn read(element: &Element) -> Result<Self, ActesError> {
        Ok(Self {
            date_reception: element.date_attribut("DateReception")?,
            infos_courrier_pref: CourrierPref::read(element.require("InfosCourrierPref")?)?,
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.empty("InfosCourrierPref", &self.infos_courrier_pref.attributs(xml.schema)?)
    }
}

impl DefereTa {
    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        let pieces = element.enfant("PiecesJointes");
        let pieces = pieces.into_iter().flat_map(|pieces| pieces.nommes("PieceJointe"));
        let pieces_jointes = pieces.map(|piece| FichierSigne::read(piece, source)).collect::<Result<_, _>>()?;
        Ok(Self {
            id_acte: id_acte(element)?,
            date_depot: element.date_de("DateDepot")?,
            nature_illegalite: texte_souple(element, "NatureIllegalite", source),
            pieces_jointes,
        })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.date("DateDepot", self.date_depot)?;
        xml.leaf("NatureIllegalite", &self.nature_illegalite)?;
        xml.within("PiecesJointes", &[], |xml| self.pieces_jointes.iter().try_for_each(|p| p.write("PieceJointe", xml)))
    }
}

pub(crate) fn id_acte(element: &Element) -> Result<IdActe, ActesError> {
    IdActe::recu(element.require_attribut("IDActe")?)
}

fn document(element: &Element, source: &Source) -> Result<FichierSigne, ActesError> {
    FichierSigne::read(element.require("Document")?, source)
}

/// A free text that the préfecture may forget.
fn texte_souple(element: &Element, nom: &str, source: &mut Source) -> String {
    if element.enfant(nom).is_none() {
        source.ecart(nom, format!("«\u{a0}{nom}\u{a0}» manque."));
    }
    element.texte_de(nom).unwrap_or_default().to_owned()
}
