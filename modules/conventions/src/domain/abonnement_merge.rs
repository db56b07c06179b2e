//! What an imported line does to the abonnements that a collectivité already has: importing twice does nothing twice.

use super::{Abonnement, Colonne, ErreurImport, LigneImport, Service};

/// What to do with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fusion {
    /// Add this abonnement.
    Nouveau(Abonnement),
    /// Change the abonnement of this place in the list given: its quantity from its first year on.
    Quantite(usize, u32),
    /// It is there already.
    Rien,
}

/// What to do with the lines of one collectivité, in their order.
///
/// A line is told from an abonnement by its service and its first year; orders (certificates, days) have no name, so as
/// many equal ones as are there are passed over.
///
/// # Errors
/// The lines that would add a second pack, DPD or module to one that still runs.
pub fn merge(known: &[Abonnement], lines: &[LigneImport]) -> Result<Vec<Fusion>, Vec<ErreurImport>> {
    let mut free: Vec<bool> = vec![true; known.len()];
    let (mut fusions, mut errors) = (Vec::new(), Vec::new());
    for line in lines {
        match fuse(known, &mut free, line) {
            Ok(fusion) => fusions.push(fusion),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(fusions) } else { Err(errors) }
}

fn fuse(known: &[Abonnement], free: &mut [bool], line: &LigneImport) -> Result<Fusion, ErreurImport> {
    let asked = &line.abonnement;
    let (service, depuis) = (asked.service(), asked.depuis());
    if service.is_ponctuel() {
        let Some(place) = known.iter().zip(&*free).position(|(a, free)| *free && a == asked) else {
            return Ok(Fusion::Nouveau(asked.clone()));
        };
        free[place] = false;
        return Ok(Fusion::Rien);
    }
    if let Some(place) = known.iter().position(|a| a.service() == service && a.depuis() == depuis) {
        let quantite = asked.quantite(depuis);
        let same = known[place].quantite(depuis) == quantite;
        return Ok(if same { Fusion::Rien } else { Fusion::Quantite(place, quantite) });
    }
    let rival = known.iter().find(|a| {
        let same = a.service() == service && is_alone(service) || service.is_pack() && a.service().is_pack();
        same && (a.is_due(depuis) || depuis < a.depuis())
    });
    match rival {
        None => Ok(Fusion::Nouveau(asked.clone())),
        Some(rival) => {
            let message = format!(
                "{} est déjà souscrit depuis {}\u{a0}: mettez-y fin d’abord.",
                rival.service().code(),
                rival.depuis()
            );
            Err(ErreurImport::new(line.ligne, Colonne::Service, &message))
        }
    }
}

fn is_alone(service: Service) -> bool {
    matches!(service, Service::Rgpd | Service::ModuleParapheur | Service::ModuleConvocations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::read_csv;

    fn lines(body: &str) -> Vec<LigneImport> {
        read_csv(format!("siren;service;quantite;depuis;montant\n{body}").as_bytes()).unwrap()
    }

    fn known(body: &str) -> Vec<Abonnement> {
        lines(body).into_iter().map(|line| line.abonnement).collect()
    }

    #[test]
    fn the_same_file_twice_does_nothing() {
        let body =
            "216200014;N2;3;2019;\n216200014;CERT;1;2020;80\n216200014;CERT;1;2020;80\n216200014;WEB-C;1;2019;\n";
        assert_eq!(merge(&known(body), &lines(body)), Ok(vec![Fusion::Rien; 4]));
    }

    #[test]
    fn another_quantity_corrects_and_another_year_adds() {
        let done = merge(&known("216200014;N2;3;2019;\n"), &lines("216200014;N2;5;2019;\n216200014;N2;1;2020;\n"));
        let fusions = done.unwrap();
        assert_eq!(fusions[0], Fusion::Quantite(0, 5));
        assert!(matches!(&fusions[1], Fusion::Nouveau(a) if a.depuis().annee() == 2020));
    }

    #[test]
    fn one_more_certificate_is_one_more() {
        let one = "216200014;CERT;1;2020;80\n";
        let fusions = merge(&known(one), &lines(&format!("{one}{one}"))).unwrap();
        assert_eq!(fusions[0], Fusion::Rien);
        assert!(matches!(fusions[1], Fusion::Nouveau(_)));
    }

    #[test]
    fn a_second_pack_is_refused_while_the_first_runs() {
        let mut packs = known("216200014;WEB-D;1;2019;\n");
        let second = lines("216200014;WEB-C;1;2020;\n");
        let refused = merge(&packs, &second).unwrap_err();
        assert!(refused[0].to_string().contains("WEB-D est déjà souscrit depuis 2019"), "{}", refused[0]);
        let depuis = packs[0].depuis();
        packs[0].end(depuis).unwrap();
        assert!(matches!(merge(&packs, &second).unwrap()[0], Fusion::Nouveau(_)));
    }
}
