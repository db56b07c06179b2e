//! Sessions: found at each request, listed, revoked; acting for somebody else.

use db::{DbError, Tx};
use journal::Acteur;
use kernel::{Clock, Id, Instant, PersonneId};

use crate::{
    domain::{
        empreinte::{empreinte, same},
        refus::{AnnuaireError, Refus, Result},
        session::{RAFRAICHISSEMENT, SessionOuverte, csrf},
    },
    droits, personnes,
    store::{droits as droits_store, session as store},
    trace::Trace,
};

/// A session in the list of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLigne {
    pub id: Id<SessionOuverte>,
    pub adresse: String,
    /// « Firefox sur Windows ».
    pub appareil: String,
    pub created_at: Instant,
    pub last_seen_at: Instant,
}

/// The session of a cookie, if it lives: three statements, whatever the person may do.
pub async fn find(tx: &mut Tx, clock: &Clock, jeton: &str) -> Result<Option<SessionOuverte>, DbError> {
    // Anything but a token of ours is not worth a statement.
    if jeton.len() != 64 {
        return Ok(None);
    }
    let now = clock.now();
    let Some(found) = store::find(tx, now, &empreinte("session", jeton)).await? else { return Ok(None) };
    // The account one acts for was closed: nothing is done in its name any more.
    if found.agit && found.pour.is_none() {
        return Ok(None);
    }
    let effective = found.pour.as_ref().map_or(found.personne.id, |pour| pour.id);
    Ok(Some(SessionOuverte {
        id: found.id,
        droits: droits_store::load(tx, effective, clock.today()).await?,
        csrf: csrf(jeton),
        a_rafraichir: now.seconds_since(found.last_seen_at) >= RAFRAICHISSEMENT,
        personne: found.personne,
        pour: found.pour,
    }))
}

/// Writes that the session serves: when [`SessionOuverte::a_rafraichir`] says so.
pub async fn touch(tx: &mut Tx, clock: &Clock, id: Id<SessionOuverte>) -> Result<(), DbError> {
    store::touch(tx, clock.now(), id).await
}

/// The living sessions of a person, the latest used first.
pub async fn list(tx: &mut Tx, clock: &Clock, personne: PersonneId) -> Result<Vec<SessionLigne>, DbError> {
    store::list(tx, clock.now(), personne).await
}

/// Signs out.
pub async fn close(tx: &mut Tx, session: &SessionOuverte) -> Result<(), DbError> {
    store::delete(tx, session.personne.id, session.id).await.map(|_| ())
}

/// Ends one session of a person; somebody else's is not found.
pub async fn revoke(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (personne, id): (PersonneId, Id<SessionOuverte>),
) -> Result<()> {
    if !store::delete(tx, personne, id).await? {
        return Err(AnnuaireError::NotFound);
    }
    tell(tx, clock, acteur, (personne, "personne.session_fermee")).await
}

/// Ends every session of a person but one, or all of them. Gives how many.
pub async fn revoke_others(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (personne, kept): (PersonneId, Option<Id<SessionOuverte>>),
) -> Result<u64> {
    let ended = store::delete_others(tx, personne, kept).await?;
    if ended > 0 {
        tell(tx, clock, acteur, (personne, "personne.sessions_fermees")).await?;
    }
    Ok(ended)
}

/// From now on the session acts for this person. The permission is checked by the caller; here, that the person is
/// weaker, and works for nobody out of reach.
pub async fn start_acting(tx: &mut Tx, clock: &Clock, session: &SessionOuverte, pour: PersonneId) -> Result<()> {
    if session.pour.is_some() {
        return Err(Refus::AgitDeja.into());
    }
    let other = personnes::found(tx, pour).await?;
    if !other.actif {
        return Err(Refus::CompteInactif.into());
    }
    session.droits.may_act_for(&droits::load(tx, clock, pour).await?)?;
    store::set_pour(tx, session.id, Some(pour)).await?;
    let acteur = Acteur { au_nom_de: Some((pour, other.nom_complet())), ..session.acteur() };
    tell(tx, clock, &acteur, (pour, "personne.agir_pour")).await
}

/// Back to one's own account.
pub async fn stop_acting(tx: &mut Tx, clock: &Clock, session: &SessionOuverte) -> Result<()> {
    let Some(pour) = &session.pour else { return Ok(()) };
    store::set_pour(tx, session.id, None).await?;
    tell(tx, clock, &session.acteur(), (pour.id, "personne.agir_pour_fin")).await
}

async fn tell(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (personne, action): (PersonneId, &'static str),
) -> Result<()> {
    let known = personnes::found(tx, personne).await?;
    Trace::new(action, "personne", personne.uuid(), known.nom_complet()).write_centre(tx, clock, acteur).await
}

/// Whether the hidden field of a form is that of the session of this token; asks nothing of the database.
pub fn csrf_of_token_matches(jeton: &str, typed: &str) -> bool {
    same(&csrf(jeton), typed)
}
