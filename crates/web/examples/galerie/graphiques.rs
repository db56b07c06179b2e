//! The charts, with few and many values.

use maud::html;
use web::ui::{BarChart, Carte, ColumnChart, LineChart, Page, sparkline};

pub async fn show() -> Page {
    Page::new(&super::shell("/graphiques"), "Les chiffres de l’année").lead("Tous les graphiques de la maison.").content(
        html! {
            div.colonnes {
                (Carte::new("Recettes par année").content(columns()))
                (Carte::new("Recettes par service et par année").content(stacks()))
                (Carte::new("Adhérents par année").content(pairs()))
                (Carte::new("Indice Syntec").content(syntec(4)))
                (Carte::new("Indice Syntec sur deux ans").content(syntec(24)))
                (Carte::new("Couverture par taille").content(coverage()))
                (Carte::new("En une ligne").content(html! {
                    p { "Les recettes montent " (sparkline("Recettes, de 310 à 367 milliers d’euros", &[310, 322, 318, 340, 367])) " depuis 2017." }
                }))
            }
        },
    )
}

fn euros(thousands: i64) -> String {
    format!("{thousands}\u{a0}k€")
}

fn columns() -> ColumnChart {
    let years = [("2018", 322), ("2019", 318), ("2020", 340), ("2021", 367)];
    let chart = ColumnChart::new("Recettes par année, en milliers d’euros", ["Recettes"]).heading("Année");
    years.into_iter().fold(chart, |chart, (year, value)| chart.group(year, [(value, euros(value))]))
}

fn stacks() -> ColumnChart {
    let years = [("2019", [80, 120, 60, 58]), ("2020", [90, 130, 61, 59]), ("2021", [95, 141, 63, 68])];
    let series = ["RGPD", "Postes", "Dématérialisation", "Internet et messagerie"];
    let chart = ColumnChart::new("Recettes par service et par année", series).heading("Année");
    years.into_iter().fold(chart, |chart, (year, values)| {
        chart.stack(year, euros(values.iter().sum()), values.map(|value| (value, euros(value))))
    })
}

fn pairs() -> ColumnChart {
    let chart = ColumnChart::new("Adhérents par année", ["Communes", "Intercommunalités"]).heading("Année");
    (2016..=2021_i64).fold(chart, |chart, year| {
        let communes = 150 + (year - 2016) * 9;
        chart.group(year.to_string(), [(communes, communes.to_string()), (10, "10".to_owned())])
    })
}

fn syntec(months: i64) -> LineChart {
    (0..months).fold(
        LineChart::new("Indice Syntec", "Indice").heading("Mois").export("/liste/export"),
        |chart, month| {
            let value = 2_663 + month * 4 + month * month % 7;
            chart.point(format!("mois\u{a0}{}", month + 1), value, format!("{},{}", value / 10, value % 10))
        },
    )
}

fn coverage() -> BarChart {
    BarChart::new("Part des communes adhérentes selon leur taille", "Communes")
        .heading("Taille")
        .whole(100)
        .bar("Moins de 500 habitants", 82, "82\u{a0}%")
        .bar("De 500 à 3\u{202f}500 habitants, bourgs-centres compris", 96, "96\u{a0}%")
        .bar("Plus de 3\u{202f}500 habitants", 40, "40\u{a0}%")
        .titled()
}
