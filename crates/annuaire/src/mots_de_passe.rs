//! Passwords: the policy, the argon2id that never blocks a thread that serves, and the change of one's own.

use db::{Db, Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, Id, PersonneId};
use tokio::sync::Semaphore;

use crate::{
    domain::{
        courriel::CourrielAnnuaire,
        empreinte::empreinte,
        frein::GenreFrein,
        mot_de_passe::{self, Durete, MotDePasseHache},
        personne::Personne,
        refus::{AnnuaireError, Refus, Result},
        session::SessionOuverte,
    },
    personnes,
    store::{appartenance, frein, lien, personne as store, second_facteur, session},
    trace::Trace,
};

/// How many argon2 run at once: each takes 19 MiB, and a flood of sign-ins must not take the machine.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Refuses a password too short or too soon guessed, and says why. `proches`: the names that somebody who knows the
/// person would try.
pub fn check(mot_de_passe: &str, proches: &[&str]) -> Result<(), Refus> {
    mot_de_passe::check(mot_de_passe, proches)
}

/// Not within a transaction: it takes tens of milliseconds.
pub async fn hash(durete: Durete, mot_de_passe: &str) -> Result<MotDePasseHache> {
    let typed = mot_de_passe.to_owned();
    aside(move || MotDePasseHache::of(durete, &typed)).await?.map_err(AnnuaireError::Internal)
}

/// Whether the password is the one kept. Without one kept it takes as long, and says no.
pub(crate) async fn verify(durete: Durete, kept: Option<MotDePasseHache>, mot_de_passe: &str) -> Result<bool> {
    let typed = mot_de_passe.to_owned();
    let answer = move || match kept {
        Some(kept) => kept.matches(&typed),
        // Hashed for nothing, so that the time does not tell whether the account exists.
        None => MotDePasseHache::of(durete, &typed).is_err_and(|_| false),
    };
    aside(answer).await
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = TURNS.acquire().await.map_err(|e| AnnuaireError::Internal(e.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| AnnuaireError::Internal(e.to_string()))
}

/// Changes one's own password, the present one typed again. The other sessions end. Send the mail returned.
pub async fn change(
    db: &Db,
    clock: &Clock,
    durete: Durete,
    session: &SessionOuverte,
    (actuel, nouveau): (&str, &str),
) -> Result<CourrielAnnuaire> {
    session.ensure_not_acting()?;
    let personne = session.personne.id;
    let mut tx = db.read(Perimetre::Commun).await?;
    let kept = store::password(&mut tx, personne).await?;
    check_for(&mut tx, personne, nouveau).await?;
    tx.rollback().await?;
    if !verify(durete, kept, actuel).await? {
        return Err(Refus::MotDePasseFaux.into());
    }
    let hache = hash(durete, nouveau).await?;
    let mut tx = db.begin(Perimetre::Commun).await?;
    let mail = set(&mut tx, clock, &session.acteur(), (personne, Some(session.id)), &hache).await?;
    tx.commit().await?;
    Ok(mail)
}

/// The policy, with the names that go with this person: theirs, and those of their collectivités.
pub(crate) async fn check_for(tx: &mut Tx, personne: PersonneId, mot_de_passe: &str) -> Result<Personne> {
    let known = personnes::found(tx, personne).await?;
    let memberships = appartenance::of_personne(tx, personne).await?;
    let mut proches = vec![known.nom_complet(), known.fiche.courriel.to_string()];
    proches.extend(memberships.into_iter().map(|a| a.collectivite_nom));
    check(mot_de_passe, &proches.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(known)
}

/// Writes a password: every other session ends, pending links and second factors too, and the account is unlocked.
pub(crate) async fn set(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (personne, kept): (PersonneId, Option<Id<SessionOuverte>>),
    hache: &MotDePasseHache,
) -> Result<CourrielAnnuaire> {
    let known = personnes::found(tx, personne).await?;
    store::set_password(tx, clock, personne, hache).await?;
    session::delete_others(tx, personne, kept).await?;
    lien::delete_all(tx, personne).await?;
    second_facteur::end_waits(tx, personne).await?;
    frein::clear(tx, GenreFrein::Compte, &cle_compte(known.fiche.courriel.as_str())).await?;
    let trace = Trace::new("personne.mot_de_passe", "personne", personne.uuid(), known.nom_complet());
    trace.write_centre(tx, clock, acteur).await?;
    Ok(CourrielAnnuaire::MotDePasseChange {
        a: known.fiche.courriel.to_string(),
        nom: known.nom_complet(),
        le: clock.now(),
    })
}

/// Under what name the failures of an account are counted, whether it exists or not.
pub(crate) fn cle_compte(courriel: &str) -> String {
    empreinte("compte", &courriel.trim().to_lowercase())
}
