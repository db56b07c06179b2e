-- One chain of lines a collectivité. Before and after are canonical JSON kept as text: what was hashed is what is read.
CREATE TABLE journal_ligne (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    seq BIGINT NOT NULL,
    fait_le TIMESTAMPTZ NOT NULL,
    personne UUID,
    nom TEXT NOT NULL,
    au_nom_de UUID,
    au_nom_de_nom TEXT,
    action TEXT NOT NULL,
    objet TEXT NOT NULL,
    objet_id UUID NOT NULL,
    libelle TEXT NOT NULL,
    avant TEXT,
    apres TEXT,
    precedente TEXT NOT NULL,
    empreinte TEXT NOT NULL,
    recherche TEXT NOT NULL,
    PRIMARY KEY (collectivite_id, id),
    CONSTRAINT journal_ligne_seq UNIQUE (collectivite_id, seq)
);
CREATE INDEX journal_ligne_objet ON journal_ligne (collectivite_id, objet_id, seq);
CREATE INDEX journal_ligne_date ON journal_ligne (fait_le);

-- The end of each chain: the next line is chained to it, and a chain cut short shows.
CREATE TABLE journal_tete (
    collectivite_id UUID NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    empreinte TEXT NOT NULL
);
