//! `Dice`: chance that does not change, drawn from a SIREN and from what is drawn.

use kernel::Siren;

/// Chance of a collectivité: FNV-1a of its SIREN and of the name of what is drawn.
#[derive(Debug, Clone)]
pub struct Dice(String);

impl Dice {
    pub fn new(siren: Siren) -> Self {
        Self(siren.to_string())
    }

    /// From 0 to `sides` excluded.
    pub fn roll(&self, what: &str, sides: u32) -> u32 {
        let bytes = self.0.bytes().chain(what.bytes());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        // The last letters weigh too little on the high bits: mixed once more.
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        u32::try_from((mixed >> 33) % u64::from(sides.max(1))).unwrap_or(0)
    }

    pub fn chance(&self, what: &str, percent: u32) -> bool {
        self.roll(what, 100) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_siren_always_draws_the_same() {
        let dice = Dice::new("218200020".parse().unwrap());
        assert_eq!(dice.roll("vie", 100), dice.roll("vie", 100));
        let rolls: Vec<u32> = (0..50).map(|n| dice.roll(&format!("jet {n}"), 6)).collect();
        assert!((0..6).all(|side| rolls.contains(&side)), "{rolls:?}");
    }
}
