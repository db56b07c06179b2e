//! How often one passer-by may have files verified: asked before a byte of the file is read, since anybody may come.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use axum::{extract::FromRequestParts, http::request::Parts};
use kernel::Instant;
use web::{House, Public, WebError};

/// Seconds over which passages are counted.
const PERIODE: i64 = 600;
/// Of one address, and of all: an agent who checks a stack of files passes, a program that fills the disk does not, [D].
const PAR_ADRESSE: usize = 30;
const EN_TOUT: usize = 300;

static PASSAGES: LazyLock<Mutex<Registre>> = LazyLock::new(Mutex::default);

/// The right to have one file verified now. Who is signed in is not counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage;

impl FromRequestParts<House> for Passage {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, WebError> {
        let public = Public::from_request_parts(parts, house).await?;
        if public.connecte.is_some() {
            return Ok(Self);
        }
        let mut passages = PASSAGES.lock().unwrap_or_else(PoisonError::into_inner);
        passages.pass(&public.provenance.adresse, house.clock().now()).map(|()| Self).map_err(WebError::TooMany)
    }
}

/// The passages of the period, by address.
#[derive(Debug, Default)]
struct Registre(HashMap<String, Vec<Instant>>);

impl Registre {
    /// Counts one; the error is how many seconds to wait.
    fn pass(&mut self, adresse: &str, now: Instant) -> Result<(), i64> {
        self.0.retain(|_, passages| {
            passages.retain(|at| now.seconds_since(*at) < PERIODE);
            !passages.is_empty()
        });
        let all: usize = self.0.values().map(Vec::len).sum();
        let own = self.0.entry(adresse.to_owned()).or_default();
        if own.len() < PAR_ADRESSE && all < EN_TOUT {
            own.push(now);
            return Ok(());
        }
        let oldest = own.first().map_or(0, |at| now.seconds_since(*at));
        Err((PERIODE - oldest).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_slowed_and_all_of_them_together() {
        let now: Instant = "2026-11-25T08:00:00Z".parse().unwrap();
        let mut registre = Registre::default();
        assert!((0..PAR_ADRESSE).all(|_| registre.pass("192.0.2.1", now).is_ok()));
        assert_eq!(registre.pass("192.0.2.1", now.plus_seconds(60)), Err(PERIODE - 60));
        assert_eq!(registre.pass("192.0.2.2", now), Ok(()));
        assert_eq!(registre.pass("192.0.2.1", now.plus_seconds(PERIODE)), Ok(()), "its passages are over");
        let mut registre = Registre::default();
        assert!((0..EN_TOUT).all(|rank| registre.pass(&format!("192.0.2.{rank}"), now).is_ok()));
        assert_eq!(registre.pass("198.51.100.1", now), Err(PERIODE));
    }
}
