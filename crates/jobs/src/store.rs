//! The SQL of the queue, one file a use.

pub(crate) mod feed;
pub(crate) mod pages;
pub(crate) mod queue;
