//! An attribute inside its tag: where its name and its value lie.

use std::ops::Range;

/// Ranges count from the start of the tag, `raw` in the bytes of the file and the others in UTF-8.
#[derive(Debug, Clone)]
pub(crate) struct Attribut {
    pub(crate) name: Range<usize>,
    /// Where the local name starts: after the colon, or with the name.
    pub(crate) local: usize,
    pub(crate) value: Range<usize>,
    /// The value in the file, between its quotes.
    pub(crate) raw: Range<usize>,
    /// Nothing in the value is to be normalised or replaced.
    pub(crate) plain: bool,
    /// The value holds a quote of the other kind.
    pub(crate) quoted: bool,
    /// The value once replaced, in the values of the tag.
    pub(crate) replaced: Option<Range<usize>>,
    /// Numbers in the scope; 0 for none.
    pub(crate) prefix: usize,
    pub(crate) uri: usize,
    /// It declares a namespace.
    pub(crate) declares: bool,
}

impl Attribut {
    /// The prefix as it is written, empty without colon.
    pub(crate) fn prefix_of<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        prefix(bytes, &self.name, self.local)
    }
}

/// The prefix of a name whose local part starts at `local`.
pub(crate) fn prefix<'a>(bytes: &'a [u8], name: &Range<usize>, local: usize) -> &'a [u8] {
    if local == name.start { &[] } else { &bytes[name.start..local - 1] }
}
