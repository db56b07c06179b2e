//! The chain holds, and whatever breaks it is named.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]

use db::{Db, Perimetre, Sql, params, sql};
use journal::{
    Acteur, Faute, LIST_CENTRE, Ligne, LigneEcrite, MIGRATIONS, read_export, record, record_many, verify, write_export,
};
use kernel::{Clock, CollectiviteId, PersonneId};
use serde_json::json;

const CHANGE: Sql = sql("UPDATE journal_ligne SET libelle = 'autre' WHERE collectivite_id = $1 AND seq = $2");
const REMOVE: Sql = sql("DELETE FROM journal_ligne WHERE collectivite_id = $1 AND seq > $2 AND seq <= $3");
const RENUMBER: Sql = sql("UPDATE journal_ligne SET seq = $3 WHERE collectivite_id = $1 AND seq = $2");
const BEHEAD: Sql = sql("DELETE FROM journal_tete WHERE collectivite_id = $1");

fn clock() -> Clock {
    Clock::fixed("2026-11-22T08:00:00Z".parse().unwrap())
}

fn ligne(collectivite: CollectiviteId, n: i64) -> Ligne {
    Ligne {
        collectivite,
        acteur: Acteur {
            au_nom_de: (n % 2 == 0).then(|| (PersonneId::new(&clock()), "Jean Maire".to_owned())),
            ..Acteur::personne(PersonneId::new(&clock()), "Claire Arnaud")
        },
        action: "essai.modifie",
        objet: "essai",
        objet_id: CollectiviteId::new(&clock()).uuid(),
        libelle: format!("Essai n° {n}"),
        avant: (n > 1).then(|| json!({"z": 1, "a": "é"})),
        apres: Some(json!({"a": n})),
    }
}

/// A chain of `n` lines, some written one by one and some together.
async fn chain(db: &Db, n: i64) -> CollectiviteId {
    let me = CollectiviteId::new(&clock());
    let mut tx = db.begin(Perimetre::Centre).await.unwrap();
    record(&mut tx, &clock(), ligne(me, 1)).await.unwrap();
    record_many(&mut tx, &clock(), (2..=n).map(|i| ligne(me, i)).collect()).await.unwrap();
    tx.commit().await.unwrap();
    me
}

async fn tamper(db: &Db, sql: Sql, params: Vec<db::Value>) {
    let mut tx = db.begin(Perimetre::Centre).await.unwrap();
    assert!(tx.run(sql, params).await.unwrap() > 0);
    tx.commit().await.unwrap();
}

