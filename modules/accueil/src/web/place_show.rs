//! The first page: it leads each person to their own place.

use axum::{extract::State, response::Redirect};
use web::{House, Public};

pub(crate) async fn show(State(_): State<House>, public: Public) -> Redirect {
    let Some(connecte) = &public.connecte else { return Redirect::to("/connexion") };
    let memberships = connecte.session.droits.appartenances();
    if memberships.iter().any(|a| a.exploitant) {
        return Redirect::to("/centre");
    }
    match memberships.first() {
        Some(first) if memberships.iter().all(|a| a.siren == first.siren) => {
            Redirect::to(&format!("/c/{}", first.siren))
        }
        _ => Redirect::to("/perimetre"),
    }
}
