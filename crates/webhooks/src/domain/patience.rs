//! How long one insists: with a delivery, with a server that does not answer, with an abonnement to which nothing passes.

use kernel::Instant;

const JOUR: i64 = 86_400;

/// Seconds before the second attempt, the third… three days in all (Standard Webhooks, schedule of retries).
const ATTENTES: [i64; 9] = [10, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000];
/// How long a delivery is tried, in seconds.
pub(crate) const DUREE: i64 = 3 * JOUR;
/// What `Retry-After` may ask at most.
const RETRY_AFTER: i64 = 6 * 3_600;

/// The pause after a first attempt that failed, doubled by each that follows, up to the last one.
const PAUSE: (i64, i64) = (10, 3_600);

/// A server that takes longer than this, in milliseconds, is slow.
const LENTEUR: u32 = 5_000;

/// An abonnement is suspended once so many attempts failed in a row, for so long.
const ECHECS: u32 = 10;
const ECHECS_DEPUIS: i64 = 3 * JOUR;

/// How long the secret that was replaced still signs.
pub(crate) const ROTATION: i64 = 7 * JOUR;

/// A part out of a thousand, drawn: retries that fall together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hasard(pub i64);

impl Hasard {
    pub fn draw() -> Self {
        let [a, b] = kernel::secret::bytes();
        Self(i64::from(u16::from_be_bytes([a, b])) % 1_000)
    }
}

/// When to try again after `attempts` attempts of a delivery asked for at `demandee_le`; never, once its time is up.
pub(crate) fn next_attempt(
    attempts: u32,
    (demandee_le, now): (Instant, Instant),
    retry_after: Option<i64>,
    hasard: Hasard,
) -> Option<Instant> {
    let wait = *ATTENTES.get(attempts.checked_sub(1)? as usize)?;
    let asked = retry_after.unwrap_or(0).clamp(0, RETRY_AFTER);
    let wait = wait.max(asked);
    let limit = demandee_le.plus_seconds(DUREE);
    // Up to a tenth more.
    (now < limit).then(|| now.plus_seconds(wait + wait * hasard.0 / 10_000).min(limit))
}

/// Until when nothing is tried towards a server that failed so many times in a row.
pub(crate) fn pause(echecs: u32, now: Instant) -> Instant {
    let (first, most) = PAUSE;
    let doubled = first.saturating_mul(1_i64.checked_shl(echecs.saturating_sub(1).min(30)).unwrap_or(1));
    now.plus_seconds(doubled.min(most))
}

/// Until when a server that was slow to take what it was given gets nothing else, so that it never keeps the workers from the others:
/// as long as it took.
pub(crate) fn breath(duree_ms: u32, now: Instant) -> Option<Instant> {
    (duree_ms > LENTEUR).then(|| now.plus_seconds(i64::from(duree_ms.div_ceil(1_000))))
}

/// When what found the pause of its server tries: half a minute after its end at most, not all at once.
pub(crate) fn after_pause(until: Instant, hasard: Hasard) -> Instant {
    until.plus_seconds(1 + hasard.0 * 30 / 1_000)
}

/// Whether the house stops trying.
pub(crate) fn is_hopeless(echecs: u32, depuis: Instant, now: Instant) -> bool {
    echecs >= ECHECS && now.seconds_since(depuis) >= ECHECS_DEPUIS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_unix_micros(1_795_334_400_000_000).plus_seconds(seconds)
    }

    #[test]
    fn ten_attempts_in_three_days() {
        for hasard in [0, 500, 999] {
            let (mut now, mut attempts) = (at(0), 1);
            while let Some(next) = next_attempt(attempts, (at(0), now), None, Hasard(hasard)) {
                (now, attempts) = (next, attempts + 1);
            }
            let hours = now.seconds_since(at(0)) / 3_600;
            assert_eq!(attempts, 10, "{hasard}");
            assert!((71..=72).contains(&hours), "{hours}");
        }
    }

    #[test]
    fn the_server_is_heard_within_reason_when_it_says_when_to_come_back() {
        let next = |asked| next_attempt(1, (at(0), at(0)), Some(asked), Hasard(0)).unwrap().seconds_since(at(0));
        assert_eq!((next(0), next(-5), next(5), next(120), next(i64::MAX)), (10, 10, 10, 120, 21_600));
    }

    #[test]
    fn a_silent_server_is_left_in_peace_longer_and_longer() {
        let pauses: Vec<i64> = (1..=12).map(|echecs| pause(echecs, at(0)).seconds_since(at(0))).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600, 3_600]);
        assert_eq!(pause(u32::MAX, at(0)).seconds_since(at(0)), 3_600);
    }

    #[test]
    fn one_gives_up_on_a_server_that_failed_often_and_for_long() {
        assert!(!is_hopeless(9, at(0), at(10 * JOUR)));
        assert!(!is_hopeless(1_000, at(0), at(3 * JOUR - 1)));
        assert!(is_hopeless(10, at(0), at(3 * JOUR)));
    }

    proptest! {
        #[test]
        fn the_next_attempt_is_later_and_within_the_three_days(
            attempts in 0_u32..20,
            elapsed in 0_i64..400_000,
            asked in proptest::option::of(any::<i64>()),
            hasard in 0_i64..1_000,
        ) {
            if let Some(next) = next_attempt(attempts, (at(0), at(elapsed)), asked, Hasard(hasard)) {
                prop_assert!(next > at(elapsed) && next <= at(DUREE));
                prop_assert!((1..=9).contains(&attempts));
            } else {
                prop_assert!(elapsed >= DUREE || !(1..=9).contains(&attempts));
            }
        }
    }
}
