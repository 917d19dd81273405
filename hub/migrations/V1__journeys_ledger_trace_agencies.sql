-- The schema of the hub. It holds no readable personal data (BOE-A-2015-14215, IV.4): what concerns
-- a person is ciphertext under a key that only that person's browser holds.

-- Which environment this database belongs to, stamped once: a node of another one refuses to start.
CREATE TABLE hub.stamp (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    environment text NOT NULL CHECK (environment IN ('production', 'demonstration'))
);

-- One AuthnRequest's life with us. Unlogged: after a crash of the database the citizen starts again.
CREATE UNLOGGED TABLE hub.journey (
    id         bytea PRIMARY KEY CHECK (octet_length(id) = 16),
    version    bigint NOT NULL,
    -- The agency's facts until the first browser comes; nothing of a person.
    request    jsonb,
    -- The person's stage, locked with the browser's key.
    stage      bytea,
    finished   boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    touched_at timestamptz NOT NULL,
    CHECK ((request IS NULL) <> (stage IS NULL))
);
CREATE INDEX journey_created_at ON hub.journey (created_at);

-- Each AuthnRequest is answered once. The day is that of the request's IssueInstant, so that one
-- that is finished on both sides of midnight has the same key. Partitions are dropped whole.
CREATE TABLE hub.ledger (
    day        date NOT NULL,
    agency     text NOT NULL,
    request_id text NOT NULL,
    PRIMARY KEY (day, agency, request_id)
) PARTITION BY RANGE (day);

-- What was answered: no person (SPEC SEC-01). The attempt also stands in the method's event.
CREATE TABLE hub.trace (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    reference    text NOT NULL UNIQUE,
    agency       text NOT NULL,
    request_id   text NOT NULL,
    response_id  text NOT NULL UNIQUE,
    assertion_id text UNIQUE,
    outcome      text NOT NULL,
    attempt      text,
    method       text,
    level        text,
    policy       text NOT NULL,
    because      jsonb NOT NULL
);
CREATE INDEX trace_at ON hub.trace (at);

-- Agencies: the descriptor as received, and the operator's record. Metadata never sets policy.
CREATE TABLE hub.agency (
    entity_id  text PRIMARY KEY,
    descriptor bytea NOT NULL,
    level      text NOT NULL CHECK (level IN ('low', 'substantial', 'high')),
    added_at   timestamptz NOT NULL
);

-- Goes up with every change of the agencies; nodes read it every second.
CREATE TABLE hub.generation (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    number   bigint NOT NULL
);
INSERT INTO hub.generation (number) VALUES (1);

CREATE FUNCTION hub.next_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hub.generation SET number = number + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER agency_changed AFTER INSERT OR UPDATE OR DELETE ON hub.agency
    FOR EACH STATEMENT EXECUTE FUNCTION hub.next_generation();

-- Partitions of the ledger from the day before `today` to two days after it; those that ended 48 h
-- ago are dropped. Safe to call from several nodes at once.
CREATE FUNCTION hub.keep_ledger(today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d    date;
    part text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('hub.ledger'));
    FOR d IN SELECT today + n FROM generate_series(-1, 2) AS n LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS hub.%I PARTITION OF hub.ledger FOR VALUES FROM (%L) TO (%L)',
            'ledger_' || to_char(d, 'YYYYMMDD'), d, d + 1);
    END LOOP;
    FOR part IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'hub.ledger'::regclass
          AND c.relname < 'ledger_' || to_char(today - 2, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE hub.%I', part);
    END LOOP;
END $$;

-- The finishing transaction, one round trip. Answers 'finished' or 'conflict' (the journey moved on
-- meanwhile); raises ZG001 if the request was answered before, ZG002 if the agency is gone.
CREATE FUNCTION hub.finish(
    journey_id bytea, from_version bigint, locked bytea, now timestamptz, request_day date,
    trace_reference text, trace_agency text, trace_request text, trace_response text, trace_assertion text,
    trace_outcome text, trace_attempt text, trace_method text, trace_level text, trace_policy text, trace_because jsonb
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hub.journey
       SET version = version + 1, request = NULL, stage = locked, finished = true, touched_at = now
     WHERE id = journey_id AND version = from_version AND NOT finished;
    IF NOT FOUND THEN
        RETURN 'conflict';
    END IF;
    PERFORM 1 FROM hub.agency WHERE entity_id = trace_agency;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the agency is gone' USING ERRCODE = 'ZG002';
    END IF;
    INSERT INTO hub.ledger (day, agency, request_id) VALUES (request_day, trace_agency, trace_request)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the request was answered before' USING ERRCODE = 'ZG001';
    END IF;
    INSERT INTO hub.trace (at, reference, agency, request_id, response_id, assertion_id, outcome, attempt, method, level, policy, because)
    VALUES (now, trace_reference, trace_agency, trace_request, trace_response, trace_assertion, trace_outcome, trace_attempt,
            trace_method, trace_level, trace_policy, trace_because);
    RETURN 'finished';
END $$;
