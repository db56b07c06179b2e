//! What every operation of the API shares: problems, bodies, pages, keys that make a change safe to repeat, the description.

mod body;
mod idempotence;
mod openapi;
mod page;
mod problem;

pub use body::Corps;
pub use openapi::{Operation, Parametre, document};
pub use page::{PageApi, PageQuery};
pub use problem::{FieldProblem, Problem};

pub(crate) use idempotence::{IDEMPOTENCE, replay};
