//! `SessionOuverte`: who is there, for whom, and for how long.

use journal::Acteur;
use kernel::{Id, Instant};

use super::{
    droits::Droits,
    empreinte::{empreinte, same},
    personne::Personne,
    refus::Refus,
};

/// Without a request for this long, a session is over, in seconds.
pub(crate) const INACTIVITE: i64 = 8 * 3_600;
/// However used, a session is over after this long, in seconds.
pub(crate) const DUREE_MAX: i64 = 7 * 86_400;
/// The last use is written at most this often, in seconds.
pub(crate) const RAFRAICHISSEMENT: i64 = 60;

/// The session of a request.
#[derive(Debug, Clone)]
pub struct SessionOuverte {
    pub id: Id<SessionOuverte>,
    /// Who signed in.
    pub personne: Personne,
    /// For whom they act now.
    pub pour: Option<Personne>,
    /// The rights of the effective person.
    pub droits: Droits,
    /// The hidden field of every form: derived from the token, which only the browser has.
    pub csrf: String,
    /// When true, call [`sessions::touch`](crate::sessions::touch) in a transaction that writes.
    pub a_rafraichir: bool,
}

impl SessionOuverte {
    /// The person whose rights count.
    pub fn effective(&self) -> &Personne {
        self.pour.as_ref().unwrap_or(&self.personne)
    }

    /// Both names, for the journal.
    pub fn acteur(&self) -> Acteur {
        let au_nom_de = self.pour.as_ref().map(|pour| (pour.id, pour.nom_complet()));
        Acteur { au_nom_de, ..Acteur::personne(self.personne.id, self.personne.nom_complet()) }
    }

    /// Whether the field of a form is that of this session.
    pub fn csrf_matches(&self, typed: &str) -> bool {
        same(&self.csrf, typed)
    }

    /// Passwords, second factors and tokens are changed in one's own name.
    pub const fn ensure_not_acting(&self) -> Result<(), Refus> {
        if self.pour.is_none() { Ok(()) } else { Err(Refus::EnSonNom) }
    }
}

/// The field that proves that a form was shown to this session.
pub(crate) fn csrf(jeton: &str) -> String {
    empreinte("csrf", jeton)
}

/// From which use and from which creation on a session still lives at `now`.
pub(crate) const fn alive_since(now: Instant) -> (Instant, Instant) {
    (now.plus_seconds(-INACTIVITE), now.plus_seconds(-DUREE_MAX))
}
