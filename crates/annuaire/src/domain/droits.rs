//! `Role`, `Permission`, `Droits`: who may do what, where.

use std::collections::{BTreeSet, HashSet};

use kernel::{CollectiviteId, Id, PersonneId, Siren};

use super::refus::Refus;

/// What a person is in a collectivité. The first four exist only at the centre de gestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Administrateur,
    /// Délégué à la protection des données, shared.
    Dpd,
    Technicien,
    Comptable,
    /// Secrétaire de mairie, or direction of a body.
    Secretaire,
    /// Maire or président: the one who signs.
    Executif,
    Elu,
    Agent,
    /// From outside: an éditeur, a trésorerie, a prestataire.
    Partenaire,
}

const ROLES: [(Role, &str, &str); 9] = [
    (Role::Administrateur, "administrateur", "Administrateur"),
    (Role::Dpd, "dpd", "Délégué à la protection des données"),
    (Role::Technicien, "technicien", "Technicien"),
    (Role::Comptable, "comptable", "Comptable"),
    (Role::Secretaire, "secretaire", "Secrétaire"),
    (Role::Executif, "executif", "Maire ou président"),
    (Role::Elu, "elu", "Élu"),
    (Role::Agent, "agent", "Agent"),
    (Role::Partenaire, "partenaire", "Partenaire"),
];

impl Role {
    /// Every rôle, in the order of the screens.
    pub fn all() -> impl Iterator<Item = Self> {
        ROLES.iter().map(|(role, ..)| *role)
    }

    pub const fn code(&self) -> &'static str {
        ROLES[*self as usize].1
    }

    pub const fn libelle(self) -> &'static str {
        ROLES[self as usize].2
    }

    pub fn from_code(code: &str) -> Option<Self> {
        ROLES.iter().find(|(_, known, _)| *known == code).map(|(role, ..)| *role)
    }

    /// Whether the rôle belongs to the centre de gestion, and so reaches its members through a portefeuille.
    pub const fn is_du_centre(self) -> bool {
        matches!(self, Self::Administrateur | Self::Dpd | Self::Technicien | Self::Comptable)
    }

    /// Higher may act for lower, never for an equal.
    const fn rang(self) -> u8 {
        match self {
            Self::Administrateur => 2,
            Self::Dpd | Self::Technicien | Self::Comptable => 1,
            _ => 0,
        }
    }
}
db::text_column!(Role, code, from_code);

/// What a room lets some do: declared by the room, a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// `conventions.gerer`.
    pub code: &'static str,
    /// « Gérer les conventions ».
    pub libelle: &'static str,
    /// The rôles that have it unless a membership says otherwise.
    pub roles: &'static [Role],
}

/// The collectivités that a rôle of the centre reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Portefeuille {
    Toutes,
    Seulement(HashSet<CollectiviteId>),
}

impl Portefeuille {
    fn contains(&self, collectivite: CollectiviteId) -> bool {
        match self {
            Self::Toutes => true,
            Self::Seulement(listed) => listed.contains(&collectivite),
        }
    }
}

/// A membership in force today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppartenanceActive {
    pub id: Id<AppartenanceActive>,
    pub collectivite: CollectiviteId,
    /// « Commune d’Albias ».
    pub nom: String,
    pub siren: Siren,
    /// Whether the collectivité is the centre de gestion.
    pub exploitant: bool,
    pub role: Role,
    /// Empty for the rôles of a member.
    pub portefeuille: Portefeuille,
    pub ajouts: BTreeSet<String>,
    pub retraits: BTreeSet<String>,
}

impl AppartenanceActive {
    fn has(&self, permission: &Permission) -> bool {
        let given = permission.roles.contains(&self.role) || self.ajouts.contains(permission.code);
        given && !self.retraits.contains(permission.code)
    }

    /// The collectivité itself, or those that a rôle of the centre reaches from the centre.
    fn reaches(&self, collectivite: CollectiviteId) -> bool {
        self.collectivite == collectivite
            || (self.exploitant && self.role.is_du_centre() && self.portefeuille.contains(collectivite))
    }
}

