-- Codes sent by SMS, each for one purpose in one attempt. The code itself is nowhere: it is an HMAC of this row's
-- nonce, so whoever reads the table learns none.
CREATE TABLE credentials.code (
    attempt    text        NOT NULL,
    purpose    text        NOT NULL,
    citizen    uuid        NOT NULL,
    nonce      bytea       NOT NULL,
    expires_at timestamptz NOT NULL,
    tries      smallint    NOT NULL,   -- taken, right or wrong
    sends      smallint    NOT NULL,
    sent_at    timestamptz,
    message    uuid,                   -- the last one, in the outbox
    used_at    timestamptz,
    PRIMARY KEY (attempt, purpose)
);

CREATE INDEX ON credentials.code (expires_at);
