//! The names of the collectivités that a page mentions, read at once.

use std::collections::HashMap;

use annuaire::Collectivite;
use db::Tx;
use kernel::CollectiviteId;
use web::WebError;

/// Names by id. One that is unknown is shown by a dash.
#[derive(Debug, Default)]
pub(super) struct Noms(HashMap<CollectiviteId, Collectivite>);

impl Noms {
    pub fn nom(&self, id: CollectiviteId) -> String {
        self.0.get(&id).map_or_else(|| "—".to_owned(), Collectivite::nom_complet)
    }

    pub fn of(&self, id: Option<CollectiviteId>) -> String {
        id.map_or_else(|| "Le centre".to_owned(), |id| self.nom(id))
    }
}

/// One statement, whatever their number.
pub(super) async fn noms(tx: &mut Tx, ids: impl IntoIterator<Item = CollectiviteId>) -> Result<Noms, WebError> {
    let mut ids: Vec<CollectiviteId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let found = annuaire::collectivites::find_many(tx, &ids).await?;
    Ok(Noms(found.into_iter().map(|c| (c.id, c)).collect()))
}
