//! Pages written as XLSX.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet,
};
use time::Date;

use super::{Case, Page, Proprietes, Style, Valeur, checked};
use crate::{TableurError, texte::xml_text};

const BORD: Color = Color::RGB(0xb8_b0_a4);
const PAPIER_A4: u8 = 9;
/// Of a note, in characters: Excel takes no more.
const MAX_NOTE: usize = 2_000;

/// An XLSX workbook.
pub fn write_xlsx(pages: &[Page], proprietes: &Proprietes) -> Result<Vec<u8>, TableurError> {
    let names = checked(pages)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(xml_text(&proprietes.titre))
            .set_author(xml_text(&proprietes.auteur))
            .set_creation_datetime(&day(proprietes.date)?),
    );
    for (page, nom) in pages.iter().zip(names) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(nom)?;
        fill(sheet, page)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn fill(sheet: &mut Worksheet, page: &Page) -> Result<(), TableurError> {
    for (colonne, largeur) in (0_u16..).zip(&page.largeurs) {
        sheet.set_column_width(colonne, *largeur)?;
    }
    for (ligne, rangee) in (0_u32..).zip(&page.rangees) {
        let mut colonne = 0_u16;
        for case in rangee {
            write(sheet, ligne, colonne, case)?;
            colonne = colonne.saturating_add(case.span());
        }
    }
    if page.entete && !page.rangees.is_empty() {
        let last = page.rangees.iter().map(Vec::len).max().unwrap_or(1).max(1) - 1;
        let rows = u32::try_from(page.rangees.len() - 1).unwrap_or(u32::MAX);
        sheet.set_freeze_panes(1, 0)?.autofilter(0, 0, rows, u16::try_from(last).unwrap_or(u16::MAX))?;
        sheet.set_repeat_rows(0, 0)?.set_landscape();
    }
    sheet.set_paper_size(PAPIER_A4).set_print_fit_to_pages(1, 0).set_footer("&L&A&R&P / &N");
    Ok(())
}

fn write(sheet: &mut Worksheet, ligne: u32, colonne: u16, case: &Case) -> Result<(), TableurError> {
    let mut format = format(case.style);
    if case.span() > 1 {
        let last = colonne.saturating_add(case.span() - 1);
        sheet.merge_range(ligne, colonne, ligne, last, "", &format)?;
    }
    match &case.valeur {
        Valeur::Vide => sheet.write_blank(ligne, colonne, &format)?,
        Valeur::Texte(texte) => sheet.write_string_with_format(ligne, colonne, xml_text(texte), &format)?,
        Valeur::Entier(nombre) => sheet.write_number_with_format(ligne, colonne, *nombre, &format)?,
        Valeur::Date(date) => {
            format = format.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left);
            sheet.write_datetime_with_format(ligne, colonne, day(*date)?, &format)?
        }
    };
    if !case.note.is_empty() {
        let texte: String = xml_text(&case.note).chars().take(MAX_NOTE).collect();
        sheet.insert_note(ligne, colonne, &Note::new(texte).add_author_prefix(false).set_width(320))?;
    }
    Ok(())
}

fn format(style: Style) -> Format {
    let teinte = style.teinte();
    let mut format = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_font_color(Color::RGB(teinte.encre));
    if let Some(fond) = teinte.fond {
        format = format.set_background_color(Color::RGB(fond));
    }
    if teinte.gras {
        format = format.set_bold();
    }
    if teinte.bord {
        format = format.set_border(FormatBorder::Thin).set_border_color(BORD);
    }
    match style {
        Style::Titre => format.set_font_size(16).set_align(FormatAlign::VerticalCenter),
        Style::Aide => format.set_italic(),
        _ => format,
    }
}

fn day(date: Date) -> Result<ExcelDateTime, TableurError> {
    let year = u16::try_from(date.year()).unwrap_or_default();
    Ok(ExcelDateTime::from_ymd(year, date.month().into(), date.day())?)
}
