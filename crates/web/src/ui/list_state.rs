//! What a list shows: words searched, filters, order, page; read from the address and written back into it.

use std::borrow::Cow;

/// Rows of a page when the address does not say.
const PER_PAGE: u32 = 50;
/// More rows than this are never shown on one page.
const MAX_PER_PAGE: u32 = 200;

/// The state of a list. `filters` and `sort` come from the address: check them against what the list knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListState {
    /// The words searched (`q`), trimmed.
    pub q: String,
    /// Every other parameter that is filled, as it came.
    pub filters: Vec<(String, String)>,
    /// The key of the sorted column (`tri`).
    pub sort: Option<String>,
    /// Whether the order is descending (`ordre=desc`).
    pub desc: bool,
    /// From 1.
    pub page: u32,
    pub per_page: u32,
}

impl Default for ListState {
    fn default() -> Self {
        Self { q: String::new(), filters: Vec::new(), sort: None, desc: false, page: 1, per_page: PER_PAGE }
    }
}

impl ListState {
    /// Reads a query string; what cannot be read is left out.
    pub fn from_query(query: &str) -> Self {
        let mut state = Self::default();
        for (name, value) in serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap_or_default() {
            let value = value.trim().to_owned();
            match name.as_str() {
                _ if value.is_empty() => {}
                "q" => state.q = value,
                "tri" => state.sort = Some(value),
                "ordre" => state.desc = value == "desc",
                "page" => state.page = value.parse().unwrap_or(1).max(1),
                "par" => state.per_page = value.parse().unwrap_or(PER_PAGE).clamp(1, MAX_PER_PAGE),
                // What is asked once: the form of an export, what the last gesture did.
                "format" | "fait" | "_csrf" => {}
                _ => state.filters.push((name, value)),
            }
        }
        state
    }

    /// The value of a filter.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether anything restricts the list.
    pub fn is_filtered(&self) -> bool {
        !self.q.is_empty() || !self.filters.is_empty()
    }

    /// Rows to skip, for `OFFSET`.
    pub fn offset(&self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.per_page)
    }

    /// Rows to show, for `LIMIT`.
    pub fn limit(&self) -> i64 {
        i64::from(self.per_page)
    }

    /// How many pages `total` rows make, at least one.
    pub fn pages(&self, total: i64) -> u32 {
        let pages = total.max(1).unsigned_abs().div_ceil(u64::from(self.per_page));
        u32::try_from(pages).unwrap_or(u32::MAX)
    }

    /// The address of this very state.
    pub fn href(&self, path: &str) -> String {
        with_query(path, &self.parameters())
    }

    /// The address of the list sorted by `key`: ascending first, the other way when it already is. Filters stay.
    pub fn href_with_sort(&self, path: &str, key: &str) -> String {
        let desc = self.sort.as_deref() == Some(key) && !self.desc;
        Self { sort: Some(key.to_owned()), desc, page: 1, ..self.clone() }.href(path)
    }

    /// The address of another page of the same list.
    pub fn href_with_page(&self, path: &str, page: u32) -> String {
        Self { page, ..self.clone() }.href(path)
    }

    /// The address of the list with one filter set, or taken away.
    pub fn href_with_filter(&self, path: &str, name: &str, value: Option<&str>) -> String {
        let mut other = Self { page: 1, ..self.clone() };
        other.filters.retain(|(known, _)| known != name);
        other.filters.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        other.href(path)
    }

    /// The address of the list without search nor filter, in the same order.
    pub fn href_without_filters(&self, path: &str) -> String {
        Self { q: String::new(), filters: Vec::new(), page: 1, ..self.clone() }.href(path)
    }

    /// The address of an export of the whole list, filtered and sorted the same: `format` is `csv`, `xlsx` or `ods`.
    pub fn href_export(&self, path: &str, format: &str) -> String {
        let all = Self { page: 1, per_page: PER_PAGE, ..self.clone() };
        let mut parameters = all.parameters();
        parameters.push(("format", format.into()));
        with_query(path, &parameters)
    }

    fn parameters(&self) -> Vec<(&str, Cow<'_, str>)> {
        let mut parameters = Vec::new();
        if !self.q.is_empty() {
            parameters.push(("q", Cow::from(&self.q)));
        }
        parameters.extend(self.filters.iter().map(|(name, value)| (name.as_str(), Cow::from(value))));
        parameters.extend(self.sort.as_ref().map(|key| ("tri", Cow::from(key))));
        if self.desc {
            parameters.push(("ordre", Cow::from("desc")));
        }
        if self.page > 1 {
            parameters.push(("page", self.page.to_string().into()));
        }
        if self.per_page != PER_PAGE {
            parameters.push(("par", self.per_page.to_string().into()));
        }
        parameters
    }
}

fn with_query(path: &str, parameters: &[(&str, Cow<'_, str>)]) -> String {
    match serde_urlencoded::to_string(parameters) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> ListState {
        ListState::from_query("q=+Montauban+&etat=active&tri=nom&page=3&vide=&par=1000&fait=cree")
    }

    #[test]
    fn address_is_read() {
        let state = state();
        assert_eq!((state.q.as_str(), state.filter("etat"), state.filter("vide")), ("Montauban", Some("active"), None));
        assert_eq!((state.page, state.per_page, state.offset()), (3, 200, 400));
        assert!(state.is_filtered() && !state.desc);
        assert_eq!(ListState::from_query("page=0&par=zéro&ordre=asc"), ListState::default());
    }

    #[test]
    fn sort_link_keeps_filters_turns_round_and_starts_again() {
        let state = state();
        assert_eq!(state.href_with_sort("/c", "nom"), "/c?q=Montauban&etat=active&tri=nom&ordre=desc&par=200");
        assert_eq!(state.href_with_sort("/c", "population"), "/c?q=Montauban&etat=active&tri=population&par=200");
        let back = ListState::from_query("tri=nom&ordre=desc").href_with_sort("/c", "nom");
        assert_eq!(back, "/c?tri=nom");
    }

    #[test]
    fn other_links_keep_the_rest() {
        let state = ListState::from_query("q=L’Honor&etat=active&page=2");
        assert_eq!(state.href_with_page("/c", 1), "/c?q=L%E2%80%99Honor&etat=active");
        assert_eq!(state.href_with_filter("/c", "etat", None), "/c?q=L%E2%80%99Honor");
        assert_eq!(state.href_with_filter("/c", "etat", Some("a&b")), "/c?q=L%E2%80%99Honor&etat=a%26b");
        assert_eq!(state.href_without_filters("/c"), "/c");
        assert_eq!(state.href_export("/c/export", "xlsx"), "/c/export?q=L%E2%80%99Honor&etat=active&format=xlsx");
    }

    #[test]
    fn pages_are_counted() {
        let state = ListState::default();
        assert_eq!([0, 1, 50, 51, 205].map(|total| state.pages(total)), [1, 1, 1, 2, 5]);
    }
}
