//! `ListSql`: one list of a screen or of the API, with its filters, its sorts and its pages, all declared constant.

use std::fmt::Write;

use kernel::{Id, Instant, fold, parse_date};
use time::{Date, Time};

use crate::{DbError, FromRow, IntoValue, Tx, Value};

/// A list, declared once. The text is made only of these constants; what the person types is always bound.
#[derive(Debug)]
pub struct ListSql {
    /// The columns, without `SELECT`: `c.id, c.nom`.
    pub columns: &'static str,
    /// Tables, joins and the fixed conditions, from `FROM` on, with `WHERE` always present: `FROM t c WHERE c.x = $1`.
    pub from: &'static str,
    /// How many placeholders `from` and `columns` already use.
    pub fixed: usize,
    pub filters: &'static [Filter],
    /// The first one is the order when nothing is asked.
    pub sorts: &'static [Sort],
    /// The unique column that settles equal rows and carries the pages of the API: `c.id`.
    pub key: &'static str,
}

/// A condition that a person may add: `clause` holds `{}` where its value goes.
#[derive(Debug)]
pub struct Filter {
    pub name: &'static str,
    pub clause: &'static str,
    pub genre: Genre,
}

/// How the value of a filter is read. A value that does not read matches nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genre {
    /// Exactly this text.
    Texte,
    /// Every word, folded (see `kernel::fold`), somewhere in a folded column: `c.recherche LIKE {}`. Folded words hold no `%` nor `_`.
    Mots,
    Entier,
    Id,
    /// One or several ids, between commas, for a clause such as `t.x IN ({})`.
    Ids,
    Date,
    /// A date, read as the instant at which it begins in France.
    DebutDuJour,
    /// A date, read as the instant at which the next one begins in France.
    FinDuJour,
    /// `oui` or `non`.
    OuiNon,
    /// No value: the clause stands by itself when the filter is present (`{}` absent).
    Present,
}

/// An order that a person may ask.
#[derive(Debug)]
pub struct Sort {
    pub name: &'static str,
    pub expression: &'static str,
}

/// What a person asks of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListRequest {
    /// Names and values of filters; empty values and unknown names are passed over.
    pub filters: Vec<(String, String)>,
    pub sort: Option<String>,
    pub desc: bool,
    /// From 1.
    pub page: u32,
    pub per_page: u32,
}

/// A page of a list, and how many rows there are in all.
#[derive(Debug, Clone)]
pub struct ListPage<T> {
    pub rows: Vec<T>,
    pub total: u32,
    /// The page shown: the last one when a later one was asked.
    pub page: u32,
    pub pages: u32,
}

/// A page of the API: what follows a row, in the order of creation.
#[derive(Debug, Clone)]
pub struct ListAfter<T> {
    pub rows: Vec<T>,
    /// Whether rows follow.
    pub more: bool,
}

impl ListSql {
    /// One page for a screen. The keys of the page are found first, by the indexes where they suffice and from the nearer end;
    /// then its rows are read, and no others.
    pub async fn page<T: FromRow>(
        &self,
        tx: &mut Tx,
        fixed: Vec<Value>,
        request: &ListRequest,
    ) -> Result<ListPage<T>, DbError> {
        let (conditions, values) = self.conditions(fixed, request);
        let count = format!("SELECT COUNT(*) AS value {}{conditions}", self.from);
        let total = tx.rows(&count, values.clone()).await?.first().map_or(Ok(0), |row| row.get::<u32>("value"))?;
        let per_page = request.per_page.clamp(1, 1_000);
        let pages = total.div_ceil(per_page).max(1);
        let page = request.page.clamp(1, pages);
        if total == 0 {
            return Ok(ListPage { rows: Vec::new(), total, page, pages });
        }
        let before = u64::from(page - 1) * u64::from(per_page);
        let shown = u64::from(per_page).min(u64::from(total) - before);
        let after = u64::from(total) - before - shown;
        let (backwards, skipped) = if after < before { (true, after) } else { (false, before) };
        let limit = format!(" LIMIT {shown} OFFSET {skipped}");
        let text = self.page_text(&conditions, (request.sort.as_deref(), request.desc), (backwards, &limit));
        let rows = tx.rows(&text, values).await?.iter().map(T::from_row).collect::<Result<_, _>>()?;
        Ok(ListPage { rows, total, page, pages })
    }

    /// Every row in the order asked, for an export; at most `limit`.
    pub async fn all<T: FromRow>(
        &self,
        tx: &mut Tx,
        fixed: Vec<Value>,
        request: &ListRequest,
        limit: u32,
    ) -> Result<Vec<T>, DbError> {
        let (conditions, values) = self.conditions(fixed, request);
        let order = self.order(request.sort.as_deref(), request.desc);
        let text = format!("{}{conditions}{order} LIMIT {limit}", self.select());
        tx.rows(&text, values).await?.iter().map(T::from_row).collect()
    }

