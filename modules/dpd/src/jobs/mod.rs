//! The jobs of the room.

pub mod campagne_send;
