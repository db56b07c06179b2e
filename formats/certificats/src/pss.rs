//! RSA-PSS with a salt of any length, that `ring` does not verify: openssl and pyHanko make it as long as the key allows.
//!
//! Nothing here is secret: a public key, a value, what it is of. RFC 8017, 8.1.2 and 9.1.2.

use num_bigint::BigUint;

use crate::{
    algorithme::Hachage,
    der::{INTEGER, SEQUENCE, Value},
    error::CertificatError,
};

/// Bits of the largest key, and of its exponent: verifying is short, whatever the key that is given.
const MODULE: usize = 8192;
const EXPOSANT: u64 = 33;

/// `cle` is `RSAPublicKey`, in DER.
pub(crate) fn verify(cle: &[u8], hachage: Hachage, octets: &[u8], valeur: &[u8]) -> Result<(), CertificatError> {
    let mut fields = Value::only(cle, SEQUENCE)?.enter();
    let modulus = BigUint::from_bytes_be(fields.expect(INTEGER)?.content);
    let exponent = BigUint::from_bytes_be(fields.expect(INTEGER)?.content);
    let bits = usize::try_from(modulus.bits()).unwrap_or(usize::MAX);
    if !(2048..=MODULE).contains(&bits) || exponent.bits() > EXPOSANT || !modulus.bit(0) {
        return Err(CertificatError::algorithme("RSA-PSS avec cette clé"));
    }
    let signature = BigUint::from_bytes_be(valeur);
    if valeur.len() != bits.div_ceil(8) || signature >= modulus {
        return Err(CertificatError::SignatureFausse);
    }
    let encoded = signature.modpow(&exponent, &modulus).to_bytes_be();
    let size = (bits - 1).div_ceil(8);
    let mut message = vec![0; size.checked_sub(encoded.len()).ok_or(CertificatError::SignatureFausse)?];
    message.extend(encoded);
    if is_of(&message, bits - 1, hachage, octets) { Ok(()) } else { Err(CertificatError::SignatureFausse) }
}

fn is_of(message: &[u8], bits: usize, hachage: Hachage, octets: &[u8]) -> bool {
    let size = hachage.taille();
    let [rest @ .., 0xBC] = message else { return false };
    let Some(at) = rest.len().checked_sub(size) else { return false };
    let (masked, digest) = rest.split_at(at);
    let unused = 8 * message.len() - bits;
    let top = u8::MAX.checked_shr(u32::try_from(unused).unwrap_or(8)).unwrap_or(0);
    if masked.first().is_none_or(|first| first & !top != 0) {
        return false;
    }
    let mut block: Vec<u8> =
        masked.iter().zip(mask(digest, masked.len(), hachage)).map(|(one, two)| one ^ two).collect();
    block[0] &= top;
    let zeros = block.iter().take_while(|byte| **byte == 0).count();
    let Some((1, salt)) = block[zeros..].split_first() else { return false };
    let hashed = [&[0; 8][..], &hachage.digest(octets), salt].concat();
    hachage.digest(&hashed) == digest
}

/// MGF1 (B.2.1).
fn mask(seed: &[u8], size: usize, hachage: Hachage) -> Vec<u8> {
    let blocks = (0_u32..).map(|count| hachage.digest(&[seed, &count.to_be_bytes()].concat()));
    blocks.take(size.div_ceil(hachage.taille())).flatten().take(size).collect()
}
