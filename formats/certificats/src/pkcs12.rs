//! `Coffre`: the keys and certificates of a PKCS#12 file, under a password (RFC 7292; RFC 8018 for what protects them).

use std::num::NonZeroU32;

use aes::{Aes128, Aes192, Aes256};
use cbc::{
    Decryptor,
    cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit, block_padding::Pkcs7},
};
use const_oid::ObjectIdentifier as Oid;
use des::{TdesEde2, TdesEde3};
use rc2::Rc2;
use ring::{hmac, pbkdf2};

use crate::{
    algorithme::Hachage,
    ber,
    certificat::Certificat,
    der::{INTEGER, OCTET_STRING, Reader, SEQUENCE, Value, constructed, primitive},
    error::CertificatError,
};

const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.6");
const KEY: Oid = Oid::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY: Oid = Oid::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE: Oid = Oid::new_unwrap("1.2.840.113549.1.12.10.1.3");
const X509: Oid = Oid::new_unwrap("1.2.840.113549.1.9.22.1");
const PBES2: Oid = Oid::new_unwrap("1.2.840.113549.1.5.13");
const PBKDF2: Oid = Oid::new_unwrap("1.2.840.113549.1.5.12");
const TRIPLE_DES_3: Oid = Oid::new_unwrap("1.2.840.113549.1.12.1.3");
const TRIPLE_DES_2: Oid = Oid::new_unwrap("1.2.840.113549.1.12.1.4");
const RC2_128: Oid = Oid::new_unwrap("1.2.840.113549.1.12.1.5");
const RC2_40: Oid = Oid::new_unwrap("1.2.840.113549.1.12.1.6");
const AES_128: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.1.2");
const AES_192: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.1.22");
const AES_256: Oid = Oid::new_unwrap("2.16.840.1.101.3.4.1.42");
const DES_EDE3: Oid = Oid::new_unwrap("1.2.840.113549.3.7");

/// Bytes of one file, bags of one file, turns of one derivation: those of openssl and Windows have two thousand, those of careful
/// people a million.
const TAILLE_MAX: usize = 1 << 20;
const SACS: usize = 200;
const TOURS: u32 = 5_000_000;

/// What was found once the password was known to be the right one.
pub(crate) struct Coffre {
    /// PKCS#8.
    pub(crate) cles: Vec<Vec<u8>>,
    pub(crate) certificats: Vec<Certificat>,
}

impl Coffre {
    pub(crate) fn open(octets: &[u8], mot_de_passe: &str) -> Result<Self, CertificatError> {
        if octets.len() > TAILLE_MAX {
            return Err(CertificatError::illisible("ce fichier PKCS#12 est trop gros"));
        }
        let (der, _) = ber::to_der(octets)?;
        let mut pfx = Value::only(&der, SEQUENCE)?.enter();
        pfx.expect(INTEGER)?;
        let mut safe = pfx.sequence()?;
        if safe.oid()? != DATA {
            return Err(CertificatError::illisible("ce fichier PKCS#12 est protégé par une clé publique"));
        }
        let safe = Value::only(safe.expect(constructed(0))?.content, OCTET_STRING)?.content;
        let password = Password::new(mot_de_passe);
        if let Some(mac) = pfx.optional(SEQUENCE)? {
            password.check(mac.enter(), safe)?;
        }
        let mut coffre = Self { cles: Vec::new(), certificats: Vec::new() };
        // What the file holds may be in the other encoding too.
        let (safe, _) = ber::to_der(safe)?;
        for part in Value::only(&safe, SEQUENCE)?.enter().take(SACS) {
            let mut part = part?.enter();
            let kind = part.oid()?;
            let content = part.expect(constructed(0))?.content;
            let bags = match kind {
                DATA => Value::only(content, OCTET_STRING)?.content.to_vec(),
                ENCRYPTED_DATA => password.decrypt_data(Value::only(content, SEQUENCE)?.enter())?,
                _ => continue,
            };
            let (bags, _) = ber::to_der(&bags)?;
            coffre.read(Value::only(&bags, SEQUENCE)?.enter(), &password)?;
        }
        Ok(coffre)
    }