/// The collectivités that a list or a search may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibles {
    Toutes,
    /// Those of this person's memberships and portefeuilles.
    De(PersonneId),
}

/// All that a person may do today, loaded once a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Droits {
    personne: PersonneId,
    appartenances: Vec<AppartenanceActive>,
    /// The scopes of an API token; none for a session.
    portees: Option<BTreeSet<String>>,
}

impl Droits {
    pub(crate) const fn new(personne: PersonneId, appartenances: Vec<AppartenanceActive>) -> Self {
        Self { personne, appartenances, portees: None }
    }

    pub(crate) fn limited_to(mut self, portees: BTreeSet<String>) -> Self {
        self.portees = Some(portees);
        self
    }

    pub const fn personne(&self) -> PersonneId {
        self.personne
    }

    pub fn appartenances(&self) -> &[AppartenanceActive] {
        &self.appartenances
    }

    /// May the person do this for this collectivité?
    pub fn can(&self, permission: &Permission, collectivite: CollectiviteId) -> bool {
        self.in_scope(permission) && self.appartenances.iter().any(|a| a.has(permission) && a.reaches(collectivite))
    }

    /// May the person do this for the centre de gestion itself?
    pub fn can_centre(&self, permission: &Permission) -> bool {
        self.in_scope(permission) && self.appartenances.iter().any(|a| a.exploitant && a.has(permission))
    }

    /// May the person do this somewhere? For menus.
    pub fn can_somewhere(&self, permission: &Permission) -> bool {
        self.in_scope(permission) && self.appartenances.iter().any(|a| a.has(permission))
    }

    /// May the person open the space of this collectivité at all?
    pub fn sees(&self, collectivite: CollectiviteId) -> bool {
        self.appartenances.iter().any(|a| a.reaches(collectivite))
    }

    /// What lists and searches take.
    pub fn visibles(&self) -> Visibles {
        let whole =
            |a: &AppartenanceActive| a.exploitant && a.role.is_du_centre() && a.portefeuille == Portefeuille::Toutes;
        if self.appartenances.iter().any(whole) { Visibles::Toutes } else { Visibles::De(self.personne) }
    }

    pub fn is_du_centre(&self) -> bool {
        self.appartenances.iter().any(|a| a.exploitant && a.role.is_du_centre())
    }

    fn in_scope(&self, permission: &Permission) -> bool {
        self.portees.as_ref().is_none_or(|portees| portees.contains(permission.code))
    }

    fn rang(&self) -> u8 {
        self.appartenances.iter().map(|a| a.role.rang()).max().unwrap_or(0)
    }

