//! `ArchiveUnit`: a node of the tree: its rules, its description, its files, its own units.

use crate::{
    Content, Management, SedaError,
    element::{Element, Format, Group, Nested, Order},
    sax::{Sax, Tag},
    valeurs::{Ident, Token},
    xml::Xml,
};

/// A unit of archives (`ArchiveUnitType`): a series, a file, a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveUnit {
    /// A name of XML, unique in the transfer: a letter or `_`, then letters, digits, `.`, `-`, `_`.
    pub id: String,
    pub profile: Option<String>,
    pub management: Management,
    pub content: Content,
    pub data_objects: Vec<DataObjectReference>,
    pub units: Vec<ArchiveUnit>,
}

/// The file of a unit, or all the versions of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataObjectReference {
    /// The `id` of a `BinaryDataObject`.
    Object(String),
    /// The `group` of several.
    Group(String),
}

impl ArchiveUnit {
    pub fn new(id: impl Into<String>, content: Content) -> Self {
        Self { id: id.into(), content, ..Self::default() }
    }

    /// The same, with one more object.
    #[must_use]
    pub fn with_object(mut self, id: impl Into<String>) -> Self {
        self.data_objects.push(DataObjectReference::Object(id.into()));
        self
    }

    /// The same, with one more unit.
    #[must_use]
    pub fn with_unit(mut self, unit: Self) -> Self {
        self.units.push(unit);
        self
    }

    #[must_use]
    pub fn with_management(mut self, management: Management) -> Self {
        self.management = management;
        self
    }
}

const PROFILE: &str = "ArchiveUnitProfile";
const MANAGEMENT: &str = "Management";
const CONTENT: &str = "Content";
const REFERENCE: &str = "DataObjectReference";
const UNIT: &str = "ArchiveUnit";
const OBJECT_ID: &str = "DataObjectReferenceId";
const GROUP_ID: &str = "DataObjectGroupReferenceId";

impl Element for ArchiveUnit {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Self, SedaError> {
        let mut unit = Self { id: tag.require_id()?, ..Self::default() };
        let (mut order, mut content) = (Order::default(), None);
        while let Some(child) = sax.child()? {
            let nom = child.nom.as_str();
            let rang = [PROFILE, MANAGEMENT, CONTENT].iter().position(|known| *known == nom).unwrap_or(3);
            order.see((rang, 0), (tag, &child), rang == 3)?;
            match nom {
                PROFILE => unit.profile = Some(Token::read(sax, &child)?),
                MANAGEMENT => unit.management = read_management(sax, &child)?,
                CONTENT => content = Some(Content::read(sax, &child)?),
                REFERENCE => unit.data_objects.push(DataObjectReference::read(sax, &child)?),
                UNIT => {
                    sax.count_unit()?;
                    unit.units.push(Self::read(sax, &child)?);
                }
                _ => sax.skip(&child)?,
            }
        }
        unit.content = tag.require(content, CONTENT)?;
        Ok(unit)
    }

    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError> {
        if let Some(profile) = &self.profile {
            Token::write(xml, PROFILE, profile)?;
        }
        if self.management != Management::default() {
            xml.within(MANAGEMENT, None, |xml| self.management.write_inside(xml))?;
        }
        Nested::write(xml, CONTENT, &self.content)?;
        self.data_objects.iter().try_for_each(|reference| Nested::write(xml, REFERENCE, reference))?;
        self.units.iter().try_for_each(|unit| Nested::write(xml, UNIT, unit))
    }

    fn id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

fn read_management(sax: &mut Sax<'_>, tag: &Tag) -> Result<Management, SedaError> {
    let (mut read, mut order) = (Management::default(), Order::default());
    while let Some(child) = sax.child()? {
        if let Some((rang, many)) = Management::place(&child.nom) {
            order.see((rang, 0), (tag, &child), many)?;
        }
        read.take(sax, &child)?;
    }
    Ok(read)
}

impl Element for DataObjectReference {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Self, SedaError> {
        let mut read = None;
        while let Some(child) = sax.child()? {
            let other = match child.nom.as_str() {
                OBJECT_ID => Self::Object(Ident::read(sax, &child)?),
                GROUP_ID => Self::Group(Ident::read(sax, &child)?),
                _ => {
                    sax.skip(&child)?;
                    continue;
                }
            };
            if read.replace(other).is_some() {
                return Err(tag.out_of_place(&child));
            }
        }
        tag.require(read, OBJECT_ID)
    }

    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError> {
        match self {
            Self::Object(id) => Ident::write(xml, OBJECT_ID, id),
            Self::Group(id) => Ident::write(xml, GROUP_ID, id),
        }
    }
}
