//! `Coffre`: the key of the installation, which seals the secrets kept in the database.

use std::{fmt, fs, io, io::Write, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc};

use kernel::{CollectiviteId, Illisible, secret};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::domain::{AbonnementId, Secret};

/// Bytes of the key.
const CLE: usize = 32;
/// The first byte of what is sealed: AES-256-GCM, then the nonce, then the ciphertext and its tag.
const FORME: u8 = 1;

/// Seals and opens; cheap to clone.
#[derive(Clone)]
pub struct Coffre(Arc<LessSafeKey>);

/// A secret as the database keeps it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Scelle(pub Vec<u8>);

impl fmt::Debug for Coffre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coffre(…)")
    }
}

impl fmt::Debug for Scelle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scelle(…)")
    }
}

impl Coffre {
    /// Reads the key of this file: 64 hexadecimal digits. Made, readable by its owner alone, when there is no such file: the nodes of
    /// one installation share one file.
    pub fn open(file: &Path) -> Result<Self, Illisible> {
        let told = |why: &dyn fmt::Display| {
            Illisible::new(format!("La clé des webhooks ({}) ne se lit pas\u{a0}: {why}.", file.display()))
        };
        if !file.exists() {
            make(file).map_err(|error| told(&error))?;
        }
        let text = fs::read_to_string(file).map_err(|error| told(&error))?;
        let mut key = [0; CLE];
        hex::decode_to_slice(text.trim(), &mut key).map_err(|_| told(&"il y faut 64 chiffres hexadécimaux"))?;
        Self::from_key(&key).ok_or_else(|| told(&"elle n’est pas acceptée"))
    }

    fn from_key(key: &[u8; CLE]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, key).ok().map(|key| Self(Arc::new(LessSafeKey::new(key))))
    }

    /// Bound to its abonnement: copied into another row, it does not open. The nonce is drawn: a key seals far fewer secrets than the
    /// 2³² that chance allows it (NIST SP 800-38D § 8.3).
    pub(crate) fn seal(&self, whose: (CollectiviteId, AbonnementId), secret: &Secret) -> Option<Scelle> {
        let nonce: [u8; NONCE_LEN] = secret::bytes();
        let mut kept = secret.0.to_vec();
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound(whose), &mut kept).ok()?;
        Some(Scelle([&[FORME][..], &nonce, &kept].concat()))
    }

    /// None when it was sealed with another key or for another abonnement, or altered.
    pub(crate) fn open_sealed(&self, whose: (CollectiviteId, AbonnementId), sealed: &Scelle) -> Option<Secret> {
        let (&form, rest) = sealed.0.split_first()?;
        let (nonce, kept) = rest.split_at_checked(NONCE_LEN)?;
        let mut kept = kept.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok().filter(|_| form == FORME)?;
        let secret = self.0.open_in_place(nonce, bound(whose), &mut kept).ok()?;
        (&*secret).try_into().ok().map(Secret)
    }
}

fn bound((collectivite, id): (CollectiviteId, AbonnementId)) -> Aad<Vec<u8>> {
    Aad::from([&collectivite.uuid().as_bytes()[..], id.uuid().as_bytes()].concat())
}

/// Writes a new key beside, then gives it its name: of two programs that start at once, the first one's stays, whole.
fn make(file: &Path) -> io::Result<()> {
    let beside = file.with_extension(format!("{}.tmp", secret::token::<8>()));
    let mut made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let named = made
        .write_all(secret::token::<CLE>().as_bytes())
        .and_then(|()| made.sync_all())
        .and_then(|()| fs::hard_link(&beside, file));
    fs::remove_file(&beside)?;
    match named {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

impl db::IntoValue for Scelle {
    const NULL: db::Value = db::Value::Bytes(None);
    fn into_value(self) -> db::Value {
        self.0.into_value()
    }
}

impl db::FromColumn for Scelle {
    fn from_column(column: &db::Column<'_>) -> Result<Self, db::DbError> {
        Vec::from_column(column).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use kernel::{Clock, Id};

    use super::*;

    fn whose() -> (CollectiviteId, AbonnementId) {
        (Id::new(&Clock::system()), Id::new(&Clock::system()))
    }

    #[test]
    fn what_is_sealed_opens_for_its_abonnement_and_its_key_only() {
        let folder = tempfile::tempdir().unwrap();
        let coffre = Coffre::open(&folder.path().join("a.cle")).unwrap();
        let (mine, secret) = (whose(), Secret::draw());
        let sealed = coffre.seal(mine, &secret).unwrap();
        assert_eq!(coffre.open_sealed(mine, &sealed), Some(secret.clone()));
        assert_ne!(coffre.seal(mine, &secret), Some(sealed.clone()), "never twice the same");
        assert!(!sealed.0.windows(8).any(|part| secret.0.starts_with(part)));
        assert_eq!(coffre.open_sealed(whose(), &sealed), None);
        assert_eq!(coffre.open_sealed((mine.0, whose().1), &sealed), None);
        let other = Coffre::open(&folder.path().join("b.cle")).unwrap();
        assert_eq!(other.open_sealed(mine, &sealed), None);
        for at in 0..sealed.0.len() {
            let mut altered = sealed.clone();
            altered.0[at] ^= 1;
            assert_eq!(coffre.open_sealed(mine, &altered), None, "byte {at}");
        }
        for short in 0..sealed.0.len() {
            assert_eq!(coffre.open_sealed(mine, &Scelle(sealed.0[..short].to_vec())), None);
        }
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_alone_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("webhooks.cle");
        let many: Vec<_> = (0..8)
            .map(|_| {
                let file = file.clone();
                std::thread::spawn(move || Coffre::open(&file).unwrap())
            })
            .collect();
        let (mine, secret) = (whose(), Secret::draw());
        let coffres: Vec<Coffre> = many.into_iter().map(|one| one.join().unwrap()).collect();
        let sealed = coffres[0].seal(mine, &secret).unwrap();
        assert!(coffres.iter().all(|one| one.open_sealed(mine, &sealed) == Some(secret.clone())), "one key for all");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(!format!("{:?}", coffres[0]).contains(fs::read_to_string(&file).unwrap().trim()));
    }

    #[test]
    fn a_key_that_does_not_read_is_told_by_its_file_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("webhooks.cle");
        for wrong in ["", "abc", "zz", &"0".repeat(63), &"0".repeat(66)] {
            fs::write(&file, wrong).unwrap();
            assert!(Coffre::open(&file).unwrap_err().to_string().contains("webhooks.cle"), "{wrong}");
            assert_eq!(fs::read_to_string(&file).unwrap(), wrong);
        }
        assert!(Coffre::open(&folder.path().join("absent/webhooks.cle")).is_err());
    }
}
