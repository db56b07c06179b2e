//! `Certificat`: whom a certificate names, and until when.

use kernel::{Clock, Illisible, Instant};
use x509_cert::{
    Certificate,
    der::{DateTime, Decode},
};

use crate::Empreinte;

const DAY: i64 = 86_400;

/// The facts of an X.509 certificate that a page shows and that an alert counts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificat {
    /// As in RFC 4514: `CN=CDG 82,O=Centre de gestion de Tarn-et-Garonne,C=FR`.
    pub sujet: String,
    pub emetteur: String,
    /// Hexadecimal digits, two a byte.
    pub serie: String,
    pub debut: Instant,
    pub fin: Instant,
    pub empreinte: Empreinte,
}

impl Certificat {
    pub fn from_der(der: &[u8]) -> Result<Self, Illisible> {
        let read = Certificate::from_der(der)
            .map_err(|error| Illisible::new(format!("Le certificat ne se lit pas\u{a0}: {error}.")))?;
        let facts = read.tbs_certificate;
        Ok(Self {
            sujet: facts.subject.to_string(),
            emetteur: facts.issuer.to_string(),
            serie: hex::encode(facts.serial_number.as_bytes()),
            debut: instant(facts.validity.not_before.to_date_time()),
            fin: instant(facts.validity.not_after.to_date_time()),
            empreinte: Empreinte::of(der),
        })
    }

    /// Whole days until the certificate ends: 0 on its last day, negative once it has expired.
    pub fn days_left(&self, clock: &Clock) -> i64 {
        self.fin.seconds_since(clock.now()).div_euclid(DAY)
    }
}

fn instant(moment: DateTime) -> Instant {
    let micros = moment.unix_duration().as_micros();
    Instant::from_unix_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
