//! Light, dark, or as the device says: kept with the person, so that every page and every device follows.

use annuaire::{Theme, personnes};
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Redirect,
};
use db::Perimetre;
use web::{Connecte, Formulaire, House, WebError, ui};

use crate::suite::Suite;

pub(crate) async fn choose(
    State(house): State<House>,
    connecte: Connecte,
    headers: HeaderMap,
    Formulaire(typed): Formulaire,
) -> Result<Redirect, WebError> {
    let theme = match ui::Theme::from_code(typed.value("theme")) {
        ui::Theme::Systeme => Theme::Auto,
        ui::Theme::Clair => Theme::Clair,
        ui::Theme::Sombre => Theme::Sombre,
    };
    let mut tx = house.db().begin(Perimetre::Commun).await?;
    personnes::set_theme(&mut tx, connecte.session.personne.id, theme).await?;
    tx.commit().await?;
    let from = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(Redirect::to(Suite::of_referer(from).as_str()))
}
