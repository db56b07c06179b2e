-- The queue. No column collectivite_id: the queue is read by every node under every perimeter; `pour` is only data.
CREATE TABLE jobs_job (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload JSONB NOT NULL,
    etat TEXT NOT NULL CONSTRAINT jobs_job_etat CHECK (etat IN ('en_attente', 'en_cours', 'reussi', 'echoue', 'annule')),
    pour UUID,
    priority BIGINT NOT NULL,
    -- Not before this instant.
    run_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    unique_key TEXT,
    -- Drawn at each claim: what the worker must still hold to change the job.
    lease UUID,
    locked_by TEXT,
    locked_until TIMESTAMPTZ,
    cancel_asked BOOLEAN NOT NULL,
    last_error TEXT,
    -- Where the handler is, kept with the effect of each piece.
    checkpoint JSONB,
    progress_done BIGINT,
    progress_total BIGINT,
    progress_message TEXT,
    result JSONB,
    asked_by UUID,
    asked_by_nom TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ
);
CREATE INDEX jobs_job_due ON jobs_job (priority DESC, run_at, id) WHERE etat IN ('en_attente', 'en_cours');
CREATE UNIQUE INDEX jobs_job_unique ON jobs_job (unique_key) WHERE unique_key IS NOT NULL AND etat IN ('en_attente', 'en_cours');
CREATE INDEX jobs_job_etat ON jobs_job (etat, created_at);
CREATE INDEX jobs_job_finished ON jobs_job (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE jobs_schedule (
    name TEXT PRIMARY KEY,
    cron TEXT NOT NULL,
    last_at TIMESTAMPTZ,
    next_at TIMESTAMPTZ NOT NULL
);

-- What happened, to be told to the other rooms.
CREATE TABLE jobs_outbox (
    collectivite_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    payload JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    PRIMARY KEY (collectivite_id, id)
);
CREATE INDEX jobs_outbox_waiting ON jobs_outbox (id) WHERE published_at IS NULL;
CREATE INDEX jobs_outbox_published ON jobs_outbox (published_at) WHERE published_at IS NOT NULL;
