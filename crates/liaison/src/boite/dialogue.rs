//! The commands of IMAP, each bounded in time, whose refusals are never taken for an empty answer.

use std::{fmt, io, time::Duration};

use async_imap::{
    Session,
    error::Error,
    imap_proto::{AttributeValue, Capability, MailboxDatum, NameAttribute, Response, ResponseCode, Status},
};
use tokio::time::timeout;

use super::{connect::Connected, dossier::Dossier};
use crate::explain::explain;

/// How much of a message is asked for at once: each piece has the patience of one operation.
const PIECE: u64 = 1024 * 1024;

/// Why a command did nothing.
#[derive(Debug)]
pub(super) enum Panne {
    /// The server's words.
    Refus(String),
    /// The message is bigger than asked for; its size.
    TropGros(u64),
    /// The conversation is over: a French sentence.
    Perdu(String),
}

impl fmt::Display for Panne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refus(words) => write!(f, "le serveur répond «\u{a0}{words}\u{a0}»"),
            Self::TropGros(taille) => write!(f, "le message pèse {taille} octets"),
            Self::Perdu(why) => f.write_str(why),
        }
    }
}

/// A session whose answers are all read.
pub(super) struct Dialogue {
    session: Session<Connected>,
    host: String,
    patience: Duration,
    /// RFC 6851.
    can_move: bool,
    /// RFC 4315.
    can_expunge_one: bool,
}

impl Dialogue {
    pub fn new(session: Session<Connected>, host: &str, patience: Duration) -> Self {
        Self { session, host: host.to_owned(), patience, can_move: false, can_expunge_one: false }
    }

    /// What the server can do.
    pub async fn learn(&mut self) -> Result<(), Panne> {
        let (mut can_move, mut can_expunge_one) = (false, false);
        self.ask("CAPABILITY", |response| {
            if let Response::Capabilities(all) = response {
                let has = |name: &str| {
                    all.iter().any(|one| matches!(one, Capability::Atom(atom) if atom.eq_ignore_ascii_case(name)))
                };
                (can_move, can_expunge_one) = (has("MOVE"), has("UIDPLUS"));
            }
        })
        .await?;
        (self.can_move, self.can_expunge_one) = (can_move, can_expunge_one);
        Ok(())
    }

    /// Makes the folder when it is missing.
    pub async fn ensure(&mut self, folder: &Dossier) -> Result<(), Panne> {
        let mut found = false;
        self.ask(&format!("LIST \"\" {}", folder.quoted), |response| {
            // A name that only holds other folders is no folder yet.
            found |= matches!(response, Response::MailboxData(MailboxDatum::List(list))
                if !list.name_attributes.contains(&NameAttribute::NoSelect));
        })
        .await?;
        if !found {
            self.ask(&format!("CREATE {}", folder.quoted), |_| ()).await?;
            // So that mail programs show it; a server without subscriptions does well too.
            match self.ask(&format!("SUBSCRIBE {}", folder.quoted), |_| ()).await {
                Ok(()) | Err(Panne::Refus(_)) => {}
                Err(lost) => return Err(lost),
            }
        }
        Ok(())
    }

    /// Opens the folder to write in it; its UIDVALIDITY.
    pub async fn select(&mut self, folder: &Dossier) -> Result<u32, Panne> {
        let (mut uidvalidity, mut read_only) = (None, false);
        self.ask(&format!("SELECT {}", folder.quoted), |response| {
            let (Response::Data { outcome, .. } | Response::Done { outcome, .. }) = response else { return };
            match outcome.code {
                Some(ResponseCode::UidValidity(value)) => uidvalidity = Some(value),
                Some(ResponseCode::ReadOnly) => read_only = true,
                _ => {}
            }
        })
        .await?;
        if read_only {
            return Err(Panne::Refus(format!("{folder}: READ-ONLY")));
        }
        uidvalidity.ok_or_else(|| Panne::Refus(format!("{folder}: no UIDVALIDITY")))
    }

    /// The UIDs of the folder, the oldest message first.
    pub async fn list(&mut self) -> Result<Vec<u32>, Panne> {
        self.search("ALL").await
    }

