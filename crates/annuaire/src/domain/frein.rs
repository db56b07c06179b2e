//! `Frein`: failures slow one down, then lock; by account and by address.

use kernel::Instant;

/// Where an attempt comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The address of the client, as the proxy or the socket tells it.
    pub adresse: String,
    /// The header `User-Agent`.
    pub agent: String,
}

/// What is slowed: one account, or all that comes from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GenreFrein {
    Compte,
    Adresse,
}

impl GenreFrein {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Compte => "compte",
            Self::Adresse => "adresse",
        }
    }

    /// From how many failures one waits; from how many one is locked. A whole mairie shares one address.
    const fn seuils(self) -> (i64, i64) {
        match self {
            Self::Compte => (3, 10),
            Self::Adresse => (10, 30),
        }
    }
}

/// The first wait, in seconds; each failure doubles it.
const ATTENTE: i64 = 5;
const ATTENTE_MAX: i64 = 60;
/// How long a lock lasts, in seconds.
const VERROU: i64 = 15 * 60;
/// After how many seconds without a failure the count starts anew.
const OUBLI: i64 = 60 * 60;

/// The failures of one account or address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Frein {
    pub echecs: i64,
    pub dernier_at: Option<Instant>,
    /// Before this moment nothing is tried.
    pub retry_at: Option<Instant>,
}

impl Frein {
    /// Until when to wait, if an attempt made now is not even verified.
    pub fn wait(self, now: Instant) -> Option<Instant> {
        self.retry_at.filter(|at| *at > now)
    }

    /// Whether the wait is a lock rather than a slow-down.
    pub fn is_locked(self, genre: GenreFrein, now: Instant) -> bool {
        self.wait(now).is_some() && self.echecs >= genre.seuils().1
    }

    /// One failure more. It is counted before the attempt is verified and taken back if it succeeds, so that many
    /// attempts made at once are all counted.
    pub fn failed(self, genre: GenreFrein, now: Instant) -> Self {
        let (slow, lock) = genre.seuils();
        let forgotten = self.dernier_at.is_none_or(|last| now.seconds_since(last) >= OUBLI);
        let served = self.echecs >= lock && self.wait(now).is_none();
        let echecs = if forgotten || served { 1 } else { self.echecs + 1 };
        let wait = match echecs {
            n if n >= lock => Some(VERROU),
            n if n >= slow => Some((ATTENTE << (n - slow).min(10)).min(ATTENTE_MAX)),
            _ => None,
        };
        Self { echecs, dernier_at: Some(now), retry_at: wait.map(|seconds| now.plus_seconds(seconds)) }
    }

    /// The attempt that was counted succeeded after all.
    pub fn taken_back(self) -> Self {
        Self { echecs: (self.echecs - 1).max(0), retry_at: None, ..self }
    }
}

/// The sentence of a refusal that carries an hour.
pub(crate) fn phrase(locked: bool, now: Instant, retry_at: Instant) -> String {
    let seconds = retry_at.seconds_since(now).max(1);
    let wait = match (seconds, (seconds + 59) / 60) {
        (1, _) => "une seconde".to_owned(),
        (2..=90, _) => format!("{seconds} secondes"),
        (_, minutes) => format!("{minutes} minutes"),
    };
    if locked {
        format!(
            "Trop d’essais : la connexion est verrouillée. Réessayez dans {wait}, ou demandez un nouveau mot de passe."
        )
    } else {
        format!("Trop d’essais : réessayez dans {wait}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn fail(times: i64, genre: GenreFrein, now: Instant) -> Frein {
        (0..times).fold(Frein::default(), |frein, _| frein.failed(genre, now))
    }

    #[test]
    fn three_failures_slow_and_ten_lock() {
        let now = at("2026-03-01T08:00:00Z");
        assert_eq!(fail(2, GenreFrein::Compte, now).wait(now), None);
        let waits: Vec<i64> =
            (3..=10).map(|n| fail(n, GenreFrein::Compte, now).wait(now).unwrap().seconds_since(now)).collect();
        assert_eq!(waits, [5, 10, 20, 40, 60, 60, 60, 900]);
        assert!(!fail(9, GenreFrein::Compte, now).is_locked(GenreFrein::Compte, now));
        assert!(fail(10, GenreFrein::Compte, now).is_locked(GenreFrein::Compte, now));
        assert_eq!(fail(9, GenreFrein::Adresse, now).wait(now), None);
        assert!(fail(30, GenreFrein::Adresse, now).is_locked(GenreFrein::Adresse, now));
    }

    #[test]
    fn a_lock_served_and_an_hour_of_calm_start_anew() {
        let now = at("2026-03-01T08:00:00Z");
        let locked = fail(10, GenreFrein::Compte, now);
        assert_eq!(locked.wait(now.plus_seconds(900)), None);
        assert_eq!(locked.failed(GenreFrein::Compte, now.plus_seconds(901)).echecs, 1);
        assert_eq!(fail(9, GenreFrein::Compte, now).failed(GenreFrein::Compte, now.plus_seconds(3_600)).echecs, 1);
        assert_eq!(fail(9, GenreFrein::Compte, now).failed(GenreFrein::Compte, now.plus_seconds(3_599)).echecs, 10);
    }

    #[test]
    fn a_success_takes_its_own_count_back() {
        let now = at("2026-03-01T08:00:00Z");
        let frein = fail(3, GenreFrein::Compte, now).taken_back();
        assert_eq!((frein.echecs, frein.wait(now)), (2, None));
    }

    #[test]
    fn the_sentence_tells_how_long() {
        let now = at("2026-03-01T08:00:00Z");
        assert!(phrase(false, now, now.plus_seconds(5)).ends_with("réessayez dans 5 secondes."));
        assert!(phrase(true, now, now.plus_seconds(900)).contains("15 minutes"));
    }
}
