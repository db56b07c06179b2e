//! A budget read line by line: nothing is kept but its headers and its sums.

use std::{borrow::Cow, collections::BTreeMap, io::Read};

use flate2::read::MultiGzDecoder;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::{Budget, Chapitre, OCTETS_MAX, Scellement, borne};
use crate::{
    ActesError,
    arbre::resolve,
    decode,
    encodage::{GZIP, begins_as_xml},
    error::abrege,
    francais,
    valeurs::{date, digits},
};

const ESPACE: &str = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire";
/// A root stands before: comments and instructions are short.
const DEBUT: usize = 8 << 10;
const PROFONDEUR_MAX: usize = 64;
const ATTRIBUTS_MAX: usize = 256;
const CHAPITRES_MAX: usize = 5_000;
/// Digits of an amount: far beyond any budget, and sums of them do not overflow.
const EUROS_MAX: usize = 18;

/// Reads a budget, in gzip or not.
///
/// # Errors
/// When it is not XML, is too large, or is no `DocumentBudgetaire`.
pub fn read_budget(octets: &[u8]) -> Result<Budget, ActesError> {
    let (octets, compresse) = inflate(octets)?;
    if octets.len() > OCTETS_MAX {
        return Err(ActesError::TropLourd { mo: OCTETS_MAX >> 20 });
    }
    let (texte, encodage) = decode(&octets)?;
    let budget = Budget { encodage, compresse, ..Budget::default() };
    Lecteur { budget, ..Lecteur::default() }.run(&texte)
}

/// The XML of a budget, out of its gzip: financial software often gives it so, and the préfecture reads XML.
///
/// # Errors
/// When it is damaged, or too large.
pub fn unzip_budget(octets: &[u8]) -> Result<Vec<u8>, ActesError> {
    let (octets, _) = inflate(octets)?;
    if octets.len() > OCTETS_MAX {
        return Err(ActesError::TropLourd { mo: OCTETS_MAX >> 20 });
    }
    Ok(octets.into_owned())
}

/// Whether the first bytes, out of their gzip, want to be a budget: nothing more is inflated. It is an XML first: a PDF or an
/// archive that holds the word is none.
pub(crate) fn looks_like(octets: &[u8]) -> bool {
    let mut debut = Vec::new();
    let debut: &[u8] = if octets.starts_with(&GZIP) {
        // What is damaged further on is told by `read_budget`.
        let _ = MultiGzDecoder::new(octets).take(DEBUT as u64).read_to_end(&mut debut);
        &debut
    } else {
        &octets[..octets.len().min(DEBUT)]
    };
    begins_as_xml(debut) && debut.windows(18).any(|window| window == b"DocumentBudgetaire")
}

/// The bytes, out of their gzip when they are in one.
fn inflate(octets: &[u8]) -> Result<(Cow<'_, [u8]>, bool), ActesError> {
    if !octets.starts_with(&GZIP) {
        return Ok((octets.into(), false));
    }
    let mut inflated = Vec::new();
    let mut source = MultiGzDecoder::new(octets).take(OCTETS_MAX as u64 + 1);
    source.read_to_end(&mut inflated).map_err(|_| abime("ses données compressées sont abîmées"))?;
    Ok((inflated.into(), true))
}

/// Sums in cents, wide enough for any file.
#[derive(Debug, Default, Clone, Copy)]
struct Sommes {
    lignes: u32,
    illisibles: u32,
    previsions: i128,
    restes: i128,
    realisations: i128,
}

/// A line that is being read.
#[derive(Debug, Default)]
struct Ligne {
    calculee: bool,
    code: String,
    sens: String,
    sommes: Sommes,
}

#[derive(Debug, Default)]
struct Lecteur {
    budget: Budget,
    /// Local names, from the root to here.
    chemin: Vec<String>,
    ligne: Option<Ligne>,
    sommes: BTreeMap<(String, String), Sommes>,
    racine: bool,
}

