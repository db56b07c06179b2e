//! Horizontal bars: a name, a value, and a bar under both, the longest in full colour.

use maud::{Markup, Render, html};

use super::{Figure, figure_settings, percent, share};

/// Horizontal bars, in the order given.
#[derive(Debug, Clone)]
pub struct BarChart {
    figure: Figure,
    value_heading: String,
    bars: Vec<(String, i64, String)>,
    whole: Option<i64>,
}

figure_settings!(BarChart);

impl BarChart {
    /// `label` names the chart; `value_heading` names the values in the table: « Recettes ».
    pub fn new(label: impl Into<String>, value_heading: impl Into<String>) -> Self {
        Self { figure: Figure::new(label), value_heading: value_heading.into(), bars: Vec::new(), whole: None }
    }

    /// One bar: its name, its value, and the value as it is read: `bar("RGPD", 9_540_000, "95 400 €")`.
    #[must_use]
    pub fn bar(mut self, name: impl Into<String>, value: i64, text: impl Into<String>) -> Self {
        self.bars.push((name.into(), value, text.into()));
        self
    }

    /// Bars are parts of this whole (a coverage); otherwise the longest takes the whole width.
    #[must_use]
    pub fn whole(mut self, whole: i64) -> Self {
        self.whole = Some(whole);
        self
    }
}

impl Render for BarChart {
    fn render(&self) -> Markup {
        let longest = self.bars.iter().map(|(_, value, _)| *value).max().unwrap_or(0);
        let whole = self.whole.unwrap_or(longest);
        let drawing = html! {
            div.barres role="img" aria-label=(self.figure.label) {
                @for (name, value, text) in &self.bars {
                    div {
                        span { (name) }
                        span.valeur { (text) }
                        svg.dessin height="14" {
                            rect.fond width="100%" height="14" rx="4" {}
                            rect class=(if *value == longest { "s1" } else { "s0" }) width=(percent(share(*value, whole, 100).min(10_000))) height="14" rx="4" {}
                        }
                    }
                }
            }
        };
        let rows = self.bars.iter().map(|(name, _, text)| (name.clone(), vec![text.clone()])).collect();
        self.figure.draw(&drawing, std::slice::from_ref(&self.value_heading), rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_bar_is_full_and_the_table_has_the_same_figures() {
        let chart = BarChart::new("Recettes par service", "Recettes").heading("Service");
        let html = chart.bar("RGPD", 50, "50 €").bar("<Postes>", 200, "200 €").render().into_string();
        assert!(html.contains(r#"<rect class="s1" width="100%""#) && html.contains(r#"<rect class="s0" width="25%""#));
        assert!(html.contains(r#"role="img" aria-label="Recettes par service""#));
        assert!(html.contains("&lt;Postes&gt;</th>") && html.contains("200 €</td>"), "{html}");
        assert!(!html.contains("style="));
    }
}
