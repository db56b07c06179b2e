-- What a change of the API answered, by its Idempotency-Key (hashed with the token): answered again alike, for a day.
CREATE TABLE web_idempotence (
    cle TEXT NOT NULL PRIMARY KEY,
    demande TEXT NOT NULL,
    recue_le TIMESTAMPTZ NOT NULL,
    statut BIGINT,
    genre TEXT NOT NULL,
    corps BYTEA
);
CREATE INDEX web_idempotence_recue_le ON web_idempotence (recue_le);
