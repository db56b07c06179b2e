-- Reference tables: they belong to nobody, so none has a column collectivite_id and row-level security does not touch them.

CREATE TABLE annuaire_collectivite (
    id UUID NOT NULL PRIMARY KEY,
    genre TEXT NOT NULL,
    nom TEXT NOT NULL,
    siren TEXT NOT NULL,
    siret TEXT,
    code_insee TEXT,
    departement TEXT NOT NULL,
    arrondissement TEXT,
    arrondissement_nom TEXT,
    epci TEXT,
    -- Lines, parted by line feeds.
    adresse TEXT NOT NULL,
    code_postal TEXT,
    ville TEXT,
    courriel TEXT,
    telephone TEXT,
    site TEXT,
    representant_civilite TEXT,
    representant_prenom TEXT,
    representant_nom TEXT,
    representant_qualite TEXT,
    exploitant BOOLEAN NOT NULL,
    actif BOOLEAN NOT NULL,
    -- The latest population, copied from annuaire_population for the lists.
    millesime BIGINT,
    population_totale BIGINT,
    population_municipale BIGINT,
    taille TEXT NOT NULL,
    -- Folded: to sort, and to search.
    nom_tri TEXT NOT NULL,
    recherche TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT annuaire_collectivite_siren UNIQUE (siren)
);
--! postgres
-- The order of bytes, as SQLite sorts.
ALTER TABLE annuaire_collectivite ALTER COLUMN nom_tri TYPE TEXT COLLATE "C";
--! both
CREATE UNIQUE INDEX annuaire_collectivite_exploitant ON annuaire_collectivite (exploitant) WHERE exploitant = TRUE;
CREATE INDEX annuaire_collectivite_nom ON annuaire_collectivite (nom_tri, id);
CREATE INDEX annuaire_collectivite_genre ON annuaire_collectivite (genre, nom_tri, id);
CREATE INDEX annuaire_collectivite_par_genre ON annuaire_collectivite (genre, id);
CREATE INDEX annuaire_collectivite_population ON annuaire_collectivite ((COALESCE(population_totale, -1)), id);
CREATE INDEX annuaire_collectivite_code_postal ON annuaire_collectivite ((COALESCE(code_postal, '')), id);
CREATE INDEX annuaire_collectivite_departement ON annuaire_collectivite (departement, nom_tri, id);
CREATE INDEX annuaire_collectivite_arrondissement ON annuaire_collectivite (arrondissement, nom_tri, id);
CREATE INDEX annuaire_collectivite_taille ON annuaire_collectivite (taille, nom_tri, id);
CREATE INDEX annuaire_collectivite_epci ON annuaire_collectivite (epci, nom_tri, id);
CREATE INDEX annuaire_collectivite_code_insee ON annuaire_collectivite (code_insee);
-- What a search reads, whole, instead of the wide rows.
CREATE INDEX annuaire_collectivite_recherche ON annuaire_collectivite (recherche);

CREATE TABLE annuaire_population (
    collectivite UUID NOT NULL,
    millesime BIGINT NOT NULL,
    totale BIGINT,
    municipale BIGINT,
    PRIMARY KEY (collectivite, millesime),
    CONSTRAINT annuaire_population_collectivite FOREIGN KEY (collectivite) REFERENCES annuaire_collectivite (id),
    CONSTRAINT annuaire_population_positive CHECK (totale >= 0 AND municipale >= 0)
);

CREATE TABLE annuaire_contact (
    id UUID NOT NULL PRIMARY KEY,
    collectivite UUID NOT NULL,
    fonction TEXT NOT NULL,
    nom TEXT NOT NULL,
    courriel TEXT,
    telephone TEXT,
    note TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT annuaire_contact_collectivite FOREIGN KEY (collectivite) REFERENCES annuaire_collectivite (id)
);
CREATE INDEX annuaire_contact_de ON annuaire_contact (collectivite, fonction);

CREATE TABLE annuaire_personne (
    id UUID NOT NULL PRIMARY KEY,
    prenom TEXT NOT NULL,
    nom TEXT NOT NULL,
    -- Lower case: the name of the account.
    courriel TEXT NOT NULL,
    telephone TEXT,
    genre TEXT NOT NULL,
    theme TEXT NOT NULL,
    actif BOOLEAN NOT NULL,
    -- PHC string of argon2id; none until the invitation is followed.
    mot_de_passe TEXT,
    mot_de_passe_le TIMESTAMPTZ,
    totp_secret BYTEA,
    totp_propose BYTEA,
    -- The last step of thirty seconds whose code was accepted: none serves twice.
    totp_dernier_pas BIGINT NOT NULL,
    nom_tri TEXT NOT NULL,
    recherche TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT annuaire_personne_courriel UNIQUE (courriel)
);
--! postgres
ALTER TABLE annuaire_personne ALTER COLUMN nom_tri TYPE TEXT COLLATE "C";
--! both
CREATE INDEX annuaire_personne_nom ON annuaire_personne (nom_tri, id);

