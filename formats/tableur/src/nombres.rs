//! Numbers as spreadsheets set in French show them.

/// `3,5`, `75001`: fifteen significant digits, which hides the rounding of binary.
pub(crate) fn shown(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let Some((_, power)) = scientific.split_once('e') else { return scientific };
    let Ok(power @ -9..=15) = power.parse::<i32>() else { return number.to_string().replace('.', ",") };
    let decimals = usize::try_from(14 - power).unwrap_or(0);
    let plain = format!("{number:.decimals$}");
    let plain = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    if plain == "-0" { "0".to_owned() } else { plain.replace('.', ",") }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn numbers_are_told_as_people_typed_them() {
        for (number, text) in [
            (75001.0, "75001"),
            (0.1 + 0.2, "0,3"),
            (3.5, "3,5"),
            (-0.0, "0"),
            (-12.25, "-12,25"),
            (1e15, "1000000000000000"),
            (0.000_1, "0,0001"),
            (120.0, "120"),
        ] {
            assert_eq!(shown(number), text);
        }
        for odd in [f64::NAN, f64::INFINITY, 1e300, 1e-300] {
            assert!(!shown(odd).is_empty());
        }
    }
}
