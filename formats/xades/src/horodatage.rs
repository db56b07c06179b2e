//! The time stamps of signatures, put among their unsigned properties (XAdES-T).

use std::io::{self, Write};

use c14n::Method;
use cades::Jeton;
use certificats::{Gravite, Integrite, Verdict, pem};

use crate::{
    error::XadesError,
    gabarit::escape,
    lue::Lue,
    modification::{Modification, Modifie},
    noms::{DS, XADES},
    preparation::worst,
    releve,
    source::Source,
    taches::{self, Cible, Sortie, Tache},
    verification::{Contexte, verify},
};

/// What each signature of a file has to be stamped on, in the order of the file: bytes, that whoever asks the time stamp hashes.
///
/// # Errors
/// When a signature is not XAdES, or is already stamped.
pub fn a_horodater(document: &dyn Source) -> Result<Vec<Vec<u8>>, XadesError> {
    let releve = releve::read(document.open()?)?;
    if releve.signatures.is_empty() {
        return Err(XadesError::SansSignature);
    }
    let tache = |lue: &Lue| {
        place(lue)?;
        Ok(Tache {
            cible: Cible::Octet(lue.valeur_place.start),
            hors: None,
            methode: Method::EXCLUSIVE,
            sortie: Sortie::Octets,
        })
    };
    let taches = releve.signatures.iter().map(tache).collect::<Result<Vec<_>, XadesError>>()?;
    let (resultats, _) = taches::run(document.open()?, &taches)?;
    Ok(resultats.into_iter().map(|resultat| resultat.octets).collect())
}

/// Writes the file with a time stamp in each of its signatures, all being verified before.
///
/// # Errors
/// When there are not as many time stamps as signatures, when one is of something else, or when a signature is false.
pub fn horodate(
    document: &dyn Source,
    jetons: &[Jeton],
    contexte: &Contexte<'_>,
    out: &mut dyn Write,
) -> Result<(), XadesError> {
    let releve = releve::read(document.open()?)?;
    if releve.signatures.len() != jetons.len() {
        return Err(XadesError::Nombre { attendues: releve.signatures.len(), recues: jetons.len() });
    }
    let mut modifications = Vec::new();
    for (lue, jeton) in releve.signatures.iter().zip(jetons) {
        let (at, espace) = place(lue)?;
        let octets = releve.encodage.encode(&property(lue, espace, jeton));
        modifications.push(Modification { at, retire: 0, octets });
    }
    let modified = Modifie { source: document, modifications: &modifications };
    let verification = verify(&modified, contexte)?;
    for signature in &verification.signatures {
        if signature.rapport.integrite == Integrite::Ko {
            return Err(XadesError::Assemblage { raison: worst(&verification) });
        }
        let false_stamp = signature.horodatages.iter().find(|one| one.verdict() == Verdict::Invalide);
        if let Some(raison) =
            false_stamp.and_then(|one| one.raisons.iter().find(|raison| raison.gravite == Gravite::Echec))
        {
            return Err(XadesError::Assemblage { raison: raison.to_string() });
        }
    }
    io::copy(&mut modified.open()?, out)?;
    Ok(())
}

/// Where the time stamp goes, and in which version of XAdES.
fn place(lue: &Lue) -> Result<(u64, usize), XadesError> {
    let proprietes = lue.proprietes.as_ref().ok_or(XadesError::SansProprietes)?;
    if proprietes.non_signees { Err(XadesError::DejaHorodatee) } else { Ok((proprietes.fin, proprietes.espace)) }
}

fn property(lue: &Lue, espace: usize, jeton: &Jeton) -> String {
    let methode = Method::EXCLUSIVE.uri();
    // The first version says what is stamped; the last one says it once and for all, and only names the form.
    let said = match &lue.valeur_id {
        Some(id) if espace < 2 => format!(
            "<xad:HashDataInfo URI=\"#{}\"><xad:Transforms><ds:Transform xmlns:ds=\"{DS}\" Algorithm=\"{methode}\"/></xad:Transforms></xad:HashDataInfo>",
            escape(id)
        ),
        None if espace < 2 => String::new(),
        _ => format!("<ds:CanonicalizationMethod xmlns:ds=\"{DS}\" Algorithm=\"{methode}\"/>"),
    };
    format!(
        "<xad:UnsignedProperties xmlns:xad=\"{}\"><xad:UnsignedSignatureProperties><xad:SignatureTimeStamp>{said}\
         <xad:EncapsulatedTimeStamp>{}</xad:EncapsulatedTimeStamp></xad:SignatureTimeStamp>\
         </xad:UnsignedSignatureProperties></xad:UnsignedProperties>",
        XADES[espace.min(2)],
        pem::encode(jeton.der())
    )
}
