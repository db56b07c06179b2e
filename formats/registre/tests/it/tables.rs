//! Tables of one row a traitement, with the headers that people choose.

use registre::{Champ, Gravite, map};
use tableur::{Limites, read};

use super::{dicos, fiches, lecture};

const TABLE: &str = "Registre de la commune;;;;;;;;\n\
    Intitulé du traitement;Direction;Finalités poursuivies;Base juridique;Données traitées;Durée de conservation (en base active);Destinataires;Mesures de sécurité;Couleur\n\
    Paie;RH;\"Payer les agents\nDéclarer les cotisations\";Obligation légale;\"État civil, NIR\";\"5 ans à compter du versement de la paie, puis destruction\";\"URSSAF ; Service interne : RH\";\"- Sauvegarde\n- Chiffrement : disques\";bleu\n\
    Cimetière;Population;Gérer les concessions;Vieille coutume;\"Santé : aucune\nHoroscope\";\"Santé : 1 an\nHoroscope : selon l’humeur\";Public;;\n\
    ;;;;;;;;\n\
    ;Sans nom;But;;;;;;\n";

#[test]
fn a_table_with_any_headers_is_mapped_and_read() {
    let lecture = lecture(TABLE.as_bytes());
    let [correspondance] = &lecture.correspondances[..] else { panic!() };
    let told: Vec<_> =
        correspondance.colonnes.iter().map(|c| (c.cible.as_ref().map(|cible| cible.champ), c.confiance)).collect();
    assert_eq!(correspondance.ligne_entete, 2);
    assert_eq!(
        told,
        [
            (Some(Champ::Nom), 100),
            (Some(Champ::Gestionnaire), 100),
            (Some(Champ::Finalites), 100),
            (Some(Champ::Finalites), 100),
            (Some(Champ::Donnees), 100),
            (Some(Champ::Donnees), 40),
            (Some(Champ::Destinataires), 100),
            (Some(Champ::Mesures), 100),
            (None, 0)
        ]
    );
    let [paie, cimetiere, sans_nom] = &lecture.fiches[..] else { panic!("{:?}", lecture.fiches) };
    let fiche = &paie.fiche;
    assert_eq!((paie.ligne, fiche.finalites.len(), fiche.gestionnaire.as_str()), (3, 2, "RH"));
    assert!(fiche.finalites.iter().all(|finalite| finalite.base.code.as_deref() == Some("c")));
    let codes: Vec<_> = fiche.donnees.iter().map(|donnee| donnee.categorie.code.as_deref().unwrap()).collect();
    assert_eq!(codes, ["etat_civil", "nir"]);
    assert!(
        fiche.donnees.iter().all(|d| d.active.unwrap().nombre == 5 && d.sort.code.as_deref() == Some("destruction"))
    );
    assert_eq!((fiche.destinataires[0].nom.as_str(), fiche.destinataires[1].nom.as_str()), ("URSSAF", "RH"));
    assert_eq!(
        (fiche.mesures[1].mesure.code.as_deref(), fiche.mesures[1].detail.as_str()),
        (Some("chiffrement"), "disques")
    );
    assert_eq!(fiche.observations, "Couleur : bleu");
    let fiche = &cimetiere.fiche;
    assert_eq!((fiche.donnees[0].detail.as_str(), fiche.donnees[0].active.unwrap().nombre), ("aucune", 1));
    assert_eq!(fiche.donnees[1].precision, "selon l’humeur");
    assert_eq!(fiche.finalites[0].base.texte, "Vieille coutume");
    assert_eq!(sans_nom.fiche.nom, "");
    let told: Vec<_> = lecture.problemes.iter().map(|p| (p.cellule.as_str(), p.valeur.as_str(), p.gravite)).collect();
    assert_eq!(
        told,
        [
            ("CSV!E4", "Horoscope", Gravite::Alerte),
            ("CSV!D4", "Vieille coutume", Gravite::Alerte),
            ("CSV!B6", "", Gravite::Erreur)
        ]
    );
}

#[test]
fn a_corrected_mapping_is_followed() {
    let classeur = read(TABLE.as_bytes(), &Limites::default()).unwrap();
    let mut correspondance = map(&classeur.feuilles[0]).unwrap();
    correspondance.colonnes[8].cible =
        Some(registre::Cible { champ: Champ::Description, cle: String::new(), choix: None, lignes: false });
    correspondance.colonnes[1].cible = None;
    // It goes as JSON to a page and back.
    let correspondance = serde_json::from_str(&serde_json::to_string(&correspondance).unwrap()).unwrap();
    let lecture = registre::read(&classeur, &[correspondance], dicos());
    let fiche = &lecture.fiches[0].fiche;
    assert_eq!((fiche.description.as_str(), fiche.observations.as_str()), ("bleu", "Direction : RH"));
}

