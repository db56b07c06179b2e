//! French before a name: « d’Albias », « du Fau », « de Hautecloque », « Commune de L’Honor-de-Cos ».

use kernel::{GenreCollectivite, fold};

/// First words in H or Y that refuse elision, as the Code officiel géographique has it (`typeLiaison` 0 of the national
/// data set): « de Hautecloque », but « d’Hesdin ». Sorted, one a line, folded.
const ASPIRES: &str = include_str!(concat!(env!("OUT_DIR"), "/aspires.txt"));

/// The name after « de »: `d’Albias`, `de Montauban`, `du Fau`, `des Barthes`, `de La Salvetat`, `de L’Honor-de-Cos`.
pub fn de(nom: &str) -> String {
    match article(nom) {
        Some(("Le", rest)) => format!("du {rest}"),
        Some(("Les", rest)) => format!("des {rest}"),
        _ if elides(nom) => format!("d’{nom}"),
        _ => format!("de {nom}"),
    }
}

/// The name after « à »: `à Albias`, `au Fau`, `aux Barthes`, `à La Salvetat`.
pub fn a(nom: &str) -> String {
    match article(nom) {
        Some(("Le", rest)) => format!("au {rest}"),
        Some(("Les", rest)) => format!("aux {rest}"),
        _ => format!("à {nom}"),
    }
}

/// The whole name, as in a heading: « Commune d’Albias », « Communauté de communes du Quercy Caussadais ».
/// A body whose name already tells its kind (« CCAS de Caussade », « Syndicat des eaux ») keeps it.
pub fn nom_complet(genre: GenreCollectivite, nom: &str) -> String {
    let short = |prefix: &str| nom.strip_prefix(prefix).map(str::trim_start);
    match genre {
        GenreCollectivite::Commune => format!("Commune {}", de(nom)),
        GenreCollectivite::Cc => short("CC ").map_or_else(|| named(genre, nom), |rest| lengthened(genre, rest)),
        GenreCollectivite::Ca => short("CA ").map_or_else(|| named(genre, nom), |rest| lengthened(genre, rest)),
        GenreCollectivite::Cu => short("CU ").map_or_else(|| named(genre, nom), |rest| lengthened(genre, rest)),
        _ => named(genre, nom),
    }
}

/// « CC du Quercy » is « Communauté de communes du Quercy »; « CC Terres des Confluences » keeps its name without « de ».
fn lengthened(genre: GenreCollectivite, rest: &str) -> String {
    format!("{} {rest}", genre.libelle())
}

fn named(genre: GenreCollectivite, nom: &str) -> String {
    let told = fold(nom);
    let kind = fold(genre.libelle());
    let first = kind.split(' ').next().unwrap_or_default();
    if genre == GenreCollectivite::Autre || told.split(' ').any(|word| word == first || word == genre.code()) {
        nom.to_owned()
    } else {
        format!("{} {}", genre.libelle(), de(nom))
    }
}

/// The article that a name opens with, when it contracts or stays: « Le Fau » is « Le » and « Fau ».
fn article(nom: &str) -> Option<(&str, &str)> {
    let (first, rest) = nom.split_once(' ')?;
    matches!(first, "Le" | "Les").then_some((first, rest))
}

fn elides(nom: &str) -> bool {
    let folded = fold(nom);
    // « L’Honor » already carries its article: its folded form begins with the letter l alone.
    match folded.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => true,
        Some('h' | 'y') => {
            let first = folded.split(' ').next().unwrap_or_default();
            ASPIRES.lines().collect::<Vec<_>>().binary_search(&first).is_err()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_elides_and_contracts() {
        for (nom, expected) in [
            ("Albias", "d’Albias"),
            ("Montauban", "de Montauban"),
            ("Le Fau", "du Fau"),
            ("Les Barthes", "des Barthes"),
            ("La Salvetat-Belmontet", "de La Salvetat-Belmontet"),
            ("L’Honor-de-Cos", "de L’Honor-de-Cos"),
            ("Étampes", "d’Étampes"),
            ("Œuilly", "d’Œuilly"),
            ("Hénin-Beaumont", "d’Hénin-Beaumont"),
            ("Hautecloque", "de Hautecloque"),
            ("Ham-en-Artois", "de Ham-en-Artois"),
            ("Yvetot", "d’Yvetot"),
        ] {
            assert_eq!(de(nom), expected);
        }
        assert_eq!(a("Le Fau"), "au Fau");
        assert_eq!(a("Albias"), "à Albias");
    }

    #[test]
    fn whole_names_do_not_stammer() {
        use GenreCollectivite as G;
        for (genre, nom, expected) in [
            (G::Commune, "Le Fau", "Commune du Fau"),
            (G::Cc, "CC du Quercy Caussadais", "Communauté de communes du Quercy Caussadais"),
            (G::Cu, "CU d’Arras", "Communauté urbaine d’Arras"),
            (G::Ca, "CA Grand Montauban", "Communauté d’agglomération Grand Montauban"),
            (G::Metropole, "Métropole de Lyon", "Métropole de Lyon"),
            (G::Metropole, "Toulouse Métropole", "Toulouse Métropole"),
            (G::Ccas, "Caussade", "CCAS de Caussade"),
            (G::Ccas, "CCAS de Caussade", "CCAS de Caussade"),
            (G::Cdg, "Centre de gestion de Tarn-et-Garonne", "Centre de gestion de Tarn-et-Garonne"),
            (G::Cdg, "CDG 82", "CDG 82"),
            (G::Autre, "Agence de l’eau", "Agence de l’eau"),
        ] {
            assert_eq!(nom_complet(genre, nom), expected);
        }
    }
}
