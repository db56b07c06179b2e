//! A program that a test started, with those that it started itself.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

/// A running program, whose error output is kept.
#[derive(Debug)]
pub(super) struct Processus {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Processus {
    /// Runs until the program says `ready` on its error output; else gives what it said.
    pub fn start(command: &mut Command, ready: &str) -> Result<Self, String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains(ready) {
            if lines.read_line(&mut said).unwrap_or(0) == 0 {
                let _ = child.wait();
                return Err(said);
            }
        }
        let said = Arc::new(Mutex::new(said));
        let kept = Arc::clone(&said);
        // So that it never waits for somebody to read it.
        std::thread::spawn(move || {
            let mut line = String::new();
            while lines.read_line(&mut line).unwrap_or(0) > 0 {
                kept.lock().unwrap().push_str(&std::mem::take(&mut line));
            }
        });
        Ok(Self { child, said })
    }

    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// SIGKILL to the program and to its children, as when the machine loses its power; none of them runs any more.
    pub fn kill(&mut self) {
        let parent = self.child.id();
        // Stopped, it starts no other child meanwhile.
        signal("STOP", &[parent]);
        let mut all = children(parent);
        all.push(parent);
        signal("KILL", &all);
        let _ = self.child.wait();
        while all.iter().any(|pid| runs(*pid)) {
            std::thread::yield_now();
        }
    }
}

fn signal(name: &str, pids: &[u32]) {
    let list: Vec<String> = pids.iter().map(u32::to_string).collect();
    let kill = format!("kill -{name} {}", list.join(" "));
    let _ = Command::new("sh").arg("-c").arg(kill).stderr(Stdio::null()).status();
}

/// A process that nobody has waited for yet has closed its files all the same.
fn runs(pid: u32) -> bool {
    stat(pid).is_some_and(|(state, _)| !matches!(state, 'Z' | 'X'))
}

/// The state of a process and its parent: `pid (name) state ppid …`, where the name may hold anything.
fn stat(pid: u32) -> Option<(char, u32)> {
    let line = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = line.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

impl Drop for Processus {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill();
        }
    }
}

fn children(parent: u32) -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| stat(*pid).is_some_and(|(_, ppid)| ppid == parent)).collect()
}
