-- The catalogue of the centre belongs to nobody: reference tables, written seldom. One instance is one centre.

CREATE TABLE conventions_grille (
    id BIGINT NOT NULL PRIMARY KEY,
    nom TEXT NOT NULL,
    sigle TEXT NOT NULL,
    prix TEXT NOT NULL,
    clause TEXT NOT NULL,
    -- The last year whose grid is validated.
    validee BIGINT,
    CONSTRAINT conventions_grille_unique CHECK (id = 1)
);

-- A figure, for the year for which it is stated. It comes from a document, or from the figure of the year before (base)
-- by two values of the index, in hundredths.
CREATE TABLE conventions_tarif (
    cle TEXT NOT NULL,
    annee BIGINT NOT NULL,
    montant BIGINT NOT NULL,
    document TEXT,
    base BIGINT,
    indice_apres BIGINT,
    indice_avant BIGINT,
    PRIMARY KEY (cle, annee),
    CONSTRAINT conventions_tarif_montant CHECK (montant >= 0),
    CONSTRAINT conventions_tarif_origine CHECK (
        (document IS NOT NULL AND base IS NULL AND indice_apres IS NULL AND indice_avant IS NULL)
        OR (document IS NULL AND base IS NOT NULL AND indice_apres IS NOT NULL AND indice_avant IS NOT NULL)
    )
);

CREATE TABLE conventions_assimilation (
    genre TEXT NOT NULL PRIMARY KEY,
    -- As in the files: epci > 200000.
    assimilation TEXT NOT NULL
);

CREATE TABLE conventions_syntec (
    -- 2019-11.
    mois TEXT NOT NULL PRIMARY KEY,
    indice BIGINT NOT NULL,
    saisi_le TIMESTAMPTZ NOT NULL,
    CONSTRAINT conventions_syntec_positif CHECK (indice > 0)
);

-- What follows belongs to a collectivité.

-- One row a collectivité, for the lists of the centre: who it is (copied from the annuaire) and where its convention is.
CREATE TABLE conventions_membre (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    siren TEXT NOT NULL,
    nom TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    genre TEXT NOT NULL,
    population BIGINT,
    convention_id UUID,
    etat TEXT,
    regime TEXT,
    date_effet DATE,
    -- What falls due next.
    echeance_le DATE,
    echeance_nature TEXT
);
--! postgres
-- The order of bytes, as SQLite sorts.
ALTER TABLE conventions_membre ALTER COLUMN nom_tri TYPE TEXT COLLATE "C";
--! both
CREATE INDEX conventions_membre_nom ON conventions_membre (nom_tri, collectivite_id);
CREATE INDEX conventions_membre_etat ON conventions_membre (etat, nom_tri, collectivite_id);
CREATE INDEX conventions_membre_echeance ON conventions_membre (echeance_le, collectivite_id);

CREATE TABLE conventions_convention (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    numero TEXT NOT NULL,
    regime TEXT NOT NULL,
    etat TEXT NOT NULL,
    signature_centre DATE,
    signature_membre DATE,
    date_effet DATE,
    periodes BIGINT NOT NULL,
    -- The first day on which it no longer binds, once an act has set it.
    fin DATE,
    assimilation TEXT,
    code_operation TEXT,
    imputation TEXT,
    libelle_operation TEXT,
    credits_paiement BIGINT,
    disponible BIGINT,
    proposition BIGINT,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT conventions_convention_numero UNIQUE (collectivite_id, numero),
    CONSTRAINT conventions_convention_periodes CHECK (periodes >= 1)
);
CREATE INDEX conventions_convention_etat ON conventions_convention (etat);

-- Its history: append only.
CREATE TABLE conventions_changement (
    collectivite_id UUID NOT NULL,
    convention_id UUID NOT NULL,
    rang BIGINT NOT NULL,
    le DATE NOT NULL,
    de TEXT,
    vers TEXT NOT NULL,
    piece_nature TEXT NOT NULL,
    piece_reference TEXT NOT NULL,
    motif TEXT,
    PRIMARY KEY (collectivite_id, convention_id, rang),
    CONSTRAINT conventions_changement_convention FOREIGN KEY (collectivite_id, convention_id)
        REFERENCES conventions_convention (collectivite_id, id) ON DELETE CASCADE
);