db::both_engines! { crate::MIGRATIONS;
    async fn a_true_chain_verifies(db: Db) {
        chain(&db, 1_203).await;
        chain(&db, 2).await;
        let found = verify(&db).await.unwrap();
        assert_eq!((found.chaines, found.lignes, found.fautes), (2, 1_205, vec![]));
    }

    async fn a_changed_line_is_named(db: Db) {
        let collectivite = chain(&db, 5).await;
        tamper(&db, CHANGE, params![collectivite, 3_i64]).await;
        assert_eq!(verify(&db).await.unwrap().fautes, vec![Faute::Modifiee { collectivite, seq: 3 }]);
    }

    async fn removed_lines_are_named(db: Db) {
        let collectivite = chain(&db, 6).await;
        tamper(&db, REMOVE, params![collectivite, 1_i64, 3_i64]).await;
        assert_eq!(verify(&db).await.unwrap().fautes, vec![Faute::Retirees { collectivite, de: 2, a: 3 }]);
    }

    async fn a_chain_cut_short_is_found(db: Db) {
        let collectivite = chain(&db, 6).await;
        tamper(&db, REMOVE, params![collectivite, 4_i64, 6_i64]).await;
        assert_eq!(verify(&db).await.unwrap().fautes, vec![Faute::Retirees { collectivite, de: 5, a: 6 }]);
        tamper(&db, BEHEAD, params![collectivite]).await;
        assert_eq!(verify(&db).await.unwrap().fautes, vec![Faute::FinFausse { collectivite, seq: 0 }]);
    }

    async fn two_lines_that_change_places_are_named(db: Db) {
        let collectivite = chain(&db, 5).await;
        for (from, to) in [(2_i64, 99_i64), (3, 2), (99, 3)] {
            tamper(&db, RENUMBER, params![collectivite, from, to]).await;
        }
        let seqs = [Faute::Modifiee { collectivite, seq: 2 }, Faute::Modifiee { collectivite, seq: 3 }];
        assert_eq!(verify(&db).await.unwrap().fautes, seqs);
    }

    async fn two_writers_make_one_chain(db: Db) {
        let me = chain(&db, 1).await;
        let write = async |n| {
            let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
            record(&mut tx, &clock(), ligne(me, n)).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(write(2), write(3), write(4), write(5));
        let found = verify(&db).await.unwrap();
        assert_eq!((found.lignes, found.fautes), (5, vec![]));
    }

    async fn an_act_given_up_leaves_no_line(db: Db) {
        let me = chain(&db, 1).await;
        let mut tx = db.begin(Perimetre::Collectivite(me)).await.unwrap();
        record(&mut tx, &clock(), ligne(me, 2)).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(verify(&db).await.unwrap().lignes, 1);
    }

    async fn an_export_is_verified_without_the_database(db: Db) {
        let me = chain(&db, 4).await;
        let mut tx = db.read(Perimetre::Collectivite(me)).await.unwrap();
        let export = write_export(&mut tx, me).await.unwrap();
        let (lignes, fautes) = read_export(&export).unwrap();
        assert_eq!((lignes.len(), fautes), (4, vec![]));
        let (_, fautes) = read_export(&export.replace("Essai n° 2", "Essai n° 9")).unwrap();
        assert_eq!(fautes, vec![Faute::Modifiee { collectivite: me, seq: 2 }]);
        let cut = export.split_once('\n').unwrap().1.to_owned();
        assert_eq!(read_export(&cut).unwrap().1, vec![Faute::Retirees { collectivite: me, de: 1, a: 1 }]);
        assert!(read_export("{}").is_err());
    }

    async fn the_journal_is_searched_by_words_person_and_day(db: Db) {
        let me = chain(&db, 12).await;
        let mut tx = db.read(Perimetre::Centre).await.unwrap();
        let mut count = async |filters: &[(&str, &str)]| {
            let filters = filters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            let request = db::ListRequest { filters, per_page: 50, ..db::ListRequest::default() };
            LIST_CENTRE.page::<LigneEcrite>(&mut tx, vec![], &request).await.unwrap().total
        };
        assert_eq!(count(&[("q", "jean")]).await, 6);
        assert_eq!(count(&[("du", "22/11/2026"), ("au", "22/11/2026")]).await, 12);
        assert_eq!(count(&[("du", "23/11/2026")]).await, 0);
        assert_eq!(count(&[("collectivite", &me.to_string())]).await, 12);
    }
}

#[test]
fn differences_are_side_by_side() {
    let text = r#"{"collectivite_id":"018f0000-0000-7000-8000-000000000000","id":"018f0000-0000-7000-8000-000000000000","seq":1,
        "fait_le":"2026-11-22T08:00:00Z","personne":null,"nom":"x","au_nom_de":null,"au_nom_de_nom":null,"action":"a","objet":"o",
        "objet_id":"018f0000-0000-7000-8000-000000000000","libelle":"l","avant":"{\"nom\":\"A\",\"rang\":1}","apres":"{\"nom\":\"B\",\"ville\":null}",
        "precedente":"","empreinte":""}"#;
    let ligne: LigneEcrite = serde_json::from_str(text).unwrap();
    let told: Vec<_> = ligne.differences().into_iter().map(|d| (d.champ, d.avant, d.apres)).collect();
    let some = |t: &str| Some(t.to_owned());
    assert_eq!(
        told,
        [
            ("nom".to_owned(), some("A"), some("B")),
            ("rang".to_owned(), some("1"), None),
            ("ville".to_owned(), None, None)
        ]
    );
}