    fn read(&mut self, bags: Reader<'_>, password: &Password) -> Result<(), CertificatError> {
        for bag in bags.take(SACS) {
            let mut bag = bag?.enter();
            let kind = bag.oid()?;
            let value = Value::only(bag.expect(constructed(0))?.content, SEQUENCE)?;
            let mut fields = value.enter();
            match kind {
                KEY => self.cles.push(value.whole.to_vec()),
                SHROUDED_KEY => {
                    let algorithm = fields.sequence()?;
                    self.cles.push(password.decrypt(algorithm, fields.expect(OCTET_STRING)?.content)?);
                }
                CERTIFICATE if fields.oid()? == X509 => {
                    let der = fields.expect(constructed(0))?;
                    self.certificats.push(Certificat::read(Value::only(der.content, OCTET_STRING)?.content)?);
                }
                _ => {}
            }
            if self.cles.len() + self.certificats.len() > SACS {
                return Err(CertificatError::illisible("ce fichier PKCS#12 compte trop de certificats"));
            }
        }
        Ok(())
    }
}

/// The password in the two forms that the standards want.
struct Password {
    utf8: Vec<u8>,
    /// UTF-16 with a zero at its end.
    bmp: Vec<u8>,
}

/// What the derivation of PKCS#12 is for (RFC 7292, B.3).
#[derive(Clone, Copy)]
enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

impl Password {
    fn new(texte: &str) -> Self {
        let bmp = texte.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
        Self { utf8: texte.as_bytes().to_vec(), bmp }
    }

    fn check(&self, mut mac: Reader<'_>, safe: &[u8]) -> Result<(), CertificatError> {
        let mut digest = mac.sequence()?;
        let hachage = Hachage::read(digest.expect(SEQUENCE)?)?;
        let told = digest.expect(OCTET_STRING)?.content;
        let salt = mac.expect(OCTET_STRING)?.content;
        let turns = mac.optional(INTEGER)?.map_or(Ok(1), |turns| turns.small())?;
        let key = self.derive(hachage, Purpose::Mac, salt, bounded(turns)?, hachage.taille());
        let function = match hachage {
            Hachage::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Hachage::Sha256 => hmac::HMAC_SHA256,
            Hachage::Sha384 => hmac::HMAC_SHA384,
            Hachage::Sha512 => hmac::HMAC_SHA512,
        };
        hmac::verify(&hmac::Key::new(function, &key), safe, told).map_err(|_| CertificatError::MotDePasse)
    }

    fn decrypt_data(&self, mut data: Reader<'_>) -> Result<Vec<u8>, CertificatError> {
        data.expect(INTEGER)?;
        let mut content = data.sequence()?;
        content.oid()?;
        let algorithm = content.sequence()?;
        // In one piece, or in pieces that were joined under the tag of the whole.
        let octets = if let Some(whole) = content.optional(primitive(0))? {
            whole.content.to_vec()
        } else {
            let pieces = content.expect(constructed(0))?.enter();
            pieces.map(|piece| Ok(piece?.content.to_vec())).collect::<Result<Vec<_>, CertificatError>>()?.concat()
        };
        self.decrypt(algorithm, &octets)
    }

    fn decrypt(&self, mut algorithm: Reader<'_>, octets: &[u8]) -> Result<Vec<u8>, CertificatError> {
        let kind = algorithm.oid()?;
        let mut params = algorithm.sequence()?;
        if kind == PBES2 {
            return self.decrypt_pbes2(params, octets);
        }
        let salt = params.expect(OCTET_STRING)?.content;
        let turns = bounded(params.expect(INTEGER)?.small()?)?;
        let size = match kind {
            TRIPLE_DES_3 => 24,
            TRIPLE_DES_2 | RC2_128 => 16,
            RC2_40 => 5,
            _ => return Err(CertificatError::algorithme(kind.to_string())),
        };
        let key = self.derive(Hachage::Sha1, Purpose::Key, salt, turns, size);
        let iv = self.derive(Hachage::Sha1, Purpose::Iv, salt, turns, 8);
        match kind {
            TRIPLE_DES_3 => cbc::<TdesEde3>(&key, &iv, octets),
            TRIPLE_DES_2 => cbc::<TdesEde2>(&key, &iv, octets),
            _ => cbc::<Rc2>(&key, &iv, octets),
        }
    }

