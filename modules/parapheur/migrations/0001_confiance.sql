-- The authorities that this installation trusts to say who signs and when. Of the centre: one list for everybody.
CREATE TABLE parapheur_autorite (
    -- SHA-256 of the certificate, in hexadecimal: the same one imported twice is one.
    empreinte TEXT NOT NULL PRIMARY KEY,
    sujet TEXT NOT NULL,
    sujet_tri TEXT NOT NULL,
    fin TIMESTAMPTZ NOT NULL,
    -- DER.
    certificat BYTEA NOT NULL,
    -- The file or the list that it came from.
    source TEXT NOT NULL,
    importee_le TIMESTAMPTZ NOT NULL,
    importee_par TEXT NOT NULL
);
