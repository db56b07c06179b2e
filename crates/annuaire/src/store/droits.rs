//! The rights of a person today, in two statements whatever they may do.

use std::collections::{BTreeSet, HashMap, HashSet};

use db::{DbError, Row, Sql, Tx, params, sql};
use kernel::{CollectiviteId, GenreCollectivite, Id, PersonneId};
use time::Date;

use crate::domain::{
    droits::{AppartenanceActive, Droits, Portefeuille},
    nom,
};

const APPARTENANCES: Sql = sql("SELECT a.id, a.collectivite, a.role, a.portefeuille_entier, c.nom, c.genre, c.siren,
    c.exploitant FROM annuaire_appartenance a JOIN annuaire_collectivite c ON c.id = a.collectivite
    WHERE a.personne = $1 AND c.actif = TRUE AND a.depuis <= $2 AND (a.jusqu_a IS NULL OR a.jusqu_a >= $2)
    ORDER BY c.exploitant DESC, c.nom_tri, a.id");
// A single permission carries no collectivité, an entry of a portefeuille no permission.
const PRECISIONS: Sql = sql("SELECT p.appartenance, p.permission, p.accordee, NULL AS collectivite
    FROM annuaire_permission p JOIN annuaire_appartenance a ON a.id = p.appartenance WHERE a.personne = $1
    UNION ALL SELECT f.appartenance, NULL, NULL, f.collectivite
    FROM annuaire_portefeuille f JOIN annuaire_appartenance a ON a.id = f.appartenance WHERE a.personne = $1");

#[derive(Default)]
struct Precisions {
    ajouts: BTreeSet<String>,
    retraits: BTreeSet<String>,
    portefeuille: HashSet<CollectiviteId>,
}

struct Precision {
    appartenance: Id<AppartenanceActive>,
    permission: Option<String>,
    accordee: Option<bool>,
    collectivite: Option<CollectiviteId>,
}
db::row!(Precision { appartenance, permission, accordee, collectivite });

/// A membership before its precisions: the whole portefeuille, or none.
struct Nue(AppartenanceActive);

impl db::FromRow for Nue {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let genre: GenreCollectivite = row.get("genre")?;
        let entier: bool = row.get("portefeuille_entier")?;
        Ok(Self(AppartenanceActive {
            id: row.get("id")?,
            collectivite: row.get("collectivite")?,
            nom: nom::nom_complet(genre, &row.get::<String>("nom")?),
            siren: row.get("siren")?,
            exploitant: row.get("exploitant")?,
            role: row.get("role")?,
            portefeuille: if entier { Portefeuille::Toutes } else { Portefeuille::Seulement(HashSet::new()) },
            ajouts: BTreeSet::new(),
            retraits: BTreeSet::new(),
        }))
    }
}

pub(crate) async fn load(tx: &mut Tx, personne: PersonneId, today: Date) -> Result<Droits, DbError> {
    let nues: Vec<Nue> = tx.list(APPARTENANCES, params![personne, today]).await?;
    let mut precisions: HashMap<Id<AppartenanceActive>, Precisions> = HashMap::new();
    for row in tx.list::<Precision>(PRECISIONS, params![personne]).await? {
        let of = precisions.entry(row.appartenance).or_default();
        match (row.permission, row.accordee, row.collectivite) {
            (Some(permission), Some(true), _) => of.ajouts.insert(permission),
            (Some(permission), ..) => of.retraits.insert(permission),
            (None, _, Some(collectivite)) => of.portefeuille.insert(collectivite),
            (None, _, None) => false,
        };
    }
    let whole = |Nue(mut appartenance)| {
        let of = precisions.remove(&appartenance.id).unwrap_or_default();
        (appartenance.ajouts, appartenance.retraits) = (of.ajouts, of.retraits);
        if let Portefeuille::Seulement(listed) = &mut appartenance.portefeuille {
            *listed = of.portefeuille;
        }
        appartenance
    };
    Ok(Droits::new(personne, nues.into_iter().map(whole).collect()))
}
