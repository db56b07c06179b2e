//! `Antivirus`: clamd, to which a file is streamed (command INSTREAM).

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use clamav_client::tokio::{Socket, Tcp, scan_file};
use kernel::Illisible;

/// A large file takes long; a clamd that says nothing for two minutes is down.
const PATIENCE: Duration = Duration::from_mins(2);
const CHUNK: usize = 64 * 1_024;

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Antivirus {
    /// `host:port`.
    Tcp(String),
    Unix(PathBuf),
}

/// What clamd says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scan {
    Clean,
    /// With the name of what it found.
    Infected(String),
}

impl Antivirus {
    /// `tcp:127.0.0.1:3310` or `unix:/run/clamav/clamd.ctl`.
    pub fn new(address: &str) -> Result<Self, Illisible> {
        match address.split_once(':') {
            Some(("tcp", host)) if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) => {
                Ok(Self::Tcp(host.to_owned()))
            }
            Some(("unix", path)) if path.starts_with('/') => Ok(Self::Unix(PathBuf::from(path))),
            _ => Err(Illisible::new(format!(
                "L’adresse de l’antivirus « {address} » ne se lit pas : écrivez tcp:127.0.0.1:3310 ou unix:/run/clamav/clamd.ctl."
            ))),
        }
    }

    /// An error when clamd does not answer, or does not say whether the file is clean.
    pub(crate) async fn scan(&self, file: &Path) -> io::Result<Scan> {
        let asked = async {
            match self {
                Self::Tcp(host) => scan_file(file, Tcp { host_address: host.as_str() }, Some(CHUNK)).await,
                Self::Unix(path) => scan_file(file, Socket { socket_path: path }, Some(CHUNK)).await,
            }
        };
        let answer =
            tokio::time::timeout(PATIENCE, asked).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        read(&String::from_utf8_lossy(&answer))
    }
}

/// `stream: OK` or `stream: Eicar-Test-Signature FOUND`; anything else is not an answer.
fn read(answer: &str) -> io::Result<Scan> {
    let said = answer.trim_matches(['\0', '\n', ' ']);
    match said.strip_prefix("stream: ") {
        Some("OK") => Ok(Scan::Clean),
        Some(found) if found.ends_with(" FOUND") => Ok(Scan::Infected(found.trim_end_matches(" FOUND").to_owned())),
        _ => Err(io::Error::other(format!("clamd answers {said:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_ok_is_clean() {
        assert_eq!(read("stream: OK\0").unwrap(), Scan::Clean);
        assert_eq!(
            read("stream: Eicar-Test-Signature FOUND\0").unwrap(),
            Scan::Infected("Eicar-Test-Signature".to_owned())
        );
        for silence in ["", "stream: OKAY", "INSTREAM size limit exceeded. ERROR\0", "OK"] {
            assert!(read(silence).is_err(), "{silence:?}");
        }
    }

    #[test]
    fn an_address_is_read_or_explained() {
        assert_eq!(Antivirus::new("tcp:127.0.0.1:3310").unwrap(), Antivirus::Tcp("127.0.0.1:3310".to_owned()));
        assert!(matches!(Antivirus::new("unix:/run/clamd.ctl").unwrap(), Antivirus::Unix(_)));
        for wrong in ["127.0.0.1:3310", "tcp:machine", "unix:clamd.ctl", ""] {
            assert!(Antivirus::new(wrong).unwrap_err().to_string().contains("clamd.ctl"), "{wrong}");
        }
    }
}
