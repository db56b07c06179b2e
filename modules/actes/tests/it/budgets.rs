//! A budget read as tables.

use axum::http::StatusCode;

use crate::site::{BASE, Site};

const BUDGET: &str = include_str!("../../data/budget.xml");

#[tokio::test]
async fn a_budget_is_read_by_section_and_chapter_with_its_totals() {
    let site = Site::new().await;
    let claire = site.secretaire().await;
    let id = claire.get(&format!("{BASE}/nouveau")).await.hidden("id");
    let typed = [
        ("id", id.as_str()),
        ("nature", "5"),
        ("objet", "Budget 2026"),
        ("numero", "2026_020"),
        ("decision_le", "2026-04-01"),
    ];
    let xml = BUDGET
        .replace("{jour}", "2026-04-01")
        .replace("{exercice}", "2026")
        .replace("{collectivite}", "Albias")
        .replace("{siret}", "21820002000012");
    let sent = claire.upload(BASE, &typed, ("fichier", "budget.xml", xml.as_bytes())).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = claire.get(&format!("{BASE}/{id}/preparation")).await;
    page.says(StatusCode::OK, &["Lire le budget en tableaux"]);
    let link = page
        .text()
        .split("href=\"")
        .find(|part| part.contains("/budget\""))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let page = claire.get(&link).await;
    page.says(
        StatusCode::OK,
        &[
            "Budget primitif 2026",
            "Fonctionnement",
            "011 Charges à caractère général",
            "2 188 000,00",
            "Investissement",
            "1 310 700,00",
            "Restes à réaliser",
        ],
    );
    page.hides("n’est pas scellé");
    site.voisine().await.get(&link).await.says(StatusCode::NOT_FOUND, &[]);
    // The same in gzip, as some financial software gives it, is the same XML.
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, xml.as_bytes()).unwrap();
    let zipped =
        claire.upload(&format!("{BASE}/{id}/pieces"), &[], ("annexes", "budget.xml.gz", gzip.finish().unwrap())).await;
    assert_eq!(zipped.status, StatusCode::SEE_OTHER, "{}", zipped.text());
    let files =
        actes::store::pieces::list_of(&mut site.read().await, site.albias.id, id.parse().unwrap()).await.unwrap();
    assert_eq!((files[1].nom.as_str(), files[1].taille), ("budget.xml", files[0].taille));
    let pdf = site.deposited("2026_001").await;
    let file = actes::store::pieces::list_of(&mut site.read().await, site.albias.id, pdf).await.unwrap()[0].id;
    claire.get(&format!("{BASE}/{pdf}/pieces/{file}/budget")).await.says(StatusCode::NOT_FOUND, &[]);
}
