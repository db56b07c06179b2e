//! Charts: drawn on the server, few colours, direct labels, and the same figures in a table underneath.
//!
//! Values are whole numbers in any unit (cents, members); each comes with its text, written as it is read. The SVG
//! have no `viewBox`: positions are percentages, so that the text keeps its size from 320 px to the widest screen.

mod bars;
mod columns;
mod lines;

pub use bars::BarChart;
pub use columns::ColumnChart;
pub use lines::{LineChart, sparkline};

use maud::{Markup, html};

use super::{Column, Row, Table, details};

/// What all charts share: a name, headings for the table, an export.
#[derive(Debug, Clone)]
struct Figure {
    label: String,
    title_shown: bool,
    export: Option<String>,
    first_heading: String,
    detailed: Option<Table>,
}

impl Figure {
    fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), title_shown: false, export: None, first_heading: String::new(), detailed: None }
    }

    /// The drawing, its legend, its table: `headings` and, for each row, its name and its texts.
    fn draw(&self, drawing: &Markup, headings: &[String], rows: Vec<(String, Vec<String>)>) -> Markup {
        html! {
            figure.graphique {
                figcaption.visually-hidden[!self.title_shown] { (self.label) }
                (drawing)
                div.graphique-pied {
                    @match &self.detailed {
                        Some(table) => (details("Le tableau détaillé", table.clone())),
                        None => (details("Les mêmes chiffres en tableau", self.table(headings, rows))),
                    }
                    @if let Some(href) = &self.export { a href=(href) download { "Télécharger ces chiffres" } }
                }
            }
        }
    }

    fn table(&self, headings: &[String], rows: Vec<(String, Vec<String>)>) -> Table {
        let first = Column::new("", self.first_heading.clone());
        let table = headings.iter().fold(Table::new(self.label.clone()).column(first), |table, heading| {
            table.column(Column::new("", heading.clone()).numeric())
        });
        table.rows(rows.into_iter().map(|(name, texts)| texts.into_iter().fold(Row::new().cell(name), Row::cell)))
    }
}

/// What a chart lets one set, whatever its kind.
macro_rules! figure_settings {
    ($chart:ty) => {
        impl $chart {
            /// Shows the name of the chart above it (when no card has it as a title).
            #[must_use]
            pub fn titled(mut self) -> Self {
                self.figure.title_shown = true;
                self
            }

            /// The same figures as a file.
            #[must_use]
            pub fn export(mut self, href: impl Into<String>) -> Self {
                self.figure.export = Some(href.into());
                self
            }

            /// A table that says more, in the place of that of the same figures.
            #[must_use]
            pub fn detailed(mut self, table: $crate::ui::Table) -> Self {
                self.figure.detailed = Some(table);
                self
            }

            /// The heading of the first column of the table: « Service », « Année ».
            #[must_use]
            pub fn heading(mut self, heading: impl Into<String>) -> Self {
                self.figure.first_heading = heading.into();
                self
            }
        }
    };
}
use figure_settings;

/// `part` of `whole` in hundredths of `scale`: `share(1, 4, 100)` is 2500, a quarter of a hundred.
fn share(part: i64, whole: i64, scale: i64) -> i64 {
    let exact = i128::from(part.max(0)) * i128::from(scale) * 100 / i128::from(whole.max(1));
    i64::try_from(exact).unwrap_or(i64::MAX)
}

/// Hundredths as a decimal number: `2550` is `25.5`.
fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

fn percent(hundredths: i64) -> String {
    format!("{}%", decimal(hundredths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_and_never_overflow() {
        assert_eq!(share(1, 3, 100), 3333);
        assert_eq!(percent(share(1, 3, 100)), "33.33%");
        assert_eq!(share(-5, 10, 100), 0, "nothing is drawn below zero");
        assert_eq!(share(5, 0, 100), 50_000, "no division by zero");
        assert_eq!(share(i64::MAX, i64::MAX, 100), 10_000);
        assert_eq!((decimal(2500), decimal(-50)), ("25".to_owned(), "-0.50".to_owned()));
    }
}
