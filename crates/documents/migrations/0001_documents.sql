-- What each collectivité has deposited; the bytes are on the disk, by their SHA-256.
CREATE TABLE documents_document (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    nom TEXT NOT NULL,
    -- The media type of the content.
    genre TEXT NOT NULL,
    taille BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    etat TEXT NOT NULL CONSTRAINT documents_document_etat CHECK (etat IN ('sain', 'en_quarantaine', 'non_analyse')),
    -- What the antivirus found.
    virus TEXT,
    depose_par UUID,
    depose_par_nom TEXT NOT NULL,
    depose_le TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, id)
);
CREATE INDEX documents_document_sha256 ON documents_document (sha256);
CREATE INDEX documents_document_waiting ON documents_document (sha256) WHERE etat = 'non_analyse';
