//! What leaves: an acte and its files become a packet of the norm, or sentences that say why not.

use kernel::Siren;
use norme_actes::{
    Acte as ActeNorme, Constat, Contexte, Courrier, CourrierPref, Depot, FichierSigne, Gravite, IdActe, Message,
    NomFichier, Paquet, Piece, PieceComplementaire, RetourClassification, Schema, Transmission, TypeMessage,
};
use time::Date;

use super::{Acte, Echange, Operateur, PieceActe, Raccordement, Refus, Reponse};

/// Everything that a sending needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Cadre<'a> {
    pub siren: Siren,
    pub raccordement: &'a Raccordement,
    pub operateur: &'a Operateur,
    pub classification: Option<&'a RetourClassification>,
    /// The day and the number of the envelope.
    pub jour: Date,
    pub serie: u32,
}

impl Cadre<'_> {
    fn depot(&self) -> Depot {
        Depot {
            trigramme: self.operateur.trigramme.clone(),
            application: self.operateur.application.clone(),
            date: self.jour,
            serie: self.serie,
        }
    }

    /// The name of its archive.
    ///
    /// # Errors
    /// When the operator's codes are not what the norm wants.
    pub fn archive(&self) -> Result<String, Refus> {
        Ok(self.depot().archive(self.siren.to_string().parse()?)?.to_string())
    }
}

/// What the préfecture would refuse, and what deserves a look, in the order of the page.
pub fn control(acte: &Acte, pieces: &[PieceActe], cadre: Cadre<'_>) -> Result<Vec<Constat>, Refus> {
    let mut constats = Vec::new();
    let missing = [
        (acte.fiche.numero.is_empty(), "NumeroInterne", "Donnez un numéro à l’acte."),
        (acte.fiche.decision_le.is_none(), "Date", "Donnez la date de la décision."),
        (acte.fiche.objet.is_empty(), "Objet", "Écrivez l’objet de l’acte."),
        (acte.fiche.codes_matieres().is_none(), "CodeMatiere1", "Choisissez la matière de l’acte."),
        (!pieces.iter().any(|piece| piece.rang == 0), "Document", "Joignez le fichier de l’acte."),
    ];
    for (lacks, champ, phrase) in missing {
        if lacks {
            constats.push(Constat { champ: champ.to_owned(), gravite: Gravite::Refus, phrase: phrase.to_owned() });
        }
    }
    if !constats.is_empty() {
        return Ok(constats);
    }
    let contexte = Contexte::new(cadre.jour, cadre.classification);
    Ok(norme_actes::controle(&transmission(acte, pieces, cadre)?, &contexte))
}

/// The packet of an acte (1-1).
///
/// # Errors
/// What the control refuses.
pub fn packet(acte: &Acte, pieces: &[PieceActe], cadre: Cadre<'_>) -> Result<Paquet, Refus> {
    let contexte = Contexte::new(cadre.jour, cadre.classification);
    transmission(acte, pieces, cadre)?.prepare(&contexte).map_err(|constats| {
        let refused = constats.into_iter().find(|constat| constat.gravite == Gravite::Refus);
        Refus::Controle(refused.map(|constat| constat.phrase).unwrap_or_default())
    })
}

/// The identity of the acte for ever.
///
/// # Errors
/// When a part of it is missing or is not what the schema wants.
pub fn id_acte(acte: &Acte, cadre: Cadre<'_>) -> Result<IdActe, Refus> {
    Ok(transmission(acte, &[], cadre)?.id_acte()?)
}

fn transmission(acte: &Acte, pieces: &[PieceActe], cadre: Cadre<'_>) -> Result<Transmission, Refus> {
    let fiche = &acte.fiche;
    let piece = |piece: &PieceActe| Piece {
        code_type_pj: piece.type_pj.clone(),
        extension: piece.extension.clone(),
        taille: u64::try_from(piece.taille).unwrap_or(0),
        debut: piece.entete.clone(),
        signature: None,
        scelle: piece.scellee,
    };
    let mut files = pieces.iter().map(piece);
    let version = cadre.classification.map(|known| known.date_classification).ok_or(Refus::SansClassification)?;
    Ok(Transmission {
        depot: cadre.depot(),
        emetteur: cadre.raccordement.emetteur(cadre.siren)?,
        adresses_retour: cadre.operateur.adresses_retour.clone(),
        acte: ActeNorme {
            date: fiche.decision_le.ok_or_else(|| Refus::Controle("donnez la date de la décision.".to_owned()))?,
            numero_interne: fiche.numero.clone(),
            code_nature_acte: fiche.nature.numero(),
            codes_matieres: fiche.codes_matieres().ok_or(Refus::MatiereInconnue)?,
            objet: fiche.objet.clone(),
            precedent_identifiant_acte: (!fiche.precedent.is_empty()).then(|| fiche.precedent.clone()),
            classification_date_version: version,
            document_papier: fiche.papier,
        },
        document: files.next().unwrap_or_default(),
        annexes: files.collect(),
    })
}

