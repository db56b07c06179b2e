//! Which servers are believed: an authority, a name, and perhaps an exact certificate.

use std::{fmt, path::Path, sync::Arc};

use kernel::Illisible;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::ring,
    pki_types::{CertificateDer, ServerName, UnixTime},
    sign::SingleCertAndKey,
};

use crate::{
    Empreinte, Identite,
    identite::{certificates, read},
};

/// TLS 1.2 and 1.3. `ca` is a PEM bundle that takes the place of the public authorities; with `empreintes`, a server that
/// shows none of these certificates is left during the handshake, before anything is told to it.
pub(crate) fn client(
    ca: Option<&Path>,
    empreintes: &[Empreinte],
    identite: Option<&Identite>,
) -> Result<Arc<ClientConfig>, Illisible> {
    let unusable =
        |error: &dyn fmt::Display| Illisible::new(format!("Le chiffrement ne se prépare pas\u{a0}: {error}."));
    let crypto = Arc::new(ring::default_provider());
    let authorities = WebPkiServerVerifier::builder_with_provider(Arc::new(roots(ca)?), Arc::clone(&crypto))
        .build()
        .map_err(|error| unusable(&error))?;
    let epingle = Epingle { authorities, empreintes: empreintes.to_vec() };
    let builder = ClientConfig::builder_with_provider(crypto)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?
        .dangerous() // Stricter than the usual verifier, which it asks first.
        .with_custom_certificate_verifier(Arc::new(epingle));
    Ok(Arc::new(match identite {
        None => builder.with_no_client_auth(),
        Some(one) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(&one.certified)))),
    }))
}

fn roots(ca: Option<&Path>) -> Result<RootCertStore, Illisible> {
    let mut store = RootCertStore::empty();
    let Some(file) = ca else {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(store);
    };
    let told = |why: String| {
        Illisible::new(format!("Les certificats d’autorité de {} ne se lisent pas\u{a0}: {why}", file.display()))
    };
    for one in certificates(&read(file)?).map_err(|Illisible(why)| told(why))? {
        store.add(one).map_err(|error| told(format!("{error}.")))?;
    }
    Ok(store)
}

/// The certificate that a server showed is none of those expected.
#[derive(Debug)]
pub(crate) struct Inattendu(pub Empreinte);

impl fmt::Display for Inattendu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unexpected certificate {}", self.0)
    }
}

impl std::error::Error for Inattendu {}

/// Believes whom the authorities vouch for, and among them those whose certificate is pinned.
#[derive(Debug)]
struct Epingle {
    authorities: Arc<WebPkiServerVerifier>,
    empreintes: Vec<Empreinte>,
}

impl ServerCertVerifier for Epingle {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.authorities.verify_server_cert(end_entity, intermediates, name, ocsp, now)?;
        let shown = Empreinte::of(end_entity);
        if self.empreintes.is_empty() || self.empreintes.contains(&shown) {
            return Ok(verified);
        }
        Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(Inattendu(shown))))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.authorities.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.authorities.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}
