//! The SQL of the room, one file a noun, one function a question. The transaction carries its perimeter.

pub mod actes;
pub mod classements;
pub mod echanges;
pub mod ecole;
pub mod envois;
pub mod evenements;
pub mod formations;
pub mod membres;
pub mod pauses;
pub mod pieces;
pub mod raccordements;
pub mod retours;
