//! The validated états of a year as the accounting takes them: CSV, workbooks, UBL invoices.

use std::{
    collections::HashMap,
    io::{Cursor, Write},
};

use db::Tx;
use editique::Classeur;
use kernel::{CollectiviteId, Exercice};
use time::Date;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Geste, GesteError, fiches};
use crate::{
    domain::{EtatAnnuel, EtatAnnuelId, StatutEtat},
    editions::{
        EtatEdite, FicheCentre, FicheMembre, Imputations, ReferencesChorus, bilan, facture, recapitulatif, titres_csv,
    },
    store::{
        etats::{self, EtatEmis},
        rectifies,
    },
};

/// Everything that the exports of a year need, read with the same few statements whatever the number of members.
#[derive(Debug)]
pub struct Titres {
    pub annee: Exercice,
    pub centre: FicheCentre,
    etats: Vec<EtatEmis>,
    membres: HashMap<CollectiviteId, FicheMembre>,
    rectifies: HashMap<EtatAnnuelId, EtatAnnuel>,
}

/// The invoices of a year in one archive, and why some are not in it.
#[derive(Debug)]
pub struct Archive {
    pub zip: Vec<u8>,
    pub factures: usize,
    pub refus: Vec<String>,
}

/// Reads the états in force of a year. The perimeter is the centre's.
pub async fn read(tx: &mut Tx, annee: Exercice) -> Geste<Titres> {
    let etats = etats::list_year(tx, annee).await?;
    let ids: Vec<CollectiviteId> = etats.iter().map(|emis| emis.identite.id).collect();
    let membres = annuaire::collectivites::find_many(tx, &ids).await?;
    Ok(Titres {
        annee,
        centre: fiches::centre(tx).await?,
        membres: membres.iter().map(|c| (c.id, fiches::membre(c))).collect(),
        rectifies: rectifies::of_year(tx, annee).await?,
        etats,
    })
}

/// The invoice of one validated état, as XML. The perimeter is that of the member, or the centre's.
pub async fn invoice(tx: &mut Tx, collectivite: &annuaire::Collectivite, id: EtatAnnuelId) -> Geste<(String, String)> {
    let emis = etats::find(tx, collectivite.id, id).await?.ok_or(GesteError::NotFound)?;
    let before = match emis.etat.rectifie() {
        Some(before) => etats::find(tx, collectivite.id, before).await?.map(|emis| emis.etat),
        None => None,
    };
    let (centre, membre) = (fiches::centre(tx).await?, fiches::membre(collectivite));
    let edite = EtatEdite { membre: &membre, etat: &emis.etat, rectifie: before.as_ref(), convention: None };
    Ok((edite.numero(), xml(&centre, &edite)?))
}

impl Titres {
    /// How many états are validated, out of how many.
    pub fn counts(&self) -> (usize, usize) {
        let valides = self.etats.iter().filter(|emis| emis.etat.statut() == StatutEtat::Valide).count();
        (valides, self.etats.len())
    }

    /// The sum of the validated états.
    pub fn total(&self) -> kernel::Montant {
        let valides = self.etats.iter().filter(|emis| emis.etat.statut() == StatutEtat::Valide);
        valides.map(|emis| emis.etat.total()).sum()
    }

    /// Those whom Chorus Pro cannot know: the centre itself, then the members with a validated état.
    pub fn sans_siret(&self) -> Vec<&str> {
        let centre = self.centre.siret.is_none().then_some(self.centre.nom.as_str());
        let valides = self.etats.iter().filter(|emis| emis.etat.statut() == StatutEtat::Valide);
        let membres = valides.filter_map(|emis| self.membres.get(&emis.identite.id));
        centre.into_iter().chain(membres.filter(|m| m.siret.is_none()).map(|m| m.nom.as_str())).collect()
    }

    pub fn csv(&self, imputations: &Imputations) -> Geste<Vec<u8>> {
        titres_csv(&self.edites(), imputations).map_err(GesteError::internal)
    }

    /// The titres as the accountant checks them.
    pub fn bilan(&self, imputations: &Imputations, le: Date) -> Classeur {
        bilan(&self.centre, self.annee, &self.edites(), imputations, le)
    }

    /// The totals of the year, by service and by member, with what is still to be corrected.
    pub fn recapitulatif(&self, le: Date) -> Classeur {
        recapitulatif(&self.centre, self.annee, &self.edites(), le)
    }

    /// One UBL invoice a validated état. It computes: call it where blocking is allowed.
    pub fn archive(&self) -> Geste<Archive> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let (mut factures, mut refus) = (0, Vec::new());
        for edite in self.edites().iter().filter(|edite| edite.etat.statut() == StatutEtat::Valide) {
            match xml(&self.centre, edite) {
                Ok(text) => {
                    let name = format!("{}.xml", edite.numero());
                    zip.start_file(name, SimpleFileOptions::default()).map_err(GesteError::internal)?;
                    zip.write_all(text.as_bytes()).map_err(GesteError::internal)?;
                    factures += 1;
                }
                Err(GesteError::Illisible(why)) => refus.push(format!("{}\u{a0}: {why}", edite.membre.nom)),
                Err(other) => return Err(other),
            }
        }
        let zip = zip.finish().map_err(GesteError::internal)?.into_inner();
        Ok(Archive { zip, factures, refus })
    }

    fn edites<'a>(&'a self) -> Vec<EtatEdite<'a>> {
        let edite = |emis: &'a EtatEmis| {
            let rectifie = emis.etat.rectifie().and_then(|id| self.rectifies.get(&id));
            let membre = self.membres.get(&emis.identite.id)?;
            Some(EtatEdite { membre, etat: &emis.etat, rectifie, convention: None })
        };
        self.etats.iter().filter_map(edite).collect()
    }
}

fn xml(centre: &FicheCentre, edite: &EtatEdite) -> Geste<String> {
    let refused = |why: String| GesteError::Illisible(why);
    let invoice = facture(centre, edite, &ReferencesChorus::default()).map_err(|refus| refused(refus.to_string()))?;
    invoice.to_xml().map_err(|error| refused(error.to_string()))
}
