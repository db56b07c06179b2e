//! The SQL of the annuaire, one function a question.

pub mod appartenance;
pub mod collectivite;
pub mod contact;
pub mod droits;
pub mod frein;
pub mod jeton;
pub mod lien;
pub mod personne;
pub mod population;
pub mod second_facteur;
pub mod session;

#[cfg(test)]
mod tests {
    use db::Migration;

    const MIGRATIONS: &[Migration] = &[journal::MIGRATIONS[0], crate::MIGRATIONS[0]];

    db::both_engines! { crate::store::tests::MIGRATIONS;
        async fn every_text_of_the_lists_prepares(db: Db) {
            for list in [&super::collectivite::LIST, &super::collectivite::LIST_DE, &super::collectivite::CARTE, &super::collectivite::CARTE_DE, &super::personne::LIST, &super::personne::LIST_DANS] {
                for text in list.variants() {
                    db.prepare(&text).await.unwrap_or_else(|e| panic!("{text}: {e}"));
                }
            }
        }
    }
}
