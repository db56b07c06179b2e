//! `GET /api/v1/moi`.

use axum::{Json, extract::State};
use web::House;

use super::{formes::MoiApi, porteur::Porteur};

pub(super) async fn show(State(house): State<House>, porteur: Porteur) -> Json<MoiApi> {
    Json(MoiApi::new(porteur.personne, &porteur.droits, house.permissions()))
}
