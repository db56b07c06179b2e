-- Where other software wants to be told. It belongs to who asked: a collectivité, or the centre (a collectivité too) for all its members.
CREATE TABLE webhooks_abonnement (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    portee TEXT NOT NULL CONSTRAINT webhooks_abonnement_portee CHECK (portee IN ('collectivite', 'adherents')),
    nom TEXT NOT NULL,
    -- The name and the address, folded, for searching.
    recherche TEXT NOT NULL,
    url TEXT NOT NULL,
    -- An array of codes.
    evenements JSONB NOT NULL,
    etat TEXT NOT NULL CONSTRAINT webhooks_abonnement_etat CHECK (etat IN ('actif', 'arrete', 'suspendu')),
    -- Why it is no longer active.
    motif TEXT,
    -- Sealed with the key of the installation, which is not in the database.
    secret BYTEA NOT NULL,
    -- The one that was replaced, which still signs until then.
    secret_precedent BYTEA,
    precedent_jusqu_a TIMESTAMPTZ,
    -- Attempts that failed in a row, and since when.
    echecs BIGINT NOT NULL,
    echecs_depuis TIMESTAMPTZ,
    -- Its server does not answer: nothing is tried before.
    pause_jusqu_a TIMESTAMPTZ,
    livre_le TIMESTAMPTZ,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    cree_par TEXT NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    modifie_par TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT webhooks_abonnement_precedent CHECK ((secret_precedent IS NULL) = (precedent_jusqu_a IS NULL))
);
CREATE INDEX webhooks_abonnement_adherents ON webhooks_abonnement (portee) WHERE portee = 'adherents';

-- How many a collectivité has: the row that two creations at once dispute.
CREATE TABLE webhooks_compte (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    nombre BIGINT NOT NULL
);

-- What is to be told to one of them, or was. It belongs to the owner of the abonnement, whoever the event is about.
CREATE TABLE webhooks_livraison (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    abonnement_id UUID NOT NULL,
    -- What the receiver knows it by: the same for every abonnement and every attempt.
    evenement_id UUID NOT NULL,
    genre TEXT NOT NULL,
    -- The collectivité that the event is about.
    concernee UUID NOT NULL,
    objet_id UUID NOT NULL,
    -- The JSON, to the byte.
    corps TEXT NOT NULL,
    etat TEXT NOT NULL CONSTRAINT webhooks_livraison_etat CHECK (etat IN ('a_livrer', 'livree', 'echec')),
    -- Attempts since it was asked for, or asked for again; and in all.
    tentatives_demande BIGINT NOT NULL,
    tentatives BIGINT NOT NULL,
    -- From when its three days are counted.
    demandee_le TIMESTAMPTZ NOT NULL,
    -- The next attempt, while it is to be delivered.
    prevue_le TIMESTAMPTZ,
    -- What the last attempt met.
    statut BIGINT,
    erreur TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    finie_le TIMESTAMPTZ,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT webhooks_livraison_prevue CHECK ((etat = 'a_livrer') = (prevue_le IS NOT NULL)),
    CONSTRAINT webhooks_livraison_abonnement FOREIGN KEY (collectivite_id, abonnement_id)
        REFERENCES webhooks_abonnement (collectivite_id, id) ON DELETE CASCADE
);
CREATE INDEX webhooks_livraison_created ON webhooks_livraison (collectivite_id, created_at, id);
CREATE INDEX webhooks_livraison_abonnement_created ON webhooks_livraison (collectivite_id, abonnement_id, created_at, id);
CREATE INDEX webhooks_livraison_objet ON webhooks_livraison (collectivite_id, objet_id);
CREATE INDEX webhooks_livraison_prevue_le ON webhooks_livraison (prevue_le) WHERE prevue_le IS NOT NULL;
CREATE INDEX webhooks_livraison_finie_le ON webhooks_livraison (finie_le) WHERE finie_le IS NOT NULL;

CREATE TABLE webhooks_tentative (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    livraison_id UUID NOT NULL,
    -- From 1.
    rang BIGINT NOT NULL,
    faite_le TIMESTAMPTZ NOT NULL,
    url TEXT NOT NULL,
    duree_ms BIGINT NOT NULL,
    -- What was answered; else why nothing was.
    statut BIGINT,
    extrait TEXT,
    erreur TEXT,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT webhooks_tentative_rang UNIQUE (collectivite_id, livraison_id, rang),
    CONSTRAINT webhooks_tentative_livraison FOREIGN KEY (collectivite_id, livraison_id)
        REFERENCES webhooks_livraison (collectivite_id, id) ON DELETE CASCADE
);
