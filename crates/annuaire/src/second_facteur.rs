//! The second factor: TOTP (RFC 6238, thirty seconds, six digits), and recovery codes.

use db::{DbError, Tx};
use kernel::{Clock, Instant, PersonneId, secret};
use totp_rs::{Builder, Secret, Totp};

use crate::{
    domain::{
        courriel::CourrielAnnuaire,
        empreinte::empreinte,
        refus::{AnnuaireError, Refus, Result},
        session::SessionOuverte,
    },
    personnes,
    store::second_facteur as store,
    trace::Trace,
};

/// How long a right password waits for its second factor, in seconds.
pub(crate) const ATTENTE: i64 = 10 * 60;
const PAS: i64 = 30;
const CODES: usize = 10;
const EMETTEUR: &str = "Beffroi";

/// What a telephone needs to produce codes. Shown once, to its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolement {
    /// To type by hand, when the picture cannot be taken: base 32.
    pub secret: String,
    /// `otpauth://totp/…`.
    pub uri: String,
    /// The same as a QR code, PNG.
    pub qr_png: Vec<u8>,
}

/// Proposes a secret. Nothing changes until [`confirm`] proves that the telephone has it.
pub async fn propose(tx: &mut Tx, session: &SessionOuverte) -> Result<Enrolement> {
    session.ensure_not_acting()?;
    let secret = secret::bytes::<20>();
    store::propose(tx, session.personne.id, &secret).await?;
    let totp = totp(&secret, session.personne.fiche.courriel.as_str())?;
    Ok(Enrolement {
        secret: totp.secret().to_base32(),
        uri: totp.to_url().map_err(|e| AnnuaireError::Internal(e.to_string()))?,
        qr_png: totp.to_qr_png().map_err(|e| AnnuaireError::Internal(e.to_string()))?,
    })
}

/// Turns the proposed secret on, proved by a first code. Gives ten recovery codes, shown once, and the mail to send.
pub async fn confirm(
    tx: &mut Tx,
    clock: &Clock,
    session: &SessionOuverte,
    code: &str,
) -> Result<(Vec<String>, CourrielAnnuaire)> {
    session.ensure_not_acting()?;
    let personne = session.personne.id;
    let proposed = store::secrets(tx, personne).await?.propose.ok_or(Refus::TotpNonCommence)?;
    let pas = matching_step(&proposed, code, clock.now()).ok_or(Refus::CodeFaux)?;
    if !store::activate(tx, personne, pas).await? {
        return Err(Refus::TotpNonCommence.into());
    }
    let codes = new_codes(tx, personne).await?;
    Ok((codes, tell(tx, clock, session, true).await?))
}

/// Replaces the recovery codes: the former ones no longer serve.
pub async fn renew_codes(tx: &mut Tx, clock: &Clock, session: &SessionOuverte) -> Result<Vec<String>> {
    session.ensure_not_acting()?;
    let personne = &session.personne;
    if store::secrets(tx, personne.id).await?.secret.is_none() {
        return Err(Refus::TotpInactif.into());
    }
    let trace = Trace::new("personne.codes_secours", "personne", personne.id.uuid(), personne.nom_complet());
    trace.write_centre(tx, clock, &session.acteur()).await?;
    Ok(new_codes(tx, personne.id).await?)
}

/// Turns one's own second factor off, a code given.
pub async fn disable(tx: &mut Tx, clock: &Clock, session: &SessionOuverte, code: &str) -> Result<CourrielAnnuaire> {
    session.ensure_not_acting()?;
    if !accept(tx, clock, session.personne.id, code).await? {
        return Err(Refus::CodeFaux.into());
    }
    store::deactivate(tx, session.personne.id).await?;
    tell(tx, clock, session, false).await
}

/// An administrator turns off the second factor of somebody who lost it. The permission is checked by the caller.
pub async fn reset(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &journal::Acteur,
    personne: PersonneId,
) -> Result<CourrielAnnuaire> {
    let known = personnes::found(tx, personne).await?;
    store::deactivate(tx, personne).await?;
    let trace = Trace::new("personne.second_facteur_retire", "personne", personne.uuid(), known.nom_complet());
    trace.write_centre(tx, clock, acteur).await?;
    Ok(mail(&known, clock.now(), false))
}

