//! The grid of the centre: its head, its dated figures, its assimilations.

use db::{DbError, FromRow, Row, Sql, Tx, Value, params, sql};
use kernel::{Exercice, GenreCollectivite, Indice, Montant};

use super::{Annee, parsed};
use crate::domain::{Assimilation, Calcul, Centre, ClauseRevision, Grille, Mois, Origine, Prix, Tarif};

const HEAD: Sql = sql("SELECT nom, sigle, prix, clause, validee FROM conventions_grille WHERE id = 1");
const TARIFS: Sql =
    sql("SELECT cle, annee, montant, document, base, indice_apres, indice_avant FROM conventions_tarif");
const ASSIMILATIONS: Sql = sql("SELECT genre, assimilation FROM conventions_assimilation");
const SAVE_HEAD: Sql =
    sql("INSERT INTO conventions_grille (id, nom, sigle, prix, clause, validee) VALUES (1, $1, $2, $3, $4, $5) \
     ON CONFLICT (id) DO UPDATE SET nom = excluded.nom, sigle = excluded.sigle, prix = excluded.prix, \
     clause = excluded.clause, validee = excluded.validee");
const SAVE_TARIF: Sql =
    sql("INSERT INTO conventions_tarif (cle, annee, montant, document, base, indice_apres, indice_avant) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (cle, annee) DO UPDATE SET montant = excluded.montant, document = excluded.document, \
     base = excluded.base, indice_apres = excluded.indice_apres, indice_avant = excluded.indice_avant");
const SAVE_ASSIMILATION: Sql = sql("INSERT INTO conventions_assimilation (genre, assimilation) VALUES ($1, $2) \
     ON CONFLICT (genre) DO UPDATE SET assimilation = excluded.assimilation");

struct Head {
    centre: Centre,
    prix: Prix,
    clause: ClauseRevision,
    validee: Option<Exercice>,
}

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            centre: Centre { nom: row.get("nom")?, sigle: row.get("sigle")? },
            prix: row.get("prix")?,
            clause: row.get("clause")?,
            validee: row.get::<Option<Annee>>("validee")?.map(|a| a.0),
        })
    }
}

impl FromRow for Tarif {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let Annee(annee) = row.get("annee")?;
        let origine = match row.get::<Option<String>>("document")? {
            Some(document) => Origine::Document(document),
            None => Origine::Revision(Calcul {
                base: row.get("base")?,
                apres: (Mois::novembre(annee.previous()), row.get::<Indice>("indice_apres")?),
                avant: (Mois::novembre(annee.previous().previous()), row.get::<Indice>("indice_avant")?),
            }),
        };
        Ok(Self { cle: parsed(row, "cle")?, annee, montant: row.get("montant")?, origine })
    }
}

struct AssimilationRow(GenreCollectivite, Assimilation);

impl FromRow for AssimilationRow {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self(row.get("genre")?, parsed(row, "assimilation")?))
    }
}

/// The grid, once one was imported.
pub async fn find(tx: &mut Tx) -> Result<Option<Grille>, DbError> {
    let Some(head) = tx.find::<Head>(HEAD, params![]).await? else { return Ok(None) };
    let mut grille = Grille::new(head.centre, head.prix, head.clause).with_validee(head.validee);
    for tarif in tx.list::<Tarif>(TARIFS, params![]).await? {
        grille.push(tarif);
    }
    for AssimilationRow(genre, assimilation) in tx.list(ASSIMILATIONS, params![]).await? {
        grille.assimilations.insert(genre, assimilation);
    }
    Ok(Some(grille))
}

/// Keeps the grid. The figures of the years validated before are not even written again.
pub async fn save(tx: &mut Tx, grille: &Grille) -> Result<(), DbError> {
    let frozen = tx.find::<Head>(HEAD, params![]).await?.and_then(|head| head.validee);
    let centre = &grille.centre;
    let validee = grille.validee().map(Exercice::annee);
    tx.run(SAVE_HEAD, params![&centre.nom, &centre.sigle, grille.prix, grille.clause, validee]).await?;
    let open = grille.tarifs().filter(|tarif| frozen.is_none_or(|year| tarif.annee > year));
    tx.insert_many(SAVE_TARIF, open.map(tarif_values).collect()).await?;
    let assimilations = grille.assimilations.iter().map(|(genre, a)| params![*genre, a.to_string()]);
    tx.insert_many(SAVE_ASSIMILATION, assimilations.collect()).await?;
    Ok(())
}

fn tarif_values(tarif: &Tarif) -> Vec<Value> {
    let (document, base, apres, avant): (Option<&str>, Option<Montant>, Option<Indice>, Option<Indice>) =
        match &tarif.origine {
            Origine::Document(nom) => (Some(nom), None, None, None),
            Origine::Revision(calcul) => (None, Some(calcul.base), Some(calcul.apres.1), Some(calcul.avant.1)),
        };
    params![tarif.cle.to_string(), tarif.annee.annee(), tarif.montant, document, base, apres, avant]
}
