//! `Object`: what a PDF is made of, kept as it was written so that it can be written again.

/// The number of an indirect object and its generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref {
    pub number: u32,
    pub generation: u16,
}

/// A value. Reals keep their text and strings their form: an object read then written says the same.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    Null,
    Bool(bool),
    Integer(i64),
    /// Its digits, as written.
    Real(String),
    /// A string between parentheses.
    Text(Vec<u8>),
    /// A string in hexadecimal digits.
    Hex(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    Stream(Stream),
    Ref(Ref),
}

/// Keys and values, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dict(Vec<(Vec<u8>, Object)>);

/// A dictionary and the bytes that follow it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    pub dict: Dict,
    pub data: Data,
}

/// Where the bytes of a stream are.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// In the file, from this byte: `Document::data` tells where they end.
    At(usize),
    /// New ones, encoded as the dictionary says.
    New(Vec<u8>),
}

impl Dict {
    pub fn get(&self, key: &str) -> Option<&Object> {
        self.0.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, value)| value)
    }

    /// Replaces the value where it stands, or adds it at the end.
    pub fn set(&mut self, key: &str, value: impl Into<Object>) {
        match self.0.iter_mut().find(|(name, _)| name == key.as_bytes()) {
            Some((_, old)) => *old = value.into(),
            None => self.0.push((key.as_bytes().to_vec(), value.into())),
        }
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Object>) -> Self {
        self.set(key, value);
        self
    }

    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(name, _)| name != key.as_bytes());
    }

    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.0.iter().map(|(name, value)| (name.as_slice(), value))
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Object> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn push(&mut self, key: Vec<u8>, value: Object) {
        self.0.push((key, value));
    }

    /// Values in it, at any depth.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|(_, value)| 1 + value.count()).sum()
    }

    /// The value is the name `name`.
    pub fn is(&self, key: &str, name: &str) -> bool {
        self.get(key).and_then(Object::as_name) == Some(name.as_bytes())
    }
}

impl Object {
    pub fn name(name: &str) -> Self {
        Self::Name(name.as_bytes().to_vec())
    }

    pub fn array(items: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }

    /// A text that people read: UTF-16, as readers of any age understand it.
    pub fn texte(texte: &str) -> Self {
        Self::Hex([0xFE, 0xFF].into_iter().chain(texte.encode_utf16().flat_map(u16::to_be_bytes)).collect())
    }

    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    #[expect(clippy::cast_precision_loss, reason = "lengths on paper are far below 2^52")]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Real(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub fn as_name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub fn as_ref(&self) -> Option<Ref> {
        if let Self::Ref(id) = self { Some(*id) } else { None }
    }

    pub fn as_text(&self) -> Option<&[u8]> {
        if let Self::Text(text) | Self::Hex(text) = self { Some(text) } else { None }
    }

    /// Values in it, itself included.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Array(items) => 1 + items.iter().map(Self::count).sum::<usize>(),
            Self::Dict(dict) | Self::Stream(Stream { dict, .. }) => 1 + dict.count(),
            _ => 1,
        }
    }

    /// A dictionary, or that of a stream.
    pub fn as_dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) | Self::Stream(Stream { dict, .. }) => Some(dict),
            _ => None,
        }
    }
}

impl From<i64> for Object {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// Four decimals: a hundredth of the thickness of a hair.
impl From<f64> for Object {
    fn from(value: f64) -> Self {
        let text = format!("{value:.4}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        match text.parse() {
            Ok(integer) => Self::Integer(integer),
            Err(_) => Self::Real(text.to_owned()),
        }
    }
}

impl From<Ref> for Object {
    fn from(id: Ref) -> Self {
        Self::Ref(id)
    }
}

impl From<Dict> for Object {
    fn from(dict: Dict) -> Self {
        Self::Dict(dict)
    }
}

impl From<Stream> for Object {
    fn from(stream: Stream) -> Self {
        Self::Stream(stream)
    }
}

impl From<Vec<Object>> for Object {
    fn from(items: Vec<Object>) -> Self {
        Self::Array(items)
    }
}
