//! Between a step of the form and the content: what is kept fills the fields, what is typed makes the content.

use kernel::parse_date;
use web::ui::FormState;

use super::rangs::{Geste, Rang, read_rows};
use crate::domain::{
    Aipd, Conjoint, Conservation, Contenu, Destinataire, Donnee, DroitPersonne, Duree, Etape, Finalite, Information,
    Mandant, Mesure, Modalite, Origine, Outil, Personnes, RoleTraitement, SousTraitant, Transfert, UniteDuree,
};

/// The fields of a step, filled.
pub(super) fn fill(c: &Contenu, etape: Etape) -> FormState {
    let mut filled = Rempli(Vec::new());
    match etape {
        Etape::Essentiel => essentiel(&mut filled, c),
        Etape::Finalites => finalites(&mut filled, c),
        Etape::Donnees => donnees(&mut filled, c),
        Etape::Circulation => circulation(&mut filled, c),
        Etape::Securite => securite(&mut filled, c),
        Etape::Droits => droits(&mut filled, c),
        Etape::Aipd => aipd(&mut filled, c),
    }
    FormState::new(filled.0)
}

/// The content with what is typed at this step; what does not read is told under its field.
pub(super) fn read(form: &mut FormState, etape: Etape, kept: &Contenu, geste: &Geste) -> Contenu {
    let mut c = kept.clone();
    match etape {
        Etape::Essentiel => read_essentiel(form, &mut c, geste),
        Etape::Finalites => c.finalites = read_rows(form, "finalites", geste, finalite),
        Etape::Donnees => read_donnees(form, &mut c, geste),
        Etape::Circulation => read_circulation(form, &mut c, geste),
        Etape::Securite => read_securite(form, &mut c, geste),
        Etape::Droits => read_droits(form, &mut c),
        Etape::Aipd => read_aipd(form, &mut c),
    }
    c
}

struct Rempli(Vec<(String, String)>);

impl Rempli {
    fn add(&mut self, nom: impl Into<String>, value: impl Into<String>) {
        self.0.push((nom.into(), value.into()));
    }

    fn row(&mut self, liste: &str, rang: usize, fields: &[(&str, &str)]) {
        for (champ, value) in fields {
            self.add(format!("{liste}.{rang}.{champ}"), *value);
        }
    }
}

const fn oui(checked: bool) -> &'static str {
    if checked { "oui" } else { "" }
}

fn essentiel(f: &mut Rempli, c: &Contenu) {
    f.add("nom", &c.nom);
    f.add("reference", &c.reference);
    f.add("description", &c.description);
    f.add("role", c.role.code());
    f.add("gestionnaire", &c.gestionnaire);
    for (at, m) in c.pour_le_compte_de.iter().enumerate() {
        f.row("mandants", at, &[("nom", &m.nom), ("siren", &m.siren), ("coordonnees", &m.coordonnees)]);
    }
    for (at, j) in c.conjoints.iter().enumerate() {
        f.row("conjoints", at, &[("nom", &j.nom), ("coordonnees", &j.coordonnees), ("accord", &j.accord)]);
    }
}

fn read_essentiel(form: &mut FormState, c: &mut Contenu, geste: &Geste) {
    if let Some(nom) =
        form.required("nom", "Donnez un nom au traitement, par exemple «\u{a0}Restauration scolaire\u{a0}».")
    {
        c.nom = nom;
    }
    form.value("reference").clone_into(&mut c.reference);
    c.description = text(form, "description");
    form.value("gestionnaire").clone_into(&mut c.gestionnaire);
    c.role = form.read_if_filled("role", str::parse::<RoleTraitement>).unwrap_or(c.role);
    c.pour_le_compte_de = read_rows(form, "mandants", geste, |row| Mandant {
        nom: row.text("nom"),
        siren: row.text("siren"),
        coordonnees: row.text("coordonnees"),
    });
    c.conjoints = read_rows(form, "conjoints", geste, |row| Conjoint {
        nom: row.text("nom"),
        coordonnees: row.text("coordonnees"),
        accord: row.text("accord"),
    });
}

fn finalites(f: &mut Rempli, c: &Contenu) {
    for (at, finalite) in c.finalites.iter().enumerate() {
        let base = finalite.base.map_or("", |base| base.code());
        let article9 = finalite.article9.map_or("", |a| a.code());
        let (texte, precision) = (finalite.texte.as_str(), finalite.precision.as_str());
        let fields = [
            ("libelle", finalite.libelle.as_str()),
            ("base", base),
            ("texte", texte),
            ("article9", article9),
            ("precision", precision),
        ];
        f.row("finalites", at, &fields);
    }
}

fn finalite(row: &mut Rang) -> Finalite {
    Finalite {
        libelle: row.text("libelle"),
        base: row.code("base"),
        texte: row.text("texte"),
        article9: row.code("article9"),
        precision: row.text("precision"),
    }
}

