//! The proof of an acte: its stamped files, the receipt on paper, and everything in one archive.

use std::{
    io::{self, Read, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use annuaire::Collectivite;
use db::Tx;
use documents::Download;
use editique::{Bloc, Colonne, Document, Emetteur, Prose, Tableau};
use kernel::date_courte;
use time::Date;
use web::Services;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Contexte, Geste, GesteError};
use crate::{
    domain::{Acte, Canal, Envoi, Evenement, PieceActe, Position, Refus, sauvegarde::FichierSauve, tampon},
    store::{classements, envois, evenements, pieces, raccordements, retours, versions},
};

/// A piece with its stamp, where the collectivité wants it.
///
/// # Errors
/// When the préfecture has not the acte, when the file takes no stamp: never the file without it.
pub async fn stamped(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (acte, piece): (&Acte, &PieceActe),
) -> Geste<Vec<u8>> {
    if !piece.is_pdf() {
        return Err(Refus::TamponSansPdf.into());
    }
    let lignes = tampon::lines(acte)?;
    let titre = tampon::title(acte.canal.unwrap_or(Canal::Ecole));
    let position = raccordements::find(tx, ctx.collectivite).await?.map(|known| known.tampon).unwrap_or_default();
    let read = services.documents().read(tx, ctx.collectivite, piece.document_id).await;
    let octets = read.map_err(GesteError::internal)?.ok_or(GesteError::NotFound)?;
    let nom = piece.nom.clone();
    let drawn = tokio::task::spawn_blocking(move || draw(&octets, (titre, lignes), position)).await;
    let drawn = drawn.map_err(GesteError::internal)?;
    Ok(drawn.map_err(|error| Refus::Fichier { nom, raison: error.to_string() })?)
}

/// The stamp of the house on a file: the same for the acte and for the page that previews it.
///
/// # Errors
/// When the file takes no stamp.
pub fn draw(octets: &[u8], (titre, lignes): (&str, Vec<String>), position: Position) -> Result<Vec<u8>, pdf::PdfError> {
    let tampon = pdf::Tampon { titre: titre.to_owned(), lignes };
    // Thousandths: they hold in a float without loss.
    let part = |of: u32| f64::from(u16::try_from(of).unwrap_or(1000)) / 1000.0;
    let place = pdf::Position { x: part(position.x), y: part(position.y), pages: pdf::Pages::Toutes };
    pdf::stamp(octets, &tampon, &place)
}

/// What the receipt is made of.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub acte: Acte,
    pub files: Vec<PieceActe>,
    pub sendings: Vec<Envoi>,
    pub events: Vec<Evenement>,
}

pub async fn dossier(tx: &mut Tx, ctx: Contexte<'_>, acte: Acte) -> Geste<Dossier> {
    Ok(Dossier {
        files: pieces::list_of(tx, ctx.collectivite, acte.id).await?,
        sendings: envois::list_of(tx, ctx.collectivite, acte.id).await?,
        events: evenements::list_of(tx, ctx.collectivite, acte.id).await?,
        acte,
    })
}

/// The receipt as a PDF. Typesetting computes: apart from what serves the pages.
pub async fn print(tx: &mut Tx, services: &Services, collectivite: &Collectivite, dossier: &Dossier) -> Geste<Vec<u8>> {
    let known = classements::find(tx, collectivite.id).await?;
    let codes = dossier.acte.fiche.codes_matieres();
    let matiere = codes.and_then(|codes| known?.libelle(codes)).unwrap_or_default();
    let document = dossier.receipt(collectivite, (&matiere, services.clock().today()))?;
    let services = services.clone();
    let printed = tokio::task::spawn_blocking(move || services.presse().pdf(&document)).await;
    printed.map_err(GesteError::internal)?.map_err(GesteError::internal)
}

impl Dossier {
    /// The name under which the receipt is given.
    pub fn receipt_name(&self) -> String {
        format!("AR-{}.pdf", self.acte.id_acte.as_deref().unwrap_or_default())
    }

