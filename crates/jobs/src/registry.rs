//! `Registry`: which handler runs which kind, who subscribes to what, and when things run by themselves.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    pin::Pin,
    sync::Arc,
};

use serde_json::Value;

use crate::{
    JobContext, JobError, Kind,
    cron::{Cron, CronError},
};

type Running = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
pub(crate) type Handler = Arc<dyn Fn(JobContext) -> Running + Send + Sync>;

/// A job that enqueues itself, on the clocks of metropolitan France.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Unique in the house.
    pub name: &'static str,
    /// Minute, hour, day of the month, month, day of the week (1 is Monday): `0 7 * * 1-5`.
    pub cron: &'static str,
    pub kind: Kind,
    pub payload: Value,
}

/// Filled once at start by the rooms, then shared by the workers.
#[derive(Default)]
pub struct Registry {
    handlers: BTreeMap<&'static str, (Kind, Handler)>,
    subscribers: HashMap<&'static str, Vec<Kind>>,
    schedules: Vec<(Schedule, Cron)>,
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs the jobs of this kind with this handler: an `async fn(JobContext) -> Result<(), JobError>` or a closure.
    pub fn on<H, F>(&mut self, kind: impl Into<Kind>, handler: H) -> &mut Self
    where
        H: Fn(JobContext) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let kind = kind.into();
        self.handlers.insert(kind.name, (kind, Arc::new(move |ctx| Box::pin(handler(ctx)))));
        self
    }

    /// Each event of this kind makes one job of `kind`.
    pub fn subscribe(&mut self, event: &'static str, kind: impl Into<Kind>) -> &mut Self {
        self.subscribers.entry(event).or_default().push(kind.into());
        self
    }

    pub fn schedule(&mut self, schedule: Schedule) -> Result<&mut Self, CronError> {
        let cron = Cron::parse(schedule.name, schedule.cron)?;
        self.schedules.push((schedule, cron));
        Ok(self)
    }

    /// The French name of a kind; the kind itself when nobody here runs it.
    pub fn label<'a>(&self, kind: &'a str) -> &'a str {
        self.handlers.get(kind).map_or(kind, |(kind, _)| kind.label)
    }

    /// The kinds that are run here, with their French names, for the filter of a page.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.handlers.values().map(|(kind, _)| (kind.name, kind.label))
    }

    pub(crate) fn handler(&self, kind: &str) -> Option<&(Kind, Handler)> {
        self.handlers.get(kind)
    }

    pub(crate) fn subscribers(&self, event: &str) -> &[Kind] {
        self.subscribers.get(event).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn schedules(&self) -> &[(Schedule, Cron)] {
        &self.schedules
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("kinds", &self.handlers.keys()).finish_non_exhaustive()
    }
}
