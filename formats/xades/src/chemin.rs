//! Where one is in a document: `/PES_Aller/PES_DepenseAller/Bordereau`.

/// Bytes told of a path: it is kept with each signature.
const MAX: usize = 500;

/// The local names of the open elements.
#[derive(Debug, Default)]
pub(crate) struct Chemin {
    text: Vec<u8>,
    marks: Vec<usize>,
}

impl Chemin {
    pub(crate) fn enter(&mut self, local: &[u8]) {
        self.marks.push(self.text.len());
        self.text.push(b'/');
        self.text.extend_from_slice(local);
    }

    pub(crate) fn leave(&mut self) {
        self.text.truncate(self.marks.pop().unwrap_or(0));
    }

    pub(crate) fn depth(&self) -> usize {
        self.marks.len()
    }

    pub(crate) fn is(&self, path: &str) -> bool {
        self.text == path.as_bytes()
    }

    /// The whole path, or that of the element `above` levels higher; the end of one that no document has.
    pub(crate) fn text(&self, above: usize) -> String {
        let end = match above.checked_sub(1) {
            None => self.text.len(),
            Some(above) => self.marks.iter().rev().nth(above).copied().unwrap_or(0),
        };
        let cut = end.saturating_sub(MAX);
        let told = String::from_utf8_lossy(&self.text[cut..end]);
        if cut > 0 { format!("…{told}") } else { told.into_owned() }
    }
}
