//! `xlsx`: a workbook for Excel.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use time::Date;

use tableur::texte::xml_text;

use crate::{Cellule, Classeur, EditiqueError, Tableau, classeur};

/// The formats of the columns that hold values. `40C` is French (France).
const EUROS: &str = "#,##0.00\\ [$€-40C];[Red]\\-#,##0.00\\ [$€-40C]";
const ENTIER: &str = "#,##0";
const TAUX: &str = "0.00\\ %";
const DATE: &str = "dd/mm/yyyy";
const INDICE: &str = "0.00";
/// The longest text of a cell.
const MAX_TEXT: usize = 32_767;
const ARDOISE: Color = Color::RGB(0x26_34_3f);
const PIERRE: Color = Color::RGB(0xf6_f1_e9);
/// Beyond, the sheet is printed on its side.
const PORTRAIT_COLUMNS: usize = 6;
const PAPER_A4: u8 = 9;

/// The workbook: real numbers and dates, amounts in euros, header frozen and filtered, totals in bold, notes under them.
/// Texts stay texts: none is ever a formula. The same workbook gives the same bytes.
pub fn xlsx(classeur: &Classeur) -> Result<Vec<u8>, EditiqueError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(xml_text(&classeur.titre))
            .set_author(xml_text(&classeur.auteur))
            .set_creation_datetime(&excel_date(classeur.date)?),
    );
    for (nom, tableau) in classeur.sheets()? {
        let sheet = workbook.add_worksheet();
        sheet.set_name(nom)?;
        fill(sheet, tableau)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn fill(sheet: &mut Worksheet, tableau: &Tableau) -> Result<(), EditiqueError> {
    let last_column = column(tableau.colonnes.len() - 1);
    for (index, colonne) in tableau.colonnes.iter().enumerate() {
        sheet.set_column_width(column(index), u32::from(column(classeur::width(tableau, index))))?;
        let align = if colonne.genre.is_number() { FormatAlign::Right } else { FormatAlign::Left };
        sheet.write_string_with_format(0, column(index), cell_text(&colonne.libelle), &header().set_align(align))?;
    }
    let mut row = 0;
    for ligne in &tableau.lignes {
        row += 1;
        write_row(sheet, row, ligne, &Format::new())?;
    }
    sheet.autofilter(0, 0, row, last_column)?;
    if let Some(totaux) = &tableau.totaux {
        row += 1;
        let bold = Format::new().set_bold().set_border_top(FormatBorder::Thin).set_border_color(ARDOISE);
        write_row(sheet, row, totaux, &bold)?;
    }
    for (offset, note) in (2..).zip(&tableau.notes) {
        sheet.write_string_with_format(row + offset, 0, cell_text(note), &Format::new().set_italic())?;
    }
    dress(sheet, tableau)?;
    Ok(())
}

/// What one sees on opening, and what one prints.
fn dress(sheet: &mut Worksheet, tableau: &Tableau) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0);
    if tableau.colonnes.len() > PORTRAIT_COLUMNS {
        sheet.set_landscape();
    }
    // An ampersand begins a code in headers.
    let titre: String = xml_text(&tableau.titre).replace('&', "&&").chars().take(120).collect();
    sheet.set_header(format!("&L{titre}")).set_footer("&L&A&R&P / &N");
    Ok(())
}

fn header() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(ARDOISE)
        .set_background_color(PIERRE)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_color(ARDOISE)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[Cellule], style: &Format) -> Result<(), EditiqueError> {
    for (index, cellule) in cells.iter().enumerate() {
        write_cell(sheet, row, column(index), cellule, style)?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    cellule: &Cellule,
    style: &Format,
) -> Result<(), EditiqueError> {
    let style = style.clone().set_align(FormatAlign::Top);
    match cellule {
        Cellule::Vide | Cellule::Case(false) => sheet.write_blank(row, col, &style)?,
        Cellule::Case(true) => sheet.write_string_with_format(row, col, "x", &style)?,
        Cellule::Texte(texte) => sheet.write_string_with_format(row, col, cell_text(texte), &style.set_text_wrap())?,
        Cellule::Entier(n) => sheet.write_number_with_format(row, col, scaled(*n, 0), &style.set_num_format(ENTIER))?,
        Cellule::Montant(montant) => {
            sheet.write_number_with_format(row, col, scaled(montant.cents(), 2), &style.set_num_format(EUROS))?
        }
        Cellule::Taux(taux) => {
            sheet.write_number_with_format(row, col, scaled(taux.dix_milliemes(), 4), &style.set_num_format(TAUX))?
        }
        Cellule::Indice(indice) => {
            sheet.write_number_with_format(row, col, scaled(indice.centiemes(), 2), &style.set_num_format(INDICE))?
        }
        Cellule::Date(date) => {
            sheet.write_datetime_with_format(row, col, excel_date(*date)?, &style.set_num_format(DATE))?
        }
    };
    Ok(())
}

/// `n` ÷ 10^`decimals`, as the nearest number a spreadsheet knows.
fn scaled(n: i64, decimals: u8) -> f64 {
    format!("{n}e-{decimals}").parse().unwrap_or_default()
}

fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, date.month().into(), date.day())
}

fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn cell_text(texte: &str) -> String {
    let texte = xml_text(texte);
    if texte.chars().nth(MAX_TEXT).is_none() {
        return texte.into_owned();
    }
    texte.chars().take(MAX_TEXT - 1).chain(['…']).collect()
}
