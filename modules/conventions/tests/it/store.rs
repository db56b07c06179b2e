//! What is kept comes back as it was, on both engines, and nobody undoes what somebody else did.

use std::collections::BTreeMap;

use conventions::{
    domain::{
        Abonnement, Convention, Deliberation, Devis, Echeance, EtatConvention, EtatEngagement, LigneBudgetaire,
        LigneDevis, NatureEcheance, NaturePiece, NiveauPoste, Partie, Piece, PosteRecense, PrixLigne, Quand,
        Recensement, Regime, Service,
    },
    store::{
        abonnements::{self, Souscription},
        conventions as kept, devis, grilles,
        membres::{self, Membre},
        recensements, suivi, syntec,
    },
};
use db::{ListRequest, Perimetre};
use kernel::{Clock, CollectiviteId, Id};
use time::macros::date;

use crate::support::{an, cdg62, cdg82, clock, euros, identite, syntec as indices};

fn piece() -> Piece {
    Piece::new(NaturePiece::Deliberation, "2025-426").unwrap()
}

fn in_force(clock: &Clock, collectivite: CollectiviteId, regime: Regime) -> Convention {
    let since = date!(2020 - 01 - 06);
    let mut convention = Convention::propose(Id::new(clock), collectivite, "C-1", regime, since, piece());
    convention.sign(Partie::Centre, date!(2020 - 01 - 08), piece()).unwrap();
    convention.sign(Partie::Membre, date!(2020 - 01 - 15), piece()).unwrap();
    convention
}

