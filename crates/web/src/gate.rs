//! Gates: who may enter a handler, told by its signature.

use std::{marker::PhantomData, net::SocketAddr, sync::Arc};

use annuaire::{
    Collectivite, Droits, Permission, Personne, Provenance, SessionOuverte,
    jetons::{Jeton, JetonOuvert},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts, RawPathParams},
    http::{HeaderMap, header, request::Parts},
};
use db::{DbError, Perimetre, Tx};
use journal::Acteur;
use kernel::{CollectiviteId, Id, Siren};

use crate::{House, Shell, WebError, cookie, shell};

/// What a handler asks of who calls it, as the golden list of the routes shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acces {
    /// Anybody.
    Public,
    /// Anybody signed in.
    Connecte,
    /// Who has this permission where the address says.
    Permission(&'static str),
}

/// The first argument of a handler, after the state.
pub trait Gate: FromRequestParts<House> {
    fn acces() -> Acces;
}

/// A permission as a type, so that the signature of a handler is its rule.
pub trait Droit: Send + Sync + 'static {
    const PERMISSION: Permission;
}

/// Declares permissions as types: `droits! { /// … Gerer = "conventions.gerer", "Gérer les conventions", [Administrateur, Comptable]; }`.
#[macro_export]
macro_rules! droits {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $libelle:literal, [$($role:ident),* $(,)?];)*) => {
        $($(#[$doc])*
        #[derive(Debug)]
        pub struct $name;
        impl $crate::Droit for $name {
            const PERMISSION: $crate::Permission =
                $crate::Permission { code: $code, libelle: $libelle, roles: &[$($crate::Role::$role),*] };
        })*
        /// Every permission of this room.
        pub const PERMISSIONS: &[$crate::Permission] = &[$(<$name as $crate::Droit>::PERMISSION),*];
    };
}

/// Anybody; who they are, if they are signed in.
#[derive(Debug)]
pub struct Public {
    pub connecte: Option<Box<Connecte>>,
    pub provenance: Provenance,
    path: String,
    query: Option<String>,
}

/// Somebody signed in, wherever they are.
#[derive(Debug)]
pub struct Connecte {
    pub session: SessionOuverte,
    pub provenance: Provenance,
    path: String,
    query: Option<String>,
}

/// Somebody who has the permission `P` where the address says: in the collectivité of `/c/{siren}/…`, else in the centre.
#[derive(Debug)]
pub struct Agent<P> {
    /// Whose page this is.
    pub collectivite: Arc<Collectivite>,
    /// Who acts, and for whom: what the journal writes.
    pub acteur: Acteur,
    pub personne: Personne,
    pub droits: Droits,
    session: Option<SessionOuverte>,
    path: String,
    query: Option<String>,
    permission: PhantomData<P>,
}

impl Public {
    /// The surroundings of a page for somebody signed in; none for a passer-by.
    pub fn shell(&self, house: &House) -> Option<Shell> {
        let connecte = self.connecte.as_ref()?;
        Some(shell::of_session(house, &connecte.session, None, &self.path, self.query.as_deref()))
    }
}

impl Connecte {
    pub fn shell(&self, house: &House) -> Shell {
        shell::of_session(house, &self.session, None, &self.path, self.query.as_deref())
    }
}

impl<P> Agent<P> {
    /// What the agent's transactions may see: the collectivité of the page, or all of them on a page of the centre.
    pub fn perimetre(&self) -> Perimetre {
        if self.is_centre() { Perimetre::Centre } else { Perimetre::Collectivite(self.collectivite.id) }
    }

    pub fn id(&self) -> CollectiviteId {
        self.collectivite.id
    }

    /// Whether the page is the centre's own.
    pub fn is_centre(&self) -> bool {
        self.collectivite.exploitant
    }

    /// Whether another permission is held in the same place: to show a button or not.
    pub fn can<Q: Droit>(&self) -> bool {
        self.droits.can(&Q::PERMISSION, self.collectivite.id)
    }

    pub fn shell(&self, house: &House) -> Shell {
        match &self.session {
            Some(session) => {
                shell::of_session(house, session, Some(&self.collectivite), &self.path, self.query.as_deref())
            }
            None => Shell::default(),
        }
    }

    /// The query of the page as it was asked.
    pub fn query(&self) -> &str {
        self.query.as_deref().unwrap_or_default()
    }

    /// Refuses an object of a collectivité that is not in this person's portefeuille, as if it did not exist.
    pub fn ensure_sees(&self, collectivite: CollectiviteId) -> Result<(), WebError> {
        if self.droits.sees(collectivite) { Ok(()) } else { Err(WebError::NotFound) }
    }
}

impl Gate for Public {
    fn acces() -> Acces {
        Acces::Public
    }
}

impl FromRequestParts<House> for Public {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, WebError> {
        let connecte = match Connecte::from_request_parts(parts, house).await {
            Ok(connecte) => Some(Box::new(connecte)),
            Err(WebError::Anonymous) => None,
            Err(error) => return Err(error),
        };
        let (path, query) = address(parts);
        Ok(Self { connecte, provenance: provenance(parts, house), path, query })
    }
}

impl Gate for Connecte {
    fn acces() -> Acces {
        Acces::Connecte
    }
}

