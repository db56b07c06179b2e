//! `Demande`: the question put to an authority of time stamps, and the answer that is taken (RFC 3161).

use certificats::{
    Hachage, Oid,
    der::{self, BIT_STRING, BOOLEAN, INTEGER, NULL, OCTET_STRING, SEQUENCE, Value, oid, sequence, tlv},
};
use serde::{Deserialize, Serialize};

use crate::{error::CadesError, jeton::Jeton};

/// A question, kept until its answer comes. It is sent by `POST` as `application/timestamp-query`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demande {
    hachage: Hachage,
    #[serde(with = "certificats::octets")]
    empreinte: Vec<u8>,
    #[serde(with = "certificats::octets")]
    nonce: Vec<u8>,
    politique: Option<String>,
}

impl Demande {
    /// `nonce` is drawn by the caller, 8 bytes or more: an old answer cannot be given again.
    pub fn new(hachage: Hachage, empreinte: &[u8], nonce: &[u8]) -> Result<Self, CadesError> {
        if empreinte.len() != hachage.taille() {
            return Err(CadesError::Empreinte { hachage });
        }
        Ok(Self { hachage, empreinte: empreinte.to_vec(), nonce: nonce.to_vec(), politique: None })
    }

    /// The policy under which the authority must stamp.
    #[must_use]
    pub fn with_politique(mut self, politique: Oid) -> Self {
        self.politique = Some(politique.to_string());
        self
    }

    /// `TimeStampReq`; the certificate of the authority is asked for.
    pub fn to_der(&self) -> Vec<u8> {
        let function = sequence(&[&oid(self.hachage.oid()), &tlv(NULL, &[])]);
        let imprint = sequence(&[&function, &tlv(OCTET_STRING, &self.empreinte)]);
        let politique = self.politique().map(oid).unwrap_or_default();
        let nonce = if self.nonce.is_empty() { Vec::new() } else { der::natural(&self.nonce) };
        sequence(&[&der::natural(&[1]), &imprint, &politique, &nonce, &tlv(BOOLEAN, &[0xFF])])
    }

    /// The token of an answer (`TimeStampResp`), once it is known to be that of this question, signed by its authority.
    /// Whether this authority is trusted is told by `Jeton::verify`.
    pub fn read_response(&self, octets: &[u8]) -> Result<Jeton, CadesError> {
        let mut response = Value::only(octets, SEQUENCE)?.enter();
        let mut status = response.sequence()?;
        let code = status.expect(INTEGER)?.small()?;
        if code > 1 {
            return Err(refusal(code, status));
        }
        let jeton = Jeton::read(response.expect(SEQUENCE)?.whole)?;
        if (jeton.hachage(), jeton.empreinte()) != (self.hachage, &self.empreinte) {
            return Err(CadesError::faux("elle porte sur une autre empreinte"));
        }
        let nonce = der::natural(&self.nonce);
        if !self.nonce.is_empty() && jeton.nonce() != Value::only(&nonce, INTEGER).ok().map(|nonce| nonce.content) {
            return Err(CadesError::faux("elle répond à une autre demande"));
        }
        if self.politique().is_some_and(|politique| politique != jeton.politique()) {
            return Err(CadesError::faux("elle suit une autre politique"));
        }
        jeton.check()?;
        Ok(jeton)
    }

    fn politique(&self) -> Option<Oid> {
        self.politique.as_deref().and_then(|politique| Oid::new(politique).ok())
    }
}

fn refusal(code: u32, mut status: der::Reader<'_>) -> CadesError {
    let said =
        status.optional(SEQUENCE).ok().flatten().and_then(|said| said.enter().read().ok()).map(|said| said.text());
    let failure = status.optional(BIT_STRING).ok().flatten().and_then(|bits| bits.flags().ok());
    let failure = failure.and_then(|flags| match flags.trailing_zeros() {
        0 => Some("algorithme refusé"),
        2 => Some("demande refusée"),
        5 => Some("demande mal formée"),
        14 => Some("horloge indisponible"),
        15 => Some("politique refusée"),
        _ => None,
    });
    let detail = said.as_deref().or(failure).map(|detail| format!(", {detail}")).unwrap_or_default();
    CadesError::HorodatageRefuse { code, detail }
}
