-- Agencies: the operator's record as one document, a version that the finishing transaction checks, where the
-- metadata comes from, what waits for approval, and what was done by whom. No release has run on V1 and V2, so
-- that the columns which the record takes over may go at once.

-- Addresses whose metadata is looked at again and again.
CREATE TABLE hub.source (
    address     text PRIMARY KEY,
    -- The certificate (DER) whose key must have signed what comes from there, if that was agreed.
    signer      bytea,
    next_at     timestamptz NOT NULL,
    tried_at    timestamptz,
    good_at     timestamptz,
    -- Why the last tries failed, and how many of them.
    failure     text,
    failures    integer NOT NULL DEFAULT 0,
    -- Of the last good copy: SHA-256, when it was made, when it ends.
    digest      bytea,
    made_at     timestamptz,
    valid_until timestamptz
);

CREATE SEQUENCE hub.agency_version;

ALTER TABLE hub.agency
    ADD COLUMN record jsonb,
    -- The end of the group from which the descriptor was taken; its own stands in it.
    ADD COLUMN valid_until timestamptz,
    ADD COLUMN source text REFERENCES hub.source ON DELETE SET NULL,
    ADD COLUMN version bigint NOT NULL DEFAULT nextval('hub.agency_version');

UPDATE hub.agency SET record = jsonb_build_object(
    'level', level,
    'dialect', initcap(dialect),
    'provider_name', provider_name,
    'deviations', to_jsonb(array_replace(array_replace(deviations,
        'inclusive_c14n', 'InclusiveCanonicalization'), 'empty_reference', 'EmptyReference')));

ALTER TABLE hub.agency
    ALTER COLUMN record SET NOT NULL,
    DROP COLUMN level,
    DROP COLUMN dialect,
    DROP COLUMN provider_name,
    DROP COLUMN deviations;
ALTER TABLE hub.agency
    -- NIF_DIR3 in capitals: by this name alone an agency of the dialect clave2 is known.
    ADD COLUMN provider_name text GENERATED ALWAYS AS (record ->> 'provider_name') STORED UNIQUE,
    ADD CHECK ((record ->> 'dialect' = 'Clave2') = (record ->> 'provider_name' IS NOT NULL));

CREATE FUNCTION hub.next_agency_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := nextval('hub.agency_version');
    RETURN NEW;
END $$;
CREATE TRIGGER agency_version BEFORE UPDATE OF descriptor, record, valid_until ON hub.agency
    FOR EACH ROW EXECUTE FUNCTION hub.next_agency_version();

-- Nodes are told of a change, and read the generation in any case.
CREATE OR REPLACE FUNCTION hub.next_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hub.generation SET number = number + 1;
    PERFORM pg_notify('hub_generation', '');
    RETURN NULL;
END $$;

-- What somebody wants to be so and has not been approved by enough operators yet.
CREATE TABLE hub.proposal (
    entity_id   text PRIMARY KEY,
    -- Names what was proposed at once; approving names it again, so that nobody approves what he has not seen.
    code        text NOT NULL,
    at          timestamptz NOT NULL,
    proposed_by text NOT NULL,
    -- The version of the agency with which it was compared; nothing: there was none.
    base        bigint,
    descriptor  bytea NOT NULL,
    record      jsonb NOT NULL,
    valid_until timestamptz,
    source      text REFERENCES hub.source ON DELETE SET NULL,
    differences jsonb NOT NULL,
    approved_by text[] NOT NULL
);
CREATE INDEX proposal_code ON hub.proposal (code);

-- Who did what to which agency, and what it was afterwards; nothing is changed or taken out here.
CREATE TABLE hub.agency_change (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_id   text NOT NULL,
    at          timestamptz NOT NULL,
    what        text NOT NULL CHECK (what IN ('added', 'changed', 'rolled back', 'removed', 'rejected', 'found')),
    -- Who wanted it, and who approved of it; nothing: it needed nobody's approval.
    proposed_by text NOT NULL,
    approved_by text[] NOT NULL,
    differences jsonb NOT NULL,
    -- The agency afterwards; nothing: it is gone, or what waited was rejected.
    descriptor  bytea,
    record      jsonb,
    valid_until timestamptz,
    source      text,
    CHECK ((descriptor IS NULL) = (what IN ('removed', 'rejected')) AND (record IS NULL) = (descriptor IS NULL))
);
CREATE INDEX agency_change_entity_id ON hub.agency_change (entity_id, id);
INSERT INTO hub.agency_change (entity_id, at, what, proposed_by, approved_by, differences, descriptor, record)
    SELECT entity_id, added_at, 'found', 'nobody known', '{}', '[]', descriptor, record FROM hub.agency ORDER BY added_at;

-- The finishing transaction, one round trip. Answers 'finished' or 'conflict' (the journey moved on
-- meanwhile); raises ZG001 if the request was answered before, ZG002 if the agency is gone, ZG003 if an
-- assertion was decided by another version of the agency than the one in force.
DROP FUNCTION hub.finish(bytea, bigint, bytea, timestamptz, date, text, text, text, text, text, text, text, text, text, text, jsonb);
CREATE FUNCTION hub.finish(
    journey_id bytea, from_version bigint, locked bytea, now timestamptz, request_day date,
    trace_reference text, trace_agency text, trace_request text, trace_response text, trace_assertion text,
    trace_outcome text, trace_attempt text, trace_method text, trace_level text, trace_policy text, trace_because jsonb,
    agency_version bigint
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    in_force bigint;
BEGIN
    UPDATE hub.journey
       SET version = version + 1, request = NULL, stage = locked, finished = true, touched_at = now
     WHERE id = journey_id AND version = from_version AND NOT finished;
    IF NOT FOUND THEN
        RETURN 'conflict';
    END IF;
    SELECT version INTO in_force FROM hub.agency WHERE entity_id = trace_agency;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the agency is gone' USING ERRCODE = 'ZG002';
    END IF;
    IF trace_assertion IS NOT NULL AND in_force <> agency_version THEN
        RAISE EXCEPTION 'the agency was changed' USING ERRCODE = 'ZG003';
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
