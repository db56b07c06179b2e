//! The judges: qpdf and poppler, on a file of their own.

use std::{
    io::Write,
    process::{Command, Output},
};

use tempfile::NamedTempFile;

pub(crate) fn file(octets: &[u8]) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    file.write_all(octets).unwrap();
    file
}

/// `{}` in the arguments is the file.
pub(crate) fn run(tool: &str, args: &[&str], octets: &[u8]) -> Output {
    let file = file(octets);
    let path = file.path().to_str().unwrap();
    let args = args.iter().map(|arg| if *arg == "{}" { path } else { arg });
    Command::new(tool).args(args).env("LC_ALL", "C.UTF-8").output().unwrap()
}

fn said(tool: &str, args: &[&str], octets: &[u8]) -> String {
    let output = run(tool, args, octets);
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// qpdf finds nothing to say. Its remarks on the hints of linearisation, that nobody maintains, are left out.
pub(crate) fn assert_sound(octets: &[u8]) {
    let output = run("qpdf", &["--check", "{}"], octets);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("No syntax or stream encoding errors"), "{said}");
}

pub(crate) fn qpdf_is_happy(octets: &[u8]) -> bool {
    run("qpdf", &["--check", "{}"], octets).status.success()
}

/// The file that qpdf makes of this one.
pub(crate) fn qpdf(args: &[&str], octets: &[u8]) -> Vec<u8> {
    let out = file(b"");
    let mut all: Vec<&str> = vec!["{}"];
    all.extend(args);
    all.push(out.path().to_str().unwrap());
    let output = run("qpdf", &all, octets);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(out.path()).unwrap()
}

pub(crate) fn pdfinfo(octets: &[u8]) -> String {
    said("pdfinfo", &["{}"], octets)
}

pub(crate) fn pdfsig(octets: &[u8]) -> String {
    said("pdfsig", &["-nocert", "{}"], octets)
}

pub(crate) fn text(page: usize, octets: &[u8]) -> String {
    let page = page.to_string();
    said("pdftotext", &["-f", &page, "-l", &page, "-layout", "{}", "-"], octets)
}

/// A page as it is seen, one pixel a point: its width, and three bytes a pixel.
pub(crate) struct Image {
    pub width: usize,
    pub pixels: Vec<u8>,
}

pub(crate) fn render(page: usize, octets: &[u8]) -> Image {
    let page = page.to_string();
    let output = run("pdftoppm", &["-cropbox", "-r", "72", "-f", &page, "-l", &page, "{}"], octets);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ppm = output.stdout;
    let mut fields = Vec::new();
    let mut at = 0;
    while fields.len() < 4 {
        let end = at + ppm[at..].iter().position(u8::is_ascii_whitespace).unwrap();
        fields.push(String::from_utf8_lossy(&ppm[at..end]).into_owned());
        at = end + 1;
    }
    assert_eq!((fields[0].as_str(), fields[3].as_str()), ("P6", "255"));
    Image { width: fields[1].parse().unwrap(), pixels: ppm[at..].to_vec() }
}

/// Left, top, right and bottom of what differs between two images of one size.
pub(crate) fn difference(one: &Image, other: &Image) -> Option<[f64; 4]> {
    assert_eq!((one.width, one.pixels.len()), (other.width, other.pixels.len()));
    let mut bounds: Option<[f64; 4]> = None;
    for (rank, (a, b)) in one.pixels.chunks_exact(3).zip(other.pixels.chunks_exact(3)).enumerate() {
        if a != b {
            let x = f64::from(u32::try_from(rank % one.width).unwrap());
            let y = f64::from(u32::try_from(rank / one.width).unwrap());
            let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([left.min(x), top.min(y), right.max(x + 1.0), bottom.max(y + 1.0)]);
        }
    }
    bounds
}
