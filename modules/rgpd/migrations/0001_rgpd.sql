-- The register belongs to the collectivité.

-- Its services: whoever is not to see the whole register sees those of the services to which they are assigned.
CREATE TABLE rgpd_service (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    nom TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT rgpd_service_nom UNIQUE (collectivite_id, nom_tri)
);

CREATE TABLE rgpd_habilitation (
    collectivite_id UUID NOT NULL,
    service_id UUID NOT NULL,
    personne_id UUID NOT NULL,
    PRIMARY KEY (collectivite_id, service_id, personne_id),
    CONSTRAINT rgpd_habilitation_service FOREIGN KEY (collectivite_id, service_id)
        REFERENCES rgpd_service (collectivite_id, id) ON DELETE CASCADE
);

-- A traitement and the version on which one works. What lists show and sort stands in columns: no list reads the content.
CREATE TABLE rgpd_traitement (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    nom TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    -- Folded: name, reference, purposes, processors.
    recherche TEXT NOT NULL,
    reference TEXT NOT NULL,
    finalite TEXT NOT NULL,
    role TEXT NOT NULL,
    etat TEXT NOT NULL,
    version BIGINT NOT NULL,
    scellee BOOLEAN NOT NULL,
    service_id UUID,
    modele TEXT,
    modele_version BIGINT,
    preconisations TEXT NOT NULL,
    public BOOLEAN NOT NULL,
    -- What is missing: what the validation needs, and the rest.
    obligatoires BIGINT NOT NULL,
    conseils BIGINT NOT NULL,
    sensible BOOLEAN NOT NULL,
    -- requise, non_requise, exemptee, faite; none: not decided.
    aipd TEXT,
    revision_le DATE,
    contenu JSONB NOT NULL,
    revision BIGINT NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    modifie_par TEXT NOT NULL,
    valide_le TIMESTAMPTZ,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT rgpd_traitement_service FOREIGN KEY (collectivite_id, service_id)
        REFERENCES rgpd_service (collectivite_id, id),
    CONSTRAINT rgpd_traitement_version CHECK (version >= 1)
);
--! postgres
-- The order of bytes, as SQLite sorts.
ALTER TABLE rgpd_traitement ALTER COLUMN nom_tri TYPE TEXT COLLATE "C";
ALTER TABLE rgpd_service ALTER COLUMN nom_tri TYPE TEXT COLLATE "C";
--! both
CREATE UNIQUE INDEX rgpd_traitement_reference ON rgpd_traitement (collectivite_id, reference) WHERE reference <> '';
CREATE INDEX rgpd_traitement_nom ON rgpd_traitement (collectivite_id, nom_tri, id);
-- The lists of the centre, across every collectivité.
CREATE INDEX rgpd_traitement_tous ON rgpd_traitement (nom_tri, id);
CREATE INDEX rgpd_traitement_etat ON rgpd_traitement (etat, modifie_le, id);
CREATE INDEX rgpd_traitement_modele ON rgpd_traitement (modele, modele_version);

-- Every validated version, whole: written once, never changed.
CREATE TABLE rgpd_version (
    collectivite_id UUID NOT NULL,
    traitement_id UUID NOT NULL,
    numero BIGINT NOT NULL,
    nom TEXT NOT NULL,
    contenu JSONB NOT NULL,
    empreinte TEXT NOT NULL,
    preconisations TEXT NOT NULL,
    valide_le TIMESTAMPTZ NOT NULL,
    valide_par TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, traitement_id, numero),
    CONSTRAINT rgpd_version_traitement FOREIGN KEY (collectivite_id, traitement_id)
        REFERENCES rgpd_traitement (collectivite_id, id)
);
CREATE INDEX rgpd_version_date ON rgpd_version (collectivite_id, valide_le);

-- What happened, in order: append only.
CREATE TABLE rgpd_evenement (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    traitement_id UUID NOT NULL,
    genre TEXT NOT NULL,
    version BIGINT NOT NULL,
    le TIMESTAMPTZ NOT NULL,
    par TEXT NOT NULL,
    texte TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT rgpd_evenement_traitement FOREIGN KEY (collectivite_id, traitement_id)
        REFERENCES rgpd_traitement (collectivite_id, id)
);
CREATE INDEX rgpd_evenement_traitement ON rgpd_evenement (collectivite_id, traitement_id, id);

-- The register of a day, sealed: the hash of every version then in force.
CREATE TABLE rgpd_scelle (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    au DATE NOT NULL,
    traitements BIGINT NOT NULL,
    empreinte TEXT NOT NULL,
    scelle_le TIMESTAMPTZ NOT NULL,
    scelle_par TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT rgpd_scelle_jour UNIQUE (collectivite_id, au)
);

-- One row a collectivité, for the cockpit: kept true in the transaction of each change.
CREATE TABLE rgpd_membre (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    traitements BIGINT NOT NULL DEFAULT 0,
    brouillons BIGINT NOT NULL DEFAULT 0,
    soumis BIGINT NOT NULL DEFAULT 0,
    controles BIGINT NOT NULL DEFAULT 0,
    valides BIGINT NOT NULL DEFAULT 0,
    incomplets BIGINT NOT NULL DEFAULT 0,
    aipd_a_faire BIGINT NOT NULL DEFAULT 0,
    -- The first reading that falls due.
    revision_le DATE,
    modifie_le TIMESTAMPTZ,
    -- Of the journal of exchanges.
    dernier_echange DATE,
    minutes BIGINT NOT NULL DEFAULT 0,
    -- Proposals of models that wait for an answer.
    propositions BIGINT NOT NULL DEFAULT 0
);