    fn decrypt_pbes2(&self, mut params: Reader<'_>, octets: &[u8]) -> Result<Vec<u8>, CertificatError> {
        let (mut derivation, mut cipher) = (params.sequence()?, params.sequence()?);
        let kind = derivation.oid()?;
        if kind != PBKDF2 {
            return Err(CertificatError::algorithme(kind.to_string()));
        }
        let mut derivation = derivation.sequence()?;
        let salt = derivation.expect(OCTET_STRING)?.content;
        let turns = bounded(derivation.expect(INTEGER)?.small()?)?;
        derivation.optional(INTEGER)?;
        let function = match derivation.optional(SEQUENCE)? {
            Some(function) => hmac_of(function.enter().oid()?)?,
            None => pbkdf2::PBKDF2_HMAC_SHA1,
        };
        let kind = cipher.oid()?;
        let iv = cipher.expect(OCTET_STRING)?.content;
        let size = match kind {
            AES_128 => 16,
            AES_192 | DES_EDE3 => 24,
            AES_256 => 32,
            _ => return Err(CertificatError::algorithme(kind.to_string())),
        };
        let mut key = vec![0; size];
        pbkdf2::derive(function, turns, salt, &self.utf8, &mut key);
        match kind {
            AES_128 => cbc::<Aes128>(&key, iv, octets),
            AES_192 => cbc::<Aes192>(&key, iv, octets),
            AES_256 => cbc::<Aes256>(&key, iv, octets),
            _ => cbc::<TdesEde3>(&key, iv, octets),
        }
    }

    /// RFC 7292, B.2.
    fn derive(&self, hachage: Hachage, purpose: Purpose, salt: &[u8], turns: NonZeroU32, size: usize) -> Vec<u8> {
        let block = if matches!(hachage, Hachage::Sha1 | Hachage::Sha256) { 64 } else { 128 };
        let repeat = |octets: &[u8]| -> Vec<u8> {
            octets.iter().copied().cycle().take(octets.len().div_ceil(block) * block).collect()
        };
        let diversifier = vec![purpose as u8; block];
        let mut input = [repeat(salt), repeat(&self.bmp)].concat();
        let mut out = Vec::with_capacity(size + block);
        while out.len() < size {
            let mut turn = hachage.digest(&[diversifier.as_slice(), &input].concat());
            for _ in 1..turns.get() {
                turn = hachage.digest(&turn);
            }
            for chunk in input.chunks_exact_mut(block) {
                let mut carry = 1_u16;
                for (rank, byte) in chunk.iter_mut().enumerate().rev() {
                    let sum = u16::from(*byte) + u16::from(turn[rank % turn.len()]) + carry;
                    *byte = sum.to_le_bytes()[0];
                    carry = sum >> 8;
                }
            }
            out.extend(turn);
        }
        out.truncate(size);
        out
    }
}

fn hmac_of(kind: Oid) -> Result<pbkdf2::Algorithm, CertificatError> {
    const HMAC_SHA1: Oid = Oid::new_unwrap("1.2.840.113549.2.7");
    const HMAC_SHA256: Oid = Oid::new_unwrap("1.2.840.113549.2.9");
    const HMAC_SHA384: Oid = Oid::new_unwrap("1.2.840.113549.2.10");
    const HMAC_SHA512: Oid = Oid::new_unwrap("1.2.840.113549.2.11");
    match kind {
        HMAC_SHA1 => Ok(pbkdf2::PBKDF2_HMAC_SHA1),
        HMAC_SHA256 => Ok(pbkdf2::PBKDF2_HMAC_SHA256),
        HMAC_SHA384 => Ok(pbkdf2::PBKDF2_HMAC_SHA384),
        HMAC_SHA512 => Ok(pbkdf2::PBKDF2_HMAC_SHA512),
        _ => Err(CertificatError::algorithme(kind.to_string())),
    }
}

fn bounded(turns: u32) -> Result<NonZeroU32, CertificatError> {
    let turns = NonZeroU32::new(turns).filter(|turns| turns.get() <= TOURS);
    turns.ok_or_else(|| CertificatError::illisible("ce fichier PKCS#12 demande un calcul sans mesure"))
}

/// A wrong padding is a wrong password: the file without a check of its own tells it so.
fn cbc<C: BlockCipherDecrypt + KeyInit>(key: &[u8], iv: &[u8], octets: &[u8]) -> Result<Vec<u8>, CertificatError> {
    let cipher = C::new_from_slice(key).map_err(|_| CertificatError::MotDePasse)?;
    let decryptor = Decryptor::inner_iv_slice_init(cipher, iv).map_err(|_| CertificatError::MotDePasse)?;
    decryptor.decrypt_padded_vec::<Pkcs7>(octets).map_err(|_| CertificatError::MotDePasse)
}
