//! The school: a préfecture inside the house, that checks and answers as the true one does, and of which nothing leaves.

use std::io::Read;

use base64::{Engine, engine::general_purpose::STANDARD};
use db::{Perimetre, Tx};
use futures::future::BoxFuture;
use jobs::NewJob;
use kernel::{Clock, CollectiviteId, Id};
use norme_actes::{Contenu, DonneesActe, FormulaireRecu, IdActe, Message, Recu, RefusEnveloppe, Schema};
use serde_json::json;
use web::Services;

use super::{Accueil, Arrivee, Bilan, Colis, Depose, Echec, Rangement, Transport};
use crate::{
    domain::{
        Classement, Operateur, Refus,
        prefecture::{Initiative, Pieces, Prefecture},
    },
    gestes::{Geste, GesteError},
    jobs::retour_fetch::RELEVE,
    store::{
        ecole::{self, CourrierEcole},
        raccordements,
    },
};

/// The version of the national classification that the school teaches: that of the ministry's published sample.
const VERSION: time::Date = time::macros::date!(2017 - 12 - 08);

/// Words of an objet that ask the school not to answer, to refuse the acte, to refuse its envelope.
pub const SILENCE: &str = "#silence";
pub const ANOMALIE: &str = "#anomalie";
pub const ENVELOPPE: &str = "#enveloppe";
const EXERCICE: &str = "EXERCICE : refus demandé dans l'objet";

/// The training préfecture of this house.
#[derive(Debug, Clone)]
pub struct Ecole {
    services: Services,
}

impl Ecole {
    pub const fn new(services: Services) -> Self {
        Self { services }
    }

    async fn take(&self, colis: Colis) -> Result<Depose, Echec> {
        let broken =
            |e: &dyn std::fmt::Display| Echec::Passager(format!("L’école n’a pas pu lire l’archive\u{a0}: {e}."));
        let whose = colis.collectivite;
        let mut file = colis.contenu.into_std().await;
        let nom = colis.nom.clone();
        let read = tokio::task::spawn_blocking(move || {
            let mut octets = Vec::new();
            file.read_to_end(&mut octets).map(|_| norme_actes::receive(&nom, &octets, VERSION))
        });
        let read = read.await.map_err(|e| broken(&e))?.map_err(|e| broken(&e))?;
        let mut tx = self.services.db().begin(Perimetre::Collectivite(whose)).await.map_err(|e| broken(&e))?;
        self.answer(&mut tx, whose, read).await.map_err(|e| broken(&e))?;
        tx.commit().await.map_err(|e| broken(&e))?;
        self.services.wake().now();
        Ok(Depose { adresse: "école".to_owned() })
    }

    async fn answer(&self, tx: &mut Tx, whose: CollectiviteId, read: Result<Recu, Box<RefusEnveloppe>>) -> Geste<()> {
        let now = self.services.clock().now();
        let recu = match read {
            Ok(recu) => recu,
            Err(refus) => {
                let school = self.prefecture(tx, whose).await?;
                return match school.refuse(&refus)? {
                    Some(pieces) => post(tx, self.services.clock(), whose, &pieces).await,
                    None => Ok(()),
                };
            }
        };
        for (form, rang) in recu.formulaires.iter().zip(1..) {
            let message = &form.message;
            let code = form.nom.message.to_string();
            let id = form.nom.id_acte().map(|id| id.to_string()).unwrap_or_default();
            let key = format!("{}#{rang}", recu.archive.enveloppe);
            let xml =
                message.to_xml(Schema::default()).or_else(|_| message.to_xml(Schema::Large)).map_err(Refus::from)?;
            let contenu = kernel::windows_1252(&xml);
            if !ecole::receive(tx, whose, (&key, &id, &code), (&contenu, now)).await? {
                continue;
            }
            let school = self.prefecture(tx, whose).await?;
            if let Some(pieces) = reply(&school, &recu, form)? {
                post(tx, self.services.clock(), whose, &pieces).await?;
            }
        }
        Ok(())
    }

    async fn prefecture(&self, tx: &mut Tx, whose: CollectiviteId) -> Geste<Prefecture> {
        let known = raccordements::find(tx, whose).await?.ok_or(Refus::PasRaccordee)?;
        let one = annuaire::collectivites::find(tx, whose).await?.ok_or(GesteError::NotFound)?;
        Ok(Prefecture {
            departement: known.departement,
            siren: one.fiche.siren.to_string(),
            classification: Classement::national(VERSION).0,
            jour: self.services.clock().today(),
            serie: ecole::next_serie(tx, whose).await?,
        })
    }

