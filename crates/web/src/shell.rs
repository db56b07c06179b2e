//! What surrounds a page, from the session: the menu that this person may use, for whom they work, what was just done.

use annuaire::{Collectivite, Droits, Permission, SessionOuverte};

use crate::{
    House,
    ui::{self, Flash, Icon, Menu, MenuItem, Shell, Theme, Ton},
};

/// An entry of the menu, declared by a room.
#[derive(Debug, Clone)]
pub struct MenuEntry {
    pub groupe: &'static str,
    pub libelle: &'static str,
    pub icone: Icon,
    /// `{siren}` stands for the collectivité for which the person works.
    pub href: &'static str,
    /// None: everybody signed in.
    pub permission: Option<Permission>,
}

impl MenuEntry {
    /// An entry for who has this permission.
    pub const fn new(
        groupe: &'static str,
        libelle: &'static str,
        icone: Icon,
        href: &'static str,
        permission: Permission,
    ) -> Self {
        Self { groupe, libelle, icone, href, permission: Some(permission) }
    }
}

/// What a redirect tells on the page it leads to: `?fait=convention-creee`.
#[derive(Debug, Clone, Copy)]
pub struct Fait {
    pub code: &'static str,
    pub phrase: &'static str,
}

/// The address with what was just done, for a redirect.
pub fn with_fait(path: &str, code: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}fait={code}")
}

pub(crate) fn of_session(
    house: &House,
    session: &SessionOuverte,
    collectivite: Option<&Collectivite>,
    path: &str,
    query: Option<&str>,
) -> Shell {
    let here = place(session, collectivite);
    let nom = match &session.pour {
        Some(pour) => format!("{} (pour {})", session.personne.nom_complet(), pour.nom_complet()),
        None => session.personne.nom_complet(),
    };
    Shell {
        csrf: session.csrf.clone(),
        theme: Theme::from_code(session.personne.theme.code()),
        menu: menu(house, &session.droits, here.as_ref()).with_current(path),
        perimetre: here.as_ref().map(|h| ui::Perimetre { nom: h.nom.clone(), href: Some("/perimetre".to_owned()) }),
        personne: Some(ui::Personne { nom, role: here.map(|h| h.role).unwrap_or_default() }),
        flash: query.and_then(|query| flash(house, query)),
    }
}

struct Place {
    nom: String,
    role: String,
    siren: String,
    centre: bool,
    id: kernel::CollectiviteId,
}

/// The collectivité of the page; elsewhere, the first where the person has a place, the centre before the others.
fn place(session: &SessionOuverte, collectivite: Option<&Collectivite>) -> Option<Place> {
    let memberships = session.droits.appartenances();
    let role_in = |id| memberships.iter().find(|a| a.collectivite == id).map(|a| a.role.libelle().to_owned());
    let centre_role = || memberships.iter().find(|a| a.exploitant).map(|a| a.role.libelle().to_owned());
    if let Some(c) = collectivite {
        let role = role_in(c.id).or_else(centre_role).unwrap_or_default();
        return Some(Place {
            nom: c.nom_complet(),
            role,
            siren: c.fiche.siren.to_string(),
            centre: c.exploitant,
            id: c.id,
        });
    }
    let first = memberships.iter().find(|a| a.exploitant).or_else(|| memberships.first())?;
    Some(Place {
        nom: first.nom.clone(),
        role: first.role.libelle().to_owned(),
        siren: first.siren.to_string(),
        centre: first.exploitant,
        id: first.collectivite,
    })
}

fn menu(house: &House, droits: &Droits, here: Option<&Place>) -> Menu {
    let Some(here) = here else { return Menu::default() };
    let mut groups: Vec<(&str, Vec<MenuItem>)> = Vec::new();
    for entry in house.menu() {
        let of_centre = entry.href.starts_with("/centre");
        let of_member = entry.href.starts_with("/c/");
        let right_place = (!of_centre || here.centre) && (!of_member || !here.centre);
        let allowed = entry.permission.as_ref().is_none_or(|p| droits.can(p, here.id));
        if right_place && allowed {
            let item = MenuItem::new(entry.libelle, entry.icone, entry.href.replace("{siren}", &here.siren));
            match groups.iter_mut().find(|(name, _)| *name == entry.groupe) {
                Some((_, items)) => items.push(item),
                None => groups.push((entry.groupe, vec![item])),
            }
        }
    }
    groups.into_iter().fold(Menu::default(), |menu, (name, items)| menu.group(name, items))
}

fn flash(house: &House, query: &str) -> Option<Flash> {
    let code = query.split('&').find_map(|pair| pair.strip_prefix("fait="))?;
    let fait = house.faits().iter().find(|fait| fait.code == code)?;
    Some(Flash { ton: Ton::Succes, texte: fait.phrase.to_owned() })
}
