//! `Agent`: who made, sent or received an archive; who signed it and who verified that.

use time::OffsetDateTime;

use crate::{
    Digest, SedaError,
    element::{Nested, element, group},
    object::Empreinte,
    valeurs::{Ident, Iso, Text, Token},
};

/// Somebody, or a body, and in what capacity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agent {
    pub person: Person,
    pub capacity: Capacity,
}

element!(Agent {
    flat Person person,
    flat Capacity capacity,
});

/// A person, or a body that has its `corpname` alone (`PersonOrEntityGroup`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub first_name: Option<String>,
    pub birth_name: Option<String>,
    pub full_name: Option<String>,
    pub given_name: Option<String>,
    pub corpname: Option<String>,
    pub identifiers: Vec<String>,
}

group!(Person {
    opt Text "FirstName" first_name,
    opt Text "BirthName" birth_name,
    opt Text "FullName" full_name,
    opt Text "GivenName" given_name,
    opt Text "Corpname" corpname,
    many Token "Identifier" identifiers,
}, check_person);

/// The schema lets a body have no name of a person.
fn check_person(person: &Person) -> Result<(), SedaError> {
    let names = [&person.first_name, &person.birth_name, &person.full_name, &person.given_name];
    match &person.corpname {
        Some(corpname) if names.into_iter().any(Option::is_some) => {
            Err(SedaError::valeur("Corpname", corpname, "c’est ou une personne, ou un organisme"))
        }
        _ => Ok(()),
    }
}

/// In what capacity somebody acts (`BusinessGroup`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capacity {
    pub functions: Vec<String>,
    pub activities: Vec<String>,
    pub positions: Vec<String>,
    pub roles: Vec<String>,
    pub mandates: Vec<String>,
}

group!(Capacity {
    many Text "Function" functions,
    many Text "Activity" activities,
    many Text "Position" positions,
    many Text "Role" roles,
    many Text "Mandate" mandates,
});

/// Who signed an object, and who verified it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// At least one.
    pub signers: Vec<Signer>,
    pub validator: Validator,
    /// The reference data by which it was verified.
    pub masterdata: Option<String>,
    pub referenced_object: SignedObject,
}

element!(Signature {
    many Nested "Signer" signers,
    one Nested "Validator" validator,
    opt Token "Masterdata" masterdata,
    one Nested "ReferencedObject" referenced_object,
});

/// Who signed, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    pub person: Person,
    pub signing_time: OffsetDateTime,
    pub capacity: Capacity,
}

element!(Signer {
    flat Person person,
    one Iso "SigningTime" signing_time,
    flat Capacity capacity,
});

/// Who verified, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validator {
    pub person: Person,
    pub validation_time: OffsetDateTime,
    pub capacity: Capacity,
}

element!(Validator {
    flat Person person,
    one Iso "ValidationTime" validation_time,
    flat Capacity capacity,
});

/// The object that was signed, and its fingerprint then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedObject {
    pub object: String,
    pub digest: Digest,
}

element!(SignedObject {
    one Ident "SignedObjectId" object,
    one Empreinte "SignedObjectDigest" digest,
});
