//! The roof: reads the command line, opens the house, plugs the rooms in.

pub mod cli;
mod commands;
pub mod demo;
mod logs;
pub mod open;
mod output;
pub mod rooms;
pub mod serve;
pub mod settings;
mod upkeep;

pub use commands::run;
