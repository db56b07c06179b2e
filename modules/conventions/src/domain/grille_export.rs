//! Writing a grid to its file, in the very shape that [`super::import`] reads.

use std::{
    collections::BTreeSet,
    fmt::{self, Write},
};

use kernel::{Exercice, Montant};
use toml::Value;

use super::{
    Bareme, CaseRgpd, ClauseRevision, CleTarif, Grille, Origine, Phase, Prix, Tarif, Tranche,
    grille_shape::{DEVIS, TABLES},
};

/// The text of the file: every year of the grid, tables in the order of the convention, then by year.
///
/// The documents of the figures are named only when there are several.
pub fn export(grille: &Grille) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = Ecriture::new(grille).write(&mut out);
    out
}

struct Ecriture<'a> {
    grille: &'a Grille,
    name_documents: bool,
}

/// What a table says of all its figures: rows that differ here go to different tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entete {
    annee: Exercice,
    document: Option<String>,
    syntec: Option<[String; 2]>,
}

impl<'a> Ecriture<'a> {
    fn new(grille: &'a Grille) -> Self {
        let documents: BTreeSet<&str> = grille
            .tarifs()
            .filter_map(|t| match &t.origine {
                Origine::Document(nom) => Some(nom.as_str()),
                Origine::Revision(_) => None,
            })
            .collect();
        Self { grille, name_documents: documents.len() > 1 }
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        let Grille { centre, prix, clause, .. } = self.grille;
        let detail = prix.libelle();
        writeln!(out, "# Grille du {}, en euros {detail}. «\u{a0}annee\u{a0}»\u{a0}: année du tarif.", centre.sigle)?;
        writeln!(out, "[centre]\nnom = {}\nsigle = {}", quoted(&centre.nom), quoted(&centre.sigle))?;
        let model =
            if self.two_phases() { (Prix::Ttc, ClauseRevision::Syntec) } else { (Prix::Ht, ClauseRevision::Aucune) };
        if (*prix, *clause) != model {
            writeln!(out, "prix = \"{prix}\"\nclause = \"{clause}\"")?;
        }
        for table in TABLES {
            let of_table = |t: &&Tarif| table.champs.iter().any(|(_, r)| t.cle == CleTarif::Rubrique(*r));
            for (entete, rows) in self.grouped(of_table) {
                writeln!(out, "[[{}]]", table.nom)?;
                if let Some(code) = table.code {
                    writeln!(out, "code = \"{code}\"")?;
                }
                entete.write(out)?;
                for (champ, rubrique) in table.champs {
                    if let Some(row) = rows.iter().find(|t| t.cle == CleTarif::Rubrique(*rubrique)) {
                        writeln!(out, "{champ} = \"{}\"", row.montant.decimal())?;
                    }
                }
            }
        }
        self.write_rgpd(out)
    }

    fn write_rgpd(&self, out: &mut String) -> fmt::Result {
        let tables = self.grouped(|t| matches!(t.cle, CleTarif::Rgpd(_)));
        let titre = if tables.len() == 1 { "[rgpd]" } else { "[[rgpd]]" };
        for (entete, rows) in &tables {
            writeln!(out, "{titre}")?;
            entete.write(out)?;
            if cells(rows).any(|(case, _)| case.phase != Phase::Annuel) {
                write_tranches(out, "tranches", rows, Bareme::Communes)?;
                writeln!(out, "au_dela = \"{DEVIS}\"\nautres_structures = \"{DEVIS}\"")?;
                continue;
            }
            for bareme in [Bareme::Communes, Bareme::Epci] {
                if cells(rows).any(|(case, _)| case.bareme == bareme) {
                    write_tranches(out, bareme.code(), rows, bareme)?;
                }
            }
            for bareme in [Bareme::Ccas, Bareme::Syndicat, Bareme::OfficeDeTourisme] {
                for (_, montant) in cells(rows).filter(|(case, _)| case.bareme == bareme) {
                    writeln!(out, "{bareme} = \"{}\"", short(montant))?;
                }
            }
        }
        if let (false, assimilations) =
            (tables.is_empty() || self.grille.assimilations.is_empty(), &self.grille.assimilations)
        {
            let pairs: Vec<String> = assimilations.iter().map(|(g, a)| format!("{} = \"{a}\"", g.code())).collect();
            writeln!(out, "assimilations = {{ {} }}", pairs.join(", "))?;
        }
        Ok(())
    }

    fn two_phases(&self) -> bool {
        let mut cells = self.grille.tarifs().filter_map(|t| match t.cle {
            CleTarif::Rgpd(case) => Some(case.phase != Phase::Annuel),
            CleTarif::Rubrique(_) => None,
        });
        cells.next().unwrap_or(true)
    }

    /// The rows of a table, cut by what its head says, in the order of the years.
    fn grouped(&self, keep: impl Fn(&&Tarif) -> bool) -> Vec<(Entete, Vec<&'a Tarif>)> {
        let mut groups: Vec<(Entete, Vec<&Tarif>)> = Vec::new();
        for row in self.grille.tarifs().filter(keep) {
            let entete = self.entete(row);
            match groups.iter_mut().find(|(known, _)| *known == entete) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((entete, vec![row])),
            }
        }
        groups.sort_by(|(a, _), (b, _)| a.cmp(b));
        groups
    }

    fn entete(&self, row: &Tarif) -> Entete {
        let (document, syntec) = match &row.origine {
            Origine::Document(nom) => (self.name_documents.then(|| nom.clone()), None),
            Origine::Revision(c) => (None, Some([c.apres.1.decimal(), c.avant.1.decimal()])),
        };
        Entete { annee: row.annee, document, syntec }
    }
}

impl Entete {
    fn write(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "annee = {}", self.annee)?;
        if let Some(document) = &self.document {
            writeln!(out, "document = {}", quoted(document))?;
        }
        if let Some([apres, avant]) = &self.syntec {
            writeln!(out, "syntec = [\"{apres}\", \"{avant}\"]")?;
        }
        Ok(())
    }
}

fn cells<'a>(rows: &'a [&Tarif]) -> impl Iterator<Item = (CaseRgpd, Montant)> + 'a {
    rows.iter().filter_map(|t| match t.cle {
        CleTarif::Rgpd(case) => Some((case, t.montant)),
        CleTarif::Rubrique(_) => None,
    })
}

/// `tranches = [[300, "400", "250"], …]`: one line a tranche, one price a phase.
fn write_tranches(out: &mut String, champ: &str, rows: &[&Tarif], bareme: Bareme) -> fmt::Result {
    let mut lines: Vec<(Tranche, String)> = Vec::new();
    for (case, montant) in cells(rows).filter(|(case, _)| case.bareme == bareme) {
        let prix = format!(", \"{}\"", short(montant));
        match lines.iter_mut().find(|(tranche, _)| *tranche == case.jusqu_a) {
            Some((_, text)) => text.push_str(&prix),
            None => lines.push((case.jusqu_a, format!("{}{prix}", case.jusqu_a.borne()))),
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|(_, text)| format!("[{text}]")).collect();
    writeln!(out, "{champ} = [{}]", lines.join(", "))
}

/// Whole euros without cents, as the grids of the DPD are written.
fn short(montant: Montant) -> String {
    let text = montant.decimal();
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
