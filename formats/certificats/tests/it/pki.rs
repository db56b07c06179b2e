//! Authorities, people and time stamps made by openssl, once a run: the other tests of signatures share this file.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::LazyLock,
};

/// What each certificate is for: its name, its authority, its key, its extensions, and the dates of the old ones.
const CERTIFICATS: [(&str, &str, &str, &str, &[&str]); 11] = [
    ("racine", "racine", "rsa", "racine", &[]),
    ("intermediaire", "racine", "rsa", "autorite", &[]),
    ("maire", "intermediaire", "rsa", "personne", &[]),
    ("adjoint", "intermediaire", "P-256", "personne", &[]),
    ("dgs", "intermediaire", "P-384", "personne", &[]),
    ("perime", "intermediaire", "rsa", "personne", &["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"]),
    ("revoque", "intermediaire", "rsa", "personne", &[]),
    ("serveur", "intermediaire", "rsa", "serveur", &[]),
    // A person's certificate that signs another as if it were an authority's.
    ("usurpateur", "maire", "rsa", "personne", &[]),
    ("horodatage", "intermediaire", "rsa", "horodatage", &[]),
    ("repondeur", "intermediaire", "rsa", "repondeur", &[]),
];

const CONFIGURATION: &str = r"
[ca]
default_ca = ca
[ca]
dir = .
new_certs_dir = .
database = $ENV::AUTORITE.index
rand_serial = yes
unique_subject = no
policy = policy
default_md = sha256
default_crl_days = 30
default_days = 3650
copy_extensions = none
email_in_dn = no
[policy]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
[req]
distinguished_name = dn
prompt = no
[dn]
CN = ignored
[racine]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[autorite]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://crl.example/racine.crl
[personne]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = 1.2.250.1.1.1
authorityInfoAccess = OCSP;URI:http://ocsp.example/, caIssuers;URI:http://ca.example/intermediaire.cer
crlDistributionPoints = URI:http://crl.example/intermediaire.crl
1.3.6.1.5.5.7.1.3 = ASN1:SEQUENCE:qc
[qc]
conforme = SEQUENCE:qc_conforme
dispositif = SEQUENCE:qc_dispositif
genre = SEQUENCE:qc_genre
[qc_conforme]
id = OID:0.4.0.1862.1.1
[qc_dispositif]
id = OID:0.4.0.1862.1.4
[qc_genre]
id = OID:0.4.0.1862.1.6
valeurs = SEQUENCE:qc_genres
[qc_genres]
id = OID:0.4.0.1862.1.6.1
[serveur]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
[horodatage]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[repondeur]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[tsa]
default_tsa = tsa_un
[tsa_un]
serial = tsa.serie
signer_cert = horodatage.pem
certs = intermediaire.pem
signer_key = horodatage.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
";

/// The folder of this run.
pub(crate) static PKI: LazyLock<PathBuf> = LazyLock::new(|| {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki-1");
    let recent = fs::metadata(&kept).and_then(|kept| kept.modified()).ok().and_then(|made| made.elapsed().ok());
    if recent.is_some_and(|age| age.as_secs() < 20 * 86_400) {
        return kept;
    }
    let _ = fs::remove_dir_all(&kept);
    // Tests run in processes of their own: the first that has made it all gives it to the others.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    make(folder.path());
    let made = folder.keep();
    if fs::rename(&made, &kept).is_err() {
        let _ = fs::remove_dir_all(&made);
    }
    kept
});

pub(crate) fn read(name: &str) -> Vec<u8> {
    fs::read(PKI.join(name)).unwrap()
}

/// openssl in the folder of the run, its output whatever it says.
pub(crate) fn openssl(args: &[&str]) -> Output {
    run(&PKI, "", args)
}

/// openssl, that must succeed; its standard output.
pub(crate) fn openssl_ok(args: &[&str]) -> Vec<u8> {
    let output = openssl(args);
    assert!(output.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn run(folder: &Path, autorite: &str, args: &[&str]) -> Output {
    Command::new("openssl").args(args).env("AUTORITE", autorite).current_dir(folder).output().unwrap()
}

fn make(folder: &Path) {
    fs::write(folder.join("pki.cnf"), CONFIGURATION).unwrap();
    fs::write(folder.join("tsa.serie"), "01\n").unwrap();
    let ok = |autorite: &str, args: &[&str]| {
        let output = run(folder, autorite, args);
        assert!(output.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    for (name, autorite, key, extensions, dates) in CERTIFICATS {
        let (cle, demande, certificat) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        let curve = format!("ec_paramgen_curve:{key}");
        if key == "rsa" {
            ok("", &["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", &cle]);
        } else {
            ok("", &["genpkey", "-algorithm", "EC", "-pkeyopt", &curve, "-out", &cle]);
        }
        let sujet = format!("/C=FR/O=Commune d’Essai/OU=0002 21820001800018/CN={} Émile, Test", name.to_uppercase());
        ok("", &["req", "-new", "-utf8", "-config", "pki.cnf", "-key", &cle, "-subj", &sujet, "-out", &demande]);
        fs::write(folder.join(format!("{name}.index")), "").unwrap();
        let (autorite_pem, autorite_cle) = (format!("{autorite}.pem"), format!("{autorite}.key"));
        let mut args = vec!["ca", "-batch", "-utf8", "-notext", "-config", "pki.cnf", "-extensions", extensions];
        args.extend(["-in", &demande, "-out", &certificat, "-keyfile", &autorite_cle]);
        if name == autorite {
            args.push("-selfsign");
        } else {
            args.extend(["-cert", &autorite_pem]);
        }
        args.extend(dates);
        ok(autorite, &args);
    }
    ok(
        "intermediaire",
        &[
            "ca",
            "-config",
            "pki.cnf",
            "-keyfile",
            "intermediaire.key",
            "-cert",
            "intermediaire.pem",
            "-revoke",
            "revoque.pem",
            "-crl_reason",
            "keyCompromise",
        ],
    );
    for autorite in ["racine", "intermediaire"] {
        let (cle, pem, crl) = (format!("{autorite}.key"), format!("{autorite}.pem"), format!("{autorite}.crl"));
        ok(autorite, &["ca", "-config", "pki.cnf", "-gencrl", "-keyfile", &cle, "-cert", &pem, "-out", &crl]);
    }
    let chain =
        [fs::read(folder.join("maire.pem")).unwrap(), fs::read(folder.join("intermediaire.pem")).unwrap()].concat();
    fs::write(folder.join("maire-chaine.pem"), chain).unwrap();
}
