//! Signing in: the password, then the second factor when there is one; failures slow down, then lock.

use db::{Db, Perimetre, Tx};
use journal::Acteur;
use kernel::{Clock, Id, Instant, PersonneId, secret};

use crate::{
    domain::{
        champs::Courriel,
        courriel::CourrielAnnuaire,
        empreinte::empreinte,
        frein::{Frein, GenreFrein, Provenance, phrase},
        mot_de_passe::{Durete, MotDePasseHache},
        personne::Personne,
        refus::Result,
        session::SessionOuverte,
    },
    mots_de_passe::{self, cle_compte},
    personnes,
    second_facteur::{self, ATTENTE},
    store::{frein, personne, second_facteur as factor_store, session},
    trace::Trace,
};

/// What comes of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identification {
    /// In: the cookie takes this token, which is kept nowhere else.
    Entree { jeton: String, session: Id<SessionOuverte> },
    /// The password is right; ask the code, and give this token back with it within ten minutes.
    SecondFacteur { attente: String },
    /// No: why, from when one may try again, and the mail that warns the owner of the account, if it was just locked.
    Refus { phrase: String, retry_at: Option<Instant>, courriel: Option<CourrielAnnuaire> },
}

/// The same for a wrong password and for an account that does not exist.
const PHRASE_FAUX: &str =
    "Cette adresse ou ce mot de passe n’est pas le bon : vérifiez-les, ou demandez un nouveau mot de passe.";
const PHRASE_CODE: &str =
    "Ce code n’est pas le bon ou a déjà servi : attendez le suivant, ou donnez un code de secours.";
const PHRASE_ATTENTE: &str = "Cette connexion a trop attendu : recommencez depuis le début.";

/// The password. `durete` is that of today: a password kept with another is kept anew.
pub async fn sign_in(
    db: &Db,
    clock: &Clock,
    durete: Durete,
    (courriel, mot_de_passe): (&str, &str),
    who: &Provenance,
) -> Result<Identification> {
    let mut tx = db.begin(Perimetre::Commun).await?;
    let known = match courriel.parse::<Courriel>() {
        Ok(courriel) => personne::find_by_courriel(&mut tx, &courriel).await?.filter(|p| p.actif),
        Err(_) => None,
    };
    let attempt = Attempt::count(&mut tx, clock, (cle_compte(courriel), known.clone()), who).await?;
    let kept = match &known {
        Some(person) => personne::password(&mut tx, person.id).await?,
        None => None,
    };
    tx.commit().await?;
    let attempt = match attempt {
        Attempted::Counted(attempt) => attempt,
        Attempted::TooSoon(refusal) => return Ok(refusal),
    };
    let right = mots_de_passe::verify(durete, kept.clone(), mot_de_passe).await?;
    let Some((person, kept)) = known.zip(kept).filter(|_| right) else {
        return attempt.refuse(db, clock, PHRASE_FAUX).await;
    };
    let renewed = if kept.is_outdated(durete) { Some(mots_de_passe::hash(durete, mot_de_passe).await?) } else { None };
    let mut tx = db.begin(Perimetre::Commun).await?;
    // Changed meanwhile: the password verified is no longer the one kept.
    if personne::password(&mut tx, person.id).await?.as_ref() != Some(&kept) {
        drop(tx);
        return attempt.refuse(db, clock, PHRASE_FAUX).await;
    }
    if let Some(renewed) = renewed {
        keep_anew(&mut tx, clock, person.id, &renewed).await?;
    }
    attempt.take_back(&mut tx, clock, !person.a_un_second_facteur).await?;
    let outcome = if person.a_un_second_facteur {
        let attente = secret::token::<32>();
        let until = clock.now().plus_seconds(ATTENTE);
        factor_store::add_wait(&mut tx, &empreinte("attente", &attente), person.id, until).await?;
        Identification::SecondFacteur { attente }
    } else {
        enter(&mut tx, clock, person.id, who).await?
    };
    tx.commit().await?;
    Ok(outcome)
}

