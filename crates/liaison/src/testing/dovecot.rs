//! `Dovecot`: the IMAP server of the field, with one mailbox in a directory of the test.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
};

use tempfile::TempDir;

use super::{Autorite, closed_port, processus::Processus};
use crate::{BoiteConfig, Security};

const PROGRAM: &str = "/usr/sbin/dovecot";
const USER: &str = "beffroi";
const PASSWORD: &str = "tocsin";
/// `nobody` and `nogroup` of Debian.
const NOBODY: u32 = 65534;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The server and its mailbox; both go when it is dropped.
#[derive(Debug)]
pub struct Dovecot {
    processus: Processus,
    folder: TempDir,
    imap: u16,
    imaps: u16,
    ca: PathBuf,
}

impl Dovecot {
    /// On free ports, with a certificate of `localhost`.
    pub fn start(autorite: &Autorite) -> Self {
        Self::start_with(autorite, "")
    }

    /// With more lines of `dovecot.conf`.
    pub fn start_with(autorite: &Autorite, lines: &str) -> Self {
        assert!(
            Path::new(PROGRAM).exists(),
            "{PROGRAM} is missing: install the Debian package dovecot-imapd (make prepare-test does)"
        );
        let folder = tempfile::tempdir().unwrap();
        // When root starts it, Dovecot answers under other users.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for place in ["Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp"] {
            fs::create_dir(folder.path().join(place)).unwrap();
            give(&folder.path().join(place));
        }
        let mut said = String::new();
        // Another test may take a free port in between.
        for _ in 0..5 {
            let (imap, imaps) = (closed_port(), closed_port());
            fs::write(folder.path().join("dovecot.conf"), configuration(autorite, folder.path(), imap, imaps, lines))
                .unwrap();
            match run(folder.path()) {
                Ok(processus) => return Self { processus, folder, imap, imaps, ca: autorite.ca() },
                Err(why) => said = why,
            }
        }
        panic!("Dovecot does not start: {said}");
    }

    /// How the mailbox is reached: by `imaps` or by `imap`.
    pub fn config(&self, security: Security) -> BoiteConfig {
        let port = if security == Security::Tls { self.imaps } else { self.imap };
        BoiteConfig { ca: Some(self.ca.clone()), ..BoiteConfig::new("localhost", port, security, USER, PASSWORD) }
    }

    /// Puts a message into the INBOX, after those that were delivered before.
    pub fn deliver(&self, message: &[u8]) {
        self.put(message, "new", "");
    }

    /// The same, marked `\Deleted` by somebody.
    pub fn deliver_marked(&self, message: &[u8]) {
        self.put(message, "cur", ":2,T");
    }

    fn put(&self, message: &[u8], place: &str, flags: &str) {
        let nom = format!("{:010}.essai.localhost", NEXT.fetch_add(1, Ordering::Relaxed));
        let maildir = self.folder.path().join("Maildir");
        fs::write(maildir.join("tmp").join(&nom), message).unwrap();
        give(&maildir.join("tmp").join(&nom));
        fs::rename(maildir.join("tmp").join(&nom), maildir.join(place).join(format!("{nom}{flags}"))).unwrap();
    }

    /// The messages of a folder (`INBOX`, or its name as IMAP encodes it), in the order of their delivery; none when it does not exist.
    pub fn messages(&self, folder: &str) -> Vec<Vec<u8>> {
        let maildir = self.folder.path().join("Maildir");
        let place = if folder == "INBOX" { maildir } else { maildir.join(format!(".{folder}")) };
        let files = ["new", "cur"].into_iter().filter_map(|part| fs::read_dir(place.join(part)).ok()).flatten();
        let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        paths.sort_by_cached_key(|path| arrival(path));
        paths.iter().map(|path| fs::read(path).unwrap()).collect()
    }

    /// SIGKILL to all its processes.
    pub fn kill(&mut self) {
        self.processus.kill();
    }

    /// Starts again, on the same ports and the same mailbox.
    pub fn restart(&mut self) {
        self.kill();
        // A killed process may leave the lock of a list of UIDs behind it, for whose age Dovecot would wait two minutes.
        let maildir = self.folder.path().join("Maildir");
        let folders = fs::read_dir(&maildir).unwrap().map(|entry| entry.unwrap().path()).chain([maildir.clone()]);
        for folder in folders {
            let _ = fs::remove_file(folder.join("dovecot-uidlist.lock"));
        }
        self.processus = run(self.folder.path()).unwrap_or_else(|said| panic!("Dovecot does not start again: {said}"));
    }

    /// What it wrote in its log.
    pub fn log(&self) -> String {
        self.processus.said()
    }
}

/// When a file of a Maildir was delivered or moved: `SECONDS.M<microseconds>P<process>.host`.
fn arrival(path: &Path) -> (u64, u64) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut fields = name.split('.').map(|field| {
        let digits = field.trim_start_matches('M');
        digits.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
    });
    (fields.next().unwrap_or_default(), fields.next().unwrap_or_default())
}

fn run(folder: &Path) -> Result<Processus, String> {
    Processus::start(Command::new(PROGRAM).arg("-F").arg("-c").arg(folder.join("dovecot.conf")), "starting up")
}

fn configuration(autorite: &Autorite, folder: &Path, imap: u16, imaps: u16, lines: &str) -> String {
    let papiers = autorite.serveur("localhost");
    let (certificat, cle, folder) = (papiers.certificat.display(), papiers.cle.display(), folder.display());
    let (uid, gid) = owner();
    // Debian's users when root may change to them, else one's own.
    let users = if is_root() { String::new() } else { own_users(uid, gid) };
    format!(
        "base_dir = {folder}/run\nstate_dir = {folder}/run\nlog_path = /dev/stderr\nprotocols = imap\nauth_failure_delay = 0\nlisten = 127.0.0.1\n\
         ssl = yes\nssl_cert = <{certificat}\nssl_key = <{cle}\ndisable_plaintext_auth = no\n\
         mail_location = maildir:{folder}/Maildir\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n{users}\
         passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
         userdb {{\n driver = static\n args = uid={uid} gid={gid} home={folder}\n}}\n\
         service anvil {{\n chroot =\n}}\n\
         service imap-login {{\n chroot =\n inet_listener imap {{\n port = {imap}\n }}\n inet_listener imaps {{\n port = {imaps}\n ssl = yes\n }}\n}}\n\
         {lines}\n"
    )
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Whose the mailbox is. Dovecot never opens one as root.
fn owner() -> (u32, u32) {
    let me = fs::metadata("/proc/self").unwrap();
    if is_root() { (NOBODY, NOBODY) } else { (me.uid(), me.gid()) }
}

fn give(path: &Path) {
    let (uid, gid) = owner();
    chown(path, Some(uid), Some(gid)).unwrap();
}

fn own_users(uid: u32, gid: u32) -> String {
    let user = name_of("/etc/passwd", uid);
    let group = name_of("/etc/group", gid);
    format!("default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n")
}

/// The name of an account or of a group: `name:x:id:…`.
fn name_of(file: &str, id: u32) -> String {
    let lines = fs::read_to_string(file).unwrap();
    let mut named = lines.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    });
    named.next().unwrap_or_else(|| panic!("{id} has no name in {file}"))
}
