//! Reading a grid from its file (`data/tarifs/*.toml`), with refusals that name the table and the field.

use kernel::{Exercice, GenreCollectivite, Illisible, Indice, Montant};
use toml::{Table, Value};

use super::{
    Bareme, Calcul, CaseRgpd, Centre, ClauseRevision, CleTarif, Grille, Mois, Origine, Phase, Prix, Refus, Tarif,
    Tranche,
    grille_shape::{DEVIS, TABLES, TableTarifs},
    toml_champs::Champs,
};

/// The columns of the CDG 62's grid: those cut by population, then those of one price.
const COLONNES: [Bareme; 2] = [Bareme::Communes, Bareme::Epci];
const PRIX_UNIQUES: [Bareme; 3] = [Bareme::Ccas, Bareme::Syndicat, Bareme::OfficeDeTourisme];

/// Reads a grid. `document` names the origin of its figures, when a table does not name its own.
///
/// `[centre]` may say `prix` and `clause`; else two phases are the CDG 82's model (TTC, Syntec) and one yearly price the
/// CDG 62's (HT, no revision). A table with `syntec = ["274.5", "270.1"]` was computed from that of the year before by
/// these two indices, which is checked.
///
/// # Errors
/// [`Refus::TarifIllisible`], with the place and what is wrong.
pub fn import(text: &str, document: &str) -> Result<Grille, Refus> {
    let file: Table = text.parse().map_err(|e| Refus::TarifIllisible(syntax(text, &e)))?;
    let mut file = Champs::new(String::new(), &file);
    let mut rows = Vec::new();
    let mut centre = file.table("centre")?;
    let mut grille = Grille::new(
        Centre { nom: centre.texte("nom")?.to_owned(), sigle: centre.texte("sigle")?.to_owned() },
        Prix::Ttc,
        ClauseRevision::Syntec,
    );
    for nom in ["poste", "demat", "module", "pack", "journee"] {
        for mut table in file.tables(nom)? {
            read_simple(nom, &mut table, document, &mut rows)?;
        }
    }
    for mut table in file.tables("rgpd")? {
        read_rgpd(&mut table, document, &mut rows, &mut grille)?;
    }
    if let Some(prix) = centre.parsed("prix")? {
        grille.prix = prix;
    }
    if let Some(clause) = centre.parsed("clause")? {
        grille.clause = clause;
    }
    centre.finish()?;
    file.finish()?;
    fill(&mut grille, rows)?;
    Ok(grille)
}

/// A figure read, with what tells its origin.
struct Row {
    ou: String,
    cle: CleTarif,
    entete: Entete,
    montant: Montant,
}

/// What every table of figures says before them.
#[derive(Clone)]
struct Entete {
    annee: Exercice,
    document: String,
    syntec: Option<[Indice; 2]>,
}

fn read_entete(table: &mut Champs, document: &str) -> Result<Entete, Refus> {
    let annee = table.annee()?;
    let document = table.texte_or_none("document")?.unwrap_or(document).to_owned();
    let Some(list) = table.list("syntec")? else { return Ok(Entete { annee, document, syntec: None }) };
    let indices: Option<Vec<Indice>> = list.iter().map(|v| v.as_str()?.parse().ok()).collect();
    match indices.as_deref() {
        Some(&[apres, avant]) => Ok(Entete { annee, document, syntec: Some([apres, avant]) }),
        _ => Err(table.refus("syntec", "attend deux indices entre guillemets, par exemple [\"274.5\", \"270.1\"]")),
    }
}

fn read_simple(nom: &str, table: &mut Champs, document: &str, rows: &mut Vec<Row>) -> Result<(), Refus> {
    let code = if nom == "poste" { Some(table.texte("code")?) } else { None };
    let shape: &TableTarifs = TABLES
        .iter()
        .find(|t| t.nom == nom && t.code == code)
        .ok_or_else(|| table.refus("code", "attend N1, N2 ou N3"))?;
    let entete = read_entete(table, document)?;
    let before = rows.len();
    for (champ, rubrique) in shape.champs {
        if let Some(montant) = table.montant(champ)? {
            let ou = table.ou().to_owned();
            rows.push(Row { ou, cle: CleTarif::Rubrique(*rubrique), entete: entete.clone(), montant });
        }
    }
    if rows.len() == before {
        return Err(table.refus(shape.champs[0].0, "manque"));
    }
    table.finish()
}

