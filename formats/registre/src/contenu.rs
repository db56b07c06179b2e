//! `contenu`: a fiche as the JSON content of a traitement, and back.

use serde_json::{Map, Value, json};
use time::{Date, Month};

use crate::{
    Champ, Dictionnaires, Duree, Fiche, Terme, Unite,
    fiche::{Donnee, Finalite, Transfert},
};

impl Fiche {
    /// The content of a traitement, as the API and kept versions write it. A word without a code takes the code `autre`
    /// where there is one, and its text goes with the detail: nothing is lost.
    pub fn contenu(&self) -> Value {
        json!({
            "nom": self.nom,
            "reference": self.reference,
            "description": self.description,
            "role": self.role.code.as_deref().unwrap_or("responsable"),
            "pour_le_compte_de": list(&self.pour_le_compte_de, |m| json!({ "nom": m.nom, "siren": m.siren, "coordonnees": m.coordonnees })),
            "conjoints": list(&self.conjoints, |c| json!({ "nom": c.nom, "coordonnees": c.coordonnees, "accord": c.accord })),
            "finalites": list(&self.finalites, finalite),
            "donnees": list(&self.donnees, donnee),
            "personnes": list(&self.personnes, |p| json!({
                "categorie": code_or_autre(&p.categorie),
                "detail": with_text(&p.categorie, &p.detail),
                "nombre": p.nombre,
                "vulnerables": p.vulnerables,
            })),
            "destinataires": list(&self.destinataires, |d| json!({
                "genre": d.genre.code.as_deref().unwrap_or("partenaire"),
                "nom": d.nom,
                "precision": with_text(&d.genre, &d.precision),
            })),
            "transferts": list(&self.transferts, transfert),
            "mesures": list(&self.mesures, |m| json!({
                "mesure": code_or_autre(&m.mesure),
                "etat": m.etat.code.as_deref().unwrap_or("en_place"),
                "detail": with_text(&m.etat, &with_text(&m.mesure, &m.detail)),
            })),
            "outils": list(&self.outils, |o| json!({ "nom": o.nom, "catalogue": null })),
            "sous_traitants": list(&self.sous_traitants, |s| json!({ "nom": s.nom, "catalogue": null, "precision": s.precision })),
            "papier": self.papier,
            "droits": list(&self.known(|f| &f.droits, |d| &d.droit), |d| json!({ "droit": d.droit.code, "modalite": d.modalite })),
            "information": {
                "support": codes(self.supports.iter().map(|s| &s.support)),
                "mention": self.mention,
                "consentement": self.consentement,
            },
            "origine": { "collecte": codes(self.collecte.iter().map(|c| &c.moyen)), "precision": self.origine },
            "criteres": codes(self.criteres.iter().map(|c| &c.critere)),
            "aipd": {
                "decision": self.aipd.code,
                "listes": list(&self.aipd_listes, |liste| json!(liste.code)),
                "motif": with_text(&self.aipd, &self.aipd_motif),
                "avis_dpd": self.aipd_avis,
                "date": self.aipd_le.map(|date| date.to_string()),
            },
            "gestionnaire": self.gestionnaire,
            "observations": self.observations_with_unknown(),
            "revision_le": self.revision_le.map(|date| date.to_string()),
        })
    }

    fn known<T: Clone>(&self, items: impl Fn(&Self) -> &Vec<T>, terme: impl Fn(&T) -> &Terme) -> Vec<T> {
        items(self).iter().filter(|item| terme(item).code.is_some()).cloned().collect()
    }

