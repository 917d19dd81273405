-- The trace is asked by what people quote: a reference as they write it, or the id of a request.
CREATE INDEX trace_quoted ON hub.trace (upper(replace(reference, '-', '')));
CREATE INDEX trace_request_id ON hub.trace (request_id);

-- Who joined an entry of the trace with the person behind it, when and why: written before anything is
-- told. Who was found does not stand here.
CREATE TABLE hub.trace_join (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    joined_by text NOT NULL,
    reference text NOT NULL,
    reason    text NOT NULL CHECK (char_length(reason) BETWEEN 10 AND 500)
);
CREATE TRIGGER trace_join_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON hub.trace_join
    FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();
