//! `Champ`: every field of a fiche under one roof: its label, its text in a cell, and back.

use serde::{Deserialize, Serialize};

use crate::{
    Dictionnaires, Fiche,
    fiche::{
        Acteur, Article, Collecte, Conjoint, Critere, Destinataire, Donnee, Droit, Finalite, Liste, Mandant, Mesure,
        Outil, Personne, SousTraitant, Support, Transfert,
    },
    valeur::{Lu, Valeur},
};

/// The parts of one item, each under its key.
pub(crate) type Parties = Vec<(&'static str, String)>;

/// What a part that was put became: its key, its text, and why it is told.
pub(crate) struct Remarque {
    pub(crate) cle: String,
    pub(crate) texte: String,
    pub(crate) genre: Genre,
}

pub(crate) enum Genre {
    /// Kept as a text.
    Inconnu,
    /// Not kept there: says what was expected.
    Refuse(&'static str),
    /// No such part.
    CleInconnue,
}

/// Declares the fields: the simple ones hold a value, the others items of a type.
macro_rules! champs {
    (
        simples { $($simple:ident $champ:ident: $genre:ty = $libelle:literal $(in $dico:literal)?,)* }
        acteurs { $($acteur:ident $qui:ident = $titre:literal,)* }
        listes { $($liste:ident $items:ident: $article:ty = $entete:literal,)* }
    ) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Champ { $($simple,)* $($acteur,)* $($liste,)* }

        impl Champ {
            pub const ALL: &'static [Self] = &[$(Self::$simple,)* $(Self::$acteur,)* $(Self::$liste,)*];

            /// What screens and files call it.
            pub fn libelle(self) -> &'static str {
                match self {
                    $(Self::$simple => $libelle,)*
                    $(Self::$acteur => $titre,)*
                    $(Self::$liste => $entete,)*
                }
            }

            /// Whether it holds items.
            pub fn is_liste(self) -> bool {
                matches!(self, $(Self::$liste)|*)
            }

            pub(crate) fn is_acteur(self) -> bool {
                matches!(self, $(Self::$acteur)|*)
            }

            /// The names of the parts of its items; a simple field has one part, without a name.
            pub fn cles(self) -> &'static [&'static str] {
                match self {
                    $(Self::$simple => &[""],)*
                    $(Self::$acteur => Acteur::CLES,)*
                    $(Self::$liste => <$article>::CLES,)*
                }
            }

            /// The name of its field in `Fiche`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$simple => stringify!($champ),)*
                    $(Self::$acteur => stringify!($qui),)*
                    $(Self::$liste => stringify!($items),)*
                }
            }

            pub(crate) fn articles(self, fiche: &Fiche) -> Vec<Parties> {
                match self {
                    $(Self::$simple => one(vec![("", fiche.$champ.write())]),)*
                    $(Self::$acteur => one(parties(&fiche.$qui)),)*
                    $(Self::$liste => fiche.$items.iter().map(parties).collect(),)*
                }
            }

            /// Puts parts into the item of this rank, added if it is the next.
            pub(crate) fn put(self, fiche: &mut Fiche, rang: usize, parts: &[(String, String)], dicos: &Dictionnaires) -> Vec<Remarque> {
                match self {
                    $(Self::$simple => simple::<$genre>(&mut fiche.$champ, parts, [$($dico,)? ""][0], dicos),)*
                    $(Self::$acteur => fill(&mut fiche.$qui, parts, dicos),)*
                    $(Self::$liste => {
                        while fiche.$items.len() <= rang {
                            fiche.$items.push(Default::default());
                        }
                        fill(&mut fiche.$items[rang], parts, dicos)
                    })*
                }
            }

            pub(crate) fn len(self, fiche: &Fiche) -> usize {
                match self {
                    $(Self::$liste => fiche.$items.len(),)*
                    _ => self.articles(fiche).len(),
                }
            }
        }
    };
}

