//! The largest archive that may leave is built in little memory: its files go from their source to where it goes.

use std::{
    env, fs,
    io::{self, Read, Write},
    process::Command,
};

use norme_actes::{Contexte, Fichier, TAILLE_MAX};

use super::echantillon::{LE, classification, transmission};

/// The address space of the process that writes, in KiB: its own code and stacks are in it.
const MEMOIRE: u32 = 400_000;
/// What writing may add to it, in KiB.
const EN_PLUS: u64 = 64 << 10;
/// Says to the test that it is the child.
const ENFANT: &str = "ACTES_ARCHIVE_LOURDE";
const MIO: u64 = 1 << 20;

/// Bytes that no compressor shortens, drawn as they are read (xorshift).
struct Bruit(u64);

impl Read for Bruit {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        for morceau in octets.chunks_mut(8) {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            morceau.copy_from_slice(&self.0.to_le_bytes()[..morceau.len()]);
        }
        Ok(octets.len())
    }
}

/// Where the archive goes: nothing is kept, all is counted.
#[derive(Default)]
struct Puits(u64);

impl Write for Puits {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0 += octets.len() as u64;
        Ok(octets.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The most that this process held, in KiB: `VmPeak` of addresses, `VmHWM` of memory.
fn pic(nom: &str) -> u64 {
    let told = fs::read_to_string("/proc/self/status").unwrap();
    let line = told.lines().find_map(|line| line.strip_prefix(nom)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

fn write() {
    let mut envoi = transmission();
    let tailles = [100 * MIO, 40 * MIO];
    (envoi.document.taille, envoi.annexes[0].taille) = (tailles[0], tailles[1]);
    let paquet = envoi.prepare(&Contexte::new(LE, Some(&classification()))).unwrap();
    let fichiers = tailles.map(|taille| Fichier { taille, source: Bruit(taille).take(taille) });
    let before = [pic("VmPeak"), pic("VmHWM")];
    let sortie = paquet.write(Puits::default(), fichiers, TAILLE_MAX).unwrap();
    let after = [pic("VmPeak"), pic("VmHWM")];
    println!("RESULTAT: {} {} {} .", sortie.0, after[0] - before[0], after[1] - before[1]);
}

#[test]
fn the_largest_archive_is_written_in_little_memory() {
    if env::var_os(ENFANT).is_some() {
        return write();
    }
    let out = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMOIRE}; exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args([
            "memoire::the_largest_archive_is_written_in_little_memory",
            "--exact",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(ENFANT, "1")
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    let numbers = said.split_once("RESULTAT: ").unwrap().1.split(' ').map_while(|number| number.parse().ok());
    let [sortie, adresses, memoire]: [u64; 3] = numbers.collect::<Vec<_>>().try_into().unwrap();
    assert!((140 * MIO..=TAILLE_MAX).contains(&sortie), "{sortie} bytes left");
    assert!(adresses < EN_PLUS && memoire < EN_PLUS, "{adresses} KiB of addresses, {memoire} KiB of memory were added");
}
