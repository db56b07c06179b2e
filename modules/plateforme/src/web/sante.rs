//! What machines ask: is it alive, is it ready, how is it doing. No private data.

use std::{fmt::Write, sync::OnceLock};

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use db::{Db, DbError, Perimetre};
use kernel::{Clock, Instant};
use web::{House, Public, WebError};

const TEXT: &str = "text/plain; charset=utf-8";
/// The format of Prometheus.
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// When this process plugged its rooms.
static STARTED_AT: OnceLock<Instant> = OnceLock::new();

pub(crate) fn started(clock: &Clock) {
    STARTED_AT.get_or_init(|| clock.now());
}

/// The process answers.
pub(super) async fn alive(State(_): State<House>, _: Public) -> Response {
    ([(header::CONTENT_TYPE, TEXT)], "ok\n").into_response()
}

/// The database answers too: a load balancer may send people here.
pub(super) async fn ready(State(house): State<House>, _: Public) -> Response {
    match answers(house.db()).await {
        Ok(()) => ([(header::CONTENT_TYPE, TEXT)], "ready\n").into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, TEXT)], "database\n").into_response()
        }
    }
}

async fn answers(db: &Db) -> Result<(), DbError> {
    let mut tx = db.read(Perimetre::Commun).await?;
    jobs::schedules(&mut tx).await.map(|_| ())
}

/// Counts for Prometheus.
pub(super) async fn metrics(State(house): State<House>, _: Public) -> Result<Response, WebError> {
    let mut tx = house.db().read(Perimetre::Commun).await?;
    let jobs = jobs::counts(&mut tx).await?;
    let mails = mail::counts(&mut tx).await?;
    drop(tx);
    let now = house.clock().now();
    let mut out = Exposition::default();
    let engine = match house.db().engine() {
        db::Engine::Sqlite => "sqlite",
        db::Engine::Postgres => "postgresql",
    };
    out.metric("beffroi_info", "gauge", "The version that runs, and the engine of its database.");
    out.sample("beffroi_info", &[("version", env!("CARGO_PKG_VERSION")), ("engine", engine)], 1);
    out.metric("beffroi_uptime_seconds", "gauge", "Seconds since this process started.");
    let started = STARTED_AT.get().copied().unwrap_or(now);
    out.sample("beffroi_uptime_seconds", &[], u64::try_from(now.seconds_since(started)).unwrap_or(0));
    out.metric("beffroi_statements_total", "counter", "Statements that this process ran in the database.");
    out.sample("beffroi_statements_total", &[], house.db().statements());
    out.metric("beffroi_jobs", "gauge", "Jobs by state.");
    for (etat, count) in jobs {
        out.sample("beffroi_jobs", &[("etat", etat.code())], u64::from(count));
    }
    out.metric("beffroi_mails", "gauge", "Mails by state.");
    for (etat, count) in mails {
        out.sample("beffroi_mails", &[("etat", etat.code())], u64::from(count));
    }
    Ok(([(header::CONTENT_TYPE, METRICS)], out.0).into_response())
}

/// The text of the metrics. Labels are ours: none holds a quote.
#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn metric(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_written_as_prometheus_reads_them() {
        let mut out = Exposition::default();
        out.metric("beffroi_jobs", "gauge", "Jobs by state.");
        out.sample("beffroi_jobs", &[("etat", "echoue")], 3);
        out.sample("beffroi_up", &[], 1);
        let expected = "# HELP beffroi_jobs Jobs by state.\n# TYPE beffroi_jobs gauge\nbeffroi_jobs{etat=\"echoue\"} 3\nbeffroi_up 1\n";
        assert_eq!(out.0, expected);
    }
}
