//! PES made for the tests, and signed.

use certificats::{RawSigner, SoftwareKey};
use xades::{Portee, Preparation, prepare_pes};

use super::{Monde, demande};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<!-- é -->\r\n\
     <n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' Id=\"Flux1\">\r\n\
     \t<Enveloppe><Parametres><Version V=\"1\"/></Parametres></Enveloppe>\r\n\
     \t<EnTetePES><DteStr V=\"2026-11-25\"/><LibelleColBud V=\"Commune d'été\"/></EnTetePES>\r\n";

/// A PES Aller in ISO-8859-1: this many bordereaux of dépense, then of recette; those of recette have no `Id`.
pub(crate) fn pes(depenses: usize, recettes: usize) -> Vec<u8> {
    let mut parts = vec![HEAD.to_owned()];
    for (nom, entete, count, own_id) in
        [("Depense", "<InfoDematerialisee V=\"0\"/>", depenses, true), ("Recette", "", recettes, false)]
    {
        if count == 0 {
            continue;
        }
        parts.push(format!("\t<PES_{nom}Aller>\r\n\t\t<EnTete{nom}><IdVer V=\"2\"/>{entete}</EnTete{nom}>\r\n"));
        parts.extend((0..count).map(|rank| bordereau(rank, own_id)));
        parts.push(format!("\t</PES_{nom}Aller>\r\n"));
    }
    parts.push("</n:PES_Aller>\r\n".to_owned());
    latin(&parts.concat())
}

fn bordereau(rank: usize, own_id: bool) -> String {
    let id = if own_id { format!(" Id='Bord{rank}'") } else { String::new() };
    let number = rank + 1;
    format!(
        "\t\t<Bordereau{id} >\r\n\t\t\t<BlocBordereau><Exer V=\"2026\"/><IdBord V=\"{number}\"/><MtBordHT V=\"{rank}.50\"/></BlocBordereau>\r\n\
         \t\t\t<Piece><Objet V=\"Réfection &amp; toiture\n n° {rank}\"/><Texte><![CDATA[<é>]]> a &lt; b</Texte></Piece>\r\n\t\t</Bordereau>\r\n"
    )
}

pub(crate) fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// Signs all that was prepared.
pub(crate) fn values(preparation: &Preparation, key: &SoftwareKey) -> Vec<Vec<u8>> {
    preparation.to_sign().map(|(_, octets)| key.sign(preparation.algorithme(), octets).unwrap()).collect()
}

pub(crate) fn sign(octets: &[u8], portee: Portee, key: &SoftwareKey) -> Vec<u8> {
    let preparation = prepare_pes(&octets, portee, &demande(key)).unwrap();
    let mut out = Vec::new();
    let monde = Monde::new();
    preparation.assemble(&octets, &values(&preparation, key), &monde.contexte(&[]), &mut out).unwrap();
    out
}

/// The same bytes, a text being put in the place of another, that is there.
pub(crate) fn replace(octets: &[u8], old: &str, new: impl AsRef<[u8]>) -> Vec<u8> {
    let at = find(octets, old);
    [&octets[..at], new.as_ref(), &octets[at + old.len()..]].concat()
}

pub(crate) fn find(octets: &[u8], text: &str) -> usize {
    let found = octets.windows(text.len()).position(|window| window == text.as_bytes());
    found.unwrap_or_else(|| panic!("no {text}"))
}

/// The bytes from a text to the end of another.
pub(crate) fn between(octets: &[u8], start: &str, end: &str) -> Vec<u8> {
    let from = find(octets, start);
    let to = from + find(&octets[from..], end) + end.len();
    octets[from..to].to_vec()
}
