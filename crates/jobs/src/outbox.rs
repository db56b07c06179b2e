//! The outbox: what happened in a room, told to the others by a job each.

use db::{DbError, Tx};
use kernel::{Clock, CollectiviteId, Id};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::store::feed;

pub type EventId = Id<Event>;

/// Something that happened to a collectivité.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub collectivite: CollectiviteId,
    /// `room.WhatHappened`.
    pub kind: &'static str,
    /// An object or an array.
    pub payload: Value,
}

/// An event as a subscriber's job receives it: at least once, so the subscriber is idempotent on `id`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Received<T> {
    pub id: EventId,
    pub collectivite: CollectiviteId,
    pub payload: T,
}

/// Writes the event in the transaction of the change; the relay of the workers does the rest.
pub async fn tell(tx: &mut Tx, clock: &Clock, event: &Event) -> Result<EventId, DbError> {
    let id = Id::new(clock);
    feed::tell(tx, &[(id, event)], clock.now()).await?;
    Ok(id)
}

/// The same for many, with few statements.
pub async fn tell_many(tx: &mut Tx, clock: &Clock, events: &[Event]) -> Result<(), DbError> {
    let named: Vec<(EventId, &Event)> = events.iter().map(|event| (Id::new(clock), event)).collect();
    feed::tell(tx, &named, clock.now()).await
}
