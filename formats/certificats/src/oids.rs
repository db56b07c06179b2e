//! The identifiers that certificates, signatures and time stamps are made of, each with the name of its standard.

use const_oid::ObjectIdentifier as Oid;

const fn oid(text: &str) -> Oid {
    Oid::new_unwrap(text)
}

// Keys and signatures (RFC 8017, RFC 5480, RFC 5758).
pub const RSA_ENCRYPTION: Oid = oid("1.2.840.113549.1.1.1");
pub const RSA_SHA1: Oid = oid("1.2.840.113549.1.1.5");
pub const MGF1: Oid = oid("1.2.840.113549.1.1.8");
pub const RSASSA_PSS: Oid = oid("1.2.840.113549.1.1.10");
pub const RSA_SHA256: Oid = oid("1.2.840.113549.1.1.11");
pub const RSA_SHA384: Oid = oid("1.2.840.113549.1.1.12");
pub const RSA_SHA512: Oid = oid("1.2.840.113549.1.1.13");
pub const EC_PUBLIC_KEY: Oid = oid("1.2.840.10045.2.1");
pub const P256: Oid = oid("1.2.840.10045.3.1.7");
pub const P384: Oid = oid("1.3.132.0.34");
pub const ECDSA_SHA1: Oid = oid("1.2.840.10045.4.1");
pub const ECDSA_SHA256: Oid = oid("1.2.840.10045.4.3.2");
pub const ECDSA_SHA384: Oid = oid("1.2.840.10045.4.3.3");
pub const ECDSA_SHA512: Oid = oid("1.2.840.10045.4.3.4");

// Digests (RFC 5754).
pub const SHA1: Oid = oid("1.3.14.3.2.26");
pub const SHA256: Oid = oid("2.16.840.1.101.3.4.2.1");
pub const SHA384: Oid = oid("2.16.840.1.101.3.4.2.2");
pub const SHA512: Oid = oid("2.16.840.1.101.3.4.2.3");

// Extensions of certificates and of lists of revocation (RFC 5280).
pub const SUBJECT_KEY_IDENTIFIER: Oid = oid("2.5.29.14");
pub const KEY_USAGE: Oid = oid("2.5.29.15");
pub const SUBJECT_ALT_NAME: Oid = oid("2.5.29.17");
pub const ISSUER_ALT_NAME: Oid = oid("2.5.29.18");
pub const BASIC_CONSTRAINTS: Oid = oid("2.5.29.19");
pub const CRL_REASON: Oid = oid("2.5.29.21");
pub const ISSUING_DISTRIBUTION_POINT: Oid = oid("2.5.29.28");
pub const CRL_DISTRIBUTION_POINTS: Oid = oid("2.5.29.31");
pub const CERTIFICATE_POLICIES: Oid = oid("2.5.29.32");
pub const AUTHORITY_KEY_IDENTIFIER: Oid = oid("2.5.29.35");
pub const EXTENDED_KEY_USAGE: Oid = oid("2.5.29.37");
pub const AUTHORITY_INFO_ACCESS: Oid = oid("1.3.6.1.5.5.7.1.1");
pub const QC_STATEMENTS: Oid = oid("1.3.6.1.5.5.7.1.3");
pub const AIA_OCSP: Oid = oid("1.3.6.1.5.5.7.48.1");
pub const AIA_CA_ISSUERS: Oid = oid("1.3.6.1.5.5.7.48.2");
pub const OCSP_BASIC: Oid = oid("1.3.6.1.5.5.7.48.1.1");
pub const OCSP_NO_CHECK: Oid = oid("1.3.6.1.5.5.7.48.1.5");

// What a key may do besides (RFC 5280, 4.2.1.12).
pub const ANY_EXTENDED_KEY_USAGE: Oid = oid("2.5.29.37.0");
pub const EKU_TIME_STAMPING: Oid = oid("1.3.6.1.5.5.7.3.8");
pub const EKU_OCSP_SIGNING: Oid = oid("1.3.6.1.5.5.7.3.9");

pub const EKU_EMAIL_PROTECTION: Oid = oid("1.3.6.1.5.5.7.3.4");
/// Usages of keys that sign documents: any, mail, documents (RFC 9336), and those of Adobe and Microsoft before it.
pub const EKU_DOCUMENTS: [Oid; 5] = [
    ANY_EXTENDED_KEY_USAGE,
    EKU_EMAIL_PROTECTION,
    oid("1.3.6.1.5.5.7.3.36"),
    oid("1.2.840.113583.1.1.5"),
    oid("1.3.6.1.4.1.311.10.3.12"),
];

// What a qualified certificate states (ETSI EN 319 412-5).
pub const QC_COMPLIANCE: Oid = oid("0.4.0.1862.1.1");
pub const QC_SSCD: Oid = oid("0.4.0.1862.1.4");
pub const QC_TYPE: Oid = oid("0.4.0.1862.1.6");
pub const QC_TYPE_ESIGN: Oid = oid("0.4.0.1862.1.6.1");
pub const QC_TYPE_ESEAL: Oid = oid("0.4.0.1862.1.6.2");
pub const QC_TYPE_WEB: Oid = oid("0.4.0.1862.1.6.3");

/// Attributes of names with their short form (RFC 4514, 3, and what directories add to it).
pub(crate) const ATTRIBUTES: [(Oid, &str); 16] = [
    (oid("2.5.4.3"), "CN"),
    (oid("2.5.4.4"), "SN"),
    (oid("2.5.4.5"), "SERIALNUMBER"),
    (oid("2.5.4.6"), "C"),
    (oid("2.5.4.7"), "L"),
    (oid("2.5.4.8"), "ST"),
    (oid("2.5.4.9"), "STREET"),
    (oid("2.5.4.10"), "O"),
    (oid("2.5.4.11"), "OU"),
    (oid("2.5.4.12"), "T"),
    (oid("2.5.4.42"), "GIVENNAME"),
    (oid("2.5.4.65"), "PSEUDONYM"),
    (oid("2.5.4.97"), "organizationIdentifier"),
    (oid("0.9.2342.19200300.100.1.1"), "UID"),
    (oid("0.9.2342.19200300.100.1.25"), "DC"),
    (oid("1.2.840.113549.1.9.1"), "emailAddress"),
];
