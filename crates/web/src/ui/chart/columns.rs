//! Columns by year (or any label): one or several series, side by side or stacked.

use maud::{Markup, Render, html};

use super::{Figure, decimal, figure_settings, percent, share};

/// Height of the plot, in pixels: above it the values, below it the names.
const PLOT: i64 = 180;
const ABOVE: i64 = 24;
/// Most series told apart by their colours.
const SERIES: usize = 4;

/// Columns, from left to right.
#[derive(Debug, Clone)]
pub struct ColumnChart {
    figure: Figure,
    series: Vec<String>,
    groups: Vec<Group>,
    stacked: bool,
}

#[derive(Debug, Clone)]
struct Group {
    name: String,
    values: Vec<(i64, String)>,
    /// What is written above a stack.
    total: Option<String>,
}

figure_settings!(ColumnChart);

impl ColumnChart {
    /// `series` names what is compared, four at most: `["Communes", "EPCI"]`.
    pub fn new(label: impl Into<String>, series: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let series = series.into_iter().take(SERIES).map(Into::into).collect();
        Self { figure: Figure::new(label), series, groups: Vec::new(), stacked: false }
    }

    /// One group: its name, then a value and its text for each series.
    #[must_use]
    pub fn group(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = (i64, impl Into<String>)>,
    ) -> Self {
        let values = values.into_iter().take(self.series.len()).map(|(value, text)| (value, text.into())).collect();
        self.groups.push(Group { name: name.into(), values, total: None });
        self
    }

    /// One stack, with the text of its total written above.
    #[must_use]
    pub fn stack(
        mut self,
        name: impl Into<String>,
        total: impl Into<String>,
        values: impl IntoIterator<Item = (i64, impl Into<String>)>,
    ) -> Self {
        self.stacked = true;
        self = self.group(name, values);
        if let Some(group) = self.groups.last_mut() {
            group.total = Some(total.into());
        }
        self
    }

    fn highest(&self) -> i64 {
        let height = |group: &Group| {
            let values = group.values.iter().map(|(value, _)| (*value).max(0));
            if self.stacked { values.fold(0, i64::saturating_add) } else { values.max().unwrap_or(0) }
        };
        self.groups.iter().map(height).max().unwrap_or(0).max(1)
    }

    /// Columns of a group, in hundredths of a percent of the width: their left edge and their width.
    fn slot(&self, at: usize, of: usize) -> (i64, i64) {
        let [at, of, groups] = [at, of.max(1), self.groups.len().max(1)].map(|n| i64::try_from(n).unwrap_or(1));
        let column = 10_000 * 7 / 10 / groups / of;
        (10_000 * 15 / 100 / groups + at * column, column - 40)
    }

    fn group_drawing(&self, at: usize, group: &Group) -> Markup {
        let groups = i64::try_from(self.groups.len().max(1)).unwrap_or(1);
        let left = i64::try_from(at).unwrap_or(0) * 10_000 / groups;
        html! {
            @if self.stacked { (self.stack_drawing(left, group)) } @else { (self.side_by_side(left, group)) }
            text x=(percent(left + 5_000 / groups)) y=(PLOT + ABOVE + 20) text-anchor="middle" { (group.name) }
        }
    }

    fn side_by_side(&self, left: i64, group: &Group) -> Markup {
        html! {
            @for (at, (value, text)) in group.values.iter().enumerate() {
                @let (shift, width) = self.slot(at, group.values.len());
                @let height = share(*value, self.highest(), PLOT);
                @let top = (PLOT + ABOVE) * 100 - height;
                rect.{ "s" (at + 1) } x=(percent(left + shift)) y=(decimal(top)) width=(percent(width)) height=(decimal(height)) rx="3" {}
                text.valeur.sommet[*value == self.highest()] x=(percent(left + shift + width / 2)) y=(decimal(top - 700)) text-anchor="middle" { (text) }
            }
        }
    }

    fn stack_drawing(&self, left: i64, group: &Group) -> Markup {
        let (shift, width) = self.slot(0, 1);
        let mut top = (PLOT + ABOVE) * 100;
        html! {
            @for (at, (value, _)) in group.values.iter().enumerate() {
                @let height = share(*value, self.highest(), PLOT);
                ({ top -= height; rect(at, &[left + shift, width], &[top, height]) })
            }
            @if let Some(total) = &group.total {
                text.valeur x=(percent(left + shift + width / 2)) y=(decimal(top - 700)) text-anchor="middle" { (total) }
            }
        }
    }
}

impl Render for ColumnChart {
    fn render(&self) -> Markup {
        let written = if self.stacked { self.groups.len() } else { self.groups.len() * self.series.len() };
        let bottom = PLOT + ABOVE;
        let drawing = html! {
            svg.dessin.dense[written > 4] height=(bottom + 28) role="img" aria-label=(self.figure.label) {
                @for (at, group) in self.groups.iter().enumerate() { (self.group_drawing(at, group)) }
                line.axe x1="0" x2="100%" y1=(bottom) y2=(bottom) {}
            }
            @if self.series.len() > 1 {
                ul.legende { @for (at, name) in self.series.iter().enumerate() { li { i.pave.{ "s" (at + 1) } {} (name) } } }
            }
        };
        let texts = |group: &Group| {
            let values = group.values.iter().map(|(_, text)| text.clone());
            (group.name.clone(), values.chain(group.total.clone()).collect())
        };
        let mut headings = self.series.clone();
        headings.extend(self.stacked.then(|| "Total".to_owned()));
        self.figure.draw(&drawing, &headings, self.groups.iter().map(texts).collect())
    }
}

fn rect(series: usize, [x, width]: &[i64; 2], [y, height]: &[i64; 2]) -> Markup {
    html! { rect.{ "s" (series + 1) } x=(percent(*x)) width=(percent(*width)) y=(decimal(*y)) height=(decimal(*height)) {} }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highest_column_takes_the_whole_height() {
        let chart = ColumnChart::new("Recettes par année", ["Recettes"]).heading("Année");
        let html = chart.group("2020", [(50, "50 €")]).group("2021", [(100, "100 €")]).render().into_string();
        assert!(html.contains(r#"height="180" rx="3""#) && html.contains(r#"height="90" rx="3""#), "{html}");
        assert!(!html.contains("legende"), "one series needs no legend");
    }

    #[test]
    fn stack_is_as_high_as_its_total_and_the_table_has_it() {
        let chart = ColumnChart::new("Recettes", ["RGPD", "Postes"]);
        let html = chart.stack("2021", "40 €", [(10, "10 €"), (30, "30 €")]).render().into_string();
        assert!(html.contains(r#"height="45""#) && html.contains(r#"height="135""#), "{html}");
        assert!(html.contains("legende") && html.contains(">Total</th>") && html.contains("40 €</td>"));
    }
}
