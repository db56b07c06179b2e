-- The connection of a collectivité: its convention with the préfecture, and what its sendings say of it.
CREATE TABLE actes_raccordement (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    -- ecole: the training préfecture; reel: the true one.
    canal TEXT NOT NULL,
    convention_le DATE,
    debut_le DATE,
    -- The natures that the convention opens: « 1,2,3 ».
    natures TEXT NOT NULL,
    departement TEXT NOT NULL,
    arrondissement TEXT NOT NULL,
    -- The ministry's code of the kind of collectivité: 31 for a commune.
    nature_cl TEXT NOT NULL,
    referent_nom TEXT NOT NULL,
    referent_telephone TEXT NOT NULL,
    referent_courriel TEXT NOT NULL,
    -- Where the stamp stands, in thousandths of the page from its top left.
    tampon_x BIGINT NOT NULL,
    tampon_y BIGINT NOT NULL,
    -- The public page.
    page_ouverte BOOLEAN NOT NULL,
    introduction TEXT NOT NULL,
    revision BIGINT NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    modifie_par TEXT NOT NULL
);

-- The classification that the préfecture gave to a collectivité: its matières and its types of documents.
CREATE TABLE actes_classification (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    version DATE NOT NULL,
    recue_le TIMESTAMPTZ NOT NULL,
    contenu JSONB NOT NULL
);

-- Who was trained before sending, as the convention asks.
CREATE TABLE actes_formation (
    collectivite_id UUID NOT NULL,
    personne_id UUID NOT NULL,
    formee_le DATE NOT NULL,
    par TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, personne_id)
);

CREATE TABLE actes_acte (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    etat TEXT NOT NULL,
    -- 1 to 6, as the norm numbers them.
    nature TEXT NOT NULL,
    numero TEXT NOT NULL,
    decision_le DATE,
    objet TEXT NOT NULL,
    objet_tri TEXT NOT NULL,
    -- Folded: number, subject, matière.
    recherche TEXT NOT NULL,
    -- « 7.10 »; empty while it is not chosen.
    matiere TEXT NOT NULL,
    papier BOOLEAN NOT NULL,
    precedent TEXT NOT NULL,
    -- The lot with which it was deposited.
    lot_id UUID,
    -- Those who see it alone; NULL: everybody who may read actes.
    groupe_id UUID,
    -- The identity at the préfecture and the road (ecole, reel), from the day it is given for sending.
    id_acte TEXT,
    canal TEXT,
    transmis_le TIMESTAMPTZ,
    -- The day that the préfecture's receipt says.
    recu_le DATE,
    -- The day of its posting, proven; and the instant at which Beffroi opened it to everybody.
    affiche_le DATE,
    publie_le TIMESTAMPTZ,
    retire_le TIMESTAMPTZ,
    -- Why it was refused, or what failed.
    motif TEXT NOT NULL,
    -- Letters of the préfecture that wait for an answer.
    a_repondre BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    cree_le TIMESTAMPTZ NOT NULL,
    cree_par UUID,
    cree_par_nom TEXT NOT NULL,
    modifie_le TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_acte_identite UNIQUE (collectivite_id, canal, id_acte)
);
--! postgres
-- The order of bytes, as SQLite sorts.
ALTER TABLE actes_acte ALTER COLUMN objet_tri TYPE TEXT COLLATE "C";
--! both
CREATE INDEX actes_acte_decision ON actes_acte (collectivite_id, (COALESCE(decision_le, '9999-12-31')), id);
CREATE INDEX actes_acte_etat ON actes_acte (collectivite_id, etat, id);
CREATE INDEX actes_acte_objet ON actes_acte (collectivite_id, objet_tri, id);
CREATE INDEX actes_acte_numero ON actes_acte (collectivite_id, numero, id);
CREATE INDEX actes_acte_courriers ON actes_acte (collectivite_id, a_repondre);
CREATE INDEX actes_acte_lot ON actes_acte (collectivite_id, lot_id, numero, id) WHERE lot_id IS NOT NULL;
CREATE INDEX actes_acte_attente ON actes_acte (etat, transmis_le);
CREATE INDEX actes_acte_public ON actes_acte (collectivite_id, publie_le, id);

-- People of a collectivité who see some actes alone.
CREATE TABLE actes_groupe (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    nom TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_groupe_nom UNIQUE (collectivite_id, nom)
);

CREATE TABLE actes_groupe_membre (
    collectivite_id UUID NOT NULL,
    groupe_id UUID NOT NULL,
    personne_id UUID NOT NULL,
    PRIMARY KEY (collectivite_id, groupe_id, personne_id)
);

