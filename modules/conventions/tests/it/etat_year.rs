//! The états of a year, computed for everybody and kept, on both engines.

use conventions::{
    domain::{
        Abonnement, Convention, EtatAnnuel, Grille, NaturePiece, Piece, Regime, Service, StatutEtat, total_by_service,
    },
    jobs::etat_compute::{Bilan, compute_year},
    store::{
        abonnements::{self, Souscription},
        conventions as kept, etats,
        etats::EtatEmis,
        faits,
        membres::Identite,
        resumes,
    },
};
use db::{ListRequest, Perimetre, Tx};
use kernel::{Clock, Id, Siren};
use time::macros::date;

use crate::support::{an, cdg82, clock, euros, identite, lines, syntec};

fn grille() -> Grille {
    let mut grille = cdg82();
    grille.validate(an(2020), &syntec(&[("2018-11", "270.1"), ("2019-11", "274.5")])).unwrap();
    grille
}

/// A SIREN for any number, with its key.
fn siren(n: u32) -> Siren {
    (0..10).find_map(|key| format!("2{n:07}{key}").parse().ok()).unwrap()
}

fn subscribed(clock: &Clock, who: &Identite, services: &[(Service, u32, i32)]) -> Vec<Souscription> {
    let subscribe = |(service, n, depuis): &(Service, u32, i32)| Souscription {
        id: Id::new(clock),
        collectivite: who.id,
        abonnement: Abonnement::new(*service, *n, an(*depuis), None).unwrap(),
    };
    services.iter().map(subscribe).collect()
}

fn convention(clock: &Clock, who: &Identite) -> Convention {
    let piece = Piece::new(NaturePiece::Reprise, "Reprise").unwrap();
    Convention::resume(Id::new(clock), who.id, "R-1", Regime::UnAnTacite, date!(2018 - 01 - 01), piece)
}

/// Members in convention, each with the same services.
async fn town(tx: &mut Tx, clock: &Clock, count: u32, services: &[(Service, u32, i32)]) -> Vec<Identite> {
    let town = (0..count).map(|n| identite(clock, siren(n).as_str(), &format!("Commune {n}")));
    let members: Vec<Identite> = town.collect();
    let conventions: Vec<Convention> = members.iter().map(|who| convention(clock, who)).collect();
    assert!(kept::save(tx, &conventions.iter().collect::<Vec<_>>(), clock.now()).await.unwrap());
    let all: Vec<Souscription> = members.iter().flat_map(|who| subscribed(clock, who, services)).collect();
    abonnements::insert(tx, &all).await.unwrap();
    members
}

async fn computed(tx: &mut Tx, clock: &Clock, members: &[Identite]) -> Bilan {
    compute_year(tx, &grille(), an(2020), members, clock).await.unwrap()
}

async fn validate(tx: &mut Tx, emis: &EtatEmis) -> EtatAnnuel {
    let mut etat = emis.etat.clone();
    etat.validate(date!(2020 - 12 - 01)).unwrap();
    assert_eq!(etats::validate(tx, etat.annee, date!(2020 - 12 - 01), &[etat.collectivite]).await.unwrap(), 1);
    etat
}

