//! The bytes of a file, a window at a time.

use std::io::Read;

use crate::error::C14nError;

/// Bytes asked at once from what is read.
const BLOCK: usize = 128 << 10;

/// A window on what is read: it grows only when one token does not fit in it.
#[derive(Debug)]
pub(crate) struct Input<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes of the file before the window.
    before: u64,
    over: bool,
}

impl<R: Read> Input<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, buffer: vec![0; BLOCK], start: 0, end: 0, before: 0, over: false }
    }

    pub(crate) fn window(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Where the window starts, in the file.
    pub(crate) fn offset(&self) -> u64 {
        self.before + self.start as u64
    }

    pub(crate) fn consume(&mut self, octets: usize) {
        self.start = (self.start + octets).min(self.end);
    }

    /// Reads on; `false` at the end of the file.
    pub(crate) fn more(&mut self) -> Result<bool, C14nError> {
        if self.over {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.before += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.over = true,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            }
            return Ok(!self.over);
        }
    }

    /// Reads until the window has this many bytes, or the file ends before.
    pub(crate) fn at_least(&mut self, octets: usize) -> Result<&[u8], C14nError> {
        while self.window().len() < octets && self.more()? {}
        Ok(self.window())
    }
}
