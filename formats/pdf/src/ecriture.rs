//! Objects written as bytes.

use std::io::Write;

use crate::object::{Dict, Object, Ref, Stream};

/// The value, on one line; the bytes of a stream are given apart.
pub(crate) fn write_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => put(out, format_args!("{value}")),
        Object::Real(text) => out.extend_from_slice(text.as_bytes()),
        Object::Text(text) => write_text(out, text),
        Object::Hex(text) => {
            out.push(b'<');
            for byte in text {
                put(out, format_args!("{byte:02X}"));
            }
            out.push(b'>');
        }
        Object::Name(name) => write_name(out, name),
        Object::Array(items) => {
            out.push(b'[');
            for (rank, item) in items.iter().enumerate() {
                if rank > 0 {
                    out.push(b' ');
                }
                write_object(out, item);
            }
            out.push(b']');
        }
        Object::Dict(dict) | Object::Stream(Stream { dict, .. }) => write_dict(out, dict),
        Object::Ref(Ref { number, generation }) => put(out, format_args!("{number} {generation} R")),
    }
}

pub(crate) fn write_dict(out: &mut Vec<u8>, dict: &Dict) {
    out.extend_from_slice(b"<<");
    for (key, value) in dict.iter() {
        out.push(b' ');
        write_name(out, key);
        out.push(b' ');
        write_object(out, value);
    }
    out.extend_from_slice(b" >>");
}

/// `12 0 obj … endobj`; a stream has the length of its bytes, whatever its dictionary said.
pub(crate) fn write_indirect(out: &mut Vec<u8>, id: Ref, object: &Object, data: &[u8]) {
    put(out, format_args!("{} {} obj\n", id.number, id.generation));
    if let Object::Stream(Stream { dict, .. }) = object {
        let length = i64::try_from(data.len()).unwrap_or(i64::MAX);
        write_dict(out, &dict.clone().with("Length", length));
        out.extend_from_slice(b"\nstream\n");
        out.extend_from_slice(data);
        out.extend_from_slice(b"\nendstream");
    } else {
        write_object(out, object);
    }
    out.extend_from_slice(b"\nendobj\n");
}

pub(crate) fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // A vector takes all that is written to it.
    let _ = out.write_fmt(text);
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"#/()<>[]{}%".contains(byte) {
            out.push(*byte);
        } else {
            put(out, format_args!("#{byte:02X}"));
        }
    }
}

fn write_text(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'(');
    for byte in text {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
            b'\r' => out.extend(b"\\r"),
            _ => out.push(*byte),
        }
    }
    out.push(b')');
}