    /// Whether this person may act for the one whose rights are given: never for as strong as oneself, never outside
    /// one's portefeuille. The permission itself is checked by the caller.
    pub(crate) fn may_act_for(&self, other: &Self) -> Result<(), Refus> {
        if self.personne == other.personne {
            return Err(Refus::AgirPourSoi);
        }
        if other.rang() >= self.rang() {
            return Err(Refus::AgirPourPlusFort);
        }
        let within = other.appartenances.iter().all(|a| self.sees(a.collectivite));
        if within && !other.appartenances.is_empty() { Ok(()) } else { Err(Refus::AgirHorsPortefeuille) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Clock;

    const GERER: Permission = Permission {
        code: "essai.gerer",
        libelle: "Gérer",
        roles: &[Role::Dpd, Role::Secretaire, Role::Administrateur],
    };

    fn id<T: ?Sized>() -> Id<T> {
        Id::new(&Clock::system())
    }

    fn member(
        role: Role,
        collectivite: CollectiviteId,
        exploitant: bool,
        portefeuille: Portefeuille,
    ) -> AppartenanceActive {
        AppartenanceActive {
            id: id(),
            collectivite,
            nom: String::new(),
            siren: "218200020".parse().unwrap(),
            exploitant,
            role,
            portefeuille,
            ajouts: BTreeSet::new(),
            retraits: BTreeSet::new(),
        }
    }

    fn only(listed: &[CollectiviteId]) -> Portefeuille {
        Portefeuille::Seulement(listed.iter().copied().collect())
    }

    fn droits(appartenances: Vec<AppartenanceActive>) -> Droits {
        Droits::new(id(), appartenances)
    }

    #[test]
    fn a_member_acts_at_home_only() {
        let (albias, ailleurs) = (id(), id());
        let secretaire = droits(vec![member(Role::Secretaire, albias, false, only(&[]))]);
        assert!(secretaire.can(&GERER, albias));
        assert!(!secretaire.can(&GERER, ailleurs));
        assert!(!secretaire.can_centre(&GERER));
        assert!(!droits(vec![member(Role::Agent, albias, false, only(&[]))]).can(&GERER, albias));
    }

    #[test]
    fn the_centre_reaches_its_portefeuille_and_no_further() {
        let (centre, albias, ailleurs) = (id(), id(), id());
        let dpd = droits(vec![member(Role::Dpd, centre, true, only(&[albias]))]);
        assert!(dpd.can(&GERER, albias) && dpd.can(&GERER, centre) && dpd.can_centre(&GERER));
        assert!(!dpd.can(&GERER, ailleurs) && !dpd.sees(ailleurs));
        assert_eq!(dpd.visibles(), Visibles::De(dpd.personne()));
        let whole = droits(vec![member(Role::Dpd, centre, true, Portefeuille::Toutes)]);
        assert!(whole.can(&GERER, ailleurs));
        assert_eq!(whole.visibles(), Visibles::Toutes);
    }

    #[test]
    fn a_role_of_member_at_the_centre_reaches_nobody_else() {
        let (centre, albias) = (id(), id());
        let president = droits(vec![member(Role::Secretaire, centre, true, Portefeuille::Toutes)]);
        assert!(president.can_centre(&GERER));
        assert!(!president.can(&GERER, albias) && !president.sees(albias));
        assert_eq!(president.visibles(), Visibles::De(president.personne()));
    }

    #[test]
    fn a_membership_adds_and_takes_single_permissions() {
        let albias = id();
        let mut agent = member(Role::Agent, albias, false, only(&[]));
        agent.ajouts.insert(GERER.code.to_owned());
        assert!(droits(vec![agent.clone()]).can(&GERER, albias));
        agent.retraits.insert(GERER.code.to_owned());
        assert!(!droits(vec![agent]).can(&GERER, albias));
    }

    #[test]
    fn a_token_is_cut_to_its_scopes() {
        let albias = id();
        let secretaire = droits(vec![member(Role::Secretaire, albias, false, only(&[]))]);
        assert!(!secretaire.clone().limited_to(BTreeSet::new()).can(&GERER, albias));
        assert!(secretaire.limited_to([GERER.code.to_owned()].into()).can(&GERER, albias));
    }

    #[test]
    fn one_acts_only_for_the_weaker_within_reach() {
        let (centre, albias, ailleurs) = (id(), id(), id());
        let admin = droits(vec![member(Role::Administrateur, centre, true, Portefeuille::Toutes)]);
        let dpd = droits(vec![member(Role::Dpd, centre, true, only(&[albias]))]);
        let maire = droits(vec![member(Role::Executif, albias, false, only(&[]))]);
        let both =
            droits(vec![member(Role::Elu, albias, false, only(&[])), member(Role::Elu, ailleurs, false, only(&[]))]);
        assert_eq!(admin.may_act_for(&dpd), Ok(()));
        assert_eq!(dpd.may_act_for(&maire), Ok(()));
        assert_eq!(dpd.may_act_for(&admin), Err(Refus::AgirPourPlusFort));
        assert_eq!(dpd.may_act_for(&both), Err(Refus::AgirHorsPortefeuille));
        assert_eq!(maire.may_act_for(&both), Err(Refus::AgirPourPlusFort));
        assert_eq!(admin.may_act_for(&admin), Err(Refus::AgirPourSoi));
    }
}