/// The second factor: six digits, or a recovery code.
pub async fn confirm(db: &Db, clock: &Clock, attente: &str, code: &str, who: &Provenance) -> Result<Identification> {
    let awaited = empreinte("attente", attente);
    let mut tx = db.begin(Perimetre::Commun).await?;
    let person = match factor_store::find_wait(&mut tx, clock.now(), &awaited).await? {
        Some(id) => personne::find(&mut tx, id).await?.filter(|p| p.actif),
        None => None,
    };
    let Some(person) = person else { return Ok(refusal(PHRASE_ATTENTE, None, None)) };
    let account = (cle_compte(person.fiche.courriel.as_str()), Some(person.clone()));
    let attempt = Attempt::count(&mut tx, clock, account, who).await?;
    tx.commit().await?;
    let attempt = match attempt {
        Attempted::Counted(attempt) => attempt,
        Attempted::TooSoon(refusal) => return Ok(refusal),
    };
    let mut tx = db.begin(Perimetre::Commun).await?;
    let right = second_facteur::accept(&mut tx, clock, person.id, code).await?;
    if !right || !factor_store::end_wait(&mut tx, &awaited).await? {
        drop(tx);
        return attempt.refuse(db, clock, PHRASE_CODE).await;
    }
    attempt.take_back(&mut tx, clock, true).await?;
    let outcome = enter(&mut tx, clock, person.id, who).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Unlocks an account: whether it was slowed or locked. The permission is checked by the caller.
pub async fn unlock(tx: &mut Tx, clock: &Clock, acteur: &Acteur, personne: PersonneId) -> Result<bool> {
    let known = personnes::found(tx, personne).await?;
    let was = frein::clear(tx, GenreFrein::Compte, &cle_compte(known.fiche.courriel.as_str())).await?;
    if was {
        let trace = Trace::new("personne.deverrouillee", "personne", personne.uuid(), known.nom_complet());
        trace.write_centre(tx, clock, acteur).await?;
    }
    Ok(was)
}

/// Until when an account is locked, if it is.
pub async fn locked_until(tx: &mut Tx, clock: &Clock, personne: &Personne) -> Result<Option<Instant>> {
    let cle = cle_compte(personne.fiche.courriel.as_str());
    let frein = frein::find(tx, GenreFrein::Compte, &cle).await?;
    Ok(frein.wait(clock.now()).filter(|_| frein.is_locked(GenreFrein::Compte, clock.now())))
}

/// Forgets what is over: sessions, failures, awaited factors, links. A job calls it once an hour. Gives how many rows.
pub async fn purge(tx: &mut Tx, clock: &Clock) -> Result<u64> {
    let now = clock.now();
    let mut purged = session::purge(tx, now).await?;
    purged += frein::purge(tx, now, now.plus_seconds(-3_600)).await?;
    purged += factor_store::purge(tx, now).await?;
    purged += crate::store::lien::purge(tx, now).await?;
    Ok(purged)
}

async fn enter(tx: &mut Tx, clock: &Clock, personne: PersonneId, who: &Provenance) -> Result<Identification> {
    let (jeton, id) = (secret::token::<32>(), Id::new(clock));
    session::insert(tx, clock, (id, &empreinte("session", &jeton)), personne, who).await?;
    Ok(Identification::Entree { jeton, session: id })
}

/// The same password, made dearer to guess: nothing that the person or the journal need know.
async fn keep_anew(tx: &mut Tx, clock: &Clock, id: PersonneId, renewed: &MotDePasseHache) -> Result<()> {
    Ok(personne::set_password(tx, clock, id, renewed).await?)
}

fn refusal(text: &str, retry_at: Option<Instant>, courriel: Option<CourrielAnnuaire>) -> Identification {
    Identification::Refus { phrase: text.to_owned(), retry_at, courriel }
}

/// An attempt that was counted as failed before being verified, on the address and on the account.
struct Attempt {
    adresse: (String, Frein),
    compte: (String, Frein),
    /// The account, when there is such a one.
    personne: Option<Personne>,
}

impl Attempt {
    /// Counts the attempt, or refuses it unverified when one must wait.
    async fn count(
        tx: &mut Tx,
        clock: &Clock,
        (compte, personne): (String, Option<Personne>),
        who: &Provenance,
    ) -> Result<Attempted> {
        let now = clock.now();
        // Always the address first, so that two attempts never wait for each other.
        let by_address = frein::take(tx, now, GenreFrein::Adresse, &who.adresse).await?;
        let by_account = frein::take(tx, now, GenreFrein::Compte, &compte).await?;
        let waits = [(GenreFrein::Adresse, by_address), (GenreFrein::Compte, by_account)];
        if let Some((genre, frein, at)) = longest(&waits, now) {
            return Ok(Attempted::TooSoon(refusal(&phrase(frein.is_locked(genre, now), now, at), Some(at), None)));
        }
        let adresse = (who.adresse.clone(), by_address.failed(GenreFrein::Adresse, now));
        let compte = (compte, by_account.failed(GenreFrein::Compte, now));
        frein::save(tx, GenreFrein::Adresse, &adresse.0, adresse.1).await?;
        frein::save(tx, GenreFrein::Compte, &compte.0, compte.1).await?;
        Ok(Attempted::Counted(Self { adresse, compte, personne }))
    }

    /// It succeeded: the address loses one failure, the account too, or all of them once the person is in.
    async fn take_back(&self, tx: &mut Tx, clock: &Clock, is_in: bool) -> Result<()> {
        let now = clock.now();
        let by_address = frein::take(tx, now, GenreFrein::Adresse, &self.adresse.0).await?;
        frein::save(tx, GenreFrein::Adresse, &self.adresse.0, by_address.taken_back()).await?;
        if is_in {
            frein::clear(tx, GenreFrein::Compte, &self.compte.0).await?;
        } else {
            let by_account = frein::take(tx, now, GenreFrein::Compte, &self.compte.0).await?;
            frein::save(tx, GenreFrein::Compte, &self.compte.0, by_account.taken_back()).await?;
        }
        Ok(())
    }

    /// It failed: says why and from when to try again; tells the owner and the journal of an account just locked.
    async fn refuse(self, db: &Db, clock: &Clock, why: &str) -> Result<Identification> {
        let now = clock.now();
        let waits = [(GenreFrein::Adresse, self.adresse.1), (GenreFrein::Compte, self.compte.1)];
        let courriel =
            if self.compte.1.is_locked(GenreFrein::Compte, now) { self.tell_lock(db, clock).await? } else { None };
        Ok(match longest(&waits, now) {
            Some((genre, frein, at)) if frein.is_locked(genre, now) => {
                refusal(&phrase(true, now, at), Some(at), courriel)
            }
            Some((.., at)) => refusal(&format!("{why} {}", phrase(false, now, at)), Some(at), courriel),
            None => refusal(why, None, courriel),
        })
    }

    async fn tell_lock(&self, db: &Db, clock: &Clock) -> Result<Option<CourrielAnnuaire>> {
        let (Some(personne), frein) = (&self.personne, self.compte.1) else { return Ok(None) };
        let mut tx = db.begin(Perimetre::Commun).await?;
        let trace = Trace::new("personne.verrouillee", "personne", personne.id.uuid(), personne.nom_complet());
        let apres = serde_json::json!({"adresse": self.adresse.0, "echecs": frein.echecs});
        trace.apres(apres).write_centre(&mut tx, clock, &Acteur::systeme("connexion")).await?;
        tx.commit().await?;
        Ok(Some(CourrielAnnuaire::CompteVerrouille {
            a: personne.fiche.courriel.to_string(),
            nom: personne.nom_complet(),
            jusqu_a: frein.wait(clock.now()).unwrap_or_else(|| clock.now()),
            adresse: self.adresse.0.clone(),
        }))
    }
}

enum Attempted {
    Counted(Attempt),
    TooSoon(Identification),
}

/// Of the waits that stand, the one that ends last.
fn longest(freins: &[(GenreFrein, Frein)], now: Instant) -> Option<(GenreFrein, Frein, Instant)> {
    let standing = freins.iter().filter_map(|(genre, frein)| Some((*genre, *frein, frein.wait(now)?)));
    standing.max_by_key(|(.., at)| *at)
}
