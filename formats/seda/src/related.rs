//! `RelatedObjects`: the other archives that a unit speaks of.

use crate::{
    DataObjectReference, SedaError,
    element::{Element, Format, Nested, element},
    sax::{Sax, Tag},
    valeurs::{Ident, Token},
    xml::Xml,
};

/// What the unit answers, replaces or belongs to: an acte that modifies another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelatedObjects {
    pub is_version_of: Vec<Related>,
    pub replaces: Vec<Related>,
    pub requires: Vec<Related>,
    pub is_part_of: Vec<Related>,
    pub references: Vec<Related>,
}

element!(RelatedObjects {
    many Nested "IsVersionOf" is_version_of,
    many Nested "Replaces" replaces,
    many Nested "Requires" requires,
    many Nested "IsPartOf" is_part_of,
    many Nested "References" references,
});

impl RelatedObjects {
    /// Every other archive, whatever the link.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Related> {
        let links = [&self.is_version_of, &self.replaces, &self.requires, &self.is_part_of, &self.references];
        links.into_iter().flatten()
    }
}

/// Another archive, of this transfer or from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Related {
    /// The `id` of a unit of this transfer.
    ArchiveUnit(String),
    DataObject(DataObjectReference),
    /// The identifier that the archival agency gave to a unit, and to an object.
    RepositoryArchiveUnit(String),
    RepositoryObject(String),
    /// Any other (`082-218200020-20251104-2025_098-DE`).
    External(String),
}

impl Element for Related {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Self, SedaError> {
        let mut read = None;
        while let Some(child) = sax.child()? {
            let other = match child.nom.as_str() {
                "ArchiveUnitRefId" => Self::ArchiveUnit(Ident::read(sax, &child)?),
                "DataObjectReference" => Self::DataObject(Nested::read(sax, &child)?),
                "RepositoryArchiveUnitPID" => Self::RepositoryArchiveUnit(Token::read(sax, &child)?),
                "RepositoryObjectPID" => Self::RepositoryObject(Token::read(sax, &child)?),
                "ExternalReference" => Self::External(Token::read(sax, &child)?),
                _ => {
                    sax.skip(&child)?;
                    continue;
                }
            };
            if read.replace(other).is_some() {
                return Err(tag.out_of_place(&child));
            }
        }
        tag.require(read, "ArchiveUnitRefId")
    }

    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError> {
        match self {
            Self::ArchiveUnit(id) => Ident::write(xml, "ArchiveUnitRefId", id),
            Self::DataObject(reference) => Nested::write(xml, "DataObjectReference", reference),
            Self::RepositoryArchiveUnit(id) => Token::write(xml, "RepositoryArchiveUnitPID", id),
            Self::RepositoryObject(id) => Token::write(xml, "RepositoryObjectPID", id),
            Self::External(id) => Token::write(xml, "ExternalReference", id),
        }
    }
}
