//! `Corps`: what a mail says, described once and shown as HTML and as text.

/// What a mail says, block after block. Texts are plain; nothing of them is read as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Corps {
    pub(crate) signature: String,
    pub(crate) blocs: Vec<Bloc>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bloc {
    Paragraphe(String),
    Liste(Vec<String>),
    Bouton { libelle: String, adresse: String },
    Tableau(Vec<(String, String)>),
    Petit(String),
}

impl Corps {
    /// `signature` is who writes: the name of the centre or of its service.
    pub fn new(signature: impl Into<String>) -> Self {
        Self { signature: signature.into(), blocs: Vec::new() }
    }

    pub fn paragraph(self, text: impl Into<String>) -> Self {
        self.with(Bloc::Paragraphe(text.into()))
    }

    pub fn list<T: Into<String>>(self, items: impl IntoIterator<Item = T>) -> Self {
        self.with(Bloc::Liste(items.into_iter().map(Into::into).collect()))
    }

    /// A link that stands out: the thing to do.
    pub fn button(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.with(Bloc::Bouton { libelle: label.into(), adresse: url.into() })
    }

    /// Names and values.
    pub fn table<K: Into<String>, V: Into<String>>(self, rows: impl IntoIterator<Item = (K, V)>) -> Self {
        self.with(Bloc::Tableau(rows.into_iter().map(|(k, v)| (k.into(), v.into())).collect()))
    }

    /// Small print.
    pub fn small(self, text: impl Into<String>) -> Self {
        self.with(Bloc::Petit(text.into()))
    }

    fn with(mut self, bloc: Bloc) -> Self {
        self.blocs.push(bloc);
        self
    }
}
