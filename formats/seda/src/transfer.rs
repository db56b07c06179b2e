//! `ArchiveTransfer`: the whole message by which archives are handed over.

use time::OffsetDateTime;

use crate::{
    ArchiveUnit, BinaryDataObject, Management, Organization, SedaError,
    element::{Element, Format, Nested, Order, element},
    sax::{Sax, Tag},
    valeurs::{Code, Iso, Text, Token, codes},
    xml::Xml,
};

/// A transfer (`ArchiveTransferType`). Its parts are checked when it is written: what the schema would refuse never leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveTransfer {
    /// What it is about, one sentence or several.
    pub comments: Vec<String>,
    pub date: OffsetDateTime,
    /// The number that the service that hands over gives it.
    pub message_identifier: String,
    /// The agreement with the archival agency, that chooses the lists of codes.
    pub archival_agreement: Option<String>,
    pub code_list_versions: CodeListVersions,
    pub package: DataObjectPackage,
    pub related_transfers: Vec<String>,
    pub transfer_request_reply: Option<String>,
    /// Who receives the archives.
    pub archival_agency: Organization,
    /// Who hands them over.
    pub transferring_agency: Organization,
}

element!(ArchiveTransfer {
    many Text "Comment" comments,
    one Iso "Date" date,
    one Token "MessageIdentifier" message_identifier,
    opt Token "ArchivalAgreement" archival_agreement,
    one Nested "CodeListVersions" code_list_versions,
    one Nested "DataObjectPackage" package,
    many Token "RelatedTransferReference" related_transfers,
    opt Token "TransferRequestReplyIdentifier" transfer_request_reply,
    one Nested "ArchivalAgency" archival_agency,
    one Nested "TransferringAgency" transferring_agency,
});

/// Which version of each list the codes are of; the agreement says what to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeListVersions {
    pub reply: Option<String>,
    pub message_digest_algorithm: Option<String>,
    pub mime_type: Option<String>,
    pub encoding: Option<String>,
    pub file_format: Option<String>,
    pub compression_algorithm: Option<String>,
    pub data_object_version: Option<String>,
    pub storage_rule: Option<String>,
    pub appraisal_rule: Option<String>,
    pub access_rule: Option<String>,
    pub dissemination_rule: Option<String>,
    pub reuse_rule: Option<String>,
    pub classification_rule: Option<String>,
    pub acquisition_information: Option<String>,
    pub authorization_reason: Option<String>,
    pub relationship: Option<String>,
}

element!(CodeListVersions {
    opt Token "ReplyCodeListVersion" reply,
    opt Token "MessageDigestAlgorithmCodeListVersion" message_digest_algorithm,
    opt Token "MimeTypeCodeListVersion" mime_type,
    opt Token "EncodingCodeListVersion" encoding,
    opt Token "FileFormatCodeListVersion" file_format,
    opt Token "CompressionAlgorithmCodeListVersion" compression_algorithm,
    opt Token "DataObjectVersionCodeListVersion" data_object_version,
    opt Token "StorageRuleCodeListVersion" storage_rule,
    opt Token "AppraisalRuleCodeListVersion" appraisal_rule,
    opt Token "AccessRuleCodeListVersion" access_rule,
    opt Token "DisseminationRuleCodeListVersion" dissemination_rule,
    opt Token "ReuseRuleCodeListVersion" reuse_rule,
    opt Token "ClassificationRuleCodeListVersion" classification_rule,
    opt Token "AcquisitionInformationCodeListVersion" acquisition_information,
    opt Token "AuthorizationReasonCodeListVersion" authorization_reason,
    opt Token "RelationshipCodeListVersion" relationship,
});

/// The files, the tree that describes them, and the rules of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataObjectPackage {
    pub data_objects: Vec<BinaryDataObject>,
    pub units: Vec<ArchiveUnit>,
    pub management: ManagementMetadata,
}

/// What holds for every unit that does not say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManagementMetadata {
    pub archival_profile: Option<String>,
    pub service_level: Option<String>,
    pub acquisition_information: Option<String>,
    pub legal_status: Option<LegalStatus>,
    /// The service that made the archives.
    pub originating_agency: Option<String>,
    pub submission_agency: Option<String>,
    pub management: Management,
}

