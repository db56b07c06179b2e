//! `BinaryDataObject`: a file that is handed over: where it stands, what it weighs, its fingerprint, its format.

use std::io::Read;

use time::OffsetDateTime;

use crate::{
    Digest, SedaError,
    digest::{Algorithme, Compteur},
    element::{Format, Nested, element},
    error::abrege,
    format::Flair,
    francais,
    sax::{Sax, Tag},
    valeurs::{Entier, Ident, Iso, Text, Token, collapse},
    xml::Xml,
};

/// A file (`BinaryDataObjectType`). What SEDA 2.1 allows and is not kept: attachments in the XML, compression, technical metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BinaryDataObject {
    /// A name of XML, unique in the transfer.
    pub id: String,
    /// Objects of one group are the versions of one document, and follow each other.
    pub group: Option<String>,
    /// `BinaryMaster_1`, `Dissemination_1`…
    pub version: Option<String>,
    /// Its path in the package.
    pub uri: String,
    pub digest: Digest,
    /// In bytes; always told of what this house makes.
    pub size: Option<u64>,
    pub format: Option<FormatIdentification>,
    pub file_info: Option<FileInfo>,
}

element!(BinaryDataObject(id) {
    old Ident "DataObjectGroupReferenceId" | "DataObjectGroupId" group,
    opt Token "DataObjectVersion" version,
    one Text "Uri" uri,
    one Empreinte "MessageDigest" digest,
    opt Entier "Size" size,
    opt Nested "FormatIdentification" format,
    opt Nested "FileInfo" file_info,
});

/// What the file is. `FormatId` is an identifier of PRONOM (`fmt/95`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormatIdentification {
    pub format_litteral: Option<String>,
    pub mime_type: Option<String>,
    pub format_id: Option<String>,
    pub encoding: Option<String>,
}

element!(FormatIdentification {
    opt Text "FormatLitteral" format_litteral,
    opt Token "MimeType" mime_type,
    opt Token "FormatId" format_id,
    opt Token "Encoding" encoding,
});

/// What the file was, where it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    pub filename: String,
    pub last_modified: Option<OffsetDateTime>,
}

element!(FileInfo {
    one Text "Filename" filename,
    opt Iso "LastModified" last_modified,
});

impl BinaryDataObject {
    /// A file whose fingerprint and size are known; its path in the package comes from its `id`, its extension from its name.
    pub fn new(id: impl Into<String>, filename: impl Into<String>, (digest, size): (Digest, u64)) -> Self {
        let (id, filename) = (id.into(), filename.into());
        let uri = format!("{CONTENT}{id}{}", extension(&filename));
        let file_info = Some(FileInfo { filename, last_modified: None });
        Self { id, group: None, version: None, uri, digest, size: Some(size), format: None, file_info }
    }

    /// A file that is read once: its fingerprint (SHA-512), its size and its format are those of its bytes. Nothing is held.
    ///
    /// # Errors
    /// When it cannot be read, and when it is empty.
    pub fn describe(
        id: impl Into<String>,
        filename: impl Into<String>,
        mut source: impl Read,
    ) -> Result<Self, SedaError> {
        let filename = filename.into();
        let (mut compteur, mut flair) = (Compteur::new(Algorithme::Sha512), Flair::default());
        let mut tampon = vec![0; 64 << 10];
        loop {
            let len = match source.read(&mut tampon) {
                Ok(0) => break,
                Ok(len) => len,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    return Err(SedaError::Lecture { nom: abrege(&filename), detail: francais::flux(&error) });
                }
            };
            let Some(morceau) = tampon.get(..len) else { break };
            compteur.update(morceau);
            flair.update(morceau);
        }
        let (digest, size) = compteur.finish();
        if size == 0 {
            return Err(SedaError::ObjetVide { nom: abrege(&filename) });
        }
        let format = flair.finish(&filename);
        Ok(Self { format, ..Self::new(id, filename, (digest, size)) })
    }
}

/// Where the objects of a package are.
pub(crate) const CONTENT: &str = "Content/";

/// `.pdf`, in plain letters; nothing when the name has none.
fn extension(filename: &str) -> String {
    const MAX: usize = 10;
    match filename.rsplit_once('.') {
        Some((_, extension))
            if (1..=MAX).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            format!(".{}", extension.to_ascii_lowercase())
        }
        _ => String::new(),
    }
}

/// A fingerprint and the name of its algorithm.
pub(crate) enum Empreinte {}

impl Format<Digest> for Empreinte {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Digest, SedaError> {
        let nom = tag.require(tag.attribut("algorithm").map(str::to_owned), "algorithm")?;
        let texte = collapse(&sax.text()?);
        let Some(algorithme) = Algorithme::parse(&nom) else {
            return Err(SedaError::illisible(&tag.nom, &nom, "seuls SHA-256, SHA-384 et SHA-512 sont vérifiés"));
        };
        algorithme
            .read(&texte)
            .ok_or_else(|| SedaError::illisible(&tag.nom, &texte, "ce n’est pas une empreinte de cet algorithme"))
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &Digest) -> Result<(), SedaError> {
        xml.leaf(nom, Some(("algorithm", valeur.algorithme().nom())), &valeur.to_string())
    }
}