    /// The paper that proves the transmission: identity, dates, files with their fingerprints, every step.
    ///
    /// # Errors
    /// When the préfecture has not the acte.
    pub fn receipt(&self, collectivite: &Collectivite, (matiere, today): (&str, Date)) -> Result<Document, Refus> {
        let (Some(id), Some(recu)) = (&self.acte.id_acte, self.acte.recu_le) else { return Err(Refus::PasRecu) };
        let fiche = &self.acte.fiche;
        let emetteur = Emetteur { nom: collectivite.nom_complet(), lignes: collectivite.fiche.adresse.clone() };
        let mut document = Document::new("Accusé de réception en préfecture", emetteur, today);
        document.reference = Some(id.clone());
        document.sous_titre = Some(fiche.objet.clone());
        document.confidentialite = self.acte.is_exercice().then(|| "EXERCICE, sans valeur".to_owned());
        document.mention =
            Some("Transmission au contrôle de légalité, CGCT, articles L. 2131-1 et R. 2131-1 à R. 2131-4.".to_owned());
        let mut facts = Tableau::new("L’acte", [Colonne::texte("Mention"), Colonne::texte("Valeur")]);
        let mut fact = |nom: &str, value: String| facts.push([nom.into(), value.into()]);
        fact("Identifiant", id.clone());
        fact("Nature", fiche.nature.libelle().to_owned());
        fact("Numéro", fiche.numero.clone());
        fact("Décision du", fiche.decision_le.map(date_courte).unwrap_or_default());
        fact("Objet", fiche.objet.clone());
        fact("Matière", format!("{} {matiere}", fiche.matiere));
        fact("Transmis le", self.acte.transmis_le.map(kernel::Instant::date_heure).unwrap_or_default());
        fact("Reçu en préfecture le", date_courte(recu));
        if let Some(day) = self.acte.affiche_le {
            fact("Publié le", date_courte(day));
        }
        document.push(facts);
        let mut files = Tableau::new(
            "Les fichiers",
            [Colonne::texte("Rang"), Colonne::texte("Fichier"), Colonne::texte("Type"), Colonne::entier("Octets")],
        );
        for file in &self.files {
            files.push([file.role().into(), file.nom.clone().into(), file.type_pj.clone().into(), file.taille.into()]);
        }
        document.push(files);
        document.push(Bloc::titre(2, "Ce qui s’est passé"));
        let steps = self.events.iter().map(|event| {
            let detail = if event.texte.is_empty() { String::new() } else { format!(" ({})", event.texte) };
            Prose::new("").bold(event.le.date_heure()).text(format!(
                " — {}{detail}, par {}",
                event.genre.libelle(),
                event.par
            ))
        });
        document.push(Bloc::liste(steps));
        document.push(Bloc::titre(2, "Ce qui est parti"));
        let sent = self.sendings.iter().map(|envoi| {
            Prose::new(format!("{}\u{a0}: {} (SHA-256 {})", envoi.libelle(), envoi.archive, envoi.empreinte))
        });
        document.push(Bloc::liste(sent));
        Ok(document)
    }
}

/// A file of the evidence: its name in the archive, and its bytes.
#[derive(Debug)]
pub struct Preuve {
    nom: String,
    contenu: Contenu,
}

#[derive(Debug)]
enum Contenu {
    Octets(Vec<u8>),
    Fichier(std::fs::File),
}

impl Preuve {
    pub(crate) fn new(nom: impl Into<String>, octets: Vec<u8>) -> Self {
        Self { nom: nom.into(), contenu: Contenu::Octets(octets) }
    }

    /// The same in a folder.
    #[must_use]
    pub(crate) fn within(self, dossier: &str) -> Self {
        Self { nom: format!("{dossier}/{}", self.nom), ..self }
    }
}

/// Everything that proves an acte.
#[derive(Debug, Default)]
pub struct Recueil {
    pub preuves: Vec<Preuve>,
    /// Those that are documents of the house, as they were kept.
    pub fichiers: Vec<FichierSauve>,
    /// The lines of the journal, the first one first.
    pub journal: Vec<serde_json::Value>,
}

/// Everything that proves an acte: files as deposited and stamped, archives as they left, what came back, the journal.
pub async fn evidence(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (dossier, receipt): (&Dossier, Option<Vec<u8>>),
) -> Geste<Recueil> {
    let mut all = Recueil::default();
    all.preuves.extend(receipt.map(|octets| Preuve::new("accuse-de-reception.pdf", octets)));
    for (file, rang) in dossier.files.iter().zip(1..) {
        let chemin = format!("fichiers/{rang:02}-{}", file.nom);
        open(tx, services, ctx, (file.document_id, &file.nom, chemin), &mut all).await?;
        if file.is_pdf()
            && let Ok(octets) = stamped(tx, services, ctx, (&dossier.acte, file)).await
        {
            all.preuves.push(Preuve::new(format!("tampon/{rang:02}-{}", file.nom), octets));
        }
    }
    for file in pieces::list_of_answers(tx, ctx.collectivite, dossier.acte.id).await? {
        let chemin = format!("reponses/{}-{}", file.id, file.nom);
        open(tx, services, ctx, (file.document_id, &file.nom, chemin), &mut all).await?;
    }
    for envoi in &dossier.sendings {
        if let Some(document) = envoi.document_id {
            let chemin = format!("envois/{}", envoi.archive);
            open(tx, services, ctx, (document, &envoi.archive, chemin), &mut all).await?;
        }
    }
    for (retour, rang) in retours::list_of(tx, ctx.collectivite, dossier.acte.id).await?.iter().zip(1..) {
        for file in &retour.fichiers {
            if let Some(document) = file.document.as_ref().and_then(|id| id.parse().ok()) {
                let chemin = format!("retours/{rang:02}-{}/{}", retour.message, file.nom);
                open(tx, services, ctx, (document, &file.nom, chemin), &mut all).await?;
            }
        }
    }
    if let Some(version) = versions::find(tx, ctx.collectivite, dossier.acte.id).await?
        && let Some(document) = version.document_id
    {
        let chemin = format!("publication/{}", version.nom);
        open(tx, services, ctx, (document, &version.nom, chemin), &mut all).await?;
    }
    let lines = journal::of_objet(tx, ctx.collectivite, dossier.acte.id.uuid()).await?;
    all.journal = lines.iter().rev().map(|line| serde_json::to_value(line).unwrap_or_default()).collect();
    let told: Vec<String> = all.journal.iter().map(ToString::to_string).collect();
    all.preuves.push(Preuve::new("journal.jsonl", told.join("\n").into_bytes()));
    let prints: Vec<String> = all.fichiers.iter().map(|file| format!("{}  {}\n", file.sha256, file.chemin)).collect();
    all.preuves.push(Preuve::new("empreintes.sha256", prints.concat().into_bytes()));
    Ok(all)
}

