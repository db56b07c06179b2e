//! `RetourClassification`, message 7-2: the natures, their typology and the matières that one préfecture has in force.

use time::Date;

use crate::{
    ActesError, CodesMatieres, Schema, TypeAbrege, arbre::Element, ecriture::Xml, lecture::Source, valeurs::entier,
};

/// Levels 3 to 5 differ from one préfecture to another: it is kept for each collectivité, dated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetourClassification {
    pub date_classification: Date,
    pub natures: Vec<NatureActe>,
    pub matieres: Vec<Matiere>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatureActe {
    pub code_nature_acte: u32,
    pub libelle: String,
    pub type_abrege: TypeAbrege,
    /// The types of documents that go with an acte of this nature; empty before the typology of 2017.
    pub types_pj: Vec<TypePieceJointe>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypePieceJointe {
    pub code_type_pj: String,
    pub libelle: String,
}

/// A matière and those below it, five levels deep at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matiere {
    pub code_matiere: u32,
    pub libelle: String,
    pub sous_matieres: Vec<Matiere>,
}

const NIVEAUX: [&str; 5] = ["Matiere1", "Matiere2", "Matiere3", "Matiere4", "Matiere5"];

impl RetourClassification {
    pub fn nature(&self, code: u32) -> Option<&NatureActe> {
        self.natures.iter().find(|nature| nature.code_nature_acte == code)
    }

    /// The matière that these codes lead to.
    pub fn matiere(&self, codes: CodesMatieres) -> Option<&Matiere> {
        let mut level = &self.matieres;
        let mut found = None;
        for code in codes.niveaux() {
            let matiere = level.iter().find(|matiere| Some(matiere.code_matiere) == *code)?;
            level = &matiere.sous_matieres;
            found = Some(matiere);
        }
        found
    }

    /// Every matière with its codes, parents before children.
    pub fn all_matieres(&self) -> Vec<(CodesMatieres, &Matiere)> {
        let mut all = Vec::new();
        for matiere in &self.matieres {
            gather(matiere, CodesMatieres::default(), 0, &mut all);
        }
        all
    }

    pub(crate) fn read(element: &Element, source: &mut Source) -> Result<Self, ActesError> {
        let natures = element.require("NaturesActes")?.nommes("NatureActe").map(NatureActe::read);
        let natures: Vec<NatureActe> = natures.collect::<Result<_, _>>()?;
        if natures.iter().any(|nature| nature.types_pj.is_empty()) {
            source.ecart("TypePJNatureActe", "Cette classification n’a pas de typologie des pièces.".to_owned());
        }
        let matieres = read_matieres(element.require("Matieres")?, &NIVEAUX)?;
        Ok(Self { date_classification: element.date_de("DateClassification")?, natures, matieres })
    }

    pub(crate) fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        xml.date("DateClassification", self.date_classification)?;
        if self.natures.is_empty() || self.matieres.is_empty() {
            return Err(ActesError::manquant("RetourClassification", "NatureActe ou Matiere1"));
        }
        xml.within("NaturesActes", &[], |xml| self.natures.iter().try_for_each(|nature| nature.write(xml)))?;
        xml.within("Matieres", &[], |xml| write_matieres(&self.matieres, 0, xml))
    }
}

impl NatureActe {
    fn read(element: &Element) -> Result<Self, ActesError> {
        let types = element.nommes("TypePJNatureActe").map(|piece| {
            Ok(TypePieceJointe {
                code_type_pj: piece.require_attribut("CodeTypePJ")?.to_owned(),
                libelle: libelle(piece)?,
            })
        });
        Ok(Self {
            code_nature_acte: entier("CodeNatureActe", element.require_attribut("CodeNatureActe")?)?,
            libelle: libelle(element)?,
            type_abrege: TypeAbrege::recu(element.require_attribut("TypeAbrege")?)?,
            types_pj: types.collect::<Result<_, _>>()?,
        })
    }

    fn write(&self, xml: &mut Xml) -> Result<(), ActesError> {
        let attributs = [
            ("actes:CodeNatureActe", self.code_nature_acte.to_string()),
            ("actes:Libelle", self.libelle.clone()),
            ("actes:TypeAbrege", self.type_abrege.check()?.to_owned()),
        ];
        let types = match xml.schema {
            Schema::Large => &[][..],
            Schema::Typologie if self.types_pj.is_empty() => {
                return Err(ActesError::manquant("NatureActe", "TypePJNatureActe"));
            }
            Schema::Typologie => &self.types_pj,
        };
        xml.within("NatureActe", &attributs, |xml| {
            types.iter().try_for_each(|piece| {
                let code = ("actes:CodeTypePJ", piece.code_type_pj.clone());
                xml.empty("TypePJNatureActe", &[code, ("actes:Libelle", piece.libelle.clone())])
            })
        })
    }
}

fn libelle(element: &Element) -> Result<String, ActesError> {
    element.require_attribut("Libelle").map(str::to_owned)
}

fn read_matieres(parent: &Element, niveaux: &[&str]) -> Result<Vec<Matiere>, ActesError> {
    let Some((niveau, below)) = niveaux.split_first() else { return Ok(Vec::new()) };
    let read = |element: &Element| {
        Ok(Matiere {
            code_matiere: entier("CodeMatiere", element.require_attribut("CodeMatiere")?)?,
            libelle: libelle(element)?,
            sous_matieres: read_matieres(element, below)?,
        })
    };
    parent.nommes(niveau).map(read).collect()
}

fn write_matieres(matieres: &[Matiere], rang: usize, xml: &mut Xml) -> Result<(), ActesError> {
    let niveau = NIVEAUX.get(rang).ok_or_else(|| {
        ActesError::valeur("Matieres", "un sixième niveau", "une classification a cinq niveaux au plus")
    })?;
    for matiere in matieres {
        let attributs =
            [("actes:CodeMatiere", matiere.code_matiere.to_string()), ("actes:Libelle", matiere.libelle.clone())];
        let below = &matiere.sous_matieres;
        if below.is_empty() {
            // The schema wants a level 2 below each level 1.
            if rang == 0 {
                return Err(ActesError::manquant("Matiere1", "Matiere2"));
            }
            xml.empty(niveau, &attributs)?;
        } else {
            xml.within(niveau, &attributs, |xml| write_matieres(below, rang + 1, xml))?;
        }
    }
    Ok(())
}

fn gather<'a>(matiere: &'a Matiere, parent: CodesMatieres, rang: usize, all: &mut Vec<(CodesMatieres, &'a Matiere)>) {
    let mut codes = parent;
    let Some(place) = codes.0.get_mut(rang) else { return };
    *place = Some(matiere.code_matiere);
    all.push((codes, matiere));
    for below in &matiere.sous_matieres {
        gather(below, codes, rang + 1, all);
    }
}
