-- The mails. No column collectivite_id: the queue sends them under every perimeter; `pour` is only data.
CREATE TABLE mail_message (
    id UUID PRIMARY KEY,
    etat TEXT NOT NULL CONSTRAINT mail_message_etat CHECK (etat IN ('a_envoyer', 'envoye', 'garde', 'echec')),
    pour UUID,
    destinataire_nom TEXT NOT NULL,
    destinataire_adresse TEXT NOT NULL,
    reponse_nom TEXT,
    reponse_adresse TEXT,
    sujet TEXT NOT NULL,
    -- The subject, the name and the address, folded, for searching.
    recherche TEXT NOT NULL,
    html TEXT NOT NULL,
    texte TEXT NOT NULL,
    -- Its bodies are erased once sent.
    confidentiel BOOLEAN NOT NULL,
    lien_genre TEXT,
    lien_id UUID,
    erreur TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ
);
CREATE INDEX mail_message_etat ON mail_message (etat, created_at);
CREATE INDEX mail_message_created ON mail_message (created_at);
CREATE INDEX mail_message_lien ON mail_message (lien_id) WHERE lien_id IS NOT NULL;

-- What is attached: bytes kept here, or a document of a collectivité.
CREATE TABLE mail_piece (
    message_id UUID NOT NULL CONSTRAINT mail_piece_message REFERENCES mail_message (id) ON DELETE CASCADE,
    rang BIGINT NOT NULL,
    nom TEXT NOT NULL,
    genre TEXT NOT NULL,
    contenu BYTEA,
    collectivite UUID,
    document UUID,
    PRIMARY KEY (message_id, rang),
    CONSTRAINT mail_piece_contenu CHECK ((contenu IS NULL) <> (document IS NULL)),
    CONSTRAINT mail_piece_document CHECK ((collectivite IS NULL) = (document IS NULL))
);
