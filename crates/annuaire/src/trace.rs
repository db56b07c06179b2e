//! The lines that the annuaire writes in the journal, each in the chain of the collectivité concerned.

use db::{DbError, Perimetre, Tx};
use journal::{Acteur, Ligne};
use kernel::{Clock, CollectiviteId};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    domain::refus::{Refus, Result},
    store,
};

/// What happened, to what.
pub(crate) struct Trace {
    pub action: &'static str,
    pub objet: &'static str,
    pub id: Uuid,
    pub libelle: String,
    pub avant: Option<Value>,
    pub apres: Option<Value>,
}

impl Trace {
    pub fn new(action: &'static str, objet: &'static str, id: Uuid, libelle: impl Into<String>) -> Self {
        Self { action, objet, id, libelle: libelle.into(), avant: None, apres: None }
    }

    /// What the object becomes.
    pub fn apres(self, apres: Value) -> Self {
        Self { apres: Some(apres), ..self }
    }

    /// Two states of the object: only the fields that differ are kept.
    pub fn changed(self, avant: Value, apres: Value) -> Self {
        let (Value::Object(avant), Value::Object(apres)) = (avant, apres) else { return self };
        let differs = |(champ, value): &(&String, &Value)| avant.get(*champ) != apres.get(*champ) && !value.is_null();
        let kept = |fields: &Map<String, Value>| {
            Value::Object(fields.iter().filter(differs).map(|(champ, value)| (champ.clone(), value.clone())).collect())
        };
        Self { avant: Some(kept(&avant)), apres: Some(kept(&apres)), ..self }
    }

    /// Writes the line in the chain of a collectivité.
    pub async fn write(
        self,
        tx: &mut Tx,
        clock: &Clock,
        acteur: &Acteur,
        collectivite: CollectiviteId,
    ) -> Result<(), DbError> {
        write_many(tx, clock, vec![self.line(acteur, collectivite)]).await
    }

    /// Writes the line in the centre's own chain.
    pub async fn write_centre(self, tx: &mut Tx, clock: &Clock, acteur: &Acteur) -> Result<()> {
        let centre = store::collectivite::find_exploitant(tx).await?.ok_or(Refus::SansExploitant)?;
        Ok(self.write(tx, clock, acteur, centre.id).await?)
    }

    pub fn line(self, acteur: &Acteur, collectivite: CollectiviteId) -> Ligne {
        Ligne {
            collectivite,
            acteur: acteur.clone(),
            action: self.action,
            objet: self.objet,
            objet_id: self.id,
            libelle: self.libelle,
            avant: self.avant,
            apres: self.apres,
        }
    }
}

/// Lines are written under a perimeter of their own: the tables of the annuaire ask none, those of the journal do.
pub(crate) async fn write_many(tx: &mut Tx, clock: &Clock, lines: Vec<Ligne>) -> Result<(), DbError> {
    let Some(first) = lines.first().map(|line| line.collectivite) else { return Ok(()) };
    let one = lines.iter().all(|line| line.collectivite == first);
    let before = tx.perimetre();
    if before != Perimetre::Centre {
        tx.set_perimetre(if one { Perimetre::Collectivite(first) } else { Perimetre::Centre }).await?;
    }
    journal::record_many(tx, clock, lines).await?;
    tx.set_perimetre(before).await
}
