//! `serve` and `worker`: pages and jobs, until the signal to stop; no accepted work is lost.

use std::{future::Future, net::SocketAddr, pin::Pin};

use anyhow::{Context, Result};
use jobs::Worker;
use tokio::{net::TcpListener, signal, sync::watch};

use crate::{open::Opened, output::note};

/// Serves until `stop`, with workers beside it if `workers` is not zero.
pub async fn serve(opened: Opened, listen: SocketAddr, workers: usize, stop: Stop) -> Result<()> {
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("L’adresse {listen} est déjà prise ou interdite"))?;
    let address = listener.local_addr()?;
    note(format!("Beffroi écoute sur http://{address}"));
    let working = tokio::spawn(work(opened.clone(), workers, stop.clone()));
    let router = opened.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(stop.waited()).await?;
    working.await.context("Les travaux se sont arrêtés")?;
    opened.services.db().close().await;
    Ok(())
}

/// Does the jobs until `stop`: what runs is ended or given back.
pub async fn work(opened: Opened, workers: usize, stop: Stop) {
    if workers == 0 {
        return stop.waited().await;
    }
    let name = format!("{}-{}", host(), std::process::id());
    let services = &opened.services;
    let worker = Worker::new(services.db().clone(), opened.registry.clone(), services.clock().clone(), &name)
        .concurrency(workers)
        .wake(services.wake());
    worker.run(stop.waited()).await;
}

fn host() -> String {
    std::fs::read_to_string("/etc/hostname").map_or_else(|_| "serveur".to_owned(), |name| name.trim().to_owned())
}

/// The signal to stop, which several tasks wait for.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// SIGINT or SIGTERM.
    pub fn on_signal() -> Self {
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            wait_for_signal().await;
            let _ = tell.send(true);
            // Kept until the end, or the others would hear a sender that left.
            tell.closed().await;
        });
        Self(told)
    }

    /// By hand, for tests.
    pub fn by_hand() -> (watch::Sender<bool>, Self) {
        let (tell, told) = watch::channel(false);
        (tell, Self(told))
    }

    pub fn waited(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut told = self.0.clone();
        Box::pin(async move {
            let _ = told.wait_for(|stop| *stop).await;
        })
    }
}

async fn wait_for_signal() {
    let Ok(mut term) = signal::unix::signal(signal::unix::SignalKind::terminate()) else {
        let _ = signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}
