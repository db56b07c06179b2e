//! A year of actes of a town is written, read back and verified while one waits.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use seda::{ArchiveUnit, BinaryDataObject, Content, Limites, NomBordereau, Package, write_package};

use super::echantillon::transfer;

const ACTES: usize = 100;
const PIECES: usize = 4;

#[test]
fn a_year_of_actes_is_quick() {
    let octets = b"%PDF-1.7\n".repeat(500);
    let mut transfer = transfer();
    let whole = transfer.package.units[0].units[0].content.clone();
    let start = Instant::now();
    let objects = (0..ACTES * PIECES).map(|n| {
        let mut object = BinaryDataObject::describe(format!("o{n}"), "acte.pdf", octets.as_slice()).unwrap();
        object.group = None;
        object
    });
    transfer.package.data_objects = objects.collect();
    let described = start.elapsed();
    transfer.package.units = (0..ACTES)
        .map(|acte| {
            let mut unit = ArchiveUnit::new(format!("a{acte}"), whole.clone());
            (unit.content.related, unit.content.signatures) = (None, Vec::new());
            (0..PIECES).fold(unit, |unit, piece| {
                let n = acte * PIECES + piece;
                unit.with_unit(ArchiveUnit::new(format!("u{n}"), Content::default()).with_object(format!("o{n}")))
            })
        })
        .collect();
    let (start, xml) = (Instant::now(), transfer.to_xml().unwrap());
    let told = start.elapsed();
    let start = Instant::now();
    let written = write_package(&transfer, NomBordereau::Manifest, Vec::new(), |_| Ok(Cursor::new(&octets))).unwrap();
    let packed = start.elapsed();
    let start = Instant::now();
    let mut package = Package::open(Cursor::new(&written), &Limites::default()).unwrap();
    let opened = start.elapsed();
    let start = Instant::now();
    assert_eq!(package.verify(), vec![]);
    let verified = start.elapsed();
    println!(
        "{} objects of {} bytes: described in {described:?}; manifest of {} bytes in {told:?}; package in {packed:?}; opened in {opened:?}; verified in {verified:?}",
        ACTES * PIECES,
        octets.len(),
        xml.len(),
    );
    assert!(described + told + packed + opened + verified < Duration::from_mins(1));
}
