//! The year of the états, through its pages: computed, checked, validated, sent, corrected, billed.

use axum::http::{StatusCode, header};
use conventions::{
    domain::{Service, StatutEtat},
    gestes::abonnements,
    store::{
        envois,
        etats::{self, EtatEmis},
    },
};

use crate::{
    site::{ALBIAS, MONTAUBAN, QUERCY, Site},
    support::{an, euros},
};

impl Site {
    async fn etat(&self, siren: &str) -> EtatEmis {
        let mut tx = self.read().await;
        let all = etats::list_year(&mut tx, an(2020)).await.unwrap();
        all.into_iter().find(|emis| emis.identite.siren.as_str() == siren).unwrap()
    }

    async fn subscribe(&self, csv: &str) {
        let mut tx = self.begin().await;
        let text = format!("siren;service;quantite;depuis\n{csv}\n");
        let done = abonnements::import(&mut tx, &self.clock, &self.acteur, text.as_bytes(), "essai").await.unwrap();
        assert_eq!(done.erreurs, []);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_year_is_computed_by_a_job_and_shown_with_its_figures() {
    let site = Site::new().await;
    let admin = site.admin().await;
    admin.get("/centre/etats/2020").await.says(StatusCode::OK, &["Calculez les états 2020", "Aucun état 2020"]);
    admin.post("/centre/tarifs/revision/2020/validation", &[]).await.location();
    let first = admin.post("/centre/etats/2020/calcul", &[]).await;
    let twice = admin.post("/centre/etats/2020/calcul", &[]).await;
    assert_eq!(first.location(), twice.location(), "asked twice, made once");
    site.drain().await;
    let mut tx = site.read().await;
    let id = first.location().trim_start_matches("/travaux/").parse().unwrap();
    let job = jobs::find(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(job.result.unwrap()["suite"], "/centre/etats/2020");
    drop(tx);
    // Albias: 3 × 128,46 + 1 520; Montauban: 2 × 94,70; the EPCI waits for its quote.
    let page = admin.get("/centre/etats/2020").await;
    page.says(StatusCode::OK, &["Un état 2020 est à corriger", "Albias", "1 905,38 €", "189,40 €", "Devis manquant"]);
    admin.get("/centre/etats").await.says(StatusCode::OK, &["États 2020", "2 094,78 €"]);
    let sorted = admin.get("/centre/etats/2020?tri=total&ordre=desc").await.plain();
    assert!(sorted.find("1 905,38").unwrap() < sorted.rfind("189,40").unwrap());
    admin.get("/centre/etats/2020?a_corriger=oui").await.says(StatusCode::OK, &["1 état Retirer", "CC du Quercy Vert"]);
}

#[tokio::test]
async fn computing_again_gives_the_same_states() {
    let site = Site::computed().await;
    let before = etats::list_year(&mut site.read().await, an(2020)).await.unwrap();
    site.clock.advance_seconds(60);
    site.admin().await.post("/centre/etats/2020/calcul", &[]).await.location();
    site.drain().await;
    assert_eq!(etats::list_year(&mut site.read().await, an(2020)).await.unwrap(), before);
}

#[tokio::test]
async fn anomalies_are_told_by_kind_with_the_way_out() {
    let site = Site::new().await;
    let admin = site.admin().await;
    admin.post("/centre/etats/2020/calcul", &[]).await.location();
    site.drain().await;
    let page = admin.get("/centre/etats/2020/anomalies").await;
    page.says(
        StatusCode::OK,
        &[
            "Deux choses à corriger",
            "Grille non révisée",
            "Cela se corrige une fois pour toutes",
            "Devis manquant",
            "Établir un devis de CC du Quercy Vert",
        ],
    );
    assert!(
        page.text().contains("href=\"/centre/tarifs/revision/2020\"")
            && page.text().contains(&format!("/c/{QUERCY}/devis"))
    );
    admin.post("/centre/tarifs/revision/2020/validation", &[]).await.location();
    admin.post("/centre/etats/2020/calcul", &[]).await.location();
    site.drain().await;
    admin.get("/centre/etats/2020/anomalies").await.says(StatusCode::OK, &["Une chose à corriger"]);
}

#[tokio::test]
async fn validation_leaves_what_is_wrong_freezes_the_rest_and_sends_it() {
    let site = Site::computed().await;
    let admin = site.admin().await;
    let confirm = admin.get("/centre/etats/2020/validation").await;
    confirm.says(StatusCode::OK, &["Valider 2 états 2020 ?", "1 restent de côté"]);
    let done = admin.post("/centre/etats/2020/validation", &[]).await;
    assert_eq!(done.location(), "/centre/etats/2020?fait=etats-valides");
    assert_eq!(site.etat(QUERCY).await.etat.statut(), StatutEtat::Calcule);
    let kept = site.etat(ALBIAS).await;
    let here = format!("/c/{ALBIAS}/etats/{}", kept.etat.id);
    admin.get(&here).await.says(StatusCode::OK, &["en cours d’édition"]);
    site.subscribe("218200020;DOM;1;2018").await;
    site.drain().await;
    admin.post("/centre/etats/2020/calcul", &[]).await.location();
    site.drain().await;
    assert_eq!(site.etat(ALBIAS).await, kept, "what is validated never changes");
    let mut tx = site.read().await;
    let envoi = envois::find(&mut tx, kept.identite.id, kept.etat.id).await.unwrap().unwrap();
    assert_eq!(envoi.courriels, 1);
    let pdf = site.services.documents().read(&mut tx, kept.identite.id, envoi.pdf).await.unwrap().unwrap();
    let xlsx = site.services.documents().read(&mut tx, kept.identite.id, envoi.xlsx).await.unwrap().unwrap();
    assert_eq!((&pdf[..5], &xlsx[..2]), (&b"%PDF-"[..], &b"PK"[..]));
    let mails =
        mail::list(&mut tx, &db::ListRequest { per_page: 10, ..db::ListRequest::default() }).await.unwrap().rows;
    assert_eq!(mails.len(), 1, "Montauban has no address");
    assert_eq!(mails[0].destinataire_adresse, "mairie@albias.example");
    let whole = mail::find(&mut tx, mails[0].id).await.unwrap().unwrap();
    assert!(whole.bodies.unwrap().texte.contains(&format!("http://beffroi.test{here}")));
    drop(tx);
    admin.get("/centre/etats/2020").await.says(StatusCode::OK, &["2 avec leur PDF, 1 envoyés"]);
    let none = admin.post("/centre/etats/2020/validation", &[]).await;
    none.says(StatusCode::UNPROCESSABLE_ENTITY, &["Aucun état 2020 n’est prêt"]);
}

#[tokio::test]
async fn a_member_without_an_address_is_reached_through_its_secretary() {
    let site = Site::computed().await;
    let mut tx = site.begin().await;
    let mut fiche = site.albias.fiche.clone();
    fiche.courriel = None;
    let seen = (site.albias.id, site.albias.version);
    annuaire::collectivites::update(&mut tx, &site.clock, &site.acteur, seen, &fiche).await.unwrap();
    tx.commit().await.unwrap();
    site.admin().await.post("/centre/etats/2020/validation", &[]).await.location();
    site.drain().await;
    let request = db::ListRequest { per_page: 10, ..db::ListRequest::default() };
    let mails = mail::list(&mut site.read().await, &request).await.unwrap().rows;
    let to: Vec<&str> = mails.iter().map(|m| m.destinataire_adresse.as_str()).collect();
    assert_eq!(to, ["claire@exemple.fr"]);
}

#[tokio::test]
async fn an_event_that_comes_twice_sends_nothing_twice() {
    let site = Site::computed().await;
    site.admin().await.post("/centre/etats/2020/validation", &[]).await.location();
    site.drain().await;
    let kept = site.etat(ALBIAS).await;
    let event = contracts::conventions::EtatValide {
        etat: kept.etat.id.uuid(),
        siren: kept.identite.siren,
        annee: 2020,
        version: 1,
        total: kept.etat.total(),
    };
    let mut tx = site.begin().await;
    let payload = serde_json::to_value(event).unwrap();
    let kind = <contracts::conventions::EtatValide as contracts::Told>::KIND;
    jobs::tell(&mut tx, &site.clock, &jobs::Event { collectivite: kept.identite.id, kind, payload }).await.unwrap();
    tx.commit().await.unwrap();
    site.drain().await;
    let mails = mail::list(&mut site.read().await, &db::ListRequest { per_page: 10, ..db::ListRequest::default() })
        .await
        .unwrap();
    assert_eq!(mails.total, 1);
}

#[tokio::test]
async fn one_etat_is_validated_alone_and_a_blocked_one_is_refused() {
    let site = Site::computed().await;
    let admin = site.admin().await;
    let blocked = site.etat(QUERCY).await;
    let path = format!("/c/{QUERCY}/etats/{}", blocked.etat.id);
    admin.get(&path).await.says(StatusCode::OK, &["L’état 2020 est à corriger", "se chiffre sur devis"]);
    for answer in [admin.get(&format!("{path}/validation")).await, admin.post(&format!("{path}/validation"), &[]).await]
    {
        answer.says(StatusCode::UNPROCESSABLE_ENTITY, &["Des anomalies empêchent de valider cet état (1)"]);
    }
    let montauban = site.etat(MONTAUBAN).await;
    let path = format!("/c/{MONTAUBAN}/etats/{}", montauban.etat.id);
    admin.get(&format!("{path}/validation")).await.says(StatusCode::OK, &["189,40 € en tout"]);
    assert!(admin.post(&format!("{path}/validation"), &[]).await.location().ends_with("?fait=etat-valide"));
    let twice = admin.post(&format!("{path}/validation"), &[]).await;
    twice.says(StatusCode::UNPROCESSABLE_ENTITY, &["L’état 2020 est validé"]);
    assert_eq!(site.etat(ALBIAS).await.etat.statut(), StatutEtat::Calcule);
}

#[tokio::test]
async fn a_correction_is_a_new_etat_linked_to_the_first() {
    let site = Site::computed().await;
    let admin = site.admin().await;
    let first = site.etat(ALBIAS).await;
    let path = format!("/c/{ALBIAS}/etats/{}", first.etat.id);
    let early = admin.post(&format!("{path}/rectification"), &[]).await;
    early.says(StatusCode::UNPROCESSABLE_ENTITY, &["recalculez-le au lieu de le rectifier"]);
    admin.post("/centre/etats/2020/validation", &[]).await.location();
    site.drain().await;
    site.subscribe("218200020;DOM;2;2018").await;
    let done = admin.post(&format!("{path}/rectification"), &[]).await;
    let second = site.etat(ALBIAS).await;
    assert_eq!(done.location(), format!("/c/{ALBIAS}/etats/{}?fait=etat-rectifie", second.etat.id));
    assert_eq!((second.etat.version(), second.etat.rectifie()), (2, Some(first.etat.id)));
    assert_eq!(second.etat.total(), euros("1935.38"));
    admin.get(&path).await.says(StatusCode::OK, &["Ancien état 2020", "Cet état a été remplacé", "1 905,38 €"]);
    let secretaire = site.secretaire().await;
    secretaire.get(&path).await.says(StatusCode::OK, &["le rectificatif est en préparation"]);
    let next = format!("/c/{ALBIAS}/etats/{}", second.etat.id);
    assert_eq!(secretaire.get(&next).await.status, StatusCode::NOT_FOUND, "not validated yet");
    admin.post(&format!("{next}/validation"), &[]).await.location();
    site.drain().await;
    secretaire.get(&next).await.says(StatusCode::OK, &["État annuel 2020 rectifié", "Version 1", "Version 2"]);
    let invoice = admin.get(&format!("{next}/facture")).await.text();
    assert!(invoice.contains("EA-2020-218200020-2") && invoice.contains("EA-2020-218200020-1"), "{invoice}");
}

#[tokio::test]
async fn a_member_sees_its_own_validated_etats_and_nothing_else() {
    let site = Site::computed().await;
    let (albias, montauban) = (site.etat(ALBIAS).await, site.etat(MONTAUBAN).await);
    let secretaire = site.secretaire().await;
    let own = format!("/c/{ALBIAS}/etats/{}", albias.etat.id);
    assert_eq!(secretaire.get(&own).await.status, StatusCode::NOT_FOUND, "only computed");
    secretaire.get(&format!("/c/{ALBIAS}/etats")).await.says(StatusCode::OK, &["Aucun état pour l’instant"]);
    site.admin().await.post("/centre/etats/2020/validation", &[]).await.location();
    site.drain().await;
    let page = secretaire.get(&own).await;
    page.says(StatusCode::OK, &["3 postes × 128,46 € (tarif 2020)", "385,38 €", "1 905,38 €", "Télécharger le PDF"]);
    page.hides("Rectifier");
    secretaire.get(&format!("/c/{ALBIAS}/etats")).await.says(StatusCode::OK, &["EA-2020-218200020-1"]);
    for foreign in [
        format!("/c/{MONTAUBAN}/etats/{}", montauban.etat.id),
        format!("/c/{ALBIAS}/etats/{}", montauban.etat.id),
        "/centre/etats/2020".to_owned(),
    ] {
        assert_eq!(secretaire.get(&foreign).await.status, StatusCode::NOT_FOUND, "{foreign}");
    }
    assert_eq!(
        site.admin().await.get(&format!("/c/{ALBIAS}/etats/{}", montauban.etat.id)).await.status,
        StatusCode::NOT_FOUND
    );
    for act in ["validation", "rectification"] {
        assert_eq!(secretaire.post(&format!("{own}/{act}"), &[]).await.status, StatusCode::FORBIDDEN, "{act}");
    }
    assert_eq!(site.technicien().await.post("/centre/etats/2020/calcul", &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn titres_leave_as_csv_workbooks_and_invoices() {
    let site = Site::computed().await;
    let admin = site.admin().await;
    admin.get("/centre/etats/2020/titres").await.says(StatusCode::OK, &["attendent la validation"]);
    let early = admin.get("/centre/etats/2020/titres/factures").await;
    early.says(StatusCode::UNPROCESSABLE_ENTITY, &["Aucun état n’est validé"]);
    admin.post("/centre/etats/2020/validation", &[]).await.location();
    site.drain().await;
    let page = admin.get("/centre/etats/2020/titres?imputation=7588").await;
    page.says(
        StatusCode::OK,
        &["2 états validés sur 3", "1 fiche n’a pas de SIRET", "Commune de Montauban", "numero_etat"],
    );
    assert!(page.text().contains("titres/bilan?imputation=7588") && page.text().contains("value=\"7588\""));
    let csv = admin.get("/centre/etats/2020/titres/csv?imputation=7588").await.text();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].ends_with("imputation;date_validation"), "{csv}");
    assert!(
        lines.iter().any(|l| l.contains("EA-2020-218200020-1")
            && l.contains("N2")
            && l.contains("385,38")
            && l.contains("7588")),
        "{csv}"
    );
    assert_eq!(lines.len(), 4, "two lines of Albias and one of Montauban");
    let zip = admin.get("/centre/etats/2020/titres/factures").await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes)).unwrap();
    let names: Vec<_> = archive.file_names().map(Result::unwrap).collect();
    assert_eq!(names, ["EA-2020-218200020-1.xml"], "Montauban has no SIRET");
    drop(names);
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_index(0).unwrap(), &mut xml).unwrap();
    assert!(xml.contains("1905.38") && xml.contains("21820002000012"), "{xml}");
    let montauban = site.etat(MONTAUBAN).await;
    let refused = admin.get(&format!("/c/{MONTAUBAN}/etats/{}/facture", montauban.etat.id)).await;
    refused.says(StatusCode::UNPROCESSABLE_ENTITY, &["Commune de Montauban n’a pas de numéro SIRET"]);
    for file in ["bilan", "recapitulatif"] {
        let workbook = admin.get(&format!("/centre/etats/2020/titres/{file}")).await;
        assert!(
            workbook.bytes.starts_with(b"PK") && workbook.header(header::CONTENT_DISPOSITION).contains("2020.xlsx"),
            "{file}"
        );
    }
    let list = admin.get("/centre/etats/2020/export?format=csv&q=albias").await.text();
    assert!(list.contains("218200020;Albias") && !list.contains("Montauban"), "{list}");
}

#[tokio::test]
async fn the_pages_of_a_year_ask_as_much_for_five_members_as_for_two_hundred() {
    let site = Site::computed().await;
    let admin = site.admin().await;
    let paths = [
        "/centre",
        "/centre/etats",
        "/centre/etats/2020?par=200",
        "/centre/etats/2020/anomalies",
        "/centre/etats/2020/titres",
    ];
    let mut before = Vec::new();
    site.more_members(0..2).await;
    admin.post("/centre/etats/2020/calcul", &[]).await.location();
    site.drain().await;
    for path in paths {
        before.push(statements(&site, &admin, path).await);
    }
    site.more_members(2..197).await;
    admin.post("/centre/etats/2020/calcul", &[]).await.location();
    site.drain().await;
    for (path, few) in paths.into_iter().zip(before) {
        assert_eq!(statements(&site, &admin, path).await, few, "{path}");
    }
    assert_eq!(etats::list_year(&mut site.read().await, an(2020)).await.unwrap().len(), 200);
    assert!(site.etat(ALBIAS).await.etat.lignes().iter().any(|l| l.service == Service::N2));
}

async fn statements(site: &Site, who: &web::testing::Visiteur, path: &str) -> u64 {
    // The first page of a minute also keeps the session alive.
    who.get(path).await.says(StatusCode::OK, &[]);
    let before = site.db().statements();
    who.get(path).await.says(StatusCode::OK, &[]);
    site.db().statements() - before
}
