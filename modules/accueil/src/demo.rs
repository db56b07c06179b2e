//! The accounts of the demo world, which its sign-in page offers.

use annuaire::personnes;
use db::{ListRequest, Perimetre};
use web::{House, WebError};

/// The mails of the demo's accounts end with this top-level domain, in which nobody is (RFC 2606).
const DOMAINE: &str = ".example";
/// The password of them all, written on the sign-in page.
pub const MOT_DE_PASSE: &str = "cloche-ardoise-brique-2026";

/// A sign-in page is no directory.
const SHOWN: u32 = 12;

/// An account that one may try.
#[derive(Debug)]
pub(crate) struct Compte {
    pub nom: String,
    pub courriel: String,
    pub role: &'static str,
    pub collectivite: String,
}

/// The accounts of the demo, those of the centre first; at most a dozen, each with its first place.
pub(crate) async fn comptes(house: &House) -> Result<Vec<Compte>, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let request =
        ListRequest { filters: vec![("q".to_owned(), DOMAINE.to_owned())], per_page: SHOWN, ..ListRequest::default() };
    let mut comptes = Vec::new();
    for personne in personnes::list(&mut tx, None, &request).await?.rows {
        let droits = annuaire::droits::load(&mut tx, house.clock(), personne.id).await?;
        let of_demo = personne.actif && personne.courriel.as_str().ends_with(DOMAINE);
        let Some(first) = droits.appartenances().first().filter(|_| of_demo) else { continue };
        let compte = Compte {
            nom: format!("{} {}", personne.prenom, personne.nom),
            courriel: personne.courriel.to_string(),
            role: first.role.libelle(),
            collectivite: first.nom.clone(),
        };
        comptes.push((!first.exploitant, first.role, compte));
    }
    comptes.sort_by_key(|(member, role, _)| (*member, *role));
    Ok(comptes.into_iter().map(|(.., compte)| compte).collect())
}
