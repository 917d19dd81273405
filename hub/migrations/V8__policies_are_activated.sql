-- Policies, as files: the newest is in force, and before the first the one that every build brings along.
-- Nothing is changed or taken out here, so that the trace's versions always mean something.
CREATE TABLE hub.policy (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text         text NOT NULL CHECK (octet_length(text) <= 65536),
    activated_at timestamptz NOT NULL,
    activated_by text NOT NULL,
    -- SHA-256 over the text, in hexadecimal.
    sha256       text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$')
);
CREATE FUNCTION hub.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or taken out', TG_TABLE_NAME;
END $$;
CREATE TRIGGER policy_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON hub.policy
    FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();
CREATE TRIGGER policy_changed AFTER INSERT ON hub.policy
    FOR EACH STATEMENT EXECUTE FUNCTION hub.next_generation();

-- The finishing transaction, one round trip. Answers 'finished' or 'conflict' (the journey moved on
-- meanwhile); raises ZG001 if the request was answered before, ZG002 if the agency is gone, ZG003 if an
-- assertion was decided by another version of the agency, or by another policy, than the one in force. A
-- node of the release before says no policy: it knows one only.
DROP FUNCTION hub.finish(bytea, bigint, bytea, timestamptz, date, text, text, text, text, text, text, text, text, text, text, jsonb, bigint);
CREATE FUNCTION hub.finish(
    journey_id bytea, from_version bigint, locked bytea, now timestamptz, request_day date,
    trace_reference text, trace_agency text, trace_request text, trace_response text, trace_assertion text,
    trace_outcome text, trace_attempt text, trace_method text, trace_level text, trace_policy text, trace_because jsonb,
    agency_version bigint, policy_id bigint DEFAULT 0
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
    IF trace_assertion IS NOT NULL AND (SELECT coalesce(max(id), 0) FROM hub.policy) <> policy_id THEN
        RAISE EXCEPTION 'the policy was changed' USING ERRCODE = 'ZG003';
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
