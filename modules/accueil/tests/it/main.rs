//! The reception through HTTP: what each person sees, and what is kept.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod agir_pour;
mod api;
mod browser;
mod compte;
mod connexion;
mod jetons;
mod liens;
mod membres;
mod perimetre;
mod personnes;
mod rattachements;
mod second_facteur;
mod world;
