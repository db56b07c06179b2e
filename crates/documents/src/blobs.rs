//! The bytes on the disk, by their SHA-256: `DIR/ab/cd/<64 digits>`.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use kernel::{Instant, secret};
use tokio::task::spawn_blocking;

use crate::Empreinte;

/// The folder of the bytes.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    dir: PathBuf,
}

/// A file being written; dropped before [`Temp::place`], it is removed.
#[derive(Debug)]
pub(crate) struct Temp {
    path: Option<PathBuf>,
    blobs: Blobs,
}

impl Blobs {
    pub(crate) async fn new(dir: PathBuf) -> io::Result<Self> {
        spawn_blocking(move || {
            private(fs::DirBuilder::new().recursive(true)).create(dir.join("tmp"))?;
            Ok(Self { dir })
        })
        .await?
    }

    pub(crate) fn path(&self, empreinte: &Empreinte) -> PathBuf {
        let name = empreinte.to_string();
        self.dir.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// A new file, in the same file system as its place to come.
    pub(crate) async fn temp(&self) -> io::Result<(Temp, tokio::fs::File)> {
        let path = self.dir.join("tmp").join(secret::token::<16>());
        let temp = Temp { path: Some(path.clone()), blobs: self.clone() };
        let mut options = tokio::fs::OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        Ok((temp, options.open(&path).await?))
    }

    /// What depositors share and the collection of garbage takes alone; released when the file is closed.
    fn lock(&self) -> io::Result<File> {
        OpenOptions::new().create(true).truncate(false).write(true).open(self.dir.join("verrou"))
    }

    /// The files not changed since this instant, and those that were being written then and never ended.
    pub(crate) async fn old(&self, before: Instant) -> io::Result<(Vec<Empreinte>, Vec<PathBuf>)> {
        let dir = self.dir.clone();
        spawn_blocking(move || {
            let (mut old, mut left) = (Vec::new(), Vec::new());
            for first in folders(&dir)? {
                for second in folders(&first)? {
                    let files = files_before(&second, before)?;
                    old.extend(files.iter().filter_map(|file| file.file_name()?.to_str()?.parse::<Empreinte>().ok()));
                }
            }
            left.extend(files_before(&dir.join("tmp"), before)?);
            Ok((old, left))
        })
        .await?
    }

    /// Removes what nobody names, unless somebody has just deposited it again.
    pub(crate) async fn remove_old(&self, unnamed: Vec<Empreinte>, before: Instant) -> io::Result<u64> {
        let blobs = self.clone();
        spawn_blocking(move || {
            let lock = blobs.lock()?;
            lock.lock()?;
            let mut removed = 0;
            for path in unnamed.iter().map(|empreinte| blobs.path(empreinte)) {
                if path.exists() && changed(&path)? < before {
                    fs::remove_file(path)?;
                    removed += 1;
                }
            }
            Ok(removed)
        })
        .await?
    }
}

impl Temp {
    pub(crate) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// Gives the file, already flushed, its place. Over the same content, it only makes it young again.
    pub(crate) async fn place(mut self, empreinte: Empreinte) -> io::Result<()> {
        let Some(from) = self.path.take() else { return Ok(()) };
        let blobs = self.blobs.clone();
        let placed = spawn_blocking({
            let from = from.clone();
            move || {
                let lock = blobs.lock()?;
                lock.lock_shared()?;
                let to = blobs.path(&empreinte);
                let folder = to.parent().unwrap_or(&blobs.dir);
                private(fs::DirBuilder::new().recursive(true)).create(folder)?;
                fs::rename(from, &to)?;
                // The name too must survive a power cut, and those of its folders.
                folder.ancestors().take(3).try_for_each(|folder| File::open(folder)?.sync_all())
            }
        });
        let placed = placed.await?;
        if placed.is_err() {
            self.path = Some(from);
        }
        placed
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

/// Only the account of the server reads what people deposit.
fn private(builder: &mut fs::DirBuilder) -> &mut fs::DirBuilder {
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(builder, 0o700);
    builder
}

/// The folders of two digits.
fn folders(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.into_iter().filter(|e| e.file_name().len() == 2).map(|e| e.path()).filter(|p| p.is_dir()).collect())
}

fn files_before(dir: &Path, before: Instant) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_file() && changed(&path)? < before {
            files.push(path);
        }
    }
    Ok(files)
}

fn changed(path: &Path) -> io::Result<Instant> {
    let since_1970 = fs::metadata(path)?.modified()?.duration_since(std::time::SystemTime::UNIX_EPOCH);
    let micros = since_1970.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
    Ok(Instant::from_unix_micros(micros))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[tokio::test]
    async fn what_is_deposited_again_while_garbage_is_collected_stays() {
        let dir = tempfile::TempDir::new().unwrap();
        let blobs = Blobs::new(dir.path().to_owned()).await.unwrap();
        let empreinte = Empreinte([7; 32]);
        let deposit = async || {
            let (temp, _) = blobs.temp().await.unwrap();
            File::options().write(true).open(temp.path()).unwrap().write_all(b"octets").unwrap();
            temp.place(empreinte).await.unwrap();
        };
        deposit().await;
        let path = blobs.path(&empreinte);
        let day = std::time::Duration::from_hours(24);
        let deposited = changed(&path).unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(fs::metadata(&path).unwrap().modified().unwrap() - day)
            .unwrap();
        let (old, _) = blobs.old(deposited).await.unwrap();
        assert_eq!(old, [empreinte]);
        deposit().await;
        assert_eq!(blobs.remove_old(old, deposited).await.unwrap(), 0);
        assert!(path.exists());
    }
}
