//! The proof: any line changed, removed or moved is found and named.

use db::{Db, DbError, Perimetre};
use kernel::CollectiviteId;

use crate::{
    LigneEcrite,
    chain::{GENESIS, empreinte},
    store::{self, Tete},
};

/// What is wrong in a chain, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Faute {
    #[error("la ligne {seq} a été modifiée")]
    Modifiee { collectivite: CollectiviteId, seq: i64 },
    #[error("les lignes {de} à {a} ont été retirées")]
    Retirees { collectivite: CollectiviteId, de: i64, a: i64 },
    #[error("la ligne {seq} a été déplacée ou remplacée : elle ne suit plus celle qui la précède")]
    Deplacee { collectivite: CollectiviteId, seq: i64 },
    #[error("la fin de la chaîne ne correspond plus à sa dernière ligne ({seq})")]
    FinFausse { collectivite: CollectiviteId, seq: i64 },
}

/// What was read, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    pub chaines: u64,
    pub lignes: u64,
    pub fautes: Vec<Faute>,
}

/// Reads every chain whole, a thousand lines at a time. Each chain is read as it stood at one moment.
pub async fn verify(db: &Db) -> Result<Verification, DbError> {
    let mut tx = db.read(Perimetre::Centre).await?;
    let mut found = Verification::default();
    for tete in store::tetes(&mut tx).await? {
        let mut chain = Chain::new(tete.collectivite_id);
        loop {
            let lignes = store::after(&mut tx, tete.collectivite_id, chain.seq).await?;
            let Some(last) = lignes.last().map(|l| l.seq) else { break };
            for ligne in &lignes {
                chain.follow(ligne);
            }
            chain.seq = last;
        }
        found.lignes += chain.count;
        found.chaines += 1;
        found.fautes.extend(chain.end(Some(&tete)));
    }
    for collectivite in store::orphelines(&mut tx).await? {
        found.fautes.push(Faute::FinFausse { collectivite, seq: 0 });
    }
    Ok(found)
}

/// Verifies lines read elsewhere (an export), all of one chain, in order; `end` is the seq and hash told with them.
pub fn verify_lignes(lignes: &[LigneEcrite], end: Option<(i64, &str)>) -> Vec<Faute> {
    let Some(first) = lignes.first() else { return Vec::new() };
    let mut chain = Chain::new(first.collectivite_id);
    for ligne in lignes {
        chain.follow(ligne);
    }
    let tete = end.map(|(seq, empreinte)| Tete {
        collectivite_id: first.collectivite_id,
        seq,
        empreinte: empreinte.to_owned(),
    });
    chain.end(tete.as_ref())
}

struct Chain {
    collectivite: CollectiviteId,
    seq: i64,
    empreinte: String,
    count: u64,
    intact: bool,
    fautes: Vec<Faute>,
}

impl Chain {
    fn new(collectivite: CollectiviteId) -> Self {
        Self { collectivite, seq: 0, empreinte: GENESIS.to_owned(), count: 0, intact: true, fautes: Vec::new() }
    }

    fn follow(&mut self, ligne: &LigneEcrite) {
        let (collectivite, seq) = (self.collectivite, ligne.seq);
        if seq > self.seq + 1 {
            self.fautes.push(Faute::Retirees { collectivite, de: self.seq + 1, a: seq - 1 });
        } else if seq <= self.seq {
            self.fautes.push(Faute::Deplacee { collectivite, seq });
        }
        let intact = empreinte(ligne) == ligne.empreinte;
        // What follows a changed line is judged by itself: one fault is told once.
        if !intact {
            self.fautes.push(Faute::Modifiee { collectivite, seq });
        } else if self.intact && seq == self.seq + 1 && ligne.precedente != self.empreinte {
            self.fautes.push(Faute::Deplacee { collectivite, seq });
        }
        self.intact = intact;
        self.seq = seq;
        self.empreinte.clone_from(&ligne.empreinte);
        self.count += 1;
    }

    fn end(mut self, tete: Option<&Tete>) -> Vec<Faute> {
        let (collectivite, seq) = (self.collectivite, self.seq);
        match tete {
            Some(tete) if tete.seq > seq => {
                self.fautes.push(Faute::Retirees { collectivite, de: seq + 1, a: tete.seq });
            }
            Some(tete) if tete.seq < seq || tete.empreinte != self.empreinte => {
                self.fautes.push(Faute::FinFausse { collectivite, seq });
            }
            _ => {}
        }
        self.fautes
    }
}
