//! The CSV of abonnements, from the file to what is kept, on both engines.

use std::collections::BTreeMap;

use conventions::{
    domain::{EtatConvention, Regime, Service, read_csv},
    jobs::abonnement_import::{BilanImport, ImportError, import_abonnements},
    store::{abonnements, conventions as kept, membres::Identite},
};
use db::{Perimetre, Tx};
use kernel::Siren;
use time::macros::date;

use crate::support::{an, clock, identite};

fn annuaire() -> BTreeMap<Siren, Identite> {
    let clock = clock();
    ["216200014", "216200022"].into_iter().map(|s| (s.parse().unwrap(), identite(&clock, s, s))).collect()
}

async fn import(tx: &mut Tx, who: &BTreeMap<Siren, Identite>, body: &str) -> Result<BilanImport, Vec<(u64, String)>> {
    let lines = read_csv(format!("siren;service;quantite;depuis;montant\n{body}").as_bytes()).unwrap();
    match import_abonnements(tx, &lines, who, "abonnements.csv", &clock()).await {
        Ok(bilan) => Ok(bilan),
        Err(ImportError::Lignes(errors)) => Err(errors.into_iter().map(|e| (e.ligne, e.message)).collect()),
        Err(other) => panic!("{other}"),
    }
}

const FILE: &str = "216200014;N2;3;2018;\n216200014;CERT;1;2019;88,90\n216200022;RGPD;1;2019;\n";

db::both_engines! { conventions::MIGRATIONS;
    async fn a_member_without_a_convention_gets_one(db: Db) {
        let who = annuaire();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let bilan = import(&mut tx, &who, FILE).await.unwrap();
        assert_eq!(bilan, BilanImport { nouveaux: 3, quantites: 0, deja: 0, conventions: 2 });
        let first = who.values().next().unwrap();
        let conventions = kept::list(&mut tx, first.id).await.unwrap();
        assert_eq!(conventions.len(), 1);
        assert_eq!((conventions[0].regime, conventions[0].date_effet()), (Regime::UnAnTacite, Some(date!(2018 - 01 - 01))));
        assert_eq!(conventions[0].etat(), EtatConvention::Renouvelee, "two anniversaries went by before 2 January 2020");
        assert_eq!(conventions[0].terme(), Some(date!(2020 - 12 - 31)));
    }

    async fn the_same_file_twice_changes_nothing(db: Db) {
        let who = annuaire();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        import(&mut tx, &who, FILE).await.unwrap();
        let before = abonnements::list_all(&mut tx).await.unwrap();
        let again = import(&mut tx, &who, FILE).await.unwrap();
        assert_eq!(again, BilanImport { nouveaux: 0, quantites: 0, deja: 3, conventions: 0 });
        assert_eq!(abonnements::list_all(&mut tx).await.unwrap(), before);
    }

    async fn a_corrected_quantity_replaces_the_first(db: Db) {
        let who = annuaire();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        import(&mut tx, &who, FILE).await.unwrap();
        let bilan = import(&mut tx, &who, "216200014;N2;5;2018;\n").await.unwrap();
        assert_eq!(bilan, BilanImport { nouveaux: 0, quantites: 1, deja: 0, conventions: 0 });
        let all = abonnements::list_all(&mut tx).await.unwrap();
        let n2: Vec<_> = all.iter().filter(|s| s.abonnement.service() == Service::N2).collect();
        assert_eq!((n2.len(), n2[0].abonnement.quantite(an(2020))), (1, 5));
    }

    async fn one_wrong_line_and_nothing_is_kept(db: Db) {
        let who = annuaire();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let unknown = import(&mut tx, &who, "216200014;N2;3;2018;\n216200030;N2;3;2018;\n").await.unwrap_err();
        assert_eq!(unknown.iter().map(|(ligne, _)| *ligne).collect::<Vec<_>>(), [3]);
        import(&mut tx, &who, FILE).await.unwrap();
        let second = import(&mut tx, &who, "216200014;DOM;1;2019;\n216200022;RGPD;1;2020;\n").await.unwrap_err();
        assert_eq!(second.iter().map(|(ligne, _)| *ligne).collect::<Vec<_>>(), [3]);
        assert_eq!(abonnements::list_all(&mut tx).await.unwrap().len(), 3);
    }
}