CREATE TABLE conventions_deliberation (
    collectivite_id UUID NOT NULL,
    convention_id UUID NOT NULL,
    rang BIGINT NOT NULL,
    partie TEXT NOT NULL,
    assemblee TEXT NOT NULL,
    le DATE NOT NULL,
    numero TEXT,
    objet TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, convention_id, rang),
    CONSTRAINT conventions_deliberation_convention FOREIGN KEY (collectivite_id, convention_id)
        REFERENCES conventions_convention (collectivite_id, id) ON DELETE CASCADE
);

CREATE TABLE conventions_avenant (
    collectivite_id UUID NOT NULL,
    convention_id UUID NOT NULL,
    numero BIGINT NOT NULL,
    le DATE NOT NULL,
    objet TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, convention_id, numero),
    CONSTRAINT conventions_avenant_convention FOREIGN KEY (collectivite_id, convention_id)
        REFERENCES conventions_convention (collectivite_id, id) ON DELETE CASCADE
);

CREATE TABLE conventions_engagement (
    collectivite_id UUID NOT NULL,
    convention_id UUID NOT NULL,
    code TEXT NOT NULL,
    etat TEXT NOT NULL,
    note TEXT NOT NULL,
    le DATE NOT NULL,
    PRIMARY KEY (collectivite_id, convention_id, code),
    CONSTRAINT conventions_engagement_convention FOREIGN KEY (collectivite_id, convention_id)
        REFERENCES conventions_convention (collectivite_id, id) ON DELETE CASCADE
);

-- A reminder sent, so that it is never sent twice.
CREATE TABLE conventions_rappel (
    collectivite_id UUID NOT NULL,
    convention_id UUID NOT NULL,
    nature TEXT NOT NULL,
    le DATE NOT NULL,
    jours BIGINT NOT NULL,
    envoye_le TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, convention_id, nature, le, jours),
    CONSTRAINT conventions_rappel_convention FOREIGN KEY (collectivite_id, convention_id)
        REFERENCES conventions_convention (collectivite_id, id) ON DELETE CASCADE
);

CREATE TABLE conventions_devis (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    numero TEXT NOT NULL,
    objet TEXT NOT NULL,
    service TEXT NOT NULL,
    annee BIGINT NOT NULL,
    tarif_jour BIGINT NOT NULL,
    etat TEXT NOT NULL,
    tranche_le DATE,
    version BIGINT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT conventions_devis_numero UNIQUE (collectivite_id, numero)
);

CREATE TABLE conventions_devis_ligne (
    collectivite_id UUID NOT NULL,
    devis_id UUID NOT NULL,
    rang BIGINT NOT NULL,
    libelle TEXT NOT NULL,
    quand TEXT NOT NULL,
    demi_journees BIGINT,
    forfait BIGINT,
    PRIMARY KEY (collectivite_id, devis_id, rang),
    CONSTRAINT conventions_devis_ligne_devis FOREIGN KEY (collectivite_id, devis_id)
        REFERENCES conventions_devis (collectivite_id, id) ON DELETE CASCADE,
    CONSTRAINT conventions_devis_ligne_prix CHECK ((demi_journees IS NULL) <> (forfait IS NULL))
);

-- The price is that of the grid (neither achat nor devis), of an order form, or of an accepted quote.
CREATE TABLE conventions_abonnement (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    service TEXT NOT NULL,
    depuis BIGINT NOT NULL,
    jusqu_a BIGINT,
    achat BIGINT,
    devis_id UUID,
    devis_numero TEXT,
    devis_premiere_annee BIGINT,
    devis_annees_suivantes BIGINT,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT conventions_abonnement_devis FOREIGN KEY (collectivite_id, devis_id)
        REFERENCES conventions_devis (collectivite_id, id),
    CONSTRAINT conventions_abonnement_annees CHECK (jusqu_a IS NULL OR jusqu_a >= depuis),
    CONSTRAINT conventions_abonnement_prix CHECK (
        (devis_id IS NULL AND devis_numero IS NULL AND devis_premiere_annee IS NULL AND devis_annees_suivantes IS NULL)
        OR (achat IS NULL AND devis_numero IS NOT NULL AND devis_premiere_annee IS NOT NULL)
    )
);

CREATE TABLE conventions_quantite (
    collectivite_id UUID NOT NULL,
    abonnement_id UUID NOT NULL,
    annee BIGINT NOT NULL,
    quantite BIGINT NOT NULL,
    PRIMARY KEY (collectivite_id, abonnement_id, annee),
    CONSTRAINT conventions_quantite_abonnement FOREIGN KEY (collectivite_id, abonnement_id)
        REFERENCES conventions_abonnement (collectivite_id, id) ON DELETE CASCADE,
    CONSTRAINT conventions_quantite_positive CHECK (quantite >= 1)
);

