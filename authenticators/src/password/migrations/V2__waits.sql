-- Wrong passwords for one document from one block of addresses, and until when no further one is
-- looked at. Both are named by an HMAC; the block's name is another one every day.
CREATE TABLE credentials.password_waits (
    document  bytea       NOT NULL,
    block     bytea       NOT NULL,
    failures  smallint    NOT NULL,
    until     timestamptz NOT NULL,
    under_way boolean     NOT NULL,   -- the last one is being looked at still
    PRIMARY KEY (document, block)
);

CREATE INDEX ON credentials.password_waits (until);

-- Wrong passwords from one block of addresses, for whatever documents, and until when nothing that
-- comes from there is looked at.
CREATE TABLE credentials.password_failures (
    block   bytea       PRIMARY KEY,
    counted integer     NOT NULL,   -- on this day, since that is how long the name is good
    worn_at timestamptz NOT NULL,   -- when the last of them counts no longer for the ten minutes
    until   timestamptz NOT NULL
);

CREATE INDEX ON credentials.password_failures (worn_at);
