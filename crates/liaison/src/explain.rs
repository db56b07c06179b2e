//! What went wrong with a server, as a French sentence.

use std::{error::Error, io};

use rustls::{AlertDescription, CertificateError, Error as TlsError};

use crate::confiance::Inattendu;

/// In characters.
const EXCERPT: usize = 200;

/// The complete sentence for what a connection met, wherever it hides in the chain of causes.
pub(crate) fn explain(host: &str, error: &(dyn Error + 'static)) -> String {
    let who = format!("Le serveur «\u{a0}{host}\u{a0}»");
    if let Some(tls) = find_tls(error) {
        return explain_tls(&who, tls);
    }
    let Some(io) = find_io(error) else { return format!("{who} répond mal\u{a0}: {}.", shorten(&chain(error))) };
    match io.kind() {
        io::ErrorKind::ConnectionRefused => format!("{who} refuse la connexion."),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => format!("{who} a coupé la connexion."),
        io::ErrorKind::TimedOut => format!("{who} ne répond pas à temps."),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            format!("{who} n’est pas joignable par le réseau.")
        }
        // What a library found in an answer.
        io::ErrorKind::Other | io::ErrorKind::InvalidData => {
            format!("{who} répond mal\u{a0}: {}.", shorten(&io.to_string()))
        }
        _ => format!("{who} n’est pas joignable\u{a0}: {}.", shorten(&io.to_string())),
    }
}

/// Whether the server broke the handshake: it then took nothing of what had been sent already.
pub(crate) fn is_refused_handshake(error: &(dyn Error + 'static)) -> bool {
    matches!(find_tls(error), Some(TlsError::AlertReceived(alert)) if is_of_handshake(*alert))
}

fn is_of_handshake(alert: AlertDescription) -> bool {
    use AlertDescription as A;
    matches!(
        alert,
        A::CertificateRequired
            | A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::UnknownCA
            | A::AccessDenied
            | A::HandshakeFailure
            | A::DecryptError
    )
}

fn explain_tls(who: &str, tls: &TlsError) -> String {
    match tls {
        TlsError::InvalidCertificate(certificate) => explain_certificate(who, certificate),
        TlsError::AlertReceived(AlertDescription::CertificateRequired) => {
            format!("{who} exige un certificat client, et n’en a pas reçu.")
        }
        TlsError::AlertReceived(alert) if is_of_handshake(*alert) => {
            format!("{who} a refusé notre certificat client ou notre chiffrement ({alert:?}).")
        }
        other => format!("La connexion chiffrée avec {} a échoué\u{a0}: {other}.", who.replacen("Le", "le", 1)),
    }
}

fn explain_certificate(who: &str, error: &CertificateError) -> String {
    use CertificateError as C;
    match error {
        C::NotValidForName | C::NotValidForNameContext { .. } => {
            format!("{who} présente un certificat qui n’est pas à son nom.")
        }
        // An authority may bear the name of another.
        C::UnknownIssuer | C::BadSignature => {
            format!("{who} présente un certificat qu’aucune autorité reconnue n’a signé.")
        }
        C::Expired | C::ExpiredContext { .. } => format!("{who} présente un certificat expiré."),
        C::NotValidYet | C::NotValidYetContext { .. } => {
            format!("{who} présente un certificat qui n’est pas encore valable.")
        }
        C::Other(other) => match other.0.downcast_ref::<Inattendu>() {
            Some(Inattendu(shown)) => {
                format!("{who} présente un certificat qui n’est pas celui attendu (SHA-256\u{a0}: {shown}).")
            }
            None => format!("{who} présente un certificat qui n’est pas accepté\u{a0}: {other}."),
        },
        other => format!("{who} présente un certificat qui n’est pas accepté\u{a0}: {other}."),
    }
}

fn find_tls<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a TlsError> {
    causes(error).find_map(|cause| cause.downcast_ref::<TlsError>())
}

/// The innermost one: hyper and rustls wrap those of the network.
fn find_io<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).last()
}

/// The error and its causes; `io::Error` hides the one that it wraps from `source`.
pub(crate) fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| cause.source())
    })
}

/// Libraries quote the whole answer that they could not read.
fn shorten(words: &str) -> String {
    if words.chars().nth(EXCERPT).is_none() {
        words.to_owned()
    } else {
        words.chars().take(EXCERPT).chain(['…']).collect()
    }
}

fn chain(error: &(dyn Error + 'static)) -> String {
    causes(error).map(ToString::to_string).collect::<Vec<_>>().join("\u{a0}: ")
}
