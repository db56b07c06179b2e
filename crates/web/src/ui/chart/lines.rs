//! A value that moves in time: a line with its ends written, and a sparkline for the middle of a text.

use std::fmt::Write;

use maud::{Markup, Render, html};

use super::{Figure, decimal, figure_settings, percent, share};

/// Height of the plot in pixels, and the room above it for the values.
const PLOT: i64 = 130;
const ABOVE: i64 = 30;
/// With more points than this, only the ends and the middle are named.
const NAMED: usize = 6;

/// A line from left to right. The scale goes from the lowest value to the highest: it shows a movement, not a size.
#[derive(Debug, Clone)]
pub struct LineChart {
    figure: Figure,
    value_heading: String,
    points: Vec<(String, i64, String)>,
}

figure_settings!(LineChart);

impl LineChart {
    /// `label` names the chart; `value_heading` names the values in the table: « Indice ».
    pub fn new(label: impl Into<String>, value_heading: impl Into<String>) -> Self {
        Self { figure: Figure::new(label), value_heading: value_heading.into(), points: Vec::new() }
    }

    /// One point: its name, its value, the value as it is read.
    #[must_use]
    pub fn point(mut self, name: impl Into<String>, value: i64, text: impl Into<String>) -> Self {
        self.points.push((name.into(), value, text.into()));
        self
    }

    fn point_drawing(&self, at: usize, height: i64) -> Markup {
        let (name, _, text) = &self.points[at];
        let last = self.points.len() - 1;
        let x = percent(along(at, self.points.len()));
        let anchor = if at == 0 {
            "start"
        } else if at == last {
            "end"
        } else {
            "middle"
        };
        let y = (ABOVE + PLOT) * 100 - height;
        let named = last < NAMED || at == 0 || at == last || at == last / 2;
        html! {
            @if at == 0 || at == last || last < NAMED {
                circle.point.dernier[at == last] cx=(x) cy=(decimal(y)) r="4.5" {}
                text.valeur.sommet[at == 0 || at == last] x=(x) y=(decimal(y - 1_200)) text-anchor=(anchor) { (text) }
            }
            @if named { text x=(x) y=(ABOVE + PLOT + 24) text-anchor=(anchor) { (name) } }
        }
    }
}

impl Render for LineChart {
    fn render(&self) -> Markup {
        let values: Vec<i64> = self.points.iter().map(|(_, value, _)| *value).collect();
        let heights = heights(&values, PLOT);
        let drawing = html! {
            svg.dessin.dense[values.len() > 4] height=(ABOVE + PLOT + 32) role="img" aria-label=(self.figure.label) {
                line.axe x1="0" x2="100%" y1=(ABOVE + PLOT) y2=(ABOVE + PLOT) {}
                svg y=(ABOVE) height=(PLOT) viewBox={ "0 0 100 " (PLOT) } preserveAspectRatio="none" overflow="visible" {
                    (path(&heights, PLOT))
                }
                @for (at, height) in heights.iter().enumerate() { (self.point_drawing(at, *height)) }
            }
        };
        let rows = self.points.iter().map(|(name, _, text)| (name.clone(), vec![text.clone()])).collect();
        self.figure.draw(&drawing, std::slice::from_ref(&self.value_heading), rows)
    }
}

/// A small line without figures: `label` must say them (« de 266,3 à 274,5 »).
pub fn sparkline(label: &str, values: &[i64]) -> Markup {
    html! {
        svg.dessin.tendance viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label=(label) {
            (path(&heights(values, 30), 30))
        }
    }
}

/// Heights in hundredths of a pixel, between a tenth and nine tenths of the plot.
fn heights(values: &[i64], plot: i64) -> Vec<i64> {
    let (low, high) = (values.iter().min().copied().unwrap_or(0), values.iter().max().copied().unwrap_or(0));
    let range = high.saturating_sub(low);
    let height = |value: i64| {
        if range == 0 { plot * 50 } else { plot * 10 + share(value.saturating_sub(low), range, plot * 8 / 10) }
    };
    values.iter().map(|value| height(*value)).collect()
}

/// Where the point stands in the width, in hundredths of a percent.
fn along(at: usize, of: usize) -> i64 {
    let [at, of] = [at, of].map(|n| i64::try_from(n).unwrap_or(0));
    if of < 2 { 5_000 } else { at * 10_000 / (of - 1) }
}

fn path(heights: &[i64], plot: i64) -> Markup {
    let mut line = String::new();
    for (at, height) in heights.iter().enumerate() {
        let command = if at == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(line, "{command}{} {}", decimal(along(at, heights.len())), decimal(plot * 100 - height));
    }
    html! {
        path.aire d={ (line) "L100 " (plot) "L0 " (plot) "Z" } {}
        path.ligne d=(line) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_goes_from_the_lowest_to_the_highest() {
        assert_eq!(heights(&[10, 20, 15], 100), [1_000, 9_000, 5_000]);
        assert_eq!(heights(&[7, 7], 100), [5_000, 5_000]);
        assert!(heights(&[], 100).is_empty());
    }

    #[test]
    fn long_line_names_its_ends_and_its_middle() {
        let chart =
            (1..=12).fold(LineChart::new("Syntec", "Indice"), |c, n| c.point(format!("mois {n}"), n, n.to_string()));
        let html = chart.render().into_string();
        let drawing =
            html.split("</svg>").last().map_or("", |_| html.split("graphique-pied").next().unwrap_or_default());
        assert_eq!(drawing.matches("mois ").count(), 3, "{drawing}");
        assert!(html.contains("mois 7</th>"), "the table has them all");
    }

    #[test]
    fn one_point_and_none_are_drawn() {
        assert!(LineChart::new("Syntec", "Indice").point("2021", 5, "5").render().into_string().contains("50%"));
        assert!(LineChart::new("Syntec", "Indice").render().into_string().contains("role=\"img\""));
    }
}
