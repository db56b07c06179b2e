-- The library of models: what the centre published over the embedded one (version 1), version by version.
CREATE TABLE rgpd_modele (
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    modele JSONB NOT NULL,
    -- What changed, for who is to accept it.
    note TEXT NOT NULL,
    publie_le TIMESTAMPTZ NOT NULL,
    publie_par TEXT NOT NULL,
    PRIMARY KEY (code, version)
);

-- The next version, while the centre writes it.
CREATE TABLE rgpd_modele_brouillon (
    code TEXT NOT NULL PRIMARY KEY,
    modele JSONB NOT NULL,
    revision BIGINT NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    modifie_par TEXT NOT NULL
);

-- Models given to several collectivités at once.
CREATE TABLE rgpd_deploiement (
    id UUID NOT NULL PRIMARY KEY,
    -- [{"code", "version"}]
    modeles JSONB NOT NULL,
    -- Their ids.
    collectivites JSONB NOT NULL,
    demande_le TIMESTAMPTZ NOT NULL,
    demande_par TEXT NOT NULL,
    crees BIGINT NOT NULL,
    -- Those that had one already.
    deja BIGINT NOT NULL,
    termine_le TIMESTAMPTZ,
    annule_le TIMESTAMPTZ
);

-- What came at once, from a file or from a deployment: it can be undone at once.
CREATE TABLE rgpd_lot (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    genre TEXT NOT NULL,
    nom TEXT NOT NULL,
    deploiement_id UUID,
    crees BIGINT NOT NULL,
    modifies BIGINT NOT NULL,
    fait_le TIMESTAMPTZ NOT NULL,
    fait_par TEXT NOT NULL,
    annule_le TIMESTAMPTZ,
    annule_par TEXT,
    -- Changed since by somebody, and left alone when the rest was undone.
    gardes BIGINT NOT NULL,
    PRIMARY KEY (collectivite_id, id)
);
CREATE INDEX rgpd_lot_deploiement ON rgpd_lot (deploiement_id) WHERE deploiement_id IS NOT NULL;

CREATE TABLE rgpd_lot_ligne (
    collectivite_id UUID NOT NULL,
    lot_id UUID NOT NULL,
    traitement_id UUID NOT NULL,
    -- The revision that the lot left: another one tells that somebody worked there since.
    revision BIGINT NOT NULL,
    -- The row as it was; none when the lot created it.
    avant JSONB,
    PRIMARY KEY (collectivite_id, lot_id, traitement_id),
    CONSTRAINT rgpd_lot_ligne_lot FOREIGN KEY (collectivite_id, lot_id) REFERENCES rgpd_lot (collectivite_id, id),
    CONSTRAINT rgpd_lot_ligne_traitement FOREIGN KEY (collectivite_id, traitement_id)
        REFERENCES rgpd_traitement (collectivite_id, id) ON DELETE CASCADE
);
CREATE INDEX rgpd_lot_ligne_traitement ON rgpd_lot_ligne (collectivite_id, traitement_id);

-- A new version of a model, offered to a traitement that was made from it.
CREATE TABLE rgpd_proposition (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    traitement_id UUID NOT NULL,
    modele TEXT NOT NULL,
    de_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    etat TEXT NOT NULL,
    -- The parts that were taken.
    acceptes JSONB NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL,
    repondu_le TIMESTAMPTZ,
    repondu_par TEXT,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT rgpd_proposition_une UNIQUE (collectivite_id, traitement_id, version),
    CONSTRAINT rgpd_proposition_traitement FOREIGN KEY (collectivite_id, traitement_id)
        REFERENCES rgpd_traitement (collectivite_id, id) ON DELETE CASCADE
);
CREATE INDEX rgpd_proposition_modele ON rgpd_proposition (modele, version, etat);

-- Editors, processors and software, known once for every member.
CREATE TABLE rgpd_catalogue (
    id UUID NOT NULL PRIMARY KEY,
    genre TEXT NOT NULL,
    nom TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    recherche TEXT NOT NULL,
    -- Of a software.
    editeur_id UUID,
    fiche JSONB NOT NULL,
    retire BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    modifie_par TEXT NOT NULL,
    CONSTRAINT rgpd_catalogue_nom UNIQUE (genre, nom_tri),
    CONSTRAINT rgpd_catalogue_editeur FOREIGN KEY (editeur_id) REFERENCES rgpd_catalogue (id)
);

-- By which names people call a record: its own, and those that somebody brought together with it.
CREATE TABLE rgpd_catalogue_appel (
    genre TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    catalogue_id UUID NOT NULL,
    PRIMARY KEY (genre, nom_tri),
    CONSTRAINT rgpd_catalogue_appel_fiche FOREIGN KEY (catalogue_id) REFERENCES rgpd_catalogue (id)
);

