//! Both sides as their papers name them: the annuaire's fiches, in the words of the editions.

use annuaire::{Collectivite, FonctionContact};
use db::Tx;
use kernel::Taux;
use ubl::Tva;

use super::{Geste, identites};
use crate::{
    domain::{Prix, Regime},
    editions::{Adresse, FicheCentre, FicheMembre, PopulationTotale, Representant},
    store::grilles,
};

/// Which tribunal administratif judges, by département (code de justice administrative, art. R. 221-3).
const TRIBUNAUX: &str = include_str!("../../data/tribunaux.csv");
/// The standard rate (CGI art. 278).
const TAUX_NORMAL: Taux = Taux::from_dix_milliemes(2_000);

/// The centre, with the comptable that its own contacts name.
///
/// Its convention and its VAT follow from what its grid says: prices TTC and no taxable activity as the CDG 82, or HT as
/// the CDG 62 \[D\].
pub async fn centre(tx: &mut Tx) -> Geste<FicheCentre> {
    let centre = identites::centre(tx).await?;
    let contacts = annuaire::contacts::list(tx, &[centre.id]).await?;
    let grille = grilles::find(tx).await?;
    let prix = grille.as_ref().map_or(Prix::Ttc, |g| g.prix);
    let sigle = grille.map_or_else(|| format!("CDG {}", centre.fiche.departement), |g| g.centre.sigle);
    let fiche = &centre.fiche;
    let reach = [fiche.telephone.clone(), fiche.courriel.as_ref().map(ToString::to_string)];
    let comptable = contacts.iter().find(|c| c.fiche.fonction == FonctionContact::Comptabilite);
    Ok(FicheCentre {
        nom: centre.nom_complet(),
        sigle,
        siret: fiche.siret,
        adresse: adresse(&centre),
        contacts: reach.into_iter().flatten().collect(),
        representant: representant(&centre),
        deliberation: None,
        tribunal: tribunal(&fiche.departement),
        comptable: comptable.map(|c| lines(&[&c.fiche.nom, &c.fiche.note])).unwrap_or_default(),
        regime: if prix == Prix::Ttc { Regime::UnAnTacite } else { Regime::TroisAnsExpres },
        tva: if prix == Prix::Ttc { Tva::HorsChamp } else { Tva::Taux(TAUX_NORMAL) },
    })
}

pub fn membre(collectivite: &Collectivite) -> FicheMembre {
    let fiche = &collectivite.fiche;
    let population = collectivite.population;
    FicheMembre {
        nom: collectivite.nom_complet(),
        genre: fiche.genre,
        siren: fiche.siren,
        siret: fiche.siret,
        adresse: adresse(collectivite),
        representant: representant(collectivite),
        population: population.and_then(|p| Some(PopulationTotale { millesime: p.millesime, habitants: p.totale? })),
    }
}

fn adresse(collectivite: &Collectivite) -> Adresse {
    let fiche = &collectivite.fiche;
    Adresse {
        lignes: fiche.adresse.clone(),
        code_postal: fiche.code_postal.map(|code| code.to_string()).unwrap_or_default(),
        ville: fiche.ville.clone().unwrap_or_default(),
    }
}

fn representant(collectivite: &Collectivite) -> Representant {
    let fiche = &collectivite.fiche;
    Representant {
        nom: fiche.representant.nom_complet().unwrap_or_default(),
        titre: fiche.representant.titre(fiche.genre),
        salutation: fiche.representant.salutation(fiche.genre),
    }
}

/// « tribunal administratif de Toulouse ».
fn tribunal(departement: &str) -> String {
    let judges =
        |line: &&str| line.split_once(';').is_some_and(|(_, list)| list.split(' ').any(|code| code == departement));
    let found = TRIBUNAUX.lines().skip(1).find(judges).and_then(|line| Some(line.split_once(';')?.0));
    found.map_or_else(
        || "tribunal administratif compétent".to_owned(),
        |ville| format!("tribunal administratif {}", annuaire::nom::de(ville)),
    )
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_departement_has_one_tribunal() {
        assert_eq!(tribunal("82"), "tribunal administratif de Toulouse");
        assert_eq!(tribunal("62"), "tribunal administratif de Lille");
        assert_eq!(tribunal("80"), "tribunal administratif d’Amiens");
        assert_eq!(tribunal("972"), "tribunal administratif de la Martinique");
        // The collectivités of the Pacific and of the southern lands have no centre de gestion.
        for (code, nom) in annuaire::national::departements().into_iter().filter(|(code, _)| code.as_str() < "984") {
            let named =
                TRIBUNAUX.lines().skip(1).filter(|line| line.split([';', ' ']).any(|part| part == code)).count();
            assert_eq!(named, 1, "{nom}");
        }
    }
}
