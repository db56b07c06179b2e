//! Structured logs on the standard error: readable for a person at a terminal, JSON for a machine.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// `filter` is that of `RUST_LOG` when it is set, else warnings, and what our own crates say at `info`.
pub fn start() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,beffroi=info,jobs=info,web=info,mail=info"));
    let layer = fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    // A second start (tests) keeps the first.
    let _ = if std::io::stderr().is_terminal() {
        registry.with(layer.compact()).try_init()
    } else {
        registry.with(layer.json()).try_init()
    };
}