    async fn search(&mut self, which: &str) -> Result<Vec<u32>, Panne> {
        let mut uids = Vec::new();
        self.ask(&format!("UID SEARCH {which}"), |response| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                uids.extend_from_slice(found);
            }
        })
        .await?;
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// The message, unless it is bigger than `limit` or gone. It is not marked as read.
    pub async fn fetch(&mut self, uid: u32, limit: u64) -> Result<Option<Vec<u8>>, Panne> {
        let Some(size) = self.size(uid).await? else { return Ok(None) };
        if size > limit {
            return Err(Panne::TropGros(size));
        }
        let mut message = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        loop {
            let before = message.len() as u64;
            let Some(piece) = self.piece(uid, before).await? else {
                // Past the end, some servers say nothing; or somebody took the message away.
                return Ok(self.size(uid).await?.filter(|_| before > 0).map(|_| message));
            };
            message.extend_from_slice(&piece);
            let now = message.len() as u64;
            // The size that was said need not be exact, nor a piece as long as asked for.
            if now > limit {
                return Err(Panne::TropGros(now));
            }
            if piece.is_empty() || (now >= size && now - before < PIECE) {
                return Ok(Some(message));
            }
        }
    }

    /// What the server says that the message weighs; none when it is gone.
    async fn size(&mut self, uid: u32) -> Result<Option<u64>, Panne> {
        let mut size = None;
        self.attributes(uid, "RFC822.SIZE", |attribute| {
            if let AttributeValue::Rfc822Size(said) = attribute {
                size = Some(u64::from(*said));
            }
        })
        .await?;
        Ok(size)
    }

    /// The bytes of a message from this one on, at most [`PIECE`].
    async fn piece(&mut self, uid: u32, from: u64) -> Result<Option<Vec<u8>>, Panne> {
        let (mut piece, mut elsewhere) = (None, false);
        self.attributes(uid, &format!("BODY.PEEK[]<{from}.{PIECE}>"), |attribute| {
            if let AttributeValue::BodySection { section: None, index, data } = attribute {
                elsewhere = index.map(u64::from) != Some(from);
                piece = Some(data.as_deref().unwrap_or_default().to_vec());
            }
        })
        .await?;
        if elsewhere { Err(Panne::Refus("BODY[] sans le morceau demandé".to_owned())) } else { Ok(piece) }
    }

    /// Out of the folder that is open, into this one. Without `MOVE`, the message is copied before it is deleted.
    pub async fn file(&mut self, uid: u32, folder: &Dossier) -> Result<(), Panne> {
        if self.can_move {
            return self.ask(&format!("UID MOVE {uid} {}", folder.quoted), |_| ()).await;
        }
        self.ask(&format!("UID COPY {uid} {}", folder.quoted), |_| ()).await?;
        self.ask(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"), |_| ()).await?;
        if self.can_expunge_one {
            return self.ask(&format!("UID EXPUNGE {uid}"), |_| ()).await;
        }
        // EXPUNGE takes away all that is marked: what somebody else has marked is not stored yet.
        let marked = self.search("DELETED").await?;
        let others: Vec<String> = marked.iter().filter(|other| **other != uid).map(u32::to_string).collect();
        if !others.is_empty() {
            self.ask(&format!("UID STORE {} -FLAGS.SILENT (\\Deleted)", others.join(",")), |_| ()).await?;
        }
        self.ask("EXPUNGE", |_| ()).await
    }

    /// Says goodbye; what was done is done whatever the answer.
    pub async fn leave(mut self) {
        let _ = self.ask("LOGOUT", |_| ()).await;
    }

    async fn attributes(
        &mut self,
        uid: u32,
        which: &str,
        mut each: impl FnMut(&AttributeValue<'_>) + Send,
    ) -> Result<(), Panne> {
        self.ask(&format!("UID FETCH {uid} (UID {which})"), |response| {
            let Response::Fetch(_, attributes) = response else { return };
            // A server may speak of other messages meanwhile.
            if attributes.iter().any(|one| matches!(one, AttributeValue::Uid(told) if *told == uid)) {
                attributes.iter().for_each(&mut each);
            }
        })
        .await
    }

    /// Sends a command, and gives `each` all that is answered, the final line included.
    async fn ask(&mut self, command: &str, mut each: impl FnMut(&Response<'_>) + Send) -> Result<(), Panne> {
        let host = self.host.clone();
        let session = &mut self.session;
        let talk = async {
            let id = session.run_command(command).await.map_err(|error| match error {
                Error::Io(error) => error,
                other => io::Error::other(other),
            })?;
            loop {
                let response = session.read_response().await?.ok_or(io::ErrorKind::UnexpectedEof)?;
                let response = response.parsed();
                each(response);
                if let Response::Done { tag, status, outcome } = response
                    && *tag == id
                {
                    return io::Result::Ok(match status {
                        Status::Ok => None,
                        _ => Some(outcome.information.as_deref().unwrap_or("NO").to_owned()),
                    });
                }
            }
        };
        match timeout(self.patience, talk).await {
            Ok(Ok(None)) => Ok(()),
            Ok(Ok(Some(words))) => Err(Panne::Refus(words)),
            Ok(Err(error)) => Err(Panne::Perdu(explain(&host, &error))),
            Err(_) => Err(Panne::Perdu(explain(&host, &io::Error::from(io::ErrorKind::TimedOut)))),
        }
    }
}
