//! An encrypted file is refused, and told apart: locked by a password, or opened by anybody with restricted rights.

use aes::{
    Aes128, Block,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

use crate::{
    document::Document,
    error::PdfError,
    object::{Dict, Object},
};

/// What completes a password (ISO 32000-1, 7.6.3.3).
const PAD: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E, 0x2E, 0x00,
    0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

pub(crate) fn refuse(document: &Document<'_>) -> Result<(), PdfError> {
    let Some(encrypt) = document.find_dict(document.trailer(), "Encrypt")? else {
        // The key is there, what it leads to is not: whoever reads it would fail.
        return match document.trailer().get("Encrypt") {
            None | Some(Object::Null) => Ok(()),
            Some(_) => Err(PdfError::Chiffre { methode: "sa description manque".to_owned() }),
        };
    };
    if !encrypt.is("Filter", "Standard") {
        let methode = encrypt.get("Filter").and_then(Object::as_name).unwrap_or(b"sans nom");
        return Err(PdfError::Chiffre {
            methode: String::from_utf8_lossy(&methode[..methode.len().min(40)]).into_owned(),
        });
    }
    Err(match opens_without_password(document, &encrypt)? {
        Some(true) => PdfError::Restreint,
        Some(false) => PdfError::Verrouille,
        None => PdfError::Chiffre { methode: "version inconnue".to_owned() },
    })
}

/// None when the method is not one of the standard.
fn opens_without_password(document: &Document<'_>, encrypt: &Dict) -> Result<Option<bool>, PdfError> {
    let integer = |key: &str| Ok::<_, PdfError>(document.find(encrypt, key)?.as_integer());
    let text = |key: &str| Ok::<_, PdfError>(document.find(encrypt, key)?.as_text().map(<[u8]>::to_vec));
    let (Some(revision), Some(owner), Some(user)) = (integer("R")?, text("O")?, text("U")?) else { return Ok(None) };
    Ok(match revision {
        2..=4 if user.len() >= 32 && owner.len() >= 32 => {
            let ids = document.find(document.trailer(), "ID")?;
            let id = match ids.as_array().and_then(<[Object]>::first) {
                Some(id) => document.resolve(id)?.as_text().unwrap_or_default().to_vec(),
                None => Vec::new(),
            };
            let length = match revision {
                2 => 5,
                3 => integer("Length")?.map_or(5, |bits| usize::try_from(bits / 8).unwrap_or(5).clamp(5, 16)),
                _ => 16,
            };
            let clear = document.find(encrypt, "EncryptMetadata")?.as_ref() == &Object::Bool(false);
            let rights = integer("P")?.unwrap_or(0).to_le_bytes();
            let key = key_of_nobody(revision, length, &owner[..32], &rights[..4], &id, clear);
            Some(user_opens(revision, &key, &id, &user))
        }
        5 | 6 if user.len() >= 48 => {
            let salted = user[32..40].to_vec();
            let hash = if revision == 5 { Sha256::digest(&salted).to_vec() } else { hash_2b(&salted) };
            Some(hash == user[..32])
        }
        _ => None,
    })
}

/// Algorithm 2, with the empty password.
fn key_of_nobody(revision: i64, length: usize, owner: &[u8], rights: &[u8], id: &[u8], clear: bool) -> Vec<u8> {
    let mut hash = Md5::new();
    for part in [&PAD, owner, rights, id] {
        hash.update(part);
    }
    if revision >= 4 && clear {
        hash.update([0xFF; 4]);
    }
    let mut key = hash.finalize().to_vec();
    if revision >= 3 {
        for _ in 0..50 {
            key = Md5::digest(&key[..length]).to_vec();
        }
    }
    key.truncate(length);
    key
}

/// Algorithms 4 and 5.
fn user_opens(revision: i64, key: &[u8], id: &[u8], user: &[u8]) -> bool {
    if revision == 2 {
        return rc4(key, &PAD) == user[..32];
    }
    let mut hash = Md5::new();
    hash.update(PAD);
    hash.update(id);
    let mut value = hash.finalize().to_vec();
    for round in 0..20 {
        let key: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
        value = rc4(&key, &value);
    }
    value == user[..16]
}

fn rc4(key: &[u8], octets: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|rank| u8::try_from(rank).unwrap_or_default());
    let mut other = 0_u8;
    for rank in 0..256 {
        other = other.wrapping_add(state[rank]).wrapping_add(key[rank % key.len()]);
        state.swap(rank, usize::from(other));
    }
    let (mut one, mut other) = (0_u8, 0_u8);
    let mut stream = || {
        one = one.wrapping_add(1);
        other = other.wrapping_add(state[usize::from(one)]);
        state.swap(usize::from(one), usize::from(other));
        state[usize::from(state[usize::from(one)].wrapping_add(state[usize::from(other)]))]
    };
    octets.iter().map(|byte| byte ^ stream()).collect()
}

/// Algorithm 2.B of ISO 32000-2, with the empty password.
fn hash_2b(salt: &[u8]) -> Vec<u8> {
    let mut key = Sha256::digest(salt).to_vec();
    for round in 1_u32.. {
        let mut text = key.repeat(64);
        let Ok(cipher) = Aes128::new_from_slice(&key[..16]) else { break };
        let mut before: [u8; 16] = std::array::from_fn(|rank| key[16 + rank]);
        for piece in text.chunks_exact_mut(16) {
            let mut block = Block::from(std::array::from_fn(|rank| piece[rank] ^ before[rank]));
            cipher.encrypt_block(&mut block);
            before = block.into();
            piece.copy_from_slice(&before);
        }
        let rest = text[..16].iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        key = match rest {
            0 => Sha256::digest(&text).to_vec(),
            1 => Sha384::digest(&text).to_vec(),
            _ => Sha512::digest(&text).to_vec(),
        };
        if round >= 64 && text.last().is_some_and(|last| u32::from(*last) <= round - 32) {
            break;
        }
    }
    key.truncate(32);
    key
}
