-- No agency is lost between two tabs: `used_at` of a session goes up with each use, whatever the clocks of nodes say, and a
-- session goes in the place of another only if that was not used since one read who has to be told that it is over.

-- The finishing transaction of a journey, as before. Raises ZG003, too, if the session in whose place one comes was used since.
CREATE OR REPLACE FUNCTION hub.finish(
    journey_id bytea, from_version bigint, locked bytea, now timestamptz, request_day date,
    entry jsonb, agency_version bigint, policy_id bigint,
    session_id bytea, session_content bytea, session_agencies text[], session_replaces bytea,
    session_used_after timestamptz, session_made_after timestamptz
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    in_force bigint;
    asked_by text := entry ->> 'agency';
    asserts  boolean := entry ->> 'assertion_id' IS NOT NULL;
    -- Whether this agency calls the person by the name that it always gets.
    lasts    text[] := CASE WHEN (entry ->> 'by_lasting_name')::boolean THEN ARRAY[asked_by] ELSE '{}' END;
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
        -- Without a time nothing is carried over, or a node of the release before does not say.
        DELETE FROM hub.session
         WHERE id = session_replaces
           AND used_at = coalesce((entry ->> 'session_replaces_used')::timestamptz, used_at);
        -- If it has ended meanwhile, what was read of it is carried on: nobody can be told too often.
        IF NOT FOUND AND EXISTS (SELECT FROM hub.session WHERE id = session_replaces) THEN
            RAISE EXCEPTION 'the session before was used' USING ERRCODE = 'ZG003';
        END IF;
        INSERT INTO hub.session (id, content, agencies, lasting, person, created_at, used_at)
            VALUES (session_id, session_content, session_agencies,
                    array_remove(ARRAY(SELECT jsonb_array_elements_text(
                        CASE jsonb_typeof(entry -> 'session_lasting')
                            WHEN 'array' THEN entry -> 'session_lasting' ELSE '[]' END)), asked_by) || lasts,
                    decode(entry ->> 'session_person', 'hex'), now, now);
    ELSIF session_id IS NOT NULL THEN
        UPDATE hub.session
           SET used_at = greatest(used_at + interval '1 microsecond', now),
               agencies = (array_append(array_remove(agencies, asked_by), asked_by))
                          [greatest(1, cardinality(array_remove(agencies, asked_by)) - 98):],
               -- A node of the release before does not say.
               lasting = CASE WHEN entry ? 'by_lasting_name' THEN array_remove(lasting, asked_by) || lasts
                              ELSE lasting END
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
