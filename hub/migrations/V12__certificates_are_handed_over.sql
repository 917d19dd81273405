-- From a journey to the certificate host and back, one row for each attempt. The ticket leads there and what comes
-- back is fetched by a code; both are good once, for a short time, and only their hashes are here. What was found
-- is locked by the code. Unlogged, and in no backup: whoever was on the way begins the step again.
CREATE UNLOGGED TABLE hub.handover (
    attempt    text  PRIMARY KEY,
    journey    bytea NOT NULL CHECK (octet_length(journey) = 16),
    ticket     bytea NOT NULL UNIQUE CHECK (octet_length(ticket) = 32),
    until      timestamptz NOT NULL,
    used_at    timestamptz,
    code       bytea UNIQUE CHECK (octet_length(code) = 32),
    found      bytea,
    code_until timestamptz
);
CREATE INDEX handover_until ON hub.handover (until);
