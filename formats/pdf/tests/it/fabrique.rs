//! PDF made by hand: what each test needs and nothing more.

use std::fmt::Write;

/// The pages of an A4 with its number on each; `page` is added to the dictionary of each page.
pub(crate) struct Fabrique {
    pub pages: usize,
    /// Attributes of the tree, inherited by pages.
    pub arbre: &'static str,
    /// Attributes of each page.
    pub page: &'static str,
    /// Entries of the catalogue.
    pub catalogue: String,
    /// Other objects, numbered from 4.
    pub objets: Vec<Vec<u8>>,
    /// Before the header.
    pub avant: &'static [u8],
}

impl Default for Fabrique {
    fn default() -> Self {
        Self {
            pages: 1,
            arbre: "/MediaBox [0 0 595 842]",
            page: "",
            catalogue: String::new(),
            objets: Vec::new(),
            avant: b"",
        }
    }
}

impl Fabrique {
    /// Objects: 1 the catalogue, 2 the tree, 3 the font, then `objets`, then pages and their contents.
    pub(crate) fn objects(&self) -> Vec<Vec<u8>> {
        let first = 4 + self.objets.len();
        let kids = (0..self.pages).fold(String::new(), |mut kids, rank| {
            let _ = write!(kids, "{} 0 R ", first + 2 * rank);
            kids
        });
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalogue).into_bytes(),
            format!(
                "<< /Type /Pages /Kids [{kids}] /Count {} {} /Resources << /Font << /F 3 0 R >> >> >>",
                self.pages, self.arbre
            )
            .into_bytes(),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
        ];
        objects.extend(self.objets.iter().cloned());
        for rank in 0..self.pages {
            let page = format!("<< /Type /Page {} /Parent 2 0 R /Contents {} 0 R >>", self.page, first + 2 * rank + 1);
            objects.push(page.into_bytes());
            // A page that leaves its state and its axes in disorder, as many do.
            let text = format!("q 0.5 0 0 0.5 30 30 cm BT /F 40 Tf 100 400 Td (Page {}) Tj ET 3 w", rank + 1);
            objects.push(stream("", text.as_bytes()));
        }
        objects
    }

    pub(crate) fn pdf(&self) -> Vec<u8> {
        assemble(self.avant, &self.objects(), "")
    }
}

pub(crate) fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {dict} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// Objects numbered from 1, and their table.
pub(crate) fn assemble(avant: &[u8], objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = avant.to_vec();
    out.extend(b"%PDF-1.6\n%\xE2\xE3\xCF\xD3\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (rank, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len() - avant.len());
        out.extend(format!("{} 0 obj\n", rank + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len() - avant.len();
    let size = objects.len() + 1;
    let id = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";
    out.extend(
        format!("{table}trailer\n<< /Size {size} /Root 1 0 R {id} {trailer} >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    out
}
