//! Which canonical form, and the addresses by which signatures name it.

/// A canonical form of XML.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Method {
    /// Canonical XML 1.0 (W3C, 15 March 2001).
    Inclusive { comments: bool },
    /// Canonical XML 1.1 (W3C, 2 May 2008).
    Inclusive11 { comments: bool },
    /// Exclusive XML Canonicalization 1.0 (W3C, 18 July 2002). `prefixes`: the namespaces written as the inclusive form does, by
    /// their prefix, empty for the default one (written `#default` in a `PrefixList`).
    Exclusive { comments: bool, prefixes: Vec<String> },
}

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n";

impl Method {
    /// Exclusive, without comments nor prefixes: what signatures of today use.
    pub const EXCLUSIVE: Self = Self::Exclusive { comments: false, prefixes: Vec::new() };

    /// The one that an address names. Prefixes are given apart.
    pub fn named(uri: &str) -> Option<Self> {
        let (stem, comments) = match uri.split_once('#') {
            None => (uri, false),
            Some((stem, "WithComments")) => (stem, true),
            Some((stem, "")) if stem == EXCLUSIVE => (stem, false),
            Some(_) => return None,
        };
        match stem {
            INCLUSIVE => Some(Self::Inclusive { comments }),
            INCLUSIVE_11 => Some(Self::Inclusive11 { comments }),
            EXCLUSIVE if uri.contains('#') => Some(Self::Exclusive { comments, prefixes: Vec::new() }),
            _ => None,
        }
    }

    /// The address of this form.
    pub fn uri(&self) -> String {
        match self {
            Self::Inclusive { comments: false } => INCLUSIVE.to_owned(),
            Self::Inclusive { comments: true } => format!("{INCLUSIVE}#WithComments"),
            Self::Inclusive11 { comments: false } => INCLUSIVE_11.to_owned(),
            Self::Inclusive11 { comments: true } => format!("{INCLUSIVE_11}#WithComments"),
            Self::Exclusive { comments: false, .. } => format!("{EXCLUSIVE}#"),
            Self::Exclusive { comments: true, .. } => format!("{EXCLUSIVE}#WithComments"),
        }
    }

    pub fn with_comments(&self) -> bool {
        match self {
            Self::Inclusive { comments } | Self::Inclusive11 { comments } | Self::Exclusive { comments, .. } => {
                *comments
            }
        }
    }
}
