//! What no list of children tells: identifiers that are one each, references that lead somewhere, paths that stay inside.

use std::collections::HashSet;

use crate::{ArchiveTransfer, ArchiveUnit, DataObjectReference, Related, RelatedObjects, SedaError, error::abrege};

pub(crate) const UNITES_MAX: usize = 50_000;
/// Levels of units; those of a fonds are six or seven.
const NIVEAUX_MAX: usize = 60;

/// The names of one manifest.
#[derive(Default)]
struct Noms<'a> {
    objects: HashSet<&'a str>,
    groups: HashSet<&'a str>,
    units: HashSet<&'a str>,
}

impl ArchiveTransfer {
    /// Whether the transfer holds together. Writing and reading check it by themselves.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn check(&self) -> Result<(), SedaError> {
        check_depth(&self.package.units)?;
        let mut noms = Noms::default();
        let mut paths = HashSet::new();
        let mut last = None;
        for object in &self.package.data_objects {
            noms.take(&object.id, Noms::objects)?;
            check_uri(&object.uri)?;
            if !paths.insert(object.uri.as_str()) {
                return Err(SedaError::UriDouble { uri: abrege(&object.uri) });
            }
            let group = object.group.as_deref();
            if let Some(id) = group.filter(|_| group != last) {
                if noms.groups.contains(id) {
                    return Err(SedaError::GroupeCoupe { id: abrege(id) });
                }
                noms.take(id, Noms::groups)?;
            }
            last = group;
        }
        for (rang, unit) in self.units().enumerate() {
            if rang >= UNITES_MAX {
                return Err(SedaError::TropGrand { quoi: "unités d’archives", max: UNITES_MAX });
            }
            noms.take(&unit.id, Noms::units)?;
        }
        self.units().try_for_each(|unit| noms.check_references(unit))
    }
}

impl<'a> Noms<'a> {
    fn objects(&mut self) -> &mut HashSet<&'a str> {
        &mut self.objects
    }

    fn groups(&mut self) -> &mut HashSet<&'a str> {
        &mut self.groups
    }

    fn units(&mut self) -> &mut HashSet<&'a str> {
        &mut self.units
    }

    fn take(&mut self, id: &'a str, of: fn(&mut Self) -> &mut HashSet<&'a str>) -> Result<(), SedaError> {
        check_id(id)?;
        if [&self.objects, &self.groups, &self.units].into_iter().any(|known| known.contains(id)) {
            return Err(SedaError::IdentifiantDouble { id: abrege(id) });
        }
        of(self).insert(id);
        Ok(())
    }

    fn check_references(&self, unit: &ArchiveUnit) -> Result<(), SedaError> {
        unit.data_objects.iter().try_for_each(|reference| self.check_reference(reference))?;
        for related in unit.content.related.iter().flat_map(RelatedObjects::all) {
            match related {
                Related::ArchiveUnit(id) => find(&self.units, id)?,
                Related::DataObject(reference) => self.check_reference(reference)?,
                Related::RepositoryArchiveUnit(_) | Related::RepositoryObject(_) | Related::External(_) => {}
            }
        }
        for signature in &unit.content.signatures {
            if signature.signers.is_empty() {
                return Err(SedaError::Manquant { ou: "Signature".to_owned(), quoi: "Signer".to_owned() });
            }
            find(&self.objects, &signature.referenced_object.object)?;
        }
        Ok(())
    }

    fn check_reference(&self, reference: &DataObjectReference) -> Result<(), SedaError> {
        match reference {
            DataObjectReference::Object(id) => find(&self.objects, id),
            DataObjectReference::Group(id) => find(&self.groups, id),
        }
    }
}

fn find(known: &HashSet<&str>, id: &str) -> Result<(), SedaError> {
    if known.contains(id) { Ok(()) } else { Err(SedaError::ReferencePerdue { id: abrege(id) }) }
}

/// Without recursion: a tree that is too deep must not be what makes its own control fall.
fn check_depth(units: &[ArchiveUnit]) -> Result<(), SedaError> {
    let mut left: Vec<(usize, &[ArchiveUnit])> = vec![(1, units)];
    while let Some((niveau, units)) = left.pop() {
        if niveau > NIVEAUX_MAX && !units.is_empty() {
            return Err(SedaError::TropGrand { quoi: "niveaux d’unités", max: NIVEAUX_MAX });
        }
        left.extend(units.iter().filter(|unit| !unit.units.is_empty()).map(|unit| (niveau + 1, unit.units.as_slice())));
    }
    Ok(())
}

fn check_id(id: &str) -> Result<(), SedaError> {
    if id.is_empty() || id.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(SedaError::valeur("id", id, "il tient en un mot"));
    }
    Ok(())
}

/// A path that stays in the package.
fn check_uri(uri: &str) -> Result<(), SedaError> {
    match danger(uri) {
        None if uri.is_empty() => Err(SedaError::valeur("Uri", uri, "une valeur est obligatoire")),
        None => Ok(()),
        Some(regle) => Err(SedaError::valeur("Uri", uri, regle)),
    }
}

/// Why a path would lead out of where it is unpacked, or be two for two systems.
pub(crate) fn danger(path: &str) -> Option<&'static str> {
    if path.starts_with('/') || path.contains(':') {
        return Some("il part d’une racine");
    }
    if path.contains('\\') || path.chars().any(char::is_control) {
        return Some("il contient un caractère interdit");
    }
    let parts = || path.trim_end_matches('/').split('/');
    if parts().any(|part| part == ".." || part == ".") {
        return Some("il remonte d’un dossier");
    }
    (path.len() > 1 && parts().any(str::is_empty)).then_some("il contient deux barres de suite")
}

/// What is written has names that no tool reads otherwise, and that no disk makes one of; what is read may have others.
pub(crate) fn check_plain(transfer: &ArchiveTransfer) -> Result<(), SedaError> {
    let mut taken = HashSet::new();
    for object in &transfer.package.data_objects {
        object.group.iter().chain([&object.id]).try_for_each(|id| check_plain_id(id))?;
        check_plain_uri(&object.uri)?;
        // A disk that ignores capitals would keep only one of them.
        if !taken.insert(object.uri.to_ascii_lowercase()) {
            return Err(SedaError::UriDouble { uri: abrege(&object.uri) });
        }
    }
    transfer.units().try_for_each(|unit| check_plain_id(&unit.id))
}

/// `NCName`, in the plain letters that every tool takes.
fn check_plain_id(id: &str) -> Result<(), SedaError> {
    const REGLE: &str = "il commence par une lettre ou «\u{a0}_\u{a0}», puis lettres sans accents, chiffres, «\u{a0}.\u{a0}», «\u{a0}-\u{a0}», «\u{a0}_\u{a0}»";
    let first = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if first && plain { Ok(()) } else { Err(SedaError::valeur("id", id, REGLE)) }
}

fn check_plain_uri(uri: &str) -> Result<(), SedaError> {
    const REGLE: &str = "il s’écrit en lettres sans accents, chiffres, «\u{a0}.\u{a0}», «\u{a0}-\u{a0}», «\u{a0}_\u{a0}» et «\u{a0}/\u{a0}»";
    let plain = uri.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'));
    if !plain || uri.ends_with('/') {
        return Err(SedaError::valeur("Uri", uri, REGLE));
    }
    // The manifest is at the root, and alone there.
    if !uri.contains('/') {
        return Err(SedaError::valeur("Uri", uri, "un objet se range dans un dossier («\u{a0}Content/\u{a0}»)"));
    }
    Ok(())
}
