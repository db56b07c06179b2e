//! Upkeep: re-hashing, scanning what waits, collecting what nobody names.

use std::{collections::HashSet, io};

use db::{Db, DbError, Perimetre};
use kernel::Clock;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;
use tracing::warn;

use crate::{Documents, Empreinte, EtatDocument, antivirus::Scan, store};

/// What re-hashing says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Intact,
    /// The bytes are no longer those that were deposited.
    Altered,
    Missing,
}

/// How many contents the antivirus saw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rescan {
    pub clean: u64,
    pub infected: u64,
    /// Contents of which it could not say anything.
    pub waiting: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("the store of documents cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl Documents {
    /// Reads the bytes again and compares.
    pub async fn verify(&self, empreinte: &Empreinte) -> io::Result<Verdict> {
        let mut file = match tokio::fs::File::open(self.blobs.path(empreinte)).await {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Verdict::Missing),
            Err(error) => return Err(error),
        };
        let (mut hash, mut chunk) = (Sha256::new(), vec![0; 64 * 1_024]);
        loop {
            let read = file.read(&mut chunk).await?;
            if read == 0 {
                break;
            }
            hash.update(&chunk[..read]);
        }
        Ok(if <[u8; 32]>::from(hash.finalize()) == empreinte.0 { Verdict::Intact } else { Verdict::Altered })
    }

    /// Scans what no antivirus has seen, in every collectivité. Nothing happens without an antivirus.
    pub async fn rescan(&self, db: &Db) -> Result<Rescan, UpkeepError> {
        let (mut done, mut after) = (Rescan::default(), String::new());
        let Some(antivirus) = &self.antivirus else { return Ok(done) };
        loop {
            let mut tx = db.read(Perimetre::Centre).await?;
            let waiting = store::waiting(&mut tx, &after).await?;
            tx.rollback().await?;
            let Some(last) = waiting.last() else { return Ok(done) };
            after = last.to_string();
            for empreinte in waiting {
                let (etat, virus) = match antivirus.scan(&self.blobs.path(&empreinte)).await {
                    Ok(Scan::Clean) => (EtatDocument::Sain, None),
                    Ok(Scan::Infected(virus)) => (EtatDocument::EnQuarantaine, Some(virus)),
                    Err(error) => {
                        warn!(%empreinte, %error, "the antivirus says nothing of a document");
                        done.waiting += 1;
                        continue;
                    }
                };
                *(if virus.is_none() { &mut done.clean } else { &mut done.infected }) += 1;
                let mut tx = db.begin(Perimetre::Centre).await?;
                store::scanned(&mut tx, empreinte, etat, virus.as_deref()).await?;
                tx.commit().await?;
            }
        }
    }

    /// Removes the bytes that no row names and that were deposited more than `grace_seconds` ago, and the deposits that never ended.
    /// Gives how many files went.
    pub async fn collect_garbage(&self, db: &Db, clock: &Clock, grace_seconds: u32) -> Result<u64, UpkeepError> {
        let before = clock.now().plus_seconds(-i64::from(grace_seconds));
        let (old, left) = self.blobs.old(before).await?;
        let mut removed = 0;
        for path in left {
            tokio::fs::remove_file(path).await?;
            removed += 1;
        }
        for part in old.chunks(500) {
            let mut tx = db.read(Perimetre::Centre).await?;
            let named: HashSet<Empreinte> = store::named(&mut tx, part).await?.into_iter().collect();
            tx.rollback().await?;
            let unnamed = part.iter().copied().filter(|empreinte| !named.contains(empreinte)).collect();
            removed += self.blobs.remove_old(unnamed, before).await?;
        }
        Ok(removed)
    }
}
