//! `Id<T>`: a UUIDv7 that knows of what it is the identity.

use std::{
    cmp::Ordering,
    fmt, hash,
    marker::PhantomData,
    str::FromStr,
    sync::{LazyLock, Mutex},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::{Clock, Illisible};

/// Counts within a millisecond, so that the ids of one process sort in the order in which they were made.
static COUNTER: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));

/// The identity of a `T`: UUID version 7 (RFC 9562), so that ids sort by creation.
///
/// Text form: 36 characters, lower case, with hyphens. An `Id<Convention>` never stands for an `Id<Devis>`.
pub struct Id<T: ?Sized>(Uuid, PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> Id<T> {
    /// A new identity, dated by the clock of the house.
    pub fn new(clock: &Clock) -> Self {
        let micros = clock.now().unix_micros();
        let seconds = u64::try_from(micros.div_euclid(1_000_000)).unwrap_or(0);
        let nanos = u32::try_from(micros.rem_euclid(1_000_000)).unwrap_or(0) * 1_000;
        Self::from_uuid(Uuid::new_v7(Timestamp::from_unix(&*COUNTER, seconds, nanos)))
    }

    /// The identity of nothing, before every other: where a walk begins.
    pub const NIL: Self = Self::from_uuid(Uuid::nil());

    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The same identity, seen as that of another type: for the doors that only know "an object".
    pub const fn cast<U: ?Sized>(self) -> Id<U> {
        Id::from_uuid(self.0)
    }
}

impl<T: ?Sized> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: ?Sized> Copy for Id<T> {}
impl<T: ?Sized> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T: ?Sized> Eq for Id<T> {}
impl<T: ?Sized> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T: ?Sized> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T: ?Sized> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T: ?Sized> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T: ?Sized> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T: ?Sized> FromStr for Id<T> {
    type Err = Illisible;
    fn from_str(s: &str) -> Result<Self, Illisible> {
        Uuid::try_parse(s).map(Self::from_uuid).map_err(|_| Illisible::new("Cet identifiant n’est pas valable."))
    }
}
impl<T: ?Sized> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}
impl<'de, T: ?Sized> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Uuid::deserialize(d).map(Self::from_uuid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Chose;

    #[test]
    fn ids_sort_by_creation() {
        let clock = Clock::fixed("2026-11-22T08:00:00Z".parse().unwrap());
        let ids: Vec<Id<Chose>> = (0..1_000).map(|_| Id::new(&clock)).collect();
        assert!(ids.is_sorted());
        clock.advance_seconds(1);
        assert!(ids[999] < Id::new(&clock));
    }

    #[test]
    fn an_id_survives_its_text() {
        let id = Id::<Chose>::new(&Clock::system());
        assert_eq!(id.to_string().parse::<Id<Chose>>().unwrap(), id);
        assert!("pas-un-id".parse::<Id<Chose>>().is_err());
    }
}
