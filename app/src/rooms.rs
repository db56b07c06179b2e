//! The list of the rooms and of everything that keeps something: the only place that knows them all.

use db::Migration;
use web::Room;
use webhooks::GenreEvenement;

/// The rooms, in the order of the menu.
pub const ROOMS: &[&Room] =
    &[&conventions::ROOM, &rgpd::ROOM, &dpd::ROOM, &actes::ROOM, &parapheur::ROOM, &plateforme::ROOM, &accueil::ROOM];

/// What the rooms tell other software.
pub const WEBHOOKS: &[&[GenreEvenement]] = &[&actes::WEBHOOKS];

/// Every step of the schema, services first.
pub fn migrations() -> Vec<Migration> {
    let services = [
        journal::MIGRATIONS,
        jobs::MIGRATIONS,
        documents::MIGRATIONS,
        mail::MIGRATIONS,
        webhooks::MIGRATIONS,
        annuaire::MIGRATIONS,
        web::MIGRATIONS,
    ];
    let rooms = ROOMS.iter().map(|room| room.migrations);
    services.into_iter().chain(rooms).flatten().copied().collect()
}