async fn open(
    tx: &mut Tx,
    services: &Services,
    ctx: Contexte<'_>,
    (document, nom, chemin): (documents::DocumentId, &str, String),
    all: &mut Recueil,
) -> Geste<()> {
    let opened = services.documents().open(tx, ctx.collectivite, document).await.map_err(GesteError::internal)?;
    let download: Download = opened.ok_or(GesteError::NotFound)?;
    let sha256 = download.document.sha256.to_string();
    all.fichiers.push(FichierSauve { document, chemin: chemin.clone(), nom: nom.to_owned(), sha256 });
    all.preuves.push(Preuve { nom: chemin, contenu: Contenu::Fichier(download.into_std().await) });
    Ok(())
}

/// Where an archive is written: once a file failed nothing more passes, or what is dropped would end as if it were whole.
#[derive(Debug)]
struct Sortie<S> {
    sortie: S,
    rompue: Arc<AtomicBool>,
}

impl<S: Write> Write for Sortie<S> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.rompue.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.sortie.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sortie.flush()
    }
}

/// An archive that is written as it is read.
pub(crate) struct Archive<S: Write> {
    zip: ZipWriter<zip::write::StreamWriter<Sortie<S>>>,
    rompue: Arc<AtomicBool>,
}

impl<S: Write> std::fmt::Debug for Archive<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Archive").finish()
    }
}

impl<S: Write> Archive<S> {
    pub fn new(sortie: S) -> Self {
        let rompue = Arc::new(AtomicBool::new(false));
        let zip = ZipWriter::new_stream(Sortie { sortie, rompue: Arc::clone(&rompue) });
        Self { zip, rompue }
    }

    /// # Errors
    /// When nobody reads any more, or the file is lost.
    pub fn put(&mut self, preuve: Preuve) -> io::Result<()> {
        let put = self.copy(preuve);
        self.rompue.fetch_or(put.is_err(), Ordering::Relaxed);
        put
    }

    fn copy(&mut self, preuve: Preuve) -> io::Result<()> {
        self.zip.start_file(preuve.nom, SimpleFileOptions::default()).map_err(io::Error::other)?;
        match preuve.contenu {
            Contenu::Octets(octets) => self.zip.write_all(&octets),
            Contenu::Fichier(mut file) => io::copy(&mut Read::by_ref(&mut file), &mut self.zip).map(drop),
        }
    }

    /// # Errors
    /// When nobody reads any more.
    pub fn finish(self) -> io::Result<()> {
        self.zip.finish().map_err(io::Error::other)?.into_inner().flush()
    }
}

/// Writes the archive as it is read; it computes: call it where blocking is allowed.
///
/// # Errors
/// When nobody reads any more, or a file is lost.
pub fn write(sortie: impl Write, preuves: Vec<Preuve>) -> io::Result<()> {
    let mut archive = Archive::new(sortie);
    preuves.into_iter().try_for_each(|preuve| archive.put(preuve))?;
    archive.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use zip::ZipArchive;

    #[test]
    fn an_archive_of_which_a_file_is_lost_never_looks_whole() {
        let folder = tempfile::tempdir().unwrap();
        // A folder opens as a file and does not read as one.
        let lost = std::fs::File::open(folder.path()).unwrap();
        let mut written = Vec::new();
        let preuves = vec![
            Preuve::new("a.txt", b"premier".to_vec()),
            Preuve { nom: "b.pdf".into(), contenu: Contenu::Fichier(lost) },
        ];
        assert!(write(&mut written, preuves).is_err());
        assert!(ZipArchive::new(Cursor::new(written)).is_err());
        let mut whole = Vec::new();
        write(&mut whole, vec![Preuve::new("a.txt", b"premier".to_vec())]).unwrap();
        assert_eq!(ZipArchive::new(Cursor::new(whole)).unwrap().len(), 1);
    }
}
