//! The flat table: one row a traitement, made to be edited offline and read back the same.

use tableur::{Case, Page, Style, TableurError};

use super::runs;
use crate::{Champ, Fiche, syntaxe, table::PAR_LIGNE};

/// Excel reads UTF-8 only after this.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The columns, in order, and their headers.
fn entetes() -> Vec<String> {
    let header = |champ: &Champ| {
        if champ.is_liste() { format!("{}{PAR_LIGNE}", champ.libelle()) } else { champ.libelle().to_owned() }
    };
    Champ::ALL.iter().map(header).collect()
}

/// The text of a field in one cell.
pub(crate) fn texte(champ: Champ, fiche: &Fiche) -> String {
    let articles = champ.articles(fiche);
    if champ.is_liste() || champ.is_acteur() {
        let head =
            |parties: &crate::champ::Parties| parties.first().map(|(_, texte)| texte.clone()).unwrap_or_default();
        let lines: Vec<String> = articles.iter().map(|parties| syntaxe::write(&head(parties), parties, &[])).collect();
        return lines.join("\n");
    }
    articles.into_iter().flatten().map(|(_, texte)| texte).next().unwrap_or_default()
}

/// The sheet of the flat table.
pub fn plat_page(fiches: &[Fiche]) -> Page {
    let mut rangees = vec![entetes().into_iter().map(|entete| Case::texte(entete).style(Style::Section)).collect()];
    rangees.extend(fiches.iter().map(|fiche| {
        let case = |champ: &Champ| match champ {
            Champ::CreeLe => Case::date(fiche.cree_le),
            Champ::ModifieLe => Case::date(fiche.modifie_le),
            Champ::RevisionLe => Case::date(fiche.revision_le),
            Champ::AipdLe => Case::date(fiche.aipd_le),
            champ => Case::texte(texte(*champ, fiche)),
        };
        Champ::ALL.iter().map(case).collect()
    }));
    let width = |champ: &Champ| if champ.is_liste() { 50 } else { 24 };
    let largeurs = Champ::ALL.iter().map(width).collect();
    Page { nom: "Registre".to_owned(), largeurs, rangees, entete: true }
}

/// The flat table as CSV: UTF-8 with a mark, `;`, CR LF. What a spreadsheet could run is written after an apostrophe.
pub fn csv(fiches: &[Fiche]) -> Result<Vec<u8>, TableurError> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec());
    let failed = |error: csv::Error| TableurError::Ecriture(error.to_string());
    writer.write_record(entetes()).map_err(failed)?;
    for fiche in fiches {
        let row = Champ::ALL.iter().map(|champ| {
            let texte = texte(*champ, fiche);
            if runs(&texte) { format!("'{texte}") } else { texte }
        });
        writer.write_record(row).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| TableurError::Ecriture(error.error().to_string()))
}