/// How many recovery codes are left.
pub async fn codes_left(tx: &mut Tx, personne: PersonneId) -> Result<u32, DbError> {
    store::count_codes(tx, personne).await
}

/// Whether a code is right and had not served; it has now.
pub(crate) async fn accept(tx: &mut Tx, clock: &Clock, personne: PersonneId, code: &str) -> Result<bool> {
    let typed: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    if typed.len() != 6 {
        return Ok(store::use_code(tx, clock.now(), personne, &empreinte("secours", &typed)).await?);
    }
    let Some(secret) = store::secrets(tx, personne).await?.secret else { return Ok(false) };
    match matching_step(&secret, &typed, clock.now()) {
        Some(pas) => Ok(store::use_step(tx, personne, pas).await?),
        None => Ok(false),
    }
}

/// The step whose code this is: the present one, the one before or the one after.
fn matching_step(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let seconds = u64::try_from(now.unix_micros() / 1_000_000).ok()?;
    let step = totp(secret, "code").ok()?.check(&code, seconds)?;
    i64::try_from(step).ok()
}

fn totp(secret: &[u8], account: &str) -> Result<Totp> {
    let builder = Builder::new().with_secret(Secret::from(secret)).with_skew(1).with_step_duration(PAS.unsigned_abs());
    let named = builder.with_issuer(Some(EMETTEUR)).with_account_name(account);
    named.build().map_err(|e| AnnuaireError::Internal(e.to_string()))
}

/// `3f2a-90cc-71be-5d04`: sixty-four bits each, which nobody tries one by one.
async fn new_codes(tx: &mut Tx, personne: PersonneId) -> Result<Vec<String>, DbError> {
    let codes: Vec<String> = (0..CODES).map(|_| secret::token::<8>()).collect();
    store::set_codes(tx, personne, codes.iter().map(|code| empreinte("secours", code)).collect()).await?;
    let grouped = |code: String| [&code[..4], &code[4..8], &code[8..12], &code[12..]].join("-");
    Ok(codes.into_iter().map(grouped).collect())
}

async fn tell(tx: &mut Tx, clock: &Clock, session: &SessionOuverte, actif: bool) -> Result<CourrielAnnuaire> {
    let personne = &session.personne;
    let action = if actif { "personne.second_facteur_active" } else { "personne.second_facteur_retire" };
    let trace = Trace::new(action, "personne", personne.id.uuid(), personne.nom_complet());
    trace.write_centre(tx, clock, &session.acteur()).await?;
    Ok(mail(personne, clock.now(), actif))
}

fn mail(personne: &crate::Personne, le: Instant, actif: bool) -> CourrielAnnuaire {
    CourrielAnnuaire::SecondFacteurChange {
        a: personne.fiche.courriel.to_string(),
        nom: personne.nom_complet(),
        actif,
        le,
    }
}

/// The code of a moment, as a telephone would show it: for the tests and the demo.
pub fn code_at(secret_base32: &str, at: Instant) -> Option<String> {
    let secret = Secret::try_from_base32(secret_base32).ok()?;
    let totp = Builder::new().with_secret(secret).with_account_name("code").build().ok()?;
    Some(totp.generate(u64::try_from(at.unix_micros() / 1_000_000).ok()?).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the SHA-1 rows: their last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            let now = Instant::from_unix_micros(seconds * 1_000_000);
            assert_eq!(matching_step(secret, code, now), Some(seconds / PAS), "{code}");
            assert_eq!(matching_step(secret, code, now.plus_seconds(PAS)), Some(seconds / PAS), "one step late");
            assert_eq!(matching_step(secret, code, now.plus_seconds(2 * PAS)), None, "two steps late");
        }
        assert_eq!(matching_step(secret, "", Instant::from_unix_micros(59_000_000)), None);
    }
}
