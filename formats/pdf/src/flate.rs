//! Streams inflated within bounds, and the predictors of their rows.

use flate2::{Decompress, FlushDecompress, Status};

use crate::{error::PdfError, object::Dict};

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fin {
    Entiere,
    /// It stops before its end, or its checksum is that of something else: readers show what there is.
    Douteuse,
    /// What follows cannot be read.
    Abimee,
}

/// Gives the inflated bytes by pieces, up to `max`. A false checksum is told, as readers do not stop at it.
pub(crate) fn inflate(octets: &[u8], max: u64, mut each: impl FnMut(&[u8])) -> Result<Fin, PdfError> {
    let [cmf, flg, rest @ ..] = octets else { return Ok(Fin::Douteuse) };
    if cmf & 0x0F != 8 || (u16::from(*cmf) << 8 | u16::from(*flg)) % 31 != 0 {
        return Ok(Fin::Abimee);
    }
    let (mut machine, mut room, mut somme) = (Decompress::new(false), vec![0; 64 << 10], Somme { one: 1, two: 0 });
    loop {
        let (read, written) = (machine.total_in(), machine.total_out());
        let input = &rest[usize::try_from(read).unwrap_or(rest.len())..];
        let Ok(status) = machine.decompress(input, &mut room, FlushDecompress::None) else { return Ok(Fin::Abimee) };
        if machine.total_out() > max {
            return Err(PdfError::Bombe);
        }
        let piece = &room[..usize::try_from(machine.total_out() - written).unwrap_or(0)];
        somme.add(piece);
        each(piece);
        if status == Status::StreamEnd {
            let end = rest.get(usize::try_from(machine.total_in()).unwrap_or(rest.len())..).unwrap_or_default();
            let true_one = end.starts_with(&(somme.two << 16 | somme.one).to_be_bytes());
            return Ok(if true_one { Fin::Entiere } else { Fin::Douteuse });
        }
        if (machine.total_in(), machine.total_out()) == (read, written) {
            return Ok(Fin::Douteuse);
        }
    }
}

/// The whole of it, in memory.
pub(crate) fn inflate_whole(octets: &[u8], max: u64) -> Result<(Vec<u8>, Fin), PdfError> {
    let mut whole = Vec::new();
    let fin = inflate(octets, max, |piece| whole.extend_from_slice(piece))?;
    Ok((whole, fin))
}

/// The checksum of what was inflated (RFC 1950).
struct Somme {
    one: u32,
    two: u32,
}

impl Somme {
    fn add(&mut self, octets: &[u8]) {
        // So many bytes cannot overflow.
        for piece in octets.chunks(5552) {
            for byte in piece {
                self.one += u32::from(*byte);
                self.two += self.one;
            }
            self.one %= 65521;
            self.two %= 65521;
        }
    }
}

/// Undoes the predictor that `parms` names (PNG's; TIFF's is not met in tables).
pub(crate) fn unpredict(octets: Vec<u8>, parms: Option<&Dict>) -> Result<Vec<u8>, PdfError> {
    let of = |key: &str, default: i64| parms.and_then(|dict| dict.get(key)?.as_integer()).unwrap_or(default);
    let size =
        |key: &str, default: i64| usize::try_from(of(key, default)).ok().filter(|value| (1..=1 << 16).contains(value));
    if of("Predictor", 1) < 10 {
        return if of("Predictor", 1) == 1 {
            Ok(octets)
        } else {
            Err(PdfError::abime("une table est codée autrement que prévu"))
        };
    }
    let (Some(colors), Some(bits), Some(columns)) =
        (size("Colors", 1), size("BitsPerComponent", 8), size("Columns", 1))
    else {
        return Err(PdfError::abime("une table est mal décrite"));
    };
    let pixel = (colors * bits).div_ceil(8);
    let row = (columns * colors * bits).div_ceil(8);
    if row > 1 << 16 {
        return Err(PdfError::abime("une table est mal décrite"));
    }
    let (mut out, mut before) = (Vec::with_capacity(octets.len()), vec![0; row]);
    for line in octets.chunks(row + 1) {
        let (kind, bytes) = (line[0], &line[1..]);
        let mut now = vec![0; row];
        for (rank, byte) in bytes.iter().enumerate() {
            let left = if rank < pixel { 0 } else { now[rank - pixel] };
            let corner = if rank < pixel { 0 } else { before[rank - pixel] };
            let add = match kind {
                0 => 0,
                1 => left,
                2 => before[rank],
                3 => u8::midpoint(left, before[rank]),
                4 => paeth(left, before[rank], corner),
                _ => return Err(PdfError::abime("une table est mal codée")),
            };
            now[rank] = byte.wrapping_add(add);
        }
        out.extend_from_slice(&now[..bytes.len()]);
        before = now;
    }
    Ok(out)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |value: u8| (guess - i16::from(value)).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}
