//! The HTML of a mail: one column of 600 px at most, read by a screen reader as it is seen, in light and in dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::corps::{Bloc, Corps};

/// Mail readers drop style sheets: what matters is inline, and what adapts to dark mode is here.
const ADAPTS: &str = "\
@media (prefers-color-scheme: dark) {
.fond { background-color: #151c22 !important; }
.page { background-color: #1e272f !important; }
.encre { color: #e8ecef !important; }
.pale { color: #b3bec7 !important; }
.filet { border-color: #3b4853 !important; }
.toit { border-bottom-color: #e8ecef !important; }
}";
const FONT: &str = "font-family:'Segoe UI',Helvetica,Arial,sans-serif;";

impl Corps {
    /// The mail as an HTML document, titled by its subject.
    pub(crate) fn to_html(&self, subject: &str) -> String {
        html! {
            (DOCTYPE)
            html lang="fr" dir="ltr" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="supported-color-schemes" content="light dark";
                    title { (subject) }
                    style { (PreEscaped(ADAPTS)) }
                }
                body class="fond" style="margin:0;padding:0;background-color:#f4f1ec;" {
                    div role="main" { table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
                        tr { td align="center" style="padding:24px 12px;" {
                            table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
                                style="max-width:600px;background-color:#ffffff;border-radius:6px;" {
                                tr { td style="padding:24px 32px 0;" { (belfry()) } }
                                tr { td style="padding:8px 32px 16px;" {
                                    h1 class="encre" style={ (FONT) "margin:16px 0;font-size:22px;line-height:1.3;font-weight:600;color:#26343f;" } { (subject) }
                                    @for bloc in &self.blocs { (show(bloc)) }
                                } }
                                tr { td class="filet" style="padding:16px 32px 24px;border-top:1px solid #ddd6cc;" { (self.foot()) } }
                            }
                        } }
                    } }
                }
            }
        }
        .into_string()
    }

    fn foot(&self) -> Markup {
        html! { p class="pale" style={ (FONT) "margin:0;font-size:14px;line-height:1.5;color:#55636e;" } { (self.signature) } }
    }
}

/// The belfry, a slate roof on a brick tower, drawn with borders: no image to fetch.
fn belfry() -> Markup {
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" border="0" { tr {
            td aria-hidden="true" style="width:30px;vertical-align:middle;line-height:0;font-size:0;" {
                div class="toit" style="width:0;height:0;border-left:9px solid transparent;border-right:9px solid transparent;\
                    border-bottom:11px solid #26343f;" {}
                div style="width:12px;height:17px;margin-left:3px;background-color:#a8412c;" {}
            }
            td class="encre" style={ (FONT) "font-size:18px;font-weight:600;color:#26343f;vertical-align:middle;" } { "Beffroi" }
        } }
    }
}

fn show(bloc: &Bloc) -> Markup {
    let text = format!("{FONT}font-size:16px;line-height:1.5;color:#26343f;");
    match bloc {
        Bloc::Paragraphe(paragraph) => {
            html! { p class="encre" style={ "margin:16px 0;" (text) } { (lines(paragraph)) } }
        }
        Bloc::Petit(small) => html! {
            p class="pale" style={ (FONT) "margin:16px 0;font-size:14px;line-height:1.5;color:#55636e;" } { (lines(small)) }
        },
        Bloc::Liste(items) => html! {
            ul class="encre" style={ "margin:16px 0;padding-left:24px;" (text) } { @for item in items { li { (item) } } }
        },
        Bloc::Bouton { libelle, adresse } => html! {
            p style="margin:24px 0;" {
                a href=(adresse) style={ (FONT) "display:inline-block;padding:12px 20px;border-radius:4px;background-color:#a8412c;\
                    color:#ffffff;font-size:16px;font-weight:600;text-decoration:none;" } { (libelle) }
            }
            p class="pale" style={ (FONT) "margin:-8px 0 16px;font-size:14px;line-height:1.5;color:#55636e;" } {
                "Ou copiez cette adresse dans votre navigateur\u{a0}: "
                span style="word-break:break-all;" { (adresse) }
            }
        },
        Bloc::Tableau(rows) => html! {
            table cellpadding="0" cellspacing="0" border="0" width="100%" style="margin:16px 0;border-collapse:collapse;" {
                @for (name, value) in rows { tr {
                    th class="pale filet" scope="row" align="left" style={ (FONT) "padding:8px 16px 8px 0;font-size:14px;font-weight:400;\
                        color:#55636e;border-bottom:1px solid #ddd6cc;text-align:left;vertical-align:baseline;width:35%;" } { (name) }
                    td class="encre filet" style={ "padding:8px 0;vertical-align:baseline;border-bottom:1px solid #ddd6cc;" (text) } { (value) }
                } }
            }
        },
    }
}

fn lines(text: &str) -> Markup {
    html! { @for (i, line) in text.lines().enumerate() { @if i > 0 { br; } (line) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_is_never_read_as_html() {
        let corps = Corps::new("<b>CDG</b>")
            .paragraph("<script>alert(1)</script>\nseconde ligne")
            .table([("<i>", "\"><img src=x>")])
            .button("<u>", "https://x.fr/\"onclick=\"y");
        let html = corps.to_html("<title>");
        for raw in ["<script", "<img", "<i>", "<b>", "<u>", "<title><", "\"onclick"] {
            assert!(!html.contains(raw), "{raw}: {html}");
        }
        assert!(html.contains("<br>seconde ligne"));
    }

    #[test]
    fn the_html_is_in_french_with_headers_on_its_table_and_readable_colours() {
        let html = Corps::new("CDG 82").table([("Total", "12 €")]).button("Voir", "https://b.fr/").to_html("État");
        for wanted in [
            "<html lang=\"fr\"",
            "<title>État</title>",
            "scope=\"row\"",
            "href=\"https://b.fr/\"",
            "max-width:600px",
            "#a8412c",
        ] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        assert_eq!(
            html.matches("<table").count()
                - html.matches("<table class=\"page\" role=\"presentation\"").count()
                - html.matches("<table role=\"presentation\"").count(),
            1,
            "only the table of figures is a table to a screen reader"
        );
    }
}
