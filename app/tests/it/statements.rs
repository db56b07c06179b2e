//! Every statement of the house is read by both engines, on the schema as it stands.

use beffroi::rooms::{ROOMS, migrations};
use db::testing::TestDb;

use crate::house;

async fn prepare_all(test: TestDb) {
    let statements = house::statements();
    assert!(statements.len() > 100, "only {} statements were found in the sources", statements.len());
    for (path, statement) in statements {
        // An opened list has the type of what is listed; one NULL stands for it.
        let whole = statement.replace("($*)", "(NULL)");
        if whole.contains("set_perimetre(") || whole.contains("beffroi_probe") {
            continue;
        }
        test.db.prepare(&whole).await.unwrap_or_else(|e| panic!("{}: {e}\n{whole}", path.display()));
    }
    let lists = ROOMS.iter().flat_map(|room| room.lists).flat_map(|list| list.variants());
    for whole in lists
        .chain(webhooks::LISTS.iter().flat_map(|list| list.variants()))
        .chain(journal::LIST.variants())
        .chain(journal::LIST_CENTRE.variants())
    {
        test.db.prepare(&whole).await.unwrap_or_else(|e| panic!("{e}\n{whole}"));
    }
}

#[tokio::test]
async fn sqlite_reads_every_statement() {
    prepare_all(TestDb::sqlite(&migrations()).await).await;
}

#[tokio::test]
async fn postgres_reads_every_statement() {
    prepare_all(TestDb::postgres(&migrations()).await).await;
}