db::both_engines! { conventions::MIGRATIONS;
    async fn a_year_is_computed_kept_and_summed_up(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let members = town(&mut tx, &clock, 3, &[(Service::N2, 2, 2018), (Service::Rgpd, 1, 2020)]).await;
        let bilan = computed(&mut tx, &clock, &members).await;
        // 2 × 128,46 = 256,92, and 1 200 for a first year of 1 000 inhabitants.
        assert_eq!(bilan.etats.iter().map(|e| e.etat.total()).collect::<Vec<_>>(), vec![euros("1456.92"); 3]);
        assert_eq!(etats::list_year(&mut tx, an(2020)).await.unwrap(), bilan.etats);
        let one = &bilan.etats[0];
        assert_eq!(etats::find(&mut tx, one.identite.id, one.etat.id).await.unwrap().as_ref(), Some(one));
        assert_eq!(etats::find(&mut tx, members[2].id, members[0].id.cast()).await.unwrap(), None);
        let totals = resumes::total_by_service(&mut tx, an(2020)).await.unwrap();
        assert_eq!(totals, total_by_service(bilan.etats.iter().map(|e| e.etat.lignes())));
        assert_eq!((totals[&Service::Rgpd].collectivites, totals[&Service::Rgpd].montant), (3, euros("3600")));
        let years = resumes::total_by_year(&mut tx).await.unwrap();
        assert_eq!(years[&an(2020)].montant, euros("4370.76"));
        let request = ListRequest { page: 1, per_page: 2, sort: Some("total".into()), ..ListRequest::default() };
        let page = resumes::page(&mut tx, an(2020), &request).await.unwrap();
        assert_eq!((page.total, page.rows.len(), page.rows[0].total), (3, 2, euros("1456.92")));
    }

    async fn computing_again_replaces_and_never_adds(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let members = town(&mut tx, &clock, 2, &[(Service::Domaine, 1, 2018)]).await;
        let first = computed(&mut tx, &clock, &members).await;
        let more = subscribed(&clock, &members[0], &[(Service::Mel5, 2, 2020)]);
        abonnements::insert(&mut tx, &more).await.unwrap();
        let second = computed(&mut tx, &clock, &members).await;
        let ids = |bilan: &Bilan| bilan.etats.iter().map(|e| e.etat.id).collect::<Vec<_>>();
        assert_eq!(ids(&first), ids(&second));
        assert_eq!(etats::list_year(&mut tx, an(2020)).await.unwrap(), second.etats);
        assert_eq!(resumes::total_by_service(&mut tx, an(2020)).await.unwrap()[&Service::Mel5].montant, euros("24.52"));
        let mut ended = abonnements::list(&mut tx, members[1].id).await.unwrap();
        ended[0].abonnement.end(an(2019)).unwrap();
        abonnements::save(&mut tx, &ended[0]).await.unwrap();
        let third = computed(&mut tx, &clock, &members).await;
        assert_eq!(third.etats.len(), 1, "nothing is due any more to the other");
        assert_eq!(etats::list_year(&mut tx, an(2020)).await.unwrap(), third.etats);
        assert_eq!(resumes::total_by_service(&mut tx, an(2020)).await.unwrap()[&Service::Domaine].collectivites, 1);
    }

    async fn a_validated_etat_is_never_computed_again(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let members = town(&mut tx, &clock, 2, &[(Service::Domaine, 1, 2018)]).await;
        let bilan = computed(&mut tx, &clock, &members).await;
        let valid = validate(&mut tx, &bilan.etats[0]).await;
        let more = subscribed(&clock, &bilan.etats[0].identite, &[(Service::Mel5, 2, 2020)]);
        abonnements::insert(&mut tx, &more).await.unwrap();
        let again = computed(&mut tx, &clock, &members).await;
        assert_eq!((again.valides.as_slice(), again.etats.len()), ([valid.collectivite].as_slice(), 1));
        let kept = etats::find(&mut tx, valid.collectivite, valid.id).await.unwrap().unwrap();
        assert_eq!(kept.etat, valid);
        let totals = resumes::total_by_statut(&mut tx, an(2020)).await.unwrap();
        let statuts: Vec<_> = totals.iter().map(|t| (t.statut, t.etats)).collect();
        assert_eq!(statuts, [(StatutEtat::Calcule, 1), (StatutEtat::Valide, 1)]);
        assert_eq!(etats::validate(&mut tx, an(2020), date!(2020 - 12 - 02), &[valid.collectivite]).await.unwrap(), 0);
    }

    async fn a_correction_is_kept_beside_what_it_corrects(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let members = town(&mut tx, &clock, 1, &[(Service::Domaine, 1, 2018)]).await;
        let emis = computed(&mut tx, &clock, &members).await.etats.remove(0);
        let valid = validate(&mut tx, &emis).await;
        abonnements::insert(&mut tx, &subscribed(&clock, &members[0], &[(Service::Domaine, 1, 2019)])).await.unwrap();
        let faits = faits::find(&mut tx, members[0].id, an(2020)).await.unwrap();
        let calculation = faits.compute(&members[0], &grille(), an(2020));
        assert_eq!(lines(&calculation), ["DOM 2 × 15.00 = 30.00"]);
        let mut before = valid.clone();
        let etat = before.correct(Id::new(&clock), calculation).unwrap();
        let correction = EtatEmis { identite: members[0].clone(), etat };
        assert!(etats::rectify(&mut tx, &before, &correction, clock.now()).await.unwrap());
        assert!(!etats::rectify(&mut tx, &before, &correction, clock.now()).await.unwrap(), "corrected once");
        let all = etats::list(&mut tx, members[0].id).await.unwrap();
        assert_eq!(all.iter().map(|e| (e.etat.version(), e.etat.statut(), e.etat.total())).collect::<Vec<_>>(), [
            (1, StatutEtat::Rectifie, euros("15")),
            (2, StatutEtat::Calcule, euros("30")),
        ]);
        assert_eq!(all[1].etat.rectifie(), Some(valid.id));
        let again = computed(&mut tx, &clock, &members).await;
        assert_eq!((again.etats[0].etat.version(), again.etats[0].etat.rectifie()), (2, Some(valid.id)));
        assert_eq!(resumes::total_by_year(&mut tx).await.unwrap()[&an(2020)].montant, euros("30"));
    }

    async fn the_statements_do_not_follow_the_number_of_members(db: Db) {
        let clock = clock();
        let services = [
            (Service::N2, 5, 2018),
            (Service::N3, 2, 2018),
            (Service::Demat, 3, 2019),
            (Service::Rgpd, 1, 2020),
            (Service::WebConfort, 1, 2018),
            (Service::Domaine, 2, 2018),
        ];
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let mut read = Vec::new();
        let mut written = Vec::new();
        for more in [1, 150] {
            let members = town(&mut tx, &clock, more, &services).await;
            let start = db.statements();
            faits::list(&mut tx, an(2020)).await.unwrap();
            read.push(db.statements() - start);
            computed(&mut tx, &clock, &members).await;
            written.push(db.statements() - start);
        }
        assert_eq!(read[0], read[1]);
        // Writing is cut in pieces by the number of values, never by member.
        assert!(written[1] - written[0] < 150 / 2, "{written:?}");
    }

    async fn the_perimeter_hides_the_etats_of_the_others(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let members = town(&mut tx, &clock, 2, &[(Service::Domaine, 1, 2018)]).await;
        let bilan = computed(&mut tx, &clock, &members).await;
        tx.commit().await.unwrap();
        let mut tx = db.read(Perimetre::Collectivite(members[0].id)).await.unwrap();
        assert_eq!(etats::list(&mut tx, members[0].id).await.unwrap().len(), 1);
        let other = bilan.etats.iter().find(|e| e.identite.id == members[1].id).unwrap();
        assert_eq!(etats::find(&mut tx, members[0].id, other.etat.id).await.unwrap(), None);
    }
}
