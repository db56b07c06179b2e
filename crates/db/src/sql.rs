//! `Sql`: a statement of the house, constant, so that one test can prepare them all on both engines.

/// A constant statement in the common subset of the two engines, with `$1` placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql(&'static str);

/// Declares a statement: `const FIND: Sql = sql("SELECT …");`.
pub const fn sql(text: &'static str) -> Sql {
    Sql(text)
}

impl Sql {
    pub const fn text(self) -> &'static str {
        self.0
    }

    /// The statement with its list mark `($*)` opened to `count` placeholders that follow the `before` fixed ones.
    /// SQL has no empty list: with none, the list is `(NULL)`, which nothing equals.
    pub(crate) fn with_list(self, before: usize, count: usize) -> String {
        let list = match count {
            0 => "(NULL)".to_owned(),
            _ => tuple(before, count),
        };
        self.0.replace("($*)", &list)
    }

    /// The statement, which holds one `VALUES (…)` of `width` placeholders, repeated for `rows` rows.
    /// What follows the values (`ON CONFLICT …`) is kept. None when it holds no such tuple.
    pub(crate) fn with_rows(self, width: usize, rows: usize) -> Option<String> {
        let start = self.0.find("VALUES (")? + "VALUES ".len();
        let end = start + self.0[start..].find(')')? + 1;
        if self.0[start..end].matches('$').count() != width {
            return None;
        }
        let all = (0..rows).map(|row| tuple(row * width, width)).collect::<Vec<_>>().join(", ");
        Some(format!("{}{all}{}", &self.0[..start], &self.0[end..]))
    }
}

fn tuple(before: usize, count: usize) -> String {
    let marks: Vec<String> = (1..=count).map(|i| format!("${}", before + i)).collect();
    format!("({})", marks.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_rows_open_their_placeholders() {
        assert_eq!(sql("a = $1 AND b IN ($*)").with_list(1, 2), "a = $1 AND b IN ($2, $3)");
        assert_eq!(sql("b IN ($*)").with_list(0, 0), "b IN (NULL)");
        let insert = sql("INSERT INTO t (a, b) VALUES ($1,\n $2) ON CONFLICT DO NOTHING");
        let opened = "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING";
        assert_eq!(insert.with_rows(2, 2).as_deref(), Some(opened));
        assert_eq!(insert.with_rows(3, 2), None, "a row too wide is not written by half");
    }
}
