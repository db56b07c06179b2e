//! Reads a CSV of collectivités: each cell by the rules of the form, each fault with its line and its column.

use std::collections::HashMap;

use super::{
    champs::FieldErrors,
    notice::{Notice, Rejet},
    population::Population,
    saisie_collectivite::SaisieCollectivite,
    tableur::{LigneTableau, Tableau},
};

/// The columns that a file may have, in any order.
pub const COLONNES: [&str; 20] = [
    "siren",
    "nom",
    "genre",
    "siret",
    "code_insee",
    "departement",
    "arrondissement",
    "epci",
    "code_postal",
    "population_totale",
    "population_municipale",
    "adresse",
    "ville",
    "courriel",
    "telephone",
    "site",
    "representant_civilite",
    "representant_prenom",
    "representant_nom",
    "representant_qualite",
];
const OBLIGATOIRES: [&str; 3] = ["siren", "nom", "genre"];

/// Reads every line, or gives every fault. `departement` serves the lines that tell neither a département nor a code INSEE.
pub(crate) fn read_csv(bytes: &[u8], departement: &str, millesime: i32) -> Result<Vec<Notice>, Vec<Rejet>> {
    let tableau = Tableau::read(bytes).map_err(|e| vec![Rejet { ligne: None, colonne: None, phrase: e.0 }])?;
    let mut rejets = check_headers(&tableau);
    if !rejets.is_empty() {
        return Err(rejets);
    }
    let mut notices = Vec::with_capacity(tableau.lignes.len());
    let mut seen = HashMap::new();
    for ligne in &tableau.lignes {
        match read_line(&tableau, ligne, departement, millesime) {
            Ok(notice) => match seen.insert(notice.siren(), ligne.numero) {
                Some(first) => {
                    let phrase = format!("Ce SIREN est déjà à la ligne {first} : gardez une seule des deux.");
                    rejets.push(rejet(ligne, Some("siren"), phrase));
                }
                None => notices.push(notice),
            },
            Err(errors) => rejets.extend(errors.0.into_iter().map(|(champ, phrase)| rejet(ligne, Some(champ), phrase))),
        }
    }
    if rejets.is_empty() { Ok(notices) } else { Err(rejets) }
}

fn rejet(ligne: &LigneTableau, colonne: Option<&str>, phrase: String) -> Rejet {
    Rejet { ligne: Some(ligne.numero), colonne: colonne.map(str::to_owned), phrase }
}

fn check_headers(tableau: &Tableau) -> Vec<Rejet> {
    let rejet = |colonne: &str, phrase| Rejet { ligne: Some(1), colonne: Some(colonne.to_owned()), phrase };
    let missing = OBLIGATOIRES.iter().filter(|nom| tableau.colonne(nom).is_none());
    let missing = missing.map(|nom| rejet(nom, "Cette colonne manque : ajoutez-la.".to_owned()));
    let known = COLONNES.join(", ");
    let mut seen = Vec::new();
    let unknown = tableau.entetes.iter().filter_map(|entete| {
        if seen.contains(&entete) && !entete.is_empty() {
            return Some(rejet(entete, "Cette colonne est là deux fois : gardez-en une.".to_owned()));
        }
        seen.push(entete);
        (!entete.is_empty() && !COLONNES.contains(&entete.as_str())).then(|| {
            rejet(entete, format!("Cette colonne est inconnue : retirez-la. Les colonnes possibles sont {known}."))
        })
    });
    missing.chain(unknown).collect()
}

fn read_line(
    tableau: &Tableau,
    ligne: &LigneTableau,
    departement: &str,
    millesime: i32,
) -> Result<Notice, FieldErrors> {
    let cell = |nom: &str| ligne.cellule(tableau.colonne(nom)).to_owned();
    let told = [cell("departement"), cell("code_insee")].iter().any(|text| !text.is_empty());
    let saisie = SaisieCollectivite {
        genre: cell("genre"),
        nom: cell("nom"),
        siren: cell("siren"),
        siret: cell("siret"),
        code_insee: cell("code_insee"),
        departement: if told { cell("departement") } else { departement.to_owned() },
        arrondissement: cell("arrondissement"),
        epci: cell("epci"),
        adresse: cell("adresse"),
        code_postal: cell("code_postal"),
        ville: cell("ville"),
        courriel: cell("courriel"),
        telephone: cell("telephone"),
        site: cell("site"),
        representant_civilite: cell("representant_civilite").to_lowercase(),
        representant_prenom: cell("representant_prenom"),
        representant_nom: cell("representant_nom"),
        representant_qualite: cell("representant_qualite"),
        actif: String::new(),
    };
    let (totale, municipale) = (
        habitants("population_totale", &cell("population_totale")),
        habitants("population_municipale", &cell("population_municipale")),
    );
    match (saisie.read(), totale, municipale) {
        (Ok(fiche), Ok(totale), Ok(municipale)) => {
            let population = totale.or(municipale).map(|_| Population { millesime, totale, municipale });
            Ok(Notice { fiche, population })
        }
        (fiche, totale, municipale) => {
            let mut errors = fiche.err().unwrap_or_default();
            errors.0.extend([totale.err(), municipale.err()].into_iter().flatten());
            Err(errors)
        }
    }
}

/// `1 234`, with any of the spaces of a spreadsheet.
fn habitants(champ: &'static str, cell: &str) -> Result<Option<u32>, (&'static str, String)> {
    let digits: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    match digits.parse::<u32>() {
        // The most peopled commune of France has two million inhabitants; a région, twelve.
        Ok(count) if count < 100_000_000 => Ok(Some(count)),
        _ => Err((champ, "Une population est un nombre entier d’habitants, par exemple 1234.".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_come_in_any_order() {
        let text = "Nom;GENRE;population totale;siren;code_insee\nAlbias;Commune;3 200;218 200 020;82002\n";
        let notices = read_csv(text.as_bytes(), "82", 2023).unwrap();
        assert_eq!(notices[0].fiche.nom, "Albias");
        assert_eq!(notices[0].population.unwrap().totale, Some(3_200));
    }

    #[test]
    fn every_fault_has_its_line_and_its_column() {
        let text = "siren,nom,genre,population_totale\n1,Albias,commune,beaucoup\n200053668,CCAS d'Albias,ccas,\n200053668,Autre,ccas,1\n";
        let rejets = read_csv(text.as_bytes(), "82", 2023).unwrap_err();
        let told: Vec<(u64, &str)> = rejets.iter().map(|r| (r.ligne.unwrap(), r.colonne.as_deref().unwrap())).collect();
        assert_eq!(told, [(2, "siren"), (2, "code_insee"), (2, "population_totale"), (4, "siren")]);
        assert!(rejets[3].to_string().starts_with("Ligne 4, colonne siren : Ce SIREN est déjà à la ligne 3"));
    }

    #[test]
    fn headers_are_checked_before_all() {
        let rejets = read_csv(b"siren;nom;populaton_totale\n1;2;3\n", "82", 2023).unwrap_err();
        let columns: Vec<&str> = rejets.iter().map(|r| r.colonne.as_deref().unwrap()).collect();
        assert_eq!(columns, ["genre", "populaton_totale"]);
    }

    proptest! {
        #[test]
        fn no_file_makes_the_import_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read_csv(&bytes, "82", 2023);
        }

        #[test]
        fn no_cell_makes_the_import_panic(cells in proptest::collection::vec("\\PC{0,30}", 20)) {
            let text = format!("{}\n{}\n", COLONNES.join(";"), cells.join(";"));
            let _ = read_csv(text.as_bytes(), "82", 2023);
        }
    }
}
