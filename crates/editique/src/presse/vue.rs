//! `Vue`: the document as the template reads it: every choice made, every text printable, nothing left to interpret.

use serde::Serialize;

use super::lettres::Lettres;
use crate::{
    Bloc, Cellule, Colonne, Document, EditiqueError, Forme, Fragment, Genre, Largeur, Orientation, Prose, Signataire,
    Tableau, Ton,
};

/// What a PDF can hold as a title, and what a running header can.
const MAX_TITRE: usize = 1_000;
const MAX_COURANT: usize = 80;
const MAX_MENTION: usize = 1_000;
/// A mention of this many characters fills a line of the footer.
const MENTION_LINE: usize = 115;
const DEEPEST: u8 = 4;
/// A text of a table that needs no line break; and the length from which all texts weigh the same.
const SHORT: usize = 18;
/// Beyond, a column of numbers holds a sentence.
const LONGEST_NUMBER: usize = 30;
const LONGEST: usize = 60;

#[derive(Serialize)]
pub(super) struct Vue {
    titre: String,
    /// The title on one line: metadata, running header.
    titre_fichier: String,
    titre_courant: String,
    sous_titre: Option<String>,
    courrier: bool,
    paysage: bool,
    emetteur: EmetteurVue,
    destinataire: Vec<String>,
    reference: Option<String>,
    lieu: Option<String>,
    date: DateVue,
    confidentialite: Option<String>,
    mention: Option<String>,
    lignes_mention: usize,
    blocs: Vec<BlocVue>,
}

#[derive(Serialize)]
struct EmetteurVue {
    nom: String,
    /// On one line: metadata, footer.
    nom_courant: String,
    lignes: Vec<String>,
}

#[derive(Serialize)]
struct DateVue {
    annee: i32,
    mois: u8,
    jour: u8,
    longue: String,
}

#[derive(Serialize)]
#[serde(tag = "genre", rename_all = "snake_case")]
enum BlocVue {
    Titre { niveau: u8, texte: String },
    Article { niveau: u8, numero: String, texte: String },
    Paragraphe { texte: ProseVue },
    Liste { points: Vec<ProseVue> },
    ListeNumerotee { points: Vec<ProseVue> },
    Visas { points: Vec<ProseVue> },
    Formule { texte: String },
    Definitions { lignes: Vec<(String, ProseVue)> },
    Tableau(TableauVue),
    Encadre { titre: String, texte: Vec<ProseVue>, important: bool },
    SignatureSimple(SignataireVue),
    Signatures { signataires: Vec<SignataireVue> },
    Sommaire,
    SautDePage,
}

/// Pieces of text, each with its style: `n`, `g` (bold) or `i` (italic).
type ProseVue = Vec<(&'static str, String)>;

#[derive(Serialize)]
struct SignataireVue {
    pour: String,
    qualite: String,
    nom: String,
}

#[derive(Serialize)]
struct TableauVue {
    titre: String,
    entetes: Vec<String>,
    /// A share of the room left, or nothing for the width of the content.
    parts: Vec<Option<usize>>,
    droite: Vec<bool>,
    centre: Vec<bool>,
    lignes: Vec<Vec<String>>,
    totaux: Option<Vec<String>>,
    notes: Vec<String>,
}

impl Vue {
    pub(super) fn of(document: &Document, lettres: &Lettres) -> Result<Self, EditiqueError> {
        let print = |texte: &String| lettres.print(texte);
        let mention = document.mention.as_ref().map(|m| lettres.line(m, MAX_MENTION));
        Ok(Self {
            titre: lettres.print(&document.titre),
            titre_fichier: title_of_file(document, lettres),
            titre_courant: lettres.line(&document.titre, MAX_COURANT),
            sous_titre: document.sous_titre.as_ref().map(print),
            courrier: document.forme == Forme::Courrier,
            paysage: document.orientation == Orientation::Paysage,
            emetteur: EmetteurVue {
                nom: lettres.print(&document.emetteur.nom),
                nom_courant: lettres.line(&document.emetteur.nom, MAX_COURANT),
                lignes: document.emetteur.lignes.iter().map(print).collect(),
            },
            destinataire: document.destinataire.iter().map(print).collect(),
            reference: document.reference.as_ref().map(|r| lettres.line(r, MAX_COURANT)),
            lieu: document.lieu.as_ref().map(|l| lettres.line(l, MAX_COURANT)),
            date: DateVue {
                annee: document.date.year(),
                mois: document.date.month().into(),
                jour: document.date.day(),
                longue: kernel::date_longue(document.date),
            },
            confidentialite: document.confidentialite.as_ref().map(|c| lettres.line(c, MAX_COURANT)),
            lignes_mention: mention.as_ref().map_or(0, |m| m.chars().count().div_ceil(MENTION_LINE)),
            mention,
            blocs: Blocs { lettres, parent: 0, last: 0 }.all(&document.blocs)?,
        })
    }
}

/// A reader announces the title of the file: it is never empty.
fn title_of_file(document: &Document, lettres: &Lettres) -> String {
    let titre = lettres.line(&document.titre, MAX_TITRE);
    if titre.trim().is_empty() { "Document sans titre".to_owned() } else { titre }
}

/// Walks the body, keeping the levels of the headings without gap: a reader jumps from heading to heading.
struct Blocs<'a> {
    lettres: &'a Lettres,
    /// The level of the last `Titre`: an article stands just under it.
    parent: u8,
    last: u8,
}