    /// What the school writes when its teacher asks; it knows only what it received.
    pub async fn write(
        &self,
        tx: &mut Tx,
        whose: CollectiviteId,
        id: &IdActe,
        (what, courrier): (&Initiative, &[u8]),
    ) -> Geste<()> {
        let known = ecole::find(tx, whose, (&id.to_string(), "1-1")).await?.ok_or(GesteError::NotFound)?;
        let acte = acte(&known)?;
        let school = self.prefecture(tx, whose).await?;
        let pieces = school.write(id, what, (&acte, courrier))?;
        post(tx, self.services.clock(), whose, &pieces).await
    }

    async fn give(&self, accueil: &dyn Accueil) -> Result<Bilan, Echec> {
        let broken = |e: db::DbError| Echec::Passager(format!("La boîte de l’école ne s’ouvre pas\u{a0}: {e}."));
        let now = self.services.clock().now();
        let mut tx = self.services.db().read(Perimetre::Centre).await.map_err(broken)?;
        let letters = ecole::waiting(&mut tx, now).await.map_err(broken)?;
        drop(tx);
        let mut bilan = Bilan::default();
        for letter in letters {
            let read = |(nom, text): &(String, String)| Some((nom.clone(), STANDARD.decode(text).ok()?));
            let pieces = letter.pieces.iter().filter_map(read).collect();
            match accueil.receive(Arrivee { pieces, texte: String::new() }).await {
                Ok(rangement) => {
                    bilan.lus += 1;
                    bilan.a_regarder += u32::from(rangement == Rangement::ARegarder);
                    let mut tx = self.services.db().begin(Perimetre::Centre).await.map_err(broken)?;
                    ecole::forget(&mut tx, &letter).await.map_err(broken)?;
                    tx.commit().await.map_err(broken)?;
                }
                Err(error) => {
                    tracing::warn!(error, "a letter of the school waits");
                    bilan.laisses += 1;
                }
            }
        }
        Ok(bilan)
    }
}

impl Transport for Ecole {
    fn operateur(&self) -> Operateur {
        Operateur {
            trigramme: "BEF".to_owned(),
            // Not that of the true préfecture: no exercise passes for a sending.
            application: "TACT".to_owned(),
            adresses_retour: vec!["ecole@beffroi.test".to_owned()],
        }
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn send(&self, colis: Colis) -> BoxFuture<'_, Result<Depose, Echec>> {
        Box::pin(self.take(colis))
    }

    fn retrieve<'a>(&'a self, accueil: &'a dyn Accueil) -> BoxFuture<'a, Result<Bilan, Echec>> {
        Box::pin(self.give(accueil))
    }
}

/// The acte of a message that was kept as text: its declaration of another encoding goes first.
fn acte(contenu: &str) -> Geste<DonneesActe> {
    let body = contenu.split_once("?>").map_or(contenu, |(_, body)| body);
    match norme_actes::read(body.as_bytes()).map_err(Refus::from)?.contenu {
        Contenu::Message(message) => match *message {
            Message::Acte(acte) => Ok(acte),
            _ => Err(GesteError::NotFound),
        },
        _ => Err(GesteError::NotFound),
    }
}

/// What the words of the objet ask for as an exercise, else what the préfecture answers by itself.
fn reply(school: &Prefecture, recu: &Recu, form: &FormulaireRecu) -> Geste<Option<Pieces>> {
    let Message::Acte(acte) = &form.message else { return Ok(school.answer(form)?) };
    let objet = acte.objet.to_lowercase();
    if objet.contains(SILENCE) {
        return Ok(None);
    }
    if objet.contains(ENVELOPPE) {
        let refus = RefusEnveloppe {
            nom: Some(recu.archive.enveloppe.clone()),
            enveloppe: Some(recu.enveloppe.clone()),
            detail: EXERCICE.to_owned(),
        };
        return Ok(school.refuse(&refus)?);
    }
    match form.nom.id_acte() {
        Some(id) if objet.contains(ANOMALIE) => {
            let wrong = Initiative::Anomalie { nature: "100".to_owned(), detail: EXERCICE.to_owned() };
            Ok(Some(school.write(&id, &wrong, (acte, &[]))?))
        }
        _ => Ok(school.answer(form)?),
    }
}

/// Puts a letter in the box, and has it read at once.
async fn post(tx: &mut Tx, clock: &Clock, whose: CollectiviteId, pieces: &Pieces) -> Geste<()> {
    let (id, le) = (Id::new(clock), clock.now());
    jobs::enqueue(tx, clock, NewJob::new(RELEVE, json!({})).unique("releve")).await?;
    let pieces = pieces.iter().map(|(nom, octets)| (nom.clone(), STANDARD.encode(octets))).collect();
    Ok(ecole::post(tx, &CourrierEcole { collectivite_id: whose, id, le, pieces }).await?)
}
