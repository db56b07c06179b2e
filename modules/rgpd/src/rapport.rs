//! What an import did, or would do: one shape for the command line and the API.

use db::{DbError, Tx};
use kernel::CollectiviteId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{api::formes::TraitementApi, gestes::imports::Fait, store::traitements};

/// `{"traitements", "crees", "modifies", "inchanges", "rejets", "lot"}`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rapport {
    /// The register as it is, or would be.
    traitements: Vec<TraitementApi>,
    crees: u32,
    modifies: u32,
    inchanges: u32,
    /// `[{"feuille", "ligne", "colonne", "message"}]`.
    #[schema(value_type = Vec<Object>)]
    rejets: Vec<Value>,
    /// By which it can be undone; none when nothing changed.
    lot: Option<String>,
}

impl Rapport {
    /// Reads the register in the transaction of the import.
    pub async fn read(tx: &mut Tx, of: CollectiviteId, fait: Fait, rejets: Vec<Value>) -> Result<Self, DbError> {
        let kept = traitements::list_all(tx, of).await?;
        let Fait { bilan, lot } = fait;
        Ok(Self {
            traitements: kept.into_iter().map(TraitementApi::from).collect(),
            crees: bilan.crees,
            modifies: bilan.modifies,
            inchanges: bilan.inchanges,
            rejets,
            lot: lot.map(|id| id.to_string()),
        })
    }
}
