//! `Webhooks`: what the acts and the job need from the installation: its catalogue of events, its key, its way out.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use kernel::Illisible;
use liaison::{Appel, AppelConfig};
use serde::{Deserialize, Serialize};

use crate::{
    Coffre, GenreEvenement,
    domain::{AbonnementId, Demande, Result, Saisie},
};

/// The file of the key in the data directory, unless told otherwise.
const FICHIER: &str = "webhooks.cle";

/// The event told (`jobs::tell`) to the collectivité that owns an abonnement when the house stops it: its payload is a [`Suspension`].
pub const SUSPENDU: &str = "webhooks.AbonnementSuspendu";

/// What the event [`SUSPENDU`] holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub abonnement: AbonnementId,
    pub nom: String,
    /// A complete French sentence.
    pub motif: String,
}

/// The webhooks, as `beffroi.toml` describes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhooksConfig {
    /// The file of the key that seals the secrets, shared by the nodes; in the data directory unless told.
    pub cle: Option<PathBuf>,
    /// Where and how requests may go.
    pub appel: AppelConfig,
}

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Webhooks {
    catalogue: Arc<[GenreEvenement]>,
    pub(crate) coffre: Coffre,
    pub(crate) appel: Appel,
}

impl Webhooks {
    /// `catalogue` holds the kinds that the rooms declare. Refused when the key or the authorities do not read.
    pub fn new(
        config: &WebhooksConfig,
        data: &Path,
        catalogue: impl IntoIterator<Item = GenreEvenement>,
    ) -> Result<Self, Illisible> {
        let file = config.cle.clone().unwrap_or_else(|| data.join(FICHIER));
        let (coffre, appel) = (Coffre::open(&file)?, Appel::new(&config.appel)?);
        Ok(Self { catalogue: catalogue.into_iter().collect(), coffre, appel })
    }

    /// The kinds that may be asked for, in the order of the rooms.
    pub fn catalogue(&self) -> &[GenreEvenement] {
        &self.catalogue
    }

    /// The French name of a kind; its code when no room declares it any more.
    pub fn libelle<'a>(&self, code: &'a str) -> &'a str {
        let known = self.catalogue.iter().chain([&crate::ESSAI]).find(|genre| genre.code() == code);
        known.map_or(code, |genre| genre.libelle())
    }

    pub(crate) fn read(&self, saisie: &Saisie) -> Result<Demande> {
        Ok(saisie.read(&self.catalogue, &self.appel)?)
    }
}
