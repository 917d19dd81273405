-- Leaving: every agency that was answered in a session is told that it is over (SPEC 3.8).

ALTER TABLE hub.session
    -- Those of its agencies that call the person by the name that they always get.
    ADD COLUMN lasting text[] NOT NULL DEFAULT '{}',
    -- An HMAC of the person under the pairwise key, by which their sessions are found and ended.
    ADD COLUMN person  bytea CHECK (octet_length(person) = 32);
CREATE INDEX session_person ON hub.session (person);

-- Somebody leaves. Unlogged, and in no backup: their session is over with the first step, and whoever is on the
-- way to tell the agencies begins anew.
CREATE UNLOGGED TABLE hub.departure (
    id         bytea PRIMARY KEY CHECK (octet_length(id) = 16),
    version    bigint NOT NULL,
    -- What the agency asked, until the browser comes; of the names in it hashes only.
    request    jsonb,
    -- Who is to be told under which name, locked with the browser's key.
    stage      bytea,
    -- By which a browser finds the way on that it has lost: a hash of what its key gives.
    browser    bytea CHECK (octet_length(browser) = 32),
    finished   boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    CHECK ((request IS NULL) <> (stage IS NULL))
);
CREATE INDEX departure_created_at ON hub.departure (created_at);
CREATE INDEX departure_browser ON hub.departure (browser) WHERE NOT finished;

-- What an agency was told, and what it answered.
CREATE UNLOGGED TABLE hub.farewell (
    id        text  PRIMARY KEY,
    departure bytea NOT NULL REFERENCES hub.departure ON DELETE CASCADE,
    agency    text  NOT NULL,
    has_ended boolean
);
CREATE INDEX farewell_departure ON hub.farewell (departure);

-- The first step of a departure, one round trip: the session ends, and the request is used up. Answers 'begun' or
-- 'conflict' (somebody else was faster); raises ZG001 if the request was answered before, ZG004 if
-- the session was used or ended since whom to tell was read from it. Without a request
-- (`asked_by`) the person left from a page of ours, and the departure begins here.
CREATE FUNCTION hub.depart(
    departure_id bytea, locked bytea, its_browser bytea, now timestamptz, session_id bytea, session_used timestamptz,
    asked_by text, asked_in text, request_day date
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF asked_by IS NULL THEN
        INSERT INTO hub.departure (id, version, stage, browser, created_at)
            VALUES (departure_id, 1, locked, its_browser, now);
    ELSE
        UPDATE hub.departure SET version = 1, request = NULL, stage = locked, browser = its_browser
         WHERE id = departure_id AND version = 0;
        IF NOT FOUND THEN
            RETURN 'conflict';
        END IF;
        INSERT INTO hub.ledger (day, agency, request_id) VALUES (request_day, asked_by, asked_in)
            ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the request was answered before' USING ERRCODE = 'ZG001';
        END IF;
    END IF;
    IF session_id IS NOT NULL THEN
        DELETE FROM hub.session WHERE id = session_id AND used_at = session_used;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the session was used or ended meanwhile' USING ERRCODE = 'ZG004';
        END IF;
    END IF;
    RETURN 'begun';
END $$;

-- The finishing transaction of a journey, as before; what a session has to know to be left is in the entry, and gets
-- no further than the session.
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
        DELETE FROM hub.session WHERE id = session_replaces;
        INSERT INTO hub.session (id, content, agencies, lasting, person, created_at, used_at)
            VALUES (session_id, session_content, session_agencies,
                    array_remove(ARRAY(SELECT jsonb_array_elements_text(
                        CASE jsonb_typeof(entry -> 'session_lasting')
                            WHEN 'array' THEN entry -> 'session_lasting' ELSE '[]' END)), asked_by) || lasts,
                    decode(entry ->> 'session_person', 'hex'), now, now);
    ELSIF session_id IS NOT NULL THEN
        UPDATE hub.session
           SET used_at = greatest(used_at, now),
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