CREATE TABLE rgpd_catalogue_piece (
    id UUID NOT NULL PRIMARY KEY,
    catalogue_id UUID NOT NULL,
    document_id UUID NOT NULL,
    libelle TEXT NOT NULL,
    -- When it is no longer worth anything: a certificate, an insurance.
    valable_jusqu_au DATE,
    ajoutee_le TIMESTAMPTZ NOT NULL,
    ajoutee_par TEXT NOT NULL,
    CONSTRAINT rgpd_catalogue_piece_fiche FOREIGN KEY (catalogue_id) REFERENCES rgpd_catalogue (id)
);
CREATE INDEX rgpd_catalogue_piece_fiche ON rgpd_catalogue_piece (catalogue_id);

-- Who uses what: kept true with each traitement. Without a record, the name waits to be brought together with one.
CREATE TABLE rgpd_usage (
    collectivite_id UUID NOT NULL,
    traitement_id UUID NOT NULL,
    genre TEXT NOT NULL,
    nom TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    catalogue_id UUID,
    PRIMARY KEY (collectivite_id, traitement_id, genre, nom_tri),
    CONSTRAINT rgpd_usage_traitement FOREIGN KEY (collectivite_id, traitement_id)
        REFERENCES rgpd_traitement (collectivite_id, id) ON DELETE CASCADE
);
CREATE INDEX rgpd_usage_catalogue ON rgpd_usage (catalogue_id) WHERE catalogue_id IS NOT NULL;
CREATE INDEX rgpd_usage_nom ON rgpd_usage (genre, nom_tri);

-- Documents attached to a traitement.
CREATE TABLE rgpd_piece (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    traitement_id UUID NOT NULL,
    document_id UUID NOT NULL,
    libelle TEXT NOT NULL,
    ajoutee_le TIMESTAMPTZ NOT NULL,
    ajoutee_par TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT rgpd_piece_traitement FOREIGN KEY (collectivite_id, traitement_id)
        REFERENCES rgpd_traitement (collectivite_id, id)
);
CREATE INDEX rgpd_piece_traitement ON rgpd_piece (collectivite_id, traitement_id);

-- The public page: closed until the collectivité opens it.
CREATE TABLE rgpd_publication (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    ouverte BOOLEAN NOT NULL,
    -- The parts of a traitement that it shows.
    champs JSONB NOT NULL,
    introduction TEXT NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    modifie_par TEXT NOT NULL
);

-- How somebody said that the columns of their files are to be read.
CREATE TABLE rgpd_correspondance (
    collectivite_id UUID NOT NULL,
    -- Folded.
    entete TEXT NOT NULL,
    -- Empty: kept with the observations.
    cible JSONB NOT NULL,
    PRIMARY KEY (collectivite_id, entete)
);

-- A file that was read and waits to be taken or given up.
CREATE TABLE rgpd_import (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    document_id UUID NOT NULL,
    nom TEXT NOT NULL,
    -- The columns that somebody corrected.
    corrigees JSONB NOT NULL,
    depose_le TIMESTAMPTZ NOT NULL,
    depose_par TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id)
);
CREATE INDEX rgpd_import_depose ON rgpd_import (depose_le);

-- Exchanges are the business of the room dpd.
ALTER TABLE rgpd_membre DROP COLUMN dernier_echange;
ALTER TABLE rgpd_membre DROP COLUMN minutes;

-- The lists across every member: what they filter, count and sort stands in the indexes, and a row is read for what is shown.
DROP INDEX rgpd_traitement_tous;
DROP INDEX rgpd_traitement_etat;
CREATE INDEX rgpd_traitement_tous ON rgpd_traitement
    (nom_tri, id, etat, obligatoires, sensible, aipd, role, service_id, collectivite_id, revision_le);
CREATE INDEX rgpd_traitement_modifie ON rgpd_traitement (modifie_le, id, etat, obligatoires, sensible);
CREATE INDEX rgpd_traitement_manques ON rgpd_traitement ((obligatoires * 1000 + conseils), id, etat, obligatoires);
CREATE INDEX rgpd_traitement_tri_etat ON rgpd_traitement ((etat || ''), id, etat);
CREATE INDEX rgpd_traitement_revision ON rgpd_traitement ((COALESCE(revision_le, '9999-12-31')), id, etat);
--! sqlite
-- PostgreSQL refuses long texts in an index.
CREATE INDEX rgpd_traitement_mots ON rgpd_traitement (nom_tri, id, etat, recherche);
--! both
