//! `lignes`: a part of a traitement in plain French, line by line, for the pages, the differences and the exports.

use kernel::date_courte;

use super::{Champ, Contenu, Donnee, Finalite, Personnes, Transfert, aipd, dictionnaires};

/// What a part says, one line a thing; nothing when it is empty.
pub fn lignes(contenu: &Contenu, champ: Champ) -> Vec<String> {
    let c = contenu;
    match champ {
        Champ::Nom => text(&c.nom),
        Champ::Reference => text(&c.reference),
        Champ::Description => text(&c.description),
        Champ::Role => vec![c.role.libelle().to_owned()],
        Champ::PourLeCompteDe => {
            c.pour_le_compte_de.iter().map(|m| join([&m.nom, &siren(&m.siren), &m.coordonnees])).collect()
        }
        Champ::Conjoints => {
            c.conjoints.iter().map(|j| join([&j.nom, &j.coordonnees, &said("accord", &j.accord)])).collect()
        }
        Champ::Finalites => c.finalites.iter().map(finalite).collect(),
        Champ::Donnees => c.donnees.iter().map(donnee).collect(),
        Champ::Personnes => c.personnes.iter().map(personnes).collect(),
        Champ::Destinataires => {
            c.destinataires.iter().map(|d| join([&d.nom, d.genre.libelle(), &d.precision])).collect()
        }
        Champ::Transferts => c.transferts.iter().map(transfert).collect(),
        Champ::Mesures => {
            let libelle = |code| dictionnaires().mesures.libelle(code);
            c.mesures.iter().map(|m| join([libelle(&m.mesure), m.etat.libelle(), &m.detail])).collect()
        }
        Champ::Outils => c.outils.iter().map(|o| o.nom.clone()).collect(),
        Champ::SousTraitants => c.sous_traitants.iter().map(|s| join([&s.nom, &s.precision])).collect(),
        Champ::Papier => {
            if c.papier {
                vec!["Des dossiers papier existent aussi".to_owned()]
            } else {
                Vec::new()
            }
        }
        Champ::Droits => c.droits.iter().map(|d| join([d.droit.libelle(), &d.modalite])).collect(),
        Champ::Information => information(c),
        Champ::Origine => {
            let moyens = c.origine.collecte.iter().map(|code| dictionnaires().collecte.libelle(code).to_owned());
            moyens.chain(text(&c.origine.precision)).collect()
        }
        Champ::Criteres => c.criteres.iter().map(|critere| critere.libelle().to_owned()).collect(),
        Champ::Aipd => decision(c),
        Champ::Gestionnaire => text(&c.gestionnaire),
        Champ::Observations => text(&c.observations),
        Champ::RevisionLe => c.revision_le.map(date_courte).into_iter().collect(),
    }
}

fn text(said: &str) -> Vec<String> {
    Some(said.trim().to_owned()).filter(|text| !text.is_empty()).into_iter().collect()
}

/// What is said, between dashes; what is empty is passed over.
fn join<const N: usize>(parts: [&str; N]) -> String {
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" — ")
}

fn said(what: &str, value: &str) -> String {
    if value.trim().is_empty() { String::new() } else { format!("{what}\u{a0}: {}", value.trim()) }
}

fn siren(text: &str) -> String {
    said("SIREN", text)
}

fn finalite(f: &Finalite) -> String {
    let base = f.base.map(|base| format!("{} (art. 6.1.{base})", base.libelle())).unwrap_or_default();
    let article9 = f.article9.map(|a| format!("art. 9.2.{a}\u{a0}: {}", a.libelle())).unwrap_or_default();
    join([&f.libelle, &base, &f.texte, &article9, &f.precision])
}

fn donnee(d: &Donnee) -> String {
    let must = if d.obligatoire { "obligatoire" } else { "" };
    let kept = said("conservation", &d.conservation.phrase());
    let source = said("source", &d.source);
    let reference = said("référence", &d.conservation.reference);
    join([dictionnaires().donnees.libelle(&d.categorie), &d.detail, must, &source, &kept, &reference])
}

fn personnes(p: &Personnes) -> String {
    let about = p.nombre.map(|n| format!("environ {}", kernel::nombre(n.into()))).unwrap_or_default();
    let fragile = if p.vulnerables { "vulnérables" } else { "" };
    join([dictionnaires().personnes.libelle(&p.categorie), &p.detail, &about, fragile])
}

fn transfert(t: &Transfert) -> String {
    let garantie = t.garantie.map_or("", super::Garantie::libelle);
    join([&t.organisme, &super::pays::nom(&t.pays), garantie, &t.precision, &t.lien])
}

fn information(c: &Contenu) -> Vec<String> {
    let supports = c.information.support.iter().map(|code| dictionnaires().supports.libelle(code).to_owned());
    let mention = text(&said("Mention", &c.information.mention));
    let consentement = text(&said("Recueil du consentement", &c.information.consentement));
    supports.chain(mention).chain(consentement).collect()
}

fn decision(c: &Contenu) -> Vec<String> {
    let decision = c.aipd.decision.map(|decision| decision.libelle().to_owned());
    let listes = c.aipd.listes.iter().map(|code| format!("Liste de la CNIL\u{a0}: {}", aipd::libelle(code)));
    let motif = text(&said("Motif", &c.aipd.motif));
    let avis = text(&said("Avis du délégué", &c.aipd.avis_dpd));
    let date = c.aipd.date.map(|date| format!("Décidé le {}", date_courte(date)));
    decision.into_iter().chain(listes).chain(motif).chain(avis).chain(date).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_traitement_reads_in_french() {
        let whole: Contenu = toml::from_str(include_str!("../../fixtures/traitement.toml")).unwrap();
        assert!(Champ::TOUS.iter().all(|champ| !lignes(&whole, *champ).is_empty()));
        assert_eq!(
            lignes(&whole, Champ::Transferts),
            ["Éditeur du portail famille — Andorre — Décision d’adéquation (art. 45) — Assistance de second niveau — \
              https://www.cnil.fr/fr/la-protection-des-donnees-dans-le-monde"]
        );
        assert!(lignes(&whole, Champ::Donnees)[1].starts_with("Santé — Allergies, projet d’accueil individualisé"));
        assert_eq!(
            lignes(&whole, Champ::Personnes)[0],
            "Enfants et élèves — Élèves de maternelle et d’élémentaire — environ 120 — vulnérables"
        );
    }

    #[test]
    fn an_empty_traitement_says_only_its_role() {
        let told: Vec<_> = Champ::TOUS.iter().flat_map(|champ| lignes(&Contenu::default(), *champ)).collect();
        assert_eq!(told, ["Responsable du traitement"]);
    }
}
