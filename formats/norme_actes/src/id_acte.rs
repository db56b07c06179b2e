//! `IdActe`: the name of an acte for ever, at the préfecture and here.

use std::{fmt, str::FromStr};

use time::Date;

use crate::{
    ActesError, Departement, NumeroInterne, NumeroSiren, Schema, TypeAbrege, natures,
    valeurs::{check_annee, compacte, en_compacte},
};

const REGLE: &str = "il se compose du département, du SIREN, de la date de la décision, du numéro et de la nature, comme \
                     044-214400152-20181012-123456-DE";

/// `[a-zA-Z0-9_]{1,15}` in the `IDActe` of the schema that has the typology.
const NUMERO_ETROIT: &str = "ce schéma n’y admet ni tiret ni espace dans le numéro de l’acte";

/// `<département>-<SIREN>-<date of the decision>-<number>-<nature>`, pattern of `IDActe` in `actesv1_1.xsd`.
/// Its date is that of the decision, never that of the sending (one product confused them).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdActe {
    pub departement: Departement,
    pub siren: NumeroSiren,
    pub cle: CleActe,
}

/// What tells the actes of one collectivité apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CleActe {
    /// The day of the decision.
    pub date: Date,
    pub numero: NumeroInterne,
    pub nature: TypeAbrege,
}

impl IdActe {
    /// An identifier that the préfecture sent: the number is kept as it is.
    ///
    /// # Errors
    /// When its parts cannot be told apart.
    pub fn recu(valeur: &str) -> Result<Self, ActesError> {
        let wrong = || ActesError::illisible("IDActe", valeur, REGLE);
        let mut debut = valeur.trim().splitn(4, '-');
        let mut part = || debut.next().ok_or_else(wrong);
        let (departement, siren, date, reste) = (part()?, part()?, part()?, part()?);
        // The number may hold hyphens: the nature is what follows the last one.
        let (numero, nature) = reste.rsplit_once('-').ok_or_else(wrong)?;
        Ok(Self {
            departement: Departement::recu(departement).map_err(|_| wrong())?,
            siren: siren.parse().map_err(|_| wrong())?,
            cle: CleActe {
                date: compacte(date).ok_or_else(wrong)?,
                numero: NumeroInterne::recu(numero).map_err(|_| wrong())?,
                nature: nature.parse().map_err(|_| wrong())?,
            },
        })
    }

    /// Whether the wider schema takes it.
    pub fn is_conforme(&self) -> bool {
        self.check(Schema::Large).is_ok()
    }

    /// The identifier, as this schema takes it.
    pub(crate) fn check(&self, schema: Schema) -> Result<String, ActesError> {
        self.departement.check()?;
        self.siren.check()?;
        self.cle.check()?;
        if schema == Schema::Typologie && !self.cle.numero.is_universel() {
            return Err(ActesError::valeur("IDActe", &self.to_string(), NUMERO_ETROIT));
        }
        Ok(self.to_string())
    }
}

impl CleActe {
    /// The key of an acte of this nature, by its code.
    ///
    /// # Errors
    /// When no nature has this code.
    pub fn new(date: Date, numero: NumeroInterne, code_nature_acte: u32) -> Result<Self, ActesError> {
        let abrege = natures().find(|(code, ..)| *code == code_nature_acte).map(|(_, abrege, _)| abrege);
        let code = code_nature_acte.to_string();
        let nature = abrege.ok_or_else(|| ActesError::valeur("CodeNatureActe", &code, "un code de 1 à 6"))?.parse()?;
        Ok(Self { date, numero, nature })
    }

    pub(crate) fn check(&self) -> Result<(), ActesError> {
        self.numero.check()?;
        self.nature.check()?;
        check_annee("Date", self.date)
    }
}

impl fmt::Display for IdActe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.departement, self.siren, self.cle)
    }
}

impl fmt::Display for CleActe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", en_compacte(self.date), self.numero, self.nature)
    }
}

/// What one may send under one schema at least: both the shape and each part.
impl FromStr for IdActe {
    type Err = ActesError;
    fn from_str(valeur: &str) -> Result<Self, ActesError> {
        let id = Self::recu(valeur)?;
        id.check(Schema::Large)?;
        Ok(id)
    }
}