    /// Words of closed lists that have no code, and the role if it is not one.
    fn observations_with_unknown(&self) -> String {
        let mut lines = vec![self.observations.clone()];
        let mut tell = |champ: Champ, terme: &Terme, detail: &str| {
            if terme.code.is_none() && !(terme.texte.is_empty() && detail.is_empty()) {
                lines.push(format!("{} : {}", champ.libelle(), with_text(terme, detail)));
            }
        };
        tell(Champ::Role, &self.role, "");
        self.droits.iter().for_each(|d| tell(Champ::Droits, &d.droit, &d.modalite));
        self.supports.iter().for_each(|s| tell(Champ::Supports, &s.support, ""));
        self.collecte.iter().for_each(|c| tell(Champ::Collecte, &c.moyen, ""));
        self.criteres.iter().for_each(|c| tell(Champ::Criteres, &c.critere, ""));
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The fiche of such a content, in its normal form: codes become the labels of the dictionaries, so that a file
    /// says words. Keys that are missing say nothing; the links to the shared catalogue are left to who keeps them. Who exports fills in what a content does not hold: `responsable`,
    /// `dpd`, `cree_le`, `modifie_le`.
    pub fn from_contenu(contenu: &Value, dicos: &Dictionnaires) -> Self {
        let mut fiche = Self::default();
        let mut lecteur = Lecteur { fiche: &mut fiche, dicos };
        for (champ, cle) in [
            (Champ::Nom, "nom"),
            (Champ::Reference, "reference"),
            (Champ::Description, "description"),
            (Champ::Gestionnaire, "gestionnaire"),
            (Champ::Observations, "observations"),
        ] {
            lecteur.put(champ, 0, &[("", text(&contenu[cle]))]);
        }
        let role = lecteur.label("roles", &contenu["role"]);
        lecteur.put(Champ::Role, 0, &[("", role)]);
        lecteur.lists(contenu);
        let Value::Object(_) = contenu else { return fiche };
        fiche.papier = contenu["papier"] == true;
        fiche.mention = text(&contenu["information"]["mention"]);
        fiche.consentement = text(&contenu["information"]["consentement"]);
        fiche.origine = text(&contenu["origine"]["precision"]);
        fiche.aipd = Terme::of_code(&text(&contenu["aipd"]["decision"]), "aipd", dicos);
        fiche.aipd_motif = text(&contenu["aipd"]["motif"]);
        fiche.aipd_avis = text(&contenu["aipd"]["avis_dpd"]);
        fiche.aipd_le = day(&contenu["aipd"]["date"]);
        fiche.revision_le = day(&contenu["revision_le"]);
        fiche.normalise(dicos)
    }
}

struct Lecteur<'f> {
    fiche: &'f mut Fiche,
    dicos: &'f Dictionnaires,
}

impl Lecteur<'_> {
    fn put(&mut self, champ: Champ, rang: usize, parts: &[(&str, String)]) {
        crate::champ::put(self.fiche, champ, rang, parts, self.dicos);
    }

    fn label(&self, nom: &str, code: &Value) -> String {
        Terme::of_code(&text(code), nom, self.dicos).texte
    }

    fn lists(&mut self, contenu: &Value) {
        for (champ, items, parts) in LISTES {
            for (rang, item) in array(&contenu[*items]).iter().enumerate() {
                let parts: Vec<(&str, String)> = parts
                    .iter()
                    .map(|(cle, path, dico)| {
                        let value = path.split('/').fold(item, |value, key| &value[key]);
                        (*cle, if dico.is_empty() { plain(value) } else { self.label(dico, value) })
                    })
                    .collect();
                self.put(*champ, rang, &parts);
            }
        }
        for (rang, code) in array(&contenu["aipd"]["listes"]).iter().enumerate() {
            self.put(Champ::AipdListes, rang, &[("", text(code))]);
        }
        for (champ, dico, items) in [
            (Champ::Supports, "supports", &contenu["information"]["support"]),
            (Champ::Collecte, "collecte", &contenu["origine"]["collecte"]),
            (Champ::Criteres, "criteres", &contenu["criteres"]),
        ] {
            for (rang, code) in array(items).iter().enumerate() {
                let label = self.label(dico, code);
                self.put(champ, rang, &[("", label)]);
            }
        }
    }
}