db::both_engines! { conventions::MIGRATIONS;
    async fn a_grid_comes_back_with_its_origins_and_its_year(db: Db) {
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        assert_eq!(grilles::find(&mut tx).await.unwrap(), None);
        let mut grille = cdg82();
        grilles::save(&mut tx, &grille).await.unwrap();
        let values = indices(&[("2018-11", "270.1"), ("2019-11", "274.5")]);
        for (mois, indice) in values.iter() {
            syntec::set(&mut tx, mois, indice, clock().now()).await.unwrap();
        }
        grille.validate(an(2020), &syntec::list(&mut tx).await.unwrap()).unwrap();
        grilles::save(&mut tx, &grille).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.read(Perimetre::Commun).await.unwrap();
        assert_eq!(grilles::find(&mut tx).await.unwrap(), Some(grille));
        assert_eq!(syntec::list(&mut tx).await.unwrap(), values);
    }

    async fn an_index_is_corrected(db: Db) {
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        let mois = "2019-11".parse().unwrap();
        for value in ["274.4", "274.5"] {
            syntec::set(&mut tx, mois, value.parse().unwrap(), clock().now()).await.unwrap();
        }
        assert_eq!(syntec::list(&mut tx).await.unwrap(), indices(&[("2019-11", "274.5")]));
    }

    async fn assimilations_come_back(db: Db) {
        let mut tx = db.begin(Perimetre::Commun).await.unwrap();
        grilles::save(&mut tx, &cdg62()).await.unwrap();
        grilles::save(&mut tx, &cdg62()).await.unwrap();
        assert_eq!(grilles::find(&mut tx).await.unwrap(), Some(cdg62()));
    }

    async fn a_convention_comes_back_whole(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let (one, other) = (Id::new(&clock), Id::new(&clock));
        let mut convention = in_force(&clock, one, Regime::TroisAnsExpres);
        convention.assimilation = Some("epci > 200000".parse().unwrap());
        convention.budget = Some(LigneBudgetaire {
            code_operation: "C06-020N02".into(),
            imputation: "6281/93020".into(),
            libelle: "Informatique Fonctionnement".into(),
            credits_paiement: euros("12000"),
            disponible: euros("9180"),
            proposition: euros("7000"),
        });
        convention.deliberations.push(Deliberation {
            partie: Partie::Membre,
            assemblee: "Commission permanente".into(),
            le: date!(2025 - 11 - 17),
            numero: Some("2025-426".into()),
            objet: "Adhésion".into(),
        });
        convention.amend(date!(2020 - 02 - 01), "Nouveau tarif").unwrap();
        convention.denounce(date!(2020 - 03 - 02), "1A 234", Some("Pas de référent")).unwrap();
        let foreign = in_force(&clock, other, Regime::UnAnTacite);
        assert!(kept::save(&mut tx, &[&convention, &foreign], clock.now()).await.unwrap());
        let found = kept::find(&mut tx, one, convention.id).await.unwrap().unwrap();
        assert_eq!(found.historique(), convention.historique());
        assert_eq!(found.avenants(), convention.avenants());
        assert_eq!((&found.budget, &found.deliberations), (&convention.budget, &convention.deliberations));
        assert_eq!(found.etat(), EtatConvention::Denoncee);
        assert_eq!((found.fin(), found.assimilation), (convention.fin(), convention.assimilation));
        assert_eq!(kept::find(&mut tx, other, convention.id).await.unwrap(), None, "another collectivité's id");
        assert_eq!(kept::list(&mut tx, other).await.unwrap().len(), 1);
        let counts: Vec<_> = kept::count_by_etat(&mut tx).await.unwrap().iter().map(|c| (c.etat, c.combien)).collect();
        assert_eq!(counts, [(EtatConvention::Denoncee, 1), (EtatConvention::EnVigueur, 1)]);
    }

    async fn a_convention_changed_meanwhile_is_not_overwritten(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let one = Id::new(&clock);
        let convention = in_force(&clock, one, Regime::UnAnTacite);
        assert!(kept::save(&mut tx, &[&convention], clock.now()).await.unwrap());
        let mut mine = kept::find(&mut tx, one, convention.id).await.unwrap().unwrap();
        let mut theirs = mine.clone();
        theirs.denounce(date!(2020 - 03 - 02), "1A 234", None).unwrap();
        assert!(kept::save(&mut tx, &[&theirs], clock.now()).await.unwrap());
        mine.amend(date!(2020 - 03 - 03), "Autre objet").unwrap();
        assert!(!kept::save(&mut tx, &[&mine], clock.now()).await.unwrap());
        let found = kept::find(&mut tx, one, convention.id).await.unwrap().unwrap();
        assert_eq!((found.etat(), found.avenants().len()), (EtatConvention::Denoncee, 0));
    }

    async fn a_quote_is_accepted_once_and_its_subscription_remembers_it(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let one: CollectiviteId = Id::new(&clock);
        let mut quote = Devis::new(Id::new(&clock), one, "D-1", Service::Rgpd, an(2020), euros("250")).unwrap();
        quote.push(LigneDevis::new("Mise en place", Quand::PremiereAnnee, PrixLigne::DemiJournees(9))).unwrap();
        quote.push(LigneDevis::new("Suivi", Quand::AnneesSuivantes, PrixLigne::Forfait(euros("800")))).unwrap();
        assert!(devis::save(&mut tx, &quote).await.unwrap());
        let mut found = devis::find(&mut tx, one, quote.id).await.unwrap().unwrap();
        assert_eq!(found.lignes(), quote.lignes());
        let mut twin = found.clone();
        let abonnement = found.accept(date!(2020 - 02 - 03)).unwrap();
        assert!(devis::save(&mut tx, &found).await.unwrap());
        twin.accept(date!(2020 - 02 - 03)).unwrap();
        assert!(!devis::save(&mut tx, &twin).await.unwrap());
        let souscription = Souscription { id: Id::new(&clock), collectivite: one, abonnement };
        abonnements::insert(&mut tx, std::slice::from_ref(&souscription)).await.unwrap();
        assert_eq!(abonnements::list(&mut tx, one).await.unwrap(), [souscription]);
        assert_eq!(devis::list(&mut tx, one).await.unwrap().len(), 1);
    }

    async fn subscriptions_keep_their_quantities_and_their_end(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let (one, other): (CollectiviteId, CollectiviteId) = (Id::new(&clock), Id::new(&clock));
        let subscribe = |collectivite, abonnement| Souscription { id: Id::new(&clock), collectivite, abonnement };
        let achat = Some(euros("88.90"));
        let mut all = vec![
            subscribe(one, Abonnement::new(Service::N2, 3, an(2018), None).unwrap()),
            subscribe(one, Abonnement::new(Service::Certificat, 1, an(2020), achat).unwrap()),
            subscribe(other, Abonnement::new(Service::Domaine, 2, an(2019), None).unwrap()),
        ];
        abonnements::insert(&mut tx, &all).await.unwrap();
        all[0].abonnement.set_quantite(an(2020), 5).unwrap();
        all[0].abonnement.end(an(2021)).unwrap();
        abonnements::save(&mut tx, &all[0]).await.unwrap();
        let found = abonnements::list(&mut tx, one).await.unwrap();
        let found: BTreeMap<_, _> = found.into_iter().map(|s| (s.id, s)).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[&all[0].id], all[0]);
        assert_eq!(found[&all[1].id], all[1]);
        assert_eq!(abonnements::list_all(&mut tx).await.unwrap().len(), 3);
    }

    async fn a_signed_census_is_never_overwritten(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let one: CollectiviteId = Id::new(&clock);
        let poste = |nom: &str, niveau| PosteRecense { nom: nom.into(), niveau };
        let postes = vec![poste("Accueil", NiveauPoste::N2), poste("Salle", NiveauPoste::Aucun)];
        let mut census = Recensement::new(an(2020), postes);
        assert!(recensements::save(&mut tx, one, &census).await.unwrap());
        let mut stale = census.clone();
        census.remove("Salle").unwrap();
        census.sign(date!(2020 - 01 - 15)).unwrap();
        assert!(recensements::save(&mut tx, one, &census).await.unwrap());
        stale.set_niveau("Salle", NiveauPoste::N3).unwrap();
        assert!(!recensements::save(&mut tx, one, &stale).await.unwrap());
        assert_eq!(recensements::list(&mut tx, one).await.unwrap(), [census.clone()]);
        assert_eq!(recensements::list_all(&mut tx).await.unwrap()[&one], [census]);
    }

    async fn members_are_listed_with_what_falls_due(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let (a, b) = (identite(&clock, "216200014", "Évreux"), identite(&clock, "216200022", "Auch"));
        let convention = in_force(&clock, a.id, Regime::UnAnTacite);
        let today = date!(2020 - 09 - 01);
        let members = [Membre::new(a.clone(), &[&convention], today), Membre::new(b.clone(), &[], today)];
        membres::save(&mut tx, &members).await.unwrap();
        membres::save(&mut tx, &members).await.unwrap();
        let request = ListRequest { page: 1, per_page: 20, ..ListRequest::default() };
        let page = membres::page(&mut tx, &request).await.unwrap();
        assert_eq!(page.rows.iter().map(|m| m.identite.nom.as_str()).collect::<Vec<_>>(), ["Auch", "Évreux"]);
        assert_eq!(page.rows[1], members[0]);
        let due = membres::list_due(&mut tx, today, date!(2020 - 12 - 31)).await.unwrap();
        let expected = Echeance { le: date!(2020 - 10 - 15), nature: NatureEcheance::DernierJourDenonciation };
        assert_eq!(due.iter().map(|m| (m.identite.id, m.echeance)).collect::<Vec<_>>(), [(a.id, Some(expected))]);
        let filtered = ListRequest { filters: vec![("sans_convention".into(), "oui".into())], ..request };
        assert_eq!(membres::page(&mut tx, &filtered).await.unwrap().rows, [members[1].clone()]);
    }

    async fn a_reminder_leaves_once(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let convention = in_force(&clock, Id::new(&clock), Regime::UnAnTacite);
        assert!(kept::save(&mut tx, &[&convention], clock.now()).await.unwrap());
        let (who, id) = (convention.collectivite, convention.id);
        let echeance = convention.echeances(date!(2020 - 09 - 01))[0];
        assert!(suivi::record_rappel(&mut tx, who, id, echeance, 30, clock.now()).await.unwrap());
        assert!(!suivi::record_rappel(&mut tx, who, id, echeance, 30, clock.now()).await.unwrap());
        assert!(suivi::record_rappel(&mut tx, who, id, echeance, 7, clock.now()).await.unwrap());
    }

    async fn a_promise_keeps_its_last_state(db: Db) {
        let clock = clock();
        let mut tx = db.begin(Perimetre::Centre).await.unwrap();
        let convention = in_force(&clock, Id::new(&clock), Regime::UnAnTacite);
        assert!(kept::save(&mut tx, &[&convention], clock.now()).await.unwrap());
        let (who, id) = (convention.collectivite, convention.id);
        let mut state = suivi::SuiviEngagement {
            code: "82-M-DPD-REFERENT".into(),
            etat: EtatEngagement::EnCours,
            note: String::new(),
            le: date!(2020 - 02 - 01),
        };
        suivi::set_engagements(&mut tx, &[(who, id, state.clone())]).await.unwrap();
        state.etat = EtatEngagement::Tenu;
        suivi::set_engagements(&mut tx, &[(who, id, state.clone())]).await.unwrap();
        assert_eq!(suivi::list_engagements(&mut tx, who, id).await.unwrap(), [state]);
    }
}
