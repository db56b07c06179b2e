//! API tokens: made once, shown once, cut to their scopes.

use db::{DbError, Tx};
use journal::Acteur;
use kernel::{Clock, Id, Instant, PersonneId, secret};
use serde_json::json;
use time::{Date, Duration, macros::time};

use crate::{
    domain::{
        champs::{FieldErrors, Texte},
        droits::{Droits, Permission},
        empreinte::empreinte,
        personne::Personne,
        refus::{AnnuaireError, Refus, Result},
        session::SessionOuverte,
    },
    store::{droits as droits_store, jeton as store},
    trace::Trace,
};

/// By what a token is recognised, by people and by the scanners of leaked secrets.
const PREFIXE: &str = "bft_";
/// The last use is written at most this often, in seconds.
const RAFRAICHISSEMENT: i64 = 60;

/// A token in the list of one's own. Its secret is nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jeton {
    pub id: Id<Jeton>,
    pub nom: String,
    /// Codes of permissions.
    pub portees: Vec<String>,
    /// `bft_3f2a90cc`, to know which is which.
    pub prefixe: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub last_used_at: Option<Instant>,
    pub revoked_at: Option<Instant>,
}

/// The token of a request.
#[derive(Debug, Clone)]
pub struct JetonOuvert {
    pub id: Id<Jeton>,
    pub nom: String,
    pub personne: Personne,
    /// Those of its person, cut to its scopes.
    pub droits: Droits,
    /// When true, call [`touch`] in a transaction that writes.
    pub a_rafraichir: bool,
}

impl JetonOuvert {
    /// The person and the token, for the journal: « Claire Vidal (jeton Paie) ».
    pub fn acteur(&self) -> Acteur {
        Acteur::personne(self.personne.id, format!("{} (jeton {})", self.personne.nom_complet(), self.nom))
    }
}

/// Makes a token for oneself, until the end of a day within a year. Gives it with its secret, shown once.
pub async fn create(
    tx: &mut Tx,
    clock: &Clock,
    session: &SessionOuverte,
    (nom, portees): (&str, &[&Permission]),
    expire_le: Date,
) -> Result<(Jeton, String)> {
    session.ensure_not_acting()?;
    let nom = nom.parse::<Texte>().map_err(|e| FieldErrors::one("nom", e.0))?.0;
    if nom.is_empty() {
        return Err(FieldErrors::one("nom", "Donnez un nom au jeton : par exemple le logiciel qui s’en sert.").into());
    }
    if portees.is_empty() {
        return Err(Refus::JetonSansPortee.into());
    }
    let today = clock.today();
    if expire_le <= today || expire_le > today.saturating_add(Duration::days(366)) {
        return Err(Refus::JetonExpire.into());
    }
    let secret = format!("{PREFIXE}{}", secret::token::<32>());
    let jeton = Jeton {
        id: Id::new(clock),
        nom,
        portees: portees.iter().map(|p| p.code.to_owned()).collect(),
        prefixe: secret[..PREFIXE.len() + 8].to_owned(),
        created_at: clock.now(),
        expires_at: Instant::from_paris(expire_le, time!(23:59:59)),
        last_used_at: None,
        revoked_at: None,
    };
    store::insert(tx, session.personne.id, &empreinte("jeton", &secret), &jeton).await?;
    let apres = json!({"portees": jeton.portees, "expire_le": expire_le.to_string()});
    let trace = Trace::new("jeton.cree", "jeton", jeton.id.uuid(), &jeton.nom).apres(apres);
    trace.write_centre(tx, clock, &session.acteur()).await?;
    Ok((jeton, secret))
}

/// The token of a request, if it lives: three statements.
pub async fn find(tx: &mut Tx, clock: &Clock, secret: &str) -> Result<Option<JetonOuvert>, DbError> {
    if !secret.starts_with(PREFIXE) {
        return Ok(None);
    }
    let now = clock.now();
    let Some(found) = store::find(tx, now, &empreinte("jeton", secret)).await? else { return Ok(None) };
    let droits = droits_store::load(tx, found.personne.id, clock.today()).await?;
    Ok(Some(JetonOuvert {
        id: found.id,
        nom: found.nom,
        droits: droits.limited_to(found.portees.into_iter().collect()),
        a_rafraichir: found.last_used_at.is_none_or(|last| now.seconds_since(last) >= RAFRAICHISSEMENT),
        personne: found.personne,
    }))
}

/// Writes that the token serves: when [`JetonOuvert::a_rafraichir`] says so.
pub async fn touch(tx: &mut Tx, clock: &Clock, id: Id<Jeton>) -> Result<(), DbError> {
    store::touch(tx, clock.now(), id).await
}

/// The tokens of a person, the latest first, the dead ones too.
pub async fn list(tx: &mut Tx, personne: PersonneId) -> Result<Vec<Jeton>, DbError> {
    store::list(tx, personne).await
}

/// Ends a token of a person; somebody else's is not found.
pub async fn revoke(
    tx: &mut Tx,
    clock: &Clock,
    acteur: &Acteur,
    (personne, id): (PersonneId, Id<Jeton>),
) -> Result<()> {
    let nom = store::revoke(tx, clock.now(), personne, id).await?.ok_or(AnnuaireError::NotFound)?;
    Trace::new("jeton.revoque", "jeton", id.uuid(), nom).write_centre(tx, clock, acteur).await
}