/// The parts of the items: the key, the path in the content, the dictionary of a code.
type Parts = &'static [(&'static str, &'static str, &'static str)];
const LISTES: &[(Champ, &str, Parts)] = &[
    (
        Champ::PourLeCompteDe,
        "pour_le_compte_de",
        &[("", "nom", ""), ("SIREN", "siren", ""), ("coordonnées", "coordonnees", "")],
    ),
    (Champ::Conjoints, "conjoints", &[("", "nom", ""), ("coordonnées", "coordonnees", ""), ("accord", "accord", "")]),
    (
        Champ::Finalites,
        "finalites",
        &[
            ("", "libelle", ""),
            ("base légale", "base", "bases"),
            ("texte", "texte", ""),
            ("article 9", "article9", "article9"),
            ("précision", "precision", ""),
        ],
    ),
    (
        Champ::Donnees,
        "donnees",
        &[
            ("", "categorie", "donnees"),
            ("détail", "detail", ""),
            ("obligatoire", "obligatoire", ""),
            ("source", "source", ""),
            ("durée", "conservation/active", ""),
            ("archivage", "conservation/intermediaire", ""),
            ("à compter de", "conservation/declencheur", ""),
            ("sort", "conservation/sort", "sorts"),
            ("référence", "conservation/reference", ""),
            ("précision", "conservation/precision", ""),
        ],
    ),
    (
        Champ::Personnes,
        "personnes",
        &[
            ("", "categorie", "personnes"),
            ("détail", "detail", ""),
            ("nombre", "nombre", ""),
            ("vulnérables", "vulnerables", ""),
        ],
    ),
    (
        Champ::Destinataires,
        "destinataires",
        &[("", "genre", "destinataires"), ("nom", "nom", ""), ("précision", "precision", "")],
    ),
    (
        Champ::Transferts,
        "transferts",
        &[
            ("", "organisme", ""),
            ("pays", "pays", "pays"),
            ("garantie", "garantie", "garanties"),
            ("lien", "lien", ""),
            ("précision", "precision", ""),
        ],
    ),
    (Champ::Mesures, "mesures", &[("", "mesure", "mesures"), ("état", "etat", "etats"), ("détail", "detail", "")]),
    (Champ::Outils, "outils", &[("", "nom", "")]),
    (Champ::SousTraitants, "sous_traitants", &[("", "nom", ""), ("précision", "precision", "")]),
    (Champ::Droits, "droits", &[("", "droit", "droits"), ("modalité", "modalite", "")]),
];

fn list<T>(items: &[T], item: impl Fn(&T) -> Value) -> Vec<Value> {
    items.iter().map(item).collect()
}

fn codes<'t>(termes: impl Iterator<Item = &'t Terme>) -> Vec<String> {
    termes.filter_map(|terme| terme.code.clone()).collect()
}

/// A word without a code is another one; no word is none.
fn code_or_autre(terme: &Terme) -> &str {
    terme.code.as_deref().unwrap_or(if terme.texte.is_empty() { "" } else { "autre" })
}

/// The detail, after the words that have no code.
fn with_text(terme: &Terme, detail: &str) -> String {
    match (terme.code.is_none() && !terme.texte.is_empty(), detail.is_empty()) {
        (true, true) => terme.texte.clone(),
        (true, false) => format!("{} : {detail}", terme.texte),
        (false, _) => detail.to_owned(),
    }
}

fn finalite(f: &Finalite) -> Value {
    json!({
        "libelle": f.libelle,
        "base": f.base.code,
        "texte": with_text(&f.base, &f.texte),
        "article9": f.article9.code,
        "precision": with_text(&f.article9, &f.precision),
    })
}

fn donnee(d: &Donnee) -> Value {
    json!({
        "categorie": code_or_autre(&d.categorie),
        "detail": with_text(&d.categorie, &d.detail),
        "obligatoire": d.obligatoire,
        "source": d.source,
        "conservation": {
            "active": d.active,
            "intermediaire": d.intermediaire,
            "declencheur": d.declencheur,
            "sort": d.sort.code,
            "reference": d.reference,
            "precision": with_text(&d.sort, &d.precision),
        },
    })
}

fn transfert(t: &Transfert) -> Value {
    json!({
        "organisme": t.organisme,
        "pays": t.pays.code.as_deref().unwrap_or(&t.pays.texte),
        "garantie": t.garantie.code,
        "lien": t.lien,
        "precision": with_text(&t.garantie, &t.precision),
    })
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A value as a cell says it: texts, numbers, « oui », durations.
fn plain(value: &Value) -> String {
    match value {
        Value::Bool(true) => "oui".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Object(duree) => duration(duree).map(|duree| duree.to_string()).unwrap_or_default(),
        other => text(other),
    }
}

fn duration(duree: &Map<String, Value>) -> Option<Duree> {
    let nombre = u32::try_from(duree.get("nombre")?.as_u64()?).ok()?;
    let unite = match duree.get("unite")?.as_str()? {
        "jours" => Unite::Jours,
        "mois" => Unite::Mois,
        "annees" => Unite::Annees,
        _ => return None,
    };
    Some(Duree { nombre, unite })
}

fn day(value: &Value) -> Option<Date> {
    let mut parts = value.as_str()?.splitn(3, '-');
    let (year, month, day) =
        (parts.next()?.parse().ok()?, parts.next()?.parse::<u8>().ok()?, parts.next()?.parse().ok()?);
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}
