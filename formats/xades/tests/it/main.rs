//! XML signatures and XAdES, with xmlsec1 and signxml as judges.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails where it stands, and says when it skips")]

mod attaques;
mod detachee;
mod fabrique;
mod horodatage;
mod hostile;
mod juges;
mod officiels;
mod pes;
#[path = "../../../certificats/tests/it/pki.rs"]
mod pki;
mod xmlsec;

use cades::Conditions;
use certificats::{Confiance, Crl, Exigence, Integrite, Preuves, SoftwareKey, Verdict};
use time::{OffsetDateTime, macros::datetime};
use xades::{Contenu, Contexte, DemandeSignature, Lieu, Politique, Source, Verification, XadesError, verify};

/// The key of one of the people of the tests, with the authority above.
pub(crate) fn key(nom: &str) -> SoftwareKey {
    let chain = [pki::read(&format!("{nom}.pem")), pki::read("intermediaire.pem")].concat();
    SoftwareKey::new(&pki::read(&format!("{nom}.key")), &chain).unwrap()
}

/// A little after the files of this run were made, and after what its tests sign and stamp.
pub(crate) fn now() -> OffsetDateTime {
    let made = std::fs::metadata(pki::PKI.join("pki.cnf")).unwrap().modified().unwrap();
    OffsetDateTime::from(made) + time::Duration::days(21)
}

pub(crate) struct Monde {
    confiance: Confiance,
    preuves: Preuves,
    politiques: Vec<Politique>,
}

impl Monde {
    pub(crate) fn new() -> Self {
        let mut confiance = Confiance::default().with_revocation(Exigence::SiConnue);
        confiance.add(&pki::read("racine.pem")).unwrap();
        Self { confiance, preuves: Preuves::default(), politiques: Politique::dgfip() }
    }

    pub(crate) fn with_crl(mut self) -> Self {
        self.preuves.crl = vec![Crl::read(&pki::read("intermediaire.crl")).unwrap()];
        self
    }

    pub(crate) fn contexte<'a>(&'a self, contenus: &'a [Contenu<'a>]) -> Contexte<'a> {
        let Self { confiance, preuves, politiques } = self;
        let conditions =
            Conditions { confiance, horodateurs: confiance, preuves, maintenant: now(), existait_le: None };
        Contexte { conditions, politiques, contenus }
    }

    pub(crate) fn verify(&self, document: &dyn Source) -> Result<Verification, XadesError> {
        verify(document, &self.contexte(&[]))
    }
}

/// What a mayor states.
pub(crate) fn demande(key: &SoftwareKey) -> DemandeSignature<'_> {
    use certificats::RawSigner;
    let mut demande = DemandeSignature::new(key.certificat(), datetime!(2026-11-25 09:30:15.5 +1));
    demande.chaine = key.chaine();
    demande.roles = vec!["Maire".into()];
    let [ville, code_postal, pays] = ["Villebrumier-l’Œuvre", "82370", "FRANCE"].map(|part| Some(part.to_owned()));
    demande.lieu = Some(Lieu { ville, code_postal, pays });
    demande.politique = Politique::dgfip().into_iter().next();
    demande
}

/// The codes of all that is against a file, or told of it.
pub(crate) fn codes(verification: &Verification) -> Vec<&'static str> {
    let signatures = verification.signatures.iter().flat_map(|signature| &signature.rapport.raisons);
    signatures.chain(&verification.raisons).map(|raison| raison.code).collect()
}

pub(crate) fn integre(verification: &Verification) -> bool {
    verification.signatures.iter().all(|signature| signature.rapport.integrite == Integrite::Ok)
}

/// The file is refused, or invalid for this reason.
pub(crate) fn assert_invalid(monde: &Monde, octets: &[u8], code: &str) {
    let verification = monde.verify(&octets).unwrap();
    assert_eq!(verification.verdict(), Verdict::Invalide, "{code}: {:?}", codes(&verification));
    assert!(codes(&verification).contains(&code), "{code}: {:?}", codes(&verification));
}
