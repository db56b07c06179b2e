//! The UBL invoice of an état, for Chorus Pro.

use kernel::Siret;
use time::{Date, Duration};
use ubl::{Corrected, Invoice, InvoiceLine, Party, Tva};

use super::{Adresse, EtatEdite, FicheCentre, RefusEdition};
use crate::domain::{Prix, StatutEtat};

/// Délai global de paiement of a public body (code de la commande publique, art. R. 2192-10).
const DELAI_DE_PAIEMENT: Duration = Duration::days(30);

/// What a member asks to find on its invoices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferencesChorus {
    pub code_service: Option<String>,
    pub engagement: Option<String>,
}

/// The invoice of a validated état; [`Invoice::to_xml`] writes it.
///
/// | UBL | from |
/// |---|---|
/// | `ID` | number of the état |
/// | `IssueDate` | day of its validation; `DueDate` 30 days later |
/// | `Note` | the year due; for a correction, the number of the état it replaces |
/// | `InvoiceTypeCode`, `BillingReference` | 380; for a correction 384, and the invoice it replaces |
/// | `BuyerReference`, `OrderReference` | `references` |
/// | `AccountingSupplierParty`, `AccountingCustomerParty` | the centre, the member, by SIRET |
/// | each `InvoiceLine` | each line: its libellé is `Name`, its computation `Description` |
/// | `TaxTotal` | `centre.tva`, on prices without taxes |
///
/// # Errors
/// [`RefusEdition::EtatNonFacturable`], [`RefusEdition::SiretManquant`], [`RefusEdition::TvaSurTtc`].
pub fn facture(
    centre: &FicheCentre,
    edite: &EtatEdite,
    references: &ReferencesChorus,
) -> Result<Invoice, RefusEdition> {
    let (etat, membre) = (edite.etat, edite.membre);
    let issue_date = validated(edite)?;
    if etat.prix == Prix::Ttc && centre.tva != Tva::HorsChamp {
        return Err(RefusEdition::TvaSurTtc);
    }
    let mut note = format!("État annuel des services souscrits pour {}.", etat.annee);
    if let Some(numero) = edite.numero_rectifie() {
        note = format!("{note} Annule et remplace la facture n° {numero}.");
    }
    let line = |ligne: &crate::domain::LigneEtat| InvoiceLine {
        name: ligne.libelle.clone(),
        description: Some(ligne.explication.clone()),
        quantity: ligne.quantite,
        unit_price: ligne.prix_unitaire,
    };
    Ok(Invoice {
        id: edite.numero(),
        issue_date,
        due_date: Some(issue_date.saturating_add(DELAI_DE_PAIEMENT)),
        note: Some(note),
        buyer_reference: references.code_service.clone(),
        order_reference: references.engagement.clone(),
        supplier: party(&centre.nom, centre.siret, &centre.adresse)?,
        customer: party(&membre.nom, membre.siret, &membre.adresse)?,
        tva: centre.tva,
        corrects: edite
            .numero_rectifie()
            .map(|id| Corrected { id, issue_date: edite.rectifie.and_then(crate::domain::EtatAnnuel::valide_le) }),
        lines: etat.lignes().iter().map(line).collect(),
    })
}

fn validated(edite: &EtatEdite) -> Result<Date, RefusEdition> {
    let etat = edite.etat;
    let is_due = etat.statut() == StatutEtat::Valide;
    etat.valide_le().filter(|_| is_due).ok_or(RefusEdition::EtatNonFacturable(etat.annee))
}

fn party(nom: &str, siret: Option<Siret>, adresse: &Adresse) -> Result<Party, RefusEdition> {
    Ok(Party {
        name: nom.to_owned(),
        siret: siret.ok_or_else(|| RefusEdition::SiretManquant(nom.to_owned()))?,
        street: adresse.lignes.join(", "),
        postal_code: adresse.code_postal.clone(),
        city: adresse.ville.clone(),
    })
}
