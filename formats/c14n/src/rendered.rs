//! The namespaces that a canonical form has already written.

use crate::scope::NONE;

/// What each prefix stands for in what is written, and what it stood for outside of each open element.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    uris: Vec<usize>,
    hidden: Vec<(usize, usize)>,
    marks: Vec<usize>,
}

impl Rendered {
    pub(crate) fn depth(&self) -> usize {
        self.marks.len()
    }

    pub(crate) fn open(&mut self) {
        self.marks.push(self.hidden.len());
    }

    pub(crate) fn close(&mut self) {
        for (prefix, uri) in self.hidden.drain(self.marks.pop().unwrap_or(0)..).rev() {
            self.uris[prefix] = uri;
        }
    }

    /// Notes what a prefix stands for; whether it has to be written.
    pub(crate) fn set(&mut self, prefix: usize, uri: usize) -> bool {
        if prefix >= self.uris.len() {
            self.uris.resize(prefix + 1, NONE);
        }
        if self.uris[prefix] == uri {
            return false;
        }
        self.hidden.push((prefix, self.uris[prefix]));
        self.uris[prefix] = uri;
        true
    }
}
