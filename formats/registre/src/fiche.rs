//! `Fiche`: one traitement as the files tell it (RGPD art. 30), its fields and the items of its lists.

use serde::Serialize;
use time::Date;

use crate::{
    Dictionnaires, Duree,
    valeur::{Lu, Terme, Valeur},
};

/// An item of a list: its parts, each under the key by which cells name it. The key of the first is empty.
pub(crate) trait Article: Default {
    const CLES: &'static [&'static str];
    fn get(&self, cle: &str) -> String;
    /// Reads a part. `None` when the key is not one of its own.
    fn put(&mut self, cle: &str, texte: &str, dictionnaires: &Dictionnaires) -> Option<Lu<()>>;
}

/// Declares the struct of an item, and how each of its parts is named and read.
macro_rules! article {
    ($(#[$doc:meta])* $nom:ident { $($(#[$champ_doc:meta])* $champ:ident: $genre:ty = $cle:literal $(in $dico:literal)?),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct $nom { $($(#[$champ_doc])* pub $champ: $genre,)* }

        impl Article for $nom {
            const CLES: &'static [&'static str] = &[$($cle),*];

            fn get(&self, cle: &str) -> String {
                match cle {
                    $($cle => self.$champ.write(),)*
                    _ => String::new(),
                }
            }

            fn put(&mut self, cle: &str, texte: &str, dictionnaires: &Dictionnaires) -> Option<Lu<()>> {
                Some(match cle {
                    $($cle => {
                        let dico: &str = [$($dico,)? ""][0];
                        match <$genre as Valeur>::read(texte, dico, dictionnaires) {
                            Lu::Valeur(valeur) => { self.$champ = valeur; Lu::Valeur(()) }
                            Lu::Inconnu(valeur) => { self.$champ = valeur; Lu::Inconnu(()) }
                            Lu::Refuse(attendu) => Lu::Refuse(attendu),
                        }
                    })*
                    _ => return None,
                })
            }
        }
    };
}

article!(
    /// A controller on whose behalf the traitement is done (art. 30.2.a).
    Mandant { nom: String = "", siren: String = "SIREN", coordonnees: String = "coordonnées", }
);
article!(
    /// A joint controller (art. 26).
    Conjoint { nom: String = "", coordonnees: String = "coordonnées", accord: String = "accord", }
);
article!(
    /// Somebody the CNIL's file names: controller, DPD, representative.
    Acteur {
        nom: String = "",
        adresse: String = "adresse",
        code_postal: String = "code postal",
        ville: String = "ville",
        pays: String = "pays",
        telephone: String = "téléphone",
        courriel: String = "courriel",
    }
);
article!(
    /// A purpose; the first of a fiche is the main one.
    Finalite {
        libelle: String = "",
        base: Terme = "base légale" in "bases",
        texte: String = "texte",
        article9: Terme = "article 9" in "article9",
        precision: String = "précision",
    }
);
article!(
    /// A category of data and how long it is kept.
    Donnee {
        categorie: Terme = "" in "donnees",
        detail: String = "détail",
        obligatoire: bool = "obligatoire",
        source: String = "source",
        active: Option<Duree> = "durée",
        intermediaire: Option<Duree> = "archivage",
        declencheur: String = "à compter de",
        sort: Terme = "sort" in "sorts",
        reference: String = "référence",
        precision: String = "précision",
    }
);
article!(
    Personne {
        categorie: Terme = "" in "personnes",
        detail: String = "détail",
        nombre: Option<u32> = "nombre",
        vulnerables: bool = "vulnérables",
    }
);
article!(Destinataire { genre: Terme = "" in "destinataires", nom: String = "nom", precision: String = "précision", });
article!(
    /// A transfer outside of the Union (art. 30.1.e).
    Transfert {
        organisme: String = "",
        pays: Terme = "pays" in "pays",
        garantie: Terme = "garantie" in "garanties",
        lien: String = "lien",
        precision: String = "précision",
    }
);
article!(Mesure { mesure: Terme = "" in "mesures", etat: Terme = "état" in "etats", detail: String = "détail", });
article!(Outil { nom: String = "" });
article!(SousTraitant { nom: String = "", precision: String = "précision" });
article!(Droit { droit: Terme = "" in "droits", modalite: String = "modalité", });
article!(Support { support: Terme = "" in "supports", });
article!(Collecte { moyen: Terme = "" in "collecte", });
article!(
    /// A type of treatment of the CNIL's lists about impact assessments, by its code.
    Liste { code: String = "" }
);
article!(
    /// A criterion of the guidelines WP 248.
    Critere { critere: Terme = "" in "criteres", }
);

/// One traitement. Lists may be empty, texts may be `""`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fiche {
    pub nom: String,
    /// What tells it from others when a file comes again.
    pub reference: String,
    pub description: String,
    pub role: Terme,
    pub responsable: Acteur,
    pub dpd: Acteur,
    pub societe_dpd: Acteur,
    pub representant: Acteur,
    pub pour_le_compte_de: Vec<Mandant>,
    pub conjoints: Vec<Conjoint>,
    pub finalites: Vec<Finalite>,
    pub donnees: Vec<Donnee>,
    pub personnes: Vec<Personne>,
    pub destinataires: Vec<Destinataire>,
    pub transferts: Vec<Transfert>,
    pub mesures: Vec<Mesure>,
    pub outils: Vec<Outil>,
    pub sous_traitants: Vec<SousTraitant>,
    pub papier: bool,
    pub droits: Vec<Droit>,
    pub supports: Vec<Support>,
    pub mention: String,
    pub consentement: String,
    pub collecte: Vec<Collecte>,
    pub origine: String,
    pub criteres: Vec<Critere>,
    pub aipd: Terme,
    pub aipd_motif: String,
    pub aipd_avis: String,
    pub aipd_le: Option<Date>,
    pub aipd_listes: Vec<Liste>,
    pub gestionnaire: String,
    pub observations: String,
    pub revision_le: Option<Date>,
    pub cree_le: Option<Date>,
    pub modifie_le: Option<Date>,
}