CREATE TABLE annuaire_appartenance (
    id UUID NOT NULL PRIMARY KEY,
    personne UUID NOT NULL,
    collectivite UUID NOT NULL,
    role TEXT NOT NULL,
    fonction TEXT NOT NULL,
    depuis DATE NOT NULL,
    -- The last day included; none: open.
    jusqu_a DATE,
    -- For the rôles of the centre: every collectivité, or only those of annuaire_portefeuille.
    portefeuille_entier BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT annuaire_appartenance_personne FOREIGN KEY (personne) REFERENCES annuaire_personne (id),
    CONSTRAINT annuaire_appartenance_collectivite FOREIGN KEY (collectivite) REFERENCES annuaire_collectivite (id)
);
CREATE INDEX annuaire_appartenance_de ON annuaire_appartenance (personne);
CREATE INDEX annuaire_appartenance_dans ON annuaire_appartenance (collectivite);

-- What a membership adds to its rôle (accordee) or takes from it.
CREATE TABLE annuaire_permission (
    appartenance UUID NOT NULL,
    permission TEXT NOT NULL,
    accordee BOOLEAN NOT NULL,
    PRIMARY KEY (appartenance, permission),
    CONSTRAINT annuaire_permission_appartenance FOREIGN KEY (appartenance) REFERENCES annuaire_appartenance (id)
);

CREATE TABLE annuaire_portefeuille (
    appartenance UUID NOT NULL,
    collectivite UUID NOT NULL,
    PRIMARY KEY (appartenance, collectivite),
    CONSTRAINT annuaire_portefeuille_appartenance FOREIGN KEY (appartenance) REFERENCES annuaire_appartenance (id),
    CONSTRAINT annuaire_portefeuille_collectivite FOREIGN KEY (collectivite) REFERENCES annuaire_collectivite (id)
);
CREATE INDEX annuaire_portefeuille_de ON annuaire_portefeuille (collectivite);

CREATE TABLE annuaire_code_secours (
    empreinte TEXT NOT NULL PRIMARY KEY,
    personne UUID NOT NULL,
    used_at TIMESTAMPTZ,
    CONSTRAINT annuaire_code_secours_personne FOREIGN KEY (personne) REFERENCES annuaire_personne (id)
);
CREATE INDEX annuaire_code_secours_de ON annuaire_code_secours (personne);

-- A password was right, the second factor is awaited.
CREATE TABLE annuaire_attente (
    empreinte TEXT NOT NULL PRIMARY KEY,
    personne UUID NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT annuaire_attente_personne FOREIGN KEY (personne) REFERENCES annuaire_personne (id)
);

CREATE TABLE annuaire_session (
    id UUID NOT NULL PRIMARY KEY,
    -- SHA-256 of the token, hexadecimal: the token itself is nowhere.
    empreinte TEXT NOT NULL,
    personne UUID NOT NULL,
    pour UUID,
    adresse TEXT NOT NULL,
    appareil TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT annuaire_session_empreinte UNIQUE (empreinte),
    CONSTRAINT annuaire_session_personne FOREIGN KEY (personne) REFERENCES annuaire_personne (id),
    CONSTRAINT annuaire_session_pour FOREIGN KEY (pour) REFERENCES annuaire_personne (id)
);
CREATE INDEX annuaire_session_de ON annuaire_session (personne);

-- Failures by account (SHA-256 of its mail, whether it exists or not) and by address.
CREATE TABLE annuaire_frein (
    genre TEXT NOT NULL,
    cle TEXT NOT NULL,
    echecs BIGINT NOT NULL,
    dernier_at TIMESTAMPTZ NOT NULL,
    retry_at TIMESTAMPTZ,
    PRIMARY KEY (genre, cle)
);
CREATE INDEX annuaire_frein_dernier ON annuaire_frein (dernier_at);

CREATE TABLE annuaire_lien (
    empreinte TEXT NOT NULL PRIMARY KEY,
    genre TEXT NOT NULL,
    personne UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    CONSTRAINT annuaire_lien_personne FOREIGN KEY (personne) REFERENCES annuaire_personne (id)
);
CREATE INDEX annuaire_lien_de ON annuaire_lien (personne);

CREATE TABLE annuaire_jeton (
    id UUID NOT NULL PRIMARY KEY,
    personne UUID NOT NULL,
    nom TEXT NOT NULL,
    -- Codes of permissions, parted by spaces.
    portees TEXT NOT NULL,
    empreinte TEXT NOT NULL,
    prefixe TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    CONSTRAINT annuaire_jeton_empreinte UNIQUE (empreinte),
    CONSTRAINT annuaire_jeton_personne FOREIGN KEY (personne) REFERENCES annuaire_personne (id)
);
CREATE INDEX annuaire_jeton_de ON annuaire_jeton (personne);