CREATE TABLE conventions_recensement (
    collectivite_id UUID NOT NULL,
    annee BIGINT NOT NULL,
    signee_le DATE,
    PRIMARY KEY (collectivite_id, annee)
);

CREATE TABLE conventions_poste (
    collectivite_id UUID NOT NULL,
    annee BIGINT NOT NULL,
    rang BIGINT NOT NULL,
    nom TEXT NOT NULL,
    niveau TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, annee, rang),
    CONSTRAINT conventions_poste_recensement FOREIGN KEY (collectivite_id, annee)
        REFERENCES conventions_recensement (collectivite_id, annee) ON DELETE CASCADE
);

-- An état and who it was made out to, as it was told then. Once validated, only its statut may become rectifie.
CREATE TABLE conventions_etat (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    annee BIGINT NOT NULL,
    version BIGINT NOT NULL,
    rectifie UUID,
    statut TEXT NOT NULL,
    valide_le DATE,
    prix TEXT NOT NULL,
    siren TEXT NOT NULL,
    nom TEXT NOT NULL,
    genre TEXT NOT NULL,
    population BIGINT,
    total BIGINT NOT NULL,
    calcule_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT conventions_etat_version UNIQUE (collectivite_id, annee, version),
    CONSTRAINT conventions_etat_rectifie FOREIGN KEY (collectivite_id, rectifie)
        REFERENCES conventions_etat (collectivite_id, id),
    CONSTRAINT conventions_etat_valide CHECK ((statut = 'calcule') = (valide_le IS NULL))
);
CREATE INDEX conventions_etat_annee ON conventions_etat (annee, collectivite_id, version);

CREATE TABLE conventions_etat_ligne (
    collectivite_id UUID NOT NULL,
    etat_id UUID NOT NULL,
    rang BIGINT NOT NULL,
    service TEXT NOT NULL,
    libelle TEXT NOT NULL,
    quantite BIGINT NOT NULL,
    prix_unitaire BIGINT NOT NULL,
    montant BIGINT NOT NULL,
    explication TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, etat_id, rang),
    CONSTRAINT conventions_etat_ligne_etat FOREIGN KEY (collectivite_id, etat_id)
        REFERENCES conventions_etat (collectivite_id, id) ON DELETE CASCADE
);

CREATE TABLE conventions_etat_constat (
    collectivite_id UUID NOT NULL,
    etat_id UUID NOT NULL,
    rang BIGINT NOT NULL,
    code TEXT NOT NULL,
    gravite TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, etat_id, rang),
    CONSTRAINT conventions_etat_constat_etat FOREIGN KEY (collectivite_id, etat_id)
        REFERENCES conventions_etat (collectivite_id, id) ON DELETE CASCADE
);

-- Summary of the last état of a year, one row a collectivité and year, and its amounts by service: for the dashboards.
CREATE TABLE conventions_resume (
    collectivite_id UUID NOT NULL,
    annee BIGINT NOT NULL,
    etat_id UUID NOT NULL,
    siren TEXT NOT NULL,
    nom TEXT NOT NULL,
    nom_tri TEXT NOT NULL,
    genre TEXT NOT NULL,
    population BIGINT,
    statut TEXT NOT NULL,
    total BIGINT NOT NULL,
    bloquantes BIGINT NOT NULL,
    avertissements BIGINT NOT NULL,
    PRIMARY KEY (collectivite_id, annee)
);
--! postgres
ALTER TABLE conventions_resume ALTER COLUMN nom_tri TYPE TEXT COLLATE "C";
--! both
CREATE INDEX conventions_resume_nom ON conventions_resume (annee, nom_tri, collectivite_id);
CREATE INDEX conventions_resume_total ON conventions_resume (annee, total, collectivite_id);
CREATE INDEX conventions_resume_statut ON conventions_resume (annee, statut, bloquantes, total);

CREATE TABLE conventions_resume_service (
    collectivite_id UUID NOT NULL,
    annee BIGINT NOT NULL,
    service TEXT NOT NULL,
    montant BIGINT NOT NULL,
    PRIMARY KEY (collectivite_id, annee, service)
);
CREATE INDEX conventions_resume_service_annee ON conventions_resume_service (annee, service, montant);
