//! `Content`: what a unit of archives says of itself.

use crate::{
    Agent, DateType, RelatedObjects, SedaError, Signature,
    element::{Format, Nested, element},
    sax::{Sax, Tag},
    valeurs::{Code, Iso, Text, Token, codes},
    xml::Xml,
};

/// The description (`DescriptiveMetadataContentType`); every part may be absent. Left out of SEDA: custodial history, coverage, GPS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    pub description_level: Option<DescriptionLevel>,
    pub titles: Vec<String>,
    /// Where it stands in the filing plan (the *matière* of an acte: `7.10`).
    pub file_plan_positions: Vec<String>,
    pub system_ids: Vec<String>,
    pub originating_system_ids: Vec<String>,
    pub archival_agency_identifiers: Vec<String>,
    /// The number that its maker gave it (`082-218200020-20261117-2026_112-DE`).
    pub originating_agency_identifiers: Vec<String>,
    pub transferring_agency_identifiers: Vec<String>,
    pub descriptions: Vec<String>,
    /// The kind of record (`Type`), as OAIS understands it.
    pub kind: Option<String>,
    /// The kind of document, as its makers call it (`Délibération`).
    pub document_type: Option<String>,
    /// `fr`, `fra`, `fr-FR`.
    pub languages: Vec<String>,
    pub description_language: Option<String>,
    pub status: Option<String>,
    pub version: Option<String>,
    pub tags: Vec<String>,
    pub keywords: Vec<Keyword>,
    pub originating_agency: Option<Organization>,
    pub submission_agency: Option<Organization>,
    pub authorized_agents: Vec<Agent>,
    pub writers: Vec<Agent>,
    pub addressees: Vec<Agent>,
    pub recipients: Vec<Agent>,
    pub transmitters: Vec<Agent>,
    pub senders: Vec<Agent>,
    pub source: Option<String>,
    pub related: Option<RelatedObjects>,
    pub created: Option<DateType>,
    /// The day of the act itself: a vote, a signature.
    pub transacted: Option<DateType>,
    pub acquired: Option<DateType>,
    pub sent: Option<DateType>,
    pub received: Option<DateType>,
    pub registered: Option<DateType>,
    pub start: Option<DateType>,
    pub end: Option<DateType>,
    pub events: Vec<Event>,
    pub signatures: Vec<Signature>,
}

element!(Content {
    opt Code "DescriptionLevel" description_level,
    many Text "Title" titles,
    many Token "FilePlanPosition" file_plan_positions,
    many Token "SystemId" system_ids,
    many Token "OriginatingSystemId" originating_system_ids,
    many Token "ArchivalAgencyArchiveUnitIdentifier" archival_agency_identifiers,
    many Token "OriginatingAgencyArchiveUnitIdentifier" originating_agency_identifiers,
    many Token "TransferringAgencyArchiveUnitIdentifier" transferring_agency_identifiers,
    many Text "Description" descriptions,
    opt Text "Type" kind,
    opt Text "DocumentType" document_type,
    many Langue "Language" languages,
    opt Langue "DescriptionLanguage" description_language,
    opt Token "Status" status,
    opt Text "Version" version,
    many Token "Tag" tags,
    many Nested "Keyword" keywords,
    opt Nested "OriginatingAgency" originating_agency,
    opt Nested "SubmissionAgency" submission_agency,
    many Nested "AuthorizedAgent" authorized_agents,
    many Nested "Writer" writers,
    many Nested "Addressee" addressees,
    many Nested "Recipient" recipients,
    many Nested "Transmitter" transmitters,
    many Nested "Sender" senders,
    opt Text "Source" source,
    opt Nested "RelatedObjectReference" related,
    opt Iso "CreatedDate" created,
    opt Iso "TransactedDate" transacted,
    opt Iso "AcquiredDate" acquired,
    opt Iso "SentDate" sent,
    opt Iso "ReceivedDate" received,
    opt Iso "RegisteredDate" registered,
    opt Iso "StartDate" start,
    opt Iso "EndDate" end,
    many Nested "Event" events,
    many Nested "Signature" signatures,
});

codes! {
    /// Where a unit stands in the hierarchy (`LevelType`).
    DescriptionLevel {
        Fonds = "Fonds",
        Subfonds = "Subfonds",
        Class = "Class",
        Collection = "Collection",
        Series = "Series",
        Subseries = "Subseries",
        RecordGrp = "RecordGrp",
        SubGrp = "SubGrp",
        /// A file of several documents: an acte with its annexes.
        File = "File",
        /// One document.
        Item = "Item",
        OtherLevel = "OtherLevel",
    }
}

/// A word by which the unit is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keyword {
    pub content: String,
    /// Its identifier in a thesaurus.
    pub reference: Option<String>,
    pub kind: Option<KeywordType>,
}

element!(Keyword {
    one Text "KeywordContent" content,
    opt Token "KeywordReference" reference,
    opt Code "KeywordType" kind,
});

codes! {
    /// What a keyword names (`CodeKeywordType`).
    KeywordType {
        Corpname = "corpname",
        Famname = "famname",
        Geogname = "geogname",
        Name = "name",
        Occupation = "occupation",
        Persname = "persname",
        Subject = "subject",
        Genreform = "genreform",
        Function = "function",
    }
}

/// A service, by the identifier under which the archival agency knows it (a SIREN, or a code of the agreement).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organization {
    pub identifier: String,
}

element!(Organization {
    one Token "Identifier" identifier,
});

impl From<&str> for Organization {
    fn from(identifier: &str) -> Self {
        Self { identifier: identifier.to_owned() }
    }
}

/// Something that happened to the archive: its transmission, its publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub identifier: Option<String>,
    pub type_code: Option<String>,
    pub kind: Option<String>,
    pub date_time: DateType,
    pub detail: Option<String>,
    pub outcome: Option<String>,
    pub outcome_detail: Option<String>,
    pub outcome_detail_message: Option<String>,
}

element!(Event {
    opt Token "EventIdentifier" identifier,
    opt Token "EventTypeCode" type_code,
    opt Token "EventType" kind,
    one Iso "EventDateTime" date_time,
    opt Text "EventDetail" detail,
    opt Token "Outcome" outcome,
    opt Token "OutcomeDetail" outcome_detail,
    opt Token "OutcomeDetailMessage" outcome_detail_message,
});

/// `xsd:language`.
pub(crate) enum Langue {}

impl Format<String> for Langue {
    fn read(sax: &mut Sax<'_>, tag: &Tag) -> Result<String, SedaError> {
        Token::read(sax, tag)
    }

    fn write(xml: &mut Xml, nom: &'static str, valeur: &String) -> Result<(), SedaError> {
        let mut parts = valeur.split('-');
        let alone = |part: &str| !part.is_empty() && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_alphabetic());
        let more = |part: &str| !part.is_empty() && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !(parts.next().is_some_and(alone) && parts.all(more)) {
            return Err(SedaError::valeur(nom, valeur, "une langue s’écrit «\u{a0}fr\u{a0}» ou «\u{a0}fr-FR\u{a0}»"));
        }
        xml.leaf(nom, None, valeur)
    }
}
