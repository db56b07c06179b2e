//! The archive of an envelope: a flat `.tar.gz`, written and read as a stream.

mod ecriture;
mod fichiers;
mod lecture;

pub use ecriture::ArchiveWriter;
pub(crate) use fichiers::{FichierLu, read_files};
pub(crate) use lecture::check_plat;
pub use lecture::{Entree, Limites, read_archive, visit_archive};

/// 150 MiB, the limit of the homologated products; the one that the ministry applies is in its connection agreement.
pub const TAILLE_MAX: u64 = 150 << 20;
