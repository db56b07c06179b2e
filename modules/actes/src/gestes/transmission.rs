//! Transmission: what would be refused is said first; then the acte takes its identity and leaves.

use db::Tx;
use norme_actes::{Constat, Gravite};
use serde_json::json;
use web::Services;

use super::{
    Contexte, Geste, Source, actes as acts,
    envois::{self, Objet},
    mark, record,
};
use crate::{
    domain::{
        Acte, ActeId, Canal, Classement, EtatActe, GenreEvenement, PieceActe, Raccordement, Refus,
        preparation::{self, Cadre},
    },
    roads,
    store::{actes, classements, formations, pieces, raccordements},
};

/// What is known before an acte leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rapport {
    /// In the order of the page.
    pub constats: Vec<Constat>,
    /// What does not depend on the acte: the connection, the training.
    pub obstacles: Vec<Refus>,
}

impl Rapport {
    pub fn is_clear(&self) -> bool {
        self.obstacles.is_empty() && !self.constats.iter().any(|constat| constat.gravite == Gravite::Refus)
    }
}

/// Everything to say about an acte before it leaves.
pub async fn report(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (acte, files): (&Acte, &[PieceActe]),
) -> Geste<Rapport> {
    let mut obstacles = Vec::new();
    let Some(raccordement) = raccordements::find(tx, ctx.collectivite).await? else {
        return Ok(Rapport { constats: Vec::new(), obstacles: vec![Refus::PasRaccordee] });
    };
    let today = ctx.clock.today();
    obstacles.extend(raccordement.opens(acte.fiche.nature, today).err());
    if !is_trained(tx, ctx, &raccordement).await? {
        obstacles.push(Refus::PasForme);
    }
    let known = classements::find(tx, ctx.collectivite).await?;
    if known.is_none() {
        obstacles.push(Refus::SansClassification);
    }
    if actes::find_twin(tx, acte, raccordement.canal).await?.is_some_and(|_| !acte.fiche.numero.is_empty()) {
        obstacles.push(Refus::DejaLa);
    }
    let operateur = match roads::of(services, raccordement.canal) {
        Ok(road) => road.operateur(),
        Err(refus) => {
            obstacles.push(refus);
            return Ok(Rapport { constats: Vec::new(), obstacles });
        }
    };
    let national = Classement::national(today);
    let classification = Some(&known.as_ref().unwrap_or(&national).0);
    let cadre = Cadre {
        siren: ctx.siren,
        raccordement: &raccordement,
        operateur: &operateur,
        classification,
        jour: today,
        serie: 1,
    };
    Ok(Rapport { constats: preparation::control(acte, files, cadre)?, obstacles })
}

/// Sends an acte. Twice the same click is one sending: an acte on its way is answered as done.
pub async fn transmit(tx: &mut Tx, services: &Services, ctx: Contexte<'_>, id: ActeId) -> Geste<()> {
    let acte = acts::find(tx, ctx, id).await?;
    match acte.etat {
        EtatActe::Brouillon | EtatActe::Pret | EtatActe::Refuse => {}
        EtatActe::EnCours | EtatActe::Transmis => return Ok(()),
        other => return Err(Refus::PasTransmissible(other.libelle()).into()),
    }
    let files = pieces::list_of(tx, ctx.collectivite, id).await?;
    let report = report(tx, services, ctx, (&acte, &files)).await?;
    if let Some(obstacle) = report.obstacles.into_iter().next() {
        return Err(obstacle.into());
    }
    if let Some(refused) = report.constats.into_iter().find(|constat| constat.gravite == Gravite::Refus) {
        return Err(Refus::Controle(refused.phrase).into());
    }
    let raccordement = raccordements::find(tx, ctx.collectivite).await?.ok_or(Refus::PasRaccordee)?;
    let identity = identity(tx, services, ctx, &raccordement, &acte).await?;
    let leaving = Acte {
        etat: EtatActe::EnCours,
        id_acte: Some(identity.clone()),
        canal: Some(raccordement.canal),
        motif: String::new(),
        ..acte
    };
    let leaving = acts::save(tx, ctx, leaving).await.map_err(|error| match error {
        super::GesteError::Db(db::DbError::Unique(_)) => Refus::DejaLa.into(),
        other => other,
    })?;
    let envoi = envois::ask(tx, services, ctx, &raccordement, Objet::Acte(&leaving)).await?;
    let source = Source { envoi: Some(envoi.id), retour: None };
    mark(tx, ctx, &leaving, (GenreEvenement::TransmissionDemandee, &identity), source).await?;
    let told = json!({ "identifiant": identity, "archive": envoi.archive, "canal": raccordement.canal.libelle() });
    record(tx, ctx, "actes.acte.transmission", &leaving, (None, Some(told))).await
}

async fn identity(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    raccordement: &Raccordement,
    acte: &Acte,
) -> Geste<String> {
    let operateur = roads::of(services, raccordement.canal)?.operateur();
    let known = classements::find(tx, ctx.collectivite).await?;
    let classification = known.as_ref().map(|known| &known.0);
    let cadre = Cadre {
        siren: ctx.siren,
        raccordement,
        operateur: &operateur,
        classification,
        jour: ctx.clock.today(),
        serie: 1,
    };
    Ok(preparation::id_acte(acte, cadre)?.to_string())
}

/// The convention asks that agents be trained before they send; the school is where they are.
async fn is_trained(tx: &mut Tx, ctx: Contexte<'_>, raccordement: &Raccordement) -> Geste<bool> {
    if raccordement.canal == Canal::Ecole {
        return Ok(true);
    }
    let Some(personne) = ctx.acteur.personne else { return Ok(true) };
    let trained = formations::find(tx, ctx.collectivite, personne).await?;
    Ok(trained.is_some_and(|day| day <= ctx.clock.today()))
}
