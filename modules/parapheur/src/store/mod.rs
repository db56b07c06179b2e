//! The SQL of the room, one file a noun.

pub mod autorites;