fn donnees(f: &mut Rempli, c: &Contenu) {
    for (at, p) in c.personnes.iter().enumerate() {
        let nombre = p.nombre.map(|n| n.to_string()).unwrap_or_default();
        let fields = [
            ("categorie", p.categorie.as_str()),
            ("detail", &p.detail),
            ("nombre", &nombre),
            ("vulnerables", oui(p.vulnerables)),
        ];
        f.row("personnes", at, &fields);
    }
    for (at, d) in c.donnees.iter().enumerate() {
        let kept = &d.conservation;
        let number = |duree: Option<Duree>| duree.map(|d| d.nombre.to_string()).unwrap_or_default();
        let unit = |duree: Option<Duree>| duree.map_or("annees", |d| d.unite.code());
        let fields = [
            ("categorie", d.categorie.as_str()),
            ("detail", &d.detail),
            ("obligatoire", oui(d.obligatoire)),
            ("source", &d.source),
            ("active", &number(kept.active)),
            ("active_unite", unit(kept.active)),
            ("intermediaire", &number(kept.intermediaire)),
            ("intermediaire_unite", unit(kept.intermediaire)),
            ("declencheur", &kept.declencheur),
            ("sort", kept.sort.map_or("", |sort| sort.code())),
            ("reference", &kept.reference),
            ("precision", &kept.precision),
        ];
        f.row("donnees", at, &fields);
    }
    for moyen in &c.origine.collecte {
        f.add("collecte", moyen);
    }
    f.add("origine", &c.origine.precision);
}

fn read_donnees(form: &mut FormState, c: &mut Contenu, geste: &Geste) {
    c.personnes = read_rows(form, "personnes", geste, |row| Personnes {
        categorie: row.text("categorie"),
        detail: row.text("detail"),
        nombre: row.number("nombre"),
        vulnerables: row.checked("vulnerables"),
    });
    let more = form.all("personnes_ajout").map(|code| Personnes { categorie: code.to_owned(), ..Personnes::default() });
    c.personnes.extend(more);
    c.donnees = read_rows(form, "donnees", geste, donnee);
    let more = form.all("donnees_ajout").map(|code| Donnee { categorie: code.to_owned(), ..Donnee::default() });
    c.donnees.extend(more);
    c.origine = Origine { collecte: all(form, "collecte"), precision: text(form, "origine") };
}

fn donnee(row: &mut Rang) -> Donnee {
    let conservation = Conservation {
        active: duree(row, "active"),
        intermediaire: duree(row, "intermediaire"),
        declencheur: row.text("declencheur"),
        sort: row.code("sort"),
        reference: row.text("reference"),
        precision: row.text("precision"),
    };
    Donnee {
        categorie: row.text("categorie"),
        detail: row.text("detail"),
        obligatoire: row.checked("obligatoire"),
        source: row.text("source"),
        conservation,
    }
}

fn duree(row: &mut Rang, champ: &str) -> Option<Duree> {
    let nombre = row.number(champ)?;
    let unite = row.read::<UniteDuree>(&format!("{champ}_unite")).unwrap_or(UniteDuree::Annees);
    Some(Duree { nombre, unite })
}

fn circulation(f: &mut Rempli, c: &Contenu) {
    for (at, d) in c.destinataires.iter().enumerate() {
        f.row("destinataires", at, &[("genre", d.genre.code()), ("nom", &d.nom), ("precision", &d.precision)]);
    }
    for (at, s) in c.sous_traitants.iter().enumerate() {
        let catalogue = s.catalogue.map(|id| id.to_string()).unwrap_or_default();
        f.row("sous_traitants", at, &[("nom", &s.nom), ("catalogue", &catalogue), ("precision", &s.precision)]);
    }
    for (at, t) in c.transferts.iter().enumerate() {
        let garantie = t.garantie.map_or("", |g| g.code());
        let fields = [
            ("organisme", t.organisme.as_str()),
            ("pays", &t.pays),
            ("garantie", garantie),
            ("lien", &t.lien),
            ("precision", &t.precision),
        ];
        f.row("transferts", at, &fields);
    }
}

fn read_circulation(form: &mut FormState, c: &mut Contenu, geste: &Geste) {
    c.destinataires = read_rows(form, "destinataires", geste, |row| Destinataire {
        genre: row.code("genre").unwrap_or_default(),
        nom: row.text("nom"),
        precision: row.text("precision"),
    });
    c.sous_traitants = read_rows(form, "sous_traitants", geste, |row| SousTraitant {
        nom: row.text("nom"),
        catalogue: row.read("catalogue"),
        precision: row.text("precision"),
    });
    c.transferts = read_rows(form, "transferts", geste, |row| Transfert {
        organisme: row.text("organisme"),
        pays: row.text("pays"),
        garantie: row.code("garantie"),
        lien: row.text("lien"),
        precision: row.text("precision"),
    });
}

