//! What the tests of the pages share: the services of the house on a database of their own.

use annuaire::{Durete, FicheCollectivite, SaisieCollectivite};
use db::{Db, Migration};
use documents::{Documents, Limits};
use jobs::Wake;
use kernel::Clock;
use web::{Config, Parts, Services};

pub fn migrations() -> Vec<Migration> {
    let all = [
        journal::MIGRATIONS,
        jobs::MIGRATIONS,
        documents::MIGRATIONS,
        mail::MIGRATIONS,
        annuaire::MIGRATIONS,
        web::MIGRATIONS,
        conventions::MIGRATIONS,
    ];
    all.into_iter().flatten().copied().collect()
}

pub async fn services(db: &Db, clock: &Clock, files: &std::path::Path) -> Services {
    let config = Config {
        public_url: "http://beffroi.test".into(),
        durete: Durete::pour_les_tests(),
        demo: false,
        max_upload: 200_000,
        behind_proxy: false,
    };
    let documents = Documents::new(files, Limits { max_size: 200_000, serve_unscanned: true }, None).await.unwrap();
    let presse = editique::Presse::new().unwrap();
    let parts = Parts { db: db.clone(), clock: clock.clone(), config, documents, presse, wake: Wake::new() };
    Services::with_rooms(parts, &[&conventions::ROOM])
}

pub fn fiche(genre: &str, nom: &str, siren: &str, code_insee: &str) -> FicheCollectivite {
    let departement = if code_insee.is_empty() { "82" } else { "" };
    let typed = SaisieCollectivite {
        genre: genre.into(),
        nom: nom.into(),
        siren: siren.into(),
        code_insee: code_insee.into(),
        departement: departement.into(),
        ..SaisieCollectivite::default()
    };
    typed.read().unwrap()
}