champs! {
    simples {
        Nom nom: String = "Nom du traitement",
        Reference reference: String = "N° / RÉF",
        Description description: String = "Description",
        Role role: crate::Terme = "Rôle" in "roles",
        CreeLe cree_le: Option<time::Date> = "Date de création du traitement",
        ModifieLe modifie_le: Option<time::Date> = "Mise à jour du traitement",
        Papier papier: bool = "Traitement papier",
        Mention mention: String = "Mention d’information",
        Consentement consentement: String = "Recueil du consentement",
        Origine origine: String = "Origine des données",
        Aipd aipd: crate::Terme = "AIPD" in "aipd",
        AipdMotif aipd_motif: String = "AIPD – motif",
        AipdAvis aipd_avis: String = "AIPD – avis du DPD",
        AipdLe aipd_le: Option<time::Date> = "AIPD – date",
        Gestionnaire gestionnaire: String = "Gestionnaire",
        Observations observations: String = "Observations",
        RevisionLe revision_le: Option<time::Date> = "Prochaine révision",
    }
    acteurs {
        Responsable responsable = "Responsable du traitement",
        Dpd dpd = "Délégué à la protection des données",
        SocieteDpd societe_dpd = "Société du DPO (si celui-ci est externe)",
        Representant representant = "Représentant",
    }
    listes {
        PourLeCompteDe pour_le_compte_de: Mandant = "Pour le compte de",
        Conjoints conjoints: Conjoint = "Responsable(s) conjoint(s)",
        Finalites finalites: Finalite = "Finalités",
        Donnees donnees: Donnee = "Catégories de données",
        Personnes personnes: Personne = "Catégories de personnes",
        Destinataires destinataires: Destinataire = "Destinataires",
        Transferts transferts: Transfert = "Transferts hors UE",
        Mesures mesures: Mesure = "Mesures de sécurité",
        Outils outils: Outil = "Logiciels et supports",
        SousTraitants sous_traitants: SousTraitant = "Sous-traitants",
        Droits droits: Droit = "Droits des personnes",
        Supports supports: Support = "Supports d’information",
        Collecte collecte: Collecte = "Moyens de collecte",
        Criteres criteres: Critere = "Critères d’AIPD",
        AipdListes aipd_listes: Liste = "AIPD – listes de la CNIL",
    }
}

/// Puts parts, by their keys (`Champ::cles`), into the item of this rank; items are added up to it. True when everything
/// was understood.
pub fn put(fiche: &mut Fiche, champ: Champ, rang: usize, parts: &[(&str, String)], dicos: &Dictionnaires) -> bool {
    let parts: Vec<_> = parts.iter().map(|(cle, texte)| ((*cle).to_owned(), texte.clone())).collect();
    champ.put(fiche, rang, &parts, dicos).is_empty()
}

fn parties<A: Article>(article: &A) -> Parties {
    A::CLES.iter().map(|cle| (*cle, article.get(cle))).collect()
}

/// A value that says nothing is no item.
fn one(parties: Parties) -> Vec<Parties> {
    if parties.iter().all(|(_, texte)| texte.is_empty()) { Vec::new() } else { vec![parties] }
}

fn fill<A: Article>(article: &mut A, parts: &[(String, String)], dicos: &Dictionnaires) -> Vec<Remarque> {
    let mut remarques = Vec::new();
    for (cle, texte) in parts {
        let folded = kernel::fold(cle);
        let known = A::CLES.iter().find(|known| kernel::fold(known) == folded);
        let genre = match known.and_then(|known| article.put(known, texte, dicos)) {
            Some(Lu::Valeur(())) => continue,
            Some(Lu::Inconnu(())) => Genre::Inconnu,
            Some(Lu::Refuse(attendu)) => Genre::Refuse(attendu),
            None => Genre::CleInconnue,
        };
        remarques.push(Remarque { cle: cle.clone(), texte: texte.clone(), genre });
    }
    remarques
}

fn simple<V: Valeur>(valeur: &mut V, parts: &[(String, String)], dico: &str, dicos: &Dictionnaires) -> Vec<Remarque> {
    let texte = parts.iter().map(|(_, texte)| texte.as_str()).collect::<Vec<_>>().join("\n");
    let genre = match V::read(&texte, dico, dicos) {
        Lu::Valeur(lu) => {
            *valeur = lu;
            return Vec::new();
        }
        Lu::Inconnu(lu) => {
            *valeur = lu;
            Genre::Inconnu
        }
        Lu::Refuse(attendu) => Genre::Refuse(attendu),
    };
    vec![Remarque { cle: String::new(), texte, genre }]
}