fn securite(f: &mut Rempli, c: &Contenu) {
    for (at, o) in c.outils.iter().enumerate() {
        let catalogue = o.catalogue.map(|id| id.to_string()).unwrap_or_default();
        f.row("outils", at, &[("nom", &o.nom), ("catalogue", &catalogue)]);
    }
    f.add("papier", oui(c.papier));
    for (at, m) in c.mesures.iter().enumerate() {
        f.row("mesures", at, &[("mesure", &m.mesure), ("etat", m.etat.code()), ("detail", &m.detail)]);
    }
}

fn read_securite(form: &mut FormState, c: &mut Contenu, geste: &Geste) {
    c.outils = read_rows(form, "outils", geste, |row| Outil { nom: row.text("nom"), catalogue: row.read("catalogue") });
    c.papier = form.checked("papier");
    c.mesures = read_rows(form, "mesures", geste, |row| Mesure {
        mesure: row.text("mesure"),
        etat: row.code("etat").unwrap_or_default(),
        detail: row.text("detail"),
    });
    let more = form.all("mesures_ajout").map(|code| Mesure { mesure: code.to_owned(), ..Mesure::default() });
    c.mesures.extend(more);
}

fn droits(f: &mut Rempli, c: &Contenu) {
    for support in &c.information.support {
        f.add("support", support);
    }
    f.add("mention", &c.information.mention);
    f.add("consentement", &c.information.consentement);
    for modalite in &c.droits {
        f.add(format!("droit.{}", modalite.droit), &modalite.modalite);
    }
}

fn read_droits(form: &FormState, c: &mut Contenu) {
    c.information = Information {
        support: all(form, "support"),
        mention: text(form, "mention"),
        consentement: text(form, "consentement"),
    };
    let told = DroitPersonne::TOUS
        .iter()
        .map(|droit| Modalite { droit: *droit, modalite: text(form, &format!("droit.{droit}")) });
    c.droits = told.filter(|modalite| !modalite.modalite.is_empty()).collect();
}

fn aipd(f: &mut Rempli, c: &Contenu) {
    for liste in &c.aipd.listes {
        f.add("listes", liste);
    }
    for critere in &c.criteres {
        f.add("criteres", critere.code());
    }
    f.add("decision", c.aipd.decision.map_or("", |decision| decision.code()));
    f.add("motif", &c.aipd.motif);
    f.add("avis_dpd", &c.aipd.avis_dpd);
    f.add("decide_le", c.aipd.date.map(|date| date.to_string()).unwrap_or_default());
    f.add("revision_le", c.revision_le.map(|date| date.to_string()).unwrap_or_default());
    f.add("observations", &c.observations);
}

fn read_aipd(form: &mut FormState, c: &mut Contenu) {
    c.criteres = form.all("criteres").filter_map(|code| code.parse().ok()).collect();
    let decision = form.read_if_filled("decision", str::parse);
    let date = form.read_if_filled("decide_le", parse_date);
    c.aipd = Aipd {
        decision,
        listes: all(form, "listes"),
        motif: text(form, "motif"),
        avis_dpd: text(form, "avis_dpd"),
        date,
    };
    c.revision_le = form.read_if_filled("revision_le", parse_date);
    c.observations = text(form, "observations");
}

fn text(form: &FormState, nom: &str) -> String {
    form.value(nom).replace("\r\n", "\n")
}

fn all(form: &FormState, nom: &str) -> Vec<String> {
    form.all(nom).filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing is lost between the page and the register, whatever the step.
    #[test]
    fn what_fills_a_step_is_read_back_whole() {
        let whole: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        for etape in Etape::TOUS {
            let mut form = fill(&whole, *etape);
            let read = read(&mut form, *etape, &whole, &Geste::Rester);
            assert_eq!(form.errors, [], "{etape}");
            assert_eq!(read, whole, "{etape}");
        }
        let mut all = Contenu::default();
        for etape in Etape::TOUS {
            let mut form = fill(&whole, *etape);
            all = read(&mut form, *etape, &all, &Geste::Rester);
        }
        assert_eq!(all, whole);
    }

    #[test]
    fn several_categories_are_added_at_once_and_a_wrong_number_is_told_under_its_field() {
        let typed = "donnees_ajout=sante&donnees_ajout=nir&donnees.0.categorie=coordonnees&donnees.0.active=cinq";
        let mut form = FormState::from_urlencoded(typed);
        let read = read(&mut form, Etape::Donnees, &Contenu::default(), &Geste::Rester);
        let codes: Vec<&str> = read.donnees.iter().map(|d| d.categorie.as_str()).collect();
        assert_eq!(codes, ["coordonnees", "sante", "nir"]);
        assert!(form.error("donnees.0.active").unwrap().starts_with("Écrivez un nombre entier"));
    }
}
