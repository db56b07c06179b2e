//! Imports abonnements: all of the file or nothing of it; a member without a convention gets one.

use std::collections::{BTreeMap, HashMap, HashSet};

use db::{DbError, Tx};
use kernel::{Clock, CollectiviteId, Exercice, Id, Siren};
use time::Date;

use crate::{
    domain::{
        Abonnement, Convention, ErreurImport, Fusion, LigneImport, NaturePiece, Piece, Regime, check_known, merge,
    },
    store::{
        abonnements::{self, Souscription},
        conventions,
        membres::{self, Identite, Membre},
    },
};

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// What is wrong in the file, line by line.
    #[error("Rien n’est importé\u{a0}: corrigez dans le fichier les erreurs indiquées ({}).", .0.len())]
    Lignes(Vec<ErreurImport>),
    /// Somebody changed a convention meanwhile: the import can be done again.
    #[error("Quelqu’un a changé une convention pendant l’import\u{a0}: rien n’est importé, recommencez.")]
    Changed,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BilanImport {
    pub nouveaux: u32,
    pub quantites: u32,
    pub deja: u32,
    pub conventions: u32,
}

impl BilanImport {
    /// What is not as it was.
    pub const fn changes(&self) -> u32 {
        self.nouveaux + self.quantites + self.conventions
    }
}

/// Keeps the lines read from a file. `identites` are the collectivités of the annuaire, all those that may be named;
/// `document` is the name of the file, origin of the conventions taken up.
///
/// The perimeter of the transaction must be the centre's. On an error nothing is to be committed.
pub async fn import_abonnements(
    tx: &mut Tx,
    lines: &[LigneImport],
    identites: &BTreeMap<Siren, Identite>,
    document: &str,
    clock: &Clock,
) -> Result<BilanImport, ImportError> {
    check_known(lines, &identites.keys().copied().collect()).map_err(ImportError::Lignes)?;
    let mut bilan = BilanImport::default();
    let mut known: HashMap<CollectiviteId, Vec<Souscription>> = HashMap::new();
    for souscription in abonnements::list_all(tx).await? {
        known.entry(souscription.collectivite).or_default().push(souscription);
    }
    let mut by_siren: BTreeMap<Siren, Vec<LigneImport>> = BTreeMap::new();
    for line in lines {
        by_siren.entry(line.siren).or_default().push(line.clone());
    }
    let (mut added, mut changed, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for (identite, lines) in by_siren.iter().filter_map(|(siren, lines)| Some((identites.get(siren)?, lines))) {
        let mut mine = known.remove(&identite.id).unwrap_or_default();
        let held: Vec<Abonnement> = mine.iter().map(|s| s.abonnement.clone()).collect();
        match merge(&held, lines) {
            Err(wrong) => errors.extend(wrong),
            Ok(fusions) => {
                for fusion in fusions {
                    apply(fusion, identite.id, &mut mine, &mut added, &mut bilan, clock);
                }
                let pairs = mine.into_iter().zip(held);
                changed.extend(pairs.filter(|(now, before)| now.abonnement != *before).map(|(now, _)| now));
            }
        }
    }
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.ligne);
        return Err(ImportError::Lignes(errors));
    }
    abonnements::insert(tx, &added).await?;
    abonnements::save_quantites(tx, &changed.iter().collect::<Vec<_>>()).await?;
    bilan.conventions = take_up(tx, &by_siren, identites, document, clock).await?;
    Ok(bilan)
}

fn apply(
    fusion: Fusion,
    collectivite: CollectiviteId,
    mine: &mut [Souscription],
    added: &mut Vec<Souscription>,
    bilan: &mut BilanImport,
    clock: &Clock,
) {
    match fusion {
        Fusion::Rien => bilan.deja += 1,
        Fusion::Nouveau(abonnement) => {
            bilan.nouveaux += 1;
            added.push(Souscription { id: Id::new(clock), collectivite, abonnement });
        }
        Fusion::Quantite(place, quantite) => {
            bilan.quantites += 1;
            let abonnement = &mut mine[place].abonnement;
            abonnement.quantites.insert(abonnement.depuis(), quantite);
        }
    }
}

/// A convention of one year, tacit, in force on 1 January of the first year, for whoever has none; and their summaries.
async fn take_up(
    tx: &mut Tx,
    by_siren: &BTreeMap<Siren, Vec<LigneImport>>,
    identites: &BTreeMap<Siren, Identite>,
    document: &str,
    clock: &Clock,
) -> Result<u32, ImportError> {
    let held: HashSet<CollectiviteId> = conventions::list_heads(tx).await?.iter().map(|c| c.collectivite).collect();
    let (mut taken, mut summaries) = (Vec::new(), Vec::new());
    for (siren, lines) in by_siren {
        let Some(identite) = identites.get(siren).filter(|identite| !held.contains(&identite.id)) else { continue };
        let Some(first) = lines.iter().map(|line| line.abonnement.depuis()).min() else { continue };
        let convention = resumed(identite, first, document, clock);
        summaries.push(Membre::new(identite.clone(), &[&convention], clock.today()));
        taken.push(convention);
    }
    if !conventions::save(tx, &taken.iter().collect::<Vec<_>>(), clock.now()).await? {
        return Err(ImportError::Changed);
    }
    membres::save(tx, &summaries).await?;
    Ok(u32::try_from(taken.len()).unwrap_or(u32::MAX))
}

fn resumed(identite: &Identite, first: Exercice, document: &str, clock: &Clock) -> Convention {
    let since: Date = first.periode().debut();
    let piece = Piece { nature: NaturePiece::Reprise, reference: document.to_owned() };
    let numero = format!("R-{first}-{}", identite.siren);
    let mut convention = Convention::resume(Id::new(clock), identite.id, &numero, Regime::UnAnTacite, since, piece);
    convention.advance(clock.today());
    convention
}
