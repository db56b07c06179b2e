//! What is kept, on both engines: rows, versions, the register of a day, seals, summaries.

use db::Perimetre;
use kernel::{Clock, Id};
use rgpd::{
    domain::{Contenu, EtatTraitement},
    gestes::{
        Contexte, GesteError, registre,
        traitements::{self as acts, Acte, Avec},
    },
    store::{membres, scelles, traitements, versions},
};
use time::macros::date;

use crate::site::whole;

fn favorable() -> Acte {
    Acte::Controle { preconisations: "Pensez aux factures papier.".into(), favorable: true }
}

db::both_engines! { &web::testing::migrations(&[&rgpd::ROOM]);
    async fn a_whole_traitement_is_kept_and_read_back(db: Db) {
        let (clock, acteur) = (Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap()), journal::Acteur::systeme("essai"));
        let ctx = Contexte { clock: &clock, acteur: &acteur, collectivite: Id::new(&clock), siren: "218200020".parse().unwrap() };
        let mut tx = db.begin(Perimetre::Collectivite(ctx.collectivite)).await.unwrap();
        let id = acts::create(&mut tx, ctx, whole(), Avec::default()).await.unwrap();
        let kept = acts::find(&mut tx, ctx, id).await.unwrap();
        assert_eq!((kept.contenu.clone(), kept.version, kept.revision), (whole(), 1, 1));
        let twice = acts::create(&mut tx, ctx, whole(), Avec::default()).await.unwrap_err();
        assert!(twice.to_string().contains("«\u{a0}SCO-02\u{a0}» sert déjà"), "{twice}");
        let summary = membres::find(&mut tx, ctx.collectivite).await.unwrap().unwrap();
        assert_eq!((summary.traitements, summary.brouillons, summary.incomplets), (1, 1, 0));
        assert_eq!(summary.revision_le, Some(date!(2027 - 09 - 01)));
        tx.commit().await.unwrap();
    }

    async fn two_editors_at_once_and_the_second_is_told(db: Db) {
        let (clock, acteur) = (Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap()), journal::Acteur::systeme("essai"));
        let ctx = Contexte { clock: &clock, acteur: &acteur, collectivite: Id::new(&clock), siren: "218200020".parse().unwrap() };
        let mut tx = db.begin(Perimetre::Collectivite(ctx.collectivite)).await.unwrap();
        let id = acts::create(&mut tx, ctx, whole(), Avec::default()).await.unwrap();
        let (mine, theirs) = (acts::find(&mut tx, ctx, id).await.unwrap(), acts::find(&mut tx, ctx, id).await.unwrap());
        acts::edit(&mut tx, ctx, mine, Contenu { nom: "Cantine".into(), ..whole() }, None).await.unwrap();
        let late = acts::edit(&mut tx, ctx, theirs, Contenu { nom: "Repas".into(), ..whole() }, None).await;
        assert!(matches!(late, Err(GesteError::Conflict)), "{late:?}");
        assert_eq!(acts::find(&mut tx, ctx, id).await.unwrap().contenu.nom, "Cantine");
    }

    async fn the_register_of_a_day_is_the_one_that_was_validated_then(db: Db) {
        let (clock, acteur) = (Clock::fixed("2025-12-30T08:00:00Z".parse().unwrap()), journal::Acteur::systeme("essai"));
        let ctx = Contexte { clock: &clock, acteur: &acteur, collectivite: Id::new(&clock), siren: "218200020".parse().unwrap() };
        let mut tx = db.begin(Perimetre::Collectivite(ctx.collectivite)).await.unwrap();
        let id = acts::create(&mut tx, ctx, whole(), Avec::default()).await.unwrap();
        for acte in [Acte::Soumission, favorable(), Acte::Validation] {
            let t = acts::find(&mut tx, ctx, id).await.unwrap();
            acts::act(&mut tx, ctx, t, acte).await.unwrap();
        }
        let seal = registre::seal(&mut tx, ctx, date!(2025 - 12 - 30)).await.unwrap();
        clock.set("2026-03-01T08:00:00Z".parse().unwrap());
        let t = acts::find(&mut tx, ctx, id).await.unwrap();
        acts::edit(&mut tx, ctx, t, Contenu { nom: "Cantine".into(), ..whole() }, None).await.unwrap();
        for acte in [Acte::Soumission, favorable(), Acte::Validation] {
            let t = acts::find(&mut tx, ctx, id).await.unwrap();
            acts::act(&mut tx, ctx, t, acte).await.unwrap();
        }
        clock.set("2026-06-01T08:00:00Z".parse().unwrap());
        let t = acts::find(&mut tx, ctx, id).await.unwrap();
        acts::act(&mut tx, ctx, t, Acte::Archivage { motif: "Transférée.".into() }).await.unwrap();
        let mut names = Vec::new();
        for day in [date!(2025 - 12 - 29), date!(2025 - 12 - 30), date!(2026 - 02 - 28), date!(2026 - 03 - 01), date!(2026 - 06 - 01)] {
            let found = registre::at(&mut tx, ctx, day).await.unwrap();
            names.push(found.iter().map(|v| format!("{} {}", v.contenu.nom, v.numero)).collect::<Vec<_>>().join(", "));
        }
        assert_eq!(names, ["", "Restauration scolaire 1", "Restauration scolaire 1", "Cantine 2", ""]);
        let seal = scelles::find(&mut tx, ctx.collectivite, seal).await.unwrap().unwrap();
        assert!(registre::verify(&mut tx, ctx, &seal).await.unwrap());
        let false_one = scelles::Scelle { empreinte: "0".repeat(64), ..seal };
        assert!(!registre::verify(&mut tx, ctx, &false_one).await.unwrap());
        assert_eq!(versions::list(&mut tx, ctx.collectivite, id).await.unwrap().len(), 2);
        assert_eq!(acts::find(&mut tx, ctx, id).await.unwrap().etat, EtatTraitement::Archive);
        assert!(registre::seal(&mut tx, ctx, date!(2025 - 12 - 30)).await.unwrap_err().to_string().contains("déjà scellé"));
    }

    async fn words_sorts_and_filters_find_their_rows(db: Db) {
        let (clock, acteur) = (Clock::fixed("2026-11-25T08:00:00Z".parse().unwrap()), journal::Acteur::systeme("essai"));
        let ctx = Contexte { clock: &clock, acteur: &acteur, collectivite: Id::new(&clock), siren: "218200020".parse().unwrap() };
        let mut tx = db.begin(Perimetre::Collectivite(ctx.collectivite)).await.unwrap();
        acts::create(&mut tx, ctx, whole(), Avec::default()).await.unwrap();
        for nom in ["Élections", "Paie"] {
            acts::create(&mut tx, ctx, Contenu { nom: nom.into(), ..Contenu::default() }, Avec::default()).await.unwrap();
        }
        let mut found = Vec::new();
        for query in ["tri=nom&ordre=desc", "q=portail+FAMILLE", "incomplet=oui", "sensible=oui", "etat=valide", "aipd=a_decider", "a_relire_avant=2027-09-02"] {
            let request = web::liste::request(&web::ui::ListState::from_query(query));
            let page = traitements::page(&mut tx, ctx.collectivite, None, &request).await.unwrap();
            found.push(page.rows.iter().map(|row| row.nom.clone()).collect::<Vec<_>>().join(", "));
        }
        let all = "Restauration scolaire";
        assert_eq!(found, ["Restauration scolaire, Paie, Élections", all, "Élections, Paie", all, "", "Élections, Paie", all]);
    }
}