    /// What follows the row `after`, by key, for the API: stable while rows are added.
    pub async fn after<T: FromRow, K: ?Sized>(
        &self,
        tx: &mut Tx,
        fixed: Vec<Value>,
        request: &ListRequest,
        after: Option<Id<K>>,
    ) -> Result<ListAfter<T>, DbError> {
        let (mut conditions, mut values) = self.conditions(fixed, request);
        if let Some(after) = after {
            values.push(after.into_value());
            let _ = write!(conditions, " AND {} > ${}", self.key, values.len());
        }
        let per_page = request.per_page.clamp(1, 1_000);
        let text = format!("{}{conditions} ORDER BY {} LIMIT {}", self.select(), self.key, per_page + 1);
        let mut rows = tx.rows(&text, values).await?;
        let more = rows.len() > per_page as usize;
        rows.truncate(per_page as usize);
        Ok(ListAfter { rows: rows.iter().map(T::from_row).collect::<Result<_, _>>()?, more })
    }

    /// Every text this list can take with one filter or all, and each order: for the test that prepares them.
    pub fn variants(&self) -> Vec<String> {
        let mut bound = self.fixed;
        let all: String = self
            .filters
            .iter()
            .map(|filter| {
                bound += usize::from(filter.clause.contains("{}"));
                clause(filter, bound)
            })
            .collect();
        let orders = self.sorts.iter().flat_map(|s| [(Some(s.name), false), (Some(s.name), true)]);
        let mut texts: Vec<String> = orders
            .flat_map(|order| {
                let select = format!("{}{} LIMIT 1", self.select(), self.order(order.0, order.1));
                [select, self.page_text("", order, (false, " LIMIT 1")), self.page_text("", order, (true, " LIMIT 1"))]
            })
            .collect();
        texts.extend(self.filters.iter().map(|f| format!("{}{}", self.select(), clause(f, self.fixed + 1))));
        texts.push(format!("{}{all}", self.select()));
        texts.push(format!("SELECT COUNT(*) AS value {}{all}", self.from));
        texts
    }

    fn page_text(
        &self,
        conditions: &str,
        (sort, desc): (Option<&str>, bool),
        (backwards, limit): (bool, &str),
    ) -> String {
        let Self { key, from, .. } = self;
        let (shown, found) = (self.order(sort, desc), self.order(sort, desc != backwards));
        format!("{} AND {key} IN (SELECT {key} {from}{conditions}{found}{limit}){shown}", self.select())
    }

    fn select(&self) -> String {
        format!("SELECT {} {}", self.columns, self.from)
    }

    fn order(&self, asked: Option<&str>, desc: bool) -> String {
        let sort = self.sorts.iter().find(|s| Some(s.name) == asked).or(self.sorts.first());
        let way = if desc { " DESC" } else { "" };
        match sort {
            Some(sort) => format!(" ORDER BY {}{way}, {}{way}", sort.expression, self.key),
            None => format!(" ORDER BY {}{way}", self.key),
        }
    }

    fn conditions(&self, mut values: Vec<Value>, request: &ListRequest) -> (String, Vec<Value>) {
        let mut text = String::new();
        for (name, typed) in &request.filters {
            let Some(filter) = self.filters.iter().find(|f| f.name == name) else { continue };
            if typed.trim().is_empty() {
                continue;
            }
            let Some(bound) = read(filter.genre, typed) else {
                text.push_str(" AND 1 = 0");
                continue;
            };
            if filter.genre == Genre::Ids {
                let first = values.len() + 1;
                values.extend(bound.0);
                let placeholders: Vec<String> = (first..=values.len()).map(|n| format!("${n}")).collect();
                let _ = write!(text, " AND ({})", filter.clause.replace("{}", &placeholders.join(", ")));
                continue;
            }
            for value in bound.0 {
                values.push(value);
                text.push_str(&clause(filter, values.len()));
            }
            if bound.1 {
                text.push_str(&clause(filter, 0));
            }
        }
        (text, values)
    }
}

fn clause(filter: &Filter, placeholder: usize) -> String {
    format!(" AND ({})", filter.clause.replace("{}", &format!("${placeholder}")))
}

/// The values to bind, one a clause; and whether the clause stands without any.
fn read(genre: Genre, typed: &str) -> Option<(Vec<Value>, bool)> {
    let typed = typed.trim();
    let one = |value: Value| Some((vec![value], false));
    match genre {
        Genre::Texte => one(typed.into_value()),
        Genre::Mots => {
            let words = fold(typed);
            Some((words.split(' ').filter(|w| !w.is_empty()).map(|w| format!("%{w}%").into_value()).collect(), false))
        }
        Genre::Entier => one(typed.parse::<i64>().ok()?.into_value()),
        Genre::Id => one(typed.parse::<Id<()>>().ok()?.into_value()),
        Genre::Ids => {
            let ids = typed.split(',').map(|id| Some(id.trim().parse::<Id<()>>().ok()?.into_value()));
            Some((ids.collect::<Option<_>>()?, false))
        }
        Genre::Date => one(parse_date(typed).ok()?.into_value()),
        Genre::DebutDuJour => one(midnight(parse_date(typed).ok()?).into_value()),
        Genre::FinDuJour => one(midnight(parse_date(typed).ok()?.next_day()?).into_value()),
        Genre::OuiNon => one(match typed {
            "oui" => true.into_value(),
            "non" => false.into_value(),
            _ => return None,
        }),
        Genre::Present => Some((Vec::new(), true)),
    }
}

fn midnight(day: Date) -> Instant {
    Instant::from_paris(day, Time::MIDNIGHT)
}
