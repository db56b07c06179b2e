//! What a workbook shows is what is read.

use tableur::{Classeur, Encodage, Format, Fusion, Limites, read};
use time::macros::date;

use super::fabrique::{ods, xlsx};

fn lue(octets: &[u8]) -> Classeur {
    read(octets, &Limites::default()).unwrap()
}

/// Every cell as `C12=texte`.
fn told(octets: &[u8]) -> Vec<String> {
    let classeur = lue(octets);
    let feuille = &classeur.feuilles[0];
    let cells = feuille.lignes.iter().flat_map(|ligne| {
        ligne
            .cellules
            .iter()
            .map(|cellule| format!("{}={}", tableur::adresse(ligne.rang, cellule.colonne), cellule.texte))
    });
    cells.collect()
}

#[test]
fn an_xlsx_is_read_as_it_shows() {
    let octets = xlsx(
        "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>\
         <row><c s=\"1\"><v>43246</v></c><c s=\"2\"><v>1000</v></c><c s=\"3\"><v>5</v></c><c><v>0.30000000000000004</v></c></row>\
         <row r=\"9\"><c r=\"A9\" t=\"inlineStr\"><is><t>en ligne</t></is></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c>\
         <c t=\"d\"><v>2018-05-26</v></c><c t=\"s\"><v>99</v></c><c/></row></sheetData>\
         <mergeCells><mergeCell ref=\"B2:D3\"/></mergeCells>",
        &[
            "<t>Paie</t>",
            "<r><t>R</t></r><r><t xml:space=\"preserve\">IB &amp; &#233;t&#xE9;</t></r><rPh><t>x</t></rPh>",
        ],
        &["00000", "0&quot; ans&quot;"],
    );
    assert_eq!(
        told(&octets),
        [
            "B2=Paie",
            "C2=RIB & été",
            "A3=26/05/2018",
            "B3=01000",
            "C3=5 ans",
            "D3=0,3",
            "A9=en ligne",
            "B9=VRAI",
            "C9=#N/A",
            "D9=26/05/2018"
        ]
    );
    let classeur = lue(&octets);
    assert_eq!(classeur.format, Format::Xlsx);
    let feuille = &classeur.feuilles[0];
    assert_eq!(feuille.fusions, [Fusion { ligne: 1, colonne: 1, lignes: 2, colonnes: 3 }]);
    assert_eq!(feuille.cellule(2, 0).unwrap().jour, Some(date!(2018 - 05 - 26)));
    assert_eq!(feuille.adresse(1, 2), "Feuil1!C2");
}

#[test]
fn a_formula_gives_the_value_the_workbook_kept() {
    let octets = xlsx(
        "<row><c t=\"str\"><f>CONCAT(\"5\",\" ans\")</f><v>5 ans</v></c><c><f>1+1</f></c><c><f>1+1</f><v>2</v></c></row></sheetData>",
        &[],
        &[],
    );
    assert_eq!(told(&octets), ["A1=5 ans", "C1=2"]);
    assert!(lue(&octets).feuilles[0].cellule(0, 0).unwrap().formule);
    let octets = ods("<table:table table:name=\"F\"><table:table-row><table:table-cell table:formula=\"of:=[.B5]\" \
         office:value-type=\"string\" office:string-value=\"ref-001\"/></table:table-row></table:table>");
    assert_eq!(told(&octets), ["A1=ref-001"]);
}

#[test]
fn an_ods_is_read_as_it_shows() {
    let octets = ods(
        "<table:table table:name=\"F\"><table:shapes><table:table-cell><text:p>non</text:p></table:table-cell></table:shapes>\
         <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>\
         <table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\" calcext:value-type=\"string\">\
         <office:annotation><text:p>aide</text:p></office:annotation><text:p>a<text:s text:c=\"2\"/>b\n  &lt;<text:span>c</text:span></text:p>\
         <text:p>d</text:p></table:table-cell><table:covered-table-cell><text:p>x</text:p></table:covered-table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2018-05-26\"><text:p>26/05/18</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"75001\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\"><text:p>z</text:p>\
         </table:table-cell></table:table-row></table:table>",
    );
    assert_eq!(told(&octets), ["C4=a  b <c\nd", "E4=26/05/18", "F4=75001", "A5=z", "B5=z", "A6=z", "B6=z"]);
    let feuille = &lue(&octets).feuilles[0];
    assert_eq!(feuille.cellule(3, 4).unwrap().date(), Some(date!(2018 - 05 - 26)));
    assert_eq!(feuille.texte(3, 3), "a  b <c\nd");
}

#[test]
fn a_windows_csv_is_read_whatever_its_name_says() {
    let classeur = lue(b"Nom;Dur\xe9e\r\nPaie;5 ans \x96 puis tri\r\n;;\r\n");
    assert_eq!(classeur.format, Format::Csv { separateur: ';', encodage: Encodage::Windows1252 });
    let feuille = &classeur.feuilles[0];
    assert_eq!(feuille.texte(0, 1), "Durée");
    assert_eq!(feuille.texte(1, 1), "5 ans – puis tri");
    assert_eq!(feuille.lignes.len(), 2);
}

#[test]
fn a_day_is_the_same_typed_or_counted() {
    let octets = xlsx(
        "<row><c s=\"1\"><v>43246</v></c><c t=\"inlineStr\"><is><t>26 mai 2018</t></is></c></row></sheetData>",
        &[],
        &[],
    );
    let feuille = &lue(&octets).feuilles[0];
    assert_eq!(feuille.cellule(0, 0).unwrap().date(), feuille.cellule(0, 1).unwrap().date());
}