-- Of what each person wants to be told by mail; nothing is written before they choose.
CREATE TABLE actes_avis (
    collectivite_id UUID NOT NULL,
    personne_id UUID NOT NULL,
    -- miens, tous, aucun.
    portee TEXT NOT NULL,
    -- The steps: « recu,refuse ».
    genres TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, personne_id)
);

-- The addresses that receive the actes themselves once the préfecture has them.
CREATE TABLE actes_destinataire (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    nom TEXT NOT NULL,
    courriel TEXT NOT NULL,
    natures TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_destinataire_courriel UNIQUE (collectivite_id, courriel)
);

-- A letter of the préfecture about an acte: courrier, demande de pièces, lettre d'observations, déféré.
CREATE TABLE actes_echange (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    acte_id UUID NOT NULL,
    -- The code of its message: 2-1, 3-1, 4-1, 5-1.
    genre TEXT NOT NULL,
    date_courrier DATE NOT NULL,
    texte TEXT NOT NULL,
    etat TEXT NOT NULL,
    recu_le TIMESTAMPTZ NOT NULL,
    -- The code of the answer's message: 2-2, 3-3, 3-4, 4-3, 4-4.
    reponse TEXT,
    repondu_le TIMESTAMPTZ,
    repondu_par TEXT NOT NULL,
    ar_reponse_le DATE,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_echange_acte FOREIGN KEY (collectivite_id, acte_id) REFERENCES actes_acte (collectivite_id, id),
    CONSTRAINT actes_echange_identite UNIQUE (collectivite_id, acte_id, genre, date_courrier)
);

-- The files of an acte (rang 0: the acte itself, then its annexes), or of an answer to a letter.
CREATE TABLE actes_piece (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    acte_id UUID NOT NULL,
    echange_id UUID,
    rang BIGINT NOT NULL,
    document_id UUID NOT NULL,
    nom TEXT NOT NULL,
    extension TEXT NOT NULL,
    type_pj TEXT NOT NULL,
    taille BIGINT NOT NULL,
    -- The first bytes, by which the control recognises it.
    entete BYTEA NOT NULL,
    pages BIGINT,
    signee BOOLEAN NOT NULL,
    scellee BOOLEAN,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_piece_acte FOREIGN KEY (collectivite_id, acte_id)
        REFERENCES actes_acte (collectivite_id, id) ON DELETE CASCADE,
    CONSTRAINT actes_piece_echange FOREIGN KEY (collectivite_id, echange_id)
        REFERENCES actes_echange (collectivite_id, id)
);
CREATE INDEX actes_piece_de ON actes_piece (collectivite_id, acte_id, rang);

-- How many envelopes left a collectivité on a day: names without holes nor doubles.
CREATE TABLE actes_compteur (
    collectivite_id UUID NOT NULL,
    jour DATE NOT NULL,
    dernier BIGINT NOT NULL,
    PRIMARY KEY (collectivite_id, jour)
);

-- A sending: one archive, one name for ever. What the ministry's log asks stands here.
CREATE TABLE actes_envoi (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    -- None for a request of classification.
    acte_id UUID,
    echange_id UUID,
    -- The code of its message: 1-1, 2-2, 3-2…
    message TEXT NOT NULL,
    canal TEXT NOT NULL,
    etat TEXT NOT NULL,
    jour DATE NOT NULL,
    serie BIGINT NOT NULL,
    archive TEXT NOT NULL,
    -- The archive exactly as it left, once it is made.
    document_id UUID,
    fichiers JSONB NOT NULL,
    empreinte TEXT NOT NULL,
    taille BIGINT NOT NULL,
    tentatives BIGINT NOT NULL,
    demande_le TIMESTAMPTZ NOT NULL,
    -- The instant at which the first byte may have left: from then on it is perhaps received.
    tente_le TIMESTAMPTZ,
    depose_le TIMESTAMPTZ,
    adresse TEXT NOT NULL,
    motif TEXT NOT NULL,
    agent_nom TEXT NOT NULL,
    agent_courriel TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_envoi_acte FOREIGN KEY (collectivite_id, acte_id) REFERENCES actes_acte (collectivite_id, id),
    CONSTRAINT actes_envoi_archive UNIQUE (collectivite_id, archive),
    CONSTRAINT actes_envoi_serie UNIQUE (collectivite_id, jour, serie)
);
CREATE INDEX actes_envoi_de ON actes_envoi (collectivite_id, acte_id, demande_le);
CREATE INDEX actes_envoi_attente ON actes_envoi (etat, demande_le);

