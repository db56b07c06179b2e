//! Small PDF files, written by hand.

use std::fmt::Write;

/// Objects, from 1, the first one the catalog.
pub fn file(objects: &[String]) -> Vec<u8> {
    let mut text = "%PDF-1.7\n%âãÏÓ\n".to_owned().into_bytes();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(text.len());
        text.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = text.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(tail, "{place:010} 00000 n ");
    }
    let _ = write!(tail, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    text.extend(tail.bytes());
    text
}

/// Pages with these attributes, each with its words; what the tree says holds for all.
pub fn pages(tree: &str, pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|rank| format!("{} 0 R", 4 + 2 * rank)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} {tree} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (attributes, rank) in pages.iter().zip(0..) {
        let content = format!("BT /F1 12 Tf 72 300 Td (page {}) Tj ET", rank + 1);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R {attributes} >>",
            5 + 2 * rank
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    file(&objects)
}

pub const A4: &str = "/MediaBox [0 0 595 842]";

/// Two A4 pages.
pub fn simple() -> Vec<u8> {
    pages(A4, &["", ""])
}