impl FromRequestParts<House> for Connecte {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, WebError> {
        let cookie = cookie::session(&parts.headers, house).ok_or(WebError::Anonymous)?;
        let mut tx = house.db().read(Perimetre::Commun).await?;
        let session = open_session(&mut tx, house, &cookie).await?;
        drop(tx);
        Usage::of_session(&session).write(house).await;
        let (path, query) = address(parts);
        Ok(Self { session, provenance: provenance(parts, house), path, query })
    }
}

impl<P: Droit> Gate for Agent<P> {
    fn acces() -> Acces {
        Acces::Permission(P::PERMISSION.code)
    }
}

impl<P: Droit> FromRequestParts<House> for Agent<P> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, WebError> {
        let siren = siren_of(parts, house).await?;
        let mut tx = house.db().read(Perimetre::Commun).await?;
        let Who { personne, acteur, droits, session, usage } = who(&mut tx, parts, house).await?;
        let found = match siren {
            Some(siren) => annuaire::collectivites::find_by_siren(&mut tx, siren).await?,
            None => annuaire::collectivites::find_exploitant(&mut tx).await?,
        };
        drop(tx);
        let collectivite = found.filter(|c| droits.sees(c.id)).ok_or(WebError::NotFound)?;
        if !droits.can(&P::PERMISSION, collectivite.id) {
            return Err(WebError::Forbidden);
        }
        usage.write(house).await;
        let (path, query) = address(parts);
        let collectivite = Arc::new(collectivite);
        Ok(Self { collectivite, acteur, personne, droits, session, path, query, permission: PhantomData })
    }
}

struct Who {
    personne: Personne,
    acteur: Acteur,
    droits: Droits,
    session: Option<SessionOuverte>,
    usage: Usage,
}

/// A program with its token on the API; a person with their session everywhere.
async fn who(tx: &mut Tx, parts: &Parts, house: &House) -> Result<Who, WebError> {
    if let Some(bearer) = bearer(&parts.headers).filter(|_| parts.uri.path().starts_with("/api/")) {
        let jeton = annuaire::jetons::find(tx, house.clock(), bearer).await?.ok_or(WebError::Anonymous)?;
        let (acteur, usage) = (jeton.acteur(), Usage::of_jeton(&jeton));
        return Ok(Who { personne: jeton.personne, acteur, droits: jeton.droits, session: None, usage });
    }
    let cookie = cookie::session(&parts.headers, house).ok_or(WebError::Anonymous)?;
    let session = open_session(tx, house, &cookie).await?;
    let (acteur, usage) = (session.acteur(), Usage::of_session(&session));
    let (personne, droits) = (session.effective().clone(), session.droits.clone());
    Ok(Who { personne, acteur, droits, session: Some(session), usage })
}

async fn open_session(tx: &mut Tx, house: &House, cookie: &str) -> Result<SessionOuverte, WebError> {
    annuaire::sessions::find(tx, house.clock(), cookie).await?.ok_or(WebError::Anonymous)
}

/// That a session or a token serves: due once a minute at most, so that reading pages stays reading.
#[derive(Debug, Clone, Copy)]
pub enum Usage {
    Recent,
    Session(Id<SessionOuverte>),
    Jeton(Id<Jeton>),
}

impl Usage {
    pub fn of_session(session: &SessionOuverte) -> Self {
        if session.a_rafraichir { Self::Session(session.id) } else { Self::Recent }
    }

    pub fn of_jeton(jeton: &JetonOuvert) -> Self {
        if jeton.a_rafraichir { Self::Jeton(jeton.id) } else { Self::Recent }
    }

    /// Writes it. A database that takes no more (a full disk) still lets its pages be read: a session only gets no
    /// younger.
    pub async fn write(self, house: &House) {
        if let Err(error) = self.try_write(house).await {
            tracing::warn!(%error, usage = ?self, "the use is not written: the database takes nothing");
        }
    }

    async fn try_write(self, house: &House) -> Result<(), DbError> {
        if matches!(self, Self::Recent) {
            return Ok(());
        }
        let mut tx = house.db().begin(Perimetre::Commun).await?;
        match self {
            Self::Recent => {}
            Self::Session(id) => annuaire::sessions::touch(&mut tx, house.clock(), id).await?,
            Self::Jeton(id) => annuaire::jetons::touch(&mut tx, house.clock(), id).await?,
        }
        tx.commit().await
    }
}

/// The collectivité of `/c/{siren}/…`; an address that is not one of ours does not exist.
async fn siren_of(parts: &mut Parts, house: &House) -> Result<Option<Siren>, WebError> {
    let params = RawPathParams::from_request_parts(parts, house).await.map_err(|_| WebError::NotFound)?;
    let siren = params.iter().find(|(name, _)| *name == "siren").map(|(_, value)| value.parse());
    siren.transpose().map_err(|_| WebError::NotFound)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn address(parts: &Parts) -> (String, Option<String>) {
    (parts.uri.path().to_owned(), parts.uri.query().map(str::to_owned))
}

/// From where: the last address that our own proxy wrote, or the peer's.
fn provenance(parts: &Parts, house: &House) -> Provenance {
    let text = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let forwarded = text("x-forwarded-for").filter(|_| house.config().behind_proxy);
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next().map(|last| last.trim().to_owned()));
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string());
    Provenance { adresse: forwarded.or(peer).unwrap_or_default(), agent: text("user-agent").unwrap_or_default() }
}
