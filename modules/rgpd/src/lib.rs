//! The register of the RGPD that a collectivité keeps with its shared DPD.
#![doc = include_str!("../README.md")]

pub mod domain;
