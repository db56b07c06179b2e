//! The public simulator: who, what, and the price of the first year and of the following ones. All in the address: it
//! can be sent to somebody, printed, and works without JavaScript.

use annuaire::Visibles;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::{Perimetre, Tx};
use kernel::{Clock, Exercice, GenreCollectivite, fold};
use web::{House, Public, WebError, entier_entre, ui::FormState};

use super::simulateur_view::{Reponse, view};
use crate::{
    domain::{Demande, Grille, Service},
    gestes::simulation::{self, latest},
    store::grilles,
};

/// More of anything than a town has.
const MOST: i64 = 10_000;
const LARGEST_POPULATION: i64 = 20_000_000;
pub(super) const PACKS: [Service; 3] = [Service::WebDecouverte, Service::WebConfort, Service::WebExpert];

pub(super) async fn show(
    State(house): State<House>,
    public: Public,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let mut form = FormState::from_urlencoded(query.as_deref().unwrap_or_default());
    form.values.retain(|(_, value)| !value.trim().is_empty());
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let Some((grille, annee)) = grid(&mut tx).await? else {
        return Ok(view(&public, &form, None, None).into_response());
    };
    let reponse = if form.is_submitted() { answer(&mut tx, house.clock(), &mut form, annee).await? } else { None };
    let status = if form.is_valid() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, view(&public, &form, Some((&grille, annee)), reponse.as_ref())).into_response())
}

async fn grid(tx: &mut Tx) -> Result<Option<(Grille, Exercice)>, WebError> {
    let grille = grilles::find(tx).await?;
    Ok(grille.and_then(|grille| latest(&grille).map(|annee| (grille, annee))))
}

/// The price of what is asked; none when the form is refused, and it then says why.
async fn answer(
    tx: &mut Tx,
    clock: &Clock,
    form: &mut FormState,
    annee: Exercice,
) -> Result<Option<Reponse>, WebError> {
    let population = population(tx, clock, form).await?;
    let Some(demande) = read(form, population.as_ref().map(|(n, _)| *n)) else { return Ok(None) };
    if demande.quantites.is_empty() {
        form.add_error("", "Choisissez au moins un service.");
        return Ok(None);
    }
    match simulation::price(tx, &demande, Some(annee)).await {
        Ok(chiffrage) => Ok(Some(Reponse { chiffrage, demande, commune: population.and_then(|(_, nom)| nom) })),
        Err(refused) => {
            refused.into_form(form, "")?;
            Ok(None)
        }
    }
}

/// The population typed, else that of the commune named, with its name.
async fn population(
    tx: &mut Tx,
    clock: &Clock,
    form: &mut FormState,
) -> Result<Option<(u32, Option<String>)>, WebError> {
    let typed = form.read_if_filled("population", entier_entre(0, LARGEST_POPULATION));
    if let Some(typed) = typed {
        return Ok(u32::try_from(typed).ok().map(|n| (n, None)));
    }
    let nom = form.value("commune").to_owned();
    if nom.is_empty() || form.error("population").is_some() {
        return Ok(None);
    }
    let mut found = annuaire::collectivites::search(tx, clock, Visibles::Toutes, &nom).await?;
    found.retain(|c| c.genre == GenreCollectivite::Commune && c.actif);
    if let Some(exact) = found.iter().position(|c| fold(&c.nom) == fold(&nom)) {
        found = vec![found.swap_remove(exact)];
    }
    match &found[..] {
        [] => form
            .add_error("commune", "Aucune commune de ce nom\u{a0}: vérifiez l’orthographe, ou écrivez la population."),
        [one] => match one.population_totale {
            Some(n) => return Ok(Some((n, Some(one.nom.clone())))),
            None => form.add_error(
                "population",
                format!("La population {} n’est pas connue\u{a0}: écrivez-la.", annuaire::nom::de(&one.nom)),
            ),
        },
        many => {
            let names: Vec<&str> = many.iter().map(|c| c.nom.as_str()).collect();
            form.add_error(
                "commune",
                format!("Plusieurs communes correspondent\u{a0}: {}. Écrivez le nom entier.", names.join(", ")),
            );
        }
    }
    Ok(None)
}

fn read(form: &mut FormState, population: Option<u32>) -> Option<Demande> {
    let genre = match form.value("genre") {
        "" => Some(GenreCollectivite::Commune),
        code => GenreCollectivite::from_code(code),
    };
    if genre.is_none() {
        form.add_error("genre", "Choisissez le type dans la liste.");
    }
    let mut quantites = Vec::new();
    for service in Service::TOUS.iter().filter(|s| !s.is_unique() && **s != Service::Certificat) {
        let typed = form.read_if_filled(service.code(), entier_entre(0, MOST));
        let quantite = typed.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        quantites.extend(quantite.map(|n| (*service, n)));
    }
    let pack = Service::from_code(form.value("pack")).filter(|service| PACKS.contains(service));
    quantites.extend(pack.map(|service| (service, 1)));
    if form.checked(Service::Rgpd.code()) {
        quantites.push((Service::Rgpd, 1));
    }
    form.is_valid().then_some(())?;
    Some(Demande { genre: genre?, population, quantites })
}
