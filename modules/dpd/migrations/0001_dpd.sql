-- What the delegate and a collectivité did together, and the time it took.
CREATE TABLE dpd_echange (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    le DATE NOT NULL,
    genre TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    avec TEXT NOT NULL,
    objet TEXT NOT NULL,
    notes TEXT NOT NULL,
    -- Who noted it: the person, none for the house, and the name as it was then.
    auteur UUID,
    auteur_nom TEXT NOT NULL,
    revision BIGINT NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT dpd_echange_minutes CHECK (minutes >= 0 AND minutes <= 1440)
);
CREATE INDEX dpd_echange_de ON dpd_echange (collectivite_id, le, id);
CREATE INDEX dpd_echange_tous ON dpd_echange (le, id);

-- One row a collectivité, for the cockpit: kept true in the transaction of each exchange.
CREATE TABLE dpd_membre (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    echanges BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    dernier_echange DATE
);

-- The number that the CNIL gave, typed from its receipt.
CREATE TABLE dpd_recepisse (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    numero TEXT NOT NULL,
    effet DATE,
    note TEXT NOT NULL,
    par TEXT NOT NULL,
    le TIMESTAMPTZ NOT NULL
);

-- A designation as the CNIL publishes it. One that is no longer published is ended, never erased.
CREATE TABLE dpd_declaration (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    -- What tells it from the others of the same collectivité: the body or person designated, and the day.
    cle TEXT NOT NULL,
    personne TEXT NOT NULL,
    le DATE,
    organisme TEXT,
    organisme_nom TEXT NOT NULL,
    courriel TEXT NOT NULL,
    telephone TEXT NOT NULL,
    site TEXT NOT NULL,
    vue_le DATE NOT NULL,
    -- The day of the first file where it was missing.
    fin DATE,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT dpd_declaration_cle UNIQUE (collectivite_id, cle)
);

-- The files received: read once, shown, then confirmed. They belong to the centre.
CREATE TABLE dpd_import (
    id UUID NOT NULL PRIMARY KEY,
    nom TEXT NOT NULL,
    empreinte TEXT NOT NULL,
    lignes BIGINT NOT NULL,
    illisibles BIGINT NOT NULL,
    -- The lines of members, and no other; none once it is confirmed.
    retenues JSONB NOT NULL,
    recu_le TIMESTAMPTZ NOT NULL,
    recu_par TEXT NOT NULL,
    confirme_le TIMESTAMPTZ
);
CREATE INDEX dpd_import_confirme ON dpd_import (confirme_le);

-- A mail written once for many.
CREATE TABLE dpd_campagne (
    id UUID NOT NULL PRIMARY KEY,
    -- Made with the form: the same form sent twice is one campaign.
    cle TEXT NOT NULL,
    objet TEXT NOT NULL,
    texte TEXT NOT NULL,
    -- How the members were chosen, in words.
    choix TEXT NOT NULL,
    par TEXT NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL,
    CONSTRAINT dpd_campagne_cle UNIQUE (cle)
);

-- To whom it goes, and what each was told. Without an address nothing leaves, and one sees it.
CREATE TABLE dpd_envoi (
    collectivite_id UUID NOT NULL,
    campagne_id UUID NOT NULL,
    siren TEXT NOT NULL,
    nom TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    destinataire TEXT NOT NULL,
    adresse TEXT,
    objet TEXT NOT NULL,
    texte TEXT NOT NULL,
    -- The mail, once it is given to the post.
    message UUID,
    ecrit_le TIMESTAMPTZ,
    PRIMARY KEY (collectivite_id, campagne_id),
    CONSTRAINT dpd_envoi_campagne FOREIGN KEY (campagne_id) REFERENCES dpd_campagne (id)
);
CREATE INDEX dpd_envoi_campagne_nom ON dpd_envoi (campagne_id, nom_tri, collectivite_id);
--! postgres
-- The order of bytes, as SQLite sorts.
ALTER TABLE dpd_envoi ALTER COLUMN nom_tri TYPE TEXT COLLATE "C";
--! both