element!(ManagementMetadata {
    opt Token "ArchivalProfile" archival_profile,
    opt Token "ServiceLevel" service_level,
    opt Token "AcquisitionInformation" acquisition_information,
    opt Code "LegalStatus" legal_status,
    opt Token "OriginatingAgencyIdentifier" originating_agency,
    opt Token "SubmissionAgencyIdentifier" submission_agency,
    flat Management management,
});

codes! {
    /// Whose archives these are (`LegalStatusType`).
    LegalStatus {
        PublicArchive = "Public Archive",
        PrivateArchive = "Private Archive",
        PublicAndPrivateArchive = "Public and Private Archive",
    }
}

const OBJECT: &str = "BinaryDataObject";
const GROUP: &str = "DataObjectGroup";
const DESCRIPTION: &str = "DescriptiveMetadata";
const MANAGEMENT: &str = "ManagementMetadata";
const UNIT: &str = "ArchiveUnit";

impl Element for DataObjectPackage {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<Self, SedaError> {
        let (mut package, mut order) = (Self::default(), Order::default());
        let (mut description, mut management) = (None, None);
        while let Some(child) = sax.child()? {
            let rang = [DESCRIPTION, MANAGEMENT].iter().position(|nom| *nom == child.nom).map_or(0, |rang| rang + 1);
            order.see((rang, 0), (tag, &child), rang == 0)?;
            match child.nom.as_str() {
                OBJECT => package.data_objects.push(BinaryDataObject::read(sax, &child)?),
                GROUP => package.read_group(sax, &child)?,
                DESCRIPTION => description = Some(read_units(sax)?),
                MANAGEMENT => management = Some(ManagementMetadata::read(sax, &child)?),
                _ => sax.skip(&child)?,
            }
        }
        package.units = tag.require(description, DESCRIPTION)?;
        package.management = tag.require(management, MANAGEMENT)?;
        Ok(package)
    }

    fn write_inside(&self, xml: &mut Xml) -> Result<(), SedaError> {
        for objects in self.data_objects.chunk_by(|one, next| one.group.is_some() && one.group == next.group) {
            let each = |xml: &mut Xml| objects.iter().try_for_each(|object| Nested::write(xml, OBJECT, object));
            match objects.first().and_then(|object| object.group.as_deref()) {
                None => each(xml)?,
                group => xml.within(GROUP, group, each)?,
            }
        }
        xml.within(DESCRIPTION, None, |xml| self.units.iter().try_for_each(|unit| Nested::write(xml, UNIT, unit)))?;
        Nested::write(xml, MANAGEMENT, &self.management)
    }
}

impl DataObjectPackage {
    fn read_group(&mut self, sax: &mut Sax<'_>, tag: &Tag) -> Result<(), SedaError> {
        let id = tag.require_id()?;
        while let Some(child) = sax.child()? {
            if child.nom != OBJECT {
                sax.skip(&child)?;
                continue;
            }
            let object = BinaryDataObject::read(sax, &child)?;
            self.data_objects.push(BinaryDataObject { group: Some(id.clone()), ..object });
        }
        Ok(())
    }
}

fn read_units(sax: &mut Sax<'_>) -> Result<Vec<ArchiveUnit>, SedaError> {
    let mut units = Vec::new();
    while let Some(child) = sax.child()? {
        if child.nom == UNIT {
            sax.count_unit()?;
            units.push(ArchiveUnit::read(sax, &child)?);
        } else {
            sax.skip(&child)?;
        }
    }
    Ok(units)
}

impl ArchiveTransfer {
    /// Every unit, those above first.
    pub fn units(&self) -> impl Iterator<Item = &ArchiveUnit> {
        let mut left: Vec<&ArchiveUnit> = self.package.units.iter().rev().collect();
        std::iter::from_fn(move || {
            let unit = left.pop()?;
            left.extend(unit.units.iter().rev());
            Some(unit)
        })
    }
}
