-- What left with a validated état: its two files, and how many addresses received them.
CREATE TABLE conventions_envoi (
    collectivite_id UUID NOT NULL,
    etat_id UUID NOT NULL,
    pdf UUID NOT NULL,
    xlsx UUID NOT NULL,
    courriels BIGINT NOT NULL,
    fait_le TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (collectivite_id, etat_id),
    CONSTRAINT conventions_envoi_etat FOREIGN KEY (collectivite_id, etat_id)
        REFERENCES conventions_etat (collectivite_id, id)
);
