//! The SQL of the conventions, one file a noun, one function a question. The transaction carries its perimeter.

pub mod abonnements;
pub mod conventions;
pub mod devis;
pub mod envois;
pub mod etats;
pub mod faits;
pub mod grilles;
pub mod membres;
pub mod recensements;
pub mod rectifies;
pub mod resumes;
pub mod service_rgpd;
pub mod suivi;
pub mod syntec;
pub mod tableaux;

use db::{Column, DbError, FromColumn, text_column};
use kernel::Exercice;

use crate::domain::{
    ClauseRevision, EtatConvention, EtatDevis, EtatEngagement, Gravite, NatureEcheance, NaturePiece, NiveauPoste,
    Partie, Prix, Quand, Regime, Service, StatutEtat,
};

/// How many ids one statement lists: below the placeholders of both engines.
const CHUNK: usize = 20_000;

text_column!(ClauseRevision, code, from_code);
text_column!(EtatConvention, code, from_code);
text_column!(EtatDevis, code, from_code);
text_column!(EtatEngagement, code, from_code);
text_column!(Gravite, code, from_code);
text_column!(NatureEcheance, code, from_code);
text_column!(NaturePiece, code, from_code);
text_column!(NiveauPoste, code, from_code);
text_column!(Partie, code, from_code);
text_column!(Prix, code, from_code);
text_column!(Quand, code, from_code);
text_column!(Regime, code, from_code);
text_column!(Service, code, from_code);
text_column!(StatutEtat, code, from_code);

/// A year as it is stored.
struct Annee(Exercice);

impl FromColumn for Annee {
    fn from_column(column: &Column<'_>) -> Result<Self, DbError> {
        let year = i32::from_column(column)?;
        Exercice::new(year).map(Self).map_err(|_| column.unreadable(&year.to_string()))
    }
}

/// A text of the domain that is read back by its `FromStr`.
fn parsed<T: std::str::FromStr>(row: &db::Row, name: &str) -> Result<T, DbError> {
    let text: String = row.get(name)?;
    text.parse().map_err(|_| DbError::Unreadable { column: name.to_owned(), value: text })
}

fn parsed_or_none<T: std::str::FromStr>(row: &db::Row, name: &str) -> Result<Option<T>, DbError> {
    match row.get::<Option<String>>(name)? {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| DbError::Unreadable { column: name.to_owned(), value: text }),
    }
}
