-- Single sign-on: what a browser proved before, under a key that only its cookie holds. Unlogged, and in no
-- backup: after a crash of the database people log in again.
CREATE UNLOGGED TABLE hub.session (
    id         bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    content    bytea NOT NULL,
    -- Who was answered in it, the last one last; nothing of a person.
    agencies   text[] NOT NULL CHECK (cardinality(agencies) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL,
    used_at    timestamptz NOT NULL
);
CREATE INDEX session_used_at ON hub.session (used_at);

ALTER TABLE hub.trace
    -- The service, if it has terms of its own.
    ADD COLUMN service  text,
    -- The least level that would have done.
    ADD COLUMN needed   text,
    -- Without a new login: by the session of an earlier one.
    ADD COLUMN reused   boolean NOT NULL DEFAULT false,
    -- When the request arrived.
    ADD COLUMN began_at timestamptz;

-- The finishing transaction, one round trip. Answers 'finished' or 'conflict' (the journey moved on
-- meanwhile); raises ZG001 if the request was answered before, ZG002 if the agency is gone, ZG003 if an
-- assertion was decided by another version of the agency, or by another policy, than the one in force, ZG004
-- if the session by which it was decided is over. A session without content is one that is used; with
-- content, one that begins, in the place of the one that it replaces.
DROP FUNCTION hub.finish(bytea, bigint, bytea, timestamptz, date, text, text, text, text, text, text, text, text, text, text, jsonb, bigint, bigint);
CREATE FUNCTION hub.finish(
    journey_id bytea, from_version bigint, locked bytea, now timestamptz, request_day date,
    entry jsonb, agency_version bigint, policy_id bigint,
    session_id bytea, session_content bytea, session_agencies text[], session_replaces bytea,
    session_used_after timestamptz, session_made_after timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    in_force bigint;
    asked_by text := entry ->> 'agency';
    asserts  boolean := entry ->> 'assertion_id' IS NOT NULL;
BEGIN
    UPDATE hub.journey
       SET version = version + 1, request = NULL, stage = locked, finished = true, touched_at = now
     WHERE id = journey_id AND version = from_version AND NOT finished;
    IF NOT FOUND THEN
        RETURN 'conflict';
    END IF;
    SELECT version INTO in_force FROM hub.agency WHERE entity_id = asked_by;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the agency is gone' USING ERRCODE = 'ZG002';
    END IF;
    IF asserts AND in_force <> agency_version THEN
        RAISE EXCEPTION 'the agency was changed' USING ERRCODE = 'ZG003';
    END IF;
    IF asserts AND (SELECT coalesce(max(id), 0) FROM hub.policy) <> policy_id THEN
        RAISE EXCEPTION 'the policy was changed' USING ERRCODE = 'ZG003';
    END IF;
    IF session_content IS NOT NULL THEN
        DELETE FROM hub.session WHERE id = session_replaces;
        INSERT INTO hub.session (id, content, agencies, created_at, used_at)
            VALUES (session_id, session_content, session_agencies, now, now);
    ELSIF session_id IS NOT NULL THEN
        UPDATE hub.session
           SET used_at = greatest(used_at, now),
               agencies = (array_append(array_remove(agencies, asked_by), asked_by))
                          [greatest(1, cardinality(array_remove(agencies, asked_by)) - 98):]
         WHERE id = session_id AND used_at > session_used_after AND created_at > session_made_after;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the session is over' USING ERRCODE = 'ZG004';
        END IF;
    END IF;
    INSERT INTO hub.ledger (day, agency, request_id) VALUES (request_day, asked_by, entry ->> 'request_id')
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the request was answered before' USING ERRCODE = 'ZG001';
    END IF;
    INSERT INTO hub.trace (at, reference, agency, service, request_id, response_id, assertion_id, outcome, attempt,
                           method, level, needed, reused, began_at, policy, because)
        SELECT at, reference, agency, service, request_id, response_id, assertion_id, outcome, attempt,
               method, level, needed, reused, began_at, policy, because
          FROM jsonb_populate_record(NULL::hub.trace, entry);
    RETURN 'finished';
END $$;
