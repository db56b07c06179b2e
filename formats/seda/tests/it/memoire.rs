//! A large package is written and verified in little memory: its files go from their source to where they go.

use std::{
    env,
    fs::{self, File},
    io::{self, Read},
    process::Command,
};

use seda::{BinaryDataObject, Limites, NomBordereau, Package, SedaError, read_manifest, write_package};

use super::echantillon::transfer;

/// The address space of the process that writes and reads, in KiB: its own code and stacks are in it.
const MEMOIRE: u32 = 400_000;
/// What that may add to it, in KiB.
const EN_PLUS: u64 = 2 << 10;
/// Says to the test that it is the child.
const ENFANT: &str = "SEDA_PAQUET_LOURD";
/// More than that, and no longer than a test may last without optimisation.
const LOURD: u64 = 4 << 20;

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

/// The most that this process held, in KiB: `VmPeak` of addresses, `VmHWM` of memory.
fn pic(nom: &str) -> u64 {
    let told = fs::read_to_string("/proc/self/status").unwrap();
    let line = told.lines().find_map(|line| line.strip_prefix(nom)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

fn write_and_verify() {
    let bruit = || Bruit(42).take(LOURD);
    let mut transfer = transfer();
    transfer.package.units.clear();
    transfer.package.data_objects = vec![BinaryDataObject::describe("lourd", "lourd.bin", bruit()).unwrap()];
    let before = [pic("VmPeak"), pic("VmHWM")];
    let file = tempfile::tempfile().unwrap();
    let file: File = write_package(&transfer, NomBordereau::Manifest, file, |_| Ok(bruit())).unwrap();
    let size = file.metadata().unwrap().len();
    assert_eq!(Package::open(file, &Limites::default()).unwrap().verify(), vec![]);
    let after = [pic("VmPeak"), pic("VmHWM")];
    println!("RESULTAT: {size} {} {} .", after[0] - before[0], after[1] - before[1]);
}

/// What takes the most memory for the least text: empty people, empty units. Each is refused at its limit, not before.
fn read_the_largest() {
    let xml = transfer().to_xml().unwrap();
    let people = "<Writer/>".repeat(500_000);
    let units = "<ArchiveUnit id=\"a\"><Content/></ArchiveUnit>".repeat(50_000);
    for (mark, many, told) in [
        ("<Addressee>", people, SedaError::TropGrand { quoi: "éléments", max: 500_000 }),
        ("</DescriptiveMetadata>", units, SedaError::TropGrand { quoi: "unités d’archives", max: 50_000 }),
    ] {
        let xml = xml.replacen(mark, &format!("{many}{mark}"), 1);
        assert_eq!(read_manifest(xml.as_bytes()), Err(told));
    }
}

fn child(test: &str) -> String {
    let out = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMOIRE}; exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(ENFANT, "1")
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    said
}

#[test]
fn a_large_package_is_written_and_verified_in_little_memory() {
    if env::var_os(ENFANT).is_some() {
        return write_and_verify();
    }
    let said = child("memoire::a_large_package_is_written_and_verified_in_little_memory");
    let numbers = said.split_once("RESULTAT: ").unwrap().1.split(' ').map_while(|number| number.parse().ok());
    let [size, adresses, memoire]: [u64; 3] = numbers.collect::<Vec<_>>().try_into().unwrap();
    assert!(size > LOURD, "{size}");
    assert!(adresses < EN_PLUS && memoire < EN_PLUS, "{adresses} KiB of addresses, {memoire} KiB of memory were added");
}

#[test]
fn the_largest_manifest_is_read_in_bounded_memory() {
    if env::var_os(ENFANT).is_some() {
        return read_the_largest();
    }
    child("memoire::the_largest_manifest_is_read_in_bounded_memory");
}
