//! What the room answers to others: where the registers stand.

use std::sync::Arc;

use contracts::{
    Reponse,
    rgpd::{Registres, SituationRegistre},
};
use db::Tx;
use kernel::CollectiviteId;
use web::Ports;

use crate::store::membres::{self, Resume};

/// Answers from the summary rows, one a collectivité.
#[derive(Debug)]
struct Resumes;

pub(crate) fn offer(ports: &mut Ports) {
    ports.offer::<dyn Registres>(Arc::new(Resumes));
}

impl Registres for Resumes {
    fn list<'a>(&'a self, tx: &'a mut Tx) -> Reponse<'a, Vec<SituationRegistre>> {
        Box::pin(async move { Ok(membres::list(tx).await?.into_iter().map(SituationRegistre::from).collect()) })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, collectivite: CollectiviteId) -> Reponse<'a, Option<SituationRegistre>> {
        Box::pin(async move { Ok(membres::find(tx, collectivite).await?.map(SituationRegistre::from)) })
    }
}

impl From<Resume> for SituationRegistre {
    fn from(resume: Resume) -> Self {
        Self {
            collectivite: resume.collectivite_id,
            traitements: resume.traitements,
            brouillons: resume.brouillons,
            soumis: resume.soumis,
            controles: resume.controles,
            valides: resume.valides,
            incomplets: resume.incomplets,
            aipd_a_faire: resume.aipd_a_faire,
            revision_le: resume.revision_le,
            modifie_le: resume.modifie_le,
            propositions: resume.propositions,
        }
    }
}
