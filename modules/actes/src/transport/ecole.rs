//! The school: a préfecture inside the house, that checks and answers as the true one does, and of which nothing leaves.

use base64::{Engine, engine::general_purpose::STANDARD};
use db::{Perimetre, Tx};
use futures::future::BoxFuture;
use kernel::{CollectiviteId, Id, Instant};
use norme_actes::{Contenu, DonneesActe, IdActe, Message, Schema};
use web::Services;

use super::{Accueil, Arrivee, Bilan, Colis, Depose, Echec, Rangement, Transport};
use crate::{
    domain::{
        Classement, Operateur, Refus,
        prefecture::{self, Initiative, Pieces, Prefecture},
    },
    gestes::{Geste, GesteError},
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
        let file = colis.contenu.into_std().await;
        let nom = colis.nom.clone();
        let read = tokio::task::spawn_blocking(move || prefecture::receive(file, &nom)).await;
        let read = read.map_err(|e| broken(&e))?;
        let mut tx = self.services.db().begin(Perimetre::Collectivite(whose)).await.map_err(|e| broken(&e))?;
        self.answer(&mut tx, whose, (&colis.nom, read)).await.map_err(|e| broken(&e))?;
        tx.commit().await.map_err(|e| broken(&e))?;
        self.services.wake().now();
        Ok(Depose { adresse: "école".to_owned() })
    }

    async fn answer(
        &self,
        tx: &mut Tx,
        whose: CollectiviteId,
        (archive, read): (&str, Result<prefecture::Recu, prefecture::Anomalie>),
    ) -> Geste<()> {
        let now = self.services.clock().now();
        let school = self.prefecture(tx, whose).await?;
        let recu = match read {
            Ok(recu) => recu,
            Err(anomalie) => {
                return post(tx, (whose, now), Id::new(self.services.clock()), &school.refuse(archive, &anomalie)?)
                    .await;
            }
        };
        for (message, rang) in recu.messages.iter().zip(1..) {
            let code = message.type_message().map(|code| code.to_string()).unwrap_or_default();
            let id = identity(&recu, message).map(|id| id.to_string()).unwrap_or_default();
            let key = format!("{}#{rang}", recu.enveloppe);
            let xml =
                message.to_xml(Schema::default()).or_else(|_| message.to_xml(Schema::Large)).map_err(Refus::from)?;
            let contenu = kernel::windows_1252(&xml);
            if !ecole::receive(tx, whose, (&key, &id, &code), (&contenu, now)).await? {
                continue;
            }
            let serie = ecole::count(tx, whose, &code).await?;
            if let Some(pieces) = self.reply(&school, &recu, message, (archive, serie))? {
                post(tx, (whose, now), Id::new(self.services.clock()), &pieces).await?;
            }
        }
        Ok(())
    }

    /// What the words of the objet ask for as an exercise, else what the préfecture answers by itself.
    fn reply(
        &self,
        school: &Prefecture,
        recu: &prefecture::Recu,
        message: &Message,
        (archive, serie): (&str, u32),
    ) -> Geste<Option<Pieces>> {
        let objet = match message {
            Message::Acte(acte) => acte.objet.to_lowercase(),
            _ => String::new(),
        };
        if objet.contains(SILENCE) {
            return Ok(None);
        }
        if objet.contains(ENVELOPPE) {
            let anomalie = prefecture::Anomalie { nature: "999", detail: EXERCICE.to_owned() };
            return Ok(Some(school.refuse(archive, &anomalie)?));
        }
        if let (true, Message::Acte(acte), Some(id)) = (objet.contains(ANOMALIE), message, identity(recu, message)) {
            let wrong = Initiative::Anomalie { nature: "003".to_owned(), detail: EXERCICE.to_owned() };
            return Ok(Some(school.write(&id, &wrong, Some(acte), (serie, &[]))?));
        }
        Ok(school.answer(recu, message, serie)?)
    }

    async fn prefecture(&self, tx: &mut Tx, whose: CollectiviteId) -> Geste<Prefecture> {
        let known = raccordements::find(tx, whose).await?.ok_or(Refus::PasRaccordee)?;
        Ok(Prefecture {
            departement: known.departement,
            classification: Classement::national(VERSION).0,
            jour: self.services.clock().today(),
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
        let now = self.services.clock().now();
        let letter: Id<CourrierEcole> = Id::new(self.services.clock());
        let serie = u32::try_from(now.to_utc().unix_timestamp() % 1_000_000).unwrap_or(1);
        let pieces = school.write(id, what, Some(&acte), (serie, courrier))?;
        post(tx, (whose, now), letter, &pieces).await
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

fn identity(recu: &prefecture::Recu, message: &Message) -> Option<IdActe> {
    if let Some(id) = message.id_acte() {
        return Some(id.clone());
    }
    let Message::Acte(acte) = message else { return None };
    let cl = &recu.emetteur.emetteur.id_cl;
    Some(IdActe { departement: cl.departement.clone(), siren: cl.siren.clone(), cle: acte.cle().ok()? })
}

async fn post(
    tx: &mut Tx,
    (whose, le): (CollectiviteId, Instant),
    id: Id<CourrierEcole>,
    pieces: &Pieces,
) -> Geste<()> {
    let pieces = pieces.iter().map(|(nom, octets)| (nom.clone(), STANDARD.encode(octets))).collect();
    Ok(ecole::post(tx, &CourrierEcole { collectivite_id: whose, id, le, pieces }).await?)
}