impl Blocs<'_> {
    fn all(mut self, blocs: &[Bloc]) -> Result<Vec<BlocVue>, EditiqueError> {
        // A heading without a word would stop a reader for nothing.
        let is_silent = |bloc: &&Bloc| matches!(bloc, Bloc::Titre(_, texte) if texte.trim().is_empty());
        blocs.iter().filter(|bloc| !is_silent(bloc)).map(|bloc| self.one(bloc)).collect()
    }

    fn one(&mut self, bloc: &Bloc) -> Result<BlocVue, EditiqueError> {
        let lettres = self.lettres;
        Ok(match bloc {
            Bloc::Titre(niveau, texte) => {
                let niveau = self.level(*niveau);
                self.parent = niveau;
                BlocVue::Titre { niveau, texte: lettres.print(texte) }
            }
            Bloc::Article { numero, titre } => BlocVue::Article {
                niveau: self.level(self.parent + 1),
                numero: lettres.print(numero),
                texte: lettres.print(titre),
            },
            Bloc::Paragraphe(texte) => BlocVue::Paragraphe { texte: prose(texte, lettres) },
            Bloc::Liste(points) => BlocVue::Liste { points: proses(points, lettres) },
            Bloc::ListeNumerotee(points) => BlocVue::ListeNumerotee { points: proses(points, lettres) },
            Bloc::Visas(points) => BlocVue::Visas { points: proses(points, lettres) },
            Bloc::Formule(texte) => BlocVue::Formule { texte: lettres.print(texte) },
            Bloc::Definitions(lignes) => BlocVue::Definitions {
                lignes: lignes.iter().map(|(nom, valeur)| (lettres.print(nom), prose(valeur, lettres))).collect(),
            },
            Bloc::Tableau(tableau) => BlocVue::Tableau(table(tableau, lettres)?),
            Bloc::Encadre(encadre) => BlocVue::Encadre {
                titre: lettres.print(&encadre.titre),
                texte: proses(&encadre.texte, lettres),
                important: encadre.ton == Ton::Important,
            },
            Bloc::SignatureSimple(qui) => BlocVue::SignatureSimple(signataire(qui, lettres)),
            Bloc::Signatures(tous) => {
                BlocVue::Signatures { signataires: tous.iter().map(|qui| signataire(qui, lettres)).collect() }
            }
            Bloc::Sommaire => BlocVue::Sommaire,
            Bloc::SautDePage => BlocVue::SautDePage,
        })
    }

    fn level(&mut self, wanted: u8) -> u8 {
        self.last = wanted.clamp(1, DEEPEST).min(self.last + 1);
        self.last
    }
}

fn signataire(qui: &Signataire, lettres: &Lettres) -> SignataireVue {
    SignataireVue { pour: lettres.print(&qui.pour), qualite: lettres.print(&qui.qualite), nom: lettres.print(&qui.nom) }
}

fn prose(texte: &Prose, lettres: &Lettres) -> ProseVue {
    let piece = |fragment: &Fragment| match fragment {
        Fragment::Normal(t) => ("n", lettres.print(t)),
        Fragment::Gras(t) => ("g", lettres.print(t)),
        Fragment::Italique(t) => ("i", lettres.print(t)),
    };
    texte.0.iter().map(piece).collect()
}

fn proses(textes: &[Prose], lettres: &Lettres) -> Vec<ProseVue> {
    textes.iter().map(|texte| prose(texte, lettres)).collect()
}

fn table(tableau: &Tableau, lettres: &Lettres) -> Result<TableauVue, EditiqueError> {
    tableau.check()?;
    let row = |cells: &Vec<Cellule>| cells.iter().map(|cell| lettres.print(&cell.to_string())).collect();
    Ok(TableauVue {
        titre: lettres.print(&tableau.titre),
        entetes: tableau.colonnes.iter().map(|c| lettres.print(&c.libelle)).collect(),
        parts: parts(tableau),
        droite: tableau.colonnes.iter().map(|c| c.genre.is_number()).collect(),
        centre: tableau.colonnes.iter().map(|c| c.genre == Genre::Case).collect(),
        lignes: tableau.lignes.iter().map(row).collect(),
        totaux: tableau.totaux.as_ref().map(row),
        notes: tableau.notes.iter().map(|note| lettres.print(note)).collect(),
    })
}

/// Numbers, dates and short texts take their own width; what is longer shares the rest. A table where nothing is long
/// shares the whole page between its texts.
fn parts(tableau: &Tableau) -> Vec<Option<usize>> {
    let columns = || tableau.colonnes.iter().enumerate().map(|(index, colonne)| (colonne, tableau.longest(index)));
    let is_text = |colonne: &Colonne| colonne.genre == Genre::Texte;
    let is_long = |colonne: &Colonne, length| length > if is_text(colonne) { SHORT } else { LONGEST_NUMBER };
    let has_long = columns().any(|(colonne, length)| is_long(colonne, length));
    let has_text = tableau.colonnes.iter().any(is_text);
    let share = |(colonne, length): (&Colonne, usize)| match colonne.largeur {
        Largeur::Part(part) => Some(usize::from(part).max(1)),
        Largeur::Auto if has_long => is_long(colonne, length).then(|| length.min(LONGEST)),
        Largeur::Auto if has_text => is_text(colonne).then(|| length.max(6)),
        Largeur::Auto => Some(1),
    };
    columns().map(share).collect()
}