-- What came back, kept before anything is done of it; the centre's own when nobody is recognised.
CREATE TABLE actes_retour (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    -- What tells it from every other: the same message read twice is one.
    cle TEXT NOT NULL,
    acte_id UUID,
    message TEXT NOT NULL,
    canal TEXT NOT NULL,
    etat TEXT NOT NULL,
    resume TEXT NOT NULL,
    recu_le TIMESTAMPTZ NOT NULL,
    fichiers JSONB NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_retour_cle UNIQUE (collectivite_id, cle)
);
CREATE INDEX actes_retour_de ON actes_retour (collectivite_id, acte_id, recu_le);
CREATE INDEX actes_retour_etat ON actes_retour (etat, recu_le);

-- What happened to an acte, in words.
CREATE TABLE actes_evenement (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    acte_id UUID NOT NULL,
    genre TEXT NOT NULL,
    le TIMESTAMPTZ NOT NULL,
    par TEXT NOT NULL,
    texte TEXT NOT NULL,
    envoi_id UUID,
    retour_id UUID,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT actes_evenement_acte FOREIGN KEY (collectivite_id, acte_id)
        REFERENCES actes_acte (collectivite_id, id) ON DELETE CASCADE
);
CREATE INDEX actes_evenement_de ON actes_evenement (collectivite_id, acte_id, le, id);

-- One row a collectivité, for the centre's page: kept true in the transaction of each change.
CREATE TABLE actes_membre (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    brouillons BIGINT NOT NULL,
    en_cours BIGINT NOT NULL,
    sans_reponse BIGINT NOT NULL,
    recus BIGINT NOT NULL,
    refuses BIGINT NOT NULL,
    a_repondre BIGINT NOT NULL,
    plus_ancien TIMESTAMPTZ,
    dernier_envoi TIMESTAMPTZ
);

-- While it lasts nothing leaves: the préfecture's server is down, or its works are announced. Of the centre.
CREATE TABLE actes_pause (
    id UUID NOT NULL PRIMARY KEY,
    debut TIMESTAMPTZ NOT NULL,
    fin TIMESTAMPTZ,
    motif TEXT NOT NULL,
    par TEXT NOT NULL
);

-- What everybody reads of a published acte, where it differs from what the préfecture has: names left out, and its author as
-- they were on that day.
CREATE TABLE actes_version (
    collectivite_id UUID NOT NULL,
    acte_id UUID NOT NULL,
    -- Empty: that of the acte.
    objet TEXT NOT NULL,
    -- First name, name and quality; empty when the law asks none.
    auteur TEXT NOT NULL,
    -- In the place of the file of the acte.
    document_id UUID,
    nom TEXT NOT NULL,
    annexes BOOLEAN NOT NULL,
    PRIMARY KEY (collectivite_id, acte_id),
    CONSTRAINT actes_version_acte FOREIGN KEY (collectivite_id, acte_id)
        REFERENCES actes_acte (collectivite_id, id) ON DELETE CASCADE
);

-- A backup that somebody asked: made in volumes by a job that goes on where it was.
CREATE TABLE actes_sauvegarde (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    -- complete: everything; archives: transfers SEDA of what the préfecture received.
    forme TEXT NOT NULL,
    -- Decisions of this period; NULL: without bound.
    du DATE,
    au DATE,
    demandee_le TIMESTAMPTZ NOT NULL,
    demandee_par TEXT NOT NULL,
    total BIGINT NOT NULL,
    faits BIGINT NOT NULL,
    finie_le TIMESTAMPTZ,
    volumes JSONB NOT NULL,
    PRIMARY KEY (collectivite_id, id)
);

-- The training préfecture: what it received, and what it has not yet answered.
CREATE TABLE actes_ecole_recu (
    collectivite_id UUID NOT NULL,
    enveloppe TEXT NOT NULL,
    id_acte TEXT NOT NULL,
    message TEXT NOT NULL,
    -- The message as it was read.
    contenu TEXT NOT NULL,
    recu_le TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, enveloppe)
);
CREATE INDEX actes_ecole_recu_acte ON actes_ecole_recu (collectivite_id, id_acte);

CREATE TABLE actes_ecole_courrier (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    le TIMESTAMPTZ NOT NULL,
    -- Names and bytes (base64) of its attachments.
    pieces JSONB NOT NULL,
    PRIMARY KEY (collectivite_id, id)
);