impl Lecteur {
    fn run(mut self, texte: &str) -> Result<Budget, ActesError> {
        let mut reader = Reader::from_str(texte);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event().map_err(|error| abime(francais::xml(&error)))? {
                Event::Start(start) | Event::Empty(start) => self.open(&start)?,
                Event::End(_) => self.close()?,
                Event::DocType(_) => return Err(ActesError::Entites),
                Event::GeneralRef(reference) => drop(resolve(&reference)?),
                Event::Eof => break,
                Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        if !self.racine || !self.chemin.is_empty() {
            return Err(abime("le texte s’arrête au milieu"));
        }
        Ok(self.finish())
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), ActesError> {
        if self.chemin.len() >= PROFONDEUR_MAX {
            return Err(ActesError::TropGrand { quoi: "balises imbriquées", max: PROFONDEUR_MAX });
        }
        let nom = start.local_name().into_inner().to_owned();
        if self.chemin.is_empty() {
            self.root(start, &nom)?;
        }
        self.chemin.push(nom);
        let chemin: Vec<&str> = self.chemin.iter().skip(1).map(String::as_str).collect();
        match chemin.as_slice() {
            ["Scellement"] => {
                let texte = |nom| Ok(attribut(start, nom)?.unwrap_or_default());
                self.budget.scellement =
                    Some(Scellement { date: texte("date")?, md5: texte("md5")?, sha1: texte("sha1")? });
            }
            ["Budget", "LigneBudget"] => {
                let calculee = attribut(start, "calculated")?.is_some_and(|texte| texte == "true");
                self.ligne = Some(Ligne { calculee, ..Ligne::default() });
            }
            ["Budget", "LigneBudget", nom] => {
                if let (Some(ligne), Some(valeur)) = (&mut self.ligne, attribut(start, "V")?) {
                    ligne.put(nom, &valeur);
                }
            }
            [bloc @ ("EnTeteDocBudgetaire" | "VersionSchema"), ..]
            | ["Budget", bloc @ ("EnTeteBudget" | "BlocBudget"), ..] => {
                let nom = chemin.last().copied().unwrap_or_default();
                if let Some(valeur) = attribut(start, "V")? {
                    put(&mut self.budget, bloc, nom, &valeur);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn root(&mut self, start: &BytesStart<'_>, nom: &str) -> Result<(), ActesError> {
        let full = start.name().into_inner();
        let declaration = match full.split_once(':') {
            Some((prefixe, _)) => format!("xmlns:{prefixe}"),
            None => "xmlns".to_owned(),
        };
        let espace = attribut_entier(start, &declaration)?.unwrap_or_default();
        if nom != "DocumentBudgetaire" || espace != ESPACE || self.racine {
            return Err(ActesError::PasActes { racine: abrege(nom), espace: abrege(&espace) });
        }
        self.racine = true;
        Ok(())
    }

    fn close(&mut self) -> Result<(), ActesError> {
        let nom = self.chemin.pop();
        let Some(ligne) = self.ligne.take_if(|_| nom.as_deref() == Some("LigneBudget")) else { return Ok(()) };
        if ligne.calculee {
            return Ok(());
        }
        self.budget.lignes = self.budget.lignes.saturating_add(1);
        self.budget.montants_illisibles = self.budget.montants_illisibles.saturating_add(ligne.sommes.illisibles);
        if self.sommes.len() >= CHAPITRES_MAX {
            return Err(ActesError::TropGrand { quoi: "chapitres", max: CHAPITRES_MAX });
        }
        let sommes = self.sommes.entry((ligne.code, ligne.sens)).or_default();
        sommes.lignes = sommes.lignes.saturating_add(1);
        sommes.previsions += ligne.sommes.previsions;
        sommes.restes += ligne.sommes.restes;
        sommes.realisations += ligne.sommes.realisations;
        Ok(())
    }

    fn finish(self) -> Budget {
        let chapitre = |((code, sens), sommes): ((String, String), Sommes)| Chapitre {
            code,
            sens,
            lignes: sommes.lignes,
            previsions: borne(sommes.previsions),
            restes: borne(sommes.restes),
            realisations: borne(sommes.realisations),
        };
        Budget { chapitres: self.sommes.into_iter().map(chapitre).collect(), ..self.budget }
    }
}

impl Ligne {
    fn put(&mut self, nom: &str, valeur: &str) {
        match nom {
            "ContNat" => self.code = abrege(valeur),
            "CodRD" => self.sens = abrege(valeur),
            "MtPrev" => self.sommes.previsions = self.montant(valeur),
            "MtRARPrec" => self.sommes.restes = self.montant(valeur),
            "MtReal" => self.sommes.realisations = self.montant(valeur),
            _ => {}
        }
    }

    /// An amount that is not read is counted, and the sums without it are known to be short.
    fn montant(&mut self, valeur: &str) -> i128 {
        cents(valeur).unwrap_or_else(|| {
            self.sommes.illisibles += 1;
            0
        })
    }
}

fn put(budget: &mut Budget, bloc: &str, nom: &str, valeur: &str) {
    let place = match (bloc, nom) {
        ("VersionSchema", _) => &mut budget.version_schema,
        ("EnTeteDocBudgetaire", "LibelleColl") => &mut budget.collectivite,
        ("EnTeteDocBudgetaire", "IdColl") => &mut budget.id_coll,
        ("EnTeteBudget", "LibelleEtab") => &mut budget.etablissement,
        ("EnTeteBudget", "IdEtab") => &mut budget.id_etab,
        ("EnTeteBudget", "CodBud") => &mut budget.code_budget,
        ("EnTeteBudget", "Nomenclature") => &mut budget.nomenclature,
        ("BlocBudget", "NatDec") => &mut budget.nature_decision,
        ("BlocBudget", "NumDec") => &mut budget.numero_decision,
        ("BlocBudget", "Exer") => &mut budget.exercice,
        ("BlocBudget", "CodTypBud") => &mut budget.type_budget,
        ("BlocBudget", "ProjetBudget") => {
            budget.projet = matches!(valeur, "true" | "1");
            return;
        }
        ("BlocBudget", "DteDec") => {
            budget.date_decision = date("DteDec", valeur).ok();
            return;
        }
        _ => return,
    };
    *place = Some(abrege(valeur));
}

/// An `xs:decimal`, rounded to the cent, half away from zero: a sign or none, digits, a point, blanks around, no exponent.
fn cents(valeur: &str) -> Option<i128> {
    let texte = valeur.trim_matches([' ', '\t', '\n', '\r']);
    let (sens, chiffres) = match texte.strip_prefix('-') {
        Some(reste) => (-1, reste),
        None => (1, texte.strip_prefix('+').unwrap_or(texte)),
    };
    let (euros, decimales) = chiffres.split_once('.').unwrap_or((chiffres, ""));
    if !digits(&format!("{euros}{decimales}")) {
        return None;
    }
    let euros = euros.trim_start_matches('0');
    if euros.len() > EUROS_MAX {
        return None;
    }
    let digit = |rang: usize| decimales.as_bytes().get(rang).map_or(0, |octet| i128::from(octet - b'0'));
    let euros: i128 = if euros.is_empty() { 0 } else { euros.parse().ok()? };
    Some(sens * (euros * 100 + digit(0) * 10 + digit(1) + i128::from(digit(2) >= 5)))
}

/// The value of an attribute by its local name.
fn attribut(start: &BytesStart<'_>, nom: &str) -> Result<Option<String>, ActesError> {
    find(start, |cle| cle.rsplit(':').next() == Some(nom))
}

fn attribut_entier(start: &BytesStart<'_>, nom: &str) -> Result<Option<String>, ActesError> {
    find(start, |cle| cle == nom)
}

fn find(start: &BytesStart<'_>, is_it: impl Fn(&str) -> bool) -> Result<Option<String>, ActesError> {
    // The duplicate check of the parser is quadratic.
    for (rang, attribut) in start.attributes().with_checks(false).enumerate() {
        if rang >= ATTRIBUTS_MAX {
            return Err(ActesError::TropGrand { quoi: "attributs dans une balise", max: ATTRIBUTS_MAX });
        }
        let attribut = attribut.map_err(|_| abime("un attribut est mal écrit"))?;
        if is_it(attribut.key.into_inner()) {
            let valeur = attribut.normalized_value(XmlVersion::Implicit1_0).map_err(|_| ActesError::Entites)?;
            return Ok(Some(valeur.into_owned()));
        }
    }
    Ok(None)
}

fn abime(detail: impl Into<String>) -> ActesError {
    ActesError::Budget { detail: detail.into() }
}
