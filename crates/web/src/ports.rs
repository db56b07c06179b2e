//! `Ports`: what rooms answer to other rooms, found by the trait of the question (`contracts`).

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    fmt,
    sync::Arc,
};

/// The answers offered, at most one a trait. A room fills it at start (`Room::ports`); others ask `Services::ask`.
#[derive(Default)]
pub struct Ports(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

/// No room of this installation answers that question: a fault of the wiring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOffered(pub &'static str);

impl Ports {
    /// Offers an answer: `ports.offer::<dyn contracts::rgpd::Registres>(Arc::new(Registres))`.
    pub fn offer<P: ?Sized + Send + Sync + 'static>(&mut self, port: Arc<P>) {
        self.0.insert(TypeId::of::<P>(), Box::new(port));
    }

    pub(crate) fn ask<P: ?Sized + Send + Sync + 'static>(&self) -> Result<Arc<P>, NotOffered> {
        let found = self.0.get(&TypeId::of::<P>()).and_then(|port| port.downcast_ref::<Arc<P>>());
        found.cloned().ok_or(NotOffered(type_name::<P>()))
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ports").field(&self.0.len()).finish()
    }
}

impl fmt::Display for NotOffered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no room offers {}", self.0)
    }
}

impl std::error::Error for NotOffered {}

#[cfg(test)]
mod tests {
    use super::*;

    trait Heure: Send + Sync {
        fn heure(&self) -> u32;
    }

    trait Meteo: Send + Sync {}

    struct Midi;

    impl Heure for Midi {
        fn heure(&self) -> u32 {
            12
        }
    }

    #[test]
    fn a_question_is_found_by_its_trait_and_one_that_nobody_answers_is_told() {
        let mut ports = Ports::default();
        ports.offer::<dyn Heure>(Arc::new(Midi));
        assert_eq!(ports.ask::<dyn Heure>().map(|port| port.heure()), Ok(12));
        let missing = ports.ask::<dyn Meteo>().map(drop).unwrap_err();
        assert!(missing.to_string().contains("Meteo"), "{missing}");
    }
}