#[test]
fn a_file_without_a_register_says_what_is_expected() {
    let lecture = lecture(b"Jour;Menu\nlundi;soupe\n");
    assert_eq!(lecture.fiches, []);
    assert!(lecture.problemes[0].message.contains("ligne d’en-têtes"));
}

#[test]
fn merged_cells_say_the_same_to_each_of_their_rows() {
    let row = |cells: &[&str]| {
        let cell = |texte| ["<table:table-cell><text:p>", texte, "</text:p></table:table-cell>"].concat();
        cells.iter().copied().map(cell).collect::<String>()
    };
    let body = format!(
        "<table:table-row>{}</table:table-row><table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>RH</text:p>\
         </table:table-cell>{}</table:table-row><table:table-row><table:covered-table-cell/>{}</table:table-row>",
        row(&["Service", "Nom du traitement", "Finalité"]),
        row(&["Paie", "Payer"]),
        row(&["Carrière", "Suivre"])
    );
    let content = format!(
        "<o:document-content xmlns:o=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><o:body><o:spreadsheet><table:table table:name=\"F\">{body}</table:table></o:spreadsheet></o:body></o:document-content>"
    );
    let octets = tableur::odf::archive(
        Some("application/vnd.oasis.opendocument.spreadsheet"),
        &[("content.xml", content.into_bytes())],
    )
    .unwrap();
    let services: Vec<String> = fiches(&octets).into_iter().map(|fiche| fiche.gestionnaire).collect();
    assert_eq!(services, ["RH", "RH"]);
}

#[test]
fn the_report_shows_each_problem_in_its_cell() {
    let classeur = read(TABLE.as_bytes(), &Limites::default()).unwrap();
    let lecture = registre::read(&classeur, &[], dicos());
    let pages = registre::rapport_pages(&classeur, &lecture.problemes);
    let [liste, csv] = &pages[..] else { panic!() };
    assert_eq!(liste.rangees.len(), 1 + lecture.problemes.len());
    let case = &csv.rangees[3][4];
    assert!(case.style == tableur::Style::Alerte && case.note.contains("Horoscope"));
    assert!(csv.rangees[5][1].style == tableur::Style::Erreur && csv.rangees[3][0].note.is_empty());
    let octets = tableur::write_xlsx(&pages, &super::proprietes()).unwrap();
    assert_eq!(read(&octets, &Limites::default()).unwrap().feuilles[1].texte(3, 0), "Cimetière");
}

#[test]
fn a_hostile_table_costs_no_more_than_what_it_says() {
    let many = "x\n".repeat(50_000);
    let long = "y".repeat(200_000);
    let octets = format!(
        "Nom du traitement;Données;Durée de conservation;Sort final\nA;\"{many}\";{long};Tri\nB;\"a\nb\";{long};{long}\n"
    );
    let lecture = lecture(octets.as_bytes());
    let [a, b] = &lecture.fiches[..] else { panic!() };
    assert!(a.fiche.donnees.len() <= 1 && a.fiche.observations.len() > 100_000);
    assert!(b.fiche.donnees.len() == 2 && b.fiche.observations.len() > 200_000);
    let rows = (0..10_000).fold(String::new(), |rows, n| rows + &format!("T{n};Horoscope\n"));
    let lecture = super::lecture(format!("Nom du traitement;Données\n{rows}").as_bytes());
    assert_eq!((lecture.fiches.len(), lecture.problemes.len()), (10_000, 5_001));
    assert!(lecture.problemes[5_000].message.contains("plus de 5000 problèmes"));
}

/// The shape that a département would give: 5 000 rows, 60 columns.
#[test]
fn five_thousand_rows_of_sixty_columns_become_fiches_in_time() {
    let rows = if cfg!(debug_assertions) { 300 } else { 5_000 };
    let headers: Vec<String> =
        ["Nom du traitement", "Finalités", "Données", "Durée de conservation", "Personnes concernées", "Base légale"]
            .map(str::to_owned)
            .into_iter()
            .chain((6..60).map(|n| format!("Colonne {n}")))
            .collect();
    let row = |n: usize| {
        let first = format!("T{n};Gérer;\"NIR\nSanté\";5 ans à compter de la clôture, puis tri;\"Agents, Élus\";c;");
        first + &(6..60).map(|c| format!("v{c}")).collect::<Vec<_>>().join(";")
    };
    let octets = format!("{}\n{}\n", headers.join(";"), (0..rows).map(row).collect::<Vec<_>>().join("\n"));
    let start = std::time::Instant::now();
    let lecture = lecture(octets.as_bytes());
    let took = start.elapsed();
    println!("{rows} rows in {took:?}");
    assert_eq!((lecture.fiches.len(), lecture.problemes.len()), (rows, 0));
    assert!(took.as_secs() < 5, "{took:?}");
}
