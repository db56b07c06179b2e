//! The SQL of the room, one file a noun, one function a question. The transaction carries its perimeter.

pub mod campagnes;
pub mod declarations;
pub mod echanges;
pub mod imports;
pub mod recepisses;

use db::text_column;

use crate::domain::{GenreEchange, TypePersonne};

text_column!(GenreEchange, code, from_code);
text_column!(TypePersonne, code, from_code);