/// A message about an acte that the préfecture knows: receipts, answers, cancellation; `files` are those of an answer.
///
/// # Errors
/// When a part of it is not what the schema wants.
pub fn message_packet(id: &IdActe, what: Suite<'_>, files: &[PieceActe], cadre: Cadre<'_>) -> Result<Paquet, Refus> {
    let code = what.message();
    let of_message = NomFichier::of_message(id, code);
    let names = files
        .iter()
        .zip(1..)
        .map(|(file, rang)| Ok(of_message.document(file.type_pj.parse()?, rang, &file.extension)))
        .collect::<Result<Vec<_>, Refus>>()?;
    let signed: Vec<FichierSigne> = names.iter().map(|name| FichierSigne::new(name.to_string())).collect();
    let message = what.into_message(id, signed)?;
    let emetteur = cadre.raccordement.emetteur(cadre.siren)?;
    let packet = Paquet::new(&cadre.depot(), &emetteur, &cadre.operateur.adresses_retour, of_message, names)?;
    // A number with a hyphen only satisfies one of the two schemas that circulate.
    let schema = if id.is_conforme() { Schema::default() } else { Schema::Large };
    Ok(packet.with_message(&message, schema)?)
}

/// The request of the classification; `since` is the version that is known.
///
/// # Errors
/// When a code is not what the schema wants.
pub fn classification_packet(since: Option<Date>, cadre: Cadre<'_>) -> Result<Paquet, Refus> {
    let emetteur = cadre.raccordement.emetteur(cadre.siren)?;
    let name = NomFichier::without_acte(
        emetteur.id_cl.departement.clone(),
        emetteur.id_cl.siren.clone(),
        TypeMessage::DEMANDE_CLASSIFICATION,
    );
    let packet = Paquet::new(&cadre.depot(), &emetteur, &cadre.operateur.adresses_retour, name, Vec::new())?;
    Ok(packet.with_message(&Message::DemandeClassification(since), Schema::default())?)
}

/// What follows an acte.
#[derive(Debug, Clone, Copy)]
pub enum Suite<'a> {
    /// 3-2 or 4-2: the letter was received.
    Accuse(&'a Echange),
    Reponse(&'a Echange, Reponse),
    Annulation,
}

impl Suite<'_> {
    /// The code of its message.
    pub fn message(&self) -> TypeMessage {
        match self {
            Self::Annulation => TypeMessage::ANNULATION,
            Self::Accuse(echange) => match echange.genre {
                super::GenreEchange::DemandePieceComplementaire => TypeMessage::new(3, 2),
                _ => TypeMessage::new(4, 2),
            },
            Self::Reponse(_, reponse) => match reponse {
                Reponse::ReponseCourrierSimple => TypeMessage::new(2, 2),
                Reponse::RefusPieceComplementaire => TypeMessage::new(3, 3),
                Reponse::PieceComplementaire => TypeMessage::new(3, 4),
                Reponse::RejetLettreObservations => TypeMessage::new(4, 3),
                Reponse::ReponseLettreObservations => TypeMessage::new(4, 4),
            },
        }
    }

    fn into_message(self, id: &IdActe, mut files: Vec<FichierSigne>) -> Result<Message, Refus> {
        let infos = |echange: &Echange| CourrierPref { id_acte: id.clone(), date_courrier_pref: echange.date_courrier };
        Ok(match self {
            Self::Annulation => Message::Annulation(id.clone()),
            Self::Accuse(echange) => match echange.genre {
                super::GenreEchange::DemandePieceComplementaire => {
                    Message::ArDemandePieceComplementaire(infos(echange))
                }
                _ => Message::ArLettreObservations(infos(echange)),
            },
            Self::Reponse(echange, Reponse::PieceComplementaire) => {
                Message::PieceComplementaire(PieceComplementaire { infos: infos(echange), documents: files })
            }
            Self::Reponse(echange, reponse) => {
                let document = files.pop().filter(|_| files.is_empty()).ok_or(Refus::UnSeulDocument)?;
                let letter = Courrier { infos: infos(echange), document };
                match reponse {
                    Reponse::RefusPieceComplementaire => Message::RefusPieceComplementaire(letter),
                    Reponse::RejetLettreObservations => Message::RejetLettreObservations(letter),
                    Reponse::ReponseLettreObservations => Message::ReponseLettreObservations(letter),
                    _ => Message::ReponseCourrierSimple(letter),
                }
            }
        })
    }
}
