//! `Document`: the one description of what is printed, from a letter to a convention of twenty pages.

use time::Date;

use crate::Tableau;

/// A document to print. Everything a person typed is text: nothing in it is ever read as a command of the typesetter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The title; of a letter, its object.
    pub titre: String,
    pub sous_titre: Option<String>,
    pub forme: Forme,
    pub orientation: Orientation,
    pub emetteur: Emetteur,
    /// The address, one line each, placed where the window of a DL envelope is. Empty: none.
    /// At most six lines of 38 characters reach the window (La Poste, norme NF Z 10-011).
    pub destinataire: Vec<String>,
    pub reference: Option<String>,
    /// Where it is written, before the date: « Montauban ».
    pub lieu: Option<String>,
    /// The date of the document, also its date of creation in the file: no clock is read.
    pub date: Date,
    /// Who may read it, at the top of every page: « Diffusion restreinte ».
    pub confidentialite: Option<String>,
    /// The sentence at the foot of every page. Cut after 1 000 characters.
    pub mention: Option<String>,
    pub blocs: Vec<Bloc>,
}

/// How the first page opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Forme {
    /// A large title: convention, état, annexe, délibération.
    #[default]
    Piece,
    /// A letter: place and date, « Objet », and a mark where to fold.
    Courrier,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    #[default]
    Portrait,
    Paysage,
}

/// Who speaks: the centre de gestion, or the collectivité for its own papers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Emetteur {
    pub nom: String,
    /// Address, telephone, e-mail: one line each.
    pub lignes: Vec<String>,
}

/// A piece of the body, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bloc {
    /// A heading, level 1 to 4. A level that would be skipped is brought back under its parent.
    Titre(u8, String),
    /// An article: its number as printed (« 1er », « 6.3 »), and its title, which may be empty.
    Article {
        numero: String,
        titre: String,
    },
    Paragraphe(Prose),
    Liste(Vec<Prose>),
    ListeNumerotee(Vec<Prose>),
    /// What a délibération leans on: « Vu … », « Considérant … », one each.
    Visas(Vec<Prose>),
    /// The word that opens the decision, alone on its line: « Décide ».
    Formule(String),
    /// Facts with their names.
    Definitions(Vec<(String, Prose)>),
    Tableau(Tableau),
    Encadre(Encadre),
    /// Who signs alone (letter, délibération), under the last line, at the right.
    SignatureSimple(Signataire),
    /// Who sign together (convention, annexe): one box each, « Lu et approuvé, le … à … », two side by side.
    Signatures(Vec<Signataire>),
    /// The table of contents, headings of the two first levels.
    Sommaire,
    SautDePage,
}

/// Words set apart in a box.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Encadre {
    pub titre: String,
    pub texte: Vec<Prose>,
    pub ton: Ton,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ton {
    #[default]
    Information,
    Important,
}

/// Who signs: « Pour la commune de Montaigut, le maire, Jeanne Martin ».
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signataire {
    /// « Pour le centre de gestion ».
    pub pour: String,
    /// « Le président ».
    pub qualite: String,
    /// Empty: a line to write it on.
    pub nom: String,
}

/// Running text: pieces that are plain, bold or italic. A line feed breaks the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose(pub Vec<Fragment>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fragment {
    Normal(String),
    Gras(String),
    Italique(String),
}

impl Document {
    /// An empty portrait piece; the rest is set field by field.
    pub fn new(titre: impl Into<String>, emetteur: Emetteur, date: Date) -> Self {
        Self {
            titre: titre.into(),
            sous_titre: None,
            forme: Forme::Piece,
            orientation: Orientation::Portrait,
            emetteur,
            destinataire: Vec::new(),
            reference: None,
            lieu: None,
            date,
            confidentialite: None,
            mention: None,
            blocs: Vec::new(),
        }
    }

    /// Adds a piece at the end of the body.
    pub fn push(&mut self, bloc: impl Into<Bloc>) {
        self.blocs.push(bloc.into());
    }
}

impl Bloc {
    pub fn titre(niveau: u8, texte: impl Into<String>) -> Self {
        Self::Titre(niveau, texte.into())
    }

    pub fn article(numero: impl Into<String>, titre: impl Into<String>) -> Self {
        Self::Article { numero: numero.into(), titre: titre.into() }
    }

    pub fn paragraphe(texte: impl Into<Prose>) -> Self {
        Self::Paragraphe(texte.into())
    }

    pub fn liste<T: Into<Prose>>(points: impl IntoIterator<Item = T>) -> Self {
        Self::Liste(points.into_iter().map(Into::into).collect())
    }
}

impl Prose {
    pub fn new(texte: impl Into<String>) -> Self {
        Self(vec![Fragment::Normal(texte.into())])
    }

    #[must_use]
    pub fn text(mut self, texte: impl Into<String>) -> Self {
        self.0.push(Fragment::Normal(texte.into()));
        self
    }

    #[must_use]
    pub fn bold(mut self, texte: impl Into<String>) -> Self {
        self.0.push(Fragment::Gras(texte.into()));
        self
    }

    #[must_use]
    pub fn italic(mut self, texte: impl Into<String>) -> Self {
        self.0.push(Fragment::Italique(texte.into()));
        self
    }
}

impl From<&str> for Prose {
    fn from(texte: &str) -> Self {
        Self::new(texte)
    }
}

impl From<String> for Prose {
    fn from(texte: String) -> Self {
        Self::new(texte)
    }
}

impl From<Tableau> for Bloc {
    fn from(tableau: Tableau) -> Self {
        Self::Tableau(tableau)
    }
}

impl From<Encadre> for Bloc {
    fn from(encadre: Encadre) -> Self {
        Self::Encadre(encadre)
    }
}