fn read_rgpd(table: &mut Champs, document: &str, rows: &mut Vec<Row>, grille: &mut Grille) -> Result<(), Refus> {
    let entete = read_entete(table, document)?;
    let mut cells = Vec::new();
    if let Some(lines) = table.list("tranches")? {
        let phases = [Phase::MiseEnPlace, Phase::Accompagnement];
        cells.extend(read_tranches(table, "tranches", lines, Bareme::Communes, &phases)?);
        for champ in ["au_dela", "autres_structures"] {
            if table.texte_or_none(champ)?.is_some_and(|mot| mot != DEVIS) {
                return Err(table.refus(champ, "attend le mot «\u{a0}devis\u{a0}»"));
            }
        }
    } else {
        (grille.prix, grille.clause) = (Prix::Ht, ClauseRevision::Aucune);
        for bareme in COLONNES {
            if let Some(lines) = table.list(bareme.code())? {
                cells.extend(read_tranches(table, bareme.code(), lines, bareme, &[Phase::Annuel])?);
            }
        }
        for bareme in PRIX_UNIQUES {
            let case = CaseRgpd { bareme, jusqu_a: Tranche::SansLimite, phase: Phase::Annuel };
            cells.extend(table.montant(bareme.code())?.map(|montant| (case, montant)));
        }
    }
    if cells.is_empty() {
        return Err(table.refus("communes", "manque, ainsi que «\u{a0}tranches\u{a0}»"));
    }
    for (genre, text) in table.pairs("assimilations")? {
        let unknown = || table.refus("assimilations", &format!("nomme un genre inconnu, {genre}"));
        let genre = GenreCollectivite::from_code(genre).ok_or_else(unknown)?;
        let wrong = |e: Illisible| table.refus("assimilations", &format!("ne se lit pas\u{a0}: {e}"));
        let assimilation = text.parse().map_err(wrong)?;
        grille.assimilations.insert(genre, assimilation);
    }
    rows.extend(cells.into_iter().map(|(case, montant)| Row {
        ou: table.ou().to_owned(),
        cle: CleTarif::Rgpd(case),
        entete: entete.clone(),
        montant,
    }));
    table.finish()
}

/// Lines `[upper bound, price, …]`, one price a phase; the bounds climb, the one without limit (0) is the last.
fn read_tranches(
    table: &Champs,
    champ: &str,
    lines: &[Value],
    bareme: Bareme,
    phases: &[Phase],
) -> Result<Vec<(CaseRgpd, Montant)>, Refus> {
    let mut cells: Vec<(CaseRgpd, Montant)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let wrong = |what: &str| table.refus(champ, &format!("ligne {}, {what}", i + 1));
        let shape = || wrong("attend une borne puis un prix entre guillemets par phase");
        let parts = line.as_array().filter(|parts| parts.len() == phases.len() + 1).ok_or_else(shape)?;
        let borne = parts[0].as_integer().and_then(|n| u32::try_from(n).ok()).ok_or_else(shape)?;
        let jusqu_a = Tranche::from_borne(borne);
        if cells.last().is_some_and(|(case, _)| case.jusqu_a >= jusqu_a) {
            return Err(wrong("la borne doit dépasser celle d’avant, et 0 (sans limite) venir en dernier"));
        }
        for (phase, prix) in phases.iter().zip(&parts[1..]) {
            let montant = prix.as_str().and_then(|p| p.parse().ok()).ok_or_else(shape)?;
            cells.push((CaseRgpd { bareme, jusqu_a, phase: *phase }, montant));
        }
    }
    Ok(cells)
}

/// Rows into the grid, the oldest first, so that a revised one finds the one it comes from.
fn fill(grille: &mut Grille, mut rows: Vec<Row>) -> Result<(), Refus> {
    rows.sort_by_key(|row| row.entete.annee);
    for Row { ou, cle, entete, montant } in rows {
        let Entete { annee, document, syntec } = entete;
        let wrong = |what: &str| Err(Refus::TarifIllisible(format!("{ou}, {} {annee} {what}", cle.libelle())));
        if grille.stated(cle, annee).is_some() {
            return wrong("figure deux fois.");
        }
        let origine = match syntec {
            None => Origine::Document(document),
            Some([apres, avant]) => {
                let before = annee.previous();
                let Some(base) = grille.stated(cle, before) else {
                    return wrong("est révisé, mais le tarif de l’année précédente manque.");
                };
                let calcul = Calcul {
                    base: base.montant,
                    apres: (Mois::novembre(before), apres),
                    avant: (Mois::novembre(before.previous()), avant),
                };
                if calcul.resultat() != montant {
                    return wrong(&format!("ne correspond pas à son calcul, {calcul}."));
                }
                Origine::Revision(calcul)
            }
        };
        grille.push(Tarif { cle, annee, montant, origine });
    }
    Ok(())
}

fn syntax(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1);
    format!("ligne {line}, l’écriture TOML est fautive («\u{a0}{}\u{a0}»).", error.message())
}
